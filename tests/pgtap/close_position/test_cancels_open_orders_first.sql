begin;
select plan(6);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.quote('now', 10, 10, 0, 10);
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 10, 'limit', 10);
select paper_test.rest('exit', 'AAPL', 'sell', 8, 100);
select paper_test.rest('entry', 'AAPL', 'buy', 1, 5);
select paper_test.rest('other', 'MSFT', 'buy', 1, 100);
select paper_test.quote('now', 15, 16);

select results_eq(
    $$ select idempotency_key, status::text, quantity, quantity_after from paper.close_position('alpha', 'c', 'AAPL') $$,
    $$ values ('c' collate "C", 'filled', 10.0, 0.0) $$,
    'what an open exit had claimed is sold, and only the closing order is returned'
);
select results_eq(
    $$ select idempotency_key, status::text from paper.orders where ticker = 'AAPL' order by seq $$,
    $$ values ('o' collate "C", 'filled'), ('exit', 'cancelled'), ('entry', 'cancelled'), ('c', 'filled') $$,
    'the open orders in the ticker are cancelled'
);
select results_eq(
    $$ select idempotency_key from paper.open_orders $$, $$ values ('other' collate "C") $$, 'those in others are not'
);
select results_eq(
    $$ select cash, reserved from paper.accounts $$, $$ values (1050.0, 100.0) $$, 'nor what they reserve'
);
select is((select reserved from paper.positions where ticker = 'AAPL'), 0.0, 'no shares are reserved');
select results_eq(
    $$ select event_type, order_seq from paper.journal where seq > 5 order by seq $$,
    $$ values ('cancelled'::paper.event_type, 3::bigint), ('cancelled', 4), ('fill', 8) $$,
    'in the journal the cancels come first'
);

select * from finish();
rollback;
