create or replace view paper.status as
select
    v.schema_version,
    v.functions_version,
    pg_database_size(d.datid) as database_bytes,
    pg_total_relation_size('paper_internal.journal') as journal_bytes,
    t.tape_bytes::bigint as tape_bytes,
    b.accounts,
    b.journal_rows::bigint as journal_rows,
    o.open_orders,
    d.xact_commit as commits,
    d.xact_rollback as rollbacks,
    d.deadlocks,
    d.stats_reset as counted_since,
    w.lock_waits,
    x.oldest_transaction_at,
    m.newest_at as market_newest_at,
    s.swept_at,
    coalesce(s.rows_behind, m.tape_rows)::bigint as rows_not_swept,
    c.checked_at,
    c.checked_by::text as checked_by,
    c.accounts as checked_accounts,
    c.violations as check_violations
from pg_stat_database as d
cross join (
    select
        (select max(m.version) from paper_internal.migrations as m) as schema_version,
        (
            select p.client_version
            from paper_internal.deployment as p
            order by p.number desc
            limit 1
        ) as functions_version
) as v
cross join (
    select coalesce(sum(pg_total_relation_size(p.relid)), 0) as tape_bytes
    from pg_partition_tree('paper_internal.tape') as p
) as t
cross join (select count(*) as accounts, coalesce(sum(a.seq), 0) as journal_rows from paper_internal.accounts as a) as b
cross join (select count(*) as open_orders from paper_internal.working) as o
cross join (select count(*) as lock_waits from paper.lock_waits) as w
cross join (
    select min(a.xact_start) as oldest_transaction_at
    from pg_stat_activity as a
    where a.datname = current_database() and a.pid <> pg_backend_pid()
) as x
cross join (
    select max(k.newest_at) as newest_at, coalesce(sum(k.tape_seq), 0) as tape_rows
    from paper_internal.market as k
) as m
left join (
    select e.swept_at, e.rows_behind
    from paper.sweeps as e
    order by e.rows_behind asc, e.swept_at desc
    limit 1
) as s on true
left join (
    select k.checked_at, k.checked_by, k.accounts, k.violations
    from paper_internal.checks as k
    order by k.checked_at desc
    limit 1
) as c on true
where d.datname = current_database();

alter view paper.status owner to paper_reader;

comment on view paper.status is
'One row of figures for whoever runs the database. Accounts, orders, sweeps and checks are those the caller may see: to
an analyst, all.';
comment on column paper.status.schema_version is 'Number of the newest migration applied.';
comment on column paper.status.functions_version is 'Version of pgpaper that put the functions there.';
comment on column paper.status.database_bytes is 'Size of the database.';
comment on column paper.status.journal_bytes is 'Size of the journal, with its indexes.';
comment on column paper.status.tape_bytes is 'Size of the market data that is kept, with its indexes.';
comment on column paper.status.accounts is 'Accounts, closed ones included.';
comment on column paper.status.journal_rows is 'Rows in their journals.';
comment on column paper.status.open_orders is 'Orders that can still trade.';
comment on column paper.status.commits is 'Transactions of this database that committed, of whatever kind.';
comment on column paper.status.rollbacks is
'Transactions of this database that were rolled back, of whatever kind: refused requests, and those that lost to
another one and were tried again. PostgreSQL does not count the latter apart.';
comment on column paper.status.deadlocks is 'Of these, deadlocks.';
comment on column paper.status.counted_since is 'When these counts began; null when they never were reset.';
comment on column paper.status.lock_waits is 'Sessions that wait for a lock at this moment: see lock_waits.';
comment on column paper.status.oldest_transaction_at is
'Begin of the oldest transaction that is open in this database; of other roles only for members of pg_read_all_stats
and superusers.';
comment on column paper.status.market_newest_at is 'Latest time of the market data, on any ticker.';
comment on column paper.status.swept_at is 'When the role that is nearest to the newest market data last swept.';
comment on column paper.status.rows_not_swept is
'Rows of market data that it has not looked at yet: the lag of matching. Without any sweep, all rows. Other roles: see
sweeps.';
comment on column paper.status.checked_at is
'When pgpaper check last proved the books; null when that was never recorded.';
comment on column paper.status.checked_by is 'Role that checked.';
comment on column paper.status.checked_accounts is 'Accounts it could see.';
comment on column paper.status.check_violations is 'Violations it found.';
