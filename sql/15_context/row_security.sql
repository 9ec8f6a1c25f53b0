-- What the views show: everything to an analyst, to everybody else the accounts
-- that are their role's, granted to it, or of a role it is a member of. The
-- scalar sub-selects are computed once per query.

alter table paper_internal.accounts enable row level security;
drop policy if exists visible on paper_internal.accounts;
create policy visible on paper_internal.accounts for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or owner = any((select paper_internal.actor_roles())::text[])
    or account_id in (
        select g.account_id
        from paper_internal.account_grants as g
        where g.role_name = any((select paper_internal.actor_roles())::text[])
    )
);

alter table paper_internal.account_grants enable row level security;
drop policy if exists visible on paper_internal.account_grants;
create policy visible on paper_internal.account_grants for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or role_name = any((select paper_internal.actor_roles())::text[])
);

alter table paper_internal.positions enable row level security;
drop policy if exists visible on paper_internal.positions;
create policy visible on paper_internal.positions for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or account_id in (select a.account_id from paper_internal.accounts as a)
);

alter table paper_internal.journal enable row level security;
drop policy if exists visible on paper_internal.journal;
create policy visible on paper_internal.journal for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or account_id in (select a.account_id from paper_internal.accounts as a)
);

alter table paper_internal.orders enable row level security;
drop policy if exists visible on paper_internal.orders;
create policy visible on paper_internal.orders for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or account_id in (select a.account_id from paper_internal.accounts as a)
);

alter table paper_internal.working enable row level security;
drop policy if exists visible on paper_internal.working;
create policy visible on paper_internal.working for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or account_id in (select a.account_id from paper_internal.accounts as a)
);
