create or replace view paper.cash_ledger as
select
    j.account_id::text as account_id,
    j.seq,
    j.at,
    j.event_type,
    paper_internal.order_id(a.prefix, j.order_seq) as order_id,
    j.ticker::text as ticker,
    coalesce(
        j.amount, case j.side when 'buy' then -(j.quantity * j.price) else j.quantity * j.price end - coalesce(j.fee, 0)
    ) as amount,
    j.cash_after::numeric as cash_after
from paper_internal.journal as j
left join paper_internal.accounts as a on j.account_id = a.account_id
where j.amount is not null or j.event_type in ('fill', 'partial_fill');

alter view paper.cash_ledger owner to paper_reader;

comment on view paper.cash_ledger is
'Every movement of cash: amount is signed, and the running sum of amount by seq is cash_after.';
comment on column paper.cash_ledger.account_id is 'Account.';
comment on column paper.cash_ledger.seq is 'Journal row.';
comment on column paper.cash_ledger.at is 'When, on the account''s clock.';
comment on column paper.cash_ledger.event_type is 'What moved the cash.';
comment on column paper.cash_ledger.order_id is 'Order, for a fill.';
comment on column paper.cash_ledger.ticker is 'Instrument, for a fill.';
comment on column paper.cash_ledger.amount is 'Signed change of cash, fee included.';
comment on column paper.cash_ledger.cash_after is 'Cash after it.';
