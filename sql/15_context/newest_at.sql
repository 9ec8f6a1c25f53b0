create or replace function paper_internal.newest_at() returns timestamptz
language sql stable
-- Time of the newest market data; null when there is none.
return (select max(m.newest_at) from paper_internal.market as m);
