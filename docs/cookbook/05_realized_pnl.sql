-- What did each ticker earn, and on what was sold, how much of what had been paid for it?
select
    ticker,
    count(*) filter (where side = 'sell') as sales,
    sum(realized_pnl)::numeric(20, 2) as realized_pnl,
    round(
        100 * sum(realized_pnl) / sum(quantity * price - realized_pnl) filter (where side = 'sell'), 2
    ) as percent_of_cost,
    sum(fee)::numeric(20, 2) as fees
from paper.fills
where account_id = 'demo'
group by ticker
order by realized_pnl desc;
