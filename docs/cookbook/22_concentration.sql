-- When was most of the account in one ticker?
select distinct on (ticker)
    ticker,
    at::date as day,
    net_value::numeric(20, 2) as market_value,
    equity::numeric(20, 2) as equity,
    round(100 * net::numeric, 1) as percent
from paper.exposure('demo', p_by_ticker => true)
order by ticker asc, net desc, at asc;
