create or replace function paper_internal.replacing_order(
    p_request paper_internal.step, p_old paper_internal.orders, p_seq bigint, p_at timestamptz
) returns paper_internal.orders
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_order paper_internal.orders := paper_internal.new_order(p_request, p_seq, p_at);
begin
    -- The order that a replacement asks for: what the old one has left of the new total, with the old one's time in
    -- force, stop and group.
    v_order.ordered_quantity := coalesce(p_request.quantity, p_old.ordered_quantity) - p_old.filled_quantity;
    v_order.quantity := v_order.ordered_quantity;
    if p_request.quantity is null or p_old.parent_seq <> p_old.seq then
        -- Within a group it works for no more than the old one did.
        v_order.quantity := least(v_order.quantity, p_old.quantity - p_old.filled_quantity);
    end if;
    v_order.status := case p_old.status when 'pending' then 'pending'::paper.order_status else 'accepted' end;
    v_order.time_in_force := p_old.time_in_force;
    v_order.works_from := p_old.works_from;
    v_order.expires_at := p_old.expires_at;
    v_order.stop_price := coalesce(v_order.stop_price, p_old.stop_price);
    v_order.elected := p_old.elected and v_order.stop_price is not distinct from p_old.stop_price;
    v_order.watermark := p_old.watermark;
    v_order.oco_seq := p_old.oco_seq;
    v_order.oco_group := p_old.oco_group;
    v_order.parent_seq := case p_old.parent_seq when p_old.seq then p_seq else p_old.parent_seq end;
    v_order.replaces := p_request.order_seq;
    return v_order;
end
$$;
