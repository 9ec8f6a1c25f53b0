create or replace function paper.sweep_done(p_positions jsonb, p_snapshot pg_snapshot) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- What is stored is read by everybody who looks at sweeps: nothing that a view could not compute with, and no more
    -- than there are tickers.
    if p_snapshot is null or jsonb_typeof(p_positions) is distinct from 'object' or exists (
        select
        from jsonb_each(p_positions) as p
        left join paper_internal.market as m on p.key = m.ticker
        where m.ticker is null or case jsonb_typeof(p.value)
            when 'number' then p.value::numeric not between 0 and 9223372036854775807 or scale(p.value::numeric) > 0
            else true
        end
    ) then
        perform paper_internal.raise_problem('positions and snapshot must be those that sweep() returned');
    end if;
    perform paper_internal.require_unrestricted();
    insert into paper_internal.sweeps as s (sweeper, positions, snapshot, xid_space, swept_at)
    values (
        paper_internal.actor(), p_positions, p_snapshot, paper_internal.xid_space(), paper_internal.server_time()
    )
    on conflict (sweeper) do update
    set
        positions = excluded.positions, snapshot = excluded.snapshot, xid_space = excluded.xid_space,
        swept_at = excluded.swept_at;
end
$$;

comment on function paper.sweep_done is
'Remembers for the caller''s role how far a sweep has looked, once each of its accounts is matched. A crash before
repeats the sweep; an earlier state than the stored one only makes the next sweep look again.';
