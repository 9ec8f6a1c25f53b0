create or replace view paper.orders as
select
    j.account_id::text as account_id,
    paper_internal.order_id(a.prefix, j.seq) as order_id,
    j.seq,
    j.idempotency_key::text as idempotency_key,
    j.ticker::text as ticker,
    j.side,
    j.order_type,
    j.quantity::numeric as quantity,
    j.limit_price::numeric as limit_price,
    j.stop_price::numeric as stop_price,
    coalesce(
        o.status, case when j.event_type = 'fill' then 'filled'::paper.order_status else 'rejected' end
    ) as status,
    coalesce(o.filled_quantity, case when j.event_type = 'fill' then j.quantity else 0 end)::numeric as fill_quantity,
    coalesce(o.filled_avg_price, j.price)::numeric as fill_price,
    coalesce(o.fees, j.fee, 0)::numeric as fees,
    coalesce(o.realized_pnl, j.realized_pnl)::numeric as realized_pnl,
    coalesce(o.cash_after, j.cash_after)::numeric as cash_after,
    coalesce(o.quantity_after, j.quantity_after)::numeric as quantity_after,
    coalesce(o.reject_reason, j.reject_reason)::text as reject_reason,
    j.error,
    j.at as submitted_at,
    case
        when j.event_type = 'fill' then j.at
        when o.status = 'filled' then o.updated_at
    end as filled_at,
    paper_internal.order_id(a.prefix, o.replaces) as replaces,
    paper_internal.order_id(a.prefix, o.replaced_by) as replaced_by,
    coalesce(j.options, '{}') as options,
    paper_internal.order_id(a.prefix, j.seq) as id,
    paper_internal.order_id(a.prefix, j.seq) as broker_order_id,
    paper_internal.order_id(a.prefix, 0) as broker_account_id,
    j.options ->> 'recommendation_id' as recommendation_id,
    j.options -> 'decision_trace' as decision_trace,
    paper_internal.order_id(a.prefix, nullif(o.parent_seq, o.seq)) as parent_order_id
from paper_internal.journal as j
left join paper_internal.orders as o on j.account_id = o.account_id and j.seq = o.seq
left join paper_internal.accounts as a on j.account_id = a.account_id
where j.order_type is not null;

alter view paper.orders owner to paper_reader;

comment on view paper.orders is
'Every order, final or working, one row each. Find an order by (account_id, seq), (account_id, idempotency_key) or with
order_of(order_id); the orders of a day by a range of seq from seq_at(); those that can still trade in open_orders.';
comment on column paper.orders.account_id is 'Account the order belongs to.';
comment on column paper.orders.order_id is
'The order''s id: a version 8 UUID of the account''s prefix and the seq. No index has it: order_of(order_id) finds it, a
condition on this column reads every order.';
comment on column paper.orders.seq is 'Seq of the journal row that created the order.';
comment on column paper.orders.idempotency_key is 'Key it was submitted with, unique within the account.';
comment on column paper.orders.ticker is 'Instrument.';
comment on column paper.orders.side is 'buy or sell.';
comment on column paper.orders.order_type is 'market, limit, stop, stop_limit or trailing_stop.';
comment on column paper.orders.quantity is
'Ordered quantity; null when close_position found nothing to close. An exit works for as much of it as its entry has
filled, less what the exits of that entry have filled; legs of a group for what the others have not.';
comment on column paper.orders.limit_price is 'Limit price; of a market order, the estimate it was sent with.';
comment on column paper.orders.stop_price is 'Stop price.';
comment on column paper.orders.status is 'Where the order stands.';
comment on column paper.orders.fill_quantity is 'Quantity filled so far.';
comment on column paper.orders.fill_price is 'Average price of its fills; null before the first.';
comment on column paper.orders.fees is 'Fees charged so far.';
comment on column paper.orders.realized_pnl is 'Profit its fills realized, gross of fees; null without a fill.';
comment on column paper.orders.cash_after is
'Cash of the account after its latest fill, before one after the row that created it.';
comment on column paper.orders.quantity_after is
'Position in the ticker after its latest fill, before one after the row that created it.';
comment on column paper.orders.reject_reason is
'Why it was rejected, or cancelled by the engine: one of paper.reject_reason.';
comment on column paper.orders.error is 'Why it was rejected, with figures, for people.';
comment on column paper.orders.submitted_at is 'When it was submitted, on the account''s clock.';
comment on column paper.orders.filled_at is 'When it was filled completely, on the account''s clock.';
comment on column paper.orders.replaces is 'Id of the order it replaces.';
comment on column paper.orders.replaced_by is 'Id of the order that replaced it.';
comment on column paper.orders.options is 'Options it was submitted with.';
comment on column paper.orders.parent_order_id is 'Entry of the group whose exit it is.';
comment on column paper.orders.id is 'The same as order_id.';
comment on column paper.orders.broker_order_id is 'The same as order_id.';
comment on column paper.orders.broker_account_id is 'broker_accounts.id of its account.';
comment on column paper.orders.recommendation_id is 'Option of this name.';
comment on column paper.orders.decision_trace is 'Option of this name.';
