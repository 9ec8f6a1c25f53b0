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
    position_filter bytea not null default decode(repeat('00', 32), 'hex'),
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
comment on column paper_internal.accounts.position_filter is
'Bloom filter of the tickers with a row in positions: bit ticker_bit(ticker) of 256 is set for each. A row that is not
there is hardly ever looked for then, which in a young index would lock a page that other accounts write to.';

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
    market_at timestamptz,
    liquidity paper.liquidity,
    rule paper.fill_rule,
    -- Full pages: nothing is ever inserted between the rows of an account.
    primary key (account_id, seq) with (fillfactor = 100)
);

-- A row of the journal to be, as the engine makes and folds it: the same columns without their domains, which are
-- checked where rows are inserted, not at each step on the way there.
create type paper_internal.step as (
    account_id text collate "C",
    seq bigint,
    order_seq bigint,
    at timestamptz,
    event_type paper.event_type,
    order_type paper.order_type,
    side paper.order_side,
    reject_reason paper.reject_reason,
    ticker text collate "C",
    idempotency_key text collate "C",
    quantity numeric,
    limit_price numeric,
    stop_price numeric,
    price numeric,
    amount numeric,
    fee numeric,
    realized_pnl numeric,
    cash_after numeric,
    quantity_after numeric,
    avg_entry_price_after numeric,
    options jsonb,
    error text,
    detail jsonb,
    seal bytea,
    market_at timestamptz,
    liquidity paper.liquidity,
    rule paper.fill_rule
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
comment on column paper_internal.journal.market_at is
'Time of the market data that a fill traded against, or that elected a stop.';
comment on column paper_internal.journal.rule is
'Rule by which it came about.';
comment on column paper_internal.journal.seal is
'Hash over the rows of one call and the seal before, on the last row of the call.';

-- What an order that rests is made of, as it stands: the terms it works on now
-- (a child of a group, or a leg whose peer was filled, works on less than was
-- ordered) and what became of them.
create table paper_internal.orders (
    account_id paper_internal.account_id not null,
    seq bigint not null,
    ticker paper_internal.ticker not null,
    side paper.order_side not null,
    order_type paper.order_type not null,
    time_in_force paper.time_in_force not null default 'gtc',
    status paper.order_status not null,
    elected boolean not null default false,
    touch boolean not null default false,
    ordered_quantity paper_internal.signed_quantity not null,
    quantity paper_internal.signed_quantity not null,
    limit_price paper_internal.price,
    stop_price paper_internal.price,
    trail_amount paper_internal.price,
    trail_percent paper_internal.price,
    watermark paper_internal.price,
    reserve_price paper_internal.price,
    submitted_at timestamptz not null,
    works_from timestamptz,
    expires_at timestamptz,
    parent_seq bigint,
    oco_seq bigint,
    oco_group text collate "C",
    filled_quantity paper_internal.signed_quantity not null default 0,
    filled_value paper_internal.money not null default 0,
    maker_value paper_internal.money not null default 0,
    filled_avg_price paper_internal.average_price,
    fees paper_internal.money not null default 0,
    realized_pnl paper_internal.money not null default 0,
    reserved paper_internal.money not null default 0,
    cash_after paper_internal.money,
    quantity_after paper_internal.signed_quantity,
    reject_reason paper.reject_reason,
    replaces bigint,
    replaced_by bigint,
    updated_at timestamptz not null,
    primary key (account_id, seq)
) with (fillfactor = 45);

-- These never change, so they do not end HOT updates, and few orders have them.
create index orders_parent_seq on paper_internal.orders (account_id, parent_seq) where parent_seq is not null;
create index orders_oco_group on paper_internal.orders (account_id, oco_group) where oco_group is not null;
create index orders_oco_seq on paper_internal.orders (account_id, oco_seq) where oco_seq is not null;

comment on table paper_internal.orders is
'Projection of the journal: orders that ever rested, that is, whose life has more than the row that created them.
No index on what changes, such as the status: it would end HOT updates.';
comment on column paper_internal.orders.elected is 'Whether the stop of the order was reached.';
comment on column paper_internal.orders.touch is 'Whether a limit is filled by a price at it, not only beyond it.';
comment on column paper_internal.orders.ordered_quantity is 'What was ordered, as in the row that created it.';
comment on column paper_internal.orders.quantity is
'What the order works for, fills included: what was ordered, less for the legs of a group whose entry or peer says so.';
comment on column paper_internal.orders.stop_price is 'Stop in force; that of a trailing stop moves.';
comment on column paper_internal.orders.watermark is 'Best price a trailing stop has seen.';
comment on column paper_internal.orders.reserve_price is
'What an open buy claims for each unit it has left, fees apart; null when no price was known.';
comment on column paper_internal.orders.works_from is 'Begin of the session it waits for.';
comment on column paper_internal.orders.expires_at is 'When it expires, by its time in force.';
comment on column paper_internal.orders.parent_seq is 'Entry of the group, of whose fills it is a child.';
comment on column paper_internal.orders.oco_seq is
'First order of the group of which a fill of one reduces the others.';
comment on column paper_internal.orders.oco_group is 'Name by which the orders of such a group found each other.';
comment on column paper_internal.orders.filled_value is 'Sum of quantity × price of its fills, exact.';
comment on column paper_internal.orders.maker_value is 'What of it filled as a maker.';
comment on column paper_internal.orders.reserved is 'Cash a buy has claimed, shares a sell has claimed.';

comment on column paper_internal.orders.reject_reason is 'Why the engine cancelled it.';
comment on column paper_internal.orders.cash_after is 'Cash after its latest fill.';
comment on column paper_internal.orders.quantity_after is 'Position after its latest fill.';

create type paper_internal.trigger_kind as enum ('any', 'buy_limit', 'sell_limit', 'buy_stop', 'sell_stop');

create table paper_internal.working (
    account_id paper_internal.account_id not null,
    seq bigint not null,
    ticker paper_internal.ticker not null,
    kind paper_internal.trigger_kind not null default 'any',
    trigger_price paper_internal.price,
    seen_seq bigint not null default 0,
    expires_at timestamptz,
    born xid8 not null default pg_current_xact_id(),
    primary key (account_id, seq)
) with (
    fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0
);
create index working_account_trigger on paper_internal.working (account_id, ticker, kind, trigger_price);
-- For sweeps, which look at all accounts, and for nobody else: a query that does not ask for seq > 0 cannot use them.
create index working_trigger on paper_internal.working (ticker, kind, trigger_price) where seq > 0;
create index working_born on paper_internal.working (born) where seq > 0;
create index working_expires_at on paper_internal.working (expires_at) where expires_at is not null and seq > 0;
comment on table paper_internal.working is
'The orders that can still trade, and which market data can concern them.';
comment on column paper_internal.working.kind is
'What reaches it: any datum, or one whose price is at or beyond trigger_price on the side that the kind says.';
comment on column paper_internal.working.seen_seq is
'Newest position on the tape of its ticker when it was submitted: it trades against what comes after.';
comment on column paper_internal.working.born is
'Transaction that made it work: a sweep checks the orders that have become visible since the one before.';

create table paper_internal.checks (
    checked_by text collate "C" not null,
    checked_at timestamptz not null,
    accounts bigint not null check (accounts >= 0),
    violations bigint not null check (violations >= 0),
    primary key (checked_by)
);
comment on table paper_internal.checks is 'When each role last had the books checked, and what it found.';

-- The engine runs as the owner: not even it may do more than append.
revoke update, delete, truncate on paper_internal.journal from paper_owner;

-- Views read as paper_reader, which sees an analyst's everything or the
-- accounts of the caller; the owner of the tables (the engine, a dump) is not filtered.
grant usage on schema paper_internal to paper_reader;
grant select on all tables in schema paper_internal to paper_reader;
