create or replace function paper_internal.explain_birth(
    p_prefix text, p_created paper_internal.journal, p_order paper_internal.orders
) returns paper_internal.explanation
language sql immutable
-- How an order began: what was asked for, and whether it was taken.
return row(
    (p_created).seq,
    (p_created).at,
    coalesce((p_created).reject_reason::text, 'request'),
    case (p_created).event_type when 'fill' then 'accepted'::paper.event_type else (p_created).event_type end,
    coalesce((p_created).limit_price, (p_created).stop_price),
    (p_created).quantity,
    jsonb_strip_nulls(
        coalesce((p_created).options - '{tag,recommendation_id,decision_trace}'::text[], '{}')
        || jsonb_build_object(
            'side', (p_created).side,
            'order_type', (p_created).order_type,
            'limit_price', trim_scale((p_created).limit_price),
            'stop_price', trim_scale((p_created).stop_price),
            'time_in_force', coalesce((p_order).time_in_force::text, (p_created).options ->> 'time_in_force'),
            'works_from', (p_order).works_from,
            'expires_at', (p_order).expires_at,
            'entry', paper_internal.order_id(p_prefix, nullif((p_order).parent_seq, (p_order).seq)),
            'replaces', paper_internal.order_id(p_prefix, (p_order).replaces),
            'error', (p_created).error
        )
    )
)::paper_internal.explanation;
