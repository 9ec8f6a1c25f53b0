-- Profit per ticker: realized, and what the open lots would bring at the newest closes.
select
    b.name as ticker,
    b.fills,
    (b.bought + b.sold)::numeric(20, 2) as traded,
    b.net_pnl::numeric(20, 2) as net_pnl,
    b.wins,
    b.losses,
    coalesce(l.unrealized_pnl, 0)::numeric(20, 2) as unrealized_pnl,
    coalesce(l.lots, 0) as lots
from paper.pnl_by('demo', 'ticker') as b
left join (
    select ticker, sum(unrealized_pnl) as unrealized_pnl, count(*) as lots
    from paper.lots('demo')
    group by ticker
) as l on b.name = l.ticker
order by b.net_pnl desc;
