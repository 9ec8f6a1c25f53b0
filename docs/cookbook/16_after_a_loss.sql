-- Is a trade that follows a loss worse than one that follows a win?
with trips as (
    select net_pnl, lag(net_pnl) over (order by trip) > 0 as after_a_win
    from paper.round_trips('demo')
)

select
    case when after_a_win then 'a win' else 'a loss' end as after,
    count(*) as trips,
    round(100.0 * count(*) filter (where net_pnl > 0) / count(*), 1) as percent_won,
    avg(net_pnl)::numeric(20, 2) as average
from trips
where after_a_win is not null
group by after_a_win
order by after_a_win desc;
