-- Market data: what was fed, the newest of it, and how far each account has
-- applied it. No account is touched by feeding.

set local role paper_owner;

create type paper.quote as (
    ticker text,
    at timestamptz,
    bid numeric,
    ask numeric,
    bid_size numeric,
    ask_size numeric,
    sequence bigint
);
comment on type paper.quote is
'Best bid and offer. A null side is no market there, a size of 0 no liquidity, a null size an unknown one, which limits
nothing; sequence, the feed''s own rising number, may be null.';

create type paper.trade as (
    ticker text,
    at timestamptz,
    price numeric,
    size numeric,
    sequence bigint
);
comment on type paper.trade is
'A print: price and size of a trade between others; sequence, the feed''s own rising number, may be null.';

create type paper.bar as (
    ticker text,
    starts_at timestamptz,
    ends_at timestamptz,
    open numeric,
    high numeric,
    low numeric,
    close numeric,
    volume numeric
);
comment on type paper.bar is
'A bar: from starts_at to before ends_at. It acts at starts_at with its open and at ends_at with its range and close.';

create type paper.session as (
    opens_at timestamptz,
    closes_at timestamptz
);
comment on type paper.session is 'A trading session of a calendar.';

create domain paper_internal.size as numeric
check (value >= 0 and value < 1e15 and scale(value) <= 12);

create type paper_internal.datum_kind as enum ('quote', 'trade', 'bar');

-- Everything fed, in the order of feeding, numbered per ticker without gaps.
-- Partitions are eras of feeding time, so that old ones can be dropped whole.
create table paper_internal.tape (
    ticker paper_internal.ticker not null,
    tape_seq bigint not null,
    era integer not null,
    kind paper_internal.datum_kind not null,
    at timestamptz not null,
    starts_at timestamptz,
    sequence bigint,
    bid paper_internal.price,
    ask paper_internal.price,
    bid_size paper_internal.size,
    ask_size paper_internal.size,
    open paper_internal.price,
    high paper_internal.price,
    low paper_internal.price,
    price paper_internal.price,
    size paper_internal.size,
    primary key (ticker, tape_seq, era)
) partition by range (era);
comment on table paper_internal.tape is 'The market data that was fed, in the order it was.';
comment on column paper_internal.tape.tape_seq is 'Position within the ticker, from 1, without gaps.';
comment on column paper_internal.tape.era is 'Day it was fed, on the wall clock, in days since 2000-01-01 UTC.';
comment on column paper_internal.tape.at is 'Time of the quote or trade; the end of the bar.';
comment on column paper_internal.tape.price is 'Price of the trade; close of the bar.';
comment on column paper_internal.tape.size is 'Size of the trade; volume of the bar.';

-- The newest of it, per ticker: what a submission trades against, and the row
-- lock that numbers the tape.
create table paper_internal.market (
    ticker paper_internal.ticker not null,
    tape_seq bigint not null,
    newest_at timestamptz not null,
    quote_seq bigint,
    quote_at timestamptz,
    quote_sequence bigint,
    bid paper_internal.price,
    ask paper_internal.price,
    bid_size paper_internal.size,
    ask_size paper_internal.size,
    trade_seq bigint,
    trade_at timestamptz,
    trade_sequence bigint,
    last paper_internal.price,
    bar_seq bigint,
    bar_starts_at timestamptz,
    bar_at timestamptz,
    close paper_internal.price,
    primary key (ticker)
) with (fillfactor = 20);
create index market_newest_at on paper_internal.market (newest_at);
comment on table paper_internal.market is 'The newest market data of each ticker.';
comment on column paper_internal.market.newest_at is 'Latest time fed, of any kind: what a simulated clock follows.';
comment on column paper_internal.market.bar_at is 'End of the newest bar.';

-- How far an account has applied the tape of a ticker, and the market as it
-- stood there: the newest of each kind, and what the account has left of the
-- size that the quote displayed.
create table paper_internal.watches (
    account_id paper_internal.account_id not null,
    ticker paper_internal.ticker not null,
    checked_seq bigint not null,
    expires_at timestamptz,
    quote_at timestamptz,
    bid paper_internal.price,
    bid_size paper_internal.size,
    bid_left paper_internal.size,
    ask paper_internal.price,
    ask_size paper_internal.size,
    ask_left paper_internal.size,
    trade_at timestamptz,
    last paper_internal.price,
    close paper_internal.price,
    primary key (account_id, ticker)
) with (fillfactor = 50);
comment on table paper_internal.watches is
'How far an account has applied the tape of a ticker, and the market as it stood there.';
comment on column paper_internal.watches.expires_at is 'No order in the ticker expires before.';
comment on column paper_internal.watches.bid_left is
'What the account has left of the displayed bid; null when it took nothing of it.';
comment on column paper_internal.watches.ask_left is
'What the account has left of the displayed ask; null when it took nothing of it.';

