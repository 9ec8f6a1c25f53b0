create or replace function paper_internal.explain_fill(
    p_settings jsonb,
    p_created paper_internal.journal,
    p_order paper_internal.orders,
    p_fill paper_internal.journal,
    p_elects boolean
) returns setof paper_internal.explanation
language sql stable
-- A fill of fill model market: what elected the stop, when this is what did; then the price before slippage, what the
-- datum displayed and how much of it could be had by the settings of now.
begin atomic
    with found as (
        select d as datum, paper_internal.offered_size(d, (p_created).side) as size
        from (select null) as one
        left join lateral paper_internal.tape_of_fill(
            (p_fill).ticker, (p_fill).side, (p_fill).rule, (p_fill).market_at, (p_fill).price
        ) as d on true
    ),

    told as (
        select
            f.datum,
            f.size,
            coalesce((p_order).stop_price, (p_created).stop_price) as stop_price,
            case (f.datum).kind when 'bar' then 'volume_limit' else 'participation_rate' end as cap_rule
        from found as f
    ),

    priced as (
        select
            t.*,
            paper_internal.base_price(p_fill, p_created, t.stop_price, t.datum) as base_price,
            ((paper_internal.default_settings() || p_settings) ->> t.cap_rule)::numeric as cap_rate
        from told as t
    )

    select
        (p_fill).seq,
        (p_fill).at,
        'stop',
        'triggered',
        case
            -- The print that elected it; it filled at the quote of before.
            when (p.datum).at < (p_fill).market_at and (p.datum).kind = 'quote'
                then (paper_internal.tape_of_fill(
                    (p_fill).ticker, (p_fill).side, 'print', (p_fill).market_at, p.stop_price
                )).price
            else p.base_price
        end::numeric,
        null::numeric,
        jsonb_strip_nulls(jsonb_build_object(
            'stop_price', trim_scale(p.stop_price), 'market_at', (p_fill).market_at
        ))
    from priced as p
    where p_elects
    union all
    select
        (p_fill).seq,
        (p_fill).at,
        (p_fill).rule::text,
        (p_fill).event_type::text,
        (p_fill).price::numeric,
        (p_fill).quantity::numeric,
        jsonb_strip_nulls(jsonb_build_object(
            'liquidity', (p_fill).liquidity,
            'market_at', (p_fill).market_at,
            'data', (p.datum).kind,
            'base_price', trim_scale(p.base_price),
            'slippage', trim_scale(
                case (p_fill).side when 'buy' then (p_fill).price - p.base_price else p.base_price - (p_fill).price end
            ),
            'displayed_size', trim_scale(p.size),
            'cap', trim_scale(p.size * p.cap_rate),
            'cap_rule', case when p.size * p.cap_rate is not null then p.cap_rule end,
            'fee', nullif(trim_scale((p_fill).fee), 0),
            'realized_pnl', nullif(trim_scale((p_fill).realized_pnl), 0)
        ))
    from priced as p;
end;
