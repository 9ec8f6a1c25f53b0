create or replace function paper_internal.orders_at_birth(
    p_rows paper_internal.step[], p_prefix text
) returns setof paper.orders
language sql stable
-- The orders that these rows created, in the order of the rows, as the rows tell it: of an order that filled or was
-- rejected at once that is all there is.
begin atomic
    select
        j.account_id::text,
        j.order_id,
        j.seq,
        j.idempotency_key::text,
        j.ticker::text,
        j.side,
        j.order_type,
        j.quantity::numeric,
        j.limit_price::numeric,
        j.stop_price::numeric,
        case j.event_type
            when 'fill' then 'filled'::paper.order_status
            when 'accepted' then 'accepted'
            when 'submitted' then 'pending'
            else 'rejected'
        end,
        case when j.event_type = 'fill' then j.quantity else 0 end::numeric,
        j.price::numeric,
        coalesce(j.fee, 0)::numeric,
        j.realized_pnl::numeric,
        j.cash_after::numeric,
        j.quantity_after::numeric,
        j.reject_reason::text,
        j.error,
        j.at,
        case when j.event_type = 'fill' then j.at end,
        null::uuid,
        null::uuid,
        coalesce(j.options, '{}'),
        j.order_id as id,
        j.order_id as broker_order_id,
        (select paper_internal.order_id(p_prefix, 0)),
        j.options ->> 'recommendation_id',
        j.options -> 'decision_trace',
        null::uuid
    from (
        select r.*, paper_internal.order_id(p_prefix, r.seq) as order_id
        from unnest(p_rows) as r
        offset 0
    ) as j;
end;
