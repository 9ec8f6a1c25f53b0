begin;
select plan(3);

select paper.open_account('paper-default', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('paper-default', 'o1', 'AAPL', 'buy', 3, 'limit', 100);
select * from paper.submit_order('paper-default', 'o2', 'MSFT', 'buy', 1, 'limit', 10);
select * from paper.submit_order('paper-default', 'o3', 'MSFT', 'sell', 1, 'limit', 12);
set local search_path = paper, tap;

select results_eq(
    $$ SELECT config ->> 'current_cash' FROM broker_accounts
       WHERE account_id = 'paper-default' AND mode = 'paper' AND active = TRUE LIMIT 1 $$,
    $$ values ('702.00') $$,
    'the account'
);
select results_eq(
    $$ SELECT ticker, quantity, avg_entry_price, COALESCE(realized_pnl, 0) AS realized_pnl FROM positions
       WHERE broker_account_id = (SELECT id FROM broker_accounts WHERE account_id = 'paper-default') AND quantity > 0 $$,
    $$ values ('AAPL' collate "C", 3.0, 100.0, 0.0) $$,
    'the positions'
);
select results_eq(
    $$ SELECT ticker, side::text, order_type::text, quantity, status::text, idempotency_key, id = broker_order_id, fill_price,
           fill_quantity, submitted_at IS NOT NULL
       FROM orders
       WHERE broker_account_id = (SELECT id FROM broker_accounts WHERE account_id = 'paper-default' AND mode = 'paper' LIMIT 1)
       ORDER BY submitted_at DESC, id DESC LIMIT 500 $$,
    $$ values
       ('MSFT' collate "C", 'sell', 'limit', 1.0, 'filled', 'o3' collate "C", true, 12.0, 1.0, true),
       ('MSFT', 'buy', 'limit', 1.0, 'filled', 'o2', true, 10.0, 1.0, true),
       ('AAPL', 'buy', 'limit', 3.0, 'filled', 'o1', true, 100.0, 3.0, true) $$,
    'the orders'
);

select * from finish();
rollback;
