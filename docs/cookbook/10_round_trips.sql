-- The last trades, from entry to exit.
select
    ticker,
    opened_at::date as opened,
    closed_at::date as closed,
    quantity,
    entry_price::numeric(20, 2) as entry,
    exit_price::numeric(20, 2) as exit,
    net_pnl::numeric(20, 2) as profit,
    round(100 * return::numeric, 1) as percent
from paper.round_trips('demo')
order by trip desc
limit 8;
