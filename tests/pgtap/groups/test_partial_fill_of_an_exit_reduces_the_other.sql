begin;
select plan(4);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('e', 'buy', 5, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select paper_test.quote('10:01', 110, 111, 2, 1);
select results_eq(
    $$ select paper_test.match() $$, array['e/limit partial_fill 2 at 110 limit maker'],
    'two are sold'
);
select is((select reserved from paper.positions), 3.0, 'three are claimed');
select paper_test.quote('10:02', 88, 89, 9, 9);
select results_eq(
    $$ select paper_test.match() $$, array['e/stop fill 3 at 88 quote taker', 'e/limit cancelled oco'],
    'the stop sells the rest, not more'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
