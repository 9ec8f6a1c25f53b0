begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('h', 'buy', 5);
select paper_test.send('b', 'buy', 1, 'limit', 98);
select paper_test.send('s', 'sell', 1, 'limit', 102);
select paper_test.quote('10:01', 98, 98.000000000001);
select is_empty($$ select paper_test.match() $$, 'not before the quote reaches them');
select paper_test.quote('10:02', 97, 98);
select results_eq(
    $$ select paper_test.match() $$, array['b fill 1 at 98 limit maker'],
    'a quote at the limit reaches it'
);
select paper_test.quote('10:03', 105, 106);
select results_eq(
    $$ select paper_test.match() $$, array['s fill 1 at 102 limit maker'],
    'a quote beyond it too, and pays the limit'
);

select * from finish();
rollback;
