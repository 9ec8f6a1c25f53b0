begin;
select plan(2);

select results_eq(
    $$ select * from paper_test.columns('paper.broker_accounts') $$,
    $$ values ('id', 'uuid'), ('provider', 'text'), ('account_id', 'text'), ('mode', 'text'), ('config', 'jsonb'),
       ('active', 'boolean') $$,
    'the columns that the reference adapter writes'
);
select paper.open_account('alpha', 1000, '{"slippage_pct": 0.01}');
-- 1000 − 3 × 33.333; portfolio 1000 to the cent
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 3, 'limit', 33.333);
select results_eq(
    $$ select provider, account_id, mode, config, active from paper.broker_accounts $$,
    $$ values (
           'paper', 'alpha' collate "C", 'paper',
           '{"initial_cash": 1000, "current_cash": 900.00, "portfolio_value": 1000.00, "slippage_pct": 0.01}'::jsonb, true
       ) $$,
    'the keys of the reference, rounded to 2 decimals'
);

select * from finish();
rollback;
