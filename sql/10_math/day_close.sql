create or replace function paper_internal.day_close(p_at timestamptz, p_day_end time) returns timestamptz
language sql immutable parallel safe
-- The end of the day, in UTC, that p_at lies in: where a market trades around the clock, the close of its session.
return (
    date_trunc('day', (p_at at time zone 'UTC') - p_day_end) + interval '1 day' + p_day_end
) at time zone 'UTC';
