create or replace function paper_internal.order_step(
    p_account_id text,
    p_at timestamptz,
    p_idempotency_key text,
    p_ticker text,
    p_side text,
    p_quantity numeric,
    p_order_type text,
    p_limit_price numeric,
    p_stop_price numeric,
    p_options jsonb
) returns paper_internal.step
language sql stable parallel safe
-- The step of a request that order_problem() finds nothing wrong with.
return row(
    p_account_id, null, null, p_at, 'fill',
    p_order_type::paper.order_type, case p_side when 'buy' then 'buy'::paper.order_side else 'sell' end,
    null, p_ticker, p_idempotency_key, paper_internal.bounded_scale(p_quantity),
    paper_internal.bounded_scale(p_limit_price), paper_internal.bounded_scale(p_stop_price),
    null, null, null, null, 0, null, null, case when p_options <> '{}' then p_options end, null, null, null,
    null, null, null, null
)::paper_internal.step;
