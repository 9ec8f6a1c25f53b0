create or replace function paper.sweep_done(p_positions jsonb, p_snapshot pg_snapshot) returns void
language sql volatile security definer
set search_path = pg_catalog, pg_temp
begin atomic
    insert into paper_internal.sweeps as s (sweeper, positions, snapshot)
    values (paper_internal.actor(), p_positions, p_snapshot)
    on conflict (sweeper) do update set positions = excluded.positions, snapshot = excluded.snapshot;
end;

comment on function paper.sweep_done is
'Remembers for the caller''s role how far a sweep has looked, once each of its accounts is matched. A crash before
repeats the sweep; an earlier state than the stored one only makes the next sweep look again.';
