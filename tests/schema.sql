CREATE SCHEMA paper;

ALTER SCHEMA paper OWNER TO paper_owner;

COMMENT ON SCHEMA paper IS 'A paper-trading broker: everything public, to be called and read.';

CREATE SCHEMA paper_internal;

ALTER SCHEMA paper_internal OWNER TO paper_owner;

COMMENT ON SCHEMA paper_internal IS 'Tables and helpers of the paper-trading broker: not an interface.';

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

CREATE TYPE paper.reject_reason AS ENUM (
    'insufficient_cash',
    'insufficient_shares',
    'no_position',
    'out_of_range',
    'no_market_price',
    'market_closed'
);

ALTER TYPE paper.reject_reason OWNER TO paper_owner;

COMMENT ON TYPE paper.reject_reason IS 'Why an order was rejected: insufficient_cash (a buy costs more than the buying power), insufficient_shares (a sell
wants more than the position holds), no_position (close_position found nothing to close), out_of_range (the fill
price, the cash or the position would leave the range that is kept exactly), no_market_price and market_closed
(nothing to trade against).';

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

CREATE DOMAIN paper_internal.account_id AS text COLLATE pg_catalog."C"
	CONSTRAINT account_id_check CHECK ((((octet_length(VALUE) >= 1) AND (octet_length(VALUE) <= 200)) AND (octet_length(VALUE) = length(VALUE))));

ALTER DOMAIN paper_internal.account_id OWNER TO paper_owner;

CREATE DOMAIN paper_internal.average_price AS numeric
	CONSTRAINT average_price_check CHECK (((VALUE >= (0)::numeric) AND (VALUE < '1000000000000000'::numeric) AND (scale(VALUE) <= 12)));

ALTER DOMAIN paper_internal.average_price OWNER TO paper_owner;

CREATE DOMAIN paper_internal.idempotency_key AS text COLLATE pg_catalog."C"
	CONSTRAINT idempotency_key_check CHECK ((((octet_length(VALUE) >= 1) AND (octet_length(VALUE) <= 200)) AND (octet_length(VALUE) = length(VALUE))));

ALTER DOMAIN paper_internal.idempotency_key OWNER TO paper_owner;

CREATE DOMAIN paper_internal.money AS numeric
	CONSTRAINT money_check CHECK (((VALUE > '-1000000000000000000000'::numeric) AND (VALUE < '1000000000000000000000'::numeric) AND (scale(VALUE) <= 24)));

ALTER DOMAIN paper_internal.money OWNER TO paper_owner;

CREATE DOMAIN paper_internal.price AS numeric
	CONSTRAINT price_check CHECK (((VALUE > (0)::numeric) AND (VALUE < '1000000000000000'::numeric) AND (scale(VALUE) <= 12)));

ALTER DOMAIN paper_internal.price OWNER TO paper_owner;

CREATE DOMAIN paper_internal.quantity AS numeric
	CONSTRAINT quantity_check CHECK (((VALUE > (0)::numeric) AND (VALUE < '1000000000000000'::numeric) AND (scale(VALUE) <= 12)));

ALTER DOMAIN paper_internal.quantity OWNER TO paper_owner;

CREATE DOMAIN paper_internal.signed_quantity AS numeric
	CONSTRAINT signed_quantity_check CHECK (((VALUE > '-1000000000000000'::numeric) AND (VALUE < '1000000000000000'::numeric) AND (scale(VALUE) <= 12)));

ALTER DOMAIN paper_internal.signed_quantity OWNER TO paper_owner;

CREATE DOMAIN paper_internal.ticker AS text COLLATE pg_catalog."C"
	CONSTRAINT ticker_check CHECK ((((octet_length(VALUE) >= 1) AND (octet_length(VALUE) <= 32)) AND (octet_length(VALUE) = length(VALUE))));

ALTER DOMAIN paper_internal.ticker OWNER TO paper_owner;

CREATE FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) RETURNS paper.position_state
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ROW(CASE p_side WHEN 'buy'::paper.order_side THEN (p_quantity + p_fill_quantity) ELSE (p_quantity - p_fill_quantity) END, CASE WHEN (((p_side = 'buy'::paper.order_side) AND (p_quantity >= (0)::numeric)) OR ((p_side = 'sell'::paper.order_side) AND (p_quantity <= (0)::numeric))) THEN (div(((('2000000000000'::numeric * ((p_avg_entry_price * abs(p_quantity)) + (p_fill_price * p_fill_quantity))) + abs(p_quantity)) + p_fill_quantity), ((2)::numeric * (abs(p_quantity) + p_fill_quantity))) * 0.000000000001) WHEN (p_fill_quantity = abs(p_quantity)) THEN (0)::numeric WHEN (p_fill_quantity < abs(p_quantity)) THEN p_avg_entry_price ELSE p_fill_price END, CASE WHEN ((p_side = 'sell'::paper.order_side) AND (p_quantity > (0)::numeric)) THEN (LEAST(p_fill_quantity, p_quantity) * (p_fill_price - p_avg_entry_price)) WHEN ((p_side = 'buy'::paper.order_side) AND (p_quantity < (0)::numeric)) THEN (LEAST(p_fill_quantity, (- p_quantity)) * (p_avg_entry_price - p_fill_price)) ELSE (0)::numeric END)::paper.position_state;

ALTER FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) IS 'Average-cost position after one fill, and the gross profit the fill realized. Quantity is signed, negative when short.
Adding averages the entry price (12 decimals, ties away from zero), reducing keeps it and realizes quantity × (price − average), closing sets
it to 0. The single definition: the engine, check() and position_of() all call it.';

CREATE FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((p_prefix || to_hex((p_seq | '-9223372036854775808'::bigint))))::uuid;

ALTER FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) OWNER TO paper_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

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
    seal bytea
)
WITH (fillfactor='40');

ALTER TABLE paper_internal.accounts OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.accounts IS 'Projection of the journal: balance and clock of each account.';

COMMENT ON COLUMN paper_internal.accounts.prefix IS 'First half of the account''s order ids: 16 hex digits, 60 of their bits random.';

COMMENT ON COLUMN paper_internal.accounts.settings IS 'What differs from the defaults.';

COMMENT ON COLUMN paper_internal.accounts.epoch_seq IS 'The seq that began the current epoch: 1, or that of the latest reset.';

COMMENT ON COLUMN paper_internal.accounts.clock IS 'Time of the newest journal row; of a simulated account, its current time.';

COMMENT ON COLUMN paper_internal.accounts.seal IS 'Head of the account''s hash chain.';

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
    seal bytea
);

ALTER TABLE paper_internal.journal OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.journal IS 'The truth, append-only: one row per atomic change of an account, numbered without gaps from 1.';

COMMENT ON COLUMN paper_internal.journal.order_seq IS 'Seq of the row that created the order this row is about; its own seq on that row.';

COMMENT ON COLUMN paper_internal.journal.order_type IS 'Set on the rows that create an order, and only there.';

COMMENT ON COLUMN paper_internal.journal.quantity IS 'Ordered quantity on the row that creates an order, else the quantity of this change.';

COMMENT ON COLUMN paper_internal.journal.amount IS 'Money of a change that is not a trade: deposit, withdrawal, reset.';

COMMENT ON COLUMN paper_internal.journal.seal IS 'Hash over the rows of one call and the seal before, on the last row of the call.';

CREATE TABLE paper_internal.orders (
    account_id paper_internal.account_id NOT NULL,
    seq bigint NOT NULL,
    status paper.order_status NOT NULL,
    filled_quantity paper_internal.signed_quantity DEFAULT 0 NOT NULL,
    filled_avg_price paper_internal.average_price,
    fees paper_internal.money DEFAULT 0 NOT NULL,
    realized_pnl paper_internal.money DEFAULT 0 NOT NULL,
    reserved paper_internal.money DEFAULT 0 NOT NULL,
    replaces bigint,
    replaced_by bigint,
    updated_at timestamp with time zone NOT NULL
)
WITH (fillfactor='45');

ALTER TABLE paper_internal.orders OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.orders IS 'Projection of the journal: orders that ever rested, that is, whose life has more than the row that created them.
No index but the key: one on status would end HOT updates.';

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
    (j.cash_after)::numeric AS cash_after,
    (j.quantity_after)::numeric AS quantity_after,
    (j.reject_reason)::text AS reject_reason,
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
    (j.options -> 'decision_trace'::text) AS decision_trace
   FROM ((paper_internal.journal j
     LEFT JOIN paper_internal.orders o ON ((((j.account_id)::text = (o.account_id)::text) AND (j.seq = o.seq))))
     LEFT JOIN paper_internal.accounts a ON (((j.account_id)::text = (a.account_id)::text)))
  WHERE (j.order_type IS NOT NULL);

ALTER VIEW paper.orders OWNER TO paper_reader;

COMMENT ON VIEW paper.orders IS 'Every order, final or working, one row each. Find an order by (account_id, seq), (account_id, idempotency_key) or with
order_of(order_id); the orders of a day by a range of seq from seq_at(); those that can still trade in open_orders.';

COMMENT ON COLUMN paper.orders.account_id IS 'Account the order belongs to.';

COMMENT ON COLUMN paper.orders.order_id IS 'The order''s id: a version 8 UUID of the account''s prefix and the seq.';

COMMENT ON COLUMN paper.orders.seq IS 'Seq of the journal row that created the order.';

COMMENT ON COLUMN paper.orders.idempotency_key IS 'Key it was submitted with, unique within the account.';

COMMENT ON COLUMN paper.orders.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.orders.side IS 'buy or sell.';

COMMENT ON COLUMN paper.orders.order_type IS 'market, limit, stop, stop_limit or trailing_stop.';

COMMENT ON COLUMN paper.orders.quantity IS 'Ordered quantity; null when close_position found nothing to close.';

COMMENT ON COLUMN paper.orders.limit_price IS 'Limit price; of a market order, the estimate it was sent with.';

COMMENT ON COLUMN paper.orders.stop_price IS 'Stop price.';

COMMENT ON COLUMN paper.orders.status IS 'Where the order stands.';

COMMENT ON COLUMN paper.orders.fill_quantity IS 'Quantity filled so far.';

COMMENT ON COLUMN paper.orders.fill_price IS 'Average price of its fills; null before the first.';

COMMENT ON COLUMN paper.orders.fees IS 'Fees charged so far.';

COMMENT ON COLUMN paper.orders.realized_pnl IS 'Profit its fills realized, gross of fees; null without a fill.';

COMMENT ON COLUMN paper.orders.cash_after IS 'Cash of the account after the row that created the order.';

COMMENT ON COLUMN paper.orders.quantity_after IS 'Position in the ticker after the row that created the order.';

COMMENT ON COLUMN paper.orders.reject_reason IS 'Why it was rejected: one of paper.reject_reason.';

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

