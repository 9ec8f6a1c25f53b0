create or replace function paper_internal.terms_of(p_settings jsonb) returns paper_internal.market_terms
language sql stable parallel safe
-- The settings of an account, defaults filled in, as the engine uses them.
return (
    select row(
        s.v ->> 'clock' = 'simulated',
        s.slippage ->> 'model',
        case s.slippage ->> 'model'
            when 'fixed_bps' then (s.slippage ->> 'bps')::numeric / 10000
            when 'volume_share' then (s.slippage ->> 'impact')::numeric
            else 0
        end,
        coalesce(s.compat ->> 'slippage_on' = 'opening', false),
        coalesce((s.compat ->> 'slippage_within_bar')::boolean, true),
        row(
            coalesce((s.fees ->> 'per_order')::numeric, 0),
            coalesce((s.fees ->> 'per_share')::numeric, 0),
            coalesce((s.fees ->> 'maker')::numeric, (s.fees ->> 'percent')::numeric, 0),
            coalesce((s.fees ->> 'taker')::numeric, (s.fees ->> 'percent')::numeric, 0),
            (s.fees ->> 'minimum')::numeric,
            (s.fees ->> 'maximum')::numeric,
            coalesce((s.fees ->> 'decimals')::integer, 12)
        )::paper_internal.fee_schedule,
        s.v ->> 'check' = 'fill',
        s.v ->> 'on_short_cash' = 'reduce',
        (s.v ->> 'market_buffer')::numeric,
        s.v ->> 'bar_price',
        (s.v ->> 'volume_limit')::numeric,
        (s.v ->> 'participation_rate')::numeric,
        (s.v ->> 'max_quote_age')::interval,
        s.v ->> 'trigger_type',
        s.v ->> 'intrabar' = 'stop_first',
        (s.v ->> 'day_end')::time,
        coalesce(s.compat ->> 'children' = 'same_bar', false),
        coalesce(s.compat ->> 'stop_limit_fill' = 'stop', false)
    )::paper_internal.market_terms
    from (
        select a.v, a.v -> 'slippage' as slippage, a.v -> 'fees' as fees, a.v -> 'compat' as compat
        from (select paper_internal.default_settings() || p_settings as v offset 0) as a
        offset 0
    ) as s
);
