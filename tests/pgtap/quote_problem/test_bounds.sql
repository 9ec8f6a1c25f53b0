begin;
select plan(31);

-- Each of a quote's numbers at its bounds, the others good.
create function pg_temp.problem(p_at text default '2026-03-01', p_bid numeric default 1, p_ask numeric default 999999999999999,
    p_bid_size numeric default 1, p_ask_size numeric default 1) returns text
language sql return paper_internal.quote_problem(p_at::timestamptz, p_bid, p_ask, p_bid_size, p_ask_size);
select is(pg_temp.problem(), null, 'good');
select is(pg_temp.problem(p_bid => 999999999999999), null, 'the highest bid');
select is(pg_temp.problem(p_bid => 1, p_ask => 1), null, 'locked');
select is(pg_temp.problem(p_bid => null), null, 'no bid');
select is(pg_temp.problem(p_ask => null), null, 'no ask');
select is(pg_temp.problem(p_bid_size => null, p_ask_size => null), null, 'unknown sizes');
select is(pg_temp.problem(p_bid_size => 0, p_ask_size => 0), null, 'sizes of 0');
select is(pg_temp.problem(p_bid => 0.000000000001, p_ask => 0.000000000001, p_bid_size => 0.000000000001, p_ask_size => 0.000000000001), null, '12 decimals');
select is(pg_temp.problem(p_bid => null, p_ask => null), 'bid or ask must be given', 'no side');
select is(pg_temp.problem(p_bid => 2, p_ask => 1), 'bid must not be above ask', 'crossed');
select is(pg_temp.problem(p_at => at), 'at must be given and between the years 1000 and 3000', coalesce(at, 'null'))
from (values (null), ('infinity'), ('-infinity')) as v (at);
select is(pg_temp.problem(p_bid => v), 'bid must be above 0, below 10^15 and have at most 12 decimals', 'bid ' || v)
from unnest('{0,-1,1000000000000000,0.0000000000001,NaN}'::numeric[]) as v;
select is(pg_temp.problem(p_ask => v), 'ask must be above 0, below 10^15 and have at most 12 decimals', 'ask ' || v)
from unnest('{0,1000000000000000,1.0000000000001,NaN}'::numeric[]) as v;
select is(pg_temp.problem(p_bid_size => v), 'bid_size must be at least 0, below 10^15 and have at most 12 decimals', 'bid_size ' || v)
from unnest('{-1,1000000000000000,0.0000000000001,NaN}'::numeric[]) as v;
select is(pg_temp.problem(p_ask_size => v), 'ask_size must be at least 0, below 10^15 and have at most 12 decimals', 'ask_size ' || v)
from unnest('{-1,1000000000000000,0.0000000000001,NaN}'::numeric[]) as v;
select is(pg_temp.problem(p_bid_size => 999999999999999, p_ask_size => 999999999999999), null, 'the largest sizes');

select * from finish();
rollback;