COMMENT ON FUNCTION paper.cancel_all_orders(p_account_id text, p_ticker text) IS 'Cancels every order of the account that can still trade, or those in one ticker, and returns the cancelled ones.';

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
    SET work_mem TO '128MB'
    AS $$ … $$;

ALTER FUNCTION paper."check"(p_account_id text) OWNER TO paper_owner;

COMMENT ON FUNCTION paper."check"(p_account_id text) IS 'Proves the books: folds the journal of an account, or of every account the caller may see, again and compares it with
what is stored; evaluates the constraints again. One row per violation (account, rule, detail); no rows means the books
are right. Raises ZP001.';

CREATE FUNCTION paper_internal.default_settings() RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '{"clock": "wall", "currency": "USD", "fill_model": "immediate", "account_type": "cash", "slippage_pct": 0.001, "default_price": 100}'::jsonb;

ALTER FUNCTION paper_internal.default_settings() OWNER TO paper_owner;

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
    ((cash)::numeric + COALESCE(( SELECT sum(((p.quantity)::numeric * (p.avg_entry_price)::numeric)) AS sum
           FROM paper_internal.positions p
          WHERE ((p.account_id)::text = (a.account_id)::text)), (0)::numeric)) AS portfolio_value,
    ( SELECT (j.cash_after)::numeric AS cash_after
           FROM paper_internal.journal j
          WHERE (((j.account_id)::text = (a.account_id)::text) AND (j.seq = a.epoch_seq))) AS initial_cash,
    epoch_seq,
    clock,
    opened_at
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

COMMENT ON COLUMN paper.accounts.portfolio_value IS 'cash + Σ quantity × current price, the average price without market data.';

COMMENT ON COLUMN paper.accounts.initial_cash IS 'Cash that the current epoch began with.';

COMMENT ON COLUMN paper.accounts.epoch_seq IS 'Seq of the row that began the current epoch: 1, or the latest reset.';

COMMENT ON COLUMN paper.accounts.clock IS 'Time of the newest journal row; of a simulated account, its current time.';

COMMENT ON COLUMN paper.accounts.opened_at IS 'When the account was opened, on its clock.';

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
    RETURN CASE WHEN (((p_account).settings ->> 'clock'::text) = 'simulated'::text) THEN (p_account).clock ELSE GREATEST(paper_internal.server_time(), (p_account).clock) END;

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

CREATE FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (p_order_type = ANY (ARRAY['limit'::paper.order_type, 'stop_limit'::paper.order_type])) THEN p_limit_price WHEN (p_order_type = 'stop'::paper.order_type) THEN p_stop_price WHEN (p_side = 'buy'::paper.order_side) THEN round((COALESCE(p_limit_price, p_market_price) * ((1)::numeric + p_slippage_pct)), 4) ELSE round((COALESCE(p_limit_price, p_market_price) * ((1)::numeric - p_slippage_pct)), 4) END;

ALTER FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) IS 'Price at which the immediate fill model fills an order: the limit of a limit or stop_limit order, the stop of a stop
order; a market order pays its limit price as an estimate, else p_market_price, worse by p_slippage_pct (a fraction,
0.001 = 0.1 %), rounded to 4 decimals, ties away from zero. A price that rounds to 0 fills nothing.';

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
(price of a market order when no market is known), slippage_pct 0.001 (a fraction). Raises ZP003, ZP004.';

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
     o.decision_trace
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
             v.decision_trace
            FROM paper.orders v
           WHERE ((v.account_id = (a.account_id)::text) AND (v.seq = paper_internal.seq_of(order_of.p_order_id)) AND (v.order_id = order_of.p_order_id))) o)
   WHERE (a.prefix = "left"(replace((order_of.p_order_id)::text, '-'::text, ''::text), 16));
END;

ALTER FUNCTION paper.order_of(p_order_id uuid) OWNER TO paper_owner;

COMMENT ON FUNCTION paper.order_of(p_order_id uuid) IS 'Finds an order by its id alone, by index, among the accounts the caller may see; no row when there is none.';

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

CREATE FUNCTION paper.submit_order(p_account_id text, p_idempotency_key text, p_ticker text, p_side paper.order_side, p_quantity numeric, p_order_type paper.order_type DEFAULT 'market'::paper.order_type, p_limit_price numeric DEFAULT NULL::numeric, p_stop_price numeric DEFAULT NULL::numeric, p_options jsonb DEFAULT '{}'::jsonb) RETURNS SETOF paper.orders
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
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
Journalled as a correction. The same key and settings again change nothing; raises ZP001 to ZP005.';

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

CREATE FUNCTION paper_internal.account_of(p_account_id text) RETURNS paper.accounts
    LANGUAGE sql STABLE
    RETURN (SELECT a.*::paper.accounts AS a FROM paper.accounts a WHERE (a.account_id = account_of.p_account_id));

