-- What did each year bring?
with yearly as (
    select
        extract(year from r.at at time zone 'America/New_York') as year,
        exp(sum(ln(1 + r.return))) - 1 as return,
        (array_agg(r.equity order by r.at desc))[1] as equity
    from paper.returns('demo') as r
    group by 1
)

select
    y.year,
    y.equity::numeric(20, 2) as equity_at_the_end,
    round(100 * y.return::numeric, 1) as percent,
    repeat(case when y.return < 0 then '-' else '+' end, round(abs(y.return * 50))::integer) as two_percent_each
from yearly as y
order by y.year;
