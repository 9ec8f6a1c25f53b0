create or replace function paper_internal.session_at(p_ticker text, p_at timestamptz) returns paper.session
language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    v_session paper.session;
begin
    -- The session of a ticker's calendar that p_at lies in, else the next one; nulls for what trades around the clock.
    select s.opens_at, s.closes_at into v_session
    from paper_internal.instruments as i
    inner join paper_internal.sessions as s on i.calendar = s.calendar
    where i.ticker = p_ticker and s.closes_at > p_at
    order by s.closes_at
    limit 1;
    return v_session;
end
$$;
