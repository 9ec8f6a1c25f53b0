-- How often does a trade win, by how much, and how long is it held?
-- The strategy buys and sells whole positions, so the fill before a sale is the purchase it closes.
with trips as (
    select
        ticker,
        side,
        realized_pnl,
        at::date - lag(at::date) over (partition by ticker order by seq) as days_held
    from paper.fills
    where account_id = 'demo'
)

select
    ticker,
    count(*) as trips,
    round(100.0 * count(*) filter (where realized_pnl > 0) / count(*), 1) as percent_won,
    avg(realized_pnl) filter (where realized_pnl > 0)::numeric(20, 2) as average_win,
    avg(realized_pnl) filter (where realized_pnl <= 0)::numeric(20, 2) as average_loss,
    round(avg(days_held), 1) as average_days_held,
    max(days_held) as longest
from trips
where side = 'sell'
group by ticker
order by ticker;
