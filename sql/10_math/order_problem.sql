create or replace function paper_internal.order_problem(
    p_idempotency_key text,
    p_ticker text,
    p_side text,
    p_quantity numeric,
    p_order_type text,
    p_limit_price numeric,
    p_stop_price numeric,
    p_options jsonb,
    p_fill_model text
) returns text
language sql immutable parallel safe
return coalesce(paper_internal.key_problem(p_idempotency_key), paper_internal.ticker_problem(p_ticker), case
    when not (p_side in ('buy', 'sell')) is true
        then 'side must be buy or sell'
    when not (p_quantity > 0 and p_quantity < 1e15 and min_scale(p_quantity) <= 12) is true
        then 'quantity must be above 0, below 10^15 and have at most 12 decimals'
    when not (p_order_type in ('market', 'limit', 'stop', 'stop_limit')) is true
        and not coalesce(p_order_type = 'trailing_stop' and p_fill_model = 'market', false)
        then 'order_type must be market, limit, stop or stop_limit'
            || case when p_fill_model = 'market' then ', or trailing_stop' else '' end
    when p_limit_price is null and p_order_type in ('limit', 'stop_limit')
        then 'limit_price is required for a ' || p_order_type || ' order'
    when p_stop_price is null and p_order_type in ('stop', 'stop_limit')
        then 'stop_price is required for a ' || p_order_type || ' order'
    when not (p_limit_price > 0 and p_limit_price < 1e15 and min_scale(p_limit_price) <= 12)
        then 'limit_price must be above 0, below 10^15 and have at most 12 decimals'
    when not (p_stop_price > 0 and p_stop_price < 1e15 and min_scale(p_stop_price) <= 12)
        then 'stop_price must be above 0, below 10^15 and have at most 12 decimals'
    when p_options <> '{}' or p_order_type = 'trailing_stop'
        then paper_internal.options_problem(coalesce(p_options, '{}'), p_order_type, p_side, p_fill_model)
end);
