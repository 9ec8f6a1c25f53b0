begin;
select plan(16);

create function pg_temp.problem(p_at text default '2026-03-01', p_price numeric default 1, p_size numeric default 1) returns text
language sql return paper_internal.trade_problem(p_at::timestamptz, p_price, p_size);
select is(pg_temp.problem(), null, 'good');
select is(pg_temp.problem(p_price => 999999999999999, p_size => 0), null, 'the highest price, no size');
select is(pg_temp.problem(p_price => 0.000000000001, p_size => 999999999999999), null, 'the lowest price, the largest size');
select is(pg_temp.problem(p_size => 0.000000000001), null, 'the smallest size');
select is(pg_temp.problem(p_size => null), null, 'an unknown size');
select is(pg_temp.problem(p_at => at), 'at must be given and between the years 1000 and 3000', coalesce(at, 'null')) from (values (null), ('infinity')) as v (at);
select is(pg_temp.problem(p_price => v), 'price must be above 0, below 10^15 and have at most 12 decimals', 'price ' || coalesce(v::text, 'null'))
from unnest('{0,1000000000000000,0.0000000000001,NaN,null}'::numeric[]) as v;
select is(pg_temp.problem(p_size => v), 'size must be at least 0, below 10^15 and have at most 12 decimals', 'size ' || v)
from unnest('{-1,1000000000000000,0.0000000000001,NaN}'::numeric[]) as v;

select * from finish();
rollback;
