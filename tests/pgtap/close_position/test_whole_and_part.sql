begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0.01, "default_price": 20}');
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 10, 'limit', 10);
-- 20 × 0.99 = 19.8; 4 × (19.8 − 10)
select results_eq(
    $$ select status::text, side::text, order_type::text, quantity, fill_quantity, fill_price, realized_pnl, quantity_after
       from paper.close_position('alpha', 'c1', 'AAPL', 4) $$,
    $$ values ('filled', 'sell', 'market', 4.0, 4.0, 19.8, 39.2, 6.0) $$,
    'a part is sold at the market'
);
select results_eq(
    $$ select status::text, quantity, fill_price, realized_pnl, quantity_after, idempotency_key
       from paper.close_position('alpha', 'c2', 'AAPL') $$,
    $$ values ('filled', 6.0, 19.8, 58.8, 0.0, 'c2' collate "C") $$,
    'without a quantity, what is left'
);
select is((select cash from paper.accounts), 1098.0, '1000 − 100 + 10 × 19.8');

select * from finish();
rollback;
