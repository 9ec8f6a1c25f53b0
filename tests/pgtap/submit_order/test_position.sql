begin;
select plan(7);

select paper.open_account('alpha', 100000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 10, 'limit', 100);
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 20, 'limit', 110);
-- (10 × 100 + 20 × 110) / 30 = 3200 / 30
select results_eq(
    $$ select quantity, avg_entry_price, realized_pnl from paper.positions $$,
    $$ values (30.0, 106.666666666667, 0.0) $$,
    'buys average the price, to 12 decimals'
);
select is(
    (select realized_pnl from paper.submit_order('alpha', 'o3', 'AAPL', 'sell', 15, 'limit', 120)), 199.999999999995,
    'a sell realizes 15 × (120 − 106.666666666667)'
);
select is(
    (select realized_pnl from paper.submit_order('alpha', 'o4', 'AAPL', 'sell', 5, 'limit', 100)), -33.333333333335,
    'or loses 5 × (100 − 106.666666666667)'
);
select results_eq(
    $$ select quantity, avg_entry_price, realized_pnl from paper.positions $$,
    $$ values (10.0, 106.666666666667, 166.66666666666) $$,
    'the average stays, the profit adds up'
);
select * from paper.submit_order('alpha', 'o5', 'AAPL', 'sell', 10, 'limit', 106.666666666667);
select results_eq(
    $$ select quantity, avg_entry_price, realized_pnl from paper.positions $$,
    $$ values (0.0, 0.0, 166.66666666666) $$,
    'a closed position stays, with its profit'
);
select * from paper.submit_order('alpha', 'o6', 'AAPL', 'buy', 1, 'limit', 50);
select results_eq(
    $$ select quantity, avg_entry_price, realized_pnl from paper.positions $$,
    $$ values (1.0, 50.0, 166.66666666666) $$,
    'and is opened again'
);
-- 100000 − 1000 − 2200 + 1800 + 500 + 1066.66666666667 − 50
select is((select cash from paper.accounts), 100116.66666666667, 'the cash is what was paid and got');

select * from finish();
rollback;
