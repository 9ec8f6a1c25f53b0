create or replace function paper_internal.first_of_key(p_orders paper.order_request[]) returns integer[]
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Where in the batch each key stands first; null when no key repeats, which few batches do.
    if (select count(distinct r.idempotency_key) from unnest(p_orders) as r) < cardinality(p_orders) then
        return (
            select array_agg(k.first order by k.n)
            from (
                select
                    r.ordinality as n,
                    min(r.ordinality::integer) over (partition by r.idempotency_key) as first
                from unnest(p_orders) with ordinality as r
            ) as k
        );
    end if;
    return null;
end
$$;
