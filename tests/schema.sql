CREATE SCHEMA paper;

ALTER SCHEMA paper OWNER TO paper_owner;

COMMENT ON SCHEMA paper IS 'A paper-trading broker: everything public, to be called and read.';

CREATE SCHEMA paper_internal;

ALTER SCHEMA paper_internal OWNER TO paper_owner;

COMMENT ON SCHEMA paper_internal IS 'Tables and helpers of the paper-trading broker: not an interface.';

CREATE TYPE paper.bar AS (
	ticker text,
	starts_at timestamp with time zone,
	ends_at timestamp with time zone,
	open numeric,
	high numeric,
	low numeric,
	close numeric,
	volume numeric
);

ALTER TYPE paper.bar OWNER TO paper_owner;

COMMENT ON TYPE paper.bar IS 'A bar: from starts_at to before ends_at. It acts at starts_at with its open and at ends_at with its range and close.';

CREATE TYPE paper.event_type AS ENUM (
    'submitted',
    'accepted',
    'triggered',
    'partial_fill',
    'fill',
    'cancelled',
    'rejected',
    'expired',
    'replaced',
    'deposit',
    'withdrawal',
    'fee',
    'dividend',
    'split',
    'interest',
    'reset',
    'margin_call',
    'liquidation',
    'correction',
    'transfer'
);

ALTER TYPE paper.event_type OWNER TO paper_owner;

COMMENT ON TYPE paper.event_type IS 'What a journal row says happened. A correction changes the terms of the account (its settings, its closing),
never a past row.';

CREATE TYPE paper.fill_rule AS ENUM (
    'quote',
    'limit',
    'gap',
    'print',
    'open',
    'range',
    'close',
    'stop',
    'due',
    'oco',
    'entry',
    'ioc',
    'fok',
    'auction',
    'replace',
    'request'
);

ALTER TYPE paper.fill_rule OWNER TO paper_owner;

COMMENT ON TYPE paper.fill_rule IS 'By which rule of fill model market a row of the journal came about. Fills: quote (at the opposite quote), limit (a
resting limit at its price), gap (at the first quote after a gap), print (at a trade), open, range and close (of a bar),
stop (a stop reached inside a bar). Cancels and expiries: due (its time in force ended), oco (another order of its group
was filled or cancelled), entry (the entry of its group ended without a fill), ioc and fok (not filled at once), auction
(not filled at the open or close it was for), replace, request (the caller asked for it).';

CREATE TYPE paper.liquidity AS ENUM (
    'maker',
    'taker'
);

ALTER TYPE paper.liquidity OWNER TO paper_owner;

COMMENT ON TYPE paper.liquidity IS 'Whether a fill gave liquidity (its order was resting) or took it.';

CREATE TYPE paper.order_request AS (
	idempotency_key text,
	ticker text,
	side text,
	quantity numeric,
	order_type text,
	limit_price numeric,
	stop_price numeric,
	options jsonb
);

ALTER TYPE paper.order_request OWNER TO paper_owner;

COMMENT ON TYPE paper.order_request IS 'One order of a batch. Plain types, so that submit_orders can say which order is wrong and why;
these eight fields for good, whatever comes later is an option.';

CREATE TYPE paper.order_side AS ENUM (
    'buy',
    'sell'
);

ALTER TYPE paper.order_side OWNER TO paper_owner;

COMMENT ON TYPE paper.order_side IS 'The side of an order.';

CREATE TYPE paper.order_status AS ENUM (
    'pending',
    'accepted',
    'partially_filled',
    'filled',
    'cancelled',
    'rejected',
    'expired',
    'replaced'
);

ALTER TYPE paper.order_status OWNER TO paper_owner;

COMMENT ON TYPE paper.order_status IS 'Where an order stands. pending does not work yet, accepted works in the market or waits for it;
filled, cancelled, rejected, expired and replaced are final.';

CREATE TYPE paper.order_type AS ENUM (
    'market',
    'limit',
    'stop',
    'stop_limit',
    'trailing_stop'
);

ALTER TYPE paper.order_type OWNER TO paper_owner;

COMMENT ON TYPE paper.order_type IS 'The type of an order: what decides its price.';

CREATE TYPE paper.position_state AS (
	quantity numeric,
	avg_entry_price numeric,
	realized_pnl numeric
);

ALTER TYPE paper.position_state OWNER TO paper_owner;

COMMENT ON TYPE paper.position_state IS 'A position, as apply_fill and position_of return it: signed quantity (negative when short), average entry price
(0 when flat) and realized profit, gross of fees: of the one fill from apply_fill, of all of them from position_of.';

CREATE TYPE paper.quote AS (
	ticker text,
	at timestamp with time zone,
	bid numeric,
	ask numeric,
	bid_size numeric,
	ask_size numeric,
	sequence bigint
);

ALTER TYPE paper.quote OWNER TO paper_owner;

COMMENT ON TYPE paper.quote IS 'Best bid and offer. A null side is no market there, a size of 0 no liquidity, a null size an unknown one, which limits
nothing; sequence, the feed''s own rising number, may be null.';

CREATE TYPE paper.reject_reason AS ENUM (
    'insufficient_cash',
    'insufficient_shares',
    'no_position',
    'out_of_range',
    'no_market_price',
    'market_closed',
    'not_fillable',
    'already_filled',
    'not_open'
);

ALTER TYPE paper.reject_reason OWNER TO paper_owner;

COMMENT ON TYPE paper.reject_reason IS 'Why an order was rejected, or cancelled by the engine: insufficient_cash (a buy costs more than the buying power),
insufficient_shares (a sell wants more than the position holds), no_position (close_position found nothing to close),
out_of_range (the fill price, the cash or the position would leave the range that is kept exactly), no_market_price and
market_closed (nothing to trade against), not_fillable (an ioc or fok order that the market could not fill at once),
already_filled (a replacement asks for no more than was filled), not_open (the order to be replaced is final).';

CREATE TYPE paper.session AS (
	opens_at timestamp with time zone,
	closes_at timestamp with time zone
);

ALTER TYPE paper.session OWNER TO paper_owner;

COMMENT ON TYPE paper.session IS 'A trading session of a calendar.';

CREATE TYPE paper.time_in_force AS ENUM (
    'day',
    'gtc',
    'ioc',
    'fok',
    'opg',
    'cls',
    'gtd'
);

ALTER TYPE paper.time_in_force OWNER TO paper_owner;

COMMENT ON TYPE paper.time_in_force IS 'How long an order works before it expires.';

CREATE TYPE paper.trade AS (
	ticker text,
	at timestamp with time zone,
	price numeric,
	size numeric,
	sequence bigint
);

ALTER TYPE paper.trade OWNER TO paper_owner;

COMMENT ON TYPE paper.trade IS 'A print: price and size of a trade between others; sequence, the feed''s own rising number, may be null.';

CREATE DOMAIN paper_internal.account_id AS text COLLATE pg_catalog."C"
	CONSTRAINT account_id_check CHECK ((((octet_length(VALUE) >= 1) AND (octet_length(VALUE) <= 200)) AND (octet_length(VALUE) = length(VALUE))));

ALTER DOMAIN paper_internal.account_id OWNER TO paper_owner;

CREATE DOMAIN paper_internal.average_price AS numeric
	CONSTRAINT average_price_check CHECK (((VALUE >= (0)::numeric) AND (VALUE < '1000000000000000'::numeric) AND (scale(VALUE) <= 12)));

ALTER DOMAIN paper_internal.average_price OWNER TO paper_owner;

CREATE TYPE paper_internal.datum_kind AS ENUM (
    'quote',
    'trade',
    'bar'
);

ALTER TYPE paper_internal.datum_kind OWNER TO paper_owner;

CREATE TYPE paper_internal.explanation AS (
	seq bigint,
	at timestamp with time zone,
	rule text,
	outcome text,
	price numeric,
	size numeric,
	detail jsonb
);

ALTER TYPE paper_internal.explanation OWNER TO paper_owner;

CREATE TYPE paper_internal.fee_schedule AS (
	per_order numeric,
	per_share numeric,
	maker numeric,
	taker numeric,
	minimum numeric,
	maximum numeric,
	decimals integer
);

ALTER TYPE paper_internal.fee_schedule OWNER TO paper_owner;

CREATE DOMAIN paper_internal.idempotency_key AS text COLLATE pg_catalog."C"
	CONSTRAINT idempotency_key_check CHECK ((((octet_length(VALUE) >= 1) AND (octet_length(VALUE) <= 200)) AND (octet_length(VALUE) = length(VALUE))));

ALTER DOMAIN paper_internal.idempotency_key OWNER TO paper_owner;

CREATE TYPE paper_internal.phase AS ENUM (
    'quote',
    'trade',
    'open',
    'range',
    'close'
);

ALTER TYPE paper_internal.phase OWNER TO paper_owner;

CREATE TYPE paper_internal.market_event AS (
	at timestamp with time zone,
	ticker_no integer,
	tape_seq bigint,
	phase paper_internal.phase,
	starts_at timestamp with time zone,
	ends_at timestamp with time zone,
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

ALTER TYPE paper_internal.market_event OWNER TO paper_owner;

CREATE TYPE paper_internal.market_terms AS (
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
	day_end time without time zone,
	children_same_bar boolean,
	stop_limit_fills_at_stop boolean
);

ALTER TYPE paper_internal.market_terms OWNER TO paper_owner;

CREATE DOMAIN paper_internal.money AS numeric
	CONSTRAINT money_check CHECK (((VALUE > '-1000000000000000000000'::numeric) AND (VALUE < '1000000000000000000000'::numeric) AND (scale(VALUE) <= 24)));

ALTER DOMAIN paper_internal.money OWNER TO paper_owner;

CREATE DOMAIN paper_internal.price AS numeric
	CONSTRAINT price_check CHECK (((VALUE > (0)::numeric) AND (VALUE < '1000000000000000'::numeric) AND (scale(VALUE) <= 12)));

ALTER DOMAIN paper_internal.price OWNER TO paper_owner;

CREATE DOMAIN paper_internal.signed_quantity AS numeric
	CONSTRAINT signed_quantity_check CHECK (((VALUE > '-1000000000000000'::numeric) AND (VALUE < '1000000000000000'::numeric) AND (scale(VALUE) <= 12)));

ALTER DOMAIN paper_internal.signed_quantity OWNER TO paper_owner;

CREATE DOMAIN paper_internal.size AS numeric
	CONSTRAINT size_check CHECK (((VALUE >= (0)::numeric) AND (VALUE < '1000000000000000'::numeric) AND (scale(VALUE) <= 12)));

ALTER DOMAIN paper_internal.size OWNER TO paper_owner;

CREATE TYPE paper_internal.step AS (
	account_id text COLLATE pg_catalog."C",
	seq bigint,
	order_seq bigint,
	at timestamp with time zone,
	event_type paper.event_type,
	order_type paper.order_type,
	side paper.order_side,
	reject_reason paper.reject_reason,
	ticker text COLLATE pg_catalog."C",
	idempotency_key text COLLATE pg_catalog."C",
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
	market_at timestamp with time zone,
	liquidity paper.liquidity,
	rule paper.fill_rule,
	tape_seq bigint
);

ALTER TYPE paper_internal.step OWNER TO paper_owner;

CREATE DOMAIN paper_internal.ticker AS text COLLATE pg_catalog."C"
	CONSTRAINT ticker_check CHECK ((((octet_length(VALUE) >= 1) AND (octet_length(VALUE) <= 32)) AND (octet_length(VALUE) = length(VALUE))));

ALTER DOMAIN paper_internal.ticker OWNER TO paper_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE paper_internal.orders (
    account_id paper_internal.account_id NOT NULL,
    seq bigint NOT NULL,
    ticker paper_internal.ticker NOT NULL,
    side paper.order_side NOT NULL,
    order_type paper.order_type NOT NULL,
    time_in_force paper.time_in_force DEFAULT 'gtc'::paper.time_in_force NOT NULL,
    status paper.order_status NOT NULL,
    elected boolean DEFAULT false NOT NULL,
    touch boolean DEFAULT false NOT NULL,
    ordered_quantity paper_internal.signed_quantity NOT NULL,
    quantity paper_internal.signed_quantity NOT NULL,
    limit_price paper_internal.price,
    stop_price paper_internal.price,
    trail_amount paper_internal.price,
    trail_percent paper_internal.price,
    watermark paper_internal.price,
    reserve_price paper_internal.price,
    submitted_at timestamp with time zone NOT NULL,
    works_from timestamp with time zone,
    expires_at timestamp with time zone,
    parent_seq bigint,
    oco_seq bigint,
    oco_group text COLLATE pg_catalog."C",
    filled_quantity paper_internal.signed_quantity DEFAULT 0 NOT NULL,
    filled_value paper_internal.money DEFAULT 0 NOT NULL,
    maker_value paper_internal.money DEFAULT 0 NOT NULL,
    filled_avg_price paper_internal.average_price,
    fees paper_internal.money DEFAULT 0 NOT NULL,
    realized_pnl paper_internal.money DEFAULT 0 NOT NULL,
    reserved paper_internal.money DEFAULT 0 NOT NULL,
    cash_after paper_internal.money,
    quantity_after paper_internal.signed_quantity,
    reject_reason paper.reject_reason,
    replaces bigint,
    replaced_by bigint,
    updated_at timestamp with time zone NOT NULL
)
WITH (fillfactor='45');

ALTER TABLE paper_internal.orders OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.orders IS 'Projection of the journal: orders that ever rested, that is, whose life has more than the row that created them.
No index on what changes, such as the status: it would end HOT updates.';

COMMENT ON COLUMN paper_internal.orders.elected IS 'Whether the stop of the order was reached.';

COMMENT ON COLUMN paper_internal.orders.touch IS 'Whether a limit is filled by a price at it, not only beyond it.';

COMMENT ON COLUMN paper_internal.orders.ordered_quantity IS 'What was ordered, as in the row that created it.';

COMMENT ON COLUMN paper_internal.orders.quantity IS 'What the order works for, fills included: what was ordered, less for the legs of a group whose entry or peer says so.';

COMMENT ON COLUMN paper_internal.orders.stop_price IS 'Stop in force; that of a trailing stop moves.';

COMMENT ON COLUMN paper_internal.orders.watermark IS 'Best price a trailing stop has seen.';

COMMENT ON COLUMN paper_internal.orders.reserve_price IS 'What an open buy claims for each unit it has left, fees apart; null when no price was known.';

COMMENT ON COLUMN paper_internal.orders.works_from IS 'Begin of the session it waits for.';

COMMENT ON COLUMN paper_internal.orders.expires_at IS 'When it expires, by its time in force.';

COMMENT ON COLUMN paper_internal.orders.parent_seq IS 'Entry of the group, of whose fills it is a child.';

COMMENT ON COLUMN paper_internal.orders.oco_seq IS 'First order of the group of which a fill of one reduces the others.';

COMMENT ON COLUMN paper_internal.orders.oco_group IS 'Name by which the orders of such a group found each other.';

COMMENT ON COLUMN paper_internal.orders.filled_value IS 'Sum of quantity × price of its fills, exact.';

COMMENT ON COLUMN paper_internal.orders.maker_value IS 'What of it filled as a maker.';

COMMENT ON COLUMN paper_internal.orders.reserved IS 'Cash a buy has claimed, shares a sell has claimed.';

COMMENT ON COLUMN paper_internal.orders.cash_after IS 'Cash after its latest fill.';

COMMENT ON COLUMN paper_internal.orders.quantity_after IS 'Position after its latest fill.';

COMMENT ON COLUMN paper_internal.orders.reject_reason IS 'Why the engine cancelled it.';

CREATE TABLE paper_internal.positions (
    account_id paper_internal.account_id NOT NULL,
    ticker paper_internal.ticker NOT NULL,
    quantity paper_internal.signed_quantity NOT NULL,
    avg_entry_price paper_internal.average_price NOT NULL,
    realized_pnl paper_internal.money NOT NULL,
    reserved paper_internal.signed_quantity DEFAULT 0 NOT NULL,
    updated_at timestamp with time zone NOT NULL
)
WITH (fillfactor='60');

ALTER TABLE paper_internal.positions OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.positions IS 'Projection of the journal: what an account holds, and the profit of what it sold, in the current epoch.';

CREATE TABLE paper_internal.watches (
    account_id paper_internal.account_id NOT NULL,
    ticker paper_internal.ticker NOT NULL,
    checked_seq bigint NOT NULL,
    expires_at timestamp with time zone,
    quote_at timestamp with time zone,
    bid paper_internal.price,
    bid_size paper_internal.size,
    bid_left paper_internal.size,
    ask paper_internal.price,
    ask_size paper_internal.size,
    ask_left paper_internal.size,
    trade_at timestamp with time zone,
    last paper_internal.price,
    close paper_internal.price
)
WITH (fillfactor='50');

ALTER TABLE paper_internal.watches OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.watches IS 'How far an account has applied the tape of a ticker, and the market as it stood there.';

COMMENT ON COLUMN paper_internal.watches.expires_at IS 'No order in the ticker expires before.';

COMMENT ON COLUMN paper_internal.watches.bid_left IS 'What the account has left of the displayed bid; null when it took nothing of it.';

COMMENT ON COLUMN paper_internal.watches.ask_left IS 'What the account has left of the displayed ask; null when it took nothing of it.';

CREATE TYPE paper_internal.outcome AS (
	steps paper_internal.step[],
	order_nos integer[],
	orders paper_internal.orders[],
	is_touched boolean[],
	watches paper_internal.watches[],
	reserved numeric,
	tickers text[],
	claims numeric[],
	positions paper_internal.positions[]
);

ALTER TYPE paper_internal.outcome OWNER TO paper_owner;

CREATE DOMAIN paper_internal.quantity AS numeric
	CONSTRAINT quantity_check CHECK (((VALUE > (0)::numeric) AND (VALUE < '1000000000000000'::numeric) AND (scale(VALUE) <= 12)));

ALTER DOMAIN paper_internal.quantity OWNER TO paper_owner;

CREATE TYPE paper_internal.scene AS (
	tickers text[],
	watches paper_internal.watches[],
	held numeric[],
	claimed numeric[],
	events paper_internal.market_event[],
	orders paper_internal.orders[],
	firsts integer[],
	positions paper_internal.positions[],
	has_calendar boolean[],
	is_due boolean
);

ALTER TYPE paper_internal.scene OWNER TO paper_owner;

CREATE TYPE paper_internal.trigger_kind AS ENUM (
    'any',
    'buy_limit',
    'sell_limit',
    'buy_stop',
    'sell_stop'
);

ALTER TYPE paper_internal.trigger_kind OWNER TO paper_owner;

CREATE FUNCTION paper.account_at(p_account_id text, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(account_id text, at timestamp with time zone, seq bigint, cash numeric, market_value numeric, equity numeric, realized_pnl numeric, unrealized_pnl numeric, fees numeric, net_deposits numeric, epoch_seq bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.account_at(p_account_id text, p_at timestamp with time zone, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.account_at(p_account_id text, p_at timestamp with time zone, p_epoch integer) IS 'An account as it stood after the last row of its journal at or before p_at (null: now, at being the latest of its clock
and its market data): cash, positions valued as positions_at does, equity = cash + market_value; of the epoch the profit
realized (gross of fees), the fees, and net_deposits: the cash it began with and what was deposited since, less
withdrawals, so that equity − net_deposits is what was earned. The epoch is the one that p_at falls in, or number
p_epoch of paper.epochs. No row before the account was opened. Index probes. Raises ZP001, ZP004.';

CREATE FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) RETURNS paper.position_state
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ROW(CASE p_side WHEN 'buy'::paper.order_side THEN (p_quantity + p_fill_quantity) WHEN 'sell'::paper.order_side THEN (p_quantity - p_fill_quantity) ELSE NULL::numeric END, CASE WHEN (((p_side = 'buy'::paper.order_side) AND (p_quantity >= (0)::numeric)) OR ((p_side = 'sell'::paper.order_side) AND (p_quantity <= (0)::numeric))) THEN (div(((('2000000000000'::numeric * ((p_avg_entry_price * abs(p_quantity)) + (p_fill_price * p_fill_quantity))) + abs(p_quantity)) + p_fill_quantity), ((2)::numeric * (abs(p_quantity) + p_fill_quantity))) * 0.000000000001) WHEN (p_fill_quantity = abs(p_quantity)) THEN (0)::numeric WHEN (p_fill_quantity < abs(p_quantity)) THEN p_avg_entry_price ELSE p_fill_price END, CASE WHEN ((p_side = 'sell'::paper.order_side) AND (p_quantity > (0)::numeric)) THEN (LEAST(p_fill_quantity, p_quantity) * (p_fill_price - p_avg_entry_price)) WHEN ((p_side = 'buy'::paper.order_side) AND (p_quantity < (0)::numeric)) THEN (LEAST(p_fill_quantity, (- p_quantity)) * (p_avg_entry_price - p_fill_price)) ELSE (0)::numeric END)::paper.position_state;

ALTER FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) IS 'Average-cost position after one fill, and the gross profit the fill realized. Quantity is signed, negative when short.
Adding averages the entry price (12 decimals, ties away from zero), reducing keeps it and realizes quantity × (price − average), closing sets
it to 0. The single definition: the engine, check() and position_of() all call it.';

CREATE FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((p_prefix || to_hex((p_seq | '-9223372036854775808'::bigint))))::uuid;

ALTER FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) OWNER TO paper_owner;

CREATE TABLE paper_internal.accounts (
    account_id paper_internal.account_id NOT NULL,
    prefix text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    settings jsonb NOT NULL,
    closed boolean DEFAULT false NOT NULL,
    cash paper_internal.money NOT NULL,
    reserved paper_internal.money DEFAULT 0 NOT NULL,
    seq bigint NOT NULL,
    epoch_seq bigint DEFAULT 1 NOT NULL,
    clock timestamp with time zone NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    seal bytea,
    position_filter bytea DEFAULT decode(repeat('00'::text, 32), 'hex'::text) NOT NULL,
    origin jsonb
)
WITH (fillfactor='40');

ALTER TABLE paper_internal.accounts OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.accounts IS 'Projection of the journal: balance and clock of each account.';

COMMENT ON COLUMN paper_internal.accounts.prefix IS 'First half of the account''s order ids: 16 hex digits, 60 of their bits random.';

COMMENT ON COLUMN paper_internal.accounts.settings IS 'What differs from the defaults.';

COMMENT ON COLUMN paper_internal.accounts.epoch_seq IS 'The seq that began the current epoch: 1, or that of the latest reset.';

COMMENT ON COLUMN paper_internal.accounts.clock IS 'Time of the newest journal row; of a simulated account, its current time.';

COMMENT ON COLUMN paper_internal.accounts.seal IS 'Head of the account''s hash chain.';

COMMENT ON COLUMN paper_internal.accounts.position_filter IS 'Bloom filter of the tickers with a row in positions: bit ticker_bit(ticker) of 256 is set for each. A row that is not
there is hardly ever looked for then, which in a young index would lock a page that other accounts write to.';

COMMENT ON COLUMN paper_internal.accounts.origin IS 'What made the account, if open_account() did not: the request to fork, replay or import, and what it came from.';

CREATE TABLE paper_internal.journal (
    account_id paper_internal.account_id NOT NULL,
    seq bigint NOT NULL,
    order_seq bigint,
    at timestamp with time zone NOT NULL,
    event_type paper.event_type NOT NULL,
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
    cash_after paper_internal.money NOT NULL,
    quantity_after paper_internal.signed_quantity,
    avg_entry_price_after paper_internal.average_price,
    options jsonb,
    error text,
    detail jsonb,
    seal bytea,
    market_at timestamp with time zone,
    liquidity paper.liquidity,
    rule paper.fill_rule,
    tape_seq bigint
);

ALTER TABLE paper_internal.journal OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.journal IS 'The truth, append-only: one row per atomic change of an account, numbered without gaps from 1.';

COMMENT ON COLUMN paper_internal.journal.order_seq IS 'Seq of the row that created the order this row is about; its own seq on that row.';

COMMENT ON COLUMN paper_internal.journal.order_type IS 'Set on the rows that create an order, and only there.';

COMMENT ON COLUMN paper_internal.journal.quantity IS 'Ordered quantity on the row that creates an order, else the quantity of this change.';

COMMENT ON COLUMN paper_internal.journal.amount IS 'Money of a change that is not a trade: deposit, withdrawal, reset.';

COMMENT ON COLUMN paper_internal.journal.seal IS 'Hash over the rows of one call and the seal before, on the last row of the call.';

COMMENT ON COLUMN paper_internal.journal.market_at IS 'Time of the market data that a fill traded against, or that elected a stop.';

COMMENT ON COLUMN paper_internal.journal.rule IS 'Rule by which it came about.';

COMMENT ON COLUMN paper_internal.journal.tape_seq IS 'Position on the tape of its ticker: on the row that creates an order, up to where the account had applied it, which is
what the order does not see (of an order of fill model immediate, the market that priced it); on a fill, or where a stop
was elected, the datum itself. Null where neither is so, and on rows older than this column.';

CREATE VIEW paper.orders AS
 SELECT (j.account_id)::text AS account_id,
    paper_internal.order_id(a.prefix, j.seq) AS order_id,
    j.seq,
    (j.idempotency_key)::text AS idempotency_key,
    (j.ticker)::text AS ticker,
    j.side,
    j.order_type,
    (j.quantity)::numeric AS quantity,
    (j.limit_price)::numeric AS limit_price,
    (j.stop_price)::numeric AS stop_price,
    COALESCE(o.status,
        CASE
            WHEN (j.event_type = 'fill'::paper.event_type) THEN 'filled'::paper.order_status
            ELSE 'rejected'::paper.order_status
        END) AS status,
    COALESCE((o.filled_quantity)::numeric,
        CASE
            WHEN (j.event_type = 'fill'::paper.event_type) THEN (j.quantity)::numeric
            ELSE (0)::numeric
        END) AS fill_quantity,
    COALESCE((o.filled_avg_price)::numeric, (j.price)::numeric) AS fill_price,
    COALESCE((o.fees)::numeric, (j.fee)::numeric, (0)::numeric) AS fees,
    (COALESCE(o.realized_pnl, j.realized_pnl))::numeric AS realized_pnl,
    (COALESCE(o.cash_after, j.cash_after))::numeric AS cash_after,
    (COALESCE(o.quantity_after, j.quantity_after))::numeric AS quantity_after,
    (COALESCE(o.reject_reason, j.reject_reason))::text AS reject_reason,
    j.error,
    j.at AS submitted_at,
        CASE
            WHEN (j.event_type = 'fill'::paper.event_type) THEN j.at
            WHEN (o.status = 'filled'::paper.order_status) THEN o.updated_at
            ELSE NULL::timestamp with time zone
        END AS filled_at,
    paper_internal.order_id(a.prefix, o.replaces) AS replaces,
    paper_internal.order_id(a.prefix, o.replaced_by) AS replaced_by,
    COALESCE(j.options, '{}'::jsonb) AS options,
    paper_internal.order_id(a.prefix, j.seq) AS id,
    paper_internal.order_id(a.prefix, j.seq) AS broker_order_id,
    paper_internal.order_id(a.prefix, (0)::bigint) AS broker_account_id,
    (j.options ->> 'recommendation_id'::text) AS recommendation_id,
    (j.options -> 'decision_trace'::text) AS decision_trace,
    paper_internal.order_id(a.prefix, NULLIF(o.parent_seq, o.seq)) AS parent_order_id
   FROM ((paper_internal.journal j
     LEFT JOIN paper_internal.orders o ON ((((j.account_id)::text = (o.account_id)::text) AND (j.seq = o.seq))))
     LEFT JOIN paper_internal.accounts a ON (((j.account_id)::text = (a.account_id)::text)))
  WHERE (j.order_type IS NOT NULL);

ALTER VIEW paper.orders OWNER TO paper_reader;

COMMENT ON VIEW paper.orders IS 'Every order, final or working, one row each. Find an order by (account_id, seq), (account_id, idempotency_key) or with
order_of(order_id); the orders of a day by a range of seq from seq_at(); those that can still trade in open_orders.';

COMMENT ON COLUMN paper.orders.account_id IS 'Account the order belongs to.';

COMMENT ON COLUMN paper.orders.order_id IS 'The order''s id: a version 8 UUID of the account''s prefix and the seq. No index has it: order_of(order_id) finds it, a
condition on this column reads every order.';

COMMENT ON COLUMN paper.orders.seq IS 'Seq of the journal row that created the order.';

COMMENT ON COLUMN paper.orders.idempotency_key IS 'Key it was submitted with, unique within the account.';

COMMENT ON COLUMN paper.orders.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.orders.side IS 'buy or sell.';

COMMENT ON COLUMN paper.orders.order_type IS 'market, limit, stop, stop_limit or trailing_stop.';

COMMENT ON COLUMN paper.orders.quantity IS 'Ordered quantity; null when close_position found nothing to close. An exit works for as much of it as its entry has
filled, less what the exits of that entry have filled; legs of a group for what the others have not.';

COMMENT ON COLUMN paper.orders.limit_price IS 'Limit price; of a market order, the estimate it was sent with.';

COMMENT ON COLUMN paper.orders.stop_price IS 'Stop price.';

COMMENT ON COLUMN paper.orders.status IS 'Where the order stands.';

COMMENT ON COLUMN paper.orders.fill_quantity IS 'Quantity filled so far.';

COMMENT ON COLUMN paper.orders.fill_price IS 'Average price of its fills; null before the first.';

COMMENT ON COLUMN paper.orders.fees IS 'Fees charged so far.';

COMMENT ON COLUMN paper.orders.realized_pnl IS 'Profit its fills realized, gross of fees; null without a fill.';

COMMENT ON COLUMN paper.orders.cash_after IS 'Cash of the account after its latest fill, before one after the row that created it.';

COMMENT ON COLUMN paper.orders.quantity_after IS 'Position in the ticker after its latest fill, before one after the row that created it.';

COMMENT ON COLUMN paper.orders.reject_reason IS 'Why it was rejected, or cancelled by the engine: one of paper.reject_reason.';

COMMENT ON COLUMN paper.orders.error IS 'Why it was rejected, with figures, for people.';

COMMENT ON COLUMN paper.orders.submitted_at IS 'When it was submitted, on the account''s clock.';

COMMENT ON COLUMN paper.orders.filled_at IS 'When it was filled completely, on the account''s clock.';

COMMENT ON COLUMN paper.orders.replaces IS 'Id of the order it replaces.';

COMMENT ON COLUMN paper.orders.replaced_by IS 'Id of the order that replaced it.';

COMMENT ON COLUMN paper.orders.options IS 'Options it was submitted with.';

COMMENT ON COLUMN paper.orders.id IS 'The same as order_id.';

COMMENT ON COLUMN paper.orders.broker_order_id IS 'The same as order_id.';

COMMENT ON COLUMN paper.orders.broker_account_id IS 'broker_accounts.id of its account.';

COMMENT ON COLUMN paper.orders.recommendation_id IS 'Option of this name.';

COMMENT ON COLUMN paper.orders.decision_trace IS 'Option of this name.';

COMMENT ON COLUMN paper.orders.parent_order_id IS 'Entry of the group whose exit it is.';

CREATE FUNCTION paper.cancel_all_orders(p_account_id text, p_ticker text DEFAULT NULL::text) RETURNS SETOF paper.orders
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.cancel_all_orders(p_account_id text, p_ticker text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.cancel_all_orders(p_account_id text, p_ticker text) IS 'Cancels every order of the account that can still trade, or those in one ticker, and returns the cancelled ones.
Raises ZP001, ZP003, ZP004.';

CREATE FUNCTION paper.cancel_order(p_account_id text, p_order_id uuid) RETURNS SETOF paper.orders
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper.cancel_order(p_account_id text, p_order_id uuid) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.cancel_order(p_account_id text, p_order_id uuid) IS 'Cancels one order that can still trade and returns it; a final order is returned unchanged. Raises ZP007 when the
account has no such order.';

CREATE FUNCTION paper.cancel_orders(p_account_id text, p_order_ids uuid[]) RETURNS SETOF paper.orders
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.cancel_orders(p_account_id text, p_order_ids uuid[]) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.cancel_orders(p_account_id text, p_order_ids uuid[]) IS 'Cancels those of the orders that can still trade and returns all of them, in the order given; final orders are returned
unchanged. An id that is no order of the account raises ZP007, and nothing is cancelled.';

CREATE FUNCTION paper."check"(p_account_id text DEFAULT NULL::text) RETURNS TABLE(account_id text, rule text, detail text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_sort TO 'off'
    SET enable_material TO 'off'
    SET enable_memoize TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper."check"(p_account_id text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper."check"(p_account_id text) IS 'Proves the books: folds the journal of an account, or of every account the caller may see, again and compares it with
what is stored; evaluates the constraints again. One row per violation (account, rule, detail); no rows means the books
are right. Raises ZP001.';

CREATE FUNCTION paper.check_done(p_accounts bigint, p_violations bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper.check_done(p_accounts bigint, p_violations bigint) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.check_done(p_accounts bigint, p_violations bigint) IS 'Remembers when the caller''s role had the books checked, of how many accounts, and how many violations there were:
what the view status shows as the last check. check() itself only reads.';

CREATE FUNCTION paper_internal.default_settings() RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '{"fees": {}, "mark": "last", "check": "submit", "clock": "wall", "compat": {}, "day_end": "00:00", "currency": "USD", "intrabar": "stop_first", "slippage": {"model": "none"}, "bar_price": "open", "fill_model": "immediate", "account_type": "cash", "slippage_pct": 0.001, "trigger_type": null, "volume_limit": null, "default_price": 100, "market_buffer": 0.04, "max_quote_age": "PT15M", "on_short_cash": "cancel", "participation_rate": 1}'::jsonb;

ALTER FUNCTION paper_internal.default_settings() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.mark_price(p_mark text, p_quantity numeric, p_average_price numeric, p_last numeric, p_bid numeric, p_ask numeric, p_close numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE(CASE p_mark WHEN 'mid'::text THEN ((p_bid + p_ask) * 0.5) WHEN 'bid_ask'::text THEN CASE WHEN (p_quantity < (0)::numeric) THEN p_ask ELSE p_bid END WHEN 'close'::text THEN p_close ELSE NULL::numeric END, p_last, ((p_bid + p_ask) * 0.5), p_close, p_average_price);

ALTER FUNCTION paper_internal.mark_price(p_mark text, p_quantity numeric, p_average_price numeric, p_last numeric, p_bid numeric, p_ask numeric, p_close numeric) OWNER TO paper_owner;

CREATE TABLE paper_internal.market (
    ticker paper_internal.ticker NOT NULL,
    tape_seq bigint NOT NULL,
    newest_at timestamp with time zone NOT NULL,
    quote_seq bigint,
    quote_at timestamp with time zone,
    quote_sequence bigint,
    bid paper_internal.price,
    ask paper_internal.price,
    bid_size paper_internal.size,
    ask_size paper_internal.size,
    trade_seq bigint,
    trade_at timestamp with time zone,
    trade_sequence bigint,
    last paper_internal.price,
    bar_seq bigint,
    bar_starts_at timestamp with time zone,
    bar_at timestamp with time zone,
    close paper_internal.price
)
WITH (fillfactor='20');

ALTER TABLE paper_internal.market OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.market IS 'The newest market data of each ticker.';

COMMENT ON COLUMN paper_internal.market.newest_at IS 'Latest time fed, of any kind: what a simulated clock follows.';

COMMENT ON COLUMN paper_internal.market.bar_at IS 'End of the newest bar.';

CREATE FUNCTION paper_internal.newest_at() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    RETURN (SELECT max(m.newest_at) AS max FROM paper_internal.market m);

ALTER FUNCTION paper_internal.newest_at() OWNER TO paper_owner;

CREATE VIEW paper.accounts AS
 SELECT (account_id)::text AS account_id,
    COALESCE((settings ->> 'currency'::text), (paper_internal.default_settings() ->> 'currency'::text)) AS currency,
    (cash)::numeric AS cash,
    (reserved)::numeric AS reserved,
    ((cash)::numeric - (reserved)::numeric) AS buying_power,
    seq,
    (paper_internal.default_settings() || settings) AS settings,
        CASE
            WHEN closed THEN 'closed'::text
            ELSE 'open'::text
        END AS status,
    owner,
    ((cash)::numeric + COALESCE(( SELECT sum(((p.quantity)::numeric * paper_internal.mark_price((a.settings ->> 'mark'::text), (p.quantity)::numeric, (p.avg_entry_price)::numeric, (m.last)::numeric, (m.bid)::numeric, (m.ask)::numeric, (m.close)::numeric))) AS sum
           FROM (paper_internal.positions p
             LEFT JOIN paper_internal.market m ON (((p.ticker)::text = (m.ticker)::text)))
          WHERE ((p.account_id)::text = (a.account_id)::text)), (0)::numeric)) AS portfolio_value,
    ( SELECT (j.cash_after)::numeric AS cash_after
           FROM paper_internal.journal j
          WHERE (((j.account_id)::text = (a.account_id)::text) AND (j.seq = a.epoch_seq))) AS initial_cash,
    epoch_seq,
    clock,
    opened_at,
    origin
   FROM paper_internal.accounts a;

ALTER VIEW paper.accounts OWNER TO paper_reader;

COMMENT ON VIEW paper.accounts IS 'The accounts the caller may use; to an analyst, all accounts.';

COMMENT ON COLUMN paper.accounts.account_id IS 'Name of the account.';

COMMENT ON COLUMN paper.accounts.currency IS 'Currency of its cash.';

COMMENT ON COLUMN paper.accounts.cash IS 'Cash, reserved cash included.';

COMMENT ON COLUMN paper.accounts.reserved IS 'Cash that open buy orders have claimed.';

COMMENT ON COLUMN paper.accounts.buying_power IS 'cash − reserved.';

COMMENT ON COLUMN paper.accounts.seq IS 'Seq of the newest journal row.';

COMMENT ON COLUMN paper.accounts.settings IS 'Settings in force, defaults included.';

COMMENT ON COLUMN paper.accounts.status IS 'open or closed.';

COMMENT ON COLUMN paper.accounts.owner IS 'Role that owns the account.';

COMMENT ON COLUMN paper.accounts.portfolio_value IS 'cash + Σ quantity × current price, by the setting mark as positions say.';

COMMENT ON COLUMN paper.accounts.initial_cash IS 'Cash that the current epoch began with.';

COMMENT ON COLUMN paper.accounts.epoch_seq IS 'Seq of the row that began the current epoch: 1, or the latest reset.';

COMMENT ON COLUMN paper.accounts.clock IS 'Time of the newest journal row; of a simulated account, its current time.';

COMMENT ON COLUMN paper.accounts.opened_at IS 'When the account was opened, on its clock.';

COMMENT ON COLUMN paper.accounts.origin IS 'What made it, if open_account() did not: the request to fork, replay or import; null for most.';

CREATE FUNCTION paper_internal.require_visible(p_account_id text) RETURNS paper.accounts
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.require_visible(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.server_time() RETURNS timestamp with time zone
    LANGUAGE sql
    RETURN clock_timestamp();

ALTER FUNCTION paper_internal.server_time() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.time_of(p_account paper_internal.accounts) RETURNS timestamp with time zone
    LANGUAGE sql
    RETURN GREATEST((p_account).clock, CASE WHEN (((p_account).settings ->> 'clock'::text) = 'simulated'::text) THEN paper_internal.newest_at() ELSE paper_internal.server_time() END);

ALTER FUNCTION paper_internal.time_of(p_account paper_internal.accounts) OWNER TO paper_owner;

CREATE FUNCTION paper.clock(p_account_id text) RETURNS timestamp with time zone
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT paper_internal.time_of(a.*) AS time_of
    FROM paper_internal.accounts a
   WHERE ((a.account_id)::text = (paper_internal.require_visible(clock.p_account_id)).account_id);
END;

ALTER FUNCTION paper.clock(p_account_id text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.clock(p_account_id text) IS 'The time an account''s next row would carry: wall time, or the simulated time. Raises ZP001.';

CREATE FUNCTION paper.close_account(p_account_id text, p_idempotency_key text) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.close_account(p_account_id text, p_idempotency_key text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.close_account(p_account_id text, p_idempotency_key text) IS 'Closes an account for good: open orders are cancelled, positions and cash stay as they are, new requests raise ZP005,
stored outcomes still replay. Raises ZP001 to ZP005.';

CREATE FUNCTION paper.close_position(p_account_id text, p_idempotency_key text, p_ticker text, p_quantity numeric DEFAULT NULL::numeric) RETURNS SETOF paper.orders
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.close_position(p_account_id text, p_idempotency_key text, p_ticker text, p_quantity numeric) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.close_position(p_account_id text, p_idempotency_key text, p_ticker text, p_quantity numeric) IS 'Sells a whole position, or p_quantity of it, at the market, after cancelling the open orders in the ticker, and returns
the order. Nothing to close is an order rejected with no_position, less than p_quantity one with insufficient_shares.
The same key and request again return the stored order; raises ZP001 to ZP005.';

CREATE FUNCTION paper.compare_accounts(p_account_id text, p_other_account_id text) RETURNS TABLE(idempotency_key text, leg bigint, ticker text, what text, fill_no bigint, here text, there text, pnl_difference numeric)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET enable_mergejoin TO 'off'
    SET enable_memoize TO 'off'
    SET work_mem TO '64MB'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.compare_accounts(p_account_id text, p_other_account_id text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.compare_accounts(p_account_id text, p_other_account_id text) IS 'What differs between two accounts that were given the same requests, a row for each difference: by the key of the
request (leg 0, its exits 1 and 2), what differs (status, quantity, price, fee …), of which fill (null: of the order), the
value here and there. pnl_difference stands on the row that says what an order earned, fees paid, and adds up to what the
one account earned more than the other: group by ticker, by what, as you like. Of a request that only one of them has
there is one row, and one for what it earned. No rows: the same. Raises ZP001.';

CREATE FUNCTION paper.deposit(p_account_id text, p_idempotency_key text, p_amount numeric) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.deposit(p_account_id text, p_idempotency_key text, p_amount numeric) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.deposit(p_account_id text, p_idempotency_key text, p_amount numeric) IS 'Adds cash to an account. The same key and amount again change nothing; raises ZP001, ZP002, ZP003, ZP004, ZP005.';

CREATE FUNCTION paper.drawdowns(p_account_id text, p_from timestamp with time zone DEFAULT NULL::timestamp with time zone, p_to timestamp with time zone DEFAULT NULL::timestamp with time zone, p_step interval DEFAULT '1 day'::interval, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(peak_at timestamp with time zone, valley_at timestamp with time zone, recovered_at timestamp with time zone, depth double precision, length interval)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.drawdowns(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.drawdowns(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) IS 'The drawdowns of an account in order of time: from the point of equity_curve at which the chained returns were last at
their highest (peak_at) by the lowest one (valley_at, depth below 0) to the first point that is at least as high again
(recovered_at, null while there is none). length is from the peak to the recovery, or to the last point. Raises ZP001,
ZP004.';

CREATE FUNCTION paper.equity_curve(p_account_id text, p_from timestamp with time zone DEFAULT NULL::timestamp with time zone, p_to timestamp with time zone DEFAULT NULL::timestamp with time zone, p_step interval DEFAULT '1 day'::interval, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(at timestamp with time zone, seq bigint, cash numeric, market_value numeric, equity numeric, net_deposits numeric, flow numeric, return double precision, drawdown double precision, gross_value numeric, active boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.equity_curve(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.equity_curve(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) IS 'What an account was worth over time, at p_from, each p_step from there, and p_to; without them from the begin of the
epoch (no point lies before it) to its end, see account_at. All of one epoch, that of p_to or number p_epoch of
paper.epochs: a reset begins anew, with nothing carried over. flow is what was deposited, less withdrawals, since the
point before; return = (equity − flow − equity before) / equity before, the time-weighted return of a step whose flows
come at its end, null in the first row and where there was no equity; drawdown is how far the chained returns are below
their highest, from 1 at the first point, at most 0. gross_value is the market value with shorts counted above 0.
active says whether anything happened in the step: a row of the journal, or market data of a ticker traded in the epoch
(all steps when there are no such data); weekends are not. One pass over the journal. Raises ZP001, ZP004.';

CREATE FUNCTION paper.explain_order(p_account_id text, p_order_id uuid) RETURNS TABLE(step integer, seq bigint, at timestamp with time zone, rule text, outcome text, price numeric, size numeric, detail jsonb)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.explain_order(p_account_id text, p_order_id uuid) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.explain_order(p_account_id text, p_order_id uuid) IS 'Why an order did or did not fill, one reason a row. First its life, with the journal row of each step: how it was asked
for, what elected its stop, each fill with the rule, the price before slippage and the size that was displayed, and what
ended it. Then, for what did not fill, what the market offered while it was open (outcome not_filled), by the rule that
kept it from filling: the best price offered, when, and how many data. Raises ZP001, ZP007.';

CREATE FUNCTION paper.export_account(p_account_id text) RETURNS SETOF jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET work_mem TO '64MB'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.export_account(p_account_id text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.export_account(p_account_id text) IS 'An account in full, as lines of JSON: a header, the account, its journal, orders and positions, how far it has looked
at the tape, and a last line with a digest. import_account() makes the account of them again, here or on another server.
Who may use it is not part of it. Raises ZP001.';

CREATE FUNCTION paper.exposure(p_account_id text, p_from timestamp with time zone DEFAULT NULL::timestamp with time zone, p_to timestamp with time zone DEFAULT NULL::timestamp with time zone, p_step interval DEFAULT '1 day'::interval, p_by_ticker boolean DEFAULT false, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(at timestamp with time zone, ticker text, equity numeric, gross_value numeric, net_value numeric, gross double precision, net double precision)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.exposure(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_by_ticker boolean, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.exposure(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_by_ticker boolean, p_epoch integer) IS 'How much of its equity an account had in the market, at the points of equity_curve: gross = Σ |market value| /
equity, net = Σ market value / equity, shorts counting below 0. One row for each point, or with p_by_ticker one for
each ticker held at it. The shares, and equity, are null while there is no equity. Raises ZP001, ZP004.';

CREATE FUNCTION paper_internal.feed(p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.feed(p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) OWNER TO paper_owner;

CREATE FUNCTION paper.feed_bars(p_bars paper.bar[], p_strict boolean DEFAULT false, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) RETURNS record
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT f.accepted,
     f.duplicates,
     f.out_of_order,
     f.invalid
    FROM paper_internal.feed(NULL::paper.quote[], NULL::paper.trade[], feed_bars.p_bars, feed_bars.p_strict) f(accepted, duplicates, out_of_order, invalid);
END;

ALTER FUNCTION paper.feed_bars(p_bars paper.bar[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.feed_bars(p_bars paper.bar[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) IS 'Stores bars and counts what became of each, as feed_quotes does with quotes. A bar is known by its starts_at: it has to
start at or after the end of the one before. One that starts inside that one is invalid, and so are a high below the low,
an open or close outside of them, and an end that is not after the start.';

CREATE FUNCTION paper.feed_quotes(p_quotes paper.quote[], p_strict boolean DEFAULT false, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) RETURNS record
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT f.accepted,
     f.duplicates,
     f.out_of_order,
     f.invalid
    FROM paper_internal.feed(feed_quotes.p_quotes, NULL::paper.trade[], NULL::paper.bar[], feed_quotes.p_strict) f(accepted, duplicates, out_of_order, invalid);
END;

ALTER FUNCTION paper.feed_quotes(p_quotes paper.quote[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.feed_quotes(p_quotes paper.quote[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) IS 'Stores quotes, in the order given, and counts what became of each. Per ticker a quote has to be newer than the newest:
by its time, and by its sequence where both have one. An older one is a duplicate when it is stored already, else out of
order; of quotes at one time without sequences, what repeats the stored ones is a duplicate and what follows them is new.
Crossed quotes, quotes without any side, and prices and sizes that are NaN, out of range or below 0 are invalid. What
is refused is skipped; with p_strict anything invalid or out of order raises ZP008 and nothing is stored, the DETAIL
lists all of it as JSON: [{index, sqlstate, problem}], the first quote being 1. At any isolation level.';

CREATE FUNCTION paper.feed_trades(p_trades paper.trade[], p_strict boolean DEFAULT false, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) RETURNS record
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT f.accepted,
     f.duplicates,
     f.out_of_order,
     f.invalid
    FROM paper_internal.feed(NULL::paper.quote[], feed_trades.p_trades, NULL::paper.bar[], feed_trades.p_strict) f(accepted, duplicates, out_of_order, invalid);
END;

ALTER FUNCTION paper.feed_trades(p_trades paper.trade[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.feed_trades(p_trades paper.trade[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) IS 'Stores trades and counts what became of each, as feed_quotes does with quotes.';

CREATE FUNCTION paper.fill_costs(p_account_id text, p_from timestamp with time zone DEFAULT NULL::timestamp with time zone, p_to timestamp with time zone DEFAULT NULL::timestamp with time zone, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(seq bigint, at timestamp with time zone, order_id uuid, ticker text, side paper.order_side, quantity numeric, price numeric, reference text, reference_price numeric, slippage numeric, slippage_bps double precision, fee numeric, cost numeric, liquidity text, tag text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    SET work_mem TO '256MB'
    AS $$ … $$;

ALTER FUNCTION paper.fill_costs(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.fill_costs(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_epoch integer) IS 'What each fill cost beside its value, from p_from to p_to: slippage = quantity × (price − reference_price), of a sell
the other way round, so that above 0 is worse for the account; slippage_bps in parts of 10,000 of the reference price;
cost = slippage + fee. reference says what the price is measured by. In fill model market, and for a market order
without an estimate, it is the market at that moment: the mid of the quote (slippage then has half the spread in it),
else the last trade, the open of the bar that the fill is at, the close of the newest bar, at last the default price
of the account. Else it is what the order asked for: its limit, its stop, or the estimate that a market order was sent
with. tag is the option of the order. The epoch is the one that p_to falls in, or number p_epoch of paper.epochs.
Raises ZP001, ZP004.';

CREATE FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (p_order_type = ANY (ARRAY['limit'::paper.order_type, 'stop_limit'::paper.order_type])) THEN p_limit_price WHEN (p_order_type = 'stop'::paper.order_type) THEN p_stop_price WHEN (p_side = 'buy'::paper.order_side) THEN round((COALESCE(p_limit_price, p_market_price) * ((1)::numeric + p_slippage_pct)), 4) WHEN (p_side = 'sell'::paper.order_side) THEN round((COALESCE(p_limit_price, p_market_price) * ((1)::numeric - p_slippage_pct)), 4) ELSE NULL::numeric END;

ALTER FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) IS 'Price at which the immediate fill model fills an order: the limit of a limit or stop_limit order, the stop of a stop
order; a market order pays its limit price as an estimate, else p_market_price, worse by p_slippage_pct (a fraction,
0.001 = 0.1 %), rounded to 4 decimals, ties away from zero. A price that rounds to 0 fills nothing.';

CREATE FUNCTION paper.fork_account(p_account_id text, p_new_account_id text, p_seq bigint DEFAULT NULL::bigint, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    SET "TimeZone" TO 'UTC'
    AS $$ … $$;

ALTER FUNCTION paper.fork_account(p_account_id text, p_new_account_id text, p_seq bigint, p_at timestamp with time zone) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.fork_account(p_account_id text, p_new_account_id text, p_seq bigint, p_at timestamp with time zone) IS 'Copies an account, as it stood after a row of its journal (p_seq) or at a time (p_at), else as it stands, into a new
account of the caller: the same rows up to there, with the same keys, times and seqs, and all that is folded from them.
Orders open there are open in the fork, and have seen as much of the tape. The ids of its orders are its own. The same
call again returns the fork as it stands; raises ZP001, ZP003, ZP004, ZP006, and ZP010 where an account cannot be
brought back as it was.';

CREATE FUNCTION paper.grant_account(p_account_id text, p_role text) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.grant_account(p_account_id text, p_role text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.grant_account(p_account_id text, p_role text) IS 'Lets a role, and every member of it, use an account as its owner does, but for granting it on. Only the owner may;
raises ZP001, ZP003, 42501, 42704.';

CREATE FUNCTION paper.import_account(p_lines jsonb[], p_account_id text DEFAULT NULL::text) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    SET work_mem TO '64MB'
    SET "TimeZone" TO 'UTC'
    AS $$ … $$;

ALTER FUNCTION paper.import_account(p_lines jsonb[], p_account_id text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.import_account(p_lines jsonb[], p_account_id text) IS 'Makes an account of the lines that export_account() returned, under its name or another one, owned by the caller: it
trades on, and its keys return the stored outcomes. The ids of its orders stay, unless the account they are of is here
too. What is cut off, changed or does not pass check() raises ZP011, and nothing is written. On a server whose market
data are others, it has seen what is not later than what it saw. The same call again returns the account as it stands;
raises ZP003, ZP004, ZP006, ZP011.';

CREATE FUNCTION paper.load_sessions(p_calendar text, p_sessions paper.session[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
    v_problems jsonb;
begin
    if not (p_calendar collate "C" ~ '^[!-~]+$' and octet_length(p_calendar) <= 200) is true then
        perform paper_internal.raise_problem('calendar must be 1 to 200 printable ASCII characters without spaces');
    end if;
    select jsonb_agg(jsonb_build_object('index', s.n, 'sqlstate', 'ZP004', 'problem', s.problem) order by s.n)
    into v_problems
    from (
        select
            u.ordinality as n,
            case
                when not (paper_internal.accepted_time(u.opens_at) and paper_internal.accepted_time(u.closes_at)) is true
                    then 'opens_at and closes_at must be given and between the years 1000 and 3000'
                when u.closes_at <= u.opens_at then 'closes_at must be after opens_at'
                when u.opens_at < lag(u.closes_at) over (order by u.opens_at, u.closes_at)
                    then 'the session overlaps another one of the list'
            end as problem
        from unnest(p_sessions) with ordinality as u
    ) as s
    where s.problem is not null;
    if v_problems is not null then
        perform paper_internal.raise_invalid(v_problems, cardinality(p_sessions));
    end if;

    delete from paper_internal.sessions as s
    using unnest(p_sessions) as u
    where s.calendar = p_calendar and s.opens_at < u.closes_at and s.closes_at > u.opens_at;
    insert into paper_internal.sessions as s (calendar, opens_at, closes_at)
    select p_calendar, u.opens_at, u.closes_at
    from unnest(p_sessions) as u
    order by u.closes_at
    on conflict (calendar, closes_at) do update set opens_at = excluded.opens_at;
    return coalesce(cardinality(p_sessions), 0)::bigint;
end
$_$;

ALTER FUNCTION paper.load_sessions(p_calendar text, p_sessions paper.session[]) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.load_sessions(p_calendar text, p_sessions paper.session[]) IS 'Stores trading sessions of a calendar, in place of those that they overlap, and returns how many were given. The
calendar is shared by all accounts. Raises ZP004, with a DETAIL that lists every session that is wrong.';

CREATE FUNCTION paper.lots(p_account_id text, p_method text DEFAULT 'fifo'::text, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(ticker text, side text, opened_at timestamp with time zone, open_seq bigint, order_id uuid, quantity numeric, price numeric, cost numeric, mark_price numeric, unrealized_pnl numeric)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    SET work_mem TO '256MB'
    AS $$ … $$;

ALTER FUNCTION paper.lots(p_account_id text, p_method text, p_at timestamp with time zone, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.lots(p_account_id text, p_method text, p_at timestamp with time zone, p_epoch integer) IS 'The lots that were open after the last row of the journal at or before p_at (null: now), in order of ticker and
entry: what is left of each fill that opened or added to a position when the fills that reduced it closed lots by
p_method, as in round_trips. quantity is above 0 whatever the side; cost = quantity × price; valued as positions_at
does, but without market data at the price of the lot. average has one lot for each ticker, from the fill that opened
the position. The epoch is the one that p_at falls in, or number p_epoch of paper.epochs. Raises ZP001, ZP004.';

CREATE FUNCTION paper.match_account(p_account_id text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.match_account(p_account_id text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.match_account(p_account_id text) IS 'Applies to an account the market data that was fed and that it has not seen, and the expiries that are due, oldest
first; returns the number of journal rows written. Every other write of the account does the same first. Raises ZP001,
ZP003.';

CREATE PROCEDURE paper.match_all()
    LANGUAGE plpgsql
    AS $$ … $$;

ALTER PROCEDURE paper.match_all() OWNER TO paper_owner;

COMMENT ON PROCEDURE paper.match_all() IS 'Applies the market data that was fed to every account of the caller that it concerns, one serializable transaction
each. Call it outside of a transaction, after feeding and as often as you like: what is applied already changes nothing.
An account that another writer holds is tried again after the others, up to 20 times; a 40001 that surfaces (at a
commit) means: call again.';

CREATE FUNCTION paper.open_account(p_account_id text, p_initial_cash numeric DEFAULT 100000, p_settings jsonb DEFAULT '{}'::jsonb) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.open_account(p_account_id text, p_initial_cash numeric, p_settings jsonb) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.open_account(p_account_id text, p_initial_cash numeric, p_settings jsonb) IS 'Opens an account with initial cash, owned by the caller''s role, or returns it when it is there with the same settings;
other settings raise ZP006, null takes the account as it is. Initial cash counts at the opening only. Settings, with
their defaults: fill_model immediate, clock wall (or simulated), account_type cash, currency USD, default_price 100
(price of a market order when no market is known), slippage_pct 0.001 (a fraction). Warns (01000) of settings that are
without effect in the fill model, such as fees in immediate. Raises ZP003, ZP004.';

CREATE FUNCTION paper_internal.require_unrestricted() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.require_unrestricted() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.seq_of(p_order_id uuid) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (((('x'::text || "right"(replace((p_order_id)::text, '-'::text, ''::text), 16)))::bit(64))::bigint & '4611686018427387903'::bigint);

ALTER FUNCTION paper_internal.seq_of(p_order_id uuid) OWNER TO paper_owner;

CREATE FUNCTION paper.order_of(p_order_id uuid) RETURNS SETOF paper.orders
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT o.account_id,
     o.order_id,
     o.seq,
     o.idempotency_key,
     o.ticker,
     o.side,
     o.order_type,
     o.quantity,
     o.limit_price,
     o.stop_price,
     o.status,
     o.fill_quantity,
     o.fill_price,
     o.fees,
     o.realized_pnl,
     o.cash_after,
     o.quantity_after,
     o.reject_reason,
     o.error,
     o.submitted_at,
     o.filled_at,
     o.replaces,
     o.replaced_by,
     o.options,
     o.id,
     o.broker_order_id,
     o.broker_account_id,
     o.recommendation_id,
     o.decision_trace,
     o.parent_order_id
    FROM (paper_internal.accounts a
      CROSS JOIN LATERAL ( SELECT v.account_id,
             v.order_id,
             v.seq,
             v.idempotency_key,
             v.ticker,
             v.side,
             v.order_type,
             v.quantity,
             v.limit_price,
             v.stop_price,
             v.status,
             v.fill_quantity,
             v.fill_price,
             v.fees,
             v.realized_pnl,
             v.cash_after,
             v.quantity_after,
             v.reject_reason,
             v.error,
             v.submitted_at,
             v.filled_at,
             v.replaces,
             v.replaced_by,
             v.options,
             v.id,
             v.broker_order_id,
             v.broker_account_id,
             v.recommendation_id,
             v.decision_trace,
             v.parent_order_id
            FROM paper.orders v
           WHERE ((v.account_id = (a.account_id)::text) AND (v.seq = paper_internal.seq_of(order_of.p_order_id)) AND (v.order_id = order_of.p_order_id))) o)
   WHERE (paper_internal.require_unrestricted() AND (a.prefix = "left"(replace((order_of.p_order_id)::text, '-'::text, ''::text), 16)));
END;

ALTER FUNCTION paper.order_of(p_order_id uuid) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.order_of(p_order_id uuid) IS 'Finds an order by its id alone, by index, among the accounts the caller may see; no row when there is none.';

CREATE FUNCTION paper.performance(p_account_id text, p_from timestamp with time zone DEFAULT NULL::timestamp with time zone, p_to timestamp with time zone DEFAULT NULL::timestamp with time zone, p_step interval DEFAULT '1 day'::interval, p_periods_per_year numeric DEFAULT 252, p_risk_free numeric DEFAULT 0, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(from_at timestamp with time zone, to_at timestamp with time zone, start_equity numeric, end_equity numeric, net_deposits numeric, total_return double precision, annual_return double precision, annual_volatility double precision, sharpe double precision, sortino double precision, calmar double precision, max_drawdown double precision, max_drawdown_from timestamp with time zone, max_drawdown_to timestamp with time zone, best_return double precision, worst_return double precision, trips bigint, wins bigint, losses bigint, win_rate double precision, profit_factor double precision, average_win numeric, average_loss numeric, expectancy numeric, fees numeric, slippage numeric, turnover double precision, exposure double precision, periods bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    SET work_mem TO '256MB'
    AS $$ … $$;

ALTER FUNCTION paper.performance(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_periods_per_year numeric, p_risk_free numeric, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.performance(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_periods_per_year numeric, p_risk_free numeric, p_epoch integer) IS 'How an account did from p_from to p_to, in one row; the bounds, the steps and the epoch are those of equity_curve, and
the first and last point (from_at, to_at) give start_equity and end_equity. net_deposits is what was deposited less
withdrawn between them. Returns are those of returns(), one a period in which something happened, periods of them; the
statistics are those of the Python package empyrical, in double precision: total_return is their product;
annual_return = (1 + total_return) ^ (p_periods_per_year / periods) − 1; annual_volatility the sample standard
deviation × √p_periods_per_year; sharpe the mean of return − p_risk_free (of one period) / the sample standard
deviation × √p_periods_per_year; sortino the same mean / √ the mean square of what is below 0 of it ×
√p_periods_per_year; calmar = annual_return / −max_drawdown; max_drawdown (0 without one) is from the highest index at
max_drawdown_from to the lowest at max_drawdown_to. Trips are round_trips by fifo that were closed after from_at: wins
and losses by net_pnl, win_rate = wins / trips, profit_factor = Σ wins / −Σ losses, average_win and average_loss
(below 0), expectancy the mean of all. fees and slippage are those of fill_costs after from_at; turnover is the value
traded / the mean equity of the points, of the whole time; exposure the mean of gross market value / equity. What is
not defined is null: without a period, a loss, a deviation; never NaN. No row before the account was opened. Raises
ZP001, ZP004.';

CREATE FUNCTION paper.pnl_by(p_account_id text, p_by text, p_from timestamp with time zone DEFAULT NULL::timestamp with time zone, p_to timestamp with time zone DEFAULT NULL::timestamp with time zone, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(name text, fills bigint, bought numeric, sold numeric, realized_pnl numeric, fees numeric, net_pnl numeric, wins bigint, losses bigint, first_at timestamp with time zone, last_at timestamp with time zone)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    SET work_mem TO '64MB'
    AS $$ … $$;

ALTER FUNCTION paper.pnl_by(p_account_id text, p_by text, p_from timestamp with time zone, p_to timestamp with time zone, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.pnl_by(p_account_id text, p_by text, p_from timestamp with time zone, p_to timestamp with time zone, p_epoch integer) IS 'What an account earned from p_from to p_to, by p_by: ticker, tag (the option of the order of each fill; null without
one), day or month (of the session''s time zone): fills, value bought and sold, the profit that the fills realized (at
average cost, gross of fees), their fees, net_pnl = realized_pnl − fees, and how many fills realized a profit (wins)
or a loss. The sums of all rows are those of the account. The epoch is the one that p_to falls in, or number p_epoch
of paper.epochs. Raises ZP001, ZP004.';

CREATE FUNCTION paper.positions_at(p_account_id text, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(ticker text, quantity numeric, avg_entry_price numeric, realized_pnl numeric, mark_price numeric, market_value numeric, unrealized_pnl numeric)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.positions_at(p_account_id text, p_at timestamp with time zone, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.positions_at(p_account_id text, p_at timestamp with time zone, p_epoch integer) IS 'What an account held after the last row of its journal at or before p_at (null: now), one row per ticker traded in the
epoch, closed positions included with quantity 0 and a mark of 0: the columns of positions, with realized_pnl up to
then, valued at the newest market data at p_at by the setting mark, without market data at the average entry price.
The epoch is the one that p_at falls in, or number p_epoch of paper.epochs. Index probes. Raises ZP001, ZP004.';

CREATE FUNCTION paper.preview_orders(p_account_id text, p_orders paper.order_request[]) RETURNS SETOF paper.orders
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.preview_orders(p_account_id text, p_orders paper.order_request[]) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.preview_orders(p_account_id text, p_orders paper.order_request[]) IS 'What submit_orders would do now, changing nothing: no lock is taken, no key is used or looked up (it may be null), and
it runs in a read-only transaction at any isolation level. The orders as they would be, order_id null, in the order of
the requests; market data that the account has not applied yet is applied first, in the preview only. Raises ZP001,
ZP004, ZP005.';

CREATE FUNCTION paper.replace_order(p_account_id text, p_order_id uuid, p_idempotency_key text, p_quantity numeric DEFAULT NULL::numeric, p_limit_price numeric DEFAULT NULL::numeric, p_stop_price numeric DEFAULT NULL::numeric) RETURNS SETOF paper.orders
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.replace_order(p_account_id text, p_order_id uuid, p_idempotency_key text, p_quantity numeric, p_limit_price numeric, p_stop_price numeric) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.replace_order(p_account_id text, p_order_id uuid, p_idempotency_key text, p_quantity numeric, p_limit_price numeric, p_stop_price numeric) IS 'Replaces an open order by a new one and returns the new one. p_quantity is the new total, what was filled included;
what is null stays. The new order keeps time in force and group and loses its place in time; the two never work at once.
A replacement that cannot be paid, or that asks for no more than was filled, is returned rejected, and the old order works
on; so is one of an order that is not open (not_open). The same key and request again return the stored order; raises ZP001 to ZP005, ZP007.';

CREATE FUNCTION paper.replay_account(p_account_id text, p_new_account_id text, p_settings jsonb DEFAULT '{}'::jsonb, p_initial_cash numeric DEFAULT NULL::numeric) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    SET "TimeZone" TO 'UTC'
    AS $$ … $$;

ALTER FUNCTION paper.replay_account(p_account_id text, p_new_account_id text, p_settings jsonb, p_initial_cash numeric) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.replay_account(p_account_id text, p_new_account_id text, p_settings jsonb, p_initial_cash numeric) IS 'Makes the requests of an account once more, with the same keys and at the same times, on the same market data, in a new
account of the caller, under other settings or with other initial cash: what if fees were higher, the fill model another,
the cash less? compare_accounts() tells what differs. The same call again returns the account as it stands. With
nothing changed the journal is the same, or ZP010 is raised; also ZP001, ZP003, ZP004, ZP006.';

CREATE FUNCTION paper.reset_account(p_account_id text, p_idempotency_key text, p_initial_cash numeric) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.reset_account(p_account_id text, p_idempotency_key text, p_initial_cash numeric) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.reset_account(p_account_id text, p_idempotency_key text, p_initial_cash numeric) IS 'Begins a new epoch: open orders are cancelled, positions cleared, cash set to the initial cash. One journal row;
history, order ids and keys stay. The same key and cash again change nothing; raises ZP001 to ZP005.';

CREATE FUNCTION paper.returns(p_account_id text, p_from timestamp with time zone DEFAULT NULL::timestamp with time zone, p_to timestamp with time zone DEFAULT NULL::timestamp with time zone, p_step interval DEFAULT '1 day'::interval, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(at timestamp with time zone, equity numeric, flow numeric, return double precision, cumulative double precision)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.returns(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.returns(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) IS 'The returns of an account, those that performance is made of: the rows of equity_curve in which something happened
(active) and whose return is known, with the return since the first point, chained. Raises ZP001, ZP004.';

CREATE FUNCTION paper.revoke_account(p_account_id text, p_role text) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.revoke_account(p_account_id text, p_role text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.revoke_account(p_account_id text, p_role text) IS 'Takes back what grant_account gave; without effect when there is nothing to take back. Only the owner may; raises
ZP001, ZP003, 42501.';

CREATE FUNCTION paper.round_trips(p_account_id text, p_method text DEFAULT 'fifo'::text, p_merge text DEFAULT 'none'::text, p_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(trip bigint, ticker text, side text, opened_at timestamp with time zone, closed_at timestamp with time zone, quantity numeric, entry_price numeric, exit_price numeric, entry_value numeric, pnl numeric, fees numeric, net_pnl numeric, return double precision, duration interval, entry_seq bigint, exit_seq bigint, entry_order_id uuid, exit_order_id uuid, tag text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    SET work_mem TO '256MB'
    AS $$ … $$;

ALTER FUNCTION paper.round_trips(p_account_id text, p_method text, p_merge text, p_at timestamp with time zone, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.round_trips(p_account_id text, p_method text, p_merge text, p_at timestamp with time zone, p_epoch integer) IS 'What was opened and closed again, in the order of the exits, numbered by trip: a row for each lot and each fill that
closed of it, with its share of their fees. Lots are chosen by p_method: fifo, lifo, hifo (the highest entry price; of
equal ones the oldest), or average (one lot for each ticker, at its average entry price, as the journal has it: then the
sum of pnl is realized_pnl). p_merge day makes one fill of those of a ticker that follow each other on the same side of
a day (of the session''s time zone), at their average price, and one trip of all that such a fill closes. A fill through
zero closes with one part and opens with the other. pnl is gross of fees, net_pnl after them, return = pnl /
entry_value; side is long or short, tag the option of the order that opened. Of the epoch that p_at falls in (null: the
current one) up to p_at, or of number p_epoch of paper.epochs. Raises ZP001, ZP004.';

CREATE TABLE paper_internal.migrations (
    version integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_by text DEFAULT SESSION_USER NOT NULL
);

ALTER TABLE paper_internal.migrations OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.migrations IS 'The files of migrations/ that were run.';

CREATE FUNCTION paper.schema_version() RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    BEGIN ATOMIC
 SELECT max(m.version) AS max
    FROM paper_internal.migrations m;
END;

ALTER FUNCTION paper.schema_version() OWNER TO paper_owner;

COMMENT ON FUNCTION paper.schema_version() IS 'Number of the newest migration applied; a client compares it with the one it was built for when it opens.';

CREATE FUNCTION paper.seq_at(p_account_id text, p_at timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$ … $$;

ALTER FUNCTION paper.seq_at(p_account_id text, p_at timestamp with time zone) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.seq_at(p_account_id text, p_at timestamp with time zone) IS 'Seq of the last journal row at or before a time, 0 before the first: the orders of a day are those with seq above
seq_at(account, its begin) and up to seq_at(account, its end). A binary search on the primary key. Raises ZP001.';

CREATE FUNCTION paper.set_clock(p_account_id text, p_at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.set_clock(p_account_id text, p_at timestamp with time zone) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.set_clock(p_account_id text, p_at timestamp with time zone) IS 'Sets the clock of a simulated account forward and returns its time; it never goes back, an earlier time changes
nothing. On the wall clock it raises ZP004; also ZP001, ZP003, ZP005.';

CREATE TABLE paper_internal.instruments (
    ticker paper_internal.ticker NOT NULL,
    calendar text COLLATE pg_catalog."C"
);

ALTER TABLE paper_internal.instruments OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.instruments IS 'What is known of a ticker; without a row, or without a calendar, it trades around the clock.';

CREATE VIEW paper.instruments AS
 SELECT (ticker)::text AS ticker,
    calendar
   FROM paper_internal.instruments i;

ALTER VIEW paper.instruments OWNER TO paper_reader;

COMMENT ON VIEW paper.instruments IS 'What is known of tickers; one that is not here trades around the clock.';

COMMENT ON COLUMN paper.instruments.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.instruments.calendar IS 'Calendar of its sessions; null trades around the clock.';

CREATE FUNCTION paper.set_instrument(p_ticker text, p_settings jsonb) RETURNS paper.instruments
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper.set_instrument(p_ticker text, p_settings jsonb) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.set_instrument(p_ticker text, p_settings jsonb) IS 'Sets what is given of a ticker and returns all of it. The one setting is calendar, the name of its sessions in
load_sessions(); null trades around the clock. It holds for all accounts. Raises ZP004.';

CREATE FUNCTION paper.submit_order(p_account_id text, p_idempotency_key text, p_ticker text, p_side paper.order_side, p_quantity numeric, p_order_type paper.order_type DEFAULT 'market'::paper.order_type, p_limit_price numeric DEFAULT NULL::numeric, p_stop_price numeric DEFAULT NULL::numeric, p_options jsonb DEFAULT '{}'::jsonb) RETURNS SETOF paper.orders
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$ … $$;

ALTER FUNCTION paper.submit_order(p_account_id text, p_idempotency_key text, p_ticker text, p_side paper.order_side, p_quantity numeric, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_options jsonb) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.submit_order(p_account_id text, p_idempotency_key text, p_ticker text, p_side paper.order_side, p_quantity numeric, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_options jsonb) IS 'Submits one order: submit_orders with a batch of one. Call it as select * from paper.submit_order(…).';

CREATE FUNCTION paper.submit_orders(p_account_id text, p_orders paper.order_request[]) RETURNS SETOF paper.orders
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    SET work_mem TO '64MB'
    AS $$ … $$;

ALTER FUNCTION paper.submit_orders(p_account_id text, p_orders paper.order_request[]) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.submit_orders(p_account_id text, p_orders paper.order_request[]) IS 'Submits a batch of orders on one account and returns them in the order of the request: filled or rejected, or, where
the key is known, as they are stored. In fill model immediate every order is final at once. A batch with anything wrong
writes nothing and raises ZP004, or ZP002 when keys were used for different requests, with a DETAIL that lists all of
it as JSON: [{index, sqlstate, problem}], the first order being 1. Raises ZP001, ZP003, ZP005.';

CREATE FUNCTION paper.sweep(OUT account_ids text[], OUT positions jsonb, OUT snapshot pg_snapshot) RETURNS record
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.sweep(OUT account_ids text[], OUT positions jsonb, OUT snapshot pg_snapshot) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.sweep(OUT account_ids text[], OUT positions jsonb, OUT snapshot pg_snapshot) IS 'Finds the accounts of the caller that new market data or expiries may concern: match each with match_account(), then
hand positions and snapshot to sweep_done(). Read only; call it read committed, in a transaction of its own.';

CREATE FUNCTION paper.sweep_done(p_positions jsonb, p_snapshot pg_snapshot) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper.sweep_done(p_positions jsonb, p_snapshot pg_snapshot) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.sweep_done(p_positions jsonb, p_snapshot pg_snapshot) IS 'Remembers for the caller''s role how far a sweep has looked, once each of its accounts is matched. A crash before
repeats the sweep; an earlier state than the stored one only makes the next sweep look again.';

CREATE FUNCTION paper.trim_tape(p_keep interval DEFAULT '7 days'::interval) RETURNS TABLE(day date, bytes bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '10s'
    AS $$ … $$;

ALTER FUNCTION paper.trim_tape(p_keep interval) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.trim_tape(p_keep interval) IS 'Drops the market data of whole days (UTC, by when it was fed) that are older than p_keep, and returns the days. A day
stays while an account with working orders has not applied all of it. What is dropped can not be told from what was
never fed: fed again, it is out of order. For members of paper_owner; run it once a day.';

CREATE FUNCTION paper.turnover(p_account_id text, p_from timestamp with time zone DEFAULT NULL::timestamp with time zone, p_to timestamp with time zone DEFAULT NULL::timestamp with time zone, p_step interval DEFAULT '1 day'::interval, p_epoch integer DEFAULT NULL::integer) RETURNS TABLE(at timestamp with time zone, fills bigint, bought numeric, sold numeric, fees numeric, equity numeric, turnover double precision)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    SET work_mem TO '64MB'
    AS $$ … $$;

ALTER FUNCTION paper.turnover(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.turnover(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) IS 'What an account traded in each step of equity_curve: fills, value bought and sold, fees, and turnover = (bought +
sold) / the mean of the equity before and after the step, null when that is not above 0. Raises ZP001, ZP004.';

CREATE FUNCTION paper.update_settings(p_account_id text, p_idempotency_key text, p_settings jsonb) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.update_settings(p_account_id text, p_idempotency_key text, p_settings jsonb) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.update_settings(p_account_id text, p_idempotency_key text, p_settings jsonb) IS 'Changes the settings that are given and keeps the others; clock and currency stay as they were at the opening.
What open orders have reserved stays as it is until they fill or end. Warns as open_account does. Journalled as a
correction. The same key and settings again change nothing; raises ZP001 to ZP005.';

CREATE FUNCTION paper.withdraw(p_account_id text, p_idempotency_key text, p_amount numeric) RETURNS paper.accounts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper.withdraw(p_account_id text, p_idempotency_key text, p_amount numeric) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.withdraw(p_account_id text, p_idempotency_key text, p_amount numeric) IS 'Takes cash out of an account, at most its buying power, else raises ZP009. The same key and amount again change
nothing; raises ZP001, ZP002, ZP003, ZP004, ZP005.';

CREATE FUNCTION paper_internal.accepted_time(p_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((p_at >= '1000-01-01 00:00:00+00'::timestamp with time zone) AND (p_at < '3000-01-01 00:00:00+00'::timestamp with time zone));

ALTER FUNCTION paper_internal.accepted_time(p_at timestamp with time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.account_of(p_account_id text) RETURNS paper.accounts
    LANGUAGE sql STABLE
    RETURN (SELECT a.*::paper.accounts AS a FROM paper.accounts a WHERE (a.account_id = account_of.p_account_id));

ALTER FUNCTION paper_internal.account_of(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.actor() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN (CURRENT_USER <> 'paper_owner'::name) THEN (CURRENT_USER)::text WHEN (current_setting('role'::text) = 'none'::text) THEN (SESSION_USER)::text ELSE current_setting('role'::text) END;

ALTER FUNCTION paper_internal.actor() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.actor_roles() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ARRAY(SELECT (r.rolname)::text AS rolname FROM pg_roles r WHERE pg_has_role((paper_internal.actor())::name, r.oid, 'member'::text));

ALTER FUNCTION paper_internal.actor_roles() OWNER TO paper_owner;

CREATE TABLE paper_internal.tape (
    ticker paper_internal.ticker NOT NULL,
    tape_seq bigint NOT NULL,
    era integer NOT NULL,
    kind paper_internal.datum_kind NOT NULL,
    at timestamp with time zone NOT NULL,
    starts_at timestamp with time zone,
    sequence bigint,
    bid paper_internal.price,
    ask paper_internal.price,
    bid_size paper_internal.size,
    ask_size paper_internal.size,
    open paper_internal.price,
    high paper_internal.price,
    low paper_internal.price,
    price paper_internal.price,
    size paper_internal.size
)
PARTITION BY RANGE (era);

ALTER TABLE paper_internal.tape OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.tape IS 'The market data that was fed, in the order it was.';

COMMENT ON COLUMN paper_internal.tape.tape_seq IS 'Position within the ticker, from 1, without gaps.';

COMMENT ON COLUMN paper_internal.tape.era IS 'Day it was fed, on the wall clock, in days since 2000-01-01 UTC.';

COMMENT ON COLUMN paper_internal.tape.at IS 'Time of the quote or trade; the end of the bar.';

COMMENT ON COLUMN paper_internal.tape.price IS 'Price of the trade; close of the bar.';

COMMENT ON COLUMN paper_internal.tape.size IS 'Size of the trade; volume of the bar.';

CREATE FUNCTION paper_internal.acts_of(p_tickers text[], p_after_seqs bigint[], p_to_seqs bigint[], p_bars_at_close boolean) RETURNS TABLE(ticker_no integer, tape_seq bigint, phase paper_internal.phase, at timestamp with time zone, starts_at timestamp with time zone, ends_at timestamp with time zone, bid numeric, ask numeric, bid_size numeric, ask_size numeric, open numeric, high numeric, low numeric, price numeric, size numeric)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (t.n)::integer AS n,
     x.tape_seq,
     p.phase,
         CASE p.phase
             WHEN 'open'::paper_internal.phase THEN x.starts_at
             ELSE x.at
         END AS at,
     x.starts_at,
         CASE
             WHEN (x.starts_at IS NOT NULL) THEN x.at
             ELSE NULL::timestamp with time zone
         END AS "case",
     (x.bid)::numeric AS bid,
     (x.ask)::numeric AS ask,
     (x.bid_size)::numeric AS bid_size,
     (x.ask_size)::numeric AS ask_size,
     (x.open)::numeric AS open,
     (x.high)::numeric AS high,
     (x.low)::numeric AS low,
     (x.price)::numeric AS price,
     (x.size)::numeric AS size
    FROM ((UNNEST(acts_of.p_tickers, acts_of.p_after_seqs, acts_of.p_to_seqs) WITH ORDINALITY t(ticker, after_seq, to_seq, n)
      CROSS JOIN LATERAL ( SELECT i.ticker,
             i.tape_seq,
             i.era,
             i.kind,
             i.at,
             i.starts_at,
             i.sequence,
             i.bid,
             i.ask,
             i.bid_size,
             i.ask_size,
             i.open,
             i.high,
             i.low,
             i.price,
             i.size
            FROM paper_internal.tape i
           WHERE (((i.ticker)::text = t.ticker) AND (i.tape_seq > t.after_seq) AND (i.tape_seq <= t.to_seq))) x)
      CROSS JOIN LATERAL unnest(
         CASE
             WHEN (x.kind = 'quote'::paper_internal.datum_kind) THEN ARRAY['quote'::paper_internal.phase]
             WHEN (x.kind = 'trade'::paper_internal.datum_kind) THEN ARRAY['trade'::paper_internal.phase]
             WHEN acts_of.p_bars_at_close THEN ARRAY['close'::paper_internal.phase]
             ELSE ARRAY['open'::paper_internal.phase, 'range'::paper_internal.phase]
         END) p(phase))
   WHERE (t.after_seq < t.to_seq);
END;

ALTER FUNCTION paper_internal.acts_of(p_tickers text[], p_after_seqs bigint[], p_to_seqs bigint[], p_bars_at_close boolean) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.advance(p_account paper_internal.accounts, p_steps paper_internal.step[], p_outcome paper_internal.outcome DEFAULT NULL::paper_internal.outcome, p_writes boolean DEFAULT true, p_market paper_internal.market[] DEFAULT NULL::paper_internal.market[]) RETURNS paper_internal.step[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.advance(p_account paper_internal.accounts, p_steps paper_internal.step[], p_outcome paper_internal.outcome, p_writes boolean, p_market paper_internal.market[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.affordable_quantity(p_fees paper_internal.fee_schedule, p_cash numeric, p_price numeric, p_liquidity paper.liquidity, p_is_first_fill boolean, p_decimals integer) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN GREATEST((0)::numeric, trunc(LEAST(((p_cash - CASE WHEN p_is_first_fill THEN (p_fees).per_order ELSE (0)::numeric END) / ((p_price * ((1)::numeric + CASE p_liquidity WHEN 'maker'::paper.liquidity THEN (p_fees).maker ELSE (p_fees).taker END)) + (p_fees).per_share)), CASE WHEN p_is_first_fill THEN ((p_cash - (p_fees).minimum) / p_price) ELSE NULL::numeric END), p_decimals));

ALTER FUNCTION paper_internal.affordable_quantity(p_fees paper_internal.fee_schedule, p_cash numeric, p_price numeric, p_liquidity paper.liquidity, p_is_first_fill boolean, p_decimals integer) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.amount_problem(p_amount numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT (((p_amount >= (0)::numeric) AND (p_amount < '1000000000000000000000'::numeric) AND (min_scale(p_amount) <= 12)) IS TRUE)) THEN 'the amount must be at least 0, below 10^21 and have at most 12 decimals'::text ELSE NULL::text END;

ALTER FUNCTION paper_internal.amount_problem(p_amount numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.annualized(p_index double precision, p_exponent double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (p_index <= (0)::double precision) THEN (CASE WHEN (p_index = (0)::double precision) THEN '-1'::integer ELSE NULL::integer END)::double precision WHEN ((ln(p_index) * p_exponent) < ('-600'::integer)::double precision) THEN ('-1'::integer)::double precision WHEN ((ln(p_index) * p_exponent) < (600)::double precision) THEN (exp((ln(p_index) * p_exponent)) - (1)::double precision) ELSE NULL::double precision END;

ALTER FUNCTION paper_internal.annualized(p_index double precision, p_exponent double precision) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.append_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.append_only() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.arriving_order(p_request paper_internal.step, p_seq bigint, p_at timestamp with time zone, p_now timestamp with time zone, p_session paper.session, p_day_end time without time zone) RETURNS paper_internal.orders
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.arriving_order(p_request paper_internal.step, p_seq bigint, p_at timestamp with time zone, p_now timestamp with time zone, p_session paper.session, p_day_end time without time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.asked_price(p_row paper_internal.journal) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_row).rule IS NOT NULL) THEN NULL::numeric WHEN ((p_row).order_type = 'stop'::paper.order_type) THEN ((p_row).stop_price)::numeric ELSE ((p_row).limit_price)::numeric END;

ALTER FUNCTION paper_internal.asked_price(p_row paper_internal.journal) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.average_price(p_value numeric, p_quantity numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (div((('2000000000000'::numeric * p_value) + p_quantity), ((2)::numeric * p_quantity)) * 0.000000000001);

ALTER FUNCTION paper_internal.average_price(p_value numeric, p_quantity numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.bar_problem(p_starts_at timestamp with time zone, p_ends_at timestamp with time zone, p_open numeric, p_high numeric, p_low numeric, p_close numeric, p_volume numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT ((paper_internal.accepted_time(p_starts_at) AND paper_internal.accepted_time(p_ends_at)) IS TRUE)) THEN 'starts_at and ends_at must be given and between the years 1000 and 3000'::text WHEN (p_ends_at <= p_starts_at) THEN 'ends_at must be after starts_at'::text WHEN (NOT (((p_low > (0)::numeric) AND (min_scale(p_low) <= 12)) IS TRUE)) THEN 'low must be above 0 and have at most 12 decimals'::text WHEN (NOT (((p_high < '1000000000000000'::numeric) AND (min_scale(p_high) <= 12)) IS TRUE)) THEN 'high must be below 10^15 and have at most 12 decimals'::text WHEN (NOT (((p_low <= p_open) AND (p_open <= p_high) AND (min_scale(p_open) <= 12)) IS TRUE)) THEN 'open must be from low to high and have at most 12 decimals'::text WHEN (NOT (((p_low <= p_close) AND (p_close <= p_high) AND (min_scale(p_close) <= 12)) IS TRUE)) THEN 'close must be from low to high and have at most 12 decimals'::text WHEN (NOT ((p_volume >= (0)::numeric) AND (p_volume < '1000000000000000'::numeric) AND (min_scale(p_volume) <= 12))) THEN 'volume must be at least 0, below 10^15 and have at most 12 decimals'::text ELSE NULL::text END;

ALTER FUNCTION paper_internal.bar_problem(p_starts_at timestamp with time zone, p_ends_at timestamp with time zone, p_open numeric, p_high numeric, p_low numeric, p_close numeric, p_volume numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.base_price(p_row paper_internal.journal, p_order paper_internal.journal, p_stop_price numeric, p_datum paper_internal.tape) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_row).rule = 'limit'::paper.fill_rule) THEN ((p_order).limit_price)::numeric WHEN ((p_row).rule = 'stop'::paper.fill_rule) THEN p_stop_price WHEN ((p_row).rule = 'open'::paper.fill_rule) THEN ((p_datum).open)::numeric WHEN ((p_datum).kind <> 'quote'::paper_internal.datum_kind) THEN ((p_datum).price)::numeric WHEN ((p_row).side = 'buy'::paper.order_side) THEN ((p_datum).ask)::numeric ELSE ((p_datum).bid)::numeric END;

ALTER FUNCTION paper_internal.base_price(p_row paper_internal.journal, p_order paper_internal.journal, p_stop_price numeric, p_datum paper_internal.tape) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.bounded_scale(p_number numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (scale(p_number) > 12) THEN trim_scale(p_number) ELSE p_number END;

ALTER FUNCTION paper_internal.bounded_scale(p_number numeric) OWNER TO paper_owner;

CREATE TABLE paper_internal.working (
    account_id paper_internal.account_id NOT NULL,
    seq bigint NOT NULL,
    ticker paper_internal.ticker NOT NULL,
    kind paper_internal.trigger_kind DEFAULT 'any'::paper_internal.trigger_kind NOT NULL,
    trigger_price paper_internal.price,
    seen_seq bigint DEFAULT 0 NOT NULL,
    expires_at timestamp with time zone,
    born xid8 DEFAULT pg_current_xact_id() NOT NULL
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000', autovacuum_vacuum_cost_delay='0');

ALTER TABLE paper_internal.working OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.working IS 'The orders that can still trade, and which market data can concern them.';

COMMENT ON COLUMN paper_internal.working.kind IS 'What reaches it: any datum, or one whose price is at or beyond trigger_price on the side that the kind says.';

COMMENT ON COLUMN paper_internal.working.seen_seq IS 'Newest position on the tape of its ticker when it was submitted: it trades against what comes after.';

COMMENT ON COLUMN paper_internal.working.born IS 'Transaction that made it work: a sweep checks the orders that have become visible since the one before.';

CREATE FUNCTION paper_internal.cancel_requests(p_account_id text, p_seqs bigint[], p_ticker text) RETURNS paper_internal.step[]
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT COALESCE(array_agg(ROW(cancel_requests.p_account_id, NULL::bigint, i.seq, NULL::timestamp with time zone, 'cancelled'::paper.event_type, NULL::paper.order_type, NULL::paper.order_side, NULL::paper.reject_reason, (i.ticker)::text, NULL::text, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, (0)::numeric, NULL::numeric, NULL::numeric, NULL::jsonb, NULL::text, NULL::jsonb, NULL::bytea, NULL::timestamp with time zone, NULL::paper.liquidity, NULL::paper.fill_rule, NULL::bigint)::paper_internal.step ORDER BY i.seq), '{}'::paper_internal.step[]) AS "coalesce"
    FROM ( SELECT o.seq,
             o.ticker
            FROM (unnest(cancel_requests.p_seqs) s(seq)
              CROSS JOIN LATERAL ( SELECT k.seq,
                     k.ticker
                    FROM paper_internal.orders k
                   WHERE (((k.account_id)::text = cancel_requests.p_account_id) AND (k.seq = s.seq))
                  LIMIT 1) o)
         UNION ALL
          SELECT w.seq,
             w.ticker
            FROM paper_internal.working w
           WHERE (((w.account_id)::text = cancel_requests.p_account_id) AND (cancel_requests.p_seqs IS NULL) AND ((cancel_requests.p_ticker IS NULL) OR ((w.ticker)::text = cancel_requests.p_ticker)))) i;
END;

ALTER FUNCTION paper_internal.cancel_requests(p_account_id text, p_seqs bigint[], p_ticker text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.caught_up(p_account paper_internal.accounts) RETURNS paper_internal.accounts
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.caught_up(p_account paper_internal.accounts) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.chained(p_index double precision, p_return double precision) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_return IS NULL) OR ((p_index < ('-1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'::numeric)::double precision) OR (p_index > ('1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'::numeric)::double precision)) OR (abs(p_index) < (0.000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001)::double precision)) THEN p_index ELSE (p_index * ((1)::double precision + p_return)) END;

ALTER FUNCTION paper_internal.chained(p_index double precision, p_return double precision) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.check_fold(p_account_id text) RETURNS TABLE(account_id text, rule text, detail text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$ … $$;

ALTER FUNCTION paper_internal.check_fold(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.check_orders(p_account_id text) RETURNS TABLE(account_id text, rule text, detail text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH lives AS (
          SELECT o.account_id,
             o.seq,
             o.ticker,
             o.side,
             o.order_type,
             o.time_in_force,
             o.status,
             o.elected,
             o.touch,
             o.ordered_quantity,
             o.quantity,
             o.limit_price,
             o.stop_price,
             o.trail_amount,
             o.trail_percent,
             o.watermark,
             o.reserve_price,
             o.submitted_at,
             o.works_from,
             o.expires_at,
             o.parent_seq,
             o.oco_seq,
             o.oco_group,
             o.filled_quantity,
             o.filled_value,
             o.maker_value,
             o.filled_avg_price,
             o.fees,
             o.realized_pnl,
             o.reserved,
             o.cash_after,
             o.quantity_after,
             o.reject_reason,
             o.replaces,
             o.replaced_by,
             o.updated_at,
             c.event_type AS created_as,
             c.quantity AS created_quantity,
             c.side AS created_side,
             c.ticker AS created_ticker,
             (w.seq IS NOT NULL) AS is_working,
             w.ticker AS working_ticker,
             l.filled,
             l.value,
             l.value_as_maker,
             l.fees AS journal_fees,
             l.realized_pnl AS journal_pnl,
             f.cash_after AS last_cash_after,
             f.quantity_after AS last_quantity_after,
             (
                 CASE COALESCE(e.event_type, c.event_type)
                     WHEN 'fill'::paper.event_type THEN 'filled'::text
                     WHEN 'partial_fill'::paper.event_type THEN 'partially_filled'::text
                     WHEN 'submitted'::paper.event_type THEN 'pending'::text
                     WHEN 'accepted'::paper.event_type THEN 'accepted'::text
                     WHEN 'expired'::paper.event_type THEN 'expired'::text
                     WHEN 'replaced'::paper.event_type THEN 'replaced'::text
                     ELSE 'cancelled'::text
                 END)::paper.order_status AS journal_status
            FROM (((((paper_internal.orders o
              LEFT JOIN LATERAL ( SELECT j.event_type,
                     j.quantity,
                     j.side,
                     j.ticker
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = check_orders.p_account_id) AND (j.seq = o.seq) AND (j.order_type IS NOT NULL))
                  LIMIT 1) c ON (true))
              LEFT JOIN LATERAL ( SELECT i.seq,
                     i.ticker
                    FROM paper_internal.working i
                   WHERE (((i.account_id)::text = check_orders.p_account_id) AND (i.seq = o.seq))
                  LIMIT 1) w ON (true))
              CROSS JOIN LATERAL ( SELECT COALESCE(sum((j.quantity)::numeric) FILTER (WHERE (j.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type]))), (0)::numeric) AS filled,
                     COALESCE(sum(((j.quantity)::numeric * (j.price)::numeric)) FILTER (WHERE (j.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type]))), (0)::numeric) AS value,
                     COALESCE(sum(((j.quantity)::numeric * (j.price)::numeric)) FILTER (WHERE (j.liquidity = 'maker'::paper.liquidity)), (0)::numeric) AS value_as_maker,
                     max(j.seq) FILTER (WHERE (j.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type]))) AS last_fill_seq,
                     COALESCE(sum((j.fee)::numeric), (0)::numeric) AS fees,
                     COALESCE(sum((j.realized_pnl)::numeric), (0)::numeric) AS realized_pnl,
                     max(j.seq) FILTER (WHERE (j.event_type <> 'triggered'::paper.event_type)) AS last_event_seq
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = check_orders.p_account_id) AND (j.order_seq = o.seq) AND (j.order_type IS NULL))) l)
              LEFT JOIN LATERAL ( SELECT j.cash_after,
                     j.quantity_after
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = check_orders.p_account_id) AND (j.seq = l.last_fill_seq))
                  LIMIT 1) f ON (true))
              LEFT JOIN LATERAL ( SELECT j.event_type
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = check_orders.p_account_id) AND (j.seq = l.last_event_seq))
                  LIMIT 1) e ON (true))
           WHERE ((o.account_id)::text = check_orders.p_account_id)
         ), judged AS (
          SELECT l.account_id,
             l.seq,
             l.ticker,
             l.side,
             l.order_type,
             l.time_in_force,
             l.status,
             l.elected,
             l.touch,
             l.ordered_quantity,
             l.quantity,
             l.limit_price,
             l.stop_price,
             l.trail_amount,
             l.trail_percent,
             l.watermark,
             l.reserve_price,
             l.submitted_at,
             l.works_from,
             l.expires_at,
             l.parent_seq,
             l.oco_seq,
             l.oco_group,
             l.filled_quantity,
             l.filled_value,
             l.maker_value,
             l.filled_avg_price,
             l.fees,
             l.realized_pnl,
             l.reserved,
             l.cash_after,
             l.quantity_after,
             l.reject_reason,
             l.replaces,
             l.replaced_by,
             l.updated_at,
             l.created_as,
             l.created_quantity,
             l.created_side,
             l.created_ticker,
             l.is_working,
             l.working_ticker,
             l.filled,
             l.value,
             l.value_as_maker,
             l.journal_fees,
             l.journal_pnl,
             l.last_cash_after,
             l.last_quantity_after,
             l.journal_status,
             ((l.created_as = ANY (ARRAY['accepted'::paper.event_type, 'submitted'::paper.event_type])) IS NOT TRUE) AS breaks_birth,
             ((l.filled_quantity)::numeric <> l.filled) AS breaks_filled,
             (l.filled > (l.created_quantity)::numeric) AS breaks_ordered,
             ((l.ordered_quantity)::numeric <> (l.created_quantity)::numeric) AS breaks_ordered_quantity,
                 CASE
                     WHEN ((l.oco_seq IS NULL) AND COALESCE((l.parent_seq = l.seq), true)) THEN ((l.quantity)::numeric <> (l.created_quantity)::numeric)
                     ELSE (((l.quantity)::numeric < l.filled) OR ((l.quantity)::numeric > (l.created_quantity)::numeric))
                 END AS breaks_quantity,
             (((l.filled_value)::numeric <> l.value) OR ((l.maker_value)::numeric <> l.value_as_maker)) AS breaks_value,
             (COALESCE((abs((((l.filled_avg_price)::numeric * l.filled) - l.value)) > (l.filled * 0.000000000001)), (l.filled > (0)::numeric)) OR ((l.filled = (0)::numeric) AND (l.filled_avg_price IS NOT NULL))) AS breaks_average,
             ((l.fees)::numeric <> l.journal_fees) AS breaks_fees,
             ((l.realized_pnl)::numeric <> l.journal_pnl) AS breaks_realized_pnl,
             (((l.cash_after)::numeric IS DISTINCT FROM (l.last_cash_after)::numeric) OR ((l.quantity_after)::numeric IS DISTINCT FROM (l.last_quantity_after)::numeric)) AS breaks_balances,
             (l.is_working AND ((l.working_ticker)::text <> (l.created_ticker)::text)) AS breaks_ticker,
             (l.status <> l.journal_status) AS breaks_status,
             (l.is_working <> ((l.status = ANY (ARRAY['accepted'::paper.order_status, 'partially_filled'::paper.order_status])) OR ((l.status = 'pending'::paper.order_status) AND (l.parent_seq IS NULL)))) AS breaks_working,
             ((NOT l.is_working) AND ((l.reserved)::numeric <> (0)::numeric)) AS breaks_reserved
            FROM lives l
         )
  SELECT check_orders.p_account_id AS p_account_id,
     'order'::text,
     ((('order '::text || (j.seq)::text) || ': '::text) || b.detail)
    FROM (judged j
      CROSS JOIN LATERAL ( VALUES (j.breaks_birth,'was not created by a row that lets it rest'::text), (j.breaks_filled,'filled_quantity is not the sum of its fills'::text), (j.breaks_ordered,'more was filled than ordered'::text), (j.breaks_ordered_quantity,'ordered_quantity is not what was ordered'::text), (j.breaks_quantity,((('works for '::text || (j.quantity)::text) || ' of '::text) || (j.created_quantity)::text)), (j.breaks_value,'filled_value or maker_value is not the sum of its fills'::text), (j.breaks_average,'filled_avg_price is not the average of its fills'::text), (j.breaks_fees,'fees are not the sum of its fills'::text), (j.breaks_realized_pnl,'realized_pnl is not the sum of its fills'::text), (j.breaks_balances,'cash_after or quantity_after is not that of its latest fill'::text), (j.breaks_ticker,'works in another ticker'::text), (j.breaks_status,(('status is '::text || (j.status)::text) || ', the journal says otherwise'::text)), (j.breaks_working,(((('is '::text || (j.status)::text) || ' and '::text) ||
                 CASE
                     WHEN j.is_working THEN ''::text
                     ELSE 'not '::text
                 END) || 'working'::text)), (j.breaks_reserved,('does not work and reserves '::text || (j.reserved)::text))) b(is_broken, detail))
   WHERE ((j.breaks_birth OR j.breaks_filled OR j.breaks_ordered OR j.breaks_ordered_quantity OR j.breaks_quantity OR j.breaks_value OR j.breaks_average OR j.breaks_fees OR j.breaks_realized_pnl OR j.breaks_balances OR j.breaks_ticker OR j.breaks_status OR j.breaks_working OR j.breaks_reserved) AND b.is_broken)
 UNION ALL
  SELECT check_orders.p_account_id AS p_account_id,
     'group'::text,
     (('orders of group '::text || (g.oco_seq)::text) || ' filled more than the largest of them'::text)
    FROM ( SELECT l.oco_seq,
             sum(l.filled) AS filled,
             (max((l.created_quantity)::numeric) + COALESCE(sum(l.filled) FILTER (WHERE (l.status = 'replaced'::paper.order_status)), (0)::numeric)) AS quantity
            FROM lives l
           WHERE (l.oco_seq IS NOT NULL)
           GROUP BY l.oco_seq, l.created_side) g
   WHERE (g.filled > g.quantity)
 UNION ALL
  SELECT check_orders.p_account_id AS p_account_id,
     'group'::text,
     (('the exits of order '::text || (g.parent_seq)::text) || ' filled more than it did'::text)
    FROM ( SELECT l.parent_seq,
             sum(l.filled) AS filled
            FROM lives l
           WHERE (l.parent_seq <> l.seq)
           GROUP BY l.parent_seq) g
   WHERE (g.filled > ( WITH RECURSIVE entries AS (
                  SELECT g.parent_seq AS seq
                 UNION ALL
                  SELECT o.replaces
                    FROM (entries e_1
                      CROSS JOIN LATERAL ( SELECT i.replaces
                            FROM paper_internal.orders i
                           WHERE (((i.account_id)::text = check_orders.p_account_id) AND (i.seq = e_1.seq))
                          LIMIT 1) o)
                   WHERE (o.replaces IS NOT NULL)
                 )
          SELECT COALESCE(sum((f.quantity)::numeric), (0)::numeric) AS "coalesce"
            FROM (entries e
              CROSS JOIN LATERAL ( SELECT j.quantity,
                     j.event_type
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = check_orders.p_account_id) AND (j.seq = e.seq))
                 UNION ALL
                  SELECT j.quantity,
                     j.event_type
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = check_orders.p_account_id) AND (j.order_seq = e.seq) AND (j.order_type IS NULL))) f)
           WHERE (f.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type]))))
 UNION ALL
  SELECT check_orders.p_account_id AS p_account_id,
     'order'::text,
     (('order '::text || (j.order_seq)::text) || ': rested and has no entry in orders'::text)
    FROM paper_internal.journal j
   WHERE (((j.account_id)::text = check_orders.p_account_id) AND (j.order_seq IS NOT NULL) AND ((j.order_type IS NULL) OR (j.event_type = ANY (ARRAY['accepted'::paper.event_type, 'submitted'::paper.event_type]))) AND (( SELECT true
            FROM paper_internal.orders o
           WHERE (((o.account_id)::text = check_orders.p_account_id) AND (o.seq = j.order_seq))
          LIMIT 1) IS NULL))
 UNION ALL
  SELECT check_orders.p_account_id AS p_account_id,
     'order'::text,
     (('order '::text || (w.seq)::text) || ': works and has no entry in orders'::text)
    FROM paper_internal.working w
   WHERE (((w.account_id)::text = check_orders.p_account_id) AND (( SELECT true
            FROM paper_internal.orders o
           WHERE (((o.account_id)::text = check_orders.p_account_id) AND (o.seq = w.seq))
          LIMIT 1) IS NULL))
 UNION ALL
  SELECT check_orders.p_account_id AS p_account_id,
     'reserved'::text,
     ((('reserved is '::text || (a.reserved)::text) || ', open buy orders claim '::text) || (r.claimed)::text)
    FROM (paper_internal.accounts a
      CROSS JOIN ( SELECT COALESCE(sum((l.reserved)::numeric) FILTER (WHERE (l.is_working AND (l.created_side = 'buy'::paper.order_side))), (0)::numeric) AS claimed
            FROM lives l) r)
   WHERE (((a.account_id)::text = check_orders.p_account_id) AND ((a.reserved)::numeric <> r.claimed));
END;

ALTER FUNCTION paper_internal.check_orders(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.check_orphans() RETURNS TABLE(account_id text, rule text, detail text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT o.account_id,
     'orphan'::text,
     (('rows in '::text || o.what) || ' without an account'::text)
    FROM ( SELECT DISTINCT (j.account_id)::text AS account_id,
             'journal'::text AS what
            FROM paper_internal.journal j
         UNION ALL
          SELECT DISTINCT (p.account_id)::text AS account_id,
             'positions'::text
            FROM paper_internal.positions p
         UNION ALL
          SELECT DISTINCT (i.account_id)::text AS account_id,
             'orders'::text
            FROM paper_internal.orders i
         UNION ALL
          SELECT DISTINCT (w.account_id)::text AS account_id,
             'working'::text
            FROM paper_internal.working w) o(account_id, what)
   WHERE ((NOT (EXISTS ( SELECT
            FROM paper_internal.accounts a
           WHERE ((a.account_id)::text = o.account_id)))) AND pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text));
END;

ALTER FUNCTION paper_internal.check_orphans() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.check_rows(p_account_id text) RETURNS TABLE(account_id text, rule text, detail text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH judged AS (
          SELECT j_1.account_id,
             j_1.seq,
             j_1.order_seq,
             j_1.at,
             j_1.event_type,
             j_1.order_type,
             j_1.side,
             j_1.reject_reason,
             j_1.ticker,
             j_1.idempotency_key,
             j_1.quantity,
             j_1.limit_price,
             j_1.stop_price,
             j_1.price,
             j_1.amount,
             j_1.fee,
             j_1.realized_pnl,
             j_1.cash_after,
             j_1.quantity_after,
             j_1.avg_entry_price_after,
             j_1.options,
             j_1.error,
             j_1.detail,
             j_1.seal,
             j_1.market_at,
             j_1.liquidity,
             j_1.rule,
             j_1.tape_seq,
             ((j_1.seq = 1) AND (j_1.event_type <> 'deposit'::paper.event_type)) AS breaks_opening,
             (((j_1.event_type = 'rejected'::paper.event_type) AND (j_1.reject_reason IS NULL)) OR ((j_1.reject_reason IS NOT NULL) AND (j_1.event_type <> ALL (ARRAY['rejected'::paper.event_type, 'cancelled'::paper.event_type, 'expired'::paper.event_type]))) OR ((j_1.order_type IS NOT NULL) AND (j_1.order_seq IS DISTINCT FROM j_1.seq)) OR ((j_1.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type, 'rejected'::paper.event_type])) AND ((j_1.order_seq IS NULL) OR (j_1.ticker IS NULL) OR (j_1.side IS NULL))) OR
                 CASE
                     WHEN (j_1.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])) THEN ((j_1.quantity IS NULL) OR (j_1.price IS NULL) OR (j_1.realized_pnl IS NULL) OR (j_1.amount IS NOT NULL))
                     ELSE ((j_1.price IS NOT NULL) OR (j_1.fee IS NOT NULL) OR (j_1.realized_pnl IS NOT NULL))
                 END OR ((j_1.ticker IS NULL) AND ((j_1.quantity_after IS NOT NULL) OR (j_1.avg_entry_price_after IS NOT NULL))) OR
                 CASE j_1.event_type
                     WHEN 'deposit'::paper.event_type THEN (((j_1.amount)::numeric >= (0)::numeric) IS NOT TRUE)
                     WHEN 'withdrawal'::paper.event_type THEN (((j_1.amount)::numeric < (0)::numeric) IS NOT TRUE)
                     WHEN 'reset'::paper.event_type THEN (j_1.amount IS NULL)
                     ELSE false
                 END) AS breaks_shape,
             ((j_1.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])) AND (j_1.order_type = ANY (ARRAY['limit'::paper.order_type, 'stop_limit'::paper.order_type])) AND
                 CASE j_1.side
                     WHEN 'buy'::paper.order_side THEN ((j_1.price)::numeric > (j_1.limit_price)::numeric)
                     ELSE ((j_1.price)::numeric < (j_1.limit_price)::numeric)
                 END) AS breaks_limit,
             ((((j_1.cash_after)::numeric >= (0)::numeric) AND ((j_1.cash_after)::numeric < '1000000000000000000000'::numeric) AND COALESCE((((j_1.quantity_after)::numeric >= (0)::numeric) AND ((j_1.quantity_after)::numeric < '1000000000000000'::numeric)), true) AND COALESCE((((j_1.avg_entry_price_after)::numeric >= (0)::numeric) AND ((j_1.avg_entry_price_after)::numeric < '1000000000000000'::numeric)), true) AND COALESCE((((j_1.quantity)::numeric > (0)::numeric) AND ((j_1.quantity)::numeric < '1000000000000000'::numeric)), true) AND COALESCE((((j_1.price)::numeric > (0)::numeric) AND ((j_1.price)::numeric < '1000000000000000'::numeric)), true) AND COALESCE((((j_1.amount)::numeric > '-1000000000000000000000'::numeric) AND ((j_1.amount)::numeric < '1000000000000000000000'::numeric)), true) AND COALESCE((((j_1.realized_pnl)::numeric > '-1000000000000000000000'::numeric) AND ((j_1.realized_pnl)::numeric < '1000000000000000000000'::numeric)), true)) IS NOT TRUE) AS breaks_range
            FROM paper_internal.journal j_1
           WHERE ((j_1.account_id)::text = check_rows.p_account_id)
         )
  SELECT (j.account_id)::text AS account_id,
     b.rule,
     ((('seq '::text || (j.seq)::text) || ': '::text) || b.detail)
    FROM (judged j
      CROSS JOIN LATERAL ( VALUES (j.breaks_opening,'opening'::text,('the first row is no deposit but '::text || (j.event_type)::text)), (j.breaks_shape,'shape'::text,(('a '::text || (j.event_type)::text) || ' row without what it needs, or with what it cannot have'::text)), (j.breaks_limit,'limit'::text,(('filled at '::text || (j.price)::text) || ' beyond its limit'::text)), (j.breaks_range,'range'::text,'a balance, quantity or price is out of range'::text)) b(is_broken, rule, detail))
   WHERE ((j.breaks_opening OR j.breaks_shape OR j.breaks_limit OR j.breaks_range) AND b.is_broken);
END;

ALTER FUNCTION paper_internal.check_rows(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.choice_problem(p_name text, p_value jsonb, p_choices text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT COALESCE(((jsonb_typeof(p_value) = 'string'::text) AND ((p_value #>> '{}'::text[]) = ANY (p_choices))), false)) THEN ((p_name || ' must be '::text) || array_to_string(p_choices, ' or '::text)) ELSE NULL::text END;

ALTER FUNCTION paper_internal.choice_problem(p_name text, p_value jsonb, p_choices text[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.compat_problem(p_compat jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (jsonb_typeof(p_compat) <> 'object'::text) THEN 'compat must be a JSON object'::text ELSE (SELECT CASE c.key WHEN 'slippage_on'::text THEN paper_internal.choice_problem('slippage_on of compat'::text, c.value, ARRAY['all'::text, 'opening'::text]) WHEN 'slippage_within_bar'::text THEN CASE WHEN (jsonb_typeof(c.value) <> 'boolean'::text) THEN 'slippage_within_bar of compat must be true or false'::text ELSE NULL::text END WHEN 'children'::text THEN paper_internal.choice_problem('children of compat'::text, c.value, ARRAY['next_bar'::text, 'same_bar'::text]) WHEN 'stop_limit_fill'::text THEN paper_internal.choice_problem('stop_limit_fill of compat'::text, c.value, ARRAY['close'::text, 'stop'::text]) ELSE ('compat has no '::text || quote_literal("left"(c.key, 200))) END AS problem FROM jsonb_each(compat_problem.p_compat) c(key, value) ORDER BY CASE c.key WHEN 'slippage_on'::text THEN paper_internal.choice_problem('slippage_on of compat'::text, c.value, ARRAY['all'::text, 'opening'::text]) WHEN 'slippage_within_bar'::text THEN CASE WHEN (jsonb_typeof(c.value) <> 'boolean'::text) THEN 'slippage_within_bar of compat must be true or false'::text ELSE NULL::text END WHEN 'children'::text THEN paper_internal.choice_problem('children of compat'::text, c.value, ARRAY['next_bar'::text, 'same_bar'::text]) WHEN 'stop_limit_fill'::text THEN paper_internal.choice_problem('stop_limit_fill of compat'::text, c.value, ARRAY['close'::text, 'stop'::text]) ELSE ('compat has no '::text || quote_literal("left"(c.key, 200))) END LIMIT 1) END;

ALTER FUNCTION paper_internal.compat_problem(p_compat jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.copy_books(p_source paper_internal.accounts, p_account_id text, p_seq bigint, p_origin jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.copy_books(p_source paper_internal.accounts, p_account_id text, p_seq bigint, p_origin jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.copy_head(p_source paper_internal.accounts, p_account_id text, p_origin jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.copy_head(p_source paper_internal.accounts, p_account_id text, p_origin jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.seal_at(p_account_id text, p_seq bigint) RETURNS bytea
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.seal_at(p_account_id text, p_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.copy_journal(p_account_id text, p_new_account_id text, p_seq bigint) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 INSERT INTO paper_internal.journal (account_id, seq, order_seq, at, event_type, order_type, side, reject_reason, ticker, idempotency_key, quantity, limit_price, stop_price, price, amount, fee, realized_pnl, cash_after, quantity_after, avg_entry_price_after, options, error, detail, seal, market_at, liquidity, rule, tape_seq)  SELECT copy_journal.p_new_account_id AS p_new_account_id,
             j.seq,
             j.order_seq,
             j.at,
             j.event_type,
             j.order_type,
             j.side,
             j.reject_reason,
             j.ticker,
             j.idempotency_key,
             j.quantity,
             j.limit_price,
             j.stop_price,
             j.price,
             j.amount,
             j.fee,
             j.realized_pnl,
             j.cash_after,
             j.quantity_after,
             j.avg_entry_price_after,
             j.options,
             j.error,
             j.detail,
                 CASE
                     WHEN (j.seq = copy_journal.p_seq) THEN paper_internal.seal_at(copy_journal.p_account_id, copy_journal.p_seq)
                     ELSE j.seal
                 END AS seal,
             j.market_at,
             j.liquidity,
             j.rule,
             j.tape_seq
            FROM paper_internal.journal j
           WHERE (((j.account_id)::text = copy_journal.p_account_id) AND (j.seq <= copy_journal.p_seq))
           ORDER BY j.seq;
END;

ALTER FUNCTION paper_internal.copy_journal(p_account_id text, p_new_account_id text, p_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.copy_orders(p_account_id text, p_new_account_id text, p_seq bigint) RETURNS void
    LANGUAGE sql
    BEGIN ATOMIC
 INSERT INTO paper_internal.orders (account_id, seq, ticker, side, order_type, time_in_force, status, elected, touch, ordered_quantity, quantity, limit_price, stop_price, trail_amount, trail_percent, watermark, reserve_price, submitted_at, works_from, expires_at, parent_seq, oco_seq, oco_group, filled_quantity, filled_value, maker_value, filled_avg_price, fees, realized_pnl, reserved, cash_after, quantity_after, reject_reason, replaces, replaced_by, updated_at)  SELECT copy_orders.p_new_account_id AS p_new_account_id,
             o.seq,
             o.ticker,
             o.side,
             o.order_type,
             o.time_in_force,
             o.status,
             o.elected,
             o.touch,
             o.ordered_quantity,
             o.quantity,
             o.limit_price,
             o.stop_price,
             o.trail_amount,
             o.trail_percent,
             o.watermark,
             o.reserve_price,
             o.submitted_at,
             o.works_from,
             o.expires_at,
             o.parent_seq,
             o.oco_seq,
             o.oco_group,
             o.filled_quantity,
             o.filled_value,
             o.maker_value,
             o.filled_avg_price,
             o.fees,
             o.realized_pnl,
             o.reserved,
             o.cash_after,
             o.quantity_after,
             o.reject_reason,
             o.replaces,
             o.replaced_by,
             o.updated_at
            FROM paper_internal.orders o
           WHERE (((o.account_id)::text = copy_orders.p_account_id) AND (o.seq <= copy_orders.p_seq))
           ORDER BY o.seq;
END;

ALTER FUNCTION paper_internal.copy_orders(p_account_id text, p_new_account_id text, p_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.creating_row(p_request paper_internal.step, p_event_type paper.event_type, p_at timestamp with time zone, p_market_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_price numeric DEFAULT NULL::numeric, p_fee numeric DEFAULT NULL::numeric, p_liquidity paper.liquidity DEFAULT NULL::paper.liquidity, p_rule paper.fill_rule DEFAULT NULL::paper.fill_rule, p_reason paper.reject_reason DEFAULT NULL::paper.reject_reason, p_error text DEFAULT NULL::text, p_tape_seq bigint DEFAULT NULL::bigint) RETURNS paper_internal.step
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ROW((p_request).account_id, NULL::bigint, NULL::bigint, p_at, p_event_type, (p_request).order_type, (p_request).side, p_reason, (p_request).ticker, (p_request).idempotency_key, (p_request).quantity, (p_request).limit_price, (p_request).stop_price, p_price, NULL::numeric, p_fee, NULL::numeric, (0)::numeric, NULL::numeric, NULL::numeric, (p_request).options, p_error, (p_request).detail, NULL::bytea, p_market_at, p_liquidity, p_rule, p_tape_seq)::paper_internal.step;

ALTER FUNCTION paper_internal.creating_row(p_request paper_internal.step, p_event_type paper.event_type, p_at timestamp with time zone, p_market_at timestamp with time zone, p_price numeric, p_fee numeric, p_liquidity paper.liquidity, p_rule paper.fill_rule, p_reason paper.reject_reason, p_error text, p_tape_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.curve(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_mark text, p_points timestamp with time zone[]) RETURNS TABLE(n integer, seq bigint, cash numeric, market_value numeric, gross_value numeric, net_deposits numeric, active boolean, tickers text[], worths numeric[])
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    SET work_mem TO '256MB'
    AS $$ … $$;

ALTER FUNCTION paper_internal.curve(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_mark text, p_points timestamp with time zone[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.day_close(p_at timestamp with time zone, p_day_end time without time zone) RETURNS timestamp with time zone
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (((date_trunc('day'::text, ((p_at AT TIME ZONE 'UTC'::text) - (p_day_end)::interval)) + '1 day'::interval) + (p_day_end)::interval) AT TIME ZONE 'UTC'::text);

ALTER FUNCTION paper_internal.day_close(p_at timestamp with time zone, p_day_end time without time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.decimal_problem(p_name text, p_value jsonb, p_below numeric, p_positive boolean DEFAULT false) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((jsonb_typeof(p_value) <> 'number'::text) OR (NOT (((p_value)::numeric >= (0)::numeric) AND ((p_value)::numeric < p_below))) OR (p_positive AND ((p_value)::numeric = (0)::numeric)) OR (min_scale((p_value)::numeric) > 12)) THEN (((((p_name || ' must be a number '::text) || CASE WHEN p_positive THEN 'above'::text ELSE 'of at least'::text END) || ' 0, below '::text) || (p_below)::text) || ', with at most 12 decimals'::text) ELSE NULL::text END;

ALTER FUNCTION paper_internal.decimal_problem(p_name text, p_value jsonb, p_below numeric, p_positive boolean) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.deposits_at(p_account_id text, p_from_seq bigint, p_seq bigint) RETURNS numeric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.deposits_at(p_account_id text, p_from_seq bigint, p_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.digest_of(p_lines jsonb[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT encode(sha256(COALESCE(string_agg(sha256(convert_to((l.line)::text, 'UTF8'::name)), '\x'::bytea ORDER BY l.n), '\x'::bytea)), 'hex'::text) AS encode FROM unnest(digest_of.p_lines) WITH ORDINALITY l(line, n));

ALTER FUNCTION paper_internal.digest_of(p_lines jsonb[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.enter_account(p_account_id text) RETURNS paper_internal.accounts
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.enter_account(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.entry(p_account paper_internal.accounts, p_event_type paper.event_type, p_idempotency_key text, p_amount numeric, p_detail jsonb) RETURNS paper_internal.step
    LANGUAGE sql
    RETURN ROW(((p_account).account_id)::text, NULL::bigint, NULL::bigint, paper_internal.time_of(p_account), p_event_type, NULL::paper.order_type, NULL::paper.order_side, NULL::paper.reject_reason, NULL::text, p_idempotency_key, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, paper_internal.bounded_scale(p_amount), NULL::numeric, NULL::numeric, (0)::numeric, NULL::numeric, NULL::numeric, NULL::jsonb, NULL::text, p_detail, NULL::bytea, NULL::timestamp with time zone, NULL::paper.liquidity, NULL::paper.fill_rule, NULL::bigint)::paper_internal.step;

ALTER FUNCTION paper_internal.entry(p_account paper_internal.accounts, p_event_type paper.event_type, p_idempotency_key text, p_amount numeric, p_detail jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.epoch_of(p_account_id text, p_at timestamp with time zone, p_epoch integer, OUT prefix text, OUT mark text, OUT from_seq bigint, OUT seq bigint, OUT at timestamp with time zone) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.epoch_of(p_account_id text, p_at timestamp with time zone, p_epoch integer, OUT prefix text, OUT mark text, OUT from_seq bigint, OUT seq bigint, OUT at timestamp with time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.missed_rule(p_order paper_internal.orders, p_datum paper_internal.tape, p_price numeric, p_size numeric, p_waits_for_stop boolean, p_elects boolean, p_is_outranked boolean, p_is_open boolean, p_bars_at_close boolean) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_datum).starts_at < (p_order).submitted_at) THEN 'bar_began_before_order'::text WHEN (((p_datum).at < (p_order).works_from) OR (((p_datum).at = (p_order).works_from) AND ((p_datum).kind = 'bar'::paper_internal.datum_kind))) THEN 'waits_for_open'::text WHEN (((p_order).time_in_force = 'cls'::paper.time_in_force) AND ((p_datum).at < (p_order).expires_at)) THEN 'waits_for_close'::text WHEN (NOT p_is_open) THEN 'market_closed'::text WHEN (p_is_outranked AND (((p_datum).kind = 'bar'::paper_internal.datum_kind) OR (NOT p_waits_for_stop))) THEN CASE (p_datum).kind WHEN 'trade'::paper_internal.datum_kind THEN 'outranked_by_quotes'::text ELSE 'outranked_by_quotes_or_trades'::text END WHEN (p_price IS NULL) THEN 'one_sided_quote'::text WHEN (p_waits_for_stop AND (NOT p_elects)) THEN 'not_a_trigger'::text WHEN p_waits_for_stop THEN 'stop_not_reached'::text WHEN (((p_order).side = 'buy'::paper.order_side) AND (p_price > ((p_order).limit_price)::numeric)) THEN 'limit_not_reached'::text WHEN (((p_order).side = 'sell'::paper.order_side) AND (p_price < ((p_order).limit_price)::numeric)) THEN 'limit_not_reached'::text WHEN (((p_order).order_type = 'limit'::paper.order_type) AND (p_price = ((p_order).limit_price)::numeric) AND (NOT (p_order).touch) AND (((p_datum).kind = 'trade'::paper_internal.datum_kind) OR (((p_datum).kind = 'bar'::paper_internal.datum_kind) AND (NOT p_bars_at_close)))) THEN 'limit_only_touched'::text WHEN (p_size IS NULL) THEN 'not_taken'::text ELSE 'no_size_left'::text END;

ALTER FUNCTION paper_internal.missed_rule(p_order paper_internal.orders, p_datum paper_internal.tape, p_price numeric, p_size numeric, p_waits_for_stop boolean, p_elects boolean, p_is_outranked boolean, p_is_open boolean, p_bars_at_close boolean) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.offered_price(p_datum paper_internal.tape, p_side paper.order_side, p_is_stop boolean, p_bars_at_close boolean) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (((p_datum).kind = 'quote'::paper_internal.datum_kind) AND (p_side = 'buy'::paper.order_side)) THEN (p_datum).ask WHEN ((p_datum).kind = 'quote'::paper_internal.datum_kind) THEN (p_datum).bid WHEN (((p_datum).kind = 'trade'::paper_internal.datum_kind) OR p_bars_at_close) THEN (p_datum).price WHEN ((p_side = 'buy'::paper.order_side) = p_is_stop) THEN (p_datum).high ELSE (p_datum).low END;

ALTER FUNCTION paper_internal.offered_price(p_datum paper_internal.tape, p_side paper.order_side, p_is_stop boolean, p_bars_at_close boolean) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.offered_size(p_datum paper_internal.tape, p_side paper.order_side) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_datum).kind <> 'quote'::paper_internal.datum_kind) THEN (p_datum).size WHEN (p_side = 'buy'::paper.order_side) THEN (p_datum).ask_size ELSE (p_datum).bid_size END;

ALTER FUNCTION paper_internal.offered_size(p_datum paper_internal.tape, p_side paper.order_side) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.tape_before(p_ticker text, p_kind paper_internal.datum_kind, p_at timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.tape_before(p_ticker text, p_kind paper_internal.datum_kind, p_at timestamp with time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.tape_newest(p_ticker text, p_kind paper_internal.datum_kind, p_at timestamp with time zone, p_to_seq bigint DEFAULT NULL::bigint) RETURNS paper_internal.tape
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT t.ticker,
     t.tape_seq,
     t.era,
     t.kind,
     t.at,
     t.starts_at,
     t.sequence,
     t.bid,
     t.ask,
     t.bid_size,
     t.ask_size,
     t.open,
     t.high,
     t.low,
     t.price,
     t.size
    FROM paper_internal.tape t
   WHERE (((t.ticker)::text = tape_newest.p_ticker) AND (t.tape_seq <= LEAST(tape_newest.p_to_seq, paper_internal.tape_before(tape_newest.p_ticker, tape_newest.p_kind, (tape_newest.p_at + '00:00:00.000001'::interval)))) AND (t.kind = tape_newest.p_kind))
   ORDER BY t.tape_seq DESC
  LIMIT 1;
END;

ALTER FUNCTION paper_internal.tape_newest(p_ticker text, p_kind paper_internal.datum_kind, p_at timestamp with time zone, p_to_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.explain_arrival(p_order paper_internal.orders, p_terms paper_internal.market_terms, p_seen_seq bigint, p_waits_for_stop boolean) RETURNS paper_internal.explanation
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT NULL::bigint AS int8,
     d.at,
     COALESCE(
         CASE
             WHEN ((explain_arrival.p_order).works_from > (explain_arrival.p_order).submitted_at) THEN 'waits_for_open'::text
             WHEN ((explain_arrival.p_order).time_in_force = 'cls'::paper.time_in_force) THEN 'waits_for_close'::text
             WHEN (d.at IS NULL) THEN 'no_market_data'::text
             WHEN (d.at < ((explain_arrival.p_order).submitted_at - (explain_arrival.p_terms).max_quote_age)) THEN 'stale_quote'::text
             ELSE NULL::text
         END, paper_internal.missed_rule(explain_arrival.p_order, d.datum, d.price, d.size, explain_arrival.p_waits_for_stop, true, false, true, false)) AS "coalesce",
     'not_filled'::text,
     d.price,
     d.size,
     jsonb_strip_nulls(jsonb_build_object('when', 'submission', 'limit_price',
         CASE
             WHEN (NOT explain_arrival.p_waits_for_stop) THEN trim_scale(((explain_arrival.p_order).limit_price)::numeric)
             ELSE NULL::numeric
         END, 'stop_price',
         CASE
             WHEN explain_arrival.p_waits_for_stop THEN trim_scale(((explain_arrival.p_order).stop_price)::numeric)
             ELSE NULL::numeric
         END, 'works_from', (explain_arrival.p_order).works_from)) AS jsonb_strip_nulls
    FROM ( SELECT i.datum,
             (i.datum).at AS at,
             paper_internal.offered_price(i.datum, (explain_arrival.p_order).side, explain_arrival.p_waits_for_stop, false) AS price,
             paper_internal.offered_size(i.datum, (explain_arrival.p_order).side) AS size
            FROM (( SELECT t.*::paper_internal.tape AS trade,
                     (explain_arrival.p_waits_for_stop AND COALESCE(((explain_arrival.p_terms).trigger_type = 'last'::text), (t.at IS NOT NULL))) AS is_by_print
                    FROM (( SELECT NULL::text AS "?column?") one
                      LEFT JOIN LATERAL paper_internal.tape_newest(((explain_arrival.p_order).ticker)::text, 'trade'::paper_internal.datum_kind, (explain_arrival.p_order).submitted_at, explain_arrival.p_seen_seq) t(ticker, tape_seq, era, kind, at, starts_at, sequence, bid, ask, bid_size, ask_size, open, high, low, price, size) ON (true))) n
              LEFT JOIN LATERAL ( SELECT n.trade AS datum
                   WHERE n.is_by_print
                 UNION ALL
                  SELECT q.*::paper_internal.tape AS q
                    FROM paper_internal.tape_newest(((explain_arrival.p_order).ticker)::text, 'quote'::paper_internal.datum_kind, (explain_arrival.p_order).submitted_at, explain_arrival.p_seen_seq) q(ticker, tape_seq, era, kind, at, starts_at, sequence, bid, ask, bid_size, ask_size, open, high, low, price, size)
                   WHERE (NOT n.is_by_print)) i ON (true))) d;
END;

ALTER FUNCTION paper_internal.explain_arrival(p_order paper_internal.orders, p_terms paper_internal.market_terms, p_seen_seq bigint, p_waits_for_stop boolean) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.explain_birth(p_prefix text, p_created paper_internal.journal, p_order paper_internal.orders) RETURNS paper_internal.explanation
    LANGUAGE sql IMMUTABLE
    RETURN ROW((p_created).seq, (p_created).at, COALESCE(((p_created).reject_reason)::text, 'request'::text), (CASE (p_created).event_type WHEN 'fill'::paper.event_type THEN 'accepted'::paper.event_type ELSE (p_created).event_type END)::text, (COALESCE((p_created).limit_price, (p_created).stop_price))::numeric, ((p_created).quantity)::numeric, jsonb_strip_nulls((COALESCE(((p_created).options - '{tag,recommendation_id,decision_trace}'::text[]), '{}'::jsonb) || jsonb_build_object('side', (p_created).side, 'order_type', (p_created).order_type, 'limit_price', trim_scale(((p_created).limit_price)::numeric), 'stop_price', trim_scale(((p_created).stop_price)::numeric), 'time_in_force', COALESCE(((p_order).time_in_force)::text, ((p_created).options ->> 'time_in_force'::text)), 'works_from', (p_order).works_from, 'expires_at', (p_order).expires_at, 'entry', paper_internal.order_id(p_prefix, NULLIF((p_order).parent_seq, (p_order).seq)), 'replaces', paper_internal.order_id(p_prefix, (p_order).replaces), 'error', (p_created).error))))::paper_internal.explanation;

ALTER FUNCTION paper_internal.explain_birth(p_prefix text, p_created paper_internal.journal, p_order paper_internal.orders) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.tape_of_fill(p_ticker text, p_side paper.order_side, p_rule paper.fill_rule, p_market_at timestamp with time zone, p_price numeric) RETURNS paper_internal.tape
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT d.ticker,
     d.tape_seq,
     d.era,
     d.kind,
     d.at,
     d.starts_at,
     d.sequence,
     d.bid,
     d.ask,
     d.bid_size,
     d.ask_size,
     d.open,
     d.high,
     d.low,
     d.price,
     d.size
    FROM (( SELECT t.ticker,
             t.tape_seq,
             t.era,
             t.kind,
             t.at,
             t.starts_at,
             t.sequence,
             t.bid,
             t.ask,
             t.bid_size,
             t.ask_size,
             t.open,
             t.high,
             t.low,
             t.price,
             t.size
            FROM ((unnest(
                 CASE tape_of_fill.p_rule
                     WHEN 'gap'::paper.fill_rule THEN '{quote}'::paper_internal.datum_kind[]
                     WHEN 'print'::paper.fill_rule THEN '{trade}'::paper_internal.datum_kind[]
                     WHEN 'quote'::paper.fill_rule THEN '{quote}'::paper_internal.datum_kind[]
                     WHEN 'open'::paper.fill_rule THEN '{}'::paper_internal.datum_kind[]
                     ELSE enum_range(NULL::paper_internal.datum_kind)
                 END) k(kind)
              CROSS JOIN LATERAL ( SELECT paper_internal.tape_before(tape_of_fill.p_ticker, k.kind, tape_of_fill.p_market_at) AS from_seq,
                     paper_internal.tape_before(tape_of_fill.p_ticker, k.kind, (tape_of_fill.p_market_at + '00:00:00.000001'::interval)) AS to_seq) b)
              CROSS JOIN LATERAL ( SELECT i.ticker,
                     i.tape_seq,
                     i.era,
                     i.kind,
                     i.at,
                     i.starts_at,
                     i.sequence,
                     i.bid,
                     i.ask,
                     i.bid_size,
                     i.ask_size,
                     i.open,
                     i.high,
                     i.low,
                     i.price,
                     i.size
                    FROM paper_internal.tape i
                   WHERE (((i.ticker)::text = tape_of_fill.p_ticker) AND (i.kind = k.kind) AND (i.at = tape_of_fill.p_market_at) AND (i.tape_seq > b.from_seq) AND (i.tape_seq <= b.to_seq))) t)
         UNION ALL
          SELECT t.ticker,
             t.tape_seq,
             t.era,
             t.kind,
             t.at,
             t.starts_at,
             t.sequence,
             t.bid,
             t.ask,
             t.bid_size,
             t.ask_size,
             t.open,
             t.high,
             t.low,
             t.price,
             t.size
            FROM ( SELECT i.ticker,
                     i.tape_seq,
                     i.era,
                     i.kind,
                     i.at,
                     i.starts_at,
                     i.sequence,
                     i.bid,
                     i.ask,
                     i.bid_size,
                     i.ask_size,
                     i.open,
                     i.high,
                     i.low,
                     i.price,
                     i.size
                    FROM paper_internal.tape i
                   WHERE (((i.ticker)::text = tape_of_fill.p_ticker) AND (i.kind = 'bar'::paper_internal.datum_kind) AND (tape_of_fill.p_rule = ANY (ARRAY['open'::paper.fill_rule, 'stop'::paper.fill_rule])) AND (i.tape_seq > paper_internal.tape_before(tape_of_fill.p_ticker, 'bar'::paper_internal.datum_kind, (tape_of_fill.p_market_at + '00:00:00.000001'::interval))))
                   ORDER BY i.tape_seq
                  LIMIT 1) t
           WHERE (t.starts_at = tape_of_fill.p_market_at)
         UNION ALL
          SELECT t.ticker,
             t.tape_seq,
             t.era,
             t.kind,
             t.at,
             t.starts_at,
             t.sequence,
             t.bid,
             t.ask,
             t.bid_size,
             t.ask_size,
             t.open,
             t.high,
             t.low,
             t.price,
             t.size
            FROM paper_internal.tape_newest(tape_of_fill.p_ticker, 'quote'::paper_internal.datum_kind, tape_of_fill.p_market_at) t(ticker, tape_seq, era, kind, at, starts_at, sequence, bid, ask, bid_size, ask_size, open, high, low, price, size)
           WHERE (tape_of_fill.p_rule = 'quote'::paper.fill_rule)) d
      CROSS JOIN LATERAL ( SELECT paper_internal.offered_price(ROW(d.ticker, d.tape_seq, d.era, d.kind, d.at, d.starts_at, d.sequence, d.bid, d.ask, d.bid_size, d.ask_size, d.open, d.high, d.low, d.price, d.size), tape_of_fill.p_side, (tape_of_fill.p_rule = 'stop'::paper.fill_rule), false) AS price) o)
   ORDER BY
         CASE
             WHEN ((tape_of_fill.p_rule = ANY (ARRAY['limit'::paper.fill_rule, 'stop'::paper.fill_rule])) AND ((tape_of_fill.p_side = 'buy'::paper.order_side) = (tape_of_fill.p_rule = 'limit'::paper.fill_rule))) THEN (o.price <= tape_of_fill.p_price)
             WHEN (tape_of_fill.p_rule = ANY (ARRAY['limit'::paper.fill_rule, 'stop'::paper.fill_rule])) THEN (o.price >= tape_of_fill.p_price)
             ELSE NULL::boolean
         END DESC,
         CASE
             WHEN (tape_of_fill.p_rule <> ALL (ARRAY['limit'::paper.fill_rule, 'stop'::paper.fill_rule])) THEN abs((o.price - tape_of_fill.p_price))
             ELSE NULL::numeric
         END, d.tape_seq
  LIMIT 1;
END;

ALTER FUNCTION paper_internal.tape_of_fill(p_ticker text, p_side paper.order_side, p_rule paper.fill_rule, p_market_at timestamp with time zone, p_price numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.explain_change(p_prefix text, p_created paper_internal.journal, p_order paper_internal.orders, p_row paper_internal.journal) RETURNS SETOF paper_internal.explanation
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (explain_change.p_row).seq AS seq,
     (explain_change.p_row).at AS at,
     ((explain_change.p_row).rule)::text AS rule,
     ((explain_change.p_row).event_type)::text AS event_type,
         CASE
             WHEN ((explain_change.p_row).event_type = 'triggered'::paper.event_type) THEN
             CASE
                 WHEN ((d.datum).starts_at = (explain_change.p_row).market_at) THEN ((d.datum).open)::numeric
                 WHEN ((d.datum).kind = 'bar'::paper_internal.datum_kind) THEN ((explain_change.p_order).stop_price)::numeric
                 ELSE paper_internal.offered_price(d.datum, (explain_change.p_row).side, true, false)
             END
             ELSE NULL::numeric
         END AS "case",
         CASE
             WHEN ((explain_change.p_row).event_type <> ALL (ARRAY['accepted'::paper.event_type, 'triggered'::paper.event_type])) THEN (((explain_change.p_created).quantity)::numeric - ((explain_change.p_order).filled_quantity)::numeric)
             ELSE NULL::numeric
         END AS "case",
     jsonb_strip_nulls(jsonb_build_object('market_at', (explain_change.p_row).market_at, 'data', (d.datum).kind, 'stop_price',
         CASE
             WHEN ((explain_change.p_row).event_type = 'triggered'::paper.event_type) THEN trim_scale(((explain_change.p_order).stop_price)::numeric)
             ELSE NULL::numeric
         END, 'reject_reason', (explain_change.p_row).reject_reason, 'expires_at',
         CASE
             WHEN ((explain_change.p_row).event_type = 'expired'::paper.event_type) THEN (explain_change.p_order).expires_at
             ELSE NULL::timestamp with time zone
         END, 'entry',
         CASE
             WHEN ((explain_change.p_row).event_type = 'accepted'::paper.event_type) THEN paper_internal.order_id(explain_change.p_prefix, (explain_change.p_order).parent_seq)
             ELSE NULL::uuid
         END, 'replaced_by',
         CASE
             WHEN ((explain_change.p_row).event_type = 'replaced'::paper.event_type) THEN paper_internal.order_id(explain_change.p_prefix, (explain_change.p_order).replaced_by)
             ELSE NULL::uuid
         END, 'caused_by', paper_internal.order_id(explain_change.p_prefix, c.order_seq), 'caused_by_event', c.event_type, 'caused_by_seq', c.seq)) AS jsonb_strip_nulls
    FROM ((( SELECT NULL::text AS "?column?") one
      LEFT JOIN LATERAL ( SELECT t.*::paper_internal.tape AS datum
            FROM paper_internal.tape_of_fill(((explain_change.p_row).ticker)::text, (explain_change.p_row).side, (explain_change.p_row).rule, (explain_change.p_row).market_at, ((explain_change.p_order).stop_price)::numeric) t(ticker, tape_seq, era, kind, at, starts_at, sequence, bid, ask, bid_size, ask_size, open, high, low, price, size)
           WHERE ((explain_change.p_row).event_type = 'triggered'::paper.event_type)) d ON (true))
      LEFT JOIN LATERAL ( SELECT j.seq,
             j.order_seq,
             j.event_type
            FROM (( SELECT i.seq
                    FROM paper_internal.orders i
                   WHERE (((i.account_id)::text = ((explain_change.p_order).account_id)::text) AND (i.oco_seq = (explain_change.p_order).oco_seq))
                 UNION ALL
                  SELECT (explain_change.p_order).parent_seq AS parent_seq) m
              JOIN paper_internal.journal j ON ((m.seq = j.order_seq)))
           WHERE (((explain_change.p_row).event_type = 'cancelled'::paper.event_type) AND ((explain_change.p_row).rule = ANY (ARRAY['oco'::paper.fill_rule, 'entry'::paper.fill_rule])) AND ((j.account_id)::text = ((explain_change.p_order).account_id)::text) AND (j.order_type IS NULL) AND (j.order_seq <> (explain_change.p_order).seq) AND (j.seq < (explain_change.p_row).seq))
           ORDER BY j.seq DESC
          LIMIT 1) c ON (true));
END;

ALTER FUNCTION paper_internal.explain_change(p_prefix text, p_created paper_internal.journal, p_order paper_internal.orders, p_row paper_internal.journal) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.explain_fill(p_settings jsonb, p_created paper_internal.journal, p_order paper_internal.orders, p_fill paper_internal.journal, p_elects boolean) RETURNS SETOF paper_internal.explanation
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH found AS (
          SELECT d.*::paper_internal.tape AS datum,
             paper_internal.offered_size(d.*, (explain_fill.p_created).side) AS size
            FROM (( SELECT NULL::text AS "?column?") one
              LEFT JOIN LATERAL paper_internal.tape_of_fill(((explain_fill.p_fill).ticker)::text, (explain_fill.p_fill).side, (explain_fill.p_fill).rule, (explain_fill.p_fill).market_at, ((explain_fill.p_fill).price)::numeric) d(ticker, tape_seq, era, kind, at, starts_at, sequence, bid, ask, bid_size, ask_size, open, high, low, price, size) ON (true))
         ), told AS (
          SELECT f.datum,
             f.size,
             COALESCE((explain_fill.p_order).stop_price, (explain_fill.p_created).stop_price) AS stop_price,
                 CASE (f.datum).kind
                     WHEN 'bar'::paper_internal.datum_kind THEN 'volume_limit'::text
                     ELSE 'participation_rate'::text
                 END AS cap_rule
            FROM found f
         ), priced AS (
          SELECT t.datum,
             t.size,
             t.stop_price,
             t.cap_rule,
             paper_internal.base_price(explain_fill.p_fill, explain_fill.p_created, (t.stop_price)::numeric, t.datum) AS base_price,
             (((paper_internal.default_settings() || explain_fill.p_settings) ->> t.cap_rule))::numeric AS cap_rate
            FROM told t
         )
  SELECT (explain_fill.p_fill).seq AS seq,
     (explain_fill.p_fill).at AS at,
     'stop'::text,
     'triggered'::text,
         CASE
             WHEN (((p.datum).at < (explain_fill.p_fill).market_at) AND ((p.datum).kind = 'quote'::paper_internal.datum_kind)) THEN ((paper_internal.tape_of_fill(((explain_fill.p_fill).ticker)::text, (explain_fill.p_fill).side, 'print'::paper.fill_rule, (explain_fill.p_fill).market_at, (p.stop_price)::numeric)).price)::numeric
             ELSE p.base_price
         END AS base_price,
     NULL::numeric AS "numeric",
     jsonb_strip_nulls(jsonb_build_object('stop_price', trim_scale((p.stop_price)::numeric), 'market_at', (explain_fill.p_fill).market_at)) AS jsonb_strip_nulls
    FROM priced p
   WHERE explain_fill.p_elects
 UNION ALL
  SELECT (explain_fill.p_fill).seq AS seq,
     (explain_fill.p_fill).at AS at,
     ((explain_fill.p_fill).rule)::text AS rule,
     ((explain_fill.p_fill).event_type)::text AS event_type,
     ((explain_fill.p_fill).price)::numeric AS price,
     ((explain_fill.p_fill).quantity)::numeric AS quantity,
     jsonb_strip_nulls(jsonb_build_object('liquidity', (explain_fill.p_fill).liquidity, 'market_at', (explain_fill.p_fill).market_at, 'data', (p.datum).kind, 'base_price', trim_scale(p.base_price), 'slippage', trim_scale(
         CASE (explain_fill.p_fill).side
             WHEN 'buy'::paper.order_side THEN (((explain_fill.p_fill).price)::numeric - p.base_price)
             ELSE (p.base_price - ((explain_fill.p_fill).price)::numeric)
         END), 'displayed_size', trim_scale(p.size), 'cap', trim_scale((p.size * p.cap_rate)), 'cap_rule',
         CASE
             WHEN ((p.size * p.cap_rate) IS NOT NULL) THEN p.cap_rule
             ELSE NULL::text
         END, 'fee', NULLIF(trim_scale(((explain_fill.p_fill).fee)::numeric), (0)::numeric), 'realized_pnl', NULLIF(trim_scale(((explain_fill.p_fill).realized_pnl)::numeric), (0)::numeric))) AS jsonb_strip_nulls
    FROM priced p;
END;

ALTER FUNCTION paper_internal.explain_fill(p_settings jsonb, p_created paper_internal.journal, p_order paper_internal.orders, p_fill paper_internal.journal, p_elects boolean) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.explain_immediate_fill(p_settings jsonb, p_fill paper_internal.journal) RETURNS SETOF paper_internal.explanation
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (explain_immediate_fill.p_fill).seq AS seq,
     (explain_immediate_fill.p_fill).at AS at,
     b.rule,
     'fill'::text,
     ((explain_immediate_fill.p_fill).price)::numeric AS price,
     ((explain_immediate_fill.p_fill).quantity)::numeric AS quantity,
     jsonb_strip_nulls(jsonb_build_object('base_price', trim_scale(b.price), 'slippage', trim_scale(
         CASE (explain_immediate_fill.p_fill).side
             WHEN 'buy'::paper.order_side THEN (((explain_immediate_fill.p_fill).price)::numeric - b.price)
             ELSE (b.price - ((explain_immediate_fill.p_fill).price)::numeric)
         END), 'realized_pnl', NULLIF(trim_scale(((explain_immediate_fill.p_fill).realized_pnl)::numeric), (0)::numeric))) AS jsonb_strip_nulls
    FROM (( SELECT (paper_internal.default_settings() || explain_immediate_fill.p_settings) AS settings) s
      CROSS JOIN LATERAL ( SELECT v.rule,
             v.price
            FROM ( VALUES (1,'limit'::text,
                         CASE
                             WHEN ((explain_immediate_fill.p_fill).order_type = ANY (ARRAY['limit'::paper.order_type, 'stop_limit'::paper.order_type])) THEN ((explain_immediate_fill.p_fill).limit_price)::numeric
                             ELSE NULL::numeric
                         END), (2,'stop'::text,
                         CASE
                             WHEN ((explain_immediate_fill.p_fill).order_type = 'stop'::paper.order_type) THEN ((explain_immediate_fill.p_fill).stop_price)::numeric
                             ELSE NULL::numeric
                         END), (3,'estimate'::text,((explain_immediate_fill.p_fill).limit_price)::numeric), (4,'market_price'::text,paper_internal.offered_price(paper_internal.tape_newest(((explain_immediate_fill.p_fill).ticker)::text, 'quote'::paper_internal.datum_kind, (explain_immediate_fill.p_fill).at), (explain_immediate_fill.p_fill).side, false, false)), (5,'market_price'::text,((paper_internal.tape_newest(((explain_immediate_fill.p_fill).ticker)::text, 'trade'::paper_internal.datum_kind, (explain_immediate_fill.p_fill).at)).price)::numeric), (6,'market_price'::text,((paper_internal.tape_newest(((explain_immediate_fill.p_fill).ticker)::text, 'bar'::paper_internal.datum_kind, (explain_immediate_fill.p_fill).at)).price)::numeric), (7,'default_price'::text,((s.settings ->> 'default_price'::text))::numeric), (8,'market_price'::text,NULL::numeric)) v(n, rule, price)
           WHERE (((v.n <= 3) AND (v.price IS NOT NULL)) OR (v.n = 8) OR (paper.fill_price((explain_immediate_fill.p_fill).side, 'market'::paper.order_type, NULL::numeric, NULL::numeric, v.price, ((s.settings ->> 'slippage_pct'::text))::numeric) = ((explain_immediate_fill.p_fill).price)::numeric))
           ORDER BY v.n
          LIMIT 1) b);
END;

ALTER FUNCTION paper_internal.explain_immediate_fill(p_settings jsonb, p_fill paper_internal.journal) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.explain_life(p_account paper_internal.accounts, p_created paper_internal.journal, p_order paper_internal.orders) RETURNS SETOF paper_internal.explanation
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH lives AS (
          SELECT l."row",
             row_number() OVER (ORDER BY (l."row").seq) AS n
            FROM ( SELECT j.*::paper_internal.journal AS "row"
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = ((explain_life.p_created).account_id)::text) AND (j.order_seq = (explain_life.p_created).seq) AND (j.order_type IS NULL))
                 UNION ALL
                  SELECT explain_life.p_created AS p_created
                   WHERE ((explain_life.p_created).event_type = 'fill'::paper.event_type)) l
         )
  SELECT e.seq,
     e.at,
     e.rule,
     e.outcome,
     e.price,
     e.size,
     e.detail
    FROM paper_internal.explain_birth((explain_life.p_account).prefix, explain_life.p_created, explain_life.p_order) e(seq, at, rule, outcome, price, size, detail)
 UNION ALL
 ( SELECT e.seq,
     e.at,
     e.rule,
     e.outcome,
     e.price,
     e.size,
     e.detail
    FROM (lives l
      CROSS JOIN LATERAL ( SELECT i.seq,
             i.at,
             i.rule,
             i.outcome,
             i.price,
             i.size,
             i.detail
            FROM paper_internal.explain_immediate_fill((explain_life.p_account).settings, l."row") i(seq, at, rule, outcome, price, size, detail)
           WHERE (((l."row").event_type = 'fill'::paper.event_type) AND ((l."row").rule IS NULL))
         UNION ALL
          SELECT i.seq,
             i.at,
             i.rule,
             i.outcome,
             i.price,
             i.size,
             i.detail
            FROM paper_internal.explain_fill((explain_life.p_account).settings, explain_life.p_created, explain_life.p_order, l."row", (((explain_life.p_created).order_type = ANY (ARRAY['stop'::paper.order_type, 'stop_limit'::paper.order_type, 'trailing_stop'::paper.order_type])) AND (NOT (EXISTS ( SELECT
                    FROM lives b
                   WHERE ((b.n < l.n) AND ((b."row").event_type = ANY (ARRAY['triggered'::paper.event_type, 'partial_fill'::paper.event_type])))))))) i(seq, at, rule, outcome, price, size, detail)
           WHERE (((l."row").event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])) AND ((l."row").rule IS NOT NULL))
         UNION ALL
          SELECT i.seq,
             i.at,
             i.rule,
             i.outcome,
             i.price,
             i.size,
             i.detail
            FROM paper_internal.explain_change((explain_life.p_account).prefix, explain_life.p_created, explain_life.p_order, l."row") i(seq, at, rule, outcome, price, size, detail)
           WHERE ((l."row").event_type <> ALL (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type]))) e)
   ORDER BY l.n);
END;

ALTER FUNCTION paper_internal.explain_life(p_account paper_internal.accounts, p_created paper_internal.journal, p_order paper_internal.orders) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.explain_market(p_account paper_internal.accounts, p_created paper_internal.journal, p_order paper_internal.orders) RETURNS SETOF paper_internal.explanation
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.explain_market(p_account paper_internal.accounts, p_created paper_internal.journal, p_order paper_internal.orders) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.export_problem(p_lines jsonb[]) RETURNS text
    LANGUAGE sql STABLE
    RETURN CASE WHEN (((COALESCE(cardinality(p_lines), 0) < 1) OR (jsonb_typeof((p_lines)[1]) <> 'object'::text) OR (((p_lines)[1] -> 'pgpaper'::text) IS DISTINCT FROM '"account"'::jsonb)) IS NOT FALSE) THEN 'it does not begin as an export of an account does'::text WHEN (((p_lines)[1] -> 'version'::text) IS DISTINCT FROM '1'::jsonb) THEN (('its version is '::text || COALESCE(((p_lines)[1] ->> 'version'::text), 'not given'::text)) || ', and only 1 is known here'::text) WHEN (((jsonb_typeof(((p_lines)[1] -> 'schema_version'::text)) = 'number'::text) AND ((((p_lines)[1] -> 'schema_version'::text))::numeric <= (paper.schema_version())::numeric)) IS NOT TRUE) THEN 'it was written by a newer schema, or by none'::text WHEN (jsonb_typeof(((p_lines)[cardinality(p_lines)] -> 'end'::text)) IS DISTINCT FROM 'object'::text) THEN 'its end is missing'::text WHEN (((p_lines)[cardinality(p_lines)] #> '{end,lines}'::text[]) IS DISTINCT FROM to_jsonb((cardinality(p_lines) - 1))) THEN 'lines are missing, or were added'::text WHEN (((p_lines)[cardinality(p_lines)] #>> '{end,sha256}'::text[]) IS DISTINCT FROM paper_internal.digest_of((p_lines)[1:(cardinality(p_lines) - 1)])) THEN 'it was changed after it was written'::text ELSE NULL::text END;

ALTER FUNCTION paper_internal.export_problem(p_lines jsonb[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.quote_problem(p_at timestamp with time zone, p_bid numeric, p_ask numeric, p_bid_size numeric, p_ask_size numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT (paper_internal.accepted_time(p_at) IS TRUE)) THEN 'at must be given and between the years 1000 and 3000'::text WHEN ((p_bid IS NULL) AND (p_ask IS NULL)) THEN 'bid or ask must be given'::text WHEN (NOT ((p_bid > (0)::numeric) AND (p_bid < '1000000000000000'::numeric) AND (min_scale(p_bid) <= 12))) THEN 'bid must be above 0, below 10^15 and have at most 12 decimals'::text WHEN (NOT ((p_ask > (0)::numeric) AND (p_ask < '1000000000000000'::numeric) AND (min_scale(p_ask) <= 12))) THEN 'ask must be above 0, below 10^15 and have at most 12 decimals'::text WHEN (p_bid > p_ask) THEN 'bid must not be above ask'::text WHEN (NOT ((p_bid_size >= (0)::numeric) AND (p_bid_size < '1000000000000000'::numeric) AND (min_scale(p_bid_size) <= 12))) THEN 'bid_size must be at least 0, below 10^15 and have at most 12 decimals'::text WHEN (NOT ((p_ask_size >= (0)::numeric) AND (p_ask_size < '1000000000000000'::numeric) AND (min_scale(p_ask_size) <= 12))) THEN 'ask_size must be at least 0, below 10^15 and have at most 12 decimals'::text ELSE NULL::text END;

ALTER FUNCTION paper_internal.quote_problem(p_at timestamp with time zone, p_bid numeric, p_ask numeric, p_bid_size numeric, p_ask_size numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.trade_problem(p_at timestamp with time zone, p_price numeric, p_size numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT (paper_internal.accepted_time(p_at) IS TRUE)) THEN 'at must be given and between the years 1000 and 3000'::text WHEN (NOT (((p_price > (0)::numeric) AND (p_price < '1000000000000000'::numeric) AND (min_scale(p_price) <= 12)) IS TRUE)) THEN 'price must be above 0, below 10^15 and have at most 12 decimals'::text WHEN (NOT ((p_size >= (0)::numeric) AND (p_size < '1000000000000000'::numeric) AND (min_scale(p_size) <= 12))) THEN 'size must be at least 0, below 10^15 and have at most 12 decimals'::text ELSE NULL::text END;

ALTER FUNCTION paper_internal.trade_problem(p_at timestamp with time zone, p_price numeric, p_size numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fed(p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) RETURNS TABLE(n integer, problem text, kind paper_internal.datum_kind, ticker text, from_at timestamp with time zone, at timestamp with time zone, starts_at timestamp with time zone, sequence bigint, bid numeric, ask numeric, bid_size numeric, ask_size numeric, open numeric, high numeric, low numeric, price numeric, size numeric)
    LANGUAGE sql IMMUTABLE
    BEGIN ATOMIC
 SELECT (q.ordinality)::integer AS ordinality,
     paper_internal.quote_problem(q.at, q.bid, q.ask, q.bid_size, q.ask_size) AS quote_problem,
     'quote'::paper_internal.datum_kind AS datum_kind,
     q.ticker,
     q.at AS from_at,
     q.at,
     NULL::timestamp with time zone AS timestamptz,
     q.sequence,
     paper_internal.bounded_scale(q.bid) AS bounded_scale,
     paper_internal.bounded_scale(q.ask) AS bounded_scale,
     paper_internal.bounded_scale(q.bid_size) AS bounded_scale,
     paper_internal.bounded_scale(q.ask_size) AS bounded_scale,
     NULL::numeric AS "numeric",
     NULL::numeric AS "numeric",
     NULL::numeric AS "numeric",
     NULL::numeric AS "numeric",
     NULL::numeric AS "numeric"
    FROM unnest(fed.p_quotes) WITH ORDINALITY q(ticker, at, bid, ask, bid_size, ask_size, sequence, ordinality)
 UNION ALL
  SELECT (t.ordinality)::integer AS ordinality,
     paper_internal.trade_problem(t.at, t.price, t.size) AS trade_problem,
     'trade'::paper_internal.datum_kind,
     t.ticker,
     t.at AS from_at,
     t.at,
     NULL::timestamp with time zone,
     t.sequence,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     paper_internal.bounded_scale(t.price) AS bounded_scale,
     paper_internal.bounded_scale(t.size) AS bounded_scale
    FROM unnest(fed.p_trades) WITH ORDINALITY t(ticker, at, price, size, sequence, ordinality)
 UNION ALL
  SELECT (b.ordinality)::integer AS ordinality,
     paper_internal.bar_problem(b.starts_at, b.ends_at, b.open, b.high, b.low, b.close, b.volume) AS bar_problem,
     'bar'::paper_internal.datum_kind,
     b.ticker,
     b.starts_at AS from_at,
     b.ends_at,
     b.starts_at,
     NULL::bigint,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     paper_internal.bounded_scale(b.open) AS bounded_scale,
     paper_internal.bounded_scale(b.high) AS bounded_scale,
     paper_internal.bounded_scale(b.low) AS bounded_scale,
     paper_internal.bounded_scale(b.close) AS bounded_scale,
     paper_internal.bounded_scale(b.volume) AS bounded_scale
    FROM unnest(fed.p_bars) WITH ORDINALITY b(ticker, starts_at, ends_at, open, high, low, close, volume, ordinality);
END;

ALTER FUNCTION paper_internal.fed(p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fee_total(p_fees paper_internal.fee_schedule, p_quantity numeric, p_value numeric, p_maker_value numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN trim_scale(round(GREATEST((p_fees).minimum, LEAST(((((p_fees).per_order + ((p_fees).per_share * p_quantity)) + ((p_fees).maker * p_maker_value)) + ((p_fees).taker * (p_value - p_maker_value))), ((p_fees).maximum * p_value))), (p_fees).decimals));

ALTER FUNCTION paper_internal.fee_total(p_fees paper_internal.fee_schedule, p_quantity numeric, p_value numeric, p_maker_value numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fees_at(p_account_id text, p_from_seq bigint, p_seq bigint) RETURNS numeric
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.fees_at(p_account_id text, p_from_seq bigint, p_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fees_problem(p_fees jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (jsonb_typeof(p_fees) <> 'object'::text) THEN 'fees must be a JSON object'::text ELSE (SELECT CASE WHEN (f.key = ANY (ARRAY['per_order'::text, 'per_share'::text, 'minimum'::text])) THEN paper_internal.decimal_problem((f.key || ' of fees'::text), f.value, '1000000000'::numeric) WHEN (f.key = ANY (ARRAY['percent'::text, 'maker'::text, 'taker'::text, 'maximum'::text])) THEN paper_internal.decimal_problem((f.key || ' of fees'::text), f.value, (1)::numeric) WHEN (f.key = 'decimals'::text) THEN CASE WHEN (NOT COALESCE((f.value = ANY (ARRAY['0'::jsonb, '1'::jsonb, '2'::jsonb, '3'::jsonb, '4'::jsonb, '5'::jsonb, '6'::jsonb, '7'::jsonb, '8'::jsonb, '9'::jsonb, '10'::jsonb, '11'::jsonb, '12'::jsonb])), false)) THEN 'decimals of fees must be a whole number from 0 to 12'::text ELSE NULL::text END ELSE ('fees has no '::text || quote_literal("left"(f.key, 200))) END AS problem FROM jsonb_each(fees_problem.p_fees) f(key, value) ORDER BY CASE WHEN (f.key = ANY (ARRAY['per_order'::text, 'per_share'::text, 'minimum'::text])) THEN paper_internal.decimal_problem((f.key || ' of fees'::text), f.value, '1000000000'::numeric) WHEN (f.key = ANY (ARRAY['percent'::text, 'maker'::text, 'taker'::text, 'maximum'::text])) THEN paper_internal.decimal_problem((f.key || ' of fees'::text), f.value, (1)::numeric) WHEN (f.key = 'decimals'::text) THEN CASE WHEN (NOT COALESCE((f.value = ANY (ARRAY['0'::jsonb, '1'::jsonb, '2'::jsonb, '3'::jsonb, '4'::jsonb, '5'::jsonb, '6'::jsonb, '7'::jsonb, '8'::jsonb, '9'::jsonb, '10'::jsonb, '11'::jsonb, '12'::jsonb])), false)) THEN 'decimals of fees must be a whole number from 0 to 12'::text ELSE NULL::text END ELSE ('fees has no '::text || quote_literal("left"(f.key, 200))) END LIMIT 1) END;

ALTER FUNCTION paper_internal.fees_problem(p_fees jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fill_error(p_problem paper.reject_reason, p_quantity numeric, p_price numeric, p_buying_power numeric, p_available numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE p_problem WHEN 'insufficient_cash'::paper.reject_reason THEN ((('Insufficient cash: need '::text || (round((p_price * p_quantity), 2))::text) || ', have '::text) || (round(p_buying_power, 2))::text) WHEN 'insufficient_shares'::paper.reject_reason THEN ((('Insufficient shares: need '::text || (trim_scale(p_quantity))::text) || ', have '::text) || (trim_scale(p_available))::text) WHEN 'no_position'::paper.reject_reason THEN 'No position to close'::text WHEN 'market_closed'::paper.reject_reason THEN 'The market is closed'::text WHEN 'already_filled'::paper.reject_reason THEN 'No less than the new quantity is filled'::text WHEN 'not_open'::paper.reject_reason THEN 'The order to be replaced is not open'::text ELSE (((('Out of range: '::text || (trim_scale(p_quantity))::text) || ' at '::text) || (p_price)::text) || ' would leave the range of prices, positions or cash'::text) END;

ALTER FUNCTION paper_internal.fill_error(p_problem paper.reject_reason, p_quantity numeric, p_price numeric, p_buying_power numeric, p_available numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fill_offer(p_order paper_internal.orders, p_phase paper_internal.phase, p_price numeric, p_trigger numeric, p_high numeric, p_low numeric, p_close numeric, p_arrives boolean, p_stop_limit_fills_at_stop boolean, OUT price numeric, OUT rule paper.fill_rule, OUT liquidity paper.liquidity, OUT elected boolean) RETURNS record
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.fill_offer(p_order paper_internal.orders, p_phase paper_internal.phase, p_price numeric, p_trigger numeric, p_high numeric, p_low numeric, p_close numeric, p_arrives boolean, p_stop_limit_fills_at_stop boolean, OUT price numeric, OUT rule paper.fill_rule, OUT liquidity paper.liquidity, OUT elected boolean) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fill_problem(p_side paper.order_side, p_quantity numeric, p_price numeric, p_cash numeric, p_buying_power numeric, p_held numeric, p_available numeric, p_realized_pnl numeric DEFAULT 0) RETURNS paper.reject_reason
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (p_quantity IS NULL) THEN 'no_position'::paper.reject_reason WHEN ((p_price <= (0)::numeric) OR (p_price >= '1000000000000000'::numeric)) THEN 'out_of_range'::paper.reject_reason WHEN ((p_side = 'buy'::paper.order_side) AND ((p_price * p_quantity) > p_buying_power)) THEN 'insufficient_cash'::paper.reject_reason WHEN ((p_side = 'buy'::paper.order_side) AND ((p_held + p_quantity) >= '1000000000000000'::numeric)) THEN 'out_of_range'::paper.reject_reason WHEN ((p_side = 'sell'::paper.order_side) AND (p_quantity > p_available)) THEN 'insufficient_shares'::paper.reject_reason WHEN ((p_side = 'sell'::paper.order_side) AND ((p_cash + (p_price * p_quantity)) >= '1000000000000000000000'::numeric)) THEN 'out_of_range'::paper.reject_reason WHEN (abs(p_realized_pnl) >= '1000000000000000000000'::numeric) THEN 'out_of_range'::paper.reject_reason ELSE NULL::paper.reject_reason END;

ALTER FUNCTION paper_internal.fill_problem(p_side paper.order_side, p_quantity numeric, p_price numeric, p_cash numeric, p_buying_power numeric, p_held numeric, p_available numeric, p_realized_pnl numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fills_between(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_merge text) RETURNS TABLE(seq bigint, at timestamp with time zone, to_at timestamp with time zone, ticker text, direction integer, quantity numeric, price numeric, fee numeric, order_seq bigint, tag text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH fills AS NOT MATERIALIZED (
          SELECT j.seq,
             j.at,
             (j.ticker)::text AS ticker,
             (j.quantity)::numeric AS quantity,
             (j.price)::numeric AS price,
                 CASE j.side
                     WHEN 'buy'::paper.order_side THEN 1
                     ELSE '-1'::integer
                 END AS direction,
             COALESCE((j.fee)::numeric, (0)::numeric) AS fee,
             j.order_seq,
             (
                 CASE
                     WHEN (j.order_seq = j.seq) THEN j.options
                     ELSE ( SELECT o.options
                        FROM paper_internal.journal o
                       WHERE (((o.account_id)::text = (j.account_id)::text) AND (o.seq = j.order_seq))
                      LIMIT 1)
                 END ->> 'tag'::text) AS tag
            FROM paper_internal.journal j
           WHERE (((j.account_id)::text = fills_between.p_account_id) AND (j.seq >= fills_between.p_from_seq) AND (j.seq <= fills_between.p_to_seq) AND (j.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])))
         )
  SELECT f.seq,
     f.at,
     f.at AS to_at,
     f.ticker,
     f.direction,
     f.quantity,
     f.price,
     f.fee,
     f.order_seq,
     f.tag
    FROM fills f
   WHERE (fills_between.p_merge = 'none'::text)
 UNION ALL
  SELECT min(g.seq) AS min,
     min(g.at) AS min,
     max(g.at) AS max,
     g.ticker,
     g.direction,
     sum(g.quantity) AS sum,
     paper_internal.average_price(sum((g.quantity * g.price)), sum(g.quantity)) AS average_price,
     sum(g.fee) AS sum,
     (array_agg(g.order_seq ORDER BY g.seq))[1] AS array_agg,
     (array_agg(g.tag ORDER BY g.seq))[1] AS array_agg
    FROM ( SELECT f.seq,
             f.at,
             f.ticker,
             f.quantity,
             f.price,
             f.direction,
             f.fee,
             f.order_seq,
             f.tag,
             (row_number() OVER (PARTITION BY f.ticker ORDER BY f.seq) - row_number() OVER (PARTITION BY f.ticker, f.direction, ((f.at)::date) ORDER BY f.seq)) AS run
            FROM fills f
           WHERE (fills_between.p_merge = 'day'::text)) g
   GROUP BY g.ticker, g.direction, ((g.at)::date), g.run
  ORDER BY 1;
END;

ALTER FUNCTION paper_internal.fills_between(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_merge text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.first_difference(p_account_id text, p_other_account_id text, p_after_seq bigint, p_to_seq bigint) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT jsonb_build_object('seq', d.seq, 'differs', ( SELECT jsonb_object_agg(c.name, jsonb_build_array((d.content -> c.name), (d.other_content -> c.name))) AS jsonb_object_agg
            FROM jsonb_object_keys(COALESCE(d.content, d.other_content)) c(name)
           WHERE (((d.content -> c.name))::text IS DISTINCT FROM ((d.other_content -> c.name))::text))) AS jsonb_build_object
    FROM ( SELECT f.seq,
             ( SELECT (to_jsonb(j.*) - '{account_id,seal}'::text[])
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = first_difference.p_account_id) AND (j.seq = f.seq))) AS content,
             ( SELECT (to_jsonb(j.*) - '{account_id,seal}'::text[])
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = first_difference.p_other_account_id) AND (j.seq = f.seq))) AS other_content
            FROM ( SELECT min(COALESCE(a.seq, b.seq)) AS seq
                    FROM (( SELECT j.seq,
                             ROW(j.order_seq, j.at, j.event_type, j.order_type, j.side, j.reject_reason, j.ticker, j.idempotency_key, j.quantity, j.limit_price, j.stop_price, j.price, j.amount, j.fee, j.realized_pnl, j.cash_after, j.quantity_after, j.avg_entry_price_after, j.options, j.error, j.detail, j.market_at, j.liquidity, j.rule, j.tape_seq) AS content
                            FROM paper_internal.journal j
                           WHERE (((j.account_id)::text = first_difference.p_account_id) AND (j.seq > first_difference.p_after_seq) AND (j.seq <= first_difference.p_to_seq))) a
                      FULL JOIN ( SELECT j.seq,
                             ROW(j.order_seq, j.at, j.event_type, j.order_type, j.side, j.reject_reason, j.ticker, j.idempotency_key, j.quantity, j.limit_price, j.stop_price, j.price, j.amount, j.fee, j.realized_pnl, j.cash_after, j.quantity_after, j.avg_entry_price_after, j.options, j.error, j.detail, j.market_at, j.liquidity, j.rule, j.tape_seq) AS content
                            FROM paper_internal.journal j
                           WHERE (((j.account_id)::text = first_difference.p_other_account_id) AND (j.seq > first_difference.p_after_seq) AND (j.seq <= first_difference.p_to_seq))) b ON ((a.seq = b.seq)))
                   WHERE (record_image_ne(a.content, b.content) IS NOT FALSE)) f
           WHERE (f.seq IS NOT NULL)) d;
END;

ALTER FUNCTION paper_internal.first_difference(p_account_id text, p_other_account_id text, p_after_seq bigint, p_to_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.first_of_key(p_orders paper.order_request[]) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.first_of_key(p_orders paper.order_request[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fold_fill(p_state paper.position_state, p_side paper.order_side, p_quantity numeric, p_price numeric) RETURNS paper.position_state
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.fold_fill(p_state paper.position_state, p_side paper.order_side, p_quantity numeric, p_price numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.holdings_at(p_account_id text, p_from_seq bigint, p_seq bigint) RETURNS TABLE(ticker text, quantity numeric, avg_entry_price numeric, realized_pnl numeric)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.holdings_at(p_account_id text, p_from_seq bigint, p_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.import_rows(p_lines jsonb[], p_account_id text, p_clock timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.import_rows(p_lines jsonb[], p_account_id text, p_clock timestamp with time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.imported_account(p_lines jsonb[], p_account_id text, p_request jsonb) RETURNS paper_internal.accounts
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.imported_account(p_lines jsonb[], p_account_id text, p_request jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.instant_problem(p_name text, p_value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((jsonb_typeof(p_value) <> 'string'::text) OR (NOT COALESCE((((p_value #>> '{}'::text[]) ~ ('^[12][0-9][0-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9]'::text || '(:[0-5][0-9]([.][0-9]+)?)?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)$'::text)) AND (length((p_value #>> '{}'::text[])) <= 40)), false)) OR CASE WHEN (substr((p_value #>> '{}'::text[]), 9, 2) = ANY (ARRAY['29'::text, '30'::text, '31'::text])) THEN (((substr((p_value #>> '{}'::text[]), 9, 2))::integer)::numeric > EXTRACT(day FROM ((make_date((substr((p_value #>> '{}'::text[]), 1, 4))::integer, (substr((p_value #>> '{}'::text[]), 6, 2))::integer, 1) + '1 mon'::interval) - '1 day'::interval))) ELSE false END) THEN (p_name || ' must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'::text) ELSE NULL::text END;

ALTER FUNCTION paper_internal.instant_problem(p_name text, p_value jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.instrument_problem(p_settings jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT ((jsonb_typeof(p_settings) = 'object'::text) IS TRUE)) THEN 'settings must be a JSON object'::text ELSE (SELECT CASE WHEN (s.key <> 'calendar'::text) THEN ('unknown setting '::text || quote_literal("left"(s.key, 200))) WHEN (jsonb_typeof(s.value) = 'null'::text) THEN NULL::text WHEN ((jsonb_typeof(s.value) <> 'string'::text) OR (octet_length((s.value #>> '{}'::text[])) > 200) OR (((s.value #>> '{}'::text[]) COLLATE "C") !~ '^[!-~]+$'::text)) THEN 'calendar must be null or 1 to 200 printable ASCII characters without spaces'::text ELSE NULL::text END AS problem FROM jsonb_each(instrument_problem.p_settings) s(key, value) ORDER BY CASE WHEN (s.key <> 'calendar'::text) THEN ('unknown setting '::text || quote_literal("left"(s.key, 200))) WHEN (jsonb_typeof(s.value) = 'null'::text) THEN NULL::text WHEN ((jsonb_typeof(s.value) <> 'string'::text) OR (octet_length((s.value #>> '{}'::text[])) > 200) OR (((s.value #>> '{}'::text[]) COLLATE "C") !~ '^[!-~]+$'::text)) THEN 'calendar must be null or 1 to 200 printable ASCII characters without spaces'::text ELSE NULL::text END LIMIT 1) END;

ALTER FUNCTION paper_internal.instrument_problem(p_settings jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.is_foreign(p_lines jsonb[]) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN ((EXISTS (SELECT FROM unnest(is_foreign.p_lines) l(line) WHERE ((l.line ? 'tape'::text) AND (NOT (EXISTS (SELECT FROM paper_internal.tape t WHERE (((t.ticker)::text = (l.line #>> '{tape,ticker}'::text[])) AND (t.tape_seq = ((l.line #>> '{tape,tape_seq}'::text[]))::bigint) AND (jsonb_strip_nulls((to_jsonb(t.*) - 'era'::text)) = (l.line -> 'tape'::text))))))))) OR ((EXISTS (SELECT FROM unnest(is_foreign.p_lines) l(line) WHERE ((l.line #> '{journal,tape_seq}'::text[]) > '0'::jsonb))) AND (NOT (EXISTS (SELECT FROM unnest(is_foreign.p_lines) l(line) WHERE (l.line ? 'tape'::text))))));

ALTER FUNCTION paper_internal.is_foreign(p_lines jsonb[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.is_made(p_account_id text, p_request jsonb) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.is_made(p_account_id text, p_request jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.is_renewed(p_account_id text, p_seq bigint, p_to_seq bigint) RETURNS boolean
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT COALESCE(bool_and(r.is_renewed), true) AS "coalesce"
    FROM ((( SELECT DISTINCT ON (j.ticker) j.ticker,
             j.tape_seq
            FROM paper_internal.journal j
           WHERE (((j.account_id)::text = is_renewed.p_account_id) AND (j.seq <= is_renewed.p_seq) AND (j.rule IS NOT NULL) AND (j.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])) AND (j.rule <> ALL (ARRAY['close'::paper.fill_rule, 'open'::paper.fill_rule, 'range'::paper.fill_rule, 'print'::paper.fill_rule])))
           ORDER BY j.ticker, j.seq DESC) f
      LEFT JOIN LATERAL ( SELECT i.tape_seq
            FROM paper_internal.journal i
           WHERE (((i.account_id)::text = is_renewed.p_account_id) AND (i.seq > is_renewed.p_seq) AND (i.seq <= is_renewed.p_to_seq) AND ((i.ticker)::text = (f.ticker)::text) AND (i.tape_seq IS NOT NULL))
           ORDER BY i.seq
          LIMIT 1) n ON (true))
      CROSS JOIN LATERAL ( SELECT ((m.quote_seq IS NULL) OR ( SELECT ((count(DISTINCT COALESCE((t.ask)::numeric, (0)::numeric)) > 1) AND (count(DISTINCT COALESCE((t.bid)::numeric, (0)::numeric)) > 1))
                    FROM ( SELECT b.ask,
                             b.bid
                            FROM ( SELECT i.ask,
                                     i.bid
                                    FROM paper_internal.tape i
                                   WHERE (((i.ticker)::text = (f.ticker)::text) AND (i.kind = 'quote'::paper_internal.datum_kind) AND (i.tape_seq <= f.tape_seq))
                                   ORDER BY i.tape_seq DESC
                                  LIMIT 1) b
                         UNION ALL
                          SELECT i.ask,
                             i.bid
                            FROM paper_internal.tape i
                           WHERE (((i.ticker)::text = (f.ticker)::text) AND (i.kind = 'quote'::paper_internal.datum_kind) AND (i.tape_seq > f.tape_seq) AND (i.tape_seq <= COALESCE(n.tape_seq, m.tape_seq)))) t)) AS is_renewed
            FROM paper_internal.market m
           WHERE ((m.ticker)::text = (f.ticker)::text)) r);
END;

ALTER FUNCTION paper_internal.is_renewed(p_account_id text, p_seq bigint, p_to_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.judge_fed(p_market paper_internal.market[], p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) RETURNS TABLE(n integer, verdict text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.judge_fed(p_market paper_internal.market[], p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.judge_late(p_verdicts text[], p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_nestloop TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.judge_late(p_verdicts text[], p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.keep_checkpoint(p_account_id text, p_epoch_seq bigint, p_seq bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.keep_checkpoint(p_account_id text, p_epoch_seq bigint, p_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.key_problem(p_idempotency_key text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT ((((p_idempotency_key COLLATE "C") ~ '^[!-~]+$'::text) AND (octet_length(p_idempotency_key) <= 200)) IS TRUE)) THEN 'idempotency_key must be 1 to 200 printable ASCII characters without spaces'::text ELSE NULL::text END;

ALTER FUNCTION paper_internal.key_problem(p_idempotency_key text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.keys_are_new(p_account_id text, p_orders paper.order_request[]) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.keys_are_new(p_account_id text, p_orders paper.order_request[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.leg_requests(p_request paper_internal.step) RETURNS paper_internal.step[]
    LANGUAGE sql STABLE
    RETURN (SELECT COALESCE(array_agg(ROW((leg_requests.p_request).account_id, NULL::bigint, NULL::bigint, (leg_requests.p_request).at, 'fill'::paper.event_type, l.order_type, CASE WHEN (((leg_requests.p_request).options ->> 'order_class'::text) = 'oco'::text) THEN (leg_requests.p_request).side WHEN ((leg_requests.p_request).side = 'buy'::paper.order_side) THEN 'sell'::paper.order_side ELSE 'buy'::paper.order_side END, NULL::paper.reject_reason, (leg_requests.p_request).ticker, NULL::text, (leg_requests.p_request).quantity, l.limit_price, l.stop_price, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, (0)::numeric, NULL::numeric, NULL::numeric, CASE WHEN (((leg_requests.p_request).options ->> 'order_class'::text) = 'oco'::text) THEN NULLIF(jsonb_strip_nulls(jsonb_build_object('time_in_force', ((leg_requests.p_request).options -> 'time_in_force'::text), 'expires_at', ((leg_requests.p_request).options -> 'expires_at'::text), 'touch', ((leg_requests.p_request).options -> 'touch'::text))), '{}'::jsonb) ELSE NULL::jsonb END, NULL::text, NULL::jsonb, NULL::bytea, NULL::timestamp with time zone, NULL::paper.liquidity, NULL::paper.fill_rule, NULL::bigint)::paper_internal.step ORDER BY l.n), '{}'::paper_internal.step[]) AS "coalesce" FROM (SELECT 1 AS n, 'limit'::paper.order_type AS order_type, (((leg_requests.p_request).options #>> '{take_profit,limit_price}'::text[]))::numeric AS limit_price, NULL::numeric AS stop_price WHERE ((leg_requests.p_request).options ? 'take_profit'::text) UNION ALL SELECT 2, CASE WHEN (((leg_requests.p_request).options #> '{stop_loss,limit_price}'::text[]) IS NULL) THEN 'stop'::paper.order_type ELSE 'stop_limit'::paper.order_type END AS "case", (((leg_requests.p_request).options #>> '{stop_loss,limit_price}'::text[]))::numeric AS "numeric", (((leg_requests.p_request).options #>> '{stop_loss,stop_price}'::text[]))::numeric AS "numeric" WHERE ((leg_requests.p_request).options ? 'stop_loss'::text)) l);

ALTER FUNCTION paper_internal.leg_requests(p_request paper_internal.step) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.lines_problem(p_lines jsonb[]) RETURNS text
    LANGUAGE sql STABLE
    RETURN COALESCE((SELECT (('line '::text || (l.n)::text) || ' is none of an export'::text) FROM unnest(lines_problem.p_lines) WITH ORDINALITY l(line, n) WHERE ((l.n > 1) AND (l.n < cardinality(lines_problem.p_lines)) AND (NOT ((jsonb_typeof(l.line) = 'object'::text) AND (l.line ?| '{account,journal,order,position,watch,tape}'::text[]) AND ((SELECT count(*) AS count FROM jsonb_object_keys(l.line) jsonb_object_keys(jsonb_object_keys)) = 1)))) ORDER BY l.n LIMIT 1), CASE WHEN ((jsonb_typeof(((p_lines)[2] -> 'account'::text)) IS DISTINCT FROM 'object'::text) OR (NOT COALESCE(((((p_lines)[2] #>> '{account,prefix}'::text[]) ~ '^[0-9a-f]+$'::text) AND (length(((p_lines)[2] #>> '{account,prefix}'::text[])) = 16) AND (substr(((p_lines)[2] #>> '{account,prefix}'::text[]), 13, 1) = '8'::text)), false))) THEN 'the account is missing'::text ELSE NULL::text END);

ALTER FUNCTION paper_internal.lines_problem(p_lines jsonb[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.lock_market(p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) RETURNS paper_internal.market[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.lock_market(p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.make_partition() RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.make_partition() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.market_at(p_ticker text, p_at timestamp with time zone, OUT last numeric, OUT bid numeric, OUT ask numeric, OUT close numeric) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.market_at(p_ticker text, p_at timestamp with time zone, OUT last numeric, OUT bid numeric, OUT ask numeric, OUT close numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.market_option_problem(p_key text, p_value jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE p_key WHEN 'time_in_force'::text THEN CASE WHEN (NOT COALESCE(((p_value #>> '{}'::text[]) = ANY (ARRAY['day'::text, 'gtc'::text, 'ioc'::text, 'fok'::text, 'opg'::text, 'cls'::text, 'gtd'::text])), false)) THEN 'time_in_force must be day, gtc, gtd, ioc, fok, opg or cls'::text ELSE NULL::text END WHEN 'expires_at'::text THEN paper_internal.instant_problem('expires_at'::text, p_value) WHEN 'trail_amount'::text THEN paper_internal.decimal_problem('trail_amount'::text, p_value, '1000000000000000'::numeric, true) WHEN 'trail_percent'::text THEN paper_internal.decimal_problem('trail_percent'::text, p_value, (100)::numeric, true) WHEN 'order_class'::text THEN CASE WHEN (NOT COALESCE(((p_value #>> '{}'::text[]) = ANY (ARRAY['simple'::text, 'bracket'::text, 'oco'::text, 'oto'::text])), false)) THEN 'order_class must be simple, bracket, oco or oto'::text ELSE NULL::text END WHEN 'take_profit'::text THEN CASE WHEN ((jsonb_typeof(p_value) <> 'object'::text) OR ((p_value - 'limit_price'::text) <> '{}'::jsonb) OR (NOT (p_value ? 'limit_price'::text))) THEN 'take_profit must be an object with a limit_price'::text ELSE paper_internal.decimal_problem('limit_price of take_profit'::text, (p_value -> 'limit_price'::text), '1000000000000000'::numeric, true) END WHEN 'stop_loss'::text THEN CASE WHEN ((jsonb_typeof(p_value) <> 'object'::text) OR (((p_value - 'limit_price'::text) - 'stop_price'::text) <> '{}'::jsonb) OR (NOT (p_value ? 'stop_price'::text))) THEN 'stop_loss must be an object with a stop_price and perhaps a limit_price'::text ELSE COALESCE(paper_internal.decimal_problem('stop_price of stop_loss'::text, (p_value -> 'stop_price'::text), '1000000000000000'::numeric, true), CASE WHEN (p_value ? 'limit_price'::text) THEN paper_internal.decimal_problem('limit_price of stop_loss'::text, (p_value -> 'limit_price'::text), '1000000000000000'::numeric, true) ELSE NULL::text END) END WHEN 'oco_group'::text THEN CASE WHEN ((jsonb_typeof(p_value) <> 'string'::text) OR ((length((p_value #>> '{}'::text[])) < 1) OR (length((p_value #>> '{}'::text[])) > 200))) THEN 'oco_group must be a string of 1 to 200 characters'::text ELSE NULL::text END WHEN 'touch'::text THEN CASE WHEN (jsonb_typeof(p_value) <> 'boolean'::text) THEN 'touch must be true or false'::text ELSE NULL::text END ELSE ('unknown option '::text || quote_literal("left"(p_key, 200))) END;

ALTER FUNCTION paper_internal.market_option_problem(p_key text, p_value jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.market_scene(p_account paper_internal.accounts, p_requests paper_internal.step[], p_now timestamp with time zone, p_bars_at_close boolean, p_market paper_internal.market[]) RETURNS paper_internal.scene
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.market_scene(p_account paper_internal.accounts, p_requests paper_internal.step[], p_now timestamp with time zone, p_bars_at_close boolean, p_market paper_internal.market[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.market_slippage_problem(p_slippage jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (jsonb_typeof(p_slippage) <> 'object'::text) THEN 'slippage must be a JSON object'::text WHEN (NOT COALESCE(((p_slippage ->> 'model'::text) = ANY (ARRAY['none'::text, 'fixed_bps'::text, 'volume_share'::text])), false)) THEN 'the model of slippage must be none, fixed_bps or volume_share'::text WHEN (((p_slippage - 'model'::text) - CASE (p_slippage ->> 'model'::text) WHEN 'fixed_bps'::text THEN 'bps'::text WHEN 'volume_share'::text THEN 'impact'::text ELSE 'model'::text END) <> '{}'::jsonb) THEN 'slippage has a model and, for fixed_bps, bps, for volume_share, impact'::text WHEN ((p_slippage ->> 'model'::text) = 'fixed_bps'::text) THEN COALESCE(paper_internal.decimal_problem('bps of slippage'::text, (p_slippage -> 'bps'::text), (10000)::numeric), CASE WHEN (NOT (p_slippage ? 'bps'::text)) THEN 'slippage model fixed_bps needs bps'::text ELSE NULL::text END) WHEN ((p_slippage ->> 'model'::text) = 'volume_share'::text) THEN COALESCE(paper_internal.decimal_problem('impact of slippage'::text, (p_slippage -> 'impact'::text), (1)::numeric), CASE WHEN (NOT (p_slippage ? 'impact'::text)) THEN 'slippage model volume_share needs impact'::text ELSE NULL::text END) ELSE NULL::text END;

ALTER FUNCTION paper_internal.market_slippage_problem(p_slippage jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.market_until(p_market paper_internal.market, p_ticker text, p_to_seq bigint) RETURNS paper_internal.market
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.market_until(p_market paper_internal.market, p_ticker text, p_to_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.matched_lots(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_method text, p_merge text) RETURNS TABLE(ticker text, direction integer, quantity numeric, entry_price numeric, exit_price numeric, entry_fee numeric, exit_fee numeric, opened_at timestamp with time zone, closed_at timestamp with time zone, entry_seq bigint, exit_seq bigint, entry_order_seq bigint, exit_order_seq bigint, tag text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_hashagg TO 'on'
    SET enable_sort TO 'off'
    SET jit TO 'off'
    SET work_mem TO '256MB'
    AS $$ … $$;

ALTER FUNCTION paper_internal.matched_lots(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_method text, p_merge text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.may_use(p_account_id text, p_owner text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.may_use(p_account_id text, p_owner text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.new_order(p_request paper_internal.step, p_seq bigint, p_at timestamp with time zone) RETURNS paper_internal.orders
    LANGUAGE sql STABLE
    RETURN ROW(((p_request).account_id)::paper_internal.account_id, p_seq, ((p_request).ticker)::paper_internal.ticker, (p_request).side, (p_request).order_type, COALESCE((((p_request).options ->> 'time_in_force'::text))::paper.time_in_force, 'gtc'::paper.time_in_force), 'accepted'::paper.order_status, false, COALESCE((((p_request).options ->> 'touch'::text))::boolean, false), (COALESCE((p_request).quantity, (0)::numeric))::paper_internal.signed_quantity, (COALESCE((p_request).quantity, (0)::numeric))::paper_internal.signed_quantity, ((p_request).limit_price)::paper_internal.price, ((p_request).stop_price)::paper_internal.price, ((((p_request).options ->> 'trail_amount'::text))::numeric)::paper_internal.price, ((((p_request).options ->> 'trail_percent'::text))::numeric)::paper_internal.price, (NULL::numeric)::paper_internal.price, (NULL::numeric)::paper_internal.price, p_at, NULL::timestamp with time zone, (((p_request).options ->> 'expires_at'::text))::timestamp with time zone, CASE WHEN (((p_request).options ->> 'order_class'::text) = ANY (ARRAY['bracket'::text, 'oto'::text])) THEN p_seq ELSE NULL::bigint END, CASE WHEN ((((p_request).options ->> 'order_class'::text) = 'oco'::text) OR ((p_request).options ? 'oco_group'::text)) THEN p_seq ELSE NULL::bigint END, ((p_request).options ->> 'oco_group'::text), (0)::paper_internal.signed_quantity, (0)::paper_internal.money, (0)::paper_internal.money, (NULL::numeric)::paper_internal.average_price, (0)::paper_internal.money, (0)::paper_internal.money, (0)::paper_internal.money, (NULL::numeric)::paper_internal.money, (NULL::numeric)::paper_internal.signed_quantity, NULL::paper.reject_reason, NULL::bigint, NULL::bigint, p_at)::paper_internal.orders;

ALTER FUNCTION paper_internal.new_order(p_request paper_internal.step, p_seq bigint, p_at timestamp with time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.new_prefix() RETURNS text
    LANGUAGE sql
    RETURN (SELECT (("left"(u.random, 12) || '8'::text) || substr(u.random, 14, 3)) FROM (SELECT replace((gen_random_uuid())::text, '-'::text, ''::text) AS random) u);

ALTER FUNCTION paper_internal.new_prefix() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.normal_settings(p_settings jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT COALESCE(jsonb_object_agg(s.key, s.value), '{}'::jsonb) AS "coalesce" FROM jsonb_each(normal_settings.p_settings) s(key, value) WHERE (s.value IS DISTINCT FROM (paper_internal.default_settings() -> s.key)));

ALTER FUNCTION paper_internal.normal_settings(p_settings jsonb) OWNER TO paper_owner;

CREATE VIEW paper.fills AS
 SELECT (j.account_id)::text AS account_id,
    j.seq,
    paper_internal.order_id(a.prefix, j.order_seq) AS order_id,
    (j.ticker)::text AS ticker,
    j.side,
    (j.quantity)::numeric AS quantity,
    (j.price)::numeric AS price,
    COALESCE((j.fee)::numeric, (0)::numeric) AS fee,
    (j.realized_pnl)::numeric AS realized_pnl,
    (COALESCE(j.liquidity, 'taker'::paper.liquidity))::text AS liquidity,
    j.at,
    j.market_at,
    j.order_seq,
    (j.quantity_after)::numeric AS quantity_after,
    (j.avg_entry_price_after)::numeric AS avg_entry_price_after,
    (j.cash_after)::numeric AS cash_after,
    j.rule
   FROM (paper_internal.journal j
     LEFT JOIN paper_internal.accounts a ON (((j.account_id)::text = (a.account_id)::text)))
  WHERE (j.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type]));

ALTER VIEW paper.fills OWNER TO paper_reader;

COMMENT ON VIEW paper.fills IS 'Every execution, in order of (account_id, seq). Fold it with position_of(side, quantity, price order by seq).';

COMMENT ON COLUMN paper.fills.account_id IS 'Account.';

COMMENT ON COLUMN paper.fills.seq IS 'Journal row of the fill.';

COMMENT ON COLUMN paper.fills.order_id IS 'Order it belongs to.';

COMMENT ON COLUMN paper.fills.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.fills.side IS 'buy or sell.';

COMMENT ON COLUMN paper.fills.quantity IS 'Filled quantity, above 0.';

COMMENT ON COLUMN paper.fills.price IS 'Price of the fill.';

COMMENT ON COLUMN paper.fills.fee IS 'Fee charged for it.';

COMMENT ON COLUMN paper.fills.realized_pnl IS 'Profit it realized, gross of fees.';

COMMENT ON COLUMN paper.fills.liquidity IS 'taker, or maker when the order was resting.';

COMMENT ON COLUMN paper.fills.at IS 'When, on the account''s clock.';

COMMENT ON COLUMN paper.fills.market_at IS 'Time of the market data it traded against; null in fill model immediate.';

COMMENT ON COLUMN paper.fills.order_seq IS 'Journal row that created the order.';

COMMENT ON COLUMN paper.fills.quantity_after IS 'Position after the fill.';

COMMENT ON COLUMN paper.fills.avg_entry_price_after IS 'Average entry price after the fill.';

COMMENT ON COLUMN paper.fills.cash_after IS 'Cash after the fill.';

COMMENT ON COLUMN paper.fills.rule IS 'Rule of fill model market by which it filled; null in fill model immediate.';

CREATE FUNCTION paper_internal.numbered_fills(p_account_id text) RETURNS TABLE(order_seq bigint, fill_no bigint, quantity numeric, price numeric, fee numeric, market_at timestamp with time zone)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT f.order_seq,
     row_number() OVER (PARTITION BY f.order_seq ORDER BY f.seq) AS row_number,
     f.quantity,
     f.price,
     f.fee,
     f.market_at
    FROM paper.fills f
   WHERE (f.account_id = numbered_fills.p_account_id);
END;

ALTER FUNCTION paper_internal.numbered_fills(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.open_lots(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_method text) RETURNS TABLE(ticker text, direction integer, quantity numeric, price numeric, opened_at timestamp with time zone, open_seq bigint, order_seq bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.open_lots(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_method text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.option_set_problem(p_options jsonb, p_order_type text, p_side text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((((p_options ->> 'time_in_force'::text) = 'gtd'::text) IS DISTINCT FROM (p_options ? 'expires_at'::text)) AND (((p_options ->> 'time_in_force'::text) = 'gtd'::text) OR (p_options ? 'expires_at'::text))) THEN 'expires_at is given with time_in_force gtd, and only then'::text WHEN (((p_options ->> 'time_in_force'::text) = ANY (ARRAY['opg'::text, 'cls'::text])) AND (p_order_type <> ALL (ARRAY['market'::text, 'limit'::text]))) THEN 'opg and cls take market and limit orders'::text WHEN ((p_order_type = 'trailing_stop'::text) AND ((p_options ? 'trail_amount'::text) = (p_options ? 'trail_percent'::text))) THEN 'a trailing_stop order needs trail_amount or trail_percent'::text WHEN ((p_order_type <> 'trailing_stop'::text) AND ((p_options ? 'trail_amount'::text) OR (p_options ? 'trail_percent'::text))) THEN 'trail_amount and trail_percent belong to trailing_stop orders'::text WHEN (COALESCE((p_options ->> 'order_class'::text), 'simple'::text) = 'simple'::text) THEN CASE WHEN ((p_options ? 'take_profit'::text) OR (p_options ? 'stop_loss'::text)) THEN 'take_profit and stop_loss need order_class bracket, oco or oto'::text ELSE NULL::text END WHEN (p_options ? 'oco_group'::text) THEN 'oco_group belongs to orders of class simple'::text WHEN (((p_options ->> 'order_class'::text) = 'bracket'::text) AND (NOT ((p_options ? 'take_profit'::text) AND (p_options ? 'stop_loss'::text)))) THEN 'a bracket order needs take_profit and stop_loss'::text WHEN (((p_options ->> 'order_class'::text) = ANY (ARRAY['oco'::text, 'oto'::text])) AND ((p_options ? 'take_profit'::text) = (p_options ? 'stop_loss'::text))) THEN 'an oco or oto order needs one of take_profit and stop_loss'::text WHEN (((p_options ->> 'order_class'::text) = 'oco'::text) AND ((p_options ->> 'time_in_force'::text) = ANY (ARRAY['ioc'::text, 'fok'::text, 'opg'::text, 'cls'::text]))) THEN 'an oco order cannot be ioc, fok, opg or cls'::text WHEN (((p_options ->> 'order_class'::text) = 'bracket'::text) AND CASE p_side WHEN 'buy'::text THEN (((p_options #>> '{take_profit,limit_price}'::text[]))::numeric <= ((p_options #>> '{stop_loss,stop_price}'::text[]))::numeric) ELSE (((p_options #>> '{take_profit,limit_price}'::text[]))::numeric >= ((p_options #>> '{stop_loss,stop_price}'::text[]))::numeric) END) THEN 'take_profit must lie on the other side of stop_loss'::text ELSE NULL::text END;

ALTER FUNCTION paper_internal.option_set_problem(p_options jsonb, p_order_type text, p_side text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.options_problem(p_options jsonb, p_order_type text, p_side text, p_fill_model text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (jsonb_typeof(p_options) <> 'object'::text) THEN 'options must be a JSON object'::text WHEN (octet_length((p_options)::text) > 65536) THEN 'options must be at most 64 kB of JSON'::text ELSE COALESCE((SELECT CASE WHEN ((o.key = 'time_in_force'::text) AND (options_problem.p_fill_model <> 'market'::text)) THEN CASE WHEN (NOT COALESCE(((o.value #>> '{}'::text[]) = ANY (ARRAY['day'::text, 'gtc'::text, 'ioc'::text, 'fok'::text])), false)) THEN 'time_in_force must be day, gtc, ioc or fok: orders fill at once here'::text ELSE NULL::text END WHEN (o.key = ANY (ARRAY['tag'::text, 'recommendation_id'::text])) THEN CASE WHEN ((jsonb_typeof(o.value) <> 'string'::text) OR ((length((o.value #>> '{}'::text[])) < 1) OR (length((o.value #>> '{}'::text[])) > 200))) THEN (o.key || ' must be a string of 1 to 200 characters'::text) ELSE NULL::text END WHEN (o.key = 'decision_trace'::text) THEN CASE WHEN (jsonb_typeof(o.value) <> ALL (ARRAY['object'::text, 'array'::text])) THEN 'decision_trace must be a JSON object or array'::text ELSE NULL::text END WHEN (options_problem.p_fill_model = 'market'::text) THEN paper_internal.market_option_problem(o.key, o.value) ELSE ('unknown option '::text || quote_literal("left"(o.key, 200))) END AS problem FROM jsonb_each(options_problem.p_options) o(key, value) ORDER BY CASE WHEN ((o.key = 'time_in_force'::text) AND (options_problem.p_fill_model <> 'market'::text)) THEN CASE WHEN (NOT COALESCE(((o.value #>> '{}'::text[]) = ANY (ARRAY['day'::text, 'gtc'::text, 'ioc'::text, 'fok'::text])), false)) THEN 'time_in_force must be day, gtc, ioc or fok: orders fill at once here'::text ELSE NULL::text END WHEN (o.key = ANY (ARRAY['tag'::text, 'recommendation_id'::text])) THEN CASE WHEN ((jsonb_typeof(o.value) <> 'string'::text) OR ((length((o.value #>> '{}'::text[])) < 1) OR (length((o.value #>> '{}'::text[])) > 200))) THEN (o.key || ' must be a string of 1 to 200 characters'::text) ELSE NULL::text END WHEN (o.key = 'decision_trace'::text) THEN CASE WHEN (jsonb_typeof(o.value) <> ALL (ARRAY['object'::text, 'array'::text])) THEN 'decision_trace must be a JSON object or array'::text ELSE NULL::text END WHEN (options_problem.p_fill_model = 'market'::text) THEN paper_internal.market_option_problem(o.key, o.value) ELSE ('unknown option '::text || quote_literal("left"(o.key, 200))) END LIMIT 1), CASE WHEN (p_fill_model = 'market'::text) THEN paper_internal.option_set_problem(p_options, p_order_type, p_side) ELSE NULL::text END) END;

ALTER FUNCTION paper_internal.options_problem(p_options jsonb, p_order_type text, p_side text, p_fill_model text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.ticker_problem(p_ticker text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT ((((p_ticker COLLATE "C") ~ '^[A-Z0-9][A-Z0-9._/-]*$'::text) AND (octet_length(p_ticker) <= 32)) IS TRUE)) THEN 'ticker must be 1 to 32 of A-Z 0-9 . _ / -, the first a letter or digit'::text ELSE NULL::text END;

ALTER FUNCTION paper_internal.ticker_problem(p_ticker text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.order_problem(p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb, p_fill_model text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE(paper_internal.key_problem(p_idempotency_key), paper_internal.ticker_problem(p_ticker), CASE WHEN (NOT ((p_side = ANY (ARRAY['buy'::text, 'sell'::text])) IS TRUE)) THEN 'side must be buy or sell'::text WHEN (NOT (((p_quantity > (0)::numeric) AND (p_quantity < '1000000000000000'::numeric) AND (min_scale(p_quantity) <= 12)) IS TRUE)) THEN 'quantity must be above 0, below 10^15 and have at most 12 decimals'::text WHEN ((NOT ((p_order_type = ANY (ARRAY['market'::text, 'limit'::text, 'stop'::text, 'stop_limit'::text])) IS TRUE)) AND (NOT COALESCE(((p_order_type = 'trailing_stop'::text) AND (p_fill_model = 'market'::text)), false))) THEN ('order_type must be market, limit, stop or stop_limit'::text || CASE WHEN (p_fill_model = 'market'::text) THEN ', or trailing_stop'::text ELSE ''::text END) WHEN ((p_limit_price IS NULL) AND (p_order_type = ANY (ARRAY['limit'::text, 'stop_limit'::text]))) THEN (('limit_price is required for a '::text || p_order_type) || ' order'::text) WHEN ((p_stop_price IS NULL) AND (p_order_type = ANY (ARRAY['stop'::text, 'stop_limit'::text]))) THEN (('stop_price is required for a '::text || p_order_type) || ' order'::text) WHEN (NOT ((p_limit_price > (0)::numeric) AND (p_limit_price < '1000000000000000'::numeric) AND (min_scale(p_limit_price) <= 12))) THEN 'limit_price must be above 0, below 10^15 and have at most 12 decimals'::text WHEN (NOT ((p_stop_price > (0)::numeric) AND (p_stop_price < '1000000000000000'::numeric) AND (min_scale(p_stop_price) <= 12))) THEN 'stop_price must be above 0, below 10^15 and have at most 12 decimals'::text WHEN ((p_options <> '{}'::jsonb) OR (p_order_type = 'trailing_stop'::text)) THEN paper_internal.options_problem(COALESCE(p_options, '{}'::jsonb), p_order_type, p_side, p_fill_model) ELSE NULL::text END);

ALTER FUNCTION paper_internal.order_problem(p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb, p_fill_model text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.request_of(p_row paper_internal.journal) RETURNS paper.order_request
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ROW(((p_row).idempotency_key)::text, ((p_row).ticker)::text, ((p_row).side)::text, CASE WHEN (((p_row).order_type IS NULL) OR ((p_row).detail ? 'close_position'::text)) THEN 'NaN'::numeric ELSE ((p_row).quantity)::numeric END, ((p_row).order_type)::text, ((p_row).limit_price)::numeric, ((p_row).stop_price)::numeric, (p_row).options)::paper.order_request;

ALTER FUNCTION paper_internal.request_of(p_row paper_internal.journal) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.same_request(p_one paper.order_request, p_other paper.order_request) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (NOT ((((((((p_one).ticker IS DISTINCT FROM (p_other).ticker) OR ((p_one).side IS DISTINCT FROM (p_other).side)) OR ((p_one).quantity IS DISTINCT FROM (p_other).quantity)) OR ((p_one).order_type IS DISTINCT FROM (p_other).order_type)) OR ((p_one).limit_price IS DISTINCT FROM (p_other).limit_price)) OR ((p_one).stop_price IS DISTINCT FROM (p_other).stop_price)) OR (COALESCE((p_one).options, '{}'::jsonb) IS DISTINCT FROM COALESCE((p_other).options, '{}'::jsonb))));

ALTER FUNCTION paper_internal.same_request(p_one paper.order_request, p_other paper.order_request) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.order_problems(p_account_id text, p_orders paper.order_request[], p_fill_model text) RETURNS jsonb
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT jsonb_agg(jsonb_build_object('index', b.n, 'sqlstate', b.sqlstate, 'problem', b.problem) ORDER BY b.n) AS jsonb_agg
    FROM ( SELECT r.n,
                 CASE
                     WHEN (r.problem IS NULL) THEN 'ZP002'::text
                     ELSE 'ZP004'::text
                 END AS sqlstate,
             COALESCE(r.problem, (('idempotency_key '::text || quote_literal((r.request).idempotency_key)) || ' was used for a different request'::text)) AS problem
            FROM (( SELECT a.n,
                     a.request,
                     i.problem,
                     first_value(a.request) OVER (PARTITION BY (a.request).idempotency_key ORDER BY (i.problem IS NOT NULL), a.n) AS first_request
                    FROM (( SELECT u.n,
                             ROW(u.idempotency_key, u.ticker, u.side, u.quantity, u.order_type, u.limit_price, u.stop_price, u.options)::paper.order_request AS request
                            FROM unnest(order_problems.p_orders) WITH ORDINALITY u(idempotency_key, ticker, side, quantity, order_type, limit_price, stop_price, options, n)) a
                      CROSS JOIN LATERAL ( SELECT paper_internal.order_problem((a.request).idempotency_key, (a.request).ticker, (a.request).side, (a.request).quantity, (a.request).order_type, (a.request).limit_price, (a.request).stop_price, (a.request).options, order_problems.p_fill_model) AS problem) i)) r
              LEFT JOIN LATERAL ( SELECT paper_internal.request_of(j.*) AS request
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = order_problems.p_account_id) AND ((j.idempotency_key)::text = (r.request).idempotency_key))
                  LIMIT 1) stored ON (true))
           WHERE ((r.problem IS NOT NULL) OR (NOT paper_internal.same_request(COALESCE(stored.request, r.first_request), r.request)))) b;
END;

ALTER FUNCTION paper_internal.order_problems(p_account_id text, p_orders paper.order_request[], p_fill_model text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.order_row(p_order paper_internal.orders, p_event_type paper.event_type, p_at timestamp with time zone, p_rule paper.fill_rule, p_market_at timestamp with time zone DEFAULT NULL::timestamp with time zone, p_quantity numeric DEFAULT NULL::numeric, p_price numeric DEFAULT NULL::numeric, p_fee numeric DEFAULT NULL::numeric, p_liquidity paper.liquidity DEFAULT NULL::paper.liquidity, p_reason paper.reject_reason DEFAULT NULL::paper.reject_reason, p_tape_seq bigint DEFAULT NULL::bigint) RETURNS paper_internal.step
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ROW(((p_order).account_id)::text, NULL::bigint, (p_order).seq, p_at, p_event_type, NULL::paper.order_type, (p_order).side, p_reason, ((p_order).ticker)::text, NULL::text, p_quantity, NULL::numeric, NULL::numeric, p_price, NULL::numeric, p_fee, NULL::numeric, (0)::numeric, NULL::numeric, NULL::numeric, NULL::jsonb, NULL::text, NULL::jsonb, NULL::bytea, p_market_at, p_liquidity, p_rule, p_tape_seq)::paper_internal.step;

ALTER FUNCTION paper_internal.order_row(p_order paper_internal.orders, p_event_type paper.event_type, p_at timestamp with time zone, p_rule paper.fill_rule, p_market_at timestamp with time zone, p_quantity numeric, p_price numeric, p_fee numeric, p_liquidity paper.liquidity, p_reason paper.reject_reason, p_tape_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.order_step(p_account_id text, p_at timestamp with time zone, p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb) RETURNS paper_internal.step
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ROW(p_account_id, NULL::bigint, NULL::bigint, p_at, 'fill'::paper.event_type, (p_order_type)::paper.order_type, CASE p_side WHEN 'buy'::text THEN 'buy'::paper.order_side ELSE 'sell'::paper.order_side END, NULL::paper.reject_reason, p_ticker, p_idempotency_key, paper_internal.bounded_scale(p_quantity), paper_internal.bounded_scale(p_limit_price), paper_internal.bounded_scale(p_stop_price), NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, (0)::numeric, NULL::numeric, NULL::numeric, CASE WHEN (p_options <> '{}'::jsonb) THEN p_options ELSE NULL::jsonb END, NULL::text, NULL::jsonb, NULL::bytea, NULL::timestamp with time zone, NULL::paper.liquidity, NULL::paper.fill_rule, NULL::bigint)::paper_internal.step;

ALTER FUNCTION paper_internal.order_step(p_account_id text, p_at timestamp with time zone, p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.orders_at_birth(p_rows paper_internal.step[], p_prefix text) RETURNS SETOF paper.orders
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT j.account_id,
     j.order_id,
     j.seq,
     j.idempotency_key,
     j.ticker,
     j.side,
     j.order_type,
     j.quantity,
     j.limit_price,
     j.stop_price,
         CASE j.event_type
             WHEN 'fill'::paper.event_type THEN 'filled'::paper.order_status
             WHEN 'accepted'::paper.event_type THEN 'accepted'::paper.order_status
             WHEN 'submitted'::paper.event_type THEN 'pending'::paper.order_status
             ELSE 'rejected'::paper.order_status
         END AS "case",
         CASE
             WHEN (j.event_type = 'fill'::paper.event_type) THEN j.quantity
             ELSE (0)::numeric
         END AS "numeric",
     j.price,
     COALESCE(j.fee, (0)::numeric) AS "coalesce",
     j.realized_pnl,
     j.cash_after,
     j.quantity_after,
     (j.reject_reason)::text AS reject_reason,
     j.error,
     j.at,
         CASE
             WHEN (j.event_type = 'fill'::paper.event_type) THEN j.at
             ELSE NULL::timestamp with time zone
         END AS "case",
     NULL::uuid AS uuid,
     NULL::uuid AS uuid,
     COALESCE(j.options, '{}'::jsonb) AS "coalesce",
     j.order_id AS id,
     j.order_id AS broker_order_id,
     ( SELECT paper_internal.order_id(orders_at_birth.p_prefix, (0)::bigint) AS order_id) AS order_id,
     (j.options ->> 'recommendation_id'::text),
     (j.options -> 'decision_trace'::text),
     NULL::uuid AS uuid
    FROM ( SELECT r.account_id,
             r.seq,
             r.order_seq,
             r.at,
             r.event_type,
             r.order_type,
             r.side,
             r.reject_reason,
             r.ticker,
             r.idempotency_key,
             r.quantity,
             r.limit_price,
             r.stop_price,
             r.price,
             r.amount,
             r.fee,
             r.realized_pnl,
             r.cash_after,
             r.quantity_after,
             r.avg_entry_price_after,
             r.options,
             r.error,
             r.detail,
             r.seal,
             r.market_at,
             r.liquidity,
             r.rule,
             r.tape_seq,
             paper_internal.order_id(orders_at_birth.p_prefix, r.seq) AS order_id
            FROM unnest(orders_at_birth.p_rows) r(account_id, seq, order_seq, at, event_type, order_type, side, reject_reason, ticker, idempotency_key, quantity, limit_price, stop_price, price, amount, fee, realized_pnl, cash_after, quantity_after, avg_entry_price_after, options, error, detail, seal, market_at, liquidity, rule, tape_seq)
          OFFSET 0) j;
END;

ALTER FUNCTION paper_internal.orders_at_birth(p_rows paper_internal.step[], p_prefix text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.orders_of_rows(p_rows paper_internal.step[], p_prefix text) RETURNS SETOF paper.orders
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT b.account_id,
     b.order_id,
     b.seq,
     b.idempotency_key,
     b.ticker,
     b.side,
     b.order_type,
     b.quantity,
     b.limit_price,
     b.stop_price,
     COALESCE(o.status, b.status) AS "coalesce",
     COALESCE((o.filled_quantity)::numeric, b.fill_quantity) AS "coalesce",
     COALESCE((o.filled_avg_price)::numeric, b.fill_price) AS "coalesce",
     COALESCE((o.fees)::numeric, b.fees) AS "coalesce",
     COALESCE((o.realized_pnl)::numeric, b.realized_pnl) AS "coalesce",
     COALESCE((o.cash_after)::numeric, b.cash_after) AS "coalesce",
     COALESCE((o.quantity_after)::numeric, b.quantity_after) AS "coalesce",
     COALESCE((o.reject_reason)::text, b.reject_reason) AS "coalesce",
     b.error,
     b.submitted_at,
         CASE
             WHEN (o.status IS NULL) THEN b.filled_at
             WHEN (o.status = 'filled'::paper.order_status) THEN o.updated_at
             ELSE NULL::timestamp with time zone
         END AS "case",
     paper_internal.order_id(orders_of_rows.p_prefix, o.replaces) AS order_id,
     paper_internal.order_id(orders_of_rows.p_prefix, o.replaced_by) AS order_id,
     b.options,
     b.id,
     b.broker_order_id,
     b.broker_account_id,
     b.recommendation_id,
     b.decision_trace,
     paper_internal.order_id(orders_of_rows.p_prefix, NULLIF(o.parent_seq, o.seq)) AS order_id
    FROM (paper_internal.orders_at_birth(orders_of_rows.p_rows, orders_of_rows.p_prefix) b(account_id, order_id, seq, idempotency_key, ticker, side, order_type, quantity, limit_price, stop_price, status, fill_quantity, fill_price, fees, realized_pnl, cash_after, quantity_after, reject_reason, error, submitted_at, filled_at, replaces, replaced_by, options, id, broker_order_id, broker_account_id, recommendation_id, decision_trace, parent_order_id)
      LEFT JOIN LATERAL ( SELECT i.account_id,
             i.seq,
             i.ticker,
             i.side,
             i.order_type,
             i.time_in_force,
             i.status,
             i.elected,
             i.touch,
             i.ordered_quantity,
             i.quantity,
             i.limit_price,
             i.stop_price,
             i.trail_amount,
             i.trail_percent,
             i.watermark,
             i.reserve_price,
             i.submitted_at,
             i.works_from,
             i.expires_at,
             i.parent_seq,
             i.oco_seq,
             i.oco_group,
             i.filled_quantity,
             i.filled_value,
             i.maker_value,
             i.filled_avg_price,
             i.fees,
             i.realized_pnl,
             i.reserved,
             i.cash_after,
             i.quantity_after,
             i.reject_reason,
             i.replaces,
             i.replaced_by,
             i.updated_at
            FROM paper_internal.orders i
           WHERE ((b.status = ANY (ARRAY['accepted'::paper.order_status, 'pending'::paper.order_status])) AND ((i.account_id)::text = b.account_id) AND (i.seq = b.seq))
          LIMIT 1) o ON (true));
END;

ALTER FUNCTION paper_internal.orders_of_rows(p_rows paper_internal.step[], p_prefix text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.orders_of_seqs(p_account_id text, p_seqs bigint[]) RETURNS SETOF paper.orders
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT o.account_id,
     o.order_id,
     o.seq,
     o.idempotency_key,
     o.ticker,
     o.side,
     o.order_type,
     o.quantity,
     o.limit_price,
     o.stop_price,
     o.status,
     o.fill_quantity,
     o.fill_price,
     o.fees,
     o.realized_pnl,
     o.cash_after,
     o.quantity_after,
     o.reject_reason,
     o.error,
     o.submitted_at,
     o.filled_at,
     o.replaces,
     o.replaced_by,
     o.options,
     o.id,
     o.broker_order_id,
     o.broker_account_id,
     o.recommendation_id,
     o.decision_trace,
     o.parent_order_id
    FROM (unnest(orders_of_seqs.p_seqs) s(seq)
      CROSS JOIN LATERAL ( SELECT v.account_id,
             v.order_id,
             v.seq,
             v.idempotency_key,
             v.ticker,
             v.side,
             v.order_type,
             v.quantity,
             v.limit_price,
             v.stop_price,
             v.status,
             v.fill_quantity,
             v.fill_price,
             v.fees,
             v.realized_pnl,
             v.cash_after,
             v.quantity_after,
             v.reject_reason,
             v.error,
             v.submitted_at,
             v.filled_at,
             v.replaces,
             v.replaced_by,
             v.options,
             v.id,
             v.broker_order_id,
             v.broker_account_id,
             v.recommendation_id,
             v.decision_trace,
             v.parent_order_id
            FROM paper.orders v
           WHERE ((v.account_id = orders_of_seqs.p_account_id) AND (v.seq = s.seq))
          LIMIT 1) o);
END;

ALTER FUNCTION paper_internal.orders_of_seqs(p_account_id text, p_seqs bigint[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.part_of_size(p_size numeric, p_rate numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_size * p_rate) < '1000000000000000'::numeric) THEN trim_scale(trunc((p_size * p_rate), 12)) WHEN ((p_size * p_rate) IS NOT NULL) THEN ('999999999999999'::bigint)::numeric ELSE NULL::numeric END;

ALTER FUNCTION paper_internal.part_of_size(p_size numeric, p_rate numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.points_of(p_account_id text, p_from_seq bigint, p_to_at timestamp with time zone, p_from timestamp with time zone, p_step interval) RETURNS timestamp with time zone[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.points_of(p_account_id text, p_from_seq bigint, p_to_at timestamp with time zone, p_from timestamp with time zone, p_step interval) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.quiet_seqs(p_account_id text, p_seq bigint) RETURNS bigint[]
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH lives AS (
          SELECT r.seq AS from_seq,
             COALESCE(e.seq, '9223372036854775807'::bigint) AS to_seq
            FROM ((paper_internal.orders o
              LEFT JOIN LATERAL ( SELECT (j.seq +
                         CASE j.event_type
                             WHEN 'replaced'::paper.event_type THEN 1
                             ELSE 0
                         END) AS seq
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = quiet_seqs.p_account_id) AND (j.order_seq = o.seq) AND (j.order_type IS NULL) AND (j.seq <= quiet_seqs.p_seq) AND (j.event_type = ANY (ARRAY['fill'::paper.event_type, 'cancelled'::paper.event_type, 'expired'::paper.event_type, 'replaced'::paper.event_type])))
                  LIMIT 1) e ON (true))
              CROSS JOIN LATERAL ( SELECT j.seq
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = quiet_seqs.p_account_id) AND ((j.seq >= (o.seq - 2)) AND (j.seq <= o.seq)) AND (j.order_type IS NOT NULL) AND (j.idempotency_key IS NOT NULL))
                   ORDER BY j.seq DESC
                  LIMIT 1) r)
           WHERE (((o.account_id)::text = quiet_seqs.p_account_id) AND (o.seq <= (quiet_seqs.p_seq + 2)))
         ), ends AS (
          SELECT (l.from_seq - 1) AS seq,
             COALESCE(max(l.to_seq) OVER (ORDER BY l.from_seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), (0)::bigint) AS busy_to_seq
            FROM ( SELECT i.from_seq,
                     max(i.to_seq) AS to_seq
                    FROM lives i
                   WHERE (i.from_seq <= quiet_seqs.p_seq)
                   GROUP BY i.from_seq) l
         UNION ALL
          SELECT quiet_seqs.p_seq AS p_seq,
             COALESCE(max(l.to_seq), (0)::bigint) AS "coalesce"
            FROM lives l
           WHERE (l.from_seq <= quiet_seqs.p_seq)
         )
  SELECT (COALESCE(array_agg(n.seq ORDER BY n.seq DESC), '{}'::bigint[]) || (1)::bigint)
    FROM ( SELECT DISTINCT e.seq
            FROM ends e
           WHERE ((e.busy_to_seq <= e.seq) AND (e.seq > 1))
           ORDER BY e.seq DESC
          LIMIT 16) n;
END;

ALTER FUNCTION paper_internal.quiet_seqs(p_account_id text, p_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.raise_invalid(p_problems jsonb, p_count integer DEFAULT 1) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.raise_invalid(p_problems jsonb, p_count integer) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.raise_not_restored(p_account_id text, p_seq bigint, p_why text, p_hint text DEFAULT NULL::text, p_difference jsonb DEFAULT NULL::jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.raise_not_restored(p_account_id text, p_seq bigint, p_why text, p_hint text, p_difference jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.raise_problem(p_problem text, p_sqlstate text DEFAULT 'ZP004'::text) RETURNS void
    LANGUAGE sql
    RETURN paper_internal.raise_invalid(jsonb_build_array(jsonb_build_object('index', 1, 'sqlstate', p_sqlstate, 'problem', p_problem)));

ALTER FUNCTION paper_internal.raise_problem(p_problem text, p_sqlstate text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.raise_unreadable(p_problem text, p_detail text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.raise_unreadable(p_problem text, p_detail text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.ratcheted(p_order paper_internal.orders, p_phase paper_internal.phase, p_high numeric, p_low numeric, p_trigger numeric) RETURNS paper_internal.orders
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.ratcheted(p_order paper_internal.orders, p_phase paper_internal.phase, p_high numeric, p_low numeric, p_trigger numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.references_of(p_account_id text, p_from_seq bigint, p_to_seq bigint) RETURNS TABLE(seq bigint, reference text, reference_price numeric)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    SET work_mem TO '256MB'
    AS $$ … $$;

ALTER FUNCTION paper_internal.references_of(p_account_id text, p_from_seq bigint, p_to_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.relive(p_source paper_internal.accounts, p_account_id text, p_after_seq bigint, p_to_seq bigint, p_settings jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.relive(p_source paper_internal.accounts, p_account_id text, p_after_seq bigint, p_to_seq bigint, p_settings jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.relive_calls(p_account_id text, p_steps paper_internal.step[], p_now timestamp with time zone, p_in_market boolean, p_tickers text[], p_market paper_internal.market[], p_needs bigint[], p_bounds bigint[]) RETURNS paper_internal.market[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.relive_calls(p_account_id text, p_steps paper_internal.step[], p_now timestamp with time zone, p_in_market boolean, p_tickers text[], p_market paper_internal.market[], p_needs bigint[], p_bounds bigint[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.relive_cancels(p_account_id text, p_ticker text, p_now timestamp with time zone, p_tickers text[], p_market paper_internal.market[], p_needs bigint[], p_bounds bigint[]) RETURNS paper_internal.market[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.relive_cancels(p_account_id text, p_ticker text, p_now timestamp with time zone, p_tickers text[], p_market paper_internal.market[], p_needs bigint[], p_bounds bigint[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.relive_entry(p_account_id text, p_row paper_internal.journal, p_settings jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.relive_entry(p_account_id text, p_row paper_internal.journal, p_settings jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.relived_bounds(p_account_id text, p_after_seq bigint, p_tickers text[], OUT bounds bigint[], OUT ends bigint[]) RETURNS record
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT array_agg(COALESCE(f.bound, w.checked_seq, m.tape_seq, (0)::bigint) ORDER BY t.n) AS array_agg,
     array_agg(COALESCE(w.checked_seq, m.tape_seq, (0)::bigint) ORDER BY t.n) AS array_agg
    FROM (((unnest(relived_bounds.p_tickers) WITH ORDINALITY t(ticker, n)
      LEFT JOIN LATERAL ( SELECT
                 CASE
                     WHEN (j.order_type IS NULL) THEN (j.tape_seq - 1)
                     ELSE j.tape_seq
                 END AS bound
            FROM paper_internal.journal j
           WHERE (((j.account_id)::text = relived_bounds.p_account_id) AND (j.seq > relived_bounds.p_after_seq) AND ((j.ticker)::text = t.ticker) AND (j.tape_seq IS NOT NULL))
           ORDER BY j.seq
          LIMIT 1) f ON (true))
      LEFT JOIN LATERAL ( SELECT i.checked_seq
            FROM paper_internal.watches i
           WHERE (((i.account_id)::text = relived_bounds.p_account_id) AND ((i.ticker)::text = t.ticker))
          LIMIT 1) w ON (true))
      LEFT JOIN LATERAL ( SELECT i.tape_seq
            FROM paper_internal.market i
           WHERE ((i.ticker)::text = t.ticker)
          LIMIT 1) m ON (true));
END;

ALTER FUNCTION paper_internal.relived_bounds(p_account_id text, p_after_seq bigint, p_tickers text[], OUT bounds bigint[], OUT ends bigint[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.relived_request(p_row paper_internal.journal, p_account_id text, p_event_type paper.event_type, p_order_seq bigint DEFAULT NULL::bigint, p_quantity numeric DEFAULT NULL::numeric, p_detail jsonb DEFAULT NULL::jsonb) RETURNS paper_internal.step
    LANGUAGE sql IMMUTABLE
    RETURN ROW(p_account_id, NULL::bigint, p_order_seq, (p_row).at, p_event_type, (p_row).order_type, (p_row).side, NULL::paper.reject_reason, ((p_row).ticker)::text, ((p_row).idempotency_key)::text, COALESCE(p_quantity, ((p_row).quantity)::numeric), ((p_row).limit_price)::numeric, ((p_row).stop_price)::numeric, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, (0)::numeric, NULL::numeric, NULL::numeric, (p_row).options, NULL::text, p_detail, NULL::bytea, NULL::timestamp with time zone, NULL::paper.liquidity, NULL::paper.fill_rule, NULL::bigint)::paper_internal.step;

ALTER FUNCTION paper_internal.relived_request(p_row paper_internal.journal, p_account_id text, p_event_type paper.event_type, p_order_seq bigint, p_quantity numeric, p_detail jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.relived_rows(p_account_id text, p_new_account_id text, p_after_seq bigint, p_to_seq bigint, p_in_runs boolean) RETURNS TABLE(act text, stored paper_internal.journal, next_bound bigint, steps paper_internal.step[], seq bigint)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH acts AS (
          SELECT s.stored,
             s.seq,
             s.order_type,
             s.idempotency_key,
             s.detail,
             s.order_seq,
             s.event_type,
             s.rule,
             s.reject_reason,
             s.tape_seq,
             s.limit_price,
             s.next_bound,
                 CASE
                     WHEN ((s.order_type IS NOT NULL) AND (s.idempotency_key IS NULL)) THEN 'follow'::text
                     WHEN ((s.order_type IS NOT NULL) AND (s.detail ? 'close_position'::text)) THEN 'close'::text
                     WHEN ((s.order_type IS NOT NULL) AND (s.detail ? 'replace_order'::text)) THEN 'replace'::text
                     WHEN (relived_rows.p_in_runs AND (s.order_type IS NOT NULL) AND (s.tape_seq IS NULL) AND ((s.order_type <> 'market'::paper.order_type) OR (s.limit_price IS NOT NULL))) THEN 'plain'::text
                     WHEN (s.order_type IS NOT NULL) THEN 'place'::text
                     WHEN (s.order_seq IS NULL) THEN 'enter'::text
                     WHEN ((s.event_type = 'cancelled'::paper.event_type) AND (s.rule = 'request'::paper.fill_rule) AND (s.reject_reason IS NULL)) THEN 'cancel'::text
                     WHEN (s.tape_seq IS NOT NULL) THEN 'tape'::text
                     WHEN (s.rule = ANY (ARRAY['due'::paper.fill_rule, 'close'::paper.fill_rule])) THEN 'due'::text
                     ELSE 'follow'::text
                 END AS act
            FROM ( SELECT j.*::paper_internal.journal AS stored,
                     j.seq,
                     j.order_type,
                     j.idempotency_key,
                     j.detail,
                     j.order_seq,
                     j.event_type,
                     j.rule,
                     j.reject_reason,
                     j.tape_seq,
                     j.limit_price,
                         CASE
                             WHEN ((j.ticker IS NOT NULL) AND (j.tape_seq IS NOT NULL)) THEN COALESCE(lead(
                             CASE
                                 WHEN (j.order_type IS NULL) THEN (j.tape_seq - 1)
                                 ELSE j.tape_seq
                             END) OVER w, ('-1'::integer)::bigint)
                             ELSE NULL::bigint
                         END AS next_bound
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = relived_rows.p_account_id) AND (j.seq > relived_rows.p_after_seq))
                   WINDOW w AS (PARTITION BY j.ticker, (j.tape_seq IS NULL) ORDER BY j.seq)) s
           WHERE (s.seq <= relived_rows.p_to_seq)
         )
  SELECT a.act,
     a.stored,
     a.next_bound,
     NULL::paper_internal.step[] AS steps,
     a.seq
    FROM acts a
   WHERE (a.act <> 'plain'::text)
 UNION ALL
  SELECT 'plain'::text,
     NULL::paper_internal.journal,
     NULL::bigint,
     array_agg(paper_internal.relived_request(r.stored, relived_rows.p_new_account_id, 'fill'::paper.event_type) ORDER BY r.seq) AS array_agg,
     min(r.seq) AS min
    FROM ( SELECT p.stored,
             p.seq,
             (p.seq - row_number() OVER (ORDER BY p.seq)) AS run
            FROM acts p
           WHERE (p.act = 'plain'::text)) r
   GROUP BY r.run, (r.seq / 10000)
  ORDER BY 5;
END;

ALTER FUNCTION paper_internal.relived_rows(p_account_id text, p_new_account_id text, p_after_seq bigint, p_to_seq bigint, p_in_runs boolean) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.relived_seq(p_account_id text, p_new_account_id text, p_seq bigint) RETURNS bigint
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT n.seq
    FROM ((( SELECT j.seq,
             j.idempotency_key
            FROM paper_internal.journal j
           WHERE (((j.account_id)::text = relived_seq.p_account_id) AND ((j.seq >= (relived_seq.p_seq - 2)) AND (j.seq <= relived_seq.p_seq)) AND (j.order_type IS NOT NULL) AND (j.idempotency_key IS NOT NULL))
           ORDER BY j.seq DESC
          LIMIT 1) r
      CROSS JOIN LATERAL ( SELECT ((j.seq + relived_seq.p_seq) - r.seq) AS seq
            FROM paper_internal.journal j
           WHERE (((j.account_id)::text = relived_seq.p_new_account_id) AND ((j.idempotency_key)::text = (r.idempotency_key)::text))
          LIMIT 1) k)
      CROSS JOIN LATERAL ( SELECT j.seq
            FROM paper_internal.journal j
           WHERE (((j.account_id)::text = relived_seq.p_new_account_id) AND (j.seq = k.seq) AND (j.order_type IS NOT NULL) AND ((j.idempotency_key IS NULL) = (relived_seq.p_seq > r.seq)))
          LIMIT 1) n);
END;

ALTER FUNCTION paper_internal.relived_seq(p_account_id text, p_new_account_id text, p_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.renewed_size(p_left numeric, p_size_before numeric, p_size numeric, p_participation_rate numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN LEAST((p_left + paper_internal.part_of_size(GREATEST((0)::numeric, (p_size - p_size_before)), p_participation_rate)), paper_internal.part_of_size(p_size, p_participation_rate));

ALTER FUNCTION paper_internal.renewed_size(p_left numeric, p_size_before numeric, p_size numeric, p_participation_rate numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.replacing_order(p_request paper_internal.step, p_old paper_internal.orders, p_seq bigint, p_at timestamp with time zone) RETURNS paper_internal.orders
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.replacing_order(p_request paper_internal.step, p_old paper_internal.orders, p_seq bigint, p_at timestamp with time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.replayed(p_account paper_internal.accounts, p_idempotency_key text, p_request jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.replayed(p_account paper_internal.accounts, p_idempotency_key text, p_request jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.requests_of(p_account_id text) RETURNS TABLE(key text, leg bigint, seq bigint, amount numeric, ticker text, submitted_at timestamp with time zone, status paper.order_status, reject_reason text, quantity numeric, limit_price numeric, stop_price numeric, fill_quantity numeric, fill_price numeric, fees numeric, pnl numeric)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT COALESCE(o.idempotency_key, r.key) AS "coalesce",
     COALESCE((o.seq - r.seq), (0)::bigint) AS "coalesce",
     o.seq,
     NULL::numeric AS "numeric",
     o.ticker,
     o.submitted_at,
     o.status,
     o.reject_reason,
     o.quantity,
     o.limit_price,
     o.stop_price,
     o.fill_quantity,
     o.fill_price,
     o.fees,
     trim_scale((COALESCE(o.realized_pnl, (0)::numeric) - o.fees)) AS trim_scale
    FROM (paper.orders o
      LEFT JOIN LATERAL ( SELECT (j.idempotency_key)::text AS key,
             j.seq
            FROM paper_internal.journal j
           WHERE ((o.idempotency_key IS NULL) AND ((j.account_id)::text = requests_of.p_account_id) AND ((j.seq >= (o.seq - 2)) AND (j.seq <= (o.seq - 1))) AND (j.order_type IS NOT NULL) AND (j.idempotency_key IS NOT NULL))
           ORDER BY j.seq DESC
          LIMIT 1) r ON (true))
   WHERE (o.account_id = requests_of.p_account_id)
 UNION ALL
  SELECT COALESCE((j.idempotency_key)::text, ''::text) AS "coalesce",
     0,
     j.seq,
     (j.amount)::numeric AS amount,
     NULL::text,
     NULL::timestamp with time zone,
     NULL::paper.order_status,
     NULL::text,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric,
     NULL::numeric
    FROM paper_internal.journal j
   WHERE (((j.account_id)::text = requests_of.p_account_id) AND (j.order_type IS NULL) AND (j.order_seq IS NULL));
END;

ALTER FUNCTION paper_internal.requests_of(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.require_lots(p_method text, p_merge text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.require_lots(p_method text, p_merge text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.require_own_tape(p_source paper_internal.accounts, p_after_seq bigint, p_to_seq bigint) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.require_own_tape(p_source paper_internal.accounts, p_after_seq bigint, p_to_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.require_owner(p_account paper_internal.accounts) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.require_owner(p_account paper_internal.accounts) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.require_serializable() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.require_serializable() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.reservation(p_order paper_internal.orders, p_fees paper_internal.fee_schedule) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (((p_order).status <> ALL (ARRAY['pending'::paper.order_status, 'accepted'::paper.order_status, 'partially_filled'::paper.order_status])) OR (((p_order).quantity)::numeric = ((p_order).filled_quantity)::numeric)) THEN (0)::numeric WHEN ((p_order).side = 'sell'::paper.order_side) THEN (((p_order).quantity)::numeric - ((p_order).filled_quantity)::numeric) WHEN ((p_order).reserve_price IS NULL) THEN (0)::numeric ELSE (((((p_order).quantity)::numeric - ((p_order).filled_quantity)::numeric) * ((p_order).reserve_price)::numeric) + GREATEST((0)::numeric, (paper_internal.fee_total(p_fees, ((p_order).quantity)::numeric, (((p_order).filled_value)::numeric + ((((p_order).quantity)::numeric - ((p_order).filled_quantity)::numeric) * ((p_order).reserve_price)::numeric)), ((p_order).maker_value)::numeric) - ((p_order).fees)::numeric))) END;

ALTER FUNCTION paper_internal.reservation(p_order paper_internal.orders, p_fees paper_internal.fee_schedule) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.reserve_price(p_order paper_internal.orders, p_market_price numeric, p_terms paper_internal.market_terms) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_order).order_type = ANY (ARRAY['limit'::paper.order_type, 'stop_limit'::paper.order_type])) THEN ((p_order).limit_price)::numeric WHEN (GREATEST(((p_order).stop_price)::numeric, p_market_price) < '10000000000000'::numeric) THEN trim_scale(round(((GREATEST(((p_order).stop_price)::numeric, p_market_price) * ((1)::numeric + ((p_terms).slippage_rate * CASE (p_terms).slippage_model WHEN 'volume_share'::text THEN (COALESCE((p_terms).volume_limit, (1)::numeric) * COALESCE((p_terms).volume_limit, (1)::numeric)) ELSE (1)::numeric END))) * ((1)::numeric + (p_terms).market_buffer)), 12)) ELSE GREATEST(((p_order).stop_price)::numeric, p_market_price) END;

ALTER FUNCTION paper_internal.reserve_price(p_order paper_internal.orders, p_market_price numeric, p_terms paper_internal.market_terms) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.scene_of_many(p_scene paper_internal.scene, p_from_seqs bigint[], p_to_seqs bigint[], p_seqs bigint[], p_bars_at_close boolean) RETURNS paper_internal.scene
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.scene_of_many(p_scene paper_internal.scene, p_from_seqs bigint[], p_to_seqs bigint[], p_seqs bigint[], p_bars_at_close boolean) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.seal_of(p_before bytea, p_seq bigint, p_at timestamp with time zone, p_texts text[]) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN sha256((COALESCE(p_before, '\x'::bytea) || convert_to(concat_ws(''::text, p_seq, encode(timestamptz_send(p_at), 'hex'::text), array_to_string(p_texts, ''::text)), 'UTF8'::name)));

ALTER FUNCTION paper_internal.seal_of(p_before bytea, p_seq bigint, p_at timestamp with time zone, p_texts text[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.sealed_text(p_at timestamp with time zone, p_event_type paper.event_type, p_order_seq bigint, p_order_type paper.order_type, p_side paper.order_side, p_ticker text, p_idempotency_key text, p_quantity numeric, p_limit_price numeric, p_stop_price numeric, p_price numeric, p_amount numeric, p_fee numeric, p_reject_reason paper.reject_reason, p_options jsonb, p_error text, p_detail jsonb, p_market_at timestamp with time zone, p_liquidity paper.liquidity, p_rule paper.fill_rule, p_tape_seq bigint) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_event_type = 'fill'::paper.event_type) AND (num_nulls(p_order_type, p_side, p_ticker, p_idempotency_key, p_quantity, p_price) = 0) AND (num_nonnulls(p_at, p_stop_price, p_amount, p_fee, p_reject_reason, p_options, p_error, p_detail, p_market_at, p_liquidity, p_rule, p_tape_seq) = 0)) THEN concat_ws(''::text, p_order_type, p_side, p_ticker, p_idempotency_key, p_quantity, p_limit_price, p_price) ELSE concat(encode(timestamptz_send(p_at), 'hex'::text), '', p_event_type, '', CASE WHEN (p_order_type IS NULL) THEN p_order_seq ELSE NULL::bigint END, '', p_order_type, '', p_side, '', p_ticker, '', p_idempotency_key, '', p_quantity, '', p_limit_price, '', p_stop_price, '', p_price, '', p_amount, '', p_fee, '', p_reject_reason, '', p_options, '', p_error, '', p_detail, '', encode(timestamptz_send(p_market_at), 'hex'::text), '', p_liquidity, '', p_rule, '', p_tape_seq) END;

ALTER FUNCTION paper_internal.sealed_text(p_at timestamp with time zone, p_event_type paper.event_type, p_order_seq bigint, p_order_type paper.order_type, p_side paper.order_side, p_ticker text, p_idempotency_key text, p_quantity numeric, p_limit_price numeric, p_stop_price numeric, p_price numeric, p_amount numeric, p_fee numeric, p_reject_reason paper.reject_reason, p_options jsonb, p_error text, p_detail jsonb, p_market_at timestamp with time zone, p_liquidity paper.liquidity, p_rule paper.fill_rule, p_tape_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.session_at(p_ticker text, p_at timestamp with time zone) RETURNS paper.session
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_material TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.session_at(p_ticker text, p_at timestamp with time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.settings_problem(p_settings jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT ((jsonb_typeof(p_settings) = 'object'::text) IS TRUE)) THEN 'settings must be a JSON object'::text ELSE (SELECT CASE WHEN (s.key = ANY (ARRAY['fill_model'::text, 'clock'::text, 'account_type'::text, 'check'::text, 'on_short_cash'::text, 'bar_price'::text, 'trigger_type'::text, 'intrabar'::text, 'mark'::text])) THEN CASE WHEN ((s.key <> 'trigger_type'::text) OR (s.value <> 'null'::jsonb)) THEN paper_internal.choice_problem(s.key, s.value, CASE s.key WHEN 'fill_model'::text THEN ARRAY['immediate'::text, 'market'::text] WHEN 'clock'::text THEN ARRAY['wall'::text, 'simulated'::text] WHEN 'account_type'::text THEN ARRAY['cash'::text] WHEN 'check'::text THEN ARRAY['submit'::text, 'fill'::text] WHEN 'on_short_cash'::text THEN ARRAY['cancel'::text, 'reduce'::text] WHEN 'bar_price'::text THEN ARRAY['open'::text, 'close'::text] WHEN 'trigger_type'::text THEN ARRAY['bid_ask'::text, 'last'::text] WHEN 'intrabar'::text THEN ARRAY['stop_first'::text, 'limit_first'::text] ELSE ARRAY['last'::text, 'mid'::text, 'bid_ask'::text, 'close'::text] END) ELSE NULL::text END WHEN (s.key = 'currency'::text) THEN CASE WHEN ((jsonb_typeof(s.value) <> 'string'::text) OR (length((s.value #>> '{}'::text[])) > 10) OR (((s.value #>> '{}'::text[]) COLLATE "C") !~ '^[A-Z][A-Z0-9][A-Z0-9]+$'::text)) THEN 'currency must be a code of 3 to 10 upper-case letters or digits'::text ELSE NULL::text END WHEN (s.key = 'default_price'::text) THEN CASE WHEN ((jsonb_typeof(s.value) <> 'number'::text) OR (NOT (((s.value)::numeric > (0)::numeric) AND ((s.value)::numeric < '1000000000000000'::numeric))) OR (min_scale((s.value)::numeric) > 12)) THEN 'default_price must be a number above 0, below 10^15, with at most 12 decimals'::text ELSE NULL::text END WHEN (s.key = 'slippage_pct'::text) THEN paper_internal.decimal_problem('slippage_pct'::text, s.value, (1)::numeric) WHEN (s.key = 'market_buffer'::text) THEN paper_internal.decimal_problem('market_buffer'::text, s.value, (10)::numeric) WHEN (s.key = ANY (ARRAY['volume_limit'::text, 'participation_rate'::text])) THEN CASE WHEN (s.value <> 'null'::jsonb) THEN paper_internal.decimal_problem(s.key, s.value, (1000)::numeric) ELSE NULL::text END WHEN (s.key = 'max_quote_age'::text) THEN CASE WHEN ((jsonb_typeof(s.value) <> 'string'::text) OR (NOT ((s.value #>> '{}'::text[]) ~ '^P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$'::text)) OR ((s.value #>> '{}'::text[]) ~ '[PT]$'::text) OR ((s.value #>> '{}'::text[]) ~ '[0-9][0-9][0-9][0-9][0-9][0-9][0-9]'::text)) THEN 'max_quote_age must be a duration in ISO 8601, such as PT15M'::text ELSE NULL::text END WHEN (s.key = 'day_end'::text) THEN CASE WHEN ((jsonb_typeof(s.value) <> 'string'::text) OR (NOT ((s.value #>> '{}'::text[]) ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text))) THEN 'day_end must be a time of day in UTC, such as 00:00'::text ELSE NULL::text END WHEN (s.key = 'slippage'::text) THEN paper_internal.market_slippage_problem(s.value) WHEN (s.key = 'fees'::text) THEN paper_internal.fees_problem(s.value) WHEN (s.key = 'compat'::text) THEN paper_internal.compat_problem(s.value) ELSE ('unknown setting '::text || quote_literal("left"(s.key, 200))) END AS problem FROM jsonb_each(settings_problem.p_settings) s(key, value) ORDER BY CASE WHEN (s.key = ANY (ARRAY['fill_model'::text, 'clock'::text, 'account_type'::text, 'check'::text, 'on_short_cash'::text, 'bar_price'::text, 'trigger_type'::text, 'intrabar'::text, 'mark'::text])) THEN CASE WHEN ((s.key <> 'trigger_type'::text) OR (s.value <> 'null'::jsonb)) THEN paper_internal.choice_problem(s.key, s.value, CASE s.key WHEN 'fill_model'::text THEN ARRAY['immediate'::text, 'market'::text] WHEN 'clock'::text THEN ARRAY['wall'::text, 'simulated'::text] WHEN 'account_type'::text THEN ARRAY['cash'::text] WHEN 'check'::text THEN ARRAY['submit'::text, 'fill'::text] WHEN 'on_short_cash'::text THEN ARRAY['cancel'::text, 'reduce'::text] WHEN 'bar_price'::text THEN ARRAY['open'::text, 'close'::text] WHEN 'trigger_type'::text THEN ARRAY['bid_ask'::text, 'last'::text] WHEN 'intrabar'::text THEN ARRAY['stop_first'::text, 'limit_first'::text] ELSE ARRAY['last'::text, 'mid'::text, 'bid_ask'::text, 'close'::text] END) ELSE NULL::text END WHEN (s.key = 'currency'::text) THEN CASE WHEN ((jsonb_typeof(s.value) <> 'string'::text) OR (length((s.value #>> '{}'::text[])) > 10) OR (((s.value #>> '{}'::text[]) COLLATE "C") !~ '^[A-Z][A-Z0-9][A-Z0-9]+$'::text)) THEN 'currency must be a code of 3 to 10 upper-case letters or digits'::text ELSE NULL::text END WHEN (s.key = 'default_price'::text) THEN CASE WHEN ((jsonb_typeof(s.value) <> 'number'::text) OR (NOT (((s.value)::numeric > (0)::numeric) AND ((s.value)::numeric < '1000000000000000'::numeric))) OR (min_scale((s.value)::numeric) > 12)) THEN 'default_price must be a number above 0, below 10^15, with at most 12 decimals'::text ELSE NULL::text END WHEN (s.key = 'slippage_pct'::text) THEN paper_internal.decimal_problem('slippage_pct'::text, s.value, (1)::numeric) WHEN (s.key = 'market_buffer'::text) THEN paper_internal.decimal_problem('market_buffer'::text, s.value, (10)::numeric) WHEN (s.key = ANY (ARRAY['volume_limit'::text, 'participation_rate'::text])) THEN CASE WHEN (s.value <> 'null'::jsonb) THEN paper_internal.decimal_problem(s.key, s.value, (1000)::numeric) ELSE NULL::text END WHEN (s.key = 'max_quote_age'::text) THEN CASE WHEN ((jsonb_typeof(s.value) <> 'string'::text) OR (NOT ((s.value #>> '{}'::text[]) ~ '^P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$'::text)) OR ((s.value #>> '{}'::text[]) ~ '[PT]$'::text) OR ((s.value #>> '{}'::text[]) ~ '[0-9][0-9][0-9][0-9][0-9][0-9][0-9]'::text)) THEN 'max_quote_age must be a duration in ISO 8601, such as PT15M'::text ELSE NULL::text END WHEN (s.key = 'day_end'::text) THEN CASE WHEN ((jsonb_typeof(s.value) <> 'string'::text) OR (NOT ((s.value #>> '{}'::text[]) ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text))) THEN 'day_end must be a time of day in UTC, such as 00:00'::text ELSE NULL::text END WHEN (s.key = 'slippage'::text) THEN paper_internal.market_slippage_problem(s.value) WHEN (s.key = 'fees'::text) THEN paper_internal.fees_problem(s.value) WHEN (s.key = 'compat'::text) THEN paper_internal.compat_problem(s.value) ELSE ('unknown setting '::text || quote_literal("left"(s.key, 200))) END LIMIT 1) END;

ALTER FUNCTION paper_internal.settings_problem(p_settings jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.simulate(p_account paper_internal.accounts, p_requests paper_internal.step[], p_now timestamp with time zone DEFAULT NULL::timestamp with time zone, p_market paper_internal.market[] DEFAULT NULL::paper_internal.market[]) RETURNS paper_internal.outcome
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.simulate(p_account paper_internal.accounts, p_requests paper_internal.step[], p_now timestamp with time zone, p_market paper_internal.market[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.size_on_offer(p_watch paper_internal.watches, p_side paper.order_side, p_participation_rate numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE p_side WHEN 'buy'::paper.order_side THEN COALESCE(((p_watch).ask_left)::numeric, paper_internal.part_of_size(((p_watch).ask_size)::numeric, p_participation_rate)) ELSE COALESCE(((p_watch).bid_left)::numeric, paper_internal.part_of_size(((p_watch).bid_size)::numeric, p_participation_rate)) END;

ALTER FUNCTION paper_internal.size_on_offer(p_watch paper_internal.watches, p_side paper.order_side, p_participation_rate numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.slipped_price(p_side paper.order_side, p_price numeric, p_rate numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (p_rate = (0)::numeric) THEN p_price WHEN (p_side = 'buy'::paper.order_side) THEN trim_scale(round((p_price * ((1)::numeric + p_rate)), 12)) ELSE trim_scale(round((p_price * ((1)::numeric - p_rate)), 12)) END;

ALTER FUNCTION paper_internal.slipped_price(p_side paper.order_side, p_price numeric, p_rate numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.store_fed(p_market paper_internal.market[], p_era integer, p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[], p_accepted boolean[]) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_nestloop TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$ … $$;

ALTER FUNCTION paper_internal.store_fed(p_market paper_internal.market[], p_era integer, p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[], p_accepted boolean[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.submit_steps(p_account paper_internal.accounts, p_steps paper_internal.step[]) RETURNS paper_internal.step[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.submit_steps(p_account paper_internal.accounts, p_steps paper_internal.step[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.tape_is_needed(p_era integer) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.tape_is_needed(p_era integer) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.tape_marks(p_ticker text, p_points timestamp with time zone[]) RETURNS TABLE(n integer, to_n integer, last numeric, bid numeric, ask numeric, close numeric)
    LANGUAGE plpgsql STABLE ROWS 100
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET jit TO 'off'
    SET work_mem TO '64MB'
    AS $$ … $$;

ALTER FUNCTION paper_internal.tape_marks(p_ticker text, p_points timestamp with time zone[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.tape_place(p_watch paper_internal.watches, p_datum jsonb, p_clock timestamp with time zone) RETURNS bigint
    LANGUAGE sql STABLE
    RETURN CASE WHEN (EXISTS (SELECT FROM paper_internal.tape t WHERE (((t.ticker)::text = ((tape_place.p_watch).ticker)::text) AND (t.tape_seq = (tape_place.p_watch).checked_seq) AND (jsonb_strip_nulls((to_jsonb(t.*) - 'era'::text)) = tape_place.p_datum)))) THEN (p_watch).checked_seq ELSE COALESCE((SELECT (t.tape_seq - 1) FROM paper_internal.tape t WHERE (((t.ticker)::text = ((tape_place.p_watch).ticker)::text) AND (t.at > CASE (tape_place.p_watch).checked_seq WHEN 0 THEN '-infinity'::timestamp with time zone ELSE COALESCE(((tape_place.p_datum ->> 'at'::text))::timestamp with time zone, tape_place.p_clock) END)) ORDER BY t.tape_seq LIMIT 1), (SELECT m.tape_seq FROM paper_internal.market m WHERE ((m.ticker)::text = ((tape_place.p_watch).ticker)::text)), (0)::bigint) END;

ALTER FUNCTION paper_internal.tape_place(p_watch paper_internal.watches, p_datum jsonb, p_clock timestamp with time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.tape_reaches(p_ticker text, p_after_seq bigint, p_to_seq bigint) RETURNS TABLE(kind paper_internal.trigger_kind, from_price numeric, to_price numeric)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT v.kind,
     v.from_price,
     v.to_price
    FROM (( SELECT
                 CASE
                     WHEN (count(*) > 0) THEN 0
                     ELSE NULL::integer
                 END AS anything,
             min((LEAST(t.ask, t.low, t.price))::numeric) AS buy_limit,
             max((GREATEST(t.bid, t.high, t.price))::numeric) AS sell_limit,
             max((GREATEST(t.ask, t.high, t.price))::numeric) AS buy_stop,
             min((LEAST(t.bid, t.low, t.price))::numeric) AS sell_stop
            FROM paper_internal.tape t
           WHERE (((t.ticker)::text = tape_reaches.p_ticker) AND (t.tape_seq > tape_reaches.p_after_seq) AND (t.tape_seq <= tape_reaches.p_to_seq))) e
      CROSS JOIN LATERAL ( VALUES ('any'::paper_internal.trigger_kind,(e.anything)::numeric,'Infinity'::numeric), ('buy_limit'::paper_internal.trigger_kind,e.buy_limit,'Infinity'::numeric), ('sell_limit'::paper_internal.trigger_kind,0,e.sell_limit), ('buy_stop'::paper_internal.trigger_kind,0,e.buy_stop), ('sell_stop'::paper_internal.trigger_kind,e.sell_stop,'Infinity'::numeric)) v(kind, from_price, to_price));
END;

ALTER FUNCTION paper_internal.tape_reaches(p_ticker text, p_after_seq bigint, p_to_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.tape_run(p_ticker text, p_kind paper_internal.datum_kind, p_at timestamp with time zone) RETURNS paper_internal.tape[]
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT COALESCE(array_agg(ROW(t.ticker, (0)::bigint, 0, t.kind, t.at, t.starts_at, t.sequence, t.bid, t.ask, t.bid_size, t.ask_size, t.open, t.high, t.low, t.price, t.size)::paper_internal.tape ORDER BY t.tape_seq), '{}'::paper_internal.tape[]) AS "coalesce"
    FROM paper_internal.tape t
   WHERE (((t.ticker)::text = tape_run.p_ticker) AND (t.tape_seq > ( SELECT paper_internal.tape_before(tape_run.p_ticker, tape_run.p_kind, tape_run.p_at) AS tape_before)) AND (t.kind = tape_run.p_kind));
END;

ALTER FUNCTION paper_internal.tape_run(p_ticker text, p_kind paper_internal.datum_kind, p_at timestamp with time zone) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.terms_of(p_settings jsonb) RETURNS paper_internal.market_terms
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.terms_of(p_settings jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.ticker_bit(p_ticker text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN get_byte(sha256((p_ticker)::bytea), 0);

ALTER FUNCTION paper_internal.ticker_bit(p_ticker text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.trade(p_account paper_internal.accounts, p_requests paper_internal.step[], p_now timestamp with time zone DEFAULT NULL::timestamp with time zone, p_market paper_internal.market[] DEFAULT NULL::paper_internal.market[]) RETURNS paper_internal.step[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.trade(p_account paper_internal.accounts, p_requests paper_internal.step[], p_now timestamp with time zone, p_market paper_internal.market[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.trailed_stop(p_order paper_internal.orders) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_order).watermark IS NOT NULL) THEN LEAST(GREATEST(trim_scale(round(CASE (p_order).side WHEN 'buy'::paper.order_side THEN (((p_order).watermark)::numeric + COALESCE(((p_order).trail_amount)::numeric, ((((p_order).watermark)::numeric * ((p_order).trail_percent)::numeric) / (100)::numeric))) ELSE (((p_order).watermark)::numeric - COALESCE(((p_order).trail_amount)::numeric, ((((p_order).watermark)::numeric * ((p_order).trail_percent)::numeric) / (100)::numeric))) END, 12)), 0.000000000001), 999999999999999.999999999999) ELSE NULL::numeric END;

ALTER FUNCTION paper_internal.trailed_stop(p_order paper_internal.orders) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.transfer_problem(p_amount numeric, p_cash numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (p_amount <= (0)::numeric) THEN 'the amount must be above 0'::text WHEN ((p_amount + p_cash) >= '1000000000000000000000'::numeric) THEN 'cash must stay below 10^21'::text ELSE paper_internal.amount_problem(p_amount) END;

ALTER FUNCTION paper_internal.transfer_problem(p_amount numeric, p_cash numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.trigger_kind(p_order_type paper.order_type, p_side paper.order_side, p_time_in_force paper.time_in_force, p_elected boolean) RETURNS paper_internal.trigger_kind
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN ((p_order_type = 'trailing_stop'::paper.order_type) OR (p_time_in_force <> ALL (ARRAY['day'::paper.time_in_force, 'gtc'::paper.time_in_force, 'gtd'::paper.time_in_force]))) THEN 'any'::paper_internal.trigger_kind WHEN ((p_order_type = ANY (ARRAY['stop'::paper.order_type, 'stop_limit'::paper.order_type])) AND (NOT p_elected)) THEN CASE p_side WHEN 'buy'::paper.order_side THEN 'buy_stop'::paper_internal.trigger_kind ELSE 'sell_stop'::paper_internal.trigger_kind END WHEN (p_order_type = ANY (ARRAY['limit'::paper.order_type, 'stop_limit'::paper.order_type])) THEN CASE p_side WHEN 'buy'::paper.order_side THEN 'buy_limit'::paper_internal.trigger_kind ELSE 'sell_limit'::paper_internal.trigger_kind END ELSE 'any'::paper_internal.trigger_kind END;

ALTER FUNCTION paper_internal.trigger_kind(p_order_type paper.order_type, p_side paper.order_side, p_time_in_force paper.time_in_force, p_elected boolean) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.usable_account(p_account_id text) RETURNS paper_internal.accounts
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.usable_account(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.warn_of_idle_settings(p_settings jsonb, p_fill_model text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.warn_of_idle_settings(p_settings jsonb, p_fill_model text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.without_nulls(p_row jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (p_row - ARRAY(SELECT e.key FROM jsonb_each(without_nulls.p_row) e(key, value) WHERE (e.value = 'null'::jsonb)));

ALTER FUNCTION paper_internal.without_nulls(p_row jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.without_open_orders(p_account paper_internal.accounts, p_ticker text DEFAULT NULL::text) RETURNS paper_internal.accounts
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.without_open_orders(p_account paper_internal.accounts, p_ticker text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.working_reached(p_account_id text, p_ticker text, p_after_seq bigint, p_to_seq bigint) RETURNS TABLE(seq bigint)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT w.seq
    FROM (paper_internal.tape_reaches(working_reached.p_ticker, working_reached.p_after_seq, working_reached.p_to_seq) r(kind, from_price, to_price)
      CROSS JOIN LATERAL ( SELECT i.seq
            FROM paper_internal.working i
           WHERE (((i.account_id)::text = working_reached.p_account_id) AND ((i.ticker)::text = working_reached.p_ticker) AND (i.kind = r.kind) AND ((i.trigger_price)::numeric >= r.from_price) AND ((i.trigger_price)::numeric <= r.to_price))
         UNION ALL
          SELECT i.seq
            FROM paper_internal.working i
           WHERE (((i.account_id)::text = working_reached.p_account_id) AND ((i.ticker)::text = working_reached.p_ticker) AND (i.kind = 'any'::paper_internal.trigger_kind) AND (r.kind = 'any'::paper_internal.trigger_kind))) w);
END;

ALTER FUNCTION paper_internal.working_reached(p_account_id text, p_ticker text, p_after_seq bigint, p_to_seq bigint) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.xid_space() RETURNS text
    LANGUAGE sql STABLE
    RETURN (SELECT format('%s/%s'::text, s.system_identifier, d.oid) AS format FROM pg_control_system() s(pg_control_version, catalog_version_no, system_identifier, pg_control_last_modified), pg_database d WHERE (d.datname = current_database()));

ALTER FUNCTION paper_internal.xid_space() OWNER TO paper_owner;

CREATE AGGREGATE paper.position_of(p_side paper.order_side, p_quantity numeric, p_price numeric) (
    SFUNC = paper_internal.fold_fill,
    STYPE = paper.position_state,
    INITCOND = '(0,0,0)',
    PARALLEL = safe
);

ALTER AGGREGATE paper.position_of(p_side paper.order_side, p_quantity numeric, p_price numeric) OWNER TO paper_owner;

COMMENT ON AGGREGATE paper.position_of(p_side paper.order_side, p_quantity numeric, p_price numeric) IS 'The position that a sequence of fills leads to, from flat: position_of(side, quantity, price order by seq).
Folds apply_fill; realized_pnl is the sum over the fills. A row with a null is no fill, as an outer join makes them.';

CREATE VIEW paper.bars AS
 SELECT (ticker)::text AS ticker,
    tape_seq,
    starts_at,
    at AS ends_at,
    (open)::numeric AS open,
    (high)::numeric AS high,
    (low)::numeric AS low,
    (price)::numeric AS close,
    (size)::numeric AS volume
   FROM paper_internal.tape t
  WHERE (kind = 'bar'::paper_internal.datum_kind);

ALTER VIEW paper.bars OWNER TO paper_reader;

COMMENT ON VIEW paper.bars IS 'The bars that were fed and not trimmed yet.';

COMMENT ON COLUMN paper.bars.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.bars.tape_seq IS 'Position on the tape of the ticker, from 1: the order of feeding.';

COMMENT ON COLUMN paper.bars.starts_at IS 'Begin of the bar.';

COMMENT ON COLUMN paper.bars.ends_at IS 'End of the bar, which it does not contain.';

COMMENT ON COLUMN paper.bars.open IS 'First price.';

COMMENT ON COLUMN paper.bars.high IS 'Highest price.';

COMMENT ON COLUMN paper.bars.low IS 'Lowest price.';

COMMENT ON COLUMN paper.bars.close IS 'Last price.';

COMMENT ON COLUMN paper.bars.volume IS 'Quantity traded, null when unknown.';

CREATE VIEW paper.broker_accounts AS
 SELECT paper_internal.order_id(i.prefix, (0)::bigint) AS id,
    'paper'::text AS provider,
    a.account_id,
    'paper'::text AS mode,
    jsonb_build_object('initial_cash', a.initial_cash, 'current_cash', round(a.cash, 2), 'portfolio_value', round(a.portfolio_value, 2), 'slippage_pct', (a.settings -> 'slippage_pct'::text)) AS config,
    (a.status = 'open'::text) AS active
   FROM (paper.accounts a
     JOIN paper_internal.accounts i ON ((a.account_id = (i.account_id)::text)));

ALTER VIEW paper.broker_accounts OWNER TO paper_reader;

COMMENT ON VIEW paper.broker_accounts IS 'The accounts under the names and columns of the in-memory adapter''s broker_accounts table.';

COMMENT ON COLUMN paper.broker_accounts.id IS 'Id of the account, the broker_account_id of orders and positions.';

COMMENT ON COLUMN paper.broker_accounts.provider IS 'Always paper.';

COMMENT ON COLUMN paper.broker_accounts.account_id IS 'Name of the account.';

COMMENT ON COLUMN paper.broker_accounts.mode IS 'Always paper.';

COMMENT ON COLUMN paper.broker_accounts.config IS 'initial_cash, current_cash, portfolio_value (2 decimals), slippage_pct.';

COMMENT ON COLUMN paper.broker_accounts.active IS 'Whether the account is open.';

CREATE VIEW paper.cash_ledger AS
 SELECT (j.account_id)::text AS account_id,
    j.seq,
    j.at,
    j.event_type,
    paper_internal.order_id(a.prefix, j.order_seq) AS order_id,
    (j.ticker)::text AS ticker,
    COALESCE((j.amount)::numeric, (
        CASE j.side
            WHEN 'buy'::paper.order_side THEN (- ((j.quantity)::numeric * (j.price)::numeric))
            ELSE ((j.quantity)::numeric * (j.price)::numeric)
        END - COALESCE((j.fee)::numeric, (0)::numeric))) AS amount,
    (j.cash_after)::numeric AS cash_after
   FROM (paper_internal.journal j
     LEFT JOIN paper_internal.accounts a ON (((j.account_id)::text = (a.account_id)::text)))
  WHERE ((j.amount IS NOT NULL) OR (j.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])));

ALTER VIEW paper.cash_ledger OWNER TO paper_reader;

COMMENT ON VIEW paper.cash_ledger IS 'Every movement of cash: amount is signed, and the running sum of amount by seq is cash_after.';

COMMENT ON COLUMN paper.cash_ledger.account_id IS 'Account.';

COMMENT ON COLUMN paper.cash_ledger.seq IS 'Journal row.';

COMMENT ON COLUMN paper.cash_ledger.at IS 'When, on the account''s clock.';

COMMENT ON COLUMN paper.cash_ledger.event_type IS 'What moved the cash.';

COMMENT ON COLUMN paper.cash_ledger.order_id IS 'Order, for a fill.';

COMMENT ON COLUMN paper.cash_ledger.ticker IS 'Instrument, for a fill.';

COMMENT ON COLUMN paper.cash_ledger.amount IS 'Signed change of cash, fee included.';

COMMENT ON COLUMN paper.cash_ledger.cash_after IS 'Cash after it.';

CREATE VIEW paper.epochs AS
 SELECT (e.account_id)::text AS account_id,
    (e.epoch)::integer AS epoch,
    e.seq AS from_seq,
    COALESCE((e.next_seq - 1), a.seq) AS to_seq,
    e.at AS from_at,
    COALESCE(e.next_at, a.clock) AS to_at,
    (e.cash_after)::numeric AS initial_cash,
    COALESCE(e.cash_before_next, (a.cash)::numeric) AS final_cash,
    (e.next_seq IS NULL) AS is_current
   FROM (( SELECT j.account_id,
            j.seq,
            j.at,
            j.cash_after,
            row_number() OVER epochs AS epoch,
            lead(j.seq) OVER epochs AS next_seq,
            lead(j.at) OVER epochs AS next_at,
            lead(((j.cash_after)::numeric - (j.amount)::numeric)) OVER epochs AS cash_before_next
           FROM paper_internal.journal j
          WHERE ((j.amount IS NOT NULL) AND ((j.event_type = 'reset'::paper.event_type) OR (j.seq = 1)))
          WINDOW epochs AS (PARTITION BY j.account_id ORDER BY j.seq)) e
     JOIN paper_internal.accounts a ON (((e.account_id)::text = (a.account_id)::text)));

ALTER VIEW paper.epochs OWNER TO paper_reader;

COMMENT ON VIEW paper.epochs IS 'The epochs of each account: from its opening or a reset to the next reset. What reset_account ends stays in the
journal; the functions of analysis take the number of an epoch as p_epoch.';

COMMENT ON COLUMN paper.epochs.account_id IS 'Account.';

COMMENT ON COLUMN paper.epochs.epoch IS 'Its number, from 1.';

COMMENT ON COLUMN paper.epochs.from_seq IS 'Row of the journal that began it.';

COMMENT ON COLUMN paper.epochs.to_seq IS 'Its last row: the one before the reset, or the newest.';

COMMENT ON COLUMN paper.epochs.from_at IS 'When it began.';

COMMENT ON COLUMN paper.epochs.to_at IS 'When a reset ended it; of the current one, the clock of the account.';

COMMENT ON COLUMN paper.epochs.initial_cash IS 'Cash it began with.';

COMMENT ON COLUMN paper.epochs.final_cash IS 'Cash it ended with; of the current one, the cash of the account.';

COMMENT ON COLUMN paper.epochs.is_current IS 'Whether it is the current one.';

CREATE VIEW paper.journal AS
 SELECT (j.account_id)::text AS account_id,
    j.seq,
    j.at,
    j.event_type,
    paper_internal.order_id(a.prefix, j.order_seq) AS order_id,
    j.order_seq,
    (j.idempotency_key)::text AS idempotency_key,
    (j.ticker)::text AS ticker,
    j.side,
    j.order_type,
    (j.quantity)::numeric AS quantity,
    (j.limit_price)::numeric AS limit_price,
    (j.stop_price)::numeric AS stop_price,
    (j.price)::numeric AS price,
    (j.amount)::numeric AS amount,
    (j.fee)::numeric AS fee,
    (j.realized_pnl)::numeric AS realized_pnl,
    (j.cash_after)::numeric AS cash_after,
    (j.quantity_after)::numeric AS quantity_after,
    (j.avg_entry_price_after)::numeric AS avg_entry_price_after,
    (j.reject_reason)::text AS reject_reason,
    j.error,
    j.options,
    j.detail,
    j.seal,
    j.market_at,
    j.liquidity,
    j.rule,
    j.tape_seq
   FROM (paper_internal.journal j
     LEFT JOIN paper_internal.accounts a ON (((j.account_id)::text = (a.account_id)::text)));

ALTER VIEW paper.journal OWNER TO paper_reader;

COMMENT ON VIEW paper.journal IS 'The truth: one row per atomic change of an account, numbered by seq without gaps from 1, the opening deposit first.
Everything else is folded from it, and check() folds it again. Read it after a seq to follow an account.';

COMMENT ON COLUMN paper.journal.account_id IS 'Account.';

COMMENT ON COLUMN paper.journal.seq IS 'Number of the row within the account, from 1, without gaps.';

COMMENT ON COLUMN paper.journal.at IS 'When, on the account''s clock; never decreases with seq.';

COMMENT ON COLUMN paper.journal.event_type IS 'What happened.';

COMMENT ON COLUMN paper.journal.order_id IS 'Order the row is about.';

COMMENT ON COLUMN paper.journal.order_seq IS 'Row that created that order; its own seq on that row.';

COMMENT ON COLUMN paper.journal.idempotency_key IS 'Key of the request the row answers.';

COMMENT ON COLUMN paper.journal.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.journal.side IS 'buy or sell.';

COMMENT ON COLUMN paper.journal.order_type IS 'Type of the order; set on the rows that create one.';

COMMENT ON COLUMN paper.journal.quantity IS 'Ordered quantity on the row that creates an order, else that of this change.';

COMMENT ON COLUMN paper.journal.limit_price IS 'Limit price of the order.';

COMMENT ON COLUMN paper.journal.stop_price IS 'Stop price of the order.';

COMMENT ON COLUMN paper.journal.price IS 'Price of the fill.';

COMMENT ON COLUMN paper.journal.amount IS 'Signed change of cash by anything but a trade: deposit, withdrawal, reset.';

COMMENT ON COLUMN paper.journal.fee IS 'Fee of the fill; null is none.';

COMMENT ON COLUMN paper.journal.realized_pnl IS 'Profit the fill realized, gross of fees.';

COMMENT ON COLUMN paper.journal.cash_after IS 'Cash after the row.';

COMMENT ON COLUMN paper.journal.quantity_after IS 'Position in the ticker after the row.';

COMMENT ON COLUMN paper.journal.avg_entry_price_after IS 'Average entry price after the row.';

COMMENT ON COLUMN paper.journal.reject_reason IS 'Why the order was rejected: one of paper.reject_reason.';

COMMENT ON COLUMN paper.journal.error IS 'Why the order was rejected, with figures, for people.';

COMMENT ON COLUMN paper.journal.options IS 'Options of the order.';

COMMENT ON COLUMN paper.journal.detail IS 'What is rare: a close_position request, changed settings.';

COMMENT ON COLUMN paper.journal.seal IS 'Hash over the rows of one call and the seal before.';

COMMENT ON COLUMN paper.journal.market_at IS 'Time of the market data that a fill traded against, or that elected a stop.';

COMMENT ON COLUMN paper.journal.liquidity IS 'maker or taker, for a fill of fill model market.';

COMMENT ON COLUMN paper.journal.rule IS 'Rule of fill model market by which the row came about.';

COMMENT ON COLUMN paper.journal.tape_seq IS 'Position on the tape of its ticker: on the row that creates an order, what had been fed before; on a fill, the datum.';

CREATE VIEW paper.lock_waits AS
 SELECT l.pid,
    (a.usename)::text AS role,
    l.waitstart AS waiting_since,
    l.locktype AS lock_type,
    l.mode,
    ((COALESCE(l.relation, ( SELECT t.relation
           FROM pg_locks t
          WHERE ((t.pid = l.pid) AND (t.locktype = 'tuple'::text))
         LIMIT 1)))::regclass)::text AS relation,
    pg_blocking_pids(l.pid) AS blocked_by,
    a.query
   FROM (pg_locks l
     JOIN pg_stat_activity a ON ((l.pid = a.pid)))
  WHERE ((NOT l.granted) AND (a.datname = current_database()));

ALTER VIEW paper.lock_waits OWNER TO paper_reader;

COMMENT ON VIEW paper.lock_waits IS 'Sessions of this database that wait for a lock at this moment, and for whom. Writers of one account wait for each
other for as long as a transaction takes: what waits longer has met one that was left open.';

COMMENT ON COLUMN paper.lock_waits.pid IS 'Process that waits.';

COMMENT ON COLUMN paper.lock_waits.role IS 'Role it logged in as.';

COMMENT ON COLUMN paper.lock_waits.waiting_since IS 'Since when; null in the first moment.';

COMMENT ON COLUMN paper.lock_waits.lock_type IS 'What it waits for: transactionid is the end of another transaction.';

COMMENT ON COLUMN paper.lock_waits.mode IS 'Mode it wants the lock in.';

COMMENT ON COLUMN paper.lock_waits.relation IS 'Table it is about, where that is known.';

COMMENT ON COLUMN paper.lock_waits.blocked_by IS 'Processes that hold the lock, or wait for it before this one.';

COMMENT ON COLUMN paper.lock_waits.query IS 'Statement that waits; of other roles only for members of pg_read_all_stats and superusers.';

CREATE VIEW paper.market AS
 SELECT (ticker)::text AS ticker,
    (bid)::numeric AS bid,
    (ask)::numeric AS ask,
    (bid_size)::numeric AS bid_size,
    (ask_size)::numeric AS ask_size,
    quote_at,
    (last)::numeric AS last,
    trade_at AS last_at,
    (close)::numeric AS close,
    bar_at AS close_at,
    newest_at,
    tape_seq
   FROM paper_internal.market m;

ALTER VIEW paper.market OWNER TO paper_reader;

COMMENT ON VIEW paper.market IS 'The newest market data of each ticker.';

COMMENT ON COLUMN paper.market.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.market.bid IS 'Best bid of the newest quote.';

COMMENT ON COLUMN paper.market.ask IS 'Best ask of the newest quote.';

COMMENT ON COLUMN paper.market.bid_size IS 'Size bid.';

COMMENT ON COLUMN paper.market.ask_size IS 'Size asked.';

COMMENT ON COLUMN paper.market.quote_at IS 'Time of the newest quote.';

COMMENT ON COLUMN paper.market.last IS 'Price of the newest trade.';

COMMENT ON COLUMN paper.market.last_at IS 'Time of the newest trade.';

COMMENT ON COLUMN paper.market.close IS 'Close of the newest bar.';

COMMENT ON COLUMN paper.market.close_at IS 'End of the newest bar.';

COMMENT ON COLUMN paper.market.newest_at IS 'Latest time fed, of any kind.';

COMMENT ON COLUMN paper.market.tape_seq IS 'Newest position on the tape of the ticker.';

CREATE VIEW paper.open_orders AS
 SELECT o.account_id,
    o.order_id,
    o.seq,
    o.idempotency_key,
    o.ticker,
    o.side,
    o.order_type,
    o.quantity,
    o.limit_price,
    o.stop_price,
    o.status,
    o.fill_quantity,
    o.fill_price,
    o.fees,
    o.realized_pnl,
    o.cash_after,
    o.quantity_after,
    o.reject_reason,
    o.error,
    o.submitted_at,
    o.filled_at,
    o.replaces,
    o.replaced_by,
    o.options,
    o.id,
    o.broker_order_id,
    o.broker_account_id,
    o.recommendation_id,
    o.decision_trace,
    o.parent_order_id
   FROM (paper_internal.working w
     JOIN paper.orders o ON ((((w.account_id)::text = o.account_id) AND (w.seq = o.seq))));

ALTER VIEW paper.open_orders OWNER TO paper_reader;

COMMENT ON VIEW paper.open_orders IS 'The orders that can still trade, with the columns of orders. In fill model immediate there are none.';

COMMENT ON COLUMN paper.open_orders.account_id IS 'Account the order belongs to.';

COMMENT ON COLUMN paper.open_orders.order_id IS 'The order''s id: a version 8 UUID of the account''s prefix and the seq. No index has it: order_of(order_id) finds it, a
condition on this column reads every order.';

COMMENT ON COLUMN paper.open_orders.seq IS 'Seq of the journal row that created the order.';

COMMENT ON COLUMN paper.open_orders.idempotency_key IS 'Key it was submitted with, unique within the account.';

COMMENT ON COLUMN paper.open_orders.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.open_orders.side IS 'buy or sell.';

COMMENT ON COLUMN paper.open_orders.order_type IS 'market, limit, stop, stop_limit or trailing_stop.';

COMMENT ON COLUMN paper.open_orders.quantity IS 'Ordered quantity; null when close_position found nothing to close. An exit works for as much of it as its entry has
filled, less what the exits of that entry have filled; legs of a group for what the others have not.';

COMMENT ON COLUMN paper.open_orders.limit_price IS 'Limit price; of a market order, the estimate it was sent with.';

COMMENT ON COLUMN paper.open_orders.stop_price IS 'Stop price.';

COMMENT ON COLUMN paper.open_orders.status IS 'Where the order stands.';

COMMENT ON COLUMN paper.open_orders.fill_quantity IS 'Quantity filled so far.';

COMMENT ON COLUMN paper.open_orders.fill_price IS 'Average price of its fills; null before the first.';

COMMENT ON COLUMN paper.open_orders.fees IS 'Fees charged so far.';

COMMENT ON COLUMN paper.open_orders.realized_pnl IS 'Profit its fills realized, gross of fees; null without a fill.';

COMMENT ON COLUMN paper.open_orders.cash_after IS 'Cash of the account after its latest fill, before one after the row that created it.';

COMMENT ON COLUMN paper.open_orders.quantity_after IS 'Position in the ticker after its latest fill, before one after the row that created it.';

COMMENT ON COLUMN paper.open_orders.reject_reason IS 'Why it was rejected, or cancelled by the engine: one of paper.reject_reason.';

COMMENT ON COLUMN paper.open_orders.error IS 'Why it was rejected, with figures, for people.';

COMMENT ON COLUMN paper.open_orders.submitted_at IS 'When it was submitted, on the account''s clock.';

COMMENT ON COLUMN paper.open_orders.filled_at IS 'When it was filled completely, on the account''s clock.';

COMMENT ON COLUMN paper.open_orders.replaces IS 'Id of the order it replaces.';

COMMENT ON COLUMN paper.open_orders.replaced_by IS 'Id of the order that replaced it.';

COMMENT ON COLUMN paper.open_orders.options IS 'Options it was submitted with.';

COMMENT ON COLUMN paper.open_orders.id IS 'The same as order_id.';

COMMENT ON COLUMN paper.open_orders.broker_order_id IS 'The same as order_id.';

COMMENT ON COLUMN paper.open_orders.broker_account_id IS 'broker_accounts.id of its account.';

COMMENT ON COLUMN paper.open_orders.recommendation_id IS 'Option of this name.';

COMMENT ON COLUMN paper.open_orders.decision_trace IS 'Option of this name.';

COMMENT ON COLUMN paper.open_orders.parent_order_id IS 'Entry of the group whose exit it is.';

CREATE VIEW paper.order_events AS
 SELECT (j.account_id)::text AS account_id,
    j.seq,
    paper_internal.order_id(a.prefix, j.order_seq) AS order_id,
    e.event_type,
        CASE
            WHEN (e.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])) THEN jsonb_build_object('fill_price', j.price, 'fill_qty', j.quantity, 'realized_pnl', round((j.realized_pnl)::numeric, 4))
            WHEN (e.event_type = 'rejected'::paper.event_type) THEN jsonb_build_object('ticker', j.ticker, 'side', j.side, 'quantity', j.quantity, 'reject_reason', j.reject_reason, 'error', j.error)
            WHEN (j.order_type IS NOT NULL) THEN jsonb_build_object('ticker', j.ticker)
            ELSE jsonb_strip_nulls(jsonb_build_object('rule', j.rule, 'reject_reason', j.reject_reason, 'market_at', j.market_at))
        END AS data,
    j.at AS broker_timestamp
   FROM ((paper_internal.journal j
     LEFT JOIN paper_internal.accounts a ON (((j.account_id)::text = (a.account_id)::text)))
     CROSS JOIN LATERAL unnest(
        CASE
            WHEN ((j.order_type IS NULL) OR (j.event_type = ANY (ARRAY['rejected'::paper.event_type, 'submitted'::paper.event_type]))) THEN ARRAY[j.event_type]
            WHEN (j.event_type = 'accepted'::paper.event_type) THEN ARRAY['submitted'::paper.event_type, 'accepted'::paper.event_type]
            ELSE ARRAY['submitted'::paper.event_type, 'accepted'::paper.event_type, j.event_type]
        END) e(event_type))
  WHERE (j.order_seq IS NOT NULL);

ALTER VIEW paper.order_events OWNER TO paper_reader;

COMMENT ON VIEW paper.order_events IS 'The story of each order, event by event: submitted, accepted, fill …; a rejected order has the one event.';

COMMENT ON COLUMN paper.order_events.account_id IS 'Account.';

COMMENT ON COLUMN paper.order_events.seq IS 'Journal row that tells the event; one row can tell several.';

COMMENT ON COLUMN paper.order_events.order_id IS 'Order.';

COMMENT ON COLUMN paper.order_events.event_type IS 'What happened.';

COMMENT ON COLUMN paper.order_events.data IS 'fill: fill_price, fill_qty, realized_pnl (4 decimals); rejected: ticker, side, quantity, reject_reason, error; else
what rule of fill model market, with the time of the market data.';

COMMENT ON COLUMN paper.order_events.broker_timestamp IS 'When, on the account''s clock.';

CREATE VIEW paper.positions AS
 SELECT (p.account_id)::text AS account_id,
    (p.ticker)::text AS ticker,
    (p.quantity)::numeric AS quantity,
    (p.avg_entry_price)::numeric AS avg_entry_price,
    (p.realized_pnl)::numeric AS realized_pnl,
    (p.reserved)::numeric AS reserved,
    p.updated_at,
        CASE sign((p.quantity)::numeric)
            WHEN 1 THEN 'long'::text
            WHEN 0 THEN 'flat'::text
            ELSE 'short'::text
        END AS side,
    k.price AS current_price,
    ((p.quantity)::numeric * k.price) AS market_value,
    ((p.quantity)::numeric * (k.price - (p.avg_entry_price)::numeric)) AS unrealized_pnl,
    paper_internal.order_id(a.prefix, (0)::bigint) AS broker_account_id
   FROM (((paper_internal.positions p
     LEFT JOIN paper_internal.accounts a ON (((p.account_id)::text = (a.account_id)::text)))
     LEFT JOIN paper_internal.market m ON (((p.ticker)::text = (m.ticker)::text)))
     CROSS JOIN LATERAL ( SELECT paper_internal.mark_price((a.settings ->> 'mark'::text), (p.quantity)::numeric, (p.avg_entry_price)::numeric, (m.last)::numeric, (m.bid)::numeric, (m.ask)::numeric, (m.close)::numeric) AS price) k);

ALTER VIEW paper.positions OWNER TO paper_reader;

COMMENT ON VIEW paper.positions IS 'What each account holds, one row per ticker it traded in the current epoch; closed positions stay with quantity 0.';

COMMENT ON COLUMN paper.positions.account_id IS 'Account.';

COMMENT ON COLUMN paper.positions.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.positions.quantity IS 'Signed quantity, negative when short, 0 when closed.';

COMMENT ON COLUMN paper.positions.avg_entry_price IS 'Average entry price (12 decimals), 0 when closed.';

COMMENT ON COLUMN paper.positions.realized_pnl IS 'Profit realized in the current epoch, gross of fees.';

COMMENT ON COLUMN paper.positions.reserved IS 'Quantity that open sell orders have claimed.';

COMMENT ON COLUMN paper.positions.updated_at IS 'Time of its latest fill, on the account''s clock.';

COMMENT ON COLUMN paper.positions.side IS 'long, flat or short.';

COMMENT ON COLUMN paper.positions.current_price IS 'What it is valued at, by the setting mark of its account; while there is no such price the last trade, the middle of
the quote, the close of the bar; without market data the average entry price.';

COMMENT ON COLUMN paper.positions.market_value IS 'quantity × current_price.';

COMMENT ON COLUMN paper.positions.unrealized_pnl IS 'quantity × (current_price − avg_entry_price).';

COMMENT ON COLUMN paper.positions.broker_account_id IS 'broker_accounts.id of the account.';

CREATE VIEW paper.quotes AS
 SELECT (ticker)::text AS ticker,
    tape_seq,
    at,
    (bid)::numeric AS bid,
    (ask)::numeric AS ask,
    (bid_size)::numeric AS bid_size,
    (ask_size)::numeric AS ask_size,
    sequence
   FROM paper_internal.tape t
  WHERE (kind = 'quote'::paper_internal.datum_kind);

ALTER VIEW paper.quotes OWNER TO paper_reader;

COMMENT ON VIEW paper.quotes IS 'The quotes that were fed and not trimmed yet.';

COMMENT ON COLUMN paper.quotes.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.quotes.tape_seq IS 'Position on the tape of the ticker, from 1: the order of feeding.';

COMMENT ON COLUMN paper.quotes.at IS 'Time of the quote.';

COMMENT ON COLUMN paper.quotes.bid IS 'Best bid, null when there is none.';

COMMENT ON COLUMN paper.quotes.ask IS 'Best ask, null when there is none.';

COMMENT ON COLUMN paper.quotes.bid_size IS 'Size bid, null when unknown.';

COMMENT ON COLUMN paper.quotes.ask_size IS 'Size asked, null when unknown.';

COMMENT ON COLUMN paper.quotes.sequence IS 'The feed''s own number.';

CREATE TABLE paper_internal.sessions (
    calendar text NOT NULL COLLATE pg_catalog."C",
    opens_at timestamp with time zone NOT NULL,
    closes_at timestamp with time zone NOT NULL,
    CONSTRAINT sessions_check CHECK ((opens_at < closes_at))
);

ALTER TABLE paper_internal.sessions OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.sessions IS 'Trading sessions by calendar.';

CREATE VIEW paper.sessions AS
 SELECT calendar,
    opens_at,
    closes_at
   FROM paper_internal.sessions s;

ALTER VIEW paper.sessions OWNER TO paper_reader;

COMMENT ON VIEW paper.sessions IS 'The trading sessions of each calendar.';

COMMENT ON COLUMN paper.sessions.calendar IS 'Name of the calendar.';

COMMENT ON COLUMN paper.sessions.opens_at IS 'When the session opens.';

COMMENT ON COLUMN paper.sessions.closes_at IS 'When it closes.';

CREATE TABLE paper_internal.sweeps (
    sweeper text NOT NULL COLLATE pg_catalog."C",
    positions jsonb NOT NULL,
    snapshot pg_snapshot NOT NULL,
    xid_space text NOT NULL COLLATE pg_catalog."C",
    swept_at timestamp with time zone NOT NULL
)
WITH (fillfactor='20');

ALTER TABLE paper_internal.sweeps OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.sweeps IS 'How far each sweeper has looked for accounts that new market data concern: tape positions by ticker, and what it saw.';

COMMENT ON COLUMN paper_internal.sweeps.xid_space IS 'The server and database whose transactions snapshot tells apart; in another one, restored there, it says nothing.';

COMMENT ON COLUMN paper_internal.sweeps.swept_at IS 'When the sweep was done.';

CREATE VIEW paper.sweeps AS
 SELECT s.sweeper,
    s.swept_at,
    (b.rows_behind)::bigint AS rows_behind,
    b.tickers_behind
   FROM (paper_internal.sweeps s
     CROSS JOIN LATERAL ( SELECT COALESCE(sum((m.tape_seq - p.tape_seq)), (0)::numeric) AS rows_behind,
            count(*) AS tickers_behind
           FROM (paper_internal.market m
             CROSS JOIN LATERAL ( SELECT COALESCE(
                        CASE s.xid_space
                            WHEN paper_internal.xid_space() THEN ((s.positions ->> (m.ticker)::text))::bigint
                            ELSE NULL::bigint
                        END, (0)::bigint) AS tape_seq) p)
          WHERE (m.tape_seq > p.tape_seq)) b);

ALTER VIEW paper.sweeps OWNER TO paper_reader;

COMMENT ON VIEW paper.sweeps IS 'How far each role has looked for accounts that new market data concern: to an analyst of all roles, else of the
caller''s. A role only finds the accounts that it may use.';

COMMENT ON COLUMN paper.sweeps.sweeper IS 'Role that sweeps.';

COMMENT ON COLUMN paper.sweeps.swept_at IS 'When it last had matched all it found.';

COMMENT ON COLUMN paper.sweeps.rows_behind IS 'Rows of market data that came after what it looked at.';

COMMENT ON COLUMN paper.sweeps.tickers_behind IS 'Tickers they belong to.';

CREATE TABLE paper_internal.checks (
    checked_by text NOT NULL COLLATE pg_catalog."C",
    checked_at timestamp with time zone NOT NULL,
    accounts bigint NOT NULL,
    violations bigint NOT NULL,
    CONSTRAINT checks_accounts_check CHECK ((accounts >= 0)),
    CONSTRAINT checks_violations_check CHECK ((violations >= 0))
);

ALTER TABLE paper_internal.checks OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.checks IS 'When each role last had the books checked, and what it found.';

CREATE TABLE paper_internal.deployment (
    number integer NOT NULL,
    schema_version integer NOT NULL,
    sha256 text NOT NULL,
    client_version text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    applied_by text DEFAULT SESSION_USER NOT NULL
);

ALTER TABLE paper_internal.deployment OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.deployment IS 'Which functions and views were in force from when on: one row each time the set in sql/ was run.';

CREATE VIEW paper.status AS
 SELECT v.schema_version,
    v.functions_version,
    pg_database_size(d.datid) AS database_bytes,
    pg_total_relation_size('paper_internal.journal'::regclass) AS journal_bytes,
    (t.tape_bytes)::bigint AS tape_bytes,
    b.accounts,
    (b.journal_rows)::bigint AS journal_rows,
    o.open_orders,
    d.xact_commit AS commits,
    d.xact_rollback AS rollbacks,
    d.deadlocks,
    d.stats_reset AS counted_since,
    w.lock_waits,
    x.oldest_transaction_at,
    m.newest_at AS market_newest_at,
    s.swept_at,
    (COALESCE((s.rows_behind)::numeric, m.tape_rows))::bigint AS rows_not_swept,
    c.checked_at,
    c.checked_by,
    c.accounts AS checked_accounts,
    c.violations AS check_violations
   FROM (((((((((pg_stat_database d
     CROSS JOIN ( SELECT ( SELECT max(m_1.version) AS max
                   FROM paper_internal.migrations m_1) AS schema_version,
            ( SELECT p.client_version
                   FROM paper_internal.deployment p
                  ORDER BY p.number DESC
                 LIMIT 1) AS functions_version) v)
     CROSS JOIN ( SELECT COALESCE(sum(pg_total_relation_size(p.relid)), (0)::numeric) AS tape_bytes
           FROM pg_partition_tree('paper_internal.tape'::regclass) p(relid, parentrelid, isleaf, level)) t)
     CROSS JOIN ( SELECT count(*) AS accounts,
            COALESCE(sum(a.seq), (0)::numeric) AS journal_rows
           FROM paper_internal.accounts a) b)
     CROSS JOIN ( SELECT count(*) AS open_orders
           FROM paper_internal.working) o)
     CROSS JOIN ( SELECT count(*) AS lock_waits
           FROM paper.lock_waits) w)
     CROSS JOIN ( SELECT min(a.xact_start) AS oldest_transaction_at
           FROM pg_stat_activity a
          WHERE ((a.datname = current_database()) AND (a.pid <> pg_backend_pid()))) x)
     CROSS JOIN ( SELECT max(k.newest_at) AS newest_at,
            COALESCE(sum(k.tape_seq), (0)::numeric) AS tape_rows
           FROM paper_internal.market k) m)
     LEFT JOIN ( SELECT e.swept_at,
            e.rows_behind
           FROM paper.sweeps e
          ORDER BY e.rows_behind, e.swept_at DESC
         LIMIT 1) s ON (true))
     LEFT JOIN ( SELECT k.checked_at,
            k.checked_by,
            k.accounts,
            k.violations
           FROM paper_internal.checks k
          ORDER BY k.checked_at DESC
         LIMIT 1) c ON (true))
  WHERE (d.datname = current_database());

ALTER VIEW paper.status OWNER TO paper_reader;

COMMENT ON VIEW paper.status IS 'One row of figures for whoever runs the database. Accounts, orders, sweeps and checks are those the caller may see: to
an analyst, all.';

COMMENT ON COLUMN paper.status.schema_version IS 'Number of the newest migration applied.';

COMMENT ON COLUMN paper.status.functions_version IS 'Version of pgpaper that put the functions there.';

COMMENT ON COLUMN paper.status.database_bytes IS 'Size of the database.';

COMMENT ON COLUMN paper.status.journal_bytes IS 'Size of the journal, with its indexes.';

COMMENT ON COLUMN paper.status.tape_bytes IS 'Size of the market data that is kept, with its indexes.';

COMMENT ON COLUMN paper.status.accounts IS 'Accounts, closed ones included.';

COMMENT ON COLUMN paper.status.journal_rows IS 'Rows in their journals.';

COMMENT ON COLUMN paper.status.open_orders IS 'Orders that can still trade.';

COMMENT ON COLUMN paper.status.commits IS 'Transactions of this database that committed, of whatever kind.';

COMMENT ON COLUMN paper.status.rollbacks IS 'Transactions of this database that were rolled back, of whatever kind: refused requests, and those that lost to
another one and were tried again. PostgreSQL does not count the latter apart.';

COMMENT ON COLUMN paper.status.deadlocks IS 'Of these, deadlocks.';

COMMENT ON COLUMN paper.status.counted_since IS 'When these counts began; null when they never were reset.';

COMMENT ON COLUMN paper.status.lock_waits IS 'Sessions that wait for a lock at this moment: see lock_waits.';

COMMENT ON COLUMN paper.status.oldest_transaction_at IS 'Begin of the oldest transaction that is open in this database; of other roles only for members of pg_read_all_stats
and superusers.';

COMMENT ON COLUMN paper.status.market_newest_at IS 'Latest time of the market data, on any ticker.';

COMMENT ON COLUMN paper.status.swept_at IS 'When the role that is nearest to the newest market data last swept.';

COMMENT ON COLUMN paper.status.rows_not_swept IS 'Rows of market data that it has not looked at yet: the lag of matching. Without any sweep, all rows. Other roles: see
sweeps.';

COMMENT ON COLUMN paper.status.checked_at IS 'When pgpaper check last proved the books; null when that was never recorded.';

COMMENT ON COLUMN paper.status.checked_by IS 'Role that checked.';

COMMENT ON COLUMN paper.status.checked_accounts IS 'Accounts it could see.';

COMMENT ON COLUMN paper.status.check_violations IS 'Violations it found.';

CREATE VIEW paper.trades AS
 SELECT (ticker)::text AS ticker,
    tape_seq,
    at,
    (price)::numeric AS price,
    (size)::numeric AS size,
    sequence
   FROM paper_internal.tape t
  WHERE (kind = 'trade'::paper_internal.datum_kind);

ALTER VIEW paper.trades OWNER TO paper_reader;

COMMENT ON VIEW paper.trades IS 'The trades between others that were fed and not trimmed yet.';

COMMENT ON COLUMN paper.trades.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.trades.tape_seq IS 'Position on the tape of the ticker, from 1: the order of feeding.';

COMMENT ON COLUMN paper.trades.at IS 'Time of the trade.';

COMMENT ON COLUMN paper.trades.price IS 'Its price.';

COMMENT ON COLUMN paper.trades.size IS 'Its size, null when unknown.';

COMMENT ON COLUMN paper.trades.sequence IS 'The feed''s own number.';

CREATE TABLE paper_internal.account_grants (
    account_id paper_internal.account_id NOT NULL,
    role_name text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE paper_internal.account_grants OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.account_grants IS 'Roles that may use an account beside its owner.';

CREATE TABLE paper_internal.checkpoints (
    account_id paper_internal.account_id NOT NULL,
    seq bigint NOT NULL,
    fees paper_internal.money NOT NULL,
    tickers text[] NOT NULL COLLATE pg_catalog."C",
    quantities numeric[] NOT NULL,
    avg_entry_prices numeric[] NOT NULL,
    realized_pnls numeric[] NOT NULL
);

ALTER TABLE paper_internal.checkpoints OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.checkpoints IS 'What folding the journal of an account gives at some of its rows: folding from the checkpoint before is folding all.';

COMMENT ON COLUMN paper_internal.checkpoints.seq IS 'Row of the journal after which it holds.';

COMMENT ON COLUMN paper_internal.checkpoints.fees IS 'Fees charged in the epoch.';

COMMENT ON COLUMN paper_internal.checkpoints.tickers IS 'Tickers with a fill in the epoch; the other arrays go with it.';

COMMENT ON COLUMN paper_internal.checkpoints.realized_pnls IS 'Profit realized in the epoch, gross of fees.';

ALTER TABLE paper_internal.deployment ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME paper_internal.deployment_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY paper_internal.account_grants
    ADD CONSTRAINT account_grants_pkey PRIMARY KEY (account_id, role_name);

ALTER TABLE ONLY paper_internal.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY paper_internal.checkpoints
    ADD CONSTRAINT checkpoints_pkey PRIMARY KEY (account_id, seq);

ALTER TABLE ONLY paper_internal.checks
    ADD CONSTRAINT checks_pkey PRIMARY KEY (checked_by);

ALTER TABLE ONLY paper_internal.deployment
    ADD CONSTRAINT deployment_pkey PRIMARY KEY (number);

ALTER TABLE ONLY paper_internal.instruments
    ADD CONSTRAINT instruments_pkey PRIMARY KEY (ticker);

ALTER TABLE ONLY paper_internal.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (account_id, seq) WITH (fillfactor='100');

ALTER TABLE ONLY paper_internal.market
    ADD CONSTRAINT market_pkey PRIMARY KEY (ticker);

ALTER TABLE ONLY paper_internal.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (version);

ALTER TABLE ONLY paper_internal.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (account_id, seq);

ALTER TABLE ONLY paper_internal.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (account_id, ticker);

ALTER TABLE ONLY paper_internal.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (calendar, closes_at);

ALTER TABLE ONLY paper_internal.sweeps
    ADD CONSTRAINT sweeps_pkey PRIMARY KEY (sweeper);

ALTER TABLE ONLY paper_internal.tape
    ADD CONSTRAINT tape_pkey PRIMARY KEY (ticker, tape_seq, era);

ALTER TABLE ONLY paper_internal.watches
    ADD CONSTRAINT watches_pkey PRIMARY KEY (account_id, ticker);

ALTER TABLE ONLY paper_internal.working
    ADD CONSTRAINT working_pkey PRIMARY KEY (account_id, seq);

CREATE INDEX accounts_prefix ON paper_internal.accounts USING btree (prefix);

CREATE INDEX journal_amount ON paper_internal.journal USING btree (account_id, seq) WHERE (amount IS NOT NULL);

CREATE UNIQUE INDEX journal_idempotency_key ON paper_internal.journal USING btree (account_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);

CREATE INDEX journal_order_seq ON paper_internal.journal USING btree (account_id, order_seq) WHERE ((order_seq IS NOT NULL) AND (order_type IS NULL));

CREATE INDEX market_newest_at ON paper_internal.market USING btree (newest_at);

CREATE INDEX orders_oco_group ON paper_internal.orders USING btree (account_id, oco_group) WHERE (oco_group IS NOT NULL);

CREATE INDEX orders_oco_seq ON paper_internal.orders USING btree (account_id, oco_seq) WHERE (oco_seq IS NOT NULL);

CREATE INDEX orders_parent_seq ON paper_internal.orders USING btree (account_id, parent_seq) WHERE (parent_seq IS NOT NULL);

CREATE INDEX working_account_trigger ON paper_internal.working USING btree (account_id, ticker, kind, trigger_price);

CREATE INDEX working_born ON paper_internal.working USING btree (born) WHERE (seq > 0);

CREATE INDEX working_expires_at ON paper_internal.working USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (seq > 0));

CREATE INDEX working_trigger ON paper_internal.working USING btree (ticker, kind, trigger_price) WHERE (seq > 0);

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON paper_internal.journal FOR EACH STATEMENT EXECUTE FUNCTION paper_internal.append_only();

ALTER TABLE ONLY paper_internal.account_grants
    ADD CONSTRAINT account_grants_account_id_fkey FOREIGN KEY (account_id) REFERENCES paper_internal.accounts(account_id);

ALTER TABLE paper_internal.account_grants ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.checkpoints ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.checks ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.journal ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.orders ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.positions ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.sweeps ENABLE ROW LEVEL SECURITY;

CREATE POLICY visible ON paper_internal.account_grants FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR (role_name = ANY (( SELECT paper_internal.actor_roles() AS actor_roles)::text[]))));

CREATE POLICY visible ON paper_internal.accounts FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR (owner = ANY (( SELECT paper_internal.actor_roles() AS actor_roles)::text[])) OR ( SELECT true
   FROM paper_internal.account_grants g
  WHERE (((g.account_id)::text = (accounts.account_id)::text) AND (g.role_name = ANY (( SELECT paper_internal.actor_roles() AS actor_roles)::text[])))
 LIMIT 1)));

CREATE POLICY visible ON paper_internal.checkpoints FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR ( SELECT true
   FROM paper_internal.accounts a
  WHERE ((a.account_id)::text = (checkpoints.account_id)::text))));

CREATE POLICY visible ON paper_internal.checks FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR (checked_by = ANY (( SELECT paper_internal.actor_roles() AS actor_roles)::text[]))));

CREATE POLICY visible ON paper_internal.journal FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR ( SELECT true
   FROM paper_internal.accounts a
  WHERE ((a.account_id)::text = (journal.account_id)::text))));

CREATE POLICY visible ON paper_internal.orders FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR ( SELECT true
   FROM paper_internal.accounts a
  WHERE ((a.account_id)::text = (orders.account_id)::text))));

CREATE POLICY visible ON paper_internal.positions FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR ( SELECT true
   FROM paper_internal.accounts a
  WHERE ((a.account_id)::text = (positions.account_id)::text))));

CREATE POLICY visible ON paper_internal.sweeps FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR (sweeper = ANY (( SELECT paper_internal.actor_roles() AS actor_roles)::text[]))));

CREATE POLICY visible ON paper_internal.watches FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR ( SELECT true
   FROM paper_internal.accounts a
  WHERE ((a.account_id)::text = (watches.account_id)::text))));

CREATE POLICY visible ON paper_internal.working FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR ( SELECT true
   FROM paper_internal.accounts a
  WHERE ((a.account_id)::text = (working.account_id)::text))));

ALTER TABLE paper_internal.watches ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.working ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA paper TO paper_reader;
GRANT USAGE ON SCHEMA paper TO paper_trader;
GRANT USAGE ON SCHEMA paper TO paper_analyst;

GRANT USAGE ON SCHEMA paper_internal TO paper_reader;

GRANT SELECT ON TABLE paper_internal.orders TO paper_reader;

GRANT SELECT ON TABLE paper_internal.positions TO paper_reader;

GRANT SELECT ON TABLE paper_internal.watches TO paper_reader;

REVOKE ALL ON FUNCTION paper.account_at(p_account_id text, p_at timestamp with time zone, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.account_at(p_account_id text, p_at timestamp with time zone, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.account_at(p_account_id text, p_at timestamp with time zone, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) TO paper_trader;
GRANT ALL ON FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) TO paper_reader;
GRANT ALL ON FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.accounts TO paper_reader;

REVOKE ALL ON TABLE paper_internal.journal FROM paper_owner;
GRANT SELECT,INSERT,REFERENCES,TRIGGER,MAINTAIN ON TABLE paper_internal.journal TO paper_owner;
GRANT SELECT ON TABLE paper_internal.journal TO paper_reader;

GRANT SELECT ON TABLE paper.orders TO paper_trader;
GRANT SELECT ON TABLE paper.orders TO paper_analyst;

REVOKE ALL ON FUNCTION paper.cancel_all_orders(p_account_id text, p_ticker text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.cancel_all_orders(p_account_id text, p_ticker text) TO paper_trader;

REVOKE ALL ON FUNCTION paper.cancel_order(p_account_id text, p_order_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.cancel_order(p_account_id text, p_order_id uuid) TO paper_trader;

REVOKE ALL ON FUNCTION paper.cancel_orders(p_account_id text, p_order_ids uuid[]) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.cancel_orders(p_account_id text, p_order_ids uuid[]) TO paper_trader;

REVOKE ALL ON FUNCTION paper."check"(p_account_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper."check"(p_account_id text) TO paper_trader;
GRANT ALL ON FUNCTION paper."check"(p_account_id text) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.check_done(p_accounts bigint, p_violations bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.check_done(p_accounts bigint, p_violations bigint) TO paper_trader;

REVOKE ALL ON FUNCTION paper_internal.default_settings() FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.default_settings() TO paper_reader;
GRANT ALL ON FUNCTION paper_internal.default_settings() TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.default_settings() TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.mark_price(p_mark text, p_quantity numeric, p_average_price numeric, p_last numeric, p_bid numeric, p_ask numeric, p_close numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.mark_price(p_mark text, p_quantity numeric, p_average_price numeric, p_last numeric, p_bid numeric, p_ask numeric, p_close numeric) TO paper_reader;
GRANT ALL ON FUNCTION paper_internal.mark_price(p_mark text, p_quantity numeric, p_average_price numeric, p_last numeric, p_bid numeric, p_ask numeric, p_close numeric) TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.mark_price(p_mark text, p_quantity numeric, p_average_price numeric, p_last numeric, p_bid numeric, p_ask numeric, p_close numeric) TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.market TO paper_reader;

REVOKE ALL ON FUNCTION paper_internal.newest_at() FROM PUBLIC;

GRANT SELECT ON TABLE paper.accounts TO paper_trader;
GRANT SELECT ON TABLE paper.accounts TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.require_visible(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.server_time() FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.time_of(p_account paper_internal.accounts) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper.clock(p_account_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.clock(p_account_id text) TO paper_trader;
GRANT ALL ON FUNCTION paper.clock(p_account_id text) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.close_account(p_account_id text, p_idempotency_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.close_account(p_account_id text, p_idempotency_key text) TO paper_trader;

REVOKE ALL ON FUNCTION paper.close_position(p_account_id text, p_idempotency_key text, p_ticker text, p_quantity numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.close_position(p_account_id text, p_idempotency_key text, p_ticker text, p_quantity numeric) TO paper_trader;

REVOKE ALL ON FUNCTION paper.compare_accounts(p_account_id text, p_other_account_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.compare_accounts(p_account_id text, p_other_account_id text) TO paper_trader;
GRANT ALL ON FUNCTION paper.compare_accounts(p_account_id text, p_other_account_id text) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.deposit(p_account_id text, p_idempotency_key text, p_amount numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.deposit(p_account_id text, p_idempotency_key text, p_amount numeric) TO paper_trader;

REVOKE ALL ON FUNCTION paper.drawdowns(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.drawdowns(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.drawdowns(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.equity_curve(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.equity_curve(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.equity_curve(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.explain_order(p_account_id text, p_order_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.explain_order(p_account_id text, p_order_id uuid) TO paper_trader;
GRANT ALL ON FUNCTION paper.explain_order(p_account_id text, p_order_id uuid) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.export_account(p_account_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.export_account(p_account_id text) TO paper_trader;
GRANT ALL ON FUNCTION paper.export_account(p_account_id text) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.exposure(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_by_ticker boolean, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.exposure(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_by_ticker boolean, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.exposure(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_by_ticker boolean, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.feed(p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper.feed_bars(p_bars paper.bar[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.feed_bars(p_bars paper.bar[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) TO paper_trader;

REVOKE ALL ON FUNCTION paper.feed_quotes(p_quotes paper.quote[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.feed_quotes(p_quotes paper.quote[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) TO paper_trader;

REVOKE ALL ON FUNCTION paper.feed_trades(p_trades paper.trade[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.feed_trades(p_trades paper.trade[], p_strict boolean, OUT accepted bigint, OUT duplicates bigint, OUT out_of_order bigint, OUT invalid bigint) TO paper_trader;

REVOKE ALL ON FUNCTION paper.fill_costs(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.fill_costs(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.fill_costs(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) TO paper_trader;
GRANT ALL ON FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.fork_account(p_account_id text, p_new_account_id text, p_seq bigint, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.fork_account(p_account_id text, p_new_account_id text, p_seq bigint, p_at timestamp with time zone) TO paper_trader;

REVOKE ALL ON FUNCTION paper.grant_account(p_account_id text, p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.grant_account(p_account_id text, p_role text) TO paper_trader;

REVOKE ALL ON FUNCTION paper.import_account(p_lines jsonb[], p_account_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.import_account(p_lines jsonb[], p_account_id text) TO paper_trader;

REVOKE ALL ON FUNCTION paper.load_sessions(p_calendar text, p_sessions paper.session[]) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.load_sessions(p_calendar text, p_sessions paper.session[]) TO paper_trader;

REVOKE ALL ON FUNCTION paper.lots(p_account_id text, p_method text, p_at timestamp with time zone, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.lots(p_account_id text, p_method text, p_at timestamp with time zone, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.lots(p_account_id text, p_method text, p_at timestamp with time zone, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.match_account(p_account_id text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.match_account(p_account_id text) TO paper_trader;

REVOKE ALL ON PROCEDURE paper.match_all() FROM PUBLIC;
GRANT ALL ON PROCEDURE paper.match_all() TO paper_trader;

REVOKE ALL ON FUNCTION paper.open_account(p_account_id text, p_initial_cash numeric, p_settings jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.open_account(p_account_id text, p_initial_cash numeric, p_settings jsonb) TO paper_trader;

REVOKE ALL ON FUNCTION paper_internal.require_unrestricted() FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.seq_of(p_order_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper.order_of(p_order_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.order_of(p_order_id uuid) TO paper_trader;
GRANT ALL ON FUNCTION paper.order_of(p_order_id uuid) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.performance(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_periods_per_year numeric, p_risk_free numeric, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.performance(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_periods_per_year numeric, p_risk_free numeric, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.performance(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_periods_per_year numeric, p_risk_free numeric, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.pnl_by(p_account_id text, p_by text, p_from timestamp with time zone, p_to timestamp with time zone, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.pnl_by(p_account_id text, p_by text, p_from timestamp with time zone, p_to timestamp with time zone, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.pnl_by(p_account_id text, p_by text, p_from timestamp with time zone, p_to timestamp with time zone, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.positions_at(p_account_id text, p_at timestamp with time zone, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.positions_at(p_account_id text, p_at timestamp with time zone, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.positions_at(p_account_id text, p_at timestamp with time zone, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.preview_orders(p_account_id text, p_orders paper.order_request[]) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.preview_orders(p_account_id text, p_orders paper.order_request[]) TO paper_trader;
GRANT ALL ON FUNCTION paper.preview_orders(p_account_id text, p_orders paper.order_request[]) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.replace_order(p_account_id text, p_order_id uuid, p_idempotency_key text, p_quantity numeric, p_limit_price numeric, p_stop_price numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.replace_order(p_account_id text, p_order_id uuid, p_idempotency_key text, p_quantity numeric, p_limit_price numeric, p_stop_price numeric) TO paper_trader;

REVOKE ALL ON FUNCTION paper.replay_account(p_account_id text, p_new_account_id text, p_settings jsonb, p_initial_cash numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.replay_account(p_account_id text, p_new_account_id text, p_settings jsonb, p_initial_cash numeric) TO paper_trader;

REVOKE ALL ON FUNCTION paper.reset_account(p_account_id text, p_idempotency_key text, p_initial_cash numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.reset_account(p_account_id text, p_idempotency_key text, p_initial_cash numeric) TO paper_trader;

REVOKE ALL ON FUNCTION paper.returns(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.returns(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.returns(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.revoke_account(p_account_id text, p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.revoke_account(p_account_id text, p_role text) TO paper_trader;

REVOKE ALL ON FUNCTION paper.round_trips(p_account_id text, p_method text, p_merge text, p_at timestamp with time zone, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.round_trips(p_account_id text, p_method text, p_merge text, p_at timestamp with time zone, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.round_trips(p_account_id text, p_method text, p_merge text, p_at timestamp with time zone, p_epoch integer) TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.migrations TO paper_reader;

REVOKE ALL ON FUNCTION paper.schema_version() FROM PUBLIC;
GRANT ALL ON FUNCTION paper.schema_version() TO paper_trader;
GRANT ALL ON FUNCTION paper.schema_version() TO paper_analyst;

REVOKE ALL ON FUNCTION paper.seq_at(p_account_id text, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.seq_at(p_account_id text, p_at timestamp with time zone) TO paper_trader;
GRANT ALL ON FUNCTION paper.seq_at(p_account_id text, p_at timestamp with time zone) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.set_clock(p_account_id text, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.set_clock(p_account_id text, p_at timestamp with time zone) TO paper_trader;

GRANT SELECT ON TABLE paper_internal.instruments TO paper_reader;

GRANT SELECT ON TABLE paper.instruments TO paper_trader;
GRANT SELECT ON TABLE paper.instruments TO paper_analyst;

REVOKE ALL ON FUNCTION paper.set_instrument(p_ticker text, p_settings jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.set_instrument(p_ticker text, p_settings jsonb) TO paper_trader;

REVOKE ALL ON FUNCTION paper.submit_order(p_account_id text, p_idempotency_key text, p_ticker text, p_side paper.order_side, p_quantity numeric, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_options jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.submit_order(p_account_id text, p_idempotency_key text, p_ticker text, p_side paper.order_side, p_quantity numeric, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_options jsonb) TO paper_trader;

REVOKE ALL ON FUNCTION paper.submit_orders(p_account_id text, p_orders paper.order_request[]) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.submit_orders(p_account_id text, p_orders paper.order_request[]) TO paper_trader;

REVOKE ALL ON FUNCTION paper.sweep(OUT account_ids text[], OUT positions jsonb, OUT snapshot pg_snapshot) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.sweep(OUT account_ids text[], OUT positions jsonb, OUT snapshot pg_snapshot) TO paper_trader;
GRANT ALL ON FUNCTION paper.sweep(OUT account_ids text[], OUT positions jsonb, OUT snapshot pg_snapshot) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.sweep_done(p_positions jsonb, p_snapshot pg_snapshot) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.sweep_done(p_positions jsonb, p_snapshot pg_snapshot) TO paper_trader;

REVOKE ALL ON FUNCTION paper.trim_tape(p_keep interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper.turnover(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.turnover(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) TO paper_trader;
GRANT ALL ON FUNCTION paper.turnover(p_account_id text, p_from timestamp with time zone, p_to timestamp with time zone, p_step interval, p_epoch integer) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.update_settings(p_account_id text, p_idempotency_key text, p_settings jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.update_settings(p_account_id text, p_idempotency_key text, p_settings jsonb) TO paper_trader;

REVOKE ALL ON FUNCTION paper.withdraw(p_account_id text, p_idempotency_key text, p_amount numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.withdraw(p_account_id text, p_idempotency_key text, p_amount numeric) TO paper_trader;

REVOKE ALL ON FUNCTION paper_internal.accepted_time(p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.account_of(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.actor() FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.actor() TO paper_reader;
GRANT ALL ON FUNCTION paper_internal.actor() TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.actor() TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.actor_roles() FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.actor_roles() TO paper_reader;
GRANT ALL ON FUNCTION paper_internal.actor_roles() TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.actor_roles() TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.tape TO paper_reader;

REVOKE ALL ON FUNCTION paper_internal.acts_of(p_tickers text[], p_after_seqs bigint[], p_to_seqs bigint[], p_bars_at_close boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.advance(p_account paper_internal.accounts, p_steps paper_internal.step[], p_outcome paper_internal.outcome, p_writes boolean, p_market paper_internal.market[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.affordable_quantity(p_fees paper_internal.fee_schedule, p_cash numeric, p_price numeric, p_liquidity paper.liquidity, p_is_first_fill boolean, p_decimals integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.amount_problem(p_amount numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.annualized(p_index double precision, p_exponent double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.append_only() FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.arriving_order(p_request paper_internal.step, p_seq bigint, p_at timestamp with time zone, p_now timestamp with time zone, p_session paper.session, p_day_end time without time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.asked_price(p_row paper_internal.journal) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.average_price(p_value numeric, p_quantity numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.bar_problem(p_starts_at timestamp with time zone, p_ends_at timestamp with time zone, p_open numeric, p_high numeric, p_low numeric, p_close numeric, p_volume numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.base_price(p_row paper_internal.journal, p_order paper_internal.journal, p_stop_price numeric, p_datum paper_internal.tape) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.bounded_scale(p_number numeric) FROM PUBLIC;

GRANT SELECT ON TABLE paper_internal.working TO paper_reader;

REVOKE ALL ON FUNCTION paper_internal.cancel_requests(p_account_id text, p_seqs bigint[], p_ticker text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.caught_up(p_account paper_internal.accounts) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.chained(p_index double precision, p_return double precision) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.check_fold(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.check_orders(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.check_orphans() FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.check_rows(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.choice_problem(p_name text, p_value jsonb, p_choices text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.compat_problem(p_compat jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.copy_books(p_source paper_internal.accounts, p_account_id text, p_seq bigint, p_origin jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.copy_head(p_source paper_internal.accounts, p_account_id text, p_origin jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.seal_at(p_account_id text, p_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.copy_journal(p_account_id text, p_new_account_id text, p_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.copy_orders(p_account_id text, p_new_account_id text, p_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.creating_row(p_request paper_internal.step, p_event_type paper.event_type, p_at timestamp with time zone, p_market_at timestamp with time zone, p_price numeric, p_fee numeric, p_liquidity paper.liquidity, p_rule paper.fill_rule, p_reason paper.reject_reason, p_error text, p_tape_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.curve(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_mark text, p_points timestamp with time zone[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.day_close(p_at timestamp with time zone, p_day_end time without time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.decimal_problem(p_name text, p_value jsonb, p_below numeric, p_positive boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.deposits_at(p_account_id text, p_from_seq bigint, p_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.digest_of(p_lines jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.enter_account(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.entry(p_account paper_internal.accounts, p_event_type paper.event_type, p_idempotency_key text, p_amount numeric, p_detail jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.epoch_of(p_account_id text, p_at timestamp with time zone, p_epoch integer, OUT prefix text, OUT mark text, OUT from_seq bigint, OUT seq bigint, OUT at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.missed_rule(p_order paper_internal.orders, p_datum paper_internal.tape, p_price numeric, p_size numeric, p_waits_for_stop boolean, p_elects boolean, p_is_outranked boolean, p_is_open boolean, p_bars_at_close boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.offered_price(p_datum paper_internal.tape, p_side paper.order_side, p_is_stop boolean, p_bars_at_close boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.offered_size(p_datum paper_internal.tape, p_side paper.order_side) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.tape_before(p_ticker text, p_kind paper_internal.datum_kind, p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.tape_newest(p_ticker text, p_kind paper_internal.datum_kind, p_at timestamp with time zone, p_to_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.explain_arrival(p_order paper_internal.orders, p_terms paper_internal.market_terms, p_seen_seq bigint, p_waits_for_stop boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.explain_birth(p_prefix text, p_created paper_internal.journal, p_order paper_internal.orders) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.tape_of_fill(p_ticker text, p_side paper.order_side, p_rule paper.fill_rule, p_market_at timestamp with time zone, p_price numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.explain_change(p_prefix text, p_created paper_internal.journal, p_order paper_internal.orders, p_row paper_internal.journal) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.explain_fill(p_settings jsonb, p_created paper_internal.journal, p_order paper_internal.orders, p_fill paper_internal.journal, p_elects boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.explain_immediate_fill(p_settings jsonb, p_fill paper_internal.journal) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.explain_life(p_account paper_internal.accounts, p_created paper_internal.journal, p_order paper_internal.orders) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.explain_market(p_account paper_internal.accounts, p_created paper_internal.journal, p_order paper_internal.orders) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.export_problem(p_lines jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.quote_problem(p_at timestamp with time zone, p_bid numeric, p_ask numeric, p_bid_size numeric, p_ask_size numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.trade_problem(p_at timestamp with time zone, p_price numeric, p_size numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fed(p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fee_total(p_fees paper_internal.fee_schedule, p_quantity numeric, p_value numeric, p_maker_value numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fees_at(p_account_id text, p_from_seq bigint, p_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fees_problem(p_fees jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fill_error(p_problem paper.reject_reason, p_quantity numeric, p_price numeric, p_buying_power numeric, p_available numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fill_offer(p_order paper_internal.orders, p_phase paper_internal.phase, p_price numeric, p_trigger numeric, p_high numeric, p_low numeric, p_close numeric, p_arrives boolean, p_stop_limit_fills_at_stop boolean, OUT price numeric, OUT rule paper.fill_rule, OUT liquidity paper.liquidity, OUT elected boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fill_problem(p_side paper.order_side, p_quantity numeric, p_price numeric, p_cash numeric, p_buying_power numeric, p_held numeric, p_available numeric, p_realized_pnl numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fills_between(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_merge text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.first_difference(p_account_id text, p_other_account_id text, p_after_seq bigint, p_to_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.first_of_key(p_orders paper.order_request[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fold_fill(p_state paper.position_state, p_side paper.order_side, p_quantity numeric, p_price numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.fold_fill(p_state paper.position_state, p_side paper.order_side, p_quantity numeric, p_price numeric) TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.fold_fill(p_state paper.position_state, p_side paper.order_side, p_quantity numeric, p_price numeric) TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.holdings_at(p_account_id text, p_from_seq bigint, p_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.import_rows(p_lines jsonb[], p_account_id text, p_clock timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.imported_account(p_lines jsonb[], p_account_id text, p_request jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.instant_problem(p_name text, p_value jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.instrument_problem(p_settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.is_foreign(p_lines jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.is_made(p_account_id text, p_request jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.is_renewed(p_account_id text, p_seq bigint, p_to_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.judge_fed(p_market paper_internal.market[], p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.judge_late(p_verdicts text[], p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.keep_checkpoint(p_account_id text, p_epoch_seq bigint, p_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.key_problem(p_idempotency_key text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.keys_are_new(p_account_id text, p_orders paper.order_request[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.leg_requests(p_request paper_internal.step) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.lines_problem(p_lines jsonb[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.lock_market(p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.make_partition() FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.market_at(p_ticker text, p_at timestamp with time zone, OUT last numeric, OUT bid numeric, OUT ask numeric, OUT close numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.market_option_problem(p_key text, p_value jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.market_scene(p_account paper_internal.accounts, p_requests paper_internal.step[], p_now timestamp with time zone, p_bars_at_close boolean, p_market paper_internal.market[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.market_slippage_problem(p_slippage jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.market_until(p_market paper_internal.market, p_ticker text, p_to_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.matched_lots(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_method text, p_merge text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.may_use(p_account_id text, p_owner text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.new_order(p_request paper_internal.step, p_seq bigint, p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.new_prefix() FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.normal_settings(p_settings jsonb) FROM PUBLIC;

GRANT SELECT ON TABLE paper.fills TO paper_trader;
GRANT SELECT ON TABLE paper.fills TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.numbered_fills(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.open_lots(p_account_id text, p_from_seq bigint, p_to_seq bigint, p_method text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.option_set_problem(p_options jsonb, p_order_type text, p_side text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.options_problem(p_options jsonb, p_order_type text, p_side text, p_fill_model text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.ticker_problem(p_ticker text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.order_problem(p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb, p_fill_model text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.request_of(p_row paper_internal.journal) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.same_request(p_one paper.order_request, p_other paper.order_request) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.order_problems(p_account_id text, p_orders paper.order_request[], p_fill_model text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.order_row(p_order paper_internal.orders, p_event_type paper.event_type, p_at timestamp with time zone, p_rule paper.fill_rule, p_market_at timestamp with time zone, p_quantity numeric, p_price numeric, p_fee numeric, p_liquidity paper.liquidity, p_reason paper.reject_reason, p_tape_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.order_step(p_account_id text, p_at timestamp with time zone, p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.orders_at_birth(p_rows paper_internal.step[], p_prefix text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.orders_of_rows(p_rows paper_internal.step[], p_prefix text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.orders_of_seqs(p_account_id text, p_seqs bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.part_of_size(p_size numeric, p_rate numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.points_of(p_account_id text, p_from_seq bigint, p_to_at timestamp with time zone, p_from timestamp with time zone, p_step interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.quiet_seqs(p_account_id text, p_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.raise_invalid(p_problems jsonb, p_count integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.raise_not_restored(p_account_id text, p_seq bigint, p_why text, p_hint text, p_difference jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.raise_problem(p_problem text, p_sqlstate text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.raise_unreadable(p_problem text, p_detail text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.ratcheted(p_order paper_internal.orders, p_phase paper_internal.phase, p_high numeric, p_low numeric, p_trigger numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.references_of(p_account_id text, p_from_seq bigint, p_to_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.relive(p_source paper_internal.accounts, p_account_id text, p_after_seq bigint, p_to_seq bigint, p_settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.relive_calls(p_account_id text, p_steps paper_internal.step[], p_now timestamp with time zone, p_in_market boolean, p_tickers text[], p_market paper_internal.market[], p_needs bigint[], p_bounds bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.relive_cancels(p_account_id text, p_ticker text, p_now timestamp with time zone, p_tickers text[], p_market paper_internal.market[], p_needs bigint[], p_bounds bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.relive_entry(p_account_id text, p_row paper_internal.journal, p_settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.relived_bounds(p_account_id text, p_after_seq bigint, p_tickers text[], OUT bounds bigint[], OUT ends bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.relived_request(p_row paper_internal.journal, p_account_id text, p_event_type paper.event_type, p_order_seq bigint, p_quantity numeric, p_detail jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.relived_rows(p_account_id text, p_new_account_id text, p_after_seq bigint, p_to_seq bigint, p_in_runs boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.relived_seq(p_account_id text, p_new_account_id text, p_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.renewed_size(p_left numeric, p_size_before numeric, p_size numeric, p_participation_rate numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.replacing_order(p_request paper_internal.step, p_old paper_internal.orders, p_seq bigint, p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.replayed(p_account paper_internal.accounts, p_idempotency_key text, p_request jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.requests_of(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.require_lots(p_method text, p_merge text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.require_own_tape(p_source paper_internal.accounts, p_after_seq bigint, p_to_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.require_owner(p_account paper_internal.accounts) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.require_serializable() FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.reservation(p_order paper_internal.orders, p_fees paper_internal.fee_schedule) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.reserve_price(p_order paper_internal.orders, p_market_price numeric, p_terms paper_internal.market_terms) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.scene_of_many(p_scene paper_internal.scene, p_from_seqs bigint[], p_to_seqs bigint[], p_seqs bigint[], p_bars_at_close boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.seal_of(p_before bytea, p_seq bigint, p_at timestamp with time zone, p_texts text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.sealed_text(p_at timestamp with time zone, p_event_type paper.event_type, p_order_seq bigint, p_order_type paper.order_type, p_side paper.order_side, p_ticker text, p_idempotency_key text, p_quantity numeric, p_limit_price numeric, p_stop_price numeric, p_price numeric, p_amount numeric, p_fee numeric, p_reject_reason paper.reject_reason, p_options jsonb, p_error text, p_detail jsonb, p_market_at timestamp with time zone, p_liquidity paper.liquidity, p_rule paper.fill_rule, p_tape_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.session_at(p_ticker text, p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.settings_problem(p_settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.simulate(p_account paper_internal.accounts, p_requests paper_internal.step[], p_now timestamp with time zone, p_market paper_internal.market[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.size_on_offer(p_watch paper_internal.watches, p_side paper.order_side, p_participation_rate numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.slipped_price(p_side paper.order_side, p_price numeric, p_rate numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.store_fed(p_market paper_internal.market[], p_era integer, p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[], p_accepted boolean[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.submit_steps(p_account paper_internal.accounts, p_steps paper_internal.step[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.tape_is_needed(p_era integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.tape_marks(p_ticker text, p_points timestamp with time zone[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.tape_place(p_watch paper_internal.watches, p_datum jsonb, p_clock timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.tape_reaches(p_ticker text, p_after_seq bigint, p_to_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.tape_run(p_ticker text, p_kind paper_internal.datum_kind, p_at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.terms_of(p_settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.ticker_bit(p_ticker text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.trade(p_account paper_internal.accounts, p_requests paper_internal.step[], p_now timestamp with time zone, p_market paper_internal.market[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.trailed_stop(p_order paper_internal.orders) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.transfer_problem(p_amount numeric, p_cash numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.trigger_kind(p_order_type paper.order_type, p_side paper.order_side, p_time_in_force paper.time_in_force, p_elected boolean) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.usable_account(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.warn_of_idle_settings(p_settings jsonb, p_fill_model text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.without_nulls(p_row jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.without_open_orders(p_account paper_internal.accounts, p_ticker text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.working_reached(p_account_id text, p_ticker text, p_after_seq bigint, p_to_seq bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.xid_space() FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.xid_space() TO paper_reader;
GRANT ALL ON FUNCTION paper_internal.xid_space() TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.xid_space() TO paper_analyst;

REVOKE ALL ON FUNCTION paper.position_of(paper.order_side, numeric, numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.position_of(paper.order_side, numeric, numeric) TO paper_trader;
GRANT ALL ON FUNCTION paper.position_of(paper.order_side, numeric, numeric) TO paper_analyst;

GRANT SELECT ON TABLE paper.bars TO paper_trader;
GRANT SELECT ON TABLE paper.bars TO paper_analyst;

GRANT SELECT ON TABLE paper.broker_accounts TO paper_trader;
GRANT SELECT ON TABLE paper.broker_accounts TO paper_analyst;

GRANT SELECT ON TABLE paper.cash_ledger TO paper_trader;
GRANT SELECT ON TABLE paper.cash_ledger TO paper_analyst;

GRANT SELECT ON TABLE paper.epochs TO paper_trader;
GRANT SELECT ON TABLE paper.epochs TO paper_analyst;

GRANT SELECT ON TABLE paper.journal TO paper_trader;
GRANT SELECT ON TABLE paper.journal TO paper_analyst;

GRANT SELECT ON TABLE paper.lock_waits TO paper_trader;
GRANT SELECT ON TABLE paper.lock_waits TO paper_analyst;

GRANT SELECT ON TABLE paper.market TO paper_trader;
GRANT SELECT ON TABLE paper.market TO paper_analyst;

GRANT SELECT ON TABLE paper.open_orders TO paper_trader;
GRANT SELECT ON TABLE paper.open_orders TO paper_analyst;

GRANT SELECT ON TABLE paper.order_events TO paper_trader;
GRANT SELECT ON TABLE paper.order_events TO paper_analyst;

GRANT SELECT ON TABLE paper.positions TO paper_trader;
GRANT SELECT ON TABLE paper.positions TO paper_analyst;

GRANT SELECT ON TABLE paper.quotes TO paper_trader;
GRANT SELECT ON TABLE paper.quotes TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.sessions TO paper_reader;

GRANT SELECT ON TABLE paper.sessions TO paper_trader;
GRANT SELECT ON TABLE paper.sessions TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.sweeps TO paper_reader;

GRANT SELECT ON TABLE paper.sweeps TO paper_trader;
GRANT SELECT ON TABLE paper.sweeps TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.checks TO paper_reader;

GRANT SELECT ON TABLE paper_internal.deployment TO paper_reader;

GRANT SELECT ON TABLE paper.status TO paper_trader;
GRANT SELECT ON TABLE paper.status TO paper_analyst;

GRANT SELECT ON TABLE paper.trades TO paper_trader;
GRANT SELECT ON TABLE paper.trades TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.account_grants TO paper_reader;

GRANT SELECT ON TABLE paper_internal.checkpoints TO paper_reader;
