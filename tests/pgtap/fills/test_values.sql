begin;
select plan(2);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0, "clock": "simulated"}');
select paper.set_clock('alpha', '2020-01-01 10:00+00');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 4, 'limit', 10);
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 4000, 'limit', 10);
select * from paper.submit_order('alpha', 'o3', 'AAPL', 'sell', 1.5, 'limit', 12);
select results_eq(
    $$ select f.seq, f.order_id = o.order_id, f.ticker, f.side::text, f.quantity, f.price, f.fee, f.realized_pnl, f.at,
           f.market_at
       from paper.fills as f inner join paper.orders as o on f.account_id = o.account_id and f.seq = o.seq order by f.seq $$,
    $$ values
       (2::bigint, true, 'AAPL' collate "C", 'buy', 4.0, 10.0, 0.0, 0.0, '2020-01-01 10:00+00'::timestamptz,
        null::timestamptz),
       (4, true, 'AAPL', 'sell', 1.5, 12.0, 0.0, 3.0, '2020-01-01 10:00+00', null) $$,
    'one row for each fill, none for a rejection'
);
insert into paper_internal.journal (
    account_id, seq, order_seq, at, event_type, side, ticker, quantity, price, fee, realized_pnl, cash_after, quantity_after,
    avg_entry_price_after, market_at, liquidity, rule
) values (
    'alpha', 5, 2, now(), 'partial_fill', 'buy', 'AAPL', 1, 10, 0.5, 0, 0, 3.5, 10,
    '2020-01-01 09:59:59+00', 'maker', 'limit'
);
select results_eq(
    $$ select fee, liquidity, market_at, rule::text from paper.fills where seq = 5 $$,
    $$ values (0.5, 'maker', '2020-01-01 09:59:59+00'::timestamptz, 'limit') $$,
    'partial fills are fills'
);

select * from finish();
rollback;
