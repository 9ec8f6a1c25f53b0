create or replace view paper.fills as
select
    j.account_id::text as account_id,
    j.seq,
    paper_internal.order_id(a.prefix, j.order_seq) as order_id,
    j.ticker::text as ticker,
    j.side,
    j.quantity::numeric as quantity,
    j.price::numeric as price,
    coalesce(j.fee, 0)::numeric as fee,
    j.realized_pnl::numeric as realized_pnl,
    coalesce(j.liquidity, 'taker')::text as liquidity,
    j.at,
    j.market_at,
    j.order_seq,
    j.quantity_after::numeric as quantity_after,
    j.avg_entry_price_after::numeric as avg_entry_price_after,
    j.cash_after::numeric as cash_after,
    j.rule
from paper_internal.journal as j
left join paper_internal.accounts as a on j.account_id = a.account_id
where j.event_type in ('fill', 'partial_fill');

alter view paper.fills owner to paper_reader;

comment on view paper.fills is
'Every execution, in order of (account_id, seq). Fold it with position_of(side, quantity, price order by seq).';
comment on column paper.fills.account_id is 'Account.';
comment on column paper.fills.seq is 'Journal row of the fill.';
comment on column paper.fills.order_id is 'Order it belongs to.';
comment on column paper.fills.ticker is 'Instrument.';
comment on column paper.fills.side is 'buy or sell.';
comment on column paper.fills.quantity is 'Filled quantity, above 0.';
comment on column paper.fills.price is 'Price of the fill.';
comment on column paper.fills.fee is 'Fee charged for it.';
comment on column paper.fills.realized_pnl is 'Profit it realized, gross of fees.';
comment on column paper.fills.liquidity is 'taker, or maker when the order was resting.';
comment on column paper.fills.at is 'When, on the account''s clock.';
comment on column paper.fills.market_at is 'Time of the market data it traded against; null in fill model immediate.';
comment on column paper.fills.order_seq is 'Journal row that created the order.';
comment on column paper.fills.quantity_after is 'Position after the fill.';
comment on column paper.fills.avg_entry_price_after is 'Average entry price after the fill.';
comment on column paper.fills.cash_after is 'Cash after the fill.';
comment on column paper.fills.rule is 'Rule of fill model market by which it filled; null in fill model immediate.';
