create or replace function paper_internal.orders_of_rows(
    p_rows paper_internal.journal[], p_prefix text
) returns setof paper.orders
language sql stable
-- The orders that these rows created, in the order of the rows, as the view shows them: a row that filled or was
-- rejected tells the whole of its order, only one that rested has an entry to look up.
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
        coalesce(o.status, case when j.event_type = 'fill' then 'filled'::paper.order_status else 'rejected' end),
        coalesce(o.filled_quantity, case when j.event_type = 'fill' then j.quantity else 0 end)::numeric,
        coalesce(o.filled_avg_price, j.price)::numeric,
        coalesce(o.fees, j.fee, 0)::numeric,
        coalesce(o.realized_pnl, j.realized_pnl)::numeric,
        coalesce(o.cash_after, j.cash_after)::numeric,
        coalesce(o.quantity_after, j.quantity_after)::numeric,
        coalesce(o.reject_reason, j.reject_reason)::text,
        j.error,
        j.at,
        case when j.event_type = 'fill' then j.at when o.status = 'filled' then o.updated_at end,
        paper_internal.order_id(p_prefix, o.replaces),
        paper_internal.order_id(p_prefix, o.replaced_by),
        coalesce(j.options, '{}'),
        j.order_id as id,
        j.order_id as broker_order_id,
        (select paper_internal.order_id(p_prefix, 0)),
        j.options ->> 'recommendation_id',
        j.options -> 'decision_trace',
        paper_internal.order_id(p_prefix, nullif(o.parent_seq, o.seq))
    from (
        select r.*, paper_internal.order_id(p_prefix, r.seq) as order_id
        from unnest(p_rows) as r
        offset 0
    ) as j
    left join lateral (
        select i.*
        from paper_internal.orders as i
        where j.event_type in ('accepted', 'submitted') and i.account_id = j.account_id and i.seq = j.seq
        limit 1
    ) as o on true;
end;
