begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.quote('now', 100, 100);
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 100);
select paper_test.rest('r1', 'AAPL', 'sell', 2, 200);
select paper_test.rest('r2', 'MSFT', 'buy', 3, 100);

select results_eq(
    $$ select cash, reserved, buying_power from paper.reset_account('alpha', 'reset', 700) $$,
    $$ values (700.0, 0.0, 700.0) $$,
    'nothing is reserved'
);
select results_eq(
    $$ select idempotency_key, status::text from paper.orders order by seq $$,
    $$ values ('o1' collate "C", 'filled'), ('r1', 'cancelled'), ('r2', 'cancelled') $$,
    'open orders are cancelled, the filled one is not'
);
select is_empty($$ select from paper.open_orders $$, 'none is open');
select is_empty($$ select from paper.positions $$, 'no position is left');

select * from finish();
rollback;
