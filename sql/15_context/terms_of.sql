create or replace function paper_internal.terms_of(p_settings jsonb) returns paper_internal.market_terms
language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_settings jsonb := paper_internal.default_settings() || p_settings;
    v_slippage jsonb := v_settings -> 'slippage';
    v_fees jsonb := v_settings -> 'fees';
    v_compat jsonb := v_settings -> 'compat';
begin
    -- The settings of an account, defaults filled in, as the engine uses them.
    return row(
        v_settings ->> 'clock' = 'simulated',
        v_slippage ->> 'model',
        case v_slippage ->> 'model'
            when 'fixed_bps' then (v_slippage ->> 'bps')::numeric / 10000
            when 'volume_share' then (v_slippage ->> 'impact')::numeric
            else 0
        end,
        coalesce(v_compat ->> 'slippage_on' = 'opening', false),
        coalesce((v_compat ->> 'slippage_within_bar')::boolean, true),
        row(
            coalesce((v_fees ->> 'per_order')::numeric, 0),
            coalesce((v_fees ->> 'per_share')::numeric, 0),
            coalesce((v_fees ->> 'maker')::numeric, (v_fees ->> 'percent')::numeric, 0),
            coalesce((v_fees ->> 'taker')::numeric, (v_fees ->> 'percent')::numeric, 0),
            (v_fees ->> 'minimum')::numeric,
            (v_fees ->> 'maximum')::numeric,
            coalesce((v_fees ->> 'decimals')::integer, 12)
        )::paper_internal.fee_schedule,
        v_settings ->> 'check' = 'fill',
        v_settings ->> 'on_short_cash' = 'reduce',
        (v_settings ->> 'market_buffer')::numeric,
        v_settings ->> 'bar_price',
        (v_settings ->> 'volume_limit')::numeric,
        (v_settings ->> 'participation_rate')::numeric,
        (v_settings ->> 'max_quote_age')::interval,
        v_settings ->> 'trigger_type',
        v_settings ->> 'intrabar' = 'stop_first',
        (v_settings ->> 'day_end')::time,
        coalesce(v_compat ->> 'children' = 'same_bar', false),
        coalesce(v_compat ->> 'stop_limit_fill' = 'stop', false)
    )::paper_internal.market_terms;
end
$$;
