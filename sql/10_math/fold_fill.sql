create or replace function paper_internal.fold_fill(
    p_state paper.position_state,
    p_side paper.order_side,
    p_quantity numeric,
    p_price numeric
) returns paper.position_state
language plpgsql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_next paper.position_state;
begin
    -- plpgsql, because an aggregate never inlines an SQL transition function.
    v_next := paper.apply_fill(p_state.quantity, p_state.avg_entry_price, p_side, p_quantity, p_price);
    v_next.realized_pnl := v_next.realized_pnl + p_state.realized_pnl;
    return v_next;
end
$$;
