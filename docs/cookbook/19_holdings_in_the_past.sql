-- What did the account hold, and how much cash, when the market closed on 31 October 2007?
-- Every row of the journal has the balances after it, so the newest row of each ticker up to then says it.
with history as (
    select ticker, seq, at, quantity_after, avg_entry_price_after, cash_after
    from paper.journal
    where account_id = 'demo' and seq <= paper.seq_at('demo', '2007-10-31 16:00 America/New_York')
),

positions as (
    select distinct on (ticker) *
    from history
    where ticker is not null
    order by ticker asc, seq desc
)

select
    ticker as holding,
    quantity_after as quantity,
    avg_entry_price_after::numeric(20, 4) as avg_entry_price,
    (quantity_after * avg_entry_price_after)::numeric(20, 2) as cost,
    at::date as since
from positions
where quantity_after <> 0
union all
select 'cash', null, null, h.cash_after::numeric(20, 2), h.at::date
from (select * from history order by seq desc limit 1) as h
order by holding;
