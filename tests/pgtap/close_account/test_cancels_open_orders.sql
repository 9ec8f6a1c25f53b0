begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.rest('r1', 'AAPL', 'buy', 2, 100);
select paper_test.rest('r2', 'MSFT', 'buy', 3, 100);
select is((select reserved from paper.accounts), 500.0, 'before, 200 + 300 are reserved');

select results_eq(
    $$ select status, cash, reserved, buying_power from paper.close_account('alpha', 'c') $$,
    $$ values ('closed', 1000.0, 0.0, 1000.0) $$,
    'nothing is reserved any more'
);
select results_eq(
    $$ select idempotency_key, status from paper.orders order by seq $$,
    $$ values ('r1' collate "C", 'cancelled'::paper.order_status), ('r2', 'cancelled') $$,
    'both orders are cancelled'
);
select is_empty($$ select from paper.open_orders $$, 'none is open');

select * from finish();
rollback;
