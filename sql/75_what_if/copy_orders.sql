create or replace function paper_internal.copy_orders(
    p_account_id text, p_new_account_id text, p_seq bigint
) returns void
language sql volatile
-- What became of the orders of one account, as of those of another, up to p_seq.
begin atomic
    insert into paper_internal.orders (
        account_id, seq, ticker, side, order_type, time_in_force, status, elected, touch, ordered_quantity, quantity,
        limit_price, stop_price, trail_amount, trail_percent, watermark, reserve_price, submitted_at, works_from,
        expires_at, parent_seq, oco_seq, oco_group, filled_quantity, filled_value, maker_value, filled_avg_price, fees,
        realized_pnl, reserved, cash_after, quantity_after, reject_reason, replaces, replaced_by, updated_at
    )
    select
        p_new_account_id, o.seq, o.ticker, o.side, o.order_type, o.time_in_force, o.status, o.elected, o.touch,
        o.ordered_quantity, o.quantity, o.limit_price, o.stop_price, o.trail_amount, o.trail_percent, o.watermark,
        o.reserve_price, o.submitted_at, o.works_from, o.expires_at, o.parent_seq, o.oco_seq, o.oco_group,
        o.filled_quantity, o.filled_value, o.maker_value, o.filled_avg_price, o.fees, o.realized_pnl, o.reserved,
        o.cash_after, o.quantity_after, o.reject_reason, o.replaces, o.replaced_by, o.updated_at
    from paper_internal.orders as o
    where o.account_id = p_account_id and o.seq <= p_seq
    order by o.seq;
end;
