create or replace view paper.positions as
select
    p.account_id::text as account_id,
    p.ticker::text as ticker,
    p.quantity::numeric as quantity,
    p.avg_entry_price::numeric as avg_entry_price,
    p.realized_pnl::numeric as realized_pnl,
    p.reserved::numeric as reserved,
    p.updated_at,
    case sign(p.quantity) when 1 then 'long' when 0 then 'flat' else 'short' end as side,
    k.price as current_price,
    p.quantity * k.price as market_value,
    p.quantity * (k.price - p.avg_entry_price) as unrealized_pnl,
    paper_internal.order_id(a.prefix, 0) as broker_account_id
from paper_internal.positions as p
left join paper_internal.accounts as a on p.account_id = a.account_id
left join paper_internal.market as m on p.ticker = m.ticker
cross join lateral (
    select paper_internal.mark_price(
        a.settings ->> 'mark', p.quantity, p.avg_entry_price, m.last, m.bid, m.ask, m.close
    ) as price
) as k;

alter view paper.positions owner to paper_reader;

comment on view paper.positions is
'What each account holds, one row per ticker it traded in the current epoch; closed positions stay with quantity 0.';
comment on column paper.positions.account_id is 'Account.';
comment on column paper.positions.ticker is 'Instrument.';
comment on column paper.positions.quantity is 'Signed quantity, negative when short, 0 when closed.';
comment on column paper.positions.avg_entry_price is 'Average entry price (12 decimals), 0 when closed.';
comment on column paper.positions.realized_pnl is 'Profit realized in the current epoch, gross of fees.';
comment on column paper.positions.reserved is 'Quantity that open sell orders have claimed.';
comment on column paper.positions.updated_at is 'Time of its latest fill, on the account''s clock.';
comment on column paper.positions.side is 'long, flat or short.';
comment on column paper.positions.current_price is
'What it is valued at, by the setting mark of its account; while there is no such price the last trade, the middle of
the quote, the close of the bar; without market data the average entry price.';
comment on column paper.positions.market_value is 'quantity × current_price.';
comment on column paper.positions.unrealized_pnl is 'quantity × (current_price − avg_entry_price).';
comment on column paper.positions.broker_account_id is 'broker_accounts.id of the account.';
