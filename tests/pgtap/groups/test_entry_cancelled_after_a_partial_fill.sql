begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 9, 2);
select paper_test.send('e', 'buy', 5, 'limit', 100, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select o.status from paper.cancel_order('alpha', paper_test.id_of('e')) as o;
select paper_test.quote('10:01', 110, 111);
select results_eq(
    $$ select paper_test.match() $$, array['e/limit fill 2 at 110 limit maker', 'e/stop cancelled oco'],
    'the exits work for what was filled'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
