create or replace function paper_internal.new_order(
    p_request paper_internal.journal, p_seq bigint, p_at timestamptz
) returns paper_internal.orders
language sql stable
-- The order that a request asks for, as it begins to work.
return (
    select row(
        p_request.account_id, p_seq, p_request.ticker, p_request.side, p_request.order_type,
        coalesce((o.v ->> 'time_in_force')::paper.time_in_force, 'gtc'), 'accepted', false,
        coalesce((o.v ->> 'touch')::boolean, false), coalesce(p_request.quantity, 0),
        p_request.limit_price, p_request.stop_price,
        (o.v ->> 'trail_amount')::numeric, (o.v ->> 'trail_percent')::numeric, null, null,
        p_at, null, (o.v ->> 'expires_at')::timestamptz,
        case when o.v ->> 'order_class' in ('bracket', 'oto') then p_seq end,
        case when o.v ->> 'order_class' = 'oco' or o.v ? 'oco_group' then p_seq end,
        0, 0, 0, null, 0, 0, 0, null, null, p_at
    )::paper_internal.orders
    from (select coalesce(p_request.options, '{}') as v offset 0) as o
);
