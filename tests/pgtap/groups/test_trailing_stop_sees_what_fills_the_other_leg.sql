begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('b', 'buy', 10);
select paper_test.send('l', 'sell', 10, 'limit', 110, p_options => '{"oco_group": "g"}');
select paper_test.send('t', 'sell', 10, 'trailing_stop', p_options => '{"oco_group": "g", "trail_amount": 5}');
select paper_test.quote('10:01', 110, 111, 4, 10);
select results_eq($$ select paper_test.match() $$, array['l partial_fill 4 at 110 limit maker'], 'at the top a part is sold');
select paper_test.quote('10:02', 106, 107);
select is_empty($$ select paper_test.match() $$, 'the stop follows that top');
select paper_test.quote('10:03', 105, 106);
select results_eq(
    $$ select paper_test.match() $$, array['t fill 6 at 105 quote taker', 'l cancelled oco'], 'by its distance'
);

select * from finish();
rollback;
