-- The account on the eve of the orders of September 2008: every function takes its account and time from other rows.
select
    o.seq,
    o.submitted_at::date as day,
    o.side,
    o.ticker,
    a.equity::numeric(20, 2),
    a.cash::numeric(20, 2),
    p.quantity as held,
    p.unrealized_pnl::numeric(20, 2)
from paper.orders as o
cross join lateral paper.account_at(o.account_id, o.submitted_at - interval '1 day') as a
left join lateral paper.positions_at(o.account_id, o.submitted_at - interval '1 day') as p on o.ticker = p.ticker
where
    o.account_id = 'demo'
    and o.seq > paper.seq_at('demo', '2008-09-01 00:00 America/New_York')
    and o.seq <= paper.seq_at('demo', '2008-09-30 24:00 America/New_York')
order by o.seq;
