-- The three best and the three worst round trips, and the order that opened each.
with ranked as (
    select
        *,
        row_number() over (order by net_pnl desc) as best,
        row_number() over (order by net_pnl) as worst
    from paper.round_trips('demo')
)

select
    r.trip,
    r.ticker,
    r.opened_at::date as opened,
    extract(day from r.duration) as days,
    r.quantity,
    r.entry_price,
    r.exit_price,
    r.net_pnl,
    round((100 * r.return)::numeric, 2) as percent,
    o.idempotency_key
from ranked as r
inner join paper.orders as o on o.account_id = 'demo' and r.entry_seq = o.seq
where r.best <= 3 or r.worst <= 3
order by r.net_pnl desc;
