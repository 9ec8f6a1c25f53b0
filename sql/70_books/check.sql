create or replace function paper.check(p_account_id text default null)
returns table (account_id text, rule text, detail text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
-- One account after the other, each row by its key and in its order, whatever statistics there are.
set enable_seqscan = off
set enable_bitmapscan = off
set enable_sort = off
set enable_material = off
set enable_memoize = off
set jit = off
as $$
begin
    perform paper_internal.require_unrestricted();
    if p_account_id is not null then
        perform paper_internal.require_visible(p_account_id);
    end if;
    return query
    select v.*
    from paper.accounts as a
    cross join lateral (
        select r.* from paper_internal.check_rows(a.account_id) as r
        union all
        select f.* from paper_internal.check_fold(a.account_id) as f
        union all
        select o.* from paper_internal.check_orders(a.account_id) as o
    ) as v
    where p_account_id is null or a.account_id = p_account_id;
    if p_account_id is null then
        return query select o.* from paper_internal.check_orphans() as o;
    end if;
end
$$;

comment on function paper.check is
'Proves the books: folds the journal of an account, or of every account the caller may see, again and compares it with
what is stored; evaluates the constraints again. One row per violation (account, rule, detail); no rows means the books
are right. Raises ZP001.';
