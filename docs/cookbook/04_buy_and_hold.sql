-- Was it worth the trouble? The same cash in equal parts in all four on the first day they all traded, and kept.
with common as (
    select min(day) as day
    from demo.bars
    where ticker = 'GOOG'
),

held as (
    select avg(last.adj_close / first.adj_close) as growth
    from common
    inner join demo.bars as first on first.day = common.day
    inner join demo.bars as last on first.ticker = last.ticker and last.day = (select max(day) from demo.bars)
)

select
    common.day as since,
    round(100 * p.total_return::numeric, 1) as strategy_percent,
    round(100 * (held.growth - 1), 1) as held_percent,
    round(100 * p.max_drawdown::numeric, 1) as strategy_drawdown,
    round(100 * p.exposure::numeric, 1) as strategy_percent_invested
from common
cross join held
cross join lateral paper.performance('demo', (common.day + time '16:00') at time zone 'America/New_York') as p;
