-- How many losses in a row must one bear? The five longest runs of wins and of losses.
with runs as (
    select
        trip, closed_at, net_pnl, net_pnl > 0 as won,
        trip - row_number() over (partition by net_pnl > 0 order by trip) as run
    from paper.round_trips('demo')
)

select
    case when won then 'wins' else 'losses' end as what,
    count(*) as in_a_row,
    min(closed_at)::date as first,
    max(closed_at)::date as last,
    sum(net_pnl)::numeric(20, 2) as profit
from runs
group by won, run
order by count(*) desc, min(trip)
limit 5;
