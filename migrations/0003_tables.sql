-- The journal and what is folded from it. account_id leads every key: an
-- account is the unit of locking, of transactions and of sharding.

set local role paper_owner;

-- One row per account: the balance that every write of the account updates.
-- Half-empty pages keep those updates on the page (HOT).
create table paper_internal.accounts (
    account_id paper_internal.account_id not null,
    prefix text collate "C" not null,
    owner text collate "C" not null,
    settings jsonb not null,
    closed boolean not null default false,
    cash paper_internal.money not null,
    reserved paper_internal.money not null default 0,
    seq bigint not null,
    epoch_seq bigint not null default 1,
    clock timestamptz not null,
    opened_at timestamptz not null,
    seal bytea,
    primary key (account_id)
) with (fillfactor = 40);

create index accounts_prefix on paper_internal.accounts (prefix);

comment on table paper_internal.accounts is
'Projection of the journal: balance and clock of each account.';
comment on column paper_internal.accounts.prefix is
'First half of the account''s order ids: 16 hex digits, 60 of their bits random.';
comment on column paper_internal.accounts.settings is
'What differs from the defaults.';
comment on column paper_internal.accounts.epoch_seq is
'The seq that began the current epoch: 1, or that of the latest reset.';
comment on column paper_internal.accounts.clock is
'Time of the newest journal row; of a simulated account, its current time.';
comment on column paper_internal.accounts.seal is
'Head of the account''s hash chain.';

create table paper_internal.account_grants (
    account_id paper_internal.account_id not null references paper_internal.accounts,
    role_name text collate "C" not null,
    primary key (account_id, role_name)
);
comment on table paper_internal.account_grants is
'Roles that may use an account beside its owner.';

create table paper_internal.positions (
    account_id paper_internal.account_id not null,
    ticker paper_internal.ticker not null,
    quantity paper_internal.signed_quantity not null,
    avg_entry_price paper_internal.average_price not null,
    realized_pnl paper_internal.money not null,
    reserved paper_internal.signed_quantity not null default 0,
    updated_at timestamptz not null,
    primary key (account_id, ticker)
) with (fillfactor = 60);
comment on table paper_internal.positions is
'Projection of the journal: what an account holds, and the profit of what it sold, in the current epoch.';

-- The truth: one row per atomic change, never updated, never deleted. An order
-- is named by the row that created it; that row carries the request, so an
-- order that is final at birth needs no other row.
create table paper_internal.journal (
    account_id paper_internal.account_id not null,
    seq bigint not null,
    order_seq bigint,
    at timestamptz not null,
    event_type paper.event_type not null,
    order_type paper.order_type,
    side paper.order_side,
    reject_reason paper.reject_reason,
    ticker paper_internal.ticker,
    idempotency_key paper_internal.idempotency_key,
    quantity paper_internal.quantity,
    limit_price paper_internal.price,
    stop_price paper_internal.price,
    price paper_internal.price,
    amount paper_internal.money,
    fee paper_internal.money,
    realized_pnl paper_internal.money,
    cash_after paper_internal.money not null,
    quantity_after paper_internal.signed_quantity,
    avg_entry_price_after paper_internal.average_price,
    options jsonb,
    error text,
    detail jsonb,
    seal bytea,
    -- Full pages: nothing is ever inserted between the rows of an account.
    primary key (account_id, seq) with (fillfactor = 100)
);

-- Partial: never chosen for a look-up by seq, even before any statistics exist.
create unique index journal_idempotency_key
on paper_internal.journal (account_id, idempotency_key) where idempotency_key is not null;

-- The later life of an order; orders that are final at birth have no entry.
create index journal_order_seq
on paper_internal.journal (account_id, order_seq) where order_seq is not null and order_type is null;

comment on table paper_internal.journal is
'The truth, append-only: one row per atomic change of an account, numbered without gaps from 1.';
comment on column paper_internal.journal.order_seq is
'Seq of the row that created the order this row is about; its own seq on that row.';
comment on column paper_internal.journal.order_type is
'Set on the rows that create an order, and only there.';
comment on column paper_internal.journal.quantity is
'Ordered quantity on the row that creates an order, else the quantity of this change.';
comment on column paper_internal.journal.amount is
'Money of a change that is not a trade: deposit, withdrawal, reset.';
comment on column paper_internal.journal.seal is
'Hash over the rows of one call and the seal before, on the last row of the call.';

create table paper_internal.orders (
    account_id paper_internal.account_id not null,
    seq bigint not null,
    status paper.order_status not null,
    filled_quantity paper_internal.signed_quantity not null default 0,
    filled_avg_price paper_internal.average_price,
    fees paper_internal.money not null default 0,
    realized_pnl paper_internal.money not null default 0,
    reserved paper_internal.money not null default 0,
    replaces bigint,
    replaced_by bigint,
    updated_at timestamptz not null,
    primary key (account_id, seq)
) with (fillfactor = 45);
comment on table paper_internal.orders is
'Projection of the journal: orders that ever rested, that is, whose life has more than the row that created them.
No index but the key: one on status would end HOT updates.';

create table paper_internal.working (
    account_id paper_internal.account_id not null,
    seq bigint not null,
    ticker paper_internal.ticker not null,
    primary key (account_id, seq)
) with (
    fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0
);
comment on table paper_internal.working is 'The orders that can still trade.';

-- Views read as paper_reader, which sees an analyst's everything or the
-- accounts of the caller; the owner of the tables (the engine, a dump) is not filtered.
grant usage on schema paper_internal to paper_reader;
grant select on all tables in schema paper_internal to paper_reader;
