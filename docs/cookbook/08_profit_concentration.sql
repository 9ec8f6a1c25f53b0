-- Does it live on a few trades? The profit without its best ones.
with ranked as (
    select net_pnl, row_number() over (order by net_pnl desc) as place
    from paper.round_trips('demo')
)

select
    w.without_best,
    sum(r.net_pnl)::numeric(20, 2) as profit,
    round(100 * sum(r.net_pnl) / (select sum(a.net_pnl) from ranked as a), 1) as percent_of_all
from (values (0), (1), (3), (5), (10), (20)) as w (without_best)
inner join ranked as r on r.place > w.without_best
group by w.without_best
order by w.without_best;
