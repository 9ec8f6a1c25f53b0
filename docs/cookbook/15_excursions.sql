-- How far did trades go against us, and how much of the best price did we give back?
-- On the close of each day held, in percent of the entry price.
with excursions as (
    select
        t.trip, t.ticker, t.net_pnl > 0 as won, t.return,
        min(b.close) / t.entry_price - 1 as worst,
        max(b.close) / t.entry_price - 1 as best
    from paper.round_trips('demo') as t
    inner join demo.bars as b
        on t.ticker = b.ticker
        and (t.opened_at at time zone 'America/New_York')::date <= b.day
        and (t.closed_at at time zone 'America/New_York')::date >= b.day
    group by t.trip, t.ticker, t.net_pnl, t.return, t.entry_price
)

select
    ticker,
    case when won then 'won' else 'lost' end as trips_that,
    count(*) as trips,
    round(100 * avg(worst), 1) as average_worst,
    round(100 * min(worst), 1) as deepest,
    round(100 * avg(best), 1) as average_best,
    round(100 * avg(return)::numeric, 1) as average_result
from excursions
group by ticker, won
order by ticker, won desc;
