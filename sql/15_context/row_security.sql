-- What the views show: everything to an analyst, to everybody else the accounts
-- that are their role's, granted to it, or of a role it is a member of. Scalar
-- sub-selects are computed once per query. A row's account is probed by its key:
-- collecting all visible accounts would lock the table of accounts as a whole in
-- a serializable transaction.

alter table paper_internal.accounts enable row level security;
drop policy if exists visible on paper_internal.accounts;
create policy visible on paper_internal.accounts for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or owner = any((select paper_internal.actor_roles())::text[])
    or (
        select true
        from paper_internal.account_grants as g
        where g.account_id = accounts.account_id and g.role_name = any((select paper_internal.actor_roles())::text[])
        limit 1
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
    or (select true from paper_internal.accounts as a where a.account_id = positions.account_id)
);

alter table paper_internal.journal enable row level security;
drop policy if exists visible on paper_internal.journal;
create policy visible on paper_internal.journal for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or (select true from paper_internal.accounts as a where a.account_id = journal.account_id)
);

alter table paper_internal.orders enable row level security;
drop policy if exists visible on paper_internal.orders;
create policy visible on paper_internal.orders for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or (select true from paper_internal.accounts as a where a.account_id = orders.account_id)
);

alter table paper_internal.working enable row level security;
drop policy if exists visible on paper_internal.working;
create policy visible on paper_internal.working for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or (select true from paper_internal.accounts as a where a.account_id = working.account_id)
);

alter table paper_internal.watches enable row level security;
drop policy if exists visible on paper_internal.watches;
create policy visible on paper_internal.watches for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or (select true from paper_internal.accounts as a where a.account_id = watches.account_id)
);

alter table paper_internal.checkpoints enable row level security;
drop policy if exists visible on paper_internal.checkpoints;
create policy visible on paper_internal.checkpoints for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or (select true from paper_internal.accounts as a where a.account_id = checkpoints.account_id)
);

-- What roles do for themselves is theirs.
alter table paper_internal.sweeps enable row level security;
drop policy if exists visible on paper_internal.sweeps;
create policy visible on paper_internal.sweeps for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or sweeper = any((select paper_internal.actor_roles())::text[])
);

alter table paper_internal.checks enable row level security;
drop policy if exists visible on paper_internal.checks;
create policy visible on paper_internal.checks for select to paper_reader using (
    (select pg_has_role(paper_internal.actor(), 'paper_analyst', 'member'))
    or checked_by = any((select paper_internal.actor_roles())::text[])
);
