-- How are the results of trades distributed? In steps of ten percent of what was paid.
select
    10 * floor(10 * return)::integer || ' to ' || 10 * floor(10 * return)::integer + 10 as percent,
    count(*) as trips,
    sum(net_pnl)::numeric(20, 2) as profit,
    repeat('#', count(*)::integer) as each
from paper.round_trips('demo')
group by floor(10 * return)
order by floor(10 * return);
