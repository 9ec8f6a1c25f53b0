create or replace function paper_internal.orders_of_rows(
    p_rows paper_internal.step[], p_prefix text
) returns setof paper.orders
language sql stable
-- The orders that these rows created, in the order of the rows, as the view shows them: only one that rested has an
-- entry to look up.
begin atomic
    select
        b.account_id,
        b.order_id,
        b.seq,
        b.idempotency_key,
        b.ticker,
        b.side,
        b.order_type,
        b.quantity,
        b.limit_price,
        b.stop_price,
        coalesce(o.status, b.status),
        coalesce(o.filled_quantity::numeric, b.fill_quantity),
        coalesce(o.filled_avg_price::numeric, b.fill_price),
        coalesce(o.fees::numeric, b.fees),
        coalesce(o.realized_pnl::numeric, b.realized_pnl),
        coalesce(o.cash_after::numeric, b.cash_after),
        coalesce(o.quantity_after::numeric, b.quantity_after),
        coalesce(o.reject_reason::text, b.reject_reason),
        b.error,
        b.submitted_at,
        case when o.status is null then b.filled_at when o.status = 'filled' then o.updated_at end,
        paper_internal.order_id(p_prefix, o.replaces),
        paper_internal.order_id(p_prefix, o.replaced_by),
        b.options,
        b.id,
        b.broker_order_id,
        b.broker_account_id,
        b.recommendation_id,
        b.decision_trace,
        paper_internal.order_id(p_prefix, nullif(o.parent_seq, o.seq))
    from paper_internal.orders_at_birth(p_rows, p_prefix) as b
    left join lateral (
        select i.*
        from paper_internal.orders as i
        where b.status in ('accepted', 'pending') and i.account_id = b.account_id and i.seq = b.seq
        limit 1
    ) as o on true;
end;
