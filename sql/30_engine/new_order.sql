create or replace function paper_internal.new_order(
    p_request paper_internal.step, p_seq bigint, p_at timestamptz
) returns paper_internal.orders
language sql stable
-- The order that a request asks for, as it begins to work.
return row(
    (p_request).account_id, p_seq, (p_request).ticker, (p_request).side, (p_request).order_type,
    coalesce(((p_request).options ->> 'time_in_force')::paper.time_in_force, 'gtc'), 'accepted', false,
    coalesce(((p_request).options ->> 'touch')::boolean, false),
    coalesce((p_request).quantity, 0), coalesce((p_request).quantity, 0),
    (p_request).limit_price, (p_request).stop_price,
    ((p_request).options ->> 'trail_amount')::numeric, ((p_request).options ->> 'trail_percent')::numeric, null, null,
    p_at, null, ((p_request).options ->> 'expires_at')::timestamptz,
    case when (p_request).options ->> 'order_class' in ('bracket', 'oto') then p_seq end,
    case when (p_request).options ->> 'order_class' = 'oco' or (p_request).options ? 'oco_group' then p_seq end,
    (p_request).options ->> 'oco_group',
    0, 0, 0, null, 0, 0, 0, null, null, null, null, null, p_at
)::paper_internal.orders;
