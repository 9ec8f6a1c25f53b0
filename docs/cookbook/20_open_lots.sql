-- From which purchases is what is held left, and what did each of them become?
select
    ticker,
    to_char(opened_at at time zone 'America/New_York', 'MM-DD HH24:MI') as opened,
    quantity,
    price::numeric(20, 4) as price,
    mark_price,
    unrealized_pnl::numeric(20, 2) as unrealized_pnl
from paper.lots('desk')
order by opened_at, ticker;
