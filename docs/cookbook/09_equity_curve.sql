-- What was the account worth at the end of each year, what did the year bring, and how far was it from its best?
select
    at::date as day,
    cash::numeric(20, 2),
    market_value::numeric(20, 2),
    equity::numeric(20, 2),
    round((100 * return)::numeric, 2) as percent,
    round((100 * drawdown)::numeric, 2) as drawdown
from paper.equity_curve('demo', '2000-12-31 21:00Z', '2012-12-31 21:00Z', '1 year');
