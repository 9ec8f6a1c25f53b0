create or replace function paper_internal.explain_immediate_fill(
    p_settings jsonb, p_fill paper_internal.journal
) returns setof paper_internal.explanation
language sql stable
-- A fill of fill model immediate. Neither settings nor market are stored with an order: the price that one without an
-- estimate started from is the one that gives the price of the fill again.
begin atomic
    select
        (p_fill).seq,
        (p_fill).at,
        b.rule,
        'fill',
        (p_fill).price::numeric,
        (p_fill).quantity::numeric,
        jsonb_strip_nulls(jsonb_build_object(
            'base_price', trim_scale(b.price),
            'slippage', trim_scale(
                case (p_fill).side when 'buy' then (p_fill).price - b.price else b.price - (p_fill).price end
            ),
            'realized_pnl', nullif(trim_scale((p_fill).realized_pnl), 0)
        ))
    from (select paper_internal.default_settings() || p_settings as settings) as s
    cross join lateral (
        select v.rule, v.price
        from (
            values
            (1, 'limit', case
                when (p_fill).order_type in ('limit', 'stop_limit') then (p_fill).limit_price::numeric
            end),
            (2, 'stop', case when (p_fill).order_type = 'stop' then (p_fill).stop_price::numeric end),
            (3, 'estimate', (p_fill).limit_price::numeric),
            (4, 'market_price', paper_internal.offered_price(
                paper_internal.tape_newest((p_fill).ticker, 'quote', (p_fill).at), (p_fill).side, false, false
            )),
            (5, 'market_price', (paper_internal.tape_newest((p_fill).ticker, 'trade', (p_fill).at)).price::numeric),
            (6, 'market_price', (paper_internal.tape_newest((p_fill).ticker, 'bar', (p_fill).at)).price::numeric),
            (7, 'default_price', (s.settings ->> 'default_price')::numeric),
            (8, 'market_price', null)
        ) as v (n, rule, price)
        where
            (v.n <= 3 and v.price is not null)
            or v.n = 8
            or paper.fill_price(
                (p_fill).side, 'market', null, null, v.price, (s.settings ->> 'slippage_pct')::numeric
            ) = (p_fill).price
        order by v.n
        limit 1
    ) as b;
end;
