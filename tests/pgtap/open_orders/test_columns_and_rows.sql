begin;
select plan(3);

select results_eq(
    $$ select * from paper_test.columns('paper.open_orders') $$, $$ select * from paper_test.columns('paper.orders') $$,
    'the columns of orders'
);
select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10);
select is_empty($$ select * from paper.open_orders $$, 'in fill model immediate nothing is open');
select paper.update_settings('alpha', 's', '{"fill_model": "market"}');
select paper_test.rest('r', 'AAPL', 'buy', 1, 10);
select results_eq(
    $$ select o::text from paper.open_orders as o $$, $$ select o::text from paper.orders as o where idempotency_key = 'r' $$,
    'an order that can still trade is, as orders shows it'
);

select * from finish();
rollback;