-- One thing that happens in a market: a quote, a trade, or an act of a bar.
create type paper_internal.phase as enum ('quote', 'trade', 'open', 'range', 'close');

create type paper_internal.market_event as (
    at timestamptz,
    ticker_no integer,
    tape_seq bigint,
    phase paper_internal.phase,
    starts_at timestamptz,
    ends_at timestamptz,
    bid numeric,
    ask numeric,
    bid_size numeric,
    ask_size numeric,
    open numeric,
    high numeric,
    low numeric,
    price numeric,
    size numeric,
    no integer,
    is_last boolean
);

-- Settings of an account as the engine uses them.
create type paper_internal.fee_schedule as (
    per_order numeric,
    per_share numeric,
    maker numeric,
    taker numeric,
    minimum numeric,
    maximum numeric,
    decimals integer
);

create type paper_internal.market_terms as (
    is_simulated boolean,
    slippage_model text,
    slippage_rate numeric,
    slippage_on_opening boolean,
    slippage_within_bar boolean,
    fees paper_internal.fee_schedule,
    checks_at_fill boolean,
    reduces_on_short_cash boolean,
    market_buffer numeric,
    bar_price text,
    volume_limit numeric,
    participation_rate numeric,
    max_quote_age interval,
    trigger_type text,
    stop_first boolean,
    day_end time,
    children_same_bar boolean,
    stop_limit_fills_at_stop boolean
);

-- noqa: disable=LT01
-- What a simulation begins with: the tickers, how each stood when the account
-- last looked, what has happened since, and the orders that it can concern, in
-- order of the event that reaches them first (null where none does).
create type paper_internal.scene as (
    tickers text[],
    watches paper_internal.watches[],
    held numeric[],
    claimed numeric[],
    events paper_internal.market_event[],
    orders paper_internal.orders[],
    firsts integer[]
);

-- What a simulation says: the steps, for each which of the orders it is about (0
-- is none), the orders and which of them it touched, how far the tape was
-- applied, the cash that open buys claim and, by ticker, the shares that open
-- sells claim.
create type paper_internal.outcome as (
    steps paper_internal.step[],
    order_nos integer[],
    orders paper_internal.orders[],
    is_touched boolean[],
    watches paper_internal.watches[],
    reserved numeric,
    tickers text[],
    claims numeric[]
);

-- noqa: enable=LT01
-- One reason why an order did or did not fill.
create type paper_internal.explanation as (
    seq bigint,
    at timestamptz,
    rule text,
    outcome text,
    price numeric,
    size numeric,
    detail jsonb
);

-- Where each sweeper is: a sweep finds the accounts that new data concern.
create table paper_internal.sweeps (
    sweeper text collate "C" not null,
    positions jsonb not null,
    snapshot pg_snapshot not null,
    xid_space text collate "C" not null,
    swept_at timestamptz not null,
    primary key (sweeper)
) with (fillfactor = 20);
comment on table paper_internal.sweeps is
'How far each sweeper has looked for accounts that new market data concern: tape positions by ticker, and what it saw.';
comment on column paper_internal.sweeps.xid_space is
'The server and database whose transactions snapshot tells apart; in another one, restored there, it says nothing.';
comment on column paper_internal.sweeps.swept_at is 'When the sweep was done.';

create table paper_internal.sessions (
    calendar text collate "C" not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    primary key (calendar, closes_at),
    check (opens_at < closes_at)
);
comment on table paper_internal.sessions is 'Trading sessions by calendar.';

create table paper_internal.instruments (
    ticker paper_internal.ticker not null,
    calendar text collate "C",
    primary key (ticker)
);
comment on table paper_internal.instruments is
'What is known of a ticker; without a row, or without a calendar, it trades around the clock.';

grant select on
paper_internal.tape, paper_internal.market, paper_internal.watches, paper_internal.sweeps,
paper_internal.sessions, paper_internal.instruments
to paper_reader;
