create or replace function paper_internal.session_at(p_ticker text, p_at timestamptz) returns paper.session
language sql stable parallel safe
-- The session of a ticker's calendar that p_at lies in, else the next one; null for what trades around the clock.
begin atomic
    select row(s.opens_at, s.closes_at)::paper.session
    from paper_internal.instruments as i
    inner join paper_internal.sessions as s on i.calendar = s.calendar
    where i.ticker = p_ticker and s.closes_at > p_at
    order by s.closes_at
    limit 1;
end;
