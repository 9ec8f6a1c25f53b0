begin;
select plan(4);

select paper_test.open_market();
select paper_test.send('a', 'buy', 1, 'limit', 100);
select paper_test.send('t', 'buy', 1, 'limit', 100, p_options => '{"touch": true}');
select paper_test.trade('10:00', 100);
select results_eq(
    $$ select paper_test.match() $$, array['t fill 1 at 100 limit maker'],
    'a print at the limit fills with touch only'
);
select paper_test.trade('10:01', 98);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 100 limit maker'],
    'one through it fills, at the limit'
);
select paper_test.send('s', 'sell', 1, 'limit', 105);
select paper_test.trade('10:02', 105);
select is_empty($$ select paper_test.match() $$, 'of a sell too');
select paper_test.trade('10:03', 107);
select results_eq($$ select paper_test.match() $$, array['s fill 1 at 105 limit maker'], 'also at the limit');

select * from finish();
rollback;
