create or replace function paper_internal.creating_row(
    p_request paper_internal.step,
    p_event_type paper.event_type,
    p_at timestamptz,
    p_market_at timestamptz default null,
    p_price numeric default null,
    p_fee numeric default null,
    p_liquidity paper.liquidity default null,
    p_rule paper.fill_rule default null,
    p_reason paper.reject_reason default null,
    p_error text default null,
    p_tape_seq bigint default null
) returns paper_internal.step
language sql immutable parallel safe
-- The step that creates an order: what was asked for, and what comes of it at once.
return row(
    (p_request).account_id, null, null, p_at, p_event_type, (p_request).order_type, (p_request).side, p_reason,
    (p_request).ticker, (p_request).idempotency_key, (p_request).quantity, (p_request).limit_price,
    (p_request).stop_price, p_price, null, p_fee, null, 0, null, null,
    (p_request).options, p_error, (p_request).detail, null, p_market_at, p_liquidity, p_rule, p_tape_seq
)::paper_internal.step;
