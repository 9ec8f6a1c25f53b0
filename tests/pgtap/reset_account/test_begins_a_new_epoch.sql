begin;
select plan(5);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 2, 'limit', 100);
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 1, 'limit', 150);

select results_eq(
    $$ select cash, reserved, initial_cash, portfolio_value, seq, epoch_seq, status
       from paper.reset_account('alpha', 'r', 5000) $$,
    $$ values (5000.0, 0.0, 5000.0, 5000.0, 4::bigint, 4::bigint, 'open') $$,
    'cash is the initial cash again'
);
select is_empty($$ select from paper.positions $$, 'positions are gone, their profit too');
select results_eq(
    $$ select event_type, idempotency_key, amount, cash_after from paper.journal where seq = 4 $$,
    $$ values ('reset'::paper.event_type, 'r' collate "C", 4050.0, 5000.0) $$,
    'one journal row, whose amount is the change of cash: 5000 − (1000 − 200 + 150)'
);
select is(count(*), 2::bigint, 'history stays') from paper.fills;
select * from paper.submit_order('alpha', 'o3', 'AAPL', 'buy', 1, 'limit', 10);
select results_eq(
    $$ select quantity, avg_entry_price, realized_pnl from paper.positions $$,
    $$ values (1.0, 10.0, 0.0) $$,
    'a new order begins a new position'
);

select * from finish();
rollback;
