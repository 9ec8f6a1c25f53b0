create or replace function paper_internal.check_orphans()
returns table (account_id text, rule text, detail text)
language sql stable
-- Rows without an account: an analyst sees them, nobody else's they can be.
begin atomic
    select o.account_id, 'orphan', 'rows in ' || o.what || ' without an account'
    from (
        select distinct j.account_id::text, 'journal' as what from paper_internal.journal as j
        union all
        select distinct p.account_id::text, 'positions' from paper_internal.positions as p
        union all
        select distinct i.account_id::text, 'orders' from paper_internal.orders as i
        union all
        select distinct w.account_id::text, 'working' from paper_internal.working as w
    ) as o (account_id, what)
    where
        not exists (select from paper_internal.accounts as a where a.account_id = o.account_id)
        and pg_has_role(paper_internal.actor(), 'paper_analyst', 'member');
end;
