create or replace function paper_internal.repeated_keys(p_orders paper.order_request[]) returns boolean[]
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Few batches repeat a key: find out that this one does not before sorting it.
    if cardinality(p_orders) > 1
        and (select count(distinct r.idempotency_key) from unnest(p_orders) as r) < cardinality(p_orders)
    then
        return (
            select array_agg(k.nth > 1 order by k.n)
            from (
                select r.ordinality as n, row_number() over (partition by r.idempotency_key order by r.ordinality) as nth
                from unnest(p_orders) with ordinality as r
            ) as k
        );
    end if;
    return null;
end
$$;
