create or replace function paper.trim_tape(p_keep interval default '7 days') returns table (day date, bytes bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
-- Dropping waits for everybody who reads the tape, and they wait for it: not for long.
set lock_timeout = '10s'
as $$
declare
    v_before timestamptz := paper_internal.server_time() - p_keep;
    v_partition record;
begin
    if not (p_keep >= '0'::interval) is true then
        perform paper_internal.raise_problem('what to keep must be given and not negative');
    end if;
    for v_partition in
        select c.oid, c.relname::text as name, substring(c.relname from 6)::integer as era
        from pg_inherits as i
        inner join pg_class as c on i.inhrelid = c.oid
        where i.inhparent = 'paper_internal.tape'::regclass
        order by era
    loop
        day := date '2000-01-01' + v_partition.era;
        continue when (day + 1)::timestamp at time zone 'UTC' > v_before or paper_internal.tape_is_needed(v_partition.era);
        lock table paper_internal.tape in access exclusive mode;
        -- Once more, now that nobody can be applying it.
        continue when paper_internal.tape_is_needed(v_partition.era);
        bytes := pg_total_relation_size(v_partition.oid::regclass);
        execute format('drop table paper_internal.%I', v_partition.name);
        return next;
    end loop;
end
$$;

comment on function paper.trim_tape is
'Drops the market data of whole days (UTC, by when it was fed) that are older than p_keep, and returns the days. A day
stays while an account with working orders has not applied all of it. What is dropped can not be told from what was
never fed: fed again, it is out of order. For members of paper_owner; run it once a day.';
