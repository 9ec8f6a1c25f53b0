-- How much of the account was in the market, year by year, and how often nothing was?
select
    extract(year from at at time zone 'America/New_York') as year,
    round(100 * avg(gross)::numeric, 1) as average_percent,
    round(100 * max(gross)::numeric, 1) as highest,
    round(100.0 * count(*) filter (where gross = 0) / count(*), 1) as percent_of_days_out
from paper.exposure('demo')
group by 1
order by 1;
