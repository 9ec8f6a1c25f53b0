begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('e', 'buy', 5, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 80}}');
select is((select o.status::text from paper.replace_order(
    'alpha', (select order_id from paper.open_orders where order_type = 'limit'), 'n', p_limit_price => 105
) as o), 'accepted', 'another profit to take');
select paper_test.quote('10:01', 106, 107);
select results_eq(
    $$ select paper_test.match() $$, array['n fill 5 at 105 limit maker', 'e/stop cancelled oco'],
    'cancels the stop when it is taken'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
