begin;
select plan(2);

-- 10 basis points of 101 are 0.101; half of the displayed 16 is 8.
select paper_test.open_market(
    '{"slippage": {"model": "fixed_bps", "bps": 10}, "fees": {"per_share": 0.01}, "participation_rate": 0.5}'
);
select paper_test.quote('10:00', 99, 101, 6, 16);
select paper_test.send('b', 'buy', 10);
select paper_test.send('s', 'sell', 2);
select set_eq(
    $$ select e.detail from paper.explain_order('alpha', paper_test.id_of('b')) as e where e.outcome = 'partial_fill' $$,
    array['{"data": "quote", "market_at": "2026-01-05T10:00:00+00:00", "liquidity": "taker", "base_price": 101,
        "slippage": 0.101, "displayed_size": 16, "cap": 8, "cap_rule": "participation_rate", "fee": 0.08}'::jsonb],
    'of a buy'
);
-- 99 less 0.099, after 8 bought at 101.101: 2 × (98.901 − 101.101).
select set_eq(
    $$ select e.detail from paper.explain_order('alpha', paper_test.id_of('s')) as e where e.outcome = 'fill' $$,
    array['{"data": "quote", "market_at": "2026-01-05T10:00:00+00:00", "liquidity": "taker", "base_price": 99,
        "slippage": 0.099, "displayed_size": 6, "cap": 3, "cap_rule": "participation_rate", "fee": 0.02,
        "realized_pnl": -4.4}'::jsonb],
    'of a sell, whose slippage lowers the price'
);

select * from finish();
rollback;
