create or replace function paper_internal.order_row(
    p_order paper_internal.orders,
    p_event_type paper.event_type,
    p_at timestamptz,
    p_rule paper.fill_rule,
    p_market_at timestamptz default null,
    p_quantity numeric default null,
    p_price numeric default null,
    p_fee numeric default null,
    p_liquidity paper.liquidity default null,
    p_reason paper.reject_reason default null,
    p_tape_seq bigint default null
) returns paper_internal.step
language sql immutable parallel safe
-- The step of a change in the life of an order that rested.
return row(
    (p_order).account_id, null, (p_order).seq, p_at, p_event_type, null, (p_order).side, p_reason,
    (p_order).ticker, null, p_quantity, null, null, p_price, null, p_fee, null, 0, null, null,
    null, null, null, null, p_market_at, p_liquidity, p_rule, p_tape_seq
)::paper_internal.step;
