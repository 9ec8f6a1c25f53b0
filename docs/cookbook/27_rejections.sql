-- Which orders were rejected, why, and by how much was the cash short?
select
    reject_reason,
    ticker,
    count(*) as orders,
    min(submitted_at)::date as first,
    max(submitted_at)::date as last,
    avg(
        case when reject_reason = 'insufficient_cash' then quantity * limit_price - cash_after end
    )::numeric(20, 2) as cash_short_on_average
from paper.orders
where account_id = 'demo' and status = 'rejected'
group by reject_reason, ticker
order by reject_reason, ticker;
