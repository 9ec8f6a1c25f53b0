-- A moving-average cross over daily bars: long while the average of the last 10 closes is above that of the
-- last 50. Where that begins, buy whole shares for 40,000; where it ends, sell them at that day's close.
--
-- The averages are of adjusted closes, since a split or a dividend is no fall in price. Orders carry the close as
-- it was traded. So that the shares stay as many as they were bought, a position is sold on the last day before
-- a split (they are announced weeks ahead) and bought back on the day of the split.
--
-- One row per order, in the order of submission: sells first on a day, since they bring the cash for its buys.
with averages as (
    select
        ticker,
        day,
        close,
        avg(adj_close) over (history rows 9 preceding) as fast,
        avg(adj_close) over (history rows 49 preceding) as slow,
        row_number() over history as days,
        -- What an adjusted dollar was on this day; a split of 2 for 1 halves it overnight.
        (lead(adj_close / close) over history) / (adj_close / close) >= 1.5 as is_split_tomorrow
    from demo.bars
    window history as (partition by ticker order by day)
),

trend as (
    select
        *,
        fast > slow and is_split_tomorrow is not true as is_long
    from averages
    where days >= 50
),

crosses as (
    select
        *,
        lag(is_long) over (partition by ticker order by day) as was_long,
        floor(40000 / close) as affordable
    from trend
),

orders as (
    select
        ticker,
        day,
        close,
        case when is_long then 'buy' else 'sell' end as side,
        case when is_long then affordable else lag(affordable) over (partition by ticker order by day) end as quantity
    from crosses
    where is_long <> was_long
)

select
    'ma-cross/' || ticker || '/' || to_char(day, 'YYYY-MM-DD') || '/' || side as idempotency_key,
    (day + time '16:00') at time zone 'America/New_York' as at,
    ticker,
    side,
    quantity,
    close as limit_price
from orders
where quantity is not null
order by day, side desc, ticker
