-- Which days made and lost most, and what was held on them?
with days as (
    select *, rank() over (order by return) as worst, rank() over (order by return desc) as best
    from paper.returns('demo')
)

select
    d.at::date as day,
    round(100 * d.return::numeric, 2) as percent,
    d.equity::numeric(20, 2) as equity,
    (
        select string_agg(p.quantity || ' ' || p.ticker, ', ' order by p.ticker)
        from paper.positions_at('demo', d.at) as p
        where p.quantity <> 0
    ) as held_at_the_close
from days as d
where d.best <= 3 or d.worst <= 3
order by d.return desc;
