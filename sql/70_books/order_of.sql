create or replace function paper.order_of(p_order_id uuid) returns setof paper.orders
language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select o.*
    from paper_internal.accounts as a
    cross join lateral (
        select v.*
        from paper.orders as v
        where v.account_id = a.account_id and v.seq = paper_internal.seq_of(p_order_id) and v.order_id = p_order_id
    ) as o
    where paper_internal.require_unrestricted() and a.prefix = left(replace(p_order_id::text, '-', ''), 16);
end;

comment on function paper.order_of is
'Finds an order by its id alone, by index, among the accounts the caller may see; no row when there is none.';
