create or replace function paper_internal.ratcheted(
    p_order paper_internal.orders, p_phase paper_internal.phase, p_high numeric, p_low numeric, p_trigger numeric
) returns paper_internal.orders
language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_order paper_internal.orders := p_order;
    v_price numeric := case
        when p_phase = 'range' and p_order.side = 'buy' then p_low
        when p_phase = 'range' then p_high
        when p_phase = 'open' then null
        else p_trigger
    end;
begin
    -- A trailing stop after it has seen what happened: it moves in the order's favour only, for what comes after this.
    if v_price is not null and coalesce(case v_order.side
        when 'buy' then v_price < v_order.watermark else v_price > v_order.watermark
    end, true) then
        v_order.watermark := v_price;
        v_order.stop_price := paper_internal.trailed_stop(v_order);
    end if;
    return v_order;
end
$$;
