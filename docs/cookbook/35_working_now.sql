-- Which orders work at this moment, how far are they from the market, and what do they hold back?
select
    o.ticker,
    o.side,
    o.order_type as type,
    o.quantity - o.fill_quantity as quantity,
    coalesce(o.limit_price, o.stop_price) as price,
    case o.side when 'buy' then m.ask else m.bid end as market,
    round(10000 * abs(coalesce(o.limit_price, o.stop_price) / case o.side when 'buy' then m.ask else m.bid end - 1), 0)
        as bps_away,
    a.clock - o.submitted_at as age
from paper.open_orders as o
inner join paper.market as m on o.ticker = m.ticker
inner join paper.accounts as a on o.account_id = a.account_id
where o.account_id = 'desk' and o.status <> 'pending'
order by bps_away, o.seq;
