create or replace function paper_internal.session_at(
    p_ticker text, p_at timestamptz
) returns table (opens_at timestamptz, closes_at timestamptz)
language sql stable
-- One row: the session that contains p_at, else the next one; infinity when the calendar knows none, nulls when the
-- ticker trades around the clock. Sessions of a calendar do not overlap, so the first to close after p_at is the one.
begin atomic
    select
        case when i.calendar is not null then coalesce(s.opens_at, 'infinity') end,
        case when i.calendar is not null then coalesce(s.closes_at, 'infinity') end
    from (values (p_ticker)) as p (ticker)
    left join paper_internal.instruments as i on p.ticker = i.ticker
    left join lateral (
        select c.opens_at, c.closes_at
        from paper_internal.sessions as c
        where c.calendar = i.calendar and c.closes_at > p_at
        order by c.closes_at
        limit 1
    ) as s on true;
end;
