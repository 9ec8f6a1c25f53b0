create or replace function paper.cancel_order(p_account_id text, p_order_id uuid) returns setof paper.orders
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query select * from paper.cancel_orders(p_account_id, array[p_order_id]);
end
$$;

comment on function paper.cancel_order is
'Cancels one order that can still trade and returns it; a final order is returned unchanged. Raises ZP007 when the
account has no such order.';