ALTER FUNCTION paper_internal.account_of(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.actor() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE current_setting('role'::text) WHEN 'none'::text THEN (SESSION_USER)::text ELSE current_setting('role'::text) END;

ALTER FUNCTION paper_internal.actor() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.actor_roles() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ARRAY(SELECT (r.rolname)::text AS rolname FROM pg_roles r WHERE pg_has_role((paper_internal.actor())::name, r.oid, 'member'::text));

ALTER FUNCTION paper_internal.actor_roles() OWNER TO paper_owner;

CREATE FUNCTION paper_internal.advance(p_account paper_internal.accounts, p_steps paper_internal.journal[], p_orders paper_internal.orders[] DEFAULT '{}'::paper_internal.orders[]) RETURNS paper_internal.journal[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.advance(p_account paper_internal.accounts, p_steps paper_internal.journal[], p_orders paper_internal.orders[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.advance_unless_known(p_account paper_internal.accounts, p_steps paper_internal.journal[]) RETURNS paper_internal.journal[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.advance_unless_known(p_account paper_internal.accounts, p_steps paper_internal.journal[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.amount_problem(p_amount numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT (((p_amount >= (0)::numeric) AND (p_amount < '1000000000000000000000'::numeric) AND (min_scale(p_amount) <= 12)) IS TRUE)) THEN 'the amount must be at least 0, below 10^21 and have at most 12 decimals'::text ELSE NULL::text END;

ALTER FUNCTION paper_internal.amount_problem(p_amount numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.bounded_scale(p_number numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (scale(p_number) > 12) THEN trim_scale(p_number) ELSE p_number END;

ALTER FUNCTION paper_internal.bounded_scale(p_number numeric) OWNER TO paper_owner;

CREATE TABLE paper_internal.working (
    account_id paper_internal.account_id NOT NULL,
    seq bigint NOT NULL,
    ticker paper_internal.ticker NOT NULL
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000', autovacuum_vacuum_cost_delay='0');

ALTER TABLE paper_internal.working OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.working IS 'The orders that can still trade.';

CREATE FUNCTION paper_internal.cancel_steps(p_account paper_internal.accounts, p_seqs bigint[], p_ticker text, OUT steps paper_internal.journal[], OUT orders paper_internal.orders[]) RETURNS record
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT COALESCE(array_agg(ROW((cancel_steps.p_account).account_id, NULL::bigint, w.seq, paper_internal.time_of(cancel_steps.p_account), 'cancelled'::paper.event_type, NULL::paper.order_type, w.side, NULL::paper.reject_reason, w.ticker, (NULL::text)::paper_internal.idempotency_key, (NULL::numeric)::paper_internal.quantity, (NULL::numeric)::paper_internal.price, (NULL::numeric)::paper_internal.price, (NULL::numeric)::paper_internal.price, (NULL::numeric)::paper_internal.money, (NULL::numeric)::paper_internal.money, (NULL::numeric)::paper_internal.money, (0)::paper_internal.money, (NULL::numeric)::paper_internal.signed_quantity, (NULL::numeric)::paper_internal.average_price, NULL::jsonb, NULL::text, NULL::jsonb, NULL::bytea)::paper_internal.journal), '{}'::paper_internal.journal[]) AS "coalesce",
     COALESCE(array_agg(w.stored), '{}'::paper_internal.orders[]) AS "coalesce"
    FROM ( SELECT i.seq,
             i.ticker,
             j.side,
             o.*::paper_internal.orders AS stored
            FROM ((paper_internal.working i
              JOIN paper_internal.journal j ON ((((i.account_id)::text = (j.account_id)::text) AND (i.seq = j.seq))))
              JOIN paper_internal.orders o ON ((((i.account_id)::text = (o.account_id)::text) AND (i.seq = o.seq))))
           WHERE (((i.account_id)::text = ((cancel_steps.p_account).account_id)::text) AND ((cancel_steps.p_ticker IS NULL) OR ((i.ticker)::text = cancel_steps.p_ticker)) AND ((cancel_steps.p_seqs IS NULL) OR (i.seq = ANY (cancel_steps.p_seqs))))
           ORDER BY i.seq) w;
END;

ALTER FUNCTION paper_internal.cancel_steps(p_account paper_internal.accounts, p_seqs bigint[], p_ticker text, OUT steps paper_internal.journal[], OUT orders paper_internal.orders[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.normal_settings(p_settings jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT COALESCE(jsonb_object_agg(s.key, s.value), '{}'::jsonb) AS "coalesce" FROM jsonb_each(normal_settings.p_settings) s(key, value) WHERE (s.value IS DISTINCT FROM (paper_internal.default_settings() -> s.key)));

ALTER FUNCTION paper_internal.normal_settings(p_settings jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.check_accounts(p_account_id text) RETURNS TABLE(account_id text, rule text, detail text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH terms AS (
          SELECT j.account_id,
             max(j.seq) FILTER (WHERE (j.event_type = 'reset'::paper.event_type)) AS epoch_seq,
             bool_or((j.detail ? 'closed'::text)) AS closed,
             jsonb_object_agg(s.key, s.value ORDER BY j.seq) FILTER (WHERE (s.key IS NOT NULL)) AS settings
            FROM (paper_internal.journal j
              LEFT JOIN LATERAL jsonb_each((j.detail -> 'settings'::text)) s(key, value) ON (true))
           WHERE ((j.event_type = ANY (ARRAY['deposit'::paper.event_type, 'reset'::paper.event_type, 'correction'::paper.event_type])) AND ((check_accounts.p_account_id IS NULL) OR ((j.account_id)::text = check_accounts.p_account_id)))
           GROUP BY j.account_id
         )
  SELECT (a.account_id)::text AS account_id,
     'account'::text,
     ((((v.what || ' is '::text) || COALESCE(v.stored, 'null'::text)) || ', the journal says '::text) || COALESCE(v.folded, 'null'::text))
    FROM (((paper_internal.accounts a
      LEFT JOIN terms t ON (((a.account_id)::text = (t.account_id)::text)))
      LEFT JOIN LATERAL ( SELECT j.seq,
             j.cash_after,
             j.at
            FROM paper_internal.journal j
           WHERE ((j.account_id)::text = (a.account_id)::text)
           ORDER BY j.seq DESC
          LIMIT 1) last ON (true))
      CROSS JOIN LATERAL ( VALUES ('seq'::text,(a.seq)::text,(last.seq)::text,(a.seq IS DISTINCT FROM last.seq)), ('cash'::text,(a.cash)::text,(last.cash_after)::text,((a.cash)::numeric IS DISTINCT FROM (last.cash_after)::numeric)), ('clock'::text,(a.clock)::text,(last.at)::text,((a.clock >= last.at) IS NOT TRUE)), ('epoch_seq'::text,(a.epoch_seq)::text,(COALESCE(t.epoch_seq, (1)::bigint))::text,(a.epoch_seq <> COALESCE(t.epoch_seq, (1)::bigint))), ('closed'::text,(a.closed)::text,(COALESCE(t.closed, false))::text,(a.closed <> COALESCE(t.closed, false))), ('settings'::text,(a.settings)::text,(t.settings)::text,(a.settings <> paper_internal.normal_settings(COALESCE(t.settings, '{}'::jsonb))))) v(what, stored, folded, violated))
   WHERE (((a.account_id)::text IN ( SELECT c.account_id
            FROM paper.accounts c)) AND ((check_accounts.p_account_id IS NULL) OR ((a.account_id)::text = check_accounts.p_account_id)) AND v.violated);
END;

ALTER FUNCTION paper_internal.check_accounts(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.check_fills(p_account_id text) RETURNS TABLE(account_id text, rule text, detail text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH tickers AS MATERIALIZED (
          SELECT t.account_id,
             t.ticker,
             row_number() OVER () AS place
            FROM ( SELECT DISTINCT j_1.account_id,
                     j_1.ticker
                    FROM paper_internal.journal j_1
                   WHERE ((j_1.ticker IS NOT NULL) AND ((j_1.account_id)::text IN ( SELECT a.account_id
                            FROM paper.accounts a)) AND ((check_fills.p_account_id IS NULL) OR ((j_1.account_id)::text = check_fills.p_account_id)))) t
         ), resets AS (
          SELECT j_1.account_id,
             array_agg(j_1.seq ORDER BY j_1.seq) AS seqs
            FROM paper_internal.journal j_1
           WHERE ((j_1.event_type = 'reset'::paper.event_type) AND ((check_fills.p_account_id IS NULL) OR ((j_1.account_id)::text = check_fills.p_account_id)))
           GROUP BY j_1.account_id
         ), lined_up AS (
          SELECT i.account_id,
             i.seq,
             i.side,
             i.quantity,
             i.price,
             i.realized_pnl,
             i.quantity_after,
             i.avg_entry_price_after,
             i.is_fill,
             i.resets,
             i.place,
             lag(i.place) OVER w AS last_place,
             lag(i.seq) OVER w AS last_seq,
             lag(i.quantity_after) OVER w AS last_quantity,
             lag(i.avg_entry_price_after) OVER w AS last_average
            FROM ( SELECT j_1.account_id,
                     j_1.seq,
                     j_1.side,
                     (j_1.quantity)::numeric AS quantity,
                     (j_1.price)::numeric AS price,
                     (j_1.realized_pnl)::numeric AS realized_pnl,
                     (j_1.quantity_after)::numeric AS quantity_after,
                     (j_1.avg_entry_price_after)::numeric AS avg_entry_price_after,
                     (j_1.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])) AS is_fill,
                     r.seqs AS resets,
                     t.place
                    FROM ((tickers t
                      JOIN paper_internal.journal j_1 ON ((((t.account_id)::text = (j_1.account_id)::text) AND ((t.ticker)::text = (j_1.ticker)::text))))
                      LEFT JOIN resets r ON (((t.account_id)::text = (r.account_id)::text)))) i
           WINDOW w AS (ORDER BY ((i.place * '1000000000000'::bigint) + LEAST(i.seq, '999999999999'::bigint)))
         ), held AS (
          SELECT l.account_id,
             l.seq,
             l.side,
             l.quantity,
             l.price,
             l.realized_pnl,
             l.quantity_after,
             l.avg_entry_price_after,
             l.is_fill,
             l.resets,
             l.place,
             l.last_place,
             l.last_seq,
             l.last_quantity,
             l.last_average,
             l.goes_on,
                 CASE
                     WHEN l.goes_on THEN l.last_quantity
                     ELSE (0)::numeric
                 END AS quantity_before,
                 CASE
                     WHEN l.goes_on THEN l.last_average
                     ELSE (0)::numeric
                 END AS avg_entry_price_before
            FROM ( SELECT u.account_id,
                     u.seq,
                     u.side,
                     u.quantity,
                     u.price,
                     u.realized_pnl,
                     u.quantity_after,
                     u.avg_entry_price_after,
                     u.is_fill,
                     u.resets,
                     u.place,
                     u.last_place,
                     u.last_seq,
                     u.last_quantity,
                     u.last_average,
                     ((u.place = u.last_place) AND ((u.resets IS NULL) OR (width_bucket(u.seq, u.resets) = width_bucket(u.last_seq, u.resets)))) AS goes_on
                    FROM lined_up u) l
          OFFSET 0
         ), folded AS (
          SELECT h.account_id,
             h.seq,
             h.side,
             h.quantity,
             h.price,
             h.realized_pnl,
             h.quantity_after,
             h.avg_entry_price_after,
             h.is_fill,
             h.resets,
             h.place,
             h.last_place,
             h.last_seq,
             h.last_quantity,
             h.last_average,
             h.goes_on,
             h.quantity_before,
             h.avg_entry_price_before,
             paper.apply_fill(h.quantity_before, h.avg_entry_price_before, h.side, h.quantity, h.price) AS after
            FROM held h
         ), judged AS (
          SELECT f.account_id,
             f.seq,
             f.side,
             f.quantity,
             f.price,
             f.realized_pnl,
             f.quantity_after,
             f.avg_entry_price_after,
             f.is_fill,
             f.resets,
             f.place,
             f.last_place,
             f.last_seq,
             f.last_quantity,
             f.last_average,
             f.goes_on,
             f.quantity_before,
             f.avg_entry_price_before,
             f.after,
             ((f.quantity_after IS DISTINCT FROM
                 CASE
                     WHEN f.is_fill THEN (f.after).quantity
                     ELSE f.quantity_before
                 END) OR (f.avg_entry_price_after IS DISTINCT FROM
                 CASE
                     WHEN f.is_fill THEN (f.after).avg_entry_price
                     ELSE f.avg_entry_price_before
                 END)) AS breaks_position,
             (f.is_fill AND (f.realized_pnl IS DISTINCT FROM (f.after).realized_pnl)) AS breaks_realized_pnl
            FROM folded f
         )
  SELECT (j.account_id)::text AS account_id,
     b.rule,
     ((('seq '::text || (j.seq)::text) || ': '::text) || b.detail)
    FROM (judged j
      CROSS JOIN LATERAL ( VALUES (j.breaks_position,'position'::text,((((((('quantity_after is '::text || COALESCE((j.quantity_after)::text, 'null'::text)) || ', avg_entry_price_after '::text) || COALESCE((j.avg_entry_price_after)::text, 'null'::text)) || ', before they were '::text) || (j.quantity_before)::text) || ' and '::text) || (j.avg_entry_price_before)::text)), (j.breaks_realized_pnl,'realized_pnl'::text,((('realized_pnl is '::text || COALESCE((j.realized_pnl)::text, 'null'::text)) || ', not '::text) || COALESCE(((j.after).realized_pnl)::text, 'null'::text)))) b(is_broken, rule, detail))
   WHERE ((j.breaks_position OR j.breaks_realized_pnl) AND b.is_broken);
END;

ALTER FUNCTION paper_internal.check_fills(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.check_orders(p_account_id text) RETURNS TABLE(account_id text, rule text, detail text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH accounts AS (
          SELECT a.account_id,
             a.reserved
            FROM paper.accounts a
           WHERE ((check_orders.p_account_id IS NULL) OR (a.account_id = check_orders.p_account_id))
         ), lives AS (
          SELECT o.account_id,
             o.seq,
             o.status,
             o.filled_quantity,
             o.filled_avg_price,
             o.fees,
             o.realized_pnl,
             o.reserved,
             c.event_type AS created_as,
             c.quantity,
             c.side,
             c.ticker,
             (w.seq IS NOT NULL) AS is_working,
             w.ticker AS working_ticker,
             l.filled,
             l.value,
             l.fees AS journal_fees,
             l.realized_pnl AS journal_pnl,
             l.last_event
            FROM (((paper_internal.orders o
              LEFT JOIN paper_internal.journal c ON ((((o.account_id)::text = (c.account_id)::text) AND (o.seq = c.seq) AND (c.order_type IS NOT NULL))))
              LEFT JOIN paper_internal.working w ON ((((o.account_id)::text = (w.account_id)::text) AND (o.seq = w.seq))))
              CROSS JOIN LATERAL ( SELECT COALESCE(sum((j.quantity)::numeric) FILTER (WHERE (j.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type]))), (0)::numeric) AS filled,
                     COALESCE(sum(((j.quantity)::numeric * (j.price)::numeric)) FILTER (WHERE (j.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type]))), (0)::numeric) AS value,
                     COALESCE(sum((j.fee)::numeric), (0)::numeric) AS fees,
                     COALESCE(sum((j.realized_pnl)::numeric), (0)::numeric) AS realized_pnl,
                     (array_agg(j.event_type ORDER BY j.seq DESC))[1] AS last_event
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = (o.account_id)::text) AND (j.order_seq = o.seq) AND (j.order_type IS NULL))) l)
           WHERE ((o.account_id)::text IN ( SELECT a.account_id
                    FROM accounts a))
         )
  SELECT (l.account_id)::text AS account_id,
     'order'::text,
     ((('order '::text || (l.seq)::text) || ': '::text) || v.detail)
    FROM (lives l
      CROSS JOIN LATERAL ( VALUES (((l.created_as = 'accepted'::paper.event_type) IS NOT TRUE),'was not created by an accepted row'::text), (((l.filled_quantity)::numeric <> l.filled),'filled_quantity is not the sum of its fills'::text), ((l.filled > (l.quantity)::numeric),'more was filled than ordered'::text), ((COALESCE((abs((((l.filled_avg_price)::numeric * l.filled) - l.value)) > (l.filled * 0.000000000001)), (l.filled > (0)::numeric)) OR ((l.filled = (0)::numeric) AND (l.filled_avg_price IS NOT NULL))),'filled_avg_price is not the average of its fills'::text), (((l.fees)::numeric <> l.journal_fees),'fees are not the sum of its fills'::text), (((l.realized_pnl)::numeric <> l.journal_pnl),'realized_pnl is not the sum of its fills'::text), ((l.is_working AND ((l.working_ticker)::text <> (l.ticker)::text)),'works in another ticker'::text), (((l.status <> (
                 CASE
                     WHEN (l.last_event = ANY (ARRAY['cancelled'::paper.event_type, 'expired'::paper.event_type, 'replaced'::paper.event_type])) THEN (l.last_event)::text
                     WHEN (l.filled = (l.quantity)::numeric) THEN 'filled'::text
                     WHEN (l.filled > (0)::numeric) THEN 'partially_filled'::text
                     ELSE 'accepted'::text
                 END)::paper.order_status) AND (l.status <> 'pending'::paper.order_status)),(('status is '::text || (l.status)::text) || ', the journal says otherwise'::text)), ((l.is_working <> (l.status = ANY (ARRAY['accepted'::paper.order_status, 'partially_filled'::paper.order_status]))),(((('is '::text || (l.status)::text) || ' and '::text) ||
                 CASE
                     WHEN l.is_working THEN ''::text
                     ELSE 'not '::text
                 END) || 'working'::text)), (((NOT l.is_working) AND (l.status <> 'pending'::paper.order_status) AND ((l.reserved)::numeric <> (0)::numeric)),('is final and reserves '::text || (l.reserved)::text))) v(violated, detail))
   WHERE v.violated
 UNION ALL
  SELECT (j.account_id)::text AS account_id,
     'order'::text,
     (('order '::text || (j.order_seq)::text) || ': rested and has no entry in orders'::text)
    FROM paper_internal.journal j
   WHERE ((j.order_seq IS NOT NULL) AND ((j.order_type IS NULL) OR (j.event_type = 'accepted'::paper.event_type)) AND ((j.account_id)::text IN ( SELECT a.account_id
            FROM accounts a)) AND (NOT (EXISTS ( SELECT
            FROM paper_internal.orders o
           WHERE (((o.account_id)::text = (j.account_id)::text) AND (o.seq = j.order_seq))))))
 UNION ALL
  SELECT (w.account_id)::text AS account_id,
     'order'::text,
     (('order '::text || (w.seq)::text) || ': works and has no entry in orders'::text)
    FROM paper_internal.working w
   WHERE (((w.account_id)::text IN ( SELECT a.account_id
            FROM accounts a)) AND (NOT (EXISTS ( SELECT
            FROM paper_internal.orders o
           WHERE (((o.account_id)::text = (w.account_id)::text) AND (o.seq = w.seq))))))
 UNION ALL
  SELECT a.account_id,
     'reserved'::text,
     ((('reserved is '::text || (a.reserved)::text) || ', open buy orders claim '::text) || (r.claimed)::text)
    FROM (accounts a
      CROSS JOIN LATERAL ( SELECT COALESCE(sum((l.reserved)::numeric) FILTER (WHERE (l.is_working AND (l.side = 'buy'::paper.order_side))), (0)::numeric) AS claimed
            FROM lives l
           WHERE ((l.account_id)::text = a.account_id)) r)
   WHERE (a.reserved <> r.claimed)
 UNION ALL
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
   WHERE ((check_orders.p_account_id IS NULL) AND (NOT (EXISTS ( SELECT
            FROM paper_internal.accounts a
           WHERE ((a.account_id)::text = o.account_id)))) AND pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text));
END;

ALTER FUNCTION paper_internal.check_orders(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.check_positions(p_account_id text) RETURNS TABLE(account_id text, rule text, detail text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH accounts AS (
          SELECT a.account_id,
             a.epoch_seq
            FROM paper.accounts a
           WHERE ((check_positions.p_account_id IS NULL) OR (a.account_id = check_positions.p_account_id))
         ), folded AS (
          SELECT t.account_id,
             t.ticker,
             j.quantity_after AS quantity,
             j.avg_entry_price_after AS avg_entry_price,
             t.realized_pnl
            FROM (( SELECT i.account_id,
                     i.ticker,
                     max(i.seq) AS seq,
                     sum((i.realized_pnl)::numeric) AS realized_pnl
                    FROM (paper_internal.journal i
                      JOIN accounts a ON (((i.account_id)::text = a.account_id)))
                   WHERE ((i.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])) AND (i.seq > a.epoch_seq))
                   GROUP BY i.account_id, i.ticker) t
              JOIN paper_internal.journal j ON ((((t.account_id)::text = (j.account_id)::text) AND (t.seq = j.seq))))
         ), claimed AS (
          SELECT w.account_id,
             w.ticker,
             sum((o.reserved)::numeric) AS reserved
            FROM ((paper_internal.working w
              JOIN paper_internal.orders o ON ((((w.account_id)::text = (o.account_id)::text) AND (w.seq = o.seq))))
              JOIN paper_internal.journal j ON ((((w.account_id)::text = (j.account_id)::text) AND (w.seq = j.seq))))
           WHERE ((j.side = 'sell'::paper.order_side) AND ((w.account_id)::text IN ( SELECT a.account_id
                    FROM accounts a)))
           GROUP BY w.account_id, w.ticker
         ), stored AS (
          SELECT p.account_id,
             p.ticker,
             p.quantity,
             p.avg_entry_price,
             p.realized_pnl,
             p.reserved,
             p.updated_at
            FROM paper_internal.positions p
           WHERE ((p.account_id)::text IN ( SELECT a.account_id
                    FROM accounts a))
         )
  SELECT (COALESCE(s.account_id, f.account_id))::text AS "coalesce",
     'position'::text,
     (((((COALESCE(s.ticker, f.ticker))::text || ' is '::text) || (ROW(s.quantity, s.avg_entry_price, s.realized_pnl, s.reserved))::text) || ', the journal says '::text) || (ROW(f.quantity, f.avg_entry_price, f.realized_pnl, COALESCE(c.reserved, (0)::numeric)))::text)
    FROM ((stored s
      FULL JOIN folded f ON ((((s.account_id)::text = (f.account_id)::text) AND ((s.ticker)::text = (f.ticker)::text))))
      LEFT JOIN claimed c ON ((((COALESCE(s.account_id, f.account_id))::text = (c.account_id)::text) AND ((COALESCE(s.ticker, f.ticker))::text = (c.ticker)::text))))
   WHERE (((((s.quantity)::numeric IS DISTINCT FROM (f.quantity)::numeric) OR ((s.avg_entry_price)::numeric IS DISTINCT FROM (f.avg_entry_price)::numeric)) OR ((s.realized_pnl)::numeric IS DISTINCT FROM f.realized_pnl)) OR ((s.reserved)::numeric IS DISTINCT FROM COALESCE(c.reserved, (0)::numeric)));
END;

ALTER FUNCTION paper_internal.check_positions(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.check_rows(p_account_id text) RETURNS TABLE(account_id text, rule text, detail text)
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 WITH chained AS (
          SELECT j_1.account_id,
             j_1.seq,
             j_1.at,
             j_1.event_type,
             j_1.order_seq,
             j_1.order_type,
             j_1.ticker,
             j_1.side,
             j_1.reject_reason,
             (j_1.quantity)::numeric AS quantity,
             (j_1.limit_price)::numeric AS limit_price,
             (j_1.price)::numeric AS price,
             (j_1.amount)::numeric AS amount,
             (j_1.fee)::numeric AS fee,
             (j_1.realized_pnl)::numeric AS realized_pnl,
             (j_1.cash_after)::numeric AS cash_after,
             (j_1.quantity_after)::numeric AS quantity_after,
             (j_1.avg_entry_price_after)::numeric AS avg_entry_price_after,
             (j_1.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])) AS is_fill,
             lag(j_1.seq, 1, (0)::bigint) OVER w AS seq_before,
             lag(j_1.at) OVER w AS at_before,
             lag((j_1.cash_after)::numeric, 1, (0)::numeric) OVER w AS cash_before
            FROM paper_internal.journal j_1
           WHERE (((j_1.account_id)::text IN ( SELECT a.account_id
                    FROM paper.accounts a)) AND ((check_rows.p_account_id IS NULL) OR ((j_1.account_id)::text = check_rows.p_account_id)))
           WINDOW w AS (PARTITION BY j_1.account_id ORDER BY j_1.seq)
         ), judged AS (
          SELECT c.account_id,
             c.seq,
             c.at,
             c.event_type,
             c.order_seq,
             c.order_type,
             c.ticker,
             c.side,
             c.reject_reason,
             c.quantity,
             c.limit_price,
             c.price,
             c.amount,
             c.fee,
             c.realized_pnl,
             c.cash_after,
             c.quantity_after,
             c.avg_entry_price_after,
             c.is_fill,
             c.seq_before,
             c.at_before,
             c.cash_before,
             (c.seq <> (c.seq_before + 1)) AS breaks_seq,
             ((c.seq = 1) AND (c.event_type <> 'deposit'::paper.event_type)) AS breaks_opening,
             (c.at < c.at_before) AS breaks_time,
             (((c.event_type = 'rejected'::paper.event_type) AND (c.reject_reason IS NULL)) OR ((c.reject_reason IS NOT NULL) AND (c.event_type <> ALL (ARRAY['rejected'::paper.event_type, 'cancelled'::paper.event_type, 'expired'::paper.event_type]))) OR ((c.order_type IS NOT NULL) AND (c.order_seq IS DISTINCT FROM c.seq)) OR ((c.is_fill OR (c.event_type = 'rejected'::paper.event_type)) AND ((c.order_seq IS NULL) OR (c.ticker IS NULL) OR (c.side IS NULL))) OR
                 CASE
                     WHEN c.is_fill THEN ((c.quantity IS NULL) OR (c.price IS NULL) OR (c.realized_pnl IS NULL) OR (c.amount IS NOT NULL))
                     ELSE ((c.price IS NOT NULL) OR (c.fee IS NOT NULL) OR (c.realized_pnl IS NOT NULL))
                 END OR
                 CASE c.event_type
                     WHEN 'deposit'::paper.event_type THEN ((c.amount >= (0)::numeric) IS NOT TRUE)
                     WHEN 'withdrawal'::paper.event_type THEN ((c.amount < (0)::numeric) IS NOT TRUE)
                     WHEN 'reset'::paper.event_type THEN (c.amount IS NULL)
                     ELSE false
                 END) AS breaks_shape,
             (c.cash_after <>
                 CASE
                     WHEN c.is_fill THEN (
                     CASE c.side
                         WHEN 'buy'::paper.order_side THEN (c.cash_before - (c.quantity * c.price))
                         ELSE (c.cash_before + (c.quantity * c.price))
                     END - COALESCE(c.fee, (0)::numeric))
                     ELSE (c.cash_before + COALESCE(c.amount, (0)::numeric))
                 END) AS breaks_cash,
             (c.is_fill AND (c.order_type = ANY (ARRAY['limit'::paper.order_type, 'stop_limit'::paper.order_type])) AND
                 CASE c.side
                     WHEN 'buy'::paper.order_side THEN (c.price > c.limit_price)
                     ELSE (c.price < c.limit_price)
                 END) AS breaks_limit,
             (((c.cash_after >= (0)::numeric) AND (c.cash_after < '1000000000000000000000'::numeric) AND COALESCE(((c.quantity_after >= (0)::numeric) AND (c.quantity_after < '1000000000000000'::numeric)), true) AND COALESCE(((c.avg_entry_price_after >= (0)::numeric) AND (c.avg_entry_price_after < '1000000000000000'::numeric)), true) AND COALESCE(((c.quantity > (0)::numeric) AND (c.quantity < '1000000000000000'::numeric)), true) AND COALESCE(((c.price > (0)::numeric) AND (c.price < '1000000000000000'::numeric)), true) AND COALESCE(((c.amount > '-1000000000000000000000'::numeric) AND (c.amount < '1000000000000000000000'::numeric)), true) AND COALESCE(((c.realized_pnl > '-1000000000000000000000'::numeric) AND (c.realized_pnl < '1000000000000000000000'::numeric)), true)) IS NOT TRUE) AS breaks_range
            FROM chained c
         )
  SELECT (j.account_id)::text AS account_id,
     b.rule,
     ((('seq '::text || (j.seq)::text) || ': '::text) || b.detail)
    FROM (judged j
      CROSS JOIN LATERAL ( VALUES (j.breaks_seq,'seq'::text,('follows seq '::text || (j.seq_before)::text)), (j.breaks_opening,'opening'::text,('the first row is no deposit but '::text || (j.event_type)::text)), (j.breaks_time,'time'::text,(((j.at)::text || ' is before '::text) || (j.at_before)::text)), (j.breaks_shape,'shape'::text,(('a '::text || (j.event_type)::text) || ' row without what it needs, or with what it cannot have'::text)), (j.breaks_cash,'cash'::text,((('cash_after is '::text || (j.cash_after)::text) || ', before it was '::text) || (j.cash_before)::text)), (j.breaks_limit,'limit'::text,(('filled at '::text || (j.price)::text) || ' beyond its limit'::text)), (j.breaks_range,'range'::text,'a balance, quantity or price is out of range'::text)) b(is_broken, rule, detail))
   WHERE ((j.breaks_seq OR j.breaks_opening OR j.breaks_time OR j.breaks_shape OR j.breaks_cash OR j.breaks_limit OR j.breaks_range) AND b.is_broken);
END;

ALTER FUNCTION paper_internal.check_rows(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.enter_account(p_account_id text) RETURNS paper_internal.accounts
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.enter_account(p_account_id text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.entry(p_account paper_internal.accounts, p_event_type paper.event_type, p_idempotency_key text, p_amount numeric, p_detail jsonb) RETURNS paper_internal.journal
    LANGUAGE sql
    RETURN ROW((p_account).account_id, NULL::bigint, NULL::bigint, paper_internal.time_of(p_account), p_event_type, NULL::paper.order_type, NULL::paper.order_side, NULL::paper.reject_reason, (NULL::text)::paper_internal.ticker, (p_idempotency_key)::paper_internal.idempotency_key, (NULL::numeric)::paper_internal.quantity, (NULL::numeric)::paper_internal.price, (NULL::numeric)::paper_internal.price, (NULL::numeric)::paper_internal.price, (paper_internal.bounded_scale(p_amount))::paper_internal.money, (NULL::numeric)::paper_internal.money, (NULL::numeric)::paper_internal.money, (0)::paper_internal.money, (NULL::numeric)::paper_internal.signed_quantity, (NULL::numeric)::paper_internal.average_price, NULL::jsonb, NULL::text, p_detail, NULL::bytea)::paper_internal.journal;

ALTER FUNCTION paper_internal.entry(p_account paper_internal.accounts, p_event_type paper.event_type, p_idempotency_key text, p_amount numeric, p_detail jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fill_error(p_problem paper.reject_reason, p_quantity numeric, p_price numeric, p_buying_power numeric, p_available numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE p_problem WHEN 'insufficient_cash'::paper.reject_reason THEN ((('Insufficient cash: need '::text || (round((p_price * p_quantity), 2))::text) || ', have '::text) || (round(p_buying_power, 2))::text) WHEN 'insufficient_shares'::paper.reject_reason THEN ((('Insufficient shares: need '::text || (trim_scale(p_quantity))::text) || ', have '::text) || (trim_scale(p_available))::text) WHEN 'no_position'::paper.reject_reason THEN 'No position to close'::text ELSE (((('Out of range: '::text || (trim_scale(p_quantity))::text) || ' at '::text) || (p_price)::text) || ' would leave the range of prices, positions or cash'::text) END;

ALTER FUNCTION paper_internal.fill_error(p_problem paper.reject_reason, p_quantity numeric, p_price numeric, p_buying_power numeric, p_available numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fill_problem(p_side paper.order_side, p_quantity numeric, p_price numeric, p_cash numeric, p_buying_power numeric, p_held numeric, p_available numeric, p_realized_pnl numeric DEFAULT 0) RETURNS paper.reject_reason
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (p_quantity IS NULL) THEN 'no_position'::paper.reject_reason WHEN ((p_price <= (0)::numeric) OR (p_price >= '1000000000000000'::numeric)) THEN 'out_of_range'::paper.reject_reason WHEN ((p_side = 'buy'::paper.order_side) AND ((p_price * p_quantity) > p_buying_power)) THEN 'insufficient_cash'::paper.reject_reason WHEN ((p_side = 'buy'::paper.order_side) AND ((p_held + p_quantity) >= '1000000000000000'::numeric)) THEN 'out_of_range'::paper.reject_reason WHEN ((p_side = 'sell'::paper.order_side) AND (p_quantity > p_available)) THEN 'insufficient_shares'::paper.reject_reason WHEN ((p_side = 'sell'::paper.order_side) AND ((p_cash + (p_price * p_quantity)) >= '1000000000000000000000'::numeric)) THEN 'out_of_range'::paper.reject_reason WHEN (abs(p_realized_pnl) >= '1000000000000000000000'::numeric) THEN 'out_of_range'::paper.reject_reason ELSE NULL::paper.reject_reason END;

ALTER FUNCTION paper_internal.fill_problem(p_side paper.order_side, p_quantity numeric, p_price numeric, p_cash numeric, p_buying_power numeric, p_held numeric, p_available numeric, p_realized_pnl numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.first_of_key(p_orders paper.order_request[]) RETURNS integer[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.first_of_key(p_orders paper.order_request[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.fold_fill(p_state paper.position_state, p_side paper.order_side, p_quantity numeric, p_price numeric) RETURNS paper.position_state
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.fold_fill(p_state paper.position_state, p_side paper.order_side, p_quantity numeric, p_price numeric) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.key_problem(p_idempotency_key text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT ((((p_idempotency_key COLLATE "C") ~ '^[!-~]+$'::text) AND (octet_length(p_idempotency_key) <= 200)) IS TRUE)) THEN 'idempotency_key must be 1 to 200 printable ASCII characters without spaces'::text ELSE NULL::text END;

ALTER FUNCTION paper_internal.key_problem(p_idempotency_key text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.keys_are_new(p_account_id text, p_orders paper.order_request[]) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.keys_are_new(p_account_id text, p_orders paper.order_request[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.options_problem(p_options jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (jsonb_typeof(p_options) <> 'object'::text) THEN 'options must be a JSON object'::text WHEN (octet_length((p_options)::text) > 65536) THEN 'options must be at most 64 kB of JSON'::text ELSE (SELECT CASE o.key WHEN 'time_in_force'::text THEN CASE WHEN (NOT COALESCE(((o.value #>> '{}'::text[]) = ANY (ARRAY['day'::text, 'gtc'::text, 'ioc'::text, 'fok'::text])), false)) THEN 'time_in_force must be day, gtc, ioc or fok: orders fill at once here'::text ELSE NULL::text END WHEN 'tag'::text THEN CASE WHEN ((jsonb_typeof(o.value) <> 'string'::text) OR ((length((o.value #>> '{}'::text[])) < 1) OR (length((o.value #>> '{}'::text[])) > 200))) THEN 'tag must be a string of 1 to 200 characters'::text ELSE NULL::text END WHEN 'recommendation_id'::text THEN CASE WHEN ((jsonb_typeof(o.value) <> 'string'::text) OR ((length((o.value #>> '{}'::text[])) < 1) OR (length((o.value #>> '{}'::text[])) > 200))) THEN 'recommendation_id must be a string of 1 to 200 characters'::text ELSE NULL::text END WHEN 'decision_trace'::text THEN CASE WHEN (jsonb_typeof(o.value) <> ALL (ARRAY['object'::text, 'array'::text])) THEN 'decision_trace must be a JSON object or array'::text ELSE NULL::text END ELSE ('unknown option '::text || quote_literal(o.key)) END AS problem FROM jsonb_each(options_problem.p_options) o(key, value) ORDER BY CASE o.key WHEN 'time_in_force'::text THEN CASE WHEN (NOT COALESCE(((o.value #>> '{}'::text[]) = ANY (ARRAY['day'::text, 'gtc'::text, 'ioc'::text, 'fok'::text])), false)) THEN 'time_in_force must be day, gtc, ioc or fok: orders fill at once here'::text ELSE NULL::text END WHEN 'tag'::text THEN CASE WHEN ((jsonb_typeof(o.value) <> 'string'::text) OR ((length((o.value #>> '{}'::text[])) < 1) OR (length((o.value #>> '{}'::text[])) > 200))) THEN 'tag must be a string of 1 to 200 characters'::text ELSE NULL::text END WHEN 'recommendation_id'::text THEN CASE WHEN ((jsonb_typeof(o.value) <> 'string'::text) OR ((length((o.value #>> '{}'::text[])) < 1) OR (length((o.value #>> '{}'::text[])) > 200))) THEN 'recommendation_id must be a string of 1 to 200 characters'::text ELSE NULL::text END WHEN 'decision_trace'::text THEN CASE WHEN (jsonb_typeof(o.value) <> ALL (ARRAY['object'::text, 'array'::text])) THEN 'decision_trace must be a JSON object or array'::text ELSE NULL::text END ELSE ('unknown option '::text || quote_literal(o.key)) END LIMIT 1) END;

ALTER FUNCTION paper_internal.options_problem(p_options jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.order_problem(p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE(paper_internal.key_problem(p_idempotency_key), CASE WHEN (NOT ((((p_ticker COLLATE "C") ~ '^[A-Z0-9][A-Z0-9._/-]*$'::text) AND (octet_length(p_ticker) <= 32)) IS TRUE)) THEN 'ticker must be 1 to 32 of A-Z 0-9 . _ / -, the first a letter or digit'::text WHEN (NOT ((p_side = ANY (ARRAY['buy'::text, 'sell'::text])) IS TRUE)) THEN 'side must be buy or sell'::text WHEN (NOT (((p_quantity > (0)::numeric) AND (p_quantity < '1000000000000000'::numeric) AND (min_scale(p_quantity) <= 12)) IS TRUE)) THEN 'quantity must be above 0, below 10^15 and have at most 12 decimals'::text WHEN (NOT ((p_order_type = ANY (ARRAY['market'::text, 'limit'::text, 'stop'::text, 'stop_limit'::text])) IS TRUE)) THEN 'order_type must be market, limit, stop or stop_limit'::text WHEN ((p_limit_price IS NULL) AND (p_order_type = ANY (ARRAY['limit'::text, 'stop_limit'::text]))) THEN (('limit_price is required for a '::text || p_order_type) || ' order'::text) WHEN ((p_stop_price IS NULL) AND (p_order_type = ANY (ARRAY['stop'::text, 'stop_limit'::text]))) THEN (('stop_price is required for a '::text || p_order_type) || ' order'::text) WHEN (NOT ((p_limit_price > (0)::numeric) AND (p_limit_price < '1000000000000000'::numeric) AND (min_scale(p_limit_price) <= 12))) THEN 'limit_price must be above 0, below 10^15 and have at most 12 decimals'::text WHEN (NOT ((p_stop_price > (0)::numeric) AND (p_stop_price < '1000000000000000'::numeric) AND (min_scale(p_stop_price) <= 12))) THEN 'stop_price must be above 0, below 10^15 and have at most 12 decimals'::text WHEN (p_options <> '{}'::jsonb) THEN paper_internal.options_problem(p_options) ELSE NULL::text END);

ALTER FUNCTION paper_internal.order_problem(p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.request_of(p_row paper_internal.journal) RETURNS paper.order_request
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ROW(((p_row).idempotency_key)::text, ((p_row).ticker)::text, ((p_row).side)::text, CASE WHEN (((p_row).order_type IS NULL) OR ((p_row).detail ? 'close_position'::text)) THEN 'NaN'::numeric ELSE ((p_row).quantity)::numeric END, ((p_row).order_type)::text, ((p_row).limit_price)::numeric, ((p_row).stop_price)::numeric, (p_row).options)::paper.order_request;

ALTER FUNCTION paper_internal.request_of(p_row paper_internal.journal) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.same_request(p_one paper.order_request, p_other paper.order_request) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (NOT ((((((((p_one).ticker IS DISTINCT FROM (p_other).ticker) OR ((p_one).side IS DISTINCT FROM (p_other).side)) OR ((p_one).quantity IS DISTINCT FROM (p_other).quantity)) OR ((p_one).order_type IS DISTINCT FROM (p_other).order_type)) OR ((p_one).limit_price IS DISTINCT FROM (p_other).limit_price)) OR ((p_one).stop_price IS DISTINCT FROM (p_other).stop_price)) OR (COALESCE((p_one).options, '{}'::jsonb) IS DISTINCT FROM COALESCE((p_other).options, '{}'::jsonb))));

ALTER FUNCTION paper_internal.same_request(p_one paper.order_request, p_other paper.order_request) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.order_problems(p_account_id text, p_orders paper.order_request[]) RETURNS jsonb
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
                      CROSS JOIN LATERAL ( SELECT paper_internal.order_problem((a.request).idempotency_key, (a.request).ticker, (a.request).side, (a.request).quantity, (a.request).order_type, (a.request).limit_price, (a.request).stop_price, (a.request).options) AS problem) i)) r
              LEFT JOIN LATERAL ( SELECT paper_internal.request_of(j.*) AS request
                    FROM paper_internal.journal j
                   WHERE (((j.account_id)::text = order_problems.p_account_id) AND ((j.idempotency_key)::text = (r.request).idempotency_key))
                  LIMIT 1) stored ON (true))
           WHERE ((r.problem IS NOT NULL) OR (NOT paper_internal.same_request(COALESCE(stored.request, r.first_request), r.request)))) b;
END;

ALTER FUNCTION paper_internal.order_problems(p_account_id text, p_orders paper.order_request[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.order_step(p_account_id text, p_at timestamp with time zone, p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb) RETURNS paper_internal.journal
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ROW((p_account_id)::paper_internal.account_id, NULL::bigint, NULL::bigint, p_at, 'fill'::paper.event_type, (p_order_type)::paper.order_type, CASE p_side WHEN 'buy'::text THEN 'buy'::paper.order_side ELSE 'sell'::paper.order_side END, NULL::paper.reject_reason, (p_ticker)::paper_internal.ticker, (p_idempotency_key)::paper_internal.idempotency_key, (paper_internal.bounded_scale(p_quantity))::paper_internal.quantity, (paper_internal.bounded_scale(p_limit_price))::paper_internal.price, (paper_internal.bounded_scale(p_stop_price))::paper_internal.price, (NULL::numeric)::paper_internal.price, (NULL::numeric)::paper_internal.money, (NULL::numeric)::paper_internal.money, (NULL::numeric)::paper_internal.money, (0)::paper_internal.money, (NULL::numeric)::paper_internal.signed_quantity, (NULL::numeric)::paper_internal.average_price, CASE WHEN (p_options <> '{}'::jsonb) THEN p_options ELSE NULL::jsonb END, NULL::text, NULL::jsonb, NULL::bytea)::paper_internal.journal;

ALTER FUNCTION paper_internal.order_step(p_account_id text, p_at timestamp with time zone, p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.orders_of_rows(p_rows paper_internal.journal[], p_prefix text) RETURNS SETOF paper.orders
    LANGUAGE sql STABLE
    BEGIN ATOMIC
 SELECT (j.account_id)::text AS account_id,
     j.order_id,
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
         END) AS "coalesce",
     COALESCE((o.filled_quantity)::numeric,
         CASE
             WHEN (j.event_type = 'fill'::paper.event_type) THEN (j.quantity)::numeric
             ELSE (0)::numeric
         END) AS "coalesce",
     COALESCE((o.filled_avg_price)::numeric, (j.price)::numeric) AS "coalesce",
     COALESCE((o.fees)::numeric, (j.fee)::numeric, (0)::numeric) AS "coalesce",
     (COALESCE(o.realized_pnl, j.realized_pnl))::numeric AS "coalesce",
     (j.cash_after)::numeric AS cash_after,
     (j.quantity_after)::numeric AS quantity_after,
     (j.reject_reason)::text AS reject_reason,
     j.error,
     j.at,
         CASE
             WHEN (j.event_type = 'fill'::paper.event_type) THEN j.at
             WHEN (o.status = 'filled'::paper.order_status) THEN o.updated_at
             ELSE NULL::timestamp with time zone
         END AS "case",
     paper_internal.order_id(orders_of_rows.p_prefix, o.replaces) AS order_id,
     paper_internal.order_id(orders_of_rows.p_prefix, o.replaced_by) AS order_id,
     COALESCE(j.options, '{}'::jsonb) AS "coalesce",
     j.order_id AS id,
     j.order_id AS broker_order_id,
     ( SELECT paper_internal.order_id(orders_of_rows.p_prefix, (0)::bigint) AS order_id) AS order_id,
     (j.options ->> 'recommendation_id'::text),
     (j.options -> 'decision_trace'::text)
    FROM (( SELECT r.account_id,
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
             paper_internal.order_id(orders_of_rows.p_prefix, r.seq) AS order_id
            FROM unnest(orders_of_rows.p_rows) r(account_id, seq, order_seq, at, event_type, order_type, side, reject_reason, ticker, idempotency_key, quantity, limit_price, stop_price, price, amount, fee, realized_pnl, cash_after, quantity_after, avg_entry_price_after, options, error, detail, seal)
          OFFSET 0) j
      LEFT JOIN LATERAL ( SELECT i.account_id,
             i.seq,
             i.status,
             i.filled_quantity,
             i.filled_avg_price,
             i.fees,
             i.realized_pnl,
             i.reserved,
             i.replaces,
             i.replaced_by,
             i.updated_at
            FROM paper_internal.orders i
           WHERE ((j.event_type = 'accepted'::paper.event_type) AND ((i.account_id)::text = (j.account_id)::text) AND (i.seq = j.seq))
          LIMIT 1) o ON (true));
END;

ALTER FUNCTION paper_internal.orders_of_rows(p_rows paper_internal.journal[], p_prefix text) OWNER TO paper_owner;

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
     o.decision_trace
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
             v.decision_trace
            FROM paper.orders v
           WHERE ((v.account_id = orders_of_seqs.p_account_id) AND (v.seq = s.seq))
          LIMIT 1) o);
END;

ALTER FUNCTION paper_internal.orders_of_seqs(p_account_id text, p_seqs bigint[]) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.raise_invalid(p_problems jsonb, p_count integer DEFAULT 1) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.raise_invalid(p_problems jsonb, p_count integer) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.raise_problem(p_problem text, p_sqlstate text DEFAULT 'ZP004'::text) RETURNS void
    LANGUAGE sql
    RETURN paper_internal.raise_invalid(jsonb_build_array(jsonb_build_object('index', 1, 'sqlstate', p_sqlstate, 'problem', p_problem)));

ALTER FUNCTION paper_internal.raise_problem(p_problem text, p_sqlstate text) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.replayed(p_account paper_internal.accounts, p_idempotency_key text, p_request jsonb) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ … $$;

ALTER FUNCTION paper_internal.replayed(p_account paper_internal.accounts, p_idempotency_key text, p_request jsonb) OWNER TO paper_owner;

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

CREATE FUNCTION paper_internal.settings_problem(p_settings jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (NOT ((jsonb_typeof(p_settings) = 'object'::text) IS TRUE)) THEN 'settings must be a JSON object'::text ELSE (SELECT CASE s.key WHEN 'fill_model'::text THEN CASE WHEN (s.value <> '"immediate"'::jsonb) THEN 'fill_model must be immediate'::text ELSE NULL::text END WHEN 'clock'::text THEN CASE WHEN (s.value <> ALL (ARRAY['"wall"'::jsonb, '"simulated"'::jsonb])) THEN 'clock must be wall or simulated'::text ELSE NULL::text END WHEN 'account_type'::text THEN CASE WHEN (s.value <> '"cash"'::jsonb) THEN 'account_type must be cash'::text ELSE NULL::text END WHEN 'currency'::text THEN CASE WHEN ((jsonb_typeof(s.value) <> 'string'::text) OR (length((s.value #>> '{}'::text[])) > 10) OR (((s.value #>> '{}'::text[]) COLLATE "C") !~ '^[A-Z][A-Z0-9][A-Z0-9]+$'::text)) THEN 'currency must be a code of 3 to 10 upper-case letters or digits'::text ELSE NULL::text END WHEN 'default_price'::text THEN CASE WHEN ((jsonb_typeof(s.value) <> 'number'::text) OR (NOT (((s.value)::numeric > (0)::numeric) AND ((s.value)::numeric < '1000000000000000'::numeric))) OR (min_scale((s.value)::numeric) > 12)) THEN 'default_price must be a number above 0, below 10^15, with at most 12 decimals'::text ELSE NULL::text END WHEN 'slippage_pct'::text THEN CASE WHEN ((jsonb_typeof(s.value) <> 'number'::text) OR (NOT (((s.value)::numeric >= (0)::numeric) AND ((s.value)::numeric < (1)::numeric))) OR (min_scale((s.value)::numeric) > 12)) THEN 'slippage_pct must be a fraction from 0 to below 1, with at most 12 decimals'::text ELSE NULL::text END ELSE ('unknown setting '::text || quote_literal(s.key)) END AS problem FROM jsonb_each(settings_problem.p_settings) s(key, value) ORDER BY CASE s.key WHEN 'fill_model'::text THEN CASE WHEN (s.value <> '"immediate"'::jsonb) THEN 'fill_model must be immediate'::text ELSE NULL::text END WHEN 'clock'::text THEN CASE WHEN (s.value <> ALL (ARRAY['"wall"'::jsonb, '"simulated"'::jsonb])) THEN 'clock must be wall or simulated'::text ELSE NULL::text END WHEN 'account_type'::text THEN CASE WHEN (s.value <> '"cash"'::jsonb) THEN 'account_type must be cash'::text ELSE NULL::text END WHEN 'currency'::text THEN CASE WHEN ((jsonb_typeof(s.value) <> 'string'::text) OR (length((s.value #>> '{}'::text[])) > 10) OR (((s.value #>> '{}'::text[]) COLLATE "C") !~ '^[A-Z][A-Z0-9][A-Z0-9]+$'::text)) THEN 'currency must be a code of 3 to 10 upper-case letters or digits'::text ELSE NULL::text END WHEN 'default_price'::text THEN CASE WHEN ((jsonb_typeof(s.value) <> 'number'::text) OR (NOT (((s.value)::numeric > (0)::numeric) AND ((s.value)::numeric < '1000000000000000'::numeric))) OR (min_scale((s.value)::numeric) > 12)) THEN 'default_price must be a number above 0, below 10^15, with at most 12 decimals'::text ELSE NULL::text END WHEN 'slippage_pct'::text THEN CASE WHEN ((jsonb_typeof(s.value) <> 'number'::text) OR (NOT (((s.value)::numeric >= (0)::numeric) AND ((s.value)::numeric < (1)::numeric))) OR (min_scale((s.value)::numeric) > 12)) THEN 'slippage_pct must be a fraction from 0 to below 1, with at most 12 decimals'::text ELSE NULL::text END ELSE ('unknown setting '::text || quote_literal(s.key)) END LIMIT 1) END;

ALTER FUNCTION paper_internal.settings_problem(p_settings jsonb) OWNER TO paper_owner;

CREATE FUNCTION paper_internal.transfer_problem(p_amount numeric, p_cash numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (p_amount = (0)::numeric) THEN 'the amount must be above 0'::text WHEN ((p_amount + p_cash) >= '1000000000000000000000'::numeric) THEN 'cash must stay below 10^21'::text ELSE paper_internal.amount_problem(p_amount) END;

ALTER FUNCTION paper_internal.transfer_problem(p_amount numeric, p_cash numeric) OWNER TO paper_owner;

CREATE AGGREGATE paper.position_of(p_side paper.order_side, p_quantity numeric, p_price numeric) (
    SFUNC = paper_internal.fold_fill,
    STYPE = paper.position_state,
    INITCOND = '(0,0,0)',
    PARALLEL = safe
);

ALTER AGGREGATE paper.position_of(p_side paper.order_side, p_quantity numeric, p_price numeric) OWNER TO paper_owner;

COMMENT ON AGGREGATE paper.position_of(p_side paper.order_side, p_quantity numeric, p_price numeric) IS 'The position that a sequence of fills leads to, from flat: position_of(side, quantity, price order by seq).
Folds apply_fill; realized_pnl is the sum over the fills.';

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
    COALESCE((j.detail ->> 'liquidity'::text), 'taker'::text) AS liquidity,
    j.at,
    ((j.detail ->> 'market_at'::text))::timestamp with time zone AS market_at,
    j.order_seq,
    (j.quantity_after)::numeric AS quantity_after,
    (j.avg_entry_price_after)::numeric AS avg_entry_price_after,
    (j.cash_after)::numeric AS cash_after
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
    j.seal
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
    o.decision_trace
   FROM (paper_internal.working w
     JOIN paper.orders o ON ((((w.account_id)::text = o.account_id) AND (w.seq = o.seq))));

ALTER VIEW paper.open_orders OWNER TO paper_reader;

COMMENT ON VIEW paper.open_orders IS 'The orders that can still trade, with the columns of orders. In fill model immediate there are none.';

COMMENT ON COLUMN paper.open_orders.account_id IS 'Account the order belongs to.';

COMMENT ON COLUMN paper.open_orders.order_id IS 'The order''s id: a version 8 UUID of the account''s prefix and the seq.';

COMMENT ON COLUMN paper.open_orders.seq IS 'Seq of the journal row that created the order.';

COMMENT ON COLUMN paper.open_orders.idempotency_key IS 'Key it was submitted with, unique within the account.';

COMMENT ON COLUMN paper.open_orders.ticker IS 'Instrument.';

COMMENT ON COLUMN paper.open_orders.side IS 'buy or sell.';

COMMENT ON COLUMN paper.open_orders.order_type IS 'market, limit, stop, stop_limit or trailing_stop.';

COMMENT ON COLUMN paper.open_orders.quantity IS 'Ordered quantity; null when close_position found nothing to close.';

COMMENT ON COLUMN paper.open_orders.limit_price IS 'Limit price; of a market order, the estimate it was sent with.';

COMMENT ON COLUMN paper.open_orders.stop_price IS 'Stop price.';

COMMENT ON COLUMN paper.open_orders.status IS 'Where the order stands.';

COMMENT ON COLUMN paper.open_orders.fill_quantity IS 'Quantity filled so far.';

COMMENT ON COLUMN paper.open_orders.fill_price IS 'Average price of its fills; null before the first.';

COMMENT ON COLUMN paper.open_orders.fees IS 'Fees charged so far.';

COMMENT ON COLUMN paper.open_orders.realized_pnl IS 'Profit its fills realized, gross of fees; null without a fill.';

COMMENT ON COLUMN paper.open_orders.cash_after IS 'Cash of the account after the row that created the order.';

COMMENT ON COLUMN paper.open_orders.quantity_after IS 'Position in the ticker after the row that created the order.';

COMMENT ON COLUMN paper.open_orders.reject_reason IS 'Why it was rejected: one of paper.reject_reason.';

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

CREATE VIEW paper.order_events AS
 SELECT (j.account_id)::text AS account_id,
    j.seq,
    paper_internal.order_id(a.prefix, j.order_seq) AS order_id,
    e.event_type,
        CASE
            WHEN (e.event_type = ANY (ARRAY['fill'::paper.event_type, 'partial_fill'::paper.event_type])) THEN jsonb_build_object('fill_price', j.price, 'fill_qty', j.quantity, 'realized_pnl', round((j.realized_pnl)::numeric, 4))
            WHEN (e.event_type = 'rejected'::paper.event_type) THEN jsonb_build_object('ticker', j.ticker, 'side', j.side, 'quantity', j.quantity, 'reject_reason', j.reject_reason, 'error', j.error)
            WHEN (j.order_type IS NOT NULL) THEN jsonb_build_object('ticker', j.ticker)
            ELSE COALESCE(j.detail, '{}'::jsonb)
        END AS data,
    j.at AS broker_timestamp
   FROM ((paper_internal.journal j
     LEFT JOIN paper_internal.accounts a ON (((j.account_id)::text = (a.account_id)::text)))
     CROSS JOIN LATERAL unnest(
        CASE
            WHEN ((j.order_type IS NULL) OR (j.event_type = 'rejected'::paper.event_type)) THEN ARRAY[j.event_type]
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

COMMENT ON COLUMN paper.order_events.data IS 'fill: fill_price, fill_qty, realized_pnl (4 decimals); rejected: ticker, side, quantity, reject_reason, error.';

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
    (p.avg_entry_price)::numeric AS current_price,
    ((p.quantity)::numeric * (p.avg_entry_price)::numeric) AS market_value,
    ((p.quantity)::numeric * ((p.avg_entry_price)::numeric - (p.avg_entry_price)::numeric)) AS unrealized_pnl,
    paper_internal.order_id(a.prefix, (0)::bigint) AS broker_account_id
   FROM (paper_internal.positions p
     LEFT JOIN paper_internal.accounts a ON (((p.account_id)::text = (a.account_id)::text)));

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

COMMENT ON COLUMN paper.positions.current_price IS 'Newest market price known, else the average entry price.';

COMMENT ON COLUMN paper.positions.market_value IS 'quantity × current_price.';

COMMENT ON COLUMN paper.positions.unrealized_pnl IS 'quantity × (current_price − avg_entry_price).';

COMMENT ON COLUMN paper.positions.broker_account_id IS 'broker_accounts.id of the account.';

CREATE TABLE paper_internal.account_grants (
    account_id paper_internal.account_id NOT NULL,
    role_name text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE paper_internal.account_grants OWNER TO paper_owner;

COMMENT ON TABLE paper_internal.account_grants IS 'Roles that may use an account beside its owner.';

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

ALTER TABLE ONLY paper_internal.deployment
    ADD CONSTRAINT deployment_pkey PRIMARY KEY (number);

ALTER TABLE ONLY paper_internal.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (account_id, seq) WITH (fillfactor='100');

ALTER TABLE ONLY paper_internal.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (version);

ALTER TABLE ONLY paper_internal.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (account_id, seq);

ALTER TABLE ONLY paper_internal.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (account_id, ticker);

ALTER TABLE ONLY paper_internal.working
    ADD CONSTRAINT working_pkey PRIMARY KEY (account_id, seq);

CREATE INDEX accounts_prefix ON paper_internal.accounts USING btree (prefix);

CREATE UNIQUE INDEX journal_idempotency_key ON paper_internal.journal USING btree (account_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);

CREATE INDEX journal_order_seq ON paper_internal.journal USING btree (account_id, order_seq) WHERE ((order_seq IS NOT NULL) AND (order_type IS NULL));

ALTER TABLE ONLY paper_internal.account_grants
    ADD CONSTRAINT account_grants_account_id_fkey FOREIGN KEY (account_id) REFERENCES paper_internal.accounts(account_id);

ALTER TABLE paper_internal.account_grants ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.journal ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.orders ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_internal.positions ENABLE ROW LEVEL SECURITY;

CREATE POLICY visible ON paper_internal.account_grants FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR (role_name = ANY (( SELECT paper_internal.actor_roles() AS actor_roles)::text[]))));

CREATE POLICY visible ON paper_internal.accounts FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR (owner = ANY (( SELECT paper_internal.actor_roles() AS actor_roles)::text[])) OR ( SELECT true
   FROM paper_internal.account_grants g
  WHERE (((g.account_id)::text = (accounts.account_id)::text) AND (g.role_name = ANY (( SELECT paper_internal.actor_roles() AS actor_roles)::text[])))
 LIMIT 1)));

CREATE POLICY visible ON paper_internal.journal FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR ( SELECT true
   FROM paper_internal.accounts a
  WHERE ((a.account_id)::text = (journal.account_id)::text))));

CREATE POLICY visible ON paper_internal.orders FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR ( SELECT true
   FROM paper_internal.accounts a
  WHERE ((a.account_id)::text = (orders.account_id)::text))));

CREATE POLICY visible ON paper_internal.positions FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR ( SELECT true
   FROM paper_internal.accounts a
  WHERE ((a.account_id)::text = (positions.account_id)::text))));

CREATE POLICY visible ON paper_internal.working FOR SELECT TO paper_reader USING ((( SELECT pg_has_role((paper_internal.actor())::name, 'paper_analyst'::name, 'member'::text) AS pg_has_role) OR ( SELECT true
   FROM paper_internal.accounts a
  WHERE ((a.account_id)::text = (working.account_id)::text))));

ALTER TABLE paper_internal.working ENABLE ROW LEVEL SECURITY;

GRANT USAGE ON SCHEMA paper TO paper_reader;
GRANT USAGE ON SCHEMA paper TO paper_trader;
GRANT USAGE ON SCHEMA paper TO paper_analyst;

GRANT USAGE ON SCHEMA paper_internal TO paper_reader;

REVOKE ALL ON FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) TO paper_trader;
GRANT ALL ON FUNCTION paper.apply_fill(p_quantity numeric, p_avg_entry_price numeric, p_side paper.order_side, p_fill_quantity numeric, p_fill_price numeric) TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) TO paper_reader;
GRANT ALL ON FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.order_id(p_prefix text, p_seq bigint) TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.accounts TO paper_reader;

GRANT SELECT ON TABLE paper_internal.journal TO paper_reader;

GRANT SELECT ON TABLE paper_internal.orders TO paper_reader;

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

REVOKE ALL ON FUNCTION paper_internal.default_settings() FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.default_settings() TO paper_reader;
GRANT ALL ON FUNCTION paper_internal.default_settings() TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.default_settings() TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.positions TO paper_reader;

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

REVOKE ALL ON FUNCTION paper.deposit(p_account_id text, p_idempotency_key text, p_amount numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.deposit(p_account_id text, p_idempotency_key text, p_amount numeric) TO paper_trader;

REVOKE ALL ON FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) TO paper_trader;
GRANT ALL ON FUNCTION paper.fill_price(p_side paper.order_side, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_market_price numeric, p_slippage_pct numeric) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.grant_account(p_account_id text, p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.grant_account(p_account_id text, p_role text) TO paper_trader;

REVOKE ALL ON FUNCTION paper.open_account(p_account_id text, p_initial_cash numeric, p_settings jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.open_account(p_account_id text, p_initial_cash numeric, p_settings jsonb) TO paper_trader;

REVOKE ALL ON FUNCTION paper_internal.seq_of(p_order_id uuid) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper.order_of(p_order_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.order_of(p_order_id uuid) TO paper_trader;
GRANT ALL ON FUNCTION paper.order_of(p_order_id uuid) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.reset_account(p_account_id text, p_idempotency_key text, p_initial_cash numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.reset_account(p_account_id text, p_idempotency_key text, p_initial_cash numeric) TO paper_trader;

REVOKE ALL ON FUNCTION paper.revoke_account(p_account_id text, p_role text) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.revoke_account(p_account_id text, p_role text) TO paper_trader;

GRANT SELECT ON TABLE paper_internal.migrations TO paper_reader;

REVOKE ALL ON FUNCTION paper.schema_version() FROM PUBLIC;
GRANT ALL ON FUNCTION paper.schema_version() TO paper_trader;
GRANT ALL ON FUNCTION paper.schema_version() TO paper_analyst;

REVOKE ALL ON FUNCTION paper.seq_at(p_account_id text, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.seq_at(p_account_id text, p_at timestamp with time zone) TO paper_trader;
GRANT ALL ON FUNCTION paper.seq_at(p_account_id text, p_at timestamp with time zone) TO paper_analyst;

REVOKE ALL ON FUNCTION paper.set_clock(p_account_id text, p_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.set_clock(p_account_id text, p_at timestamp with time zone) TO paper_trader;

REVOKE ALL ON FUNCTION paper.submit_order(p_account_id text, p_idempotency_key text, p_ticker text, p_side paper.order_side, p_quantity numeric, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_options jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.submit_order(p_account_id text, p_idempotency_key text, p_ticker text, p_side paper.order_side, p_quantity numeric, p_order_type paper.order_type, p_limit_price numeric, p_stop_price numeric, p_options jsonb) TO paper_trader;

REVOKE ALL ON FUNCTION paper.submit_orders(p_account_id text, p_orders paper.order_request[]) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.submit_orders(p_account_id text, p_orders paper.order_request[]) TO paper_trader;

REVOKE ALL ON FUNCTION paper.update_settings(p_account_id text, p_idempotency_key text, p_settings jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.update_settings(p_account_id text, p_idempotency_key text, p_settings jsonb) TO paper_trader;

REVOKE ALL ON FUNCTION paper.withdraw(p_account_id text, p_idempotency_key text, p_amount numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.withdraw(p_account_id text, p_idempotency_key text, p_amount numeric) TO paper_trader;

REVOKE ALL ON FUNCTION paper_internal.account_of(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.actor() FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.actor() TO paper_reader;
GRANT ALL ON FUNCTION paper_internal.actor() TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.actor() TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.actor_roles() FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.actor_roles() TO paper_reader;
GRANT ALL ON FUNCTION paper_internal.actor_roles() TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.actor_roles() TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.advance(p_account paper_internal.accounts, p_steps paper_internal.journal[], p_orders paper_internal.orders[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.advance_unless_known(p_account paper_internal.accounts, p_steps paper_internal.journal[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.amount_problem(p_amount numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.bounded_scale(p_number numeric) FROM PUBLIC;

GRANT SELECT ON TABLE paper_internal.working TO paper_reader;

REVOKE ALL ON FUNCTION paper_internal.cancel_steps(p_account paper_internal.accounts, p_seqs bigint[], p_ticker text, OUT steps paper_internal.journal[], OUT orders paper_internal.orders[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.normal_settings(p_settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.check_accounts(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.check_fills(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.check_orders(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.check_positions(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.check_rows(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.enter_account(p_account_id text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.entry(p_account paper_internal.accounts, p_event_type paper.event_type, p_idempotency_key text, p_amount numeric, p_detail jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fill_error(p_problem paper.reject_reason, p_quantity numeric, p_price numeric, p_buying_power numeric, p_available numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fill_problem(p_side paper.order_side, p_quantity numeric, p_price numeric, p_cash numeric, p_buying_power numeric, p_held numeric, p_available numeric, p_realized_pnl numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.first_of_key(p_orders paper.order_request[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.fold_fill(p_state paper.position_state, p_side paper.order_side, p_quantity numeric, p_price numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper_internal.fold_fill(p_state paper.position_state, p_side paper.order_side, p_quantity numeric, p_price numeric) TO paper_trader;
GRANT ALL ON FUNCTION paper_internal.fold_fill(p_state paper.position_state, p_side paper.order_side, p_quantity numeric, p_price numeric) TO paper_analyst;

REVOKE ALL ON FUNCTION paper_internal.key_problem(p_idempotency_key text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.keys_are_new(p_account_id text, p_orders paper.order_request[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.options_problem(p_options jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.order_problem(p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.request_of(p_row paper_internal.journal) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.same_request(p_one paper.order_request, p_other paper.order_request) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.order_problems(p_account_id text, p_orders paper.order_request[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.order_step(p_account_id text, p_at timestamp with time zone, p_idempotency_key text, p_ticker text, p_side text, p_quantity numeric, p_order_type text, p_limit_price numeric, p_stop_price numeric, p_options jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.orders_of_rows(p_rows paper_internal.journal[], p_prefix text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.orders_of_seqs(p_account_id text, p_seqs bigint[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.raise_invalid(p_problems jsonb, p_count integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.raise_problem(p_problem text, p_sqlstate text) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.replayed(p_account paper_internal.accounts, p_idempotency_key text, p_request jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.require_owner(p_account paper_internal.accounts) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.require_serializable() FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.settings_problem(p_settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper_internal.transfer_problem(p_amount numeric, p_cash numeric) FROM PUBLIC;

REVOKE ALL ON FUNCTION paper.position_of(paper.order_side, numeric, numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION paper.position_of(paper.order_side, numeric, numeric) TO paper_trader;
GRANT ALL ON FUNCTION paper.position_of(paper.order_side, numeric, numeric) TO paper_analyst;

GRANT SELECT ON TABLE paper.broker_accounts TO paper_trader;
GRANT SELECT ON TABLE paper.broker_accounts TO paper_analyst;

GRANT SELECT ON TABLE paper.cash_ledger TO paper_trader;
GRANT SELECT ON TABLE paper.cash_ledger TO paper_analyst;

GRANT SELECT ON TABLE paper.fills TO paper_trader;
GRANT SELECT ON TABLE paper.fills TO paper_analyst;

GRANT SELECT ON TABLE paper.journal TO paper_trader;
GRANT SELECT ON TABLE paper.journal TO paper_analyst;

GRANT SELECT ON TABLE paper.open_orders TO paper_trader;
GRANT SELECT ON TABLE paper.open_orders TO paper_analyst;

GRANT SELECT ON TABLE paper.order_events TO paper_trader;
GRANT SELECT ON TABLE paper.order_events TO paper_analyst;

GRANT SELECT ON TABLE paper.positions TO paper_trader;
GRANT SELECT ON TABLE paper.positions TO paper_analyst;

GRANT SELECT ON TABLE paper_internal.account_grants TO paper_reader;

GRANT SELECT ON TABLE paper_internal.deployment TO paper_reader;
