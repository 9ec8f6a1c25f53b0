begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('e', 'buy', 5, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select paper_test.quote('10:01', 88, 89);
select results_eq(
    $$ select paper_test.match() $$, array['e/stop fill 5 at 88 quote taker', 'e/limit cancelled oco'],
    'the stop fills, the limit is cancelled'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
