begin;
select plan(34);

create function pg_temp.problem(p_from text default '2026-03-01', p_to text default '2026-03-02', p_open numeric default 2,
    p_high numeric default 4, p_low numeric default 1, p_close numeric default 3, p_volume numeric default 1) returns text
language sql return paper_internal.bar_problem(p_from::timestamptz, p_to::timestamptz, p_open, p_high, p_low, p_close, p_volume);
select is(pg_temp.problem(), null, 'good');
select is(pg_temp.problem(p_open => 1, p_close => 4, p_volume => null), null, 'from low to high, volume unknown');
select is(pg_temp.problem(p_open => 4, p_close => 1, p_volume => 0), null, 'from high to low, volume 0');
select is(pg_temp.problem(p_low => 0.000000000001, p_open => 0.000000000001, p_close => 2.000000000001, p_high => 999999999999999, p_volume => 999999999999999), null, 'at the bounds');
select is(pg_temp.problem(p_high => 4.000000000001, p_volume => 0.000000000001), null, '12 decimals');
select is(pg_temp.problem(p_from => a, p_to => b), 'starts_at and ends_at must be given and between the years 1000 and 3000', coalesce(a, 'null') || ' ' || coalesce(b, 'null'))
from (values (null, '2026-03-02'), ('2026-03-01', null), ('-infinity', '2026-03-02'), ('2026-03-01', 'infinity')) as v (a, b);
select is(pg_temp.problem(p_to => v), 'ends_at must be after starts_at', v) from unnest('{2026-03-01,2026-02-01}'::text[]) as v;
select is(pg_temp.problem(p_low => v), 'low must be above 0 and have at most 12 decimals', 'low ' || coalesce(v::text, 'null'))
from unnest('{0,-1,0.0000000000001,null}'::numeric[]) as v;
select is(pg_temp.problem(p_high => v), 'high must be below 10^15 and have at most 12 decimals', 'high ' || coalesce(v::text, 'null'))
from unnest('{1000000000000000,4.0000000000001,NaN,null}'::numeric[]) as v;
select is(pg_temp.problem(p_open => v), 'open must be from low to high and have at most 12 decimals', 'open ' || coalesce(v::text, 'null'))
from unnest('{0.9,4.1,2.0000000000001,NaN,null}'::numeric[]) as v;
select is(pg_temp.problem(p_close => v), 'close must be from low to high and have at most 12 decimals', 'close ' || coalesce(v::text, 'null'))
from unnest('{0.9,4.1,2.0000000000001,NaN,null}'::numeric[]) as v;
select is(pg_temp.problem(p_volume => v), 'volume must be at least 0, below 10^15 and have at most 12 decimals', 'volume ' || v)
from unnest('{-1,1000000000000000,0.0000000000001,NaN}'::numeric[]) as v;
select is(pg_temp.problem(p_high => 0.5), 'open must be from low to high and have at most 12 decimals', 'high below low');

select * from finish();
rollback;
