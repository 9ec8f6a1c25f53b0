-- Do trades that last win? Trips by how long they were held.
select
    case
        when duration < interval '30 days' then 'a under a month'
        when duration < interval '90 days' then 'b one to three months'
        when duration < interval '180 days' then 'c three to six months'
        else 'd longer'
    end as held,
    count(*) as trips,
    round(100.0 * count(*) filter (where net_pnl > 0) / count(*), 1) as percent_won,
    avg(net_pnl)::numeric(20, 2) as average,
    sum(net_pnl)::numeric(20, 2) as profit
from paper.round_trips('demo')
group by held
order by held;
