-- What did the bids that never filled miss? The middle of the market when they ended, against their limit.
select
    to_char(o.submitted_at at time zone 'America/New_York', 'MM-DD HH24:MI') as submitted,
    o.status,
    o.limit_price,
    m.price::numeric(20, 3) as market_at_the_end,
    round(10000 * (m.price / o.limit_price - 1), 1) as bps_above
from paper.orders as o
inner join lateral (
    select e.at
    from paper.journal as e
    where e.account_id = o.account_id and e.order_id = o.order_id and e.event_type in ('expired', 'cancelled')
) as ended on true
inner join lateral (
    select (q.bid + q.ask) / 2 as price
    from paper.quotes as q
    where q.ticker = o.ticker and q.at <= ended.at
    order by q.at desc
    limit 1
) as m on true
where o.account_id = 'desk' and o.side = 'buy' and o.fill_quantity = 0
order by o.seq;
