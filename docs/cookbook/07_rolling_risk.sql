-- How did risk change? Volatility and Sharpe ratio of the 252 trading days up to the end of each year.
with rolling as (
    select
        at,
        count(*) over year as days,
        stddev_samp(return) over year * sqrt(252) as volatility,
        avg(return) over year / stddev_samp(return) over year * sqrt(252) as sharpe
    from paper.returns('demo')
    window year as (order by at rows 251 preceding)
)

select distinct on (extract(year from at))
    at::date as until,
    round(100 * volatility::numeric, 1) as volatility,
    round(sharpe::numeric, 2) as sharpe
from rolling
where days = 252
order by extract(year from at), at desc;
