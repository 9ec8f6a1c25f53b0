begin;
select plan(4);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 9, 2);
select paper_test.send('e', 'buy', 5, 'limit', 100, p_options => '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select is((select o.status::text from paper.replace_order('alpha', (select order_id from paper.open_orders where order_type = 'limit' and idempotency_key is null), 'n', p_limit_price => 115) as o), 'accepted', 'another profit to take');
select paper_test.quote('10:01', 99, 100, 9, 9);
select paper_test.quote('10:02', 120, 121, 9, 9);
select results_eq(
    $$ select paper_test.match() $$, array['e fill 3 at 100 limit maker', 'n fill 5 at 115 limit maker', 'e/stop cancelled oco'],
    'works for what the entry fills later too'
);
select results_eq(
    $$ select quantity, fill_quantity from paper.orders where idempotency_key = 'n' $$, $$ values (5.0, 5.0) $$, 'and was for all of it'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
