create or replace view paper.journal as
select
    j.account_id::text as account_id,
    j.seq,
    j.at,
    j.event_type,
    paper_internal.order_id(a.prefix, j.order_seq) as order_id,
    j.order_seq,
    j.idempotency_key::text as idempotency_key,
    j.ticker::text as ticker,
    j.side,
    j.order_type,
    j.quantity::numeric as quantity,
    j.limit_price::numeric as limit_price,
    j.stop_price::numeric as stop_price,
    j.price::numeric as price,
    j.amount::numeric as amount,
    j.fee::numeric as fee,
    j.realized_pnl::numeric as realized_pnl,
    j.cash_after::numeric as cash_after,
    j.quantity_after::numeric as quantity_after,
    j.avg_entry_price_after::numeric as avg_entry_price_after,
    j.reject_reason::text as reject_reason,
    j.error,
    j.options,
    j.detail,
    j.seal,
    j.market_at,
    j.liquidity,
    j.rule,
    j.tape_seq
from paper_internal.journal as j
left join paper_internal.accounts as a on j.account_id = a.account_id;

alter view paper.journal owner to paper_reader;

comment on view paper.journal is
'The truth: one row per atomic change of an account, numbered by seq without gaps from 1, the opening deposit first.
Everything else is folded from it, and check() folds it again. Read it after a seq to follow an account.';
comment on column paper.journal.account_id is 'Account.';
comment on column paper.journal.seq is 'Number of the row within the account, from 1, without gaps.';
comment on column paper.journal.at is 'When, on the account''s clock; never decreases with seq.';
comment on column paper.journal.event_type is 'What happened.';
comment on column paper.journal.order_id is 'Order the row is about.';
comment on column paper.journal.order_seq is 'Row that created that order; its own seq on that row.';
comment on column paper.journal.idempotency_key is 'Key of the request the row answers.';
comment on column paper.journal.ticker is 'Instrument.';
comment on column paper.journal.side is 'buy or sell.';
comment on column paper.journal.order_type is 'Type of the order; set on the rows that create one.';
comment on column paper.journal.quantity is
'Ordered quantity on the row that creates an order, else that of this change.';
comment on column paper.journal.limit_price is 'Limit price of the order.';
comment on column paper.journal.stop_price is 'Stop price of the order.';
comment on column paper.journal.price is 'Price of the fill.';
comment on column paper.journal.amount is 'Signed change of cash by anything but a trade: deposit, withdrawal, reset.';
comment on column paper.journal.fee is 'Fee of the fill; null is none.';
comment on column paper.journal.realized_pnl is 'Profit the fill realized, gross of fees.';
comment on column paper.journal.cash_after is 'Cash after the row.';
comment on column paper.journal.quantity_after is 'Position in the ticker after the row.';
comment on column paper.journal.avg_entry_price_after is 'Average entry price after the row.';
comment on column paper.journal.reject_reason is 'Why the order was rejected: one of paper.reject_reason.';
comment on column paper.journal.error is 'Why the order was rejected, with figures, for people.';
comment on column paper.journal.options is 'Options of the order.';
comment on column paper.journal.detail is 'What is rare: a close_position request, changed settings.';
comment on column paper.journal.seal is 'Hash over the rows of one call and the seal before.';
comment on column paper.journal.market_at is
'Time of the market data that a fill traded against, or that elected a stop.';
comment on column paper.journal.liquidity is 'maker or taker, for a fill of fill model market.';
comment on column paper.journal.rule is 'Rule of fill model market by which the row came about.';
comment on column paper.journal.tape_seq is
'Position on the tape of its ticker: on the row that creates an order, what had been fed before; on a fill, the datum.';
