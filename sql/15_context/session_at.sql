create or replace function paper_internal.session_at(p_ticker text, p_at timestamptz) returns paper.session
language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
as $$
declare
    v_session paper.session;
begin
    -- The session of a ticker's calendar that p_at lies in, else the next one; infinity when the calendar knows none,
    -- nulls for what trades around the clock. The sessions of a calendar do not overlap.
    select coalesce(s.opens_at, 'infinity'), coalesce(s.closes_at, 'infinity') into v_session
    from paper_internal.instruments as i
    left join lateral (
        select c.opens_at, c.closes_at
        from paper_internal.sessions as c
        where c.calendar = i.calendar and c.closes_at > p_at
        order by c.closes_at
        limit 1
    ) as s on true
    where i.ticker = p_ticker and i.calendar is not null;
    return v_session;
end
$$;
