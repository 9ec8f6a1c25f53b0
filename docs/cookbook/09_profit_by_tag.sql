-- Which idea of the desk earns, after fees? A trip has the tag of the order that opened it, whoever closed it.
select
    tag,
    count(*) as trips,
    round(100.0 * count(*) filter (where net_pnl > 0) / count(*), 1) as percent_won,
    sum(pnl)::numeric(20, 2) as before_fees,
    sum(fees)::numeric(20, 2) as fees,
    sum(net_pnl)::numeric(20, 2) as profit,
    round(10000 * sum(net_pnl) / sum(entry_value), 2) as bps_of_value
from paper.round_trips('desk')
group by tag
order by profit desc;
