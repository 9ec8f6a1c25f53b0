create or replace view paper.lock_waits as
select
    l.pid,
    a.usename::text as role,
    l.waitstart as waiting_since,
    l.locktype as lock_type,
    l.mode,
    coalesce(
        l.relation,
        -- Who waits for a transaction to end holds the row that it changed.
        (select t.relation from pg_locks as t where t.pid = l.pid and t.locktype = 'tuple' limit 1)
    )::regclass::text as relation,
    pg_blocking_pids(l.pid) as blocked_by,
    a.query
from pg_locks as l
inner join pg_stat_activity as a on l.pid = a.pid
where not l.granted and a.datname = current_database();

alter view paper.lock_waits owner to paper_reader;

comment on view paper.lock_waits is
'Sessions of this database that wait for a lock at this moment, and for whom. Writers of one account wait for each
other for as long as a transaction takes: what waits longer has met one that was left open.';
comment on column paper.lock_waits.pid is 'Process that waits.';
comment on column paper.lock_waits.role is 'Role it logged in as.';
comment on column paper.lock_waits.waiting_since is 'Since when; null in the first moment.';
comment on column paper.lock_waits.lock_type is 'What it waits for: transactionid is the end of another transaction.';
comment on column paper.lock_waits.mode is 'Mode it wants the lock in.';
comment on column paper.lock_waits.relation is 'Table it is about, where that is known.';
comment on column paper.lock_waits.blocked_by is 'Processes that hold the lock, or wait for it before this one.';
comment on column paper.lock_waits.query is
'Statement that waits; of other roles only for members of pg_read_all_stats and superusers.';
