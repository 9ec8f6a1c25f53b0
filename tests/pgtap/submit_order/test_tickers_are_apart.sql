begin;
select plan(1);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o1', 'B', 'buy', 1, 'limit', 10);
select * from paper.submit_order('alpha', 'o2', 'A', 'buy', 2, 'limit', 20);
select * from paper.submit_order('alpha', 'o3', 'A-B', 'buy', 3, 'limit', 30);
select * from paper.submit_order('alpha', 'o4', 'A', 'sell', 1, 'limit', 25);
select results_eq(
    $$ select ticker, quantity, avg_entry_price, realized_pnl from paper.positions order by ticker $$,
    $$ values ('A' collate "C", 1.0, 20.0, 5.0), ('A-B', 3.0, 30.0, 0.0), ('B', 1.0, 10.0, 0.0) $$,
    'a position for each'
);

select * from finish();
rollback;
