-- What analysis needs to answer without reading the whole journal.

set local role paper_owner;

-- What changed the cash and is no trade: deposits, withdrawals, and the resets that begin epochs. Few rows, and none
-- of them of an order, so an order does not pay for it.
create index journal_amount on paper_internal.journal (account_id, seq) where amount is not null;

-- Sums that the rows of the journal do not carry, every 2,048 rows or so: what an account held, and had earned
-- and paid, after that row. The journal is append-only, so a checkpoint never becomes wrong, and none is needed.
create table paper_internal.checkpoints (
    account_id paper_internal.account_id not null,
    seq bigint not null,
    fees paper_internal.money not null,
    tickers text[] collate "C" not null,
    quantities numeric[] not null,
    avg_entry_prices numeric[] not null,
    realized_pnls numeric[] not null,
    primary key (account_id, seq)
);
comment on table paper_internal.checkpoints is
'What folding the journal of an account gives at some of its rows: folding from the checkpoint before is folding all.';
comment on column paper_internal.checkpoints.seq is 'Row of the journal after which it holds.';
comment on column paper_internal.checkpoints.fees is 'Fees charged in the epoch.';
comment on column paper_internal.checkpoints.tickers is
'Tickers with a fill in the epoch; the other arrays go with it.';
comment on column paper_internal.checkpoints.realized_pnls is 'Profit realized in the epoch, gross of fees.';

grant select on paper_internal.checkpoints to paper_reader;
