begin;
select plan(3);

select paper.open_account('alpha', 1000);
-- The default price 100 worse by the default slippage 0.001; 1000 − 2 × 100.1 = 799.8
select results_eq(
    $$ select status::text, fill_quantity, fill_price, cash_after, quantity_after, realized_pnl, fees
       from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2) $$,
    $$ values ('filled', 2.0, 100.1, 799.8, 2.0, 0.0, 0.0) $$,
    'a buy pays the default price and slippage'
);
-- 799.8 + 1 × 99.9 = 899.7; 1 × (99.9 − 100.1) = −0.2
select results_eq(
    $$ select status::text, fill_quantity, fill_price, cash_after, quantity_after, realized_pnl, fees
       from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 1) $$,
    $$ values ('filled', 1.0, 99.9, 899.7, 1.0, -0.2, 0.0) $$,
    'a sell gets it less slippage'
);
-- 50 × 1.001 = 50.05
select results_eq(
    $$ select fill_price, cash_after from paper.submit_order('alpha', 'o3', 'AAPL', 'buy', 1, 'market', 50) $$,
    $$ values (50.05, 849.65) $$,
    'a limit price is the estimate of a market order'
);

select * from finish();
rollback;
