-- Enums, domains and the request type.

set local role paper_owner;

create type paper.order_side as enum ('buy', 'sell');
comment on type paper.order_side is 'The side of an order.';

create type paper.order_type as enum ('market', 'limit', 'stop', 'stop_limit', 'trailing_stop');
comment on type paper.order_type is 'The type of an order: what decides its price.';

create type paper.time_in_force as enum ('day', 'gtc', 'ioc', 'fok', 'opg', 'cls', 'gtd');
comment on type paper.time_in_force is 'How long an order works before it expires.';

create type paper.order_status as enum (
    'pending', 'accepted', 'partially_filled', 'filled', 'cancelled', 'rejected', 'expired', 'replaced'
);
comment on type paper.order_status is
'Where an order stands. pending does not work yet, accepted works in the market or waits for it;
filled, cancelled, rejected, expired and replaced are final.';

create type paper.event_type as enum (
    'submitted', 'accepted', 'triggered', 'partial_fill', 'fill', 'cancelled', 'rejected', 'expired', 'replaced',
    'deposit', 'withdrawal', 'fee', 'dividend', 'split', 'interest', 'reset', 'margin_call', 'liquidation',
    'correction', 'transfer'
);
comment on type paper.event_type is
'What a journal row says happened. A correction changes the terms of the account (its settings, its closing),
never a past row.';

create type paper.reject_reason as enum (
    'insufficient_cash', 'insufficient_shares', 'no_position', 'out_of_range', 'no_market_price', 'market_closed',
    'not_fillable', 'already_filled'
);
comment on type paper.reject_reason is
'Why an order was rejected, or cancelled by the engine: insufficient_cash (a buy costs more than the buying power),
insufficient_shares (a sell wants more than the position holds), no_position (close_position found nothing to close),
out_of_range (the fill price, the cash or the position would leave the range that is kept exactly), no_market_price and
market_closed (nothing to trade against), not_fillable (an ioc or fok order that the market could not fill at once), already_filled (a
replacement asks for no more than was filled).';

create type paper.liquidity as enum ('maker', 'taker');
comment on type paper.liquidity is 'Whether a fill gave liquidity (its order was resting) or took it.';

create type paper.fill_rule as enum (
    'quote', 'limit', 'gap', 'print', 'open', 'range', 'close', 'stop', 'due', 'oco', 'entry', 'ioc', 'fok', 'auction',
    'replace', 'request'
);
comment on type paper.fill_rule is
'By which rule of fill model market a row of the journal came about. Fills: quote (at the opposite quote), limit (a
resting limit at its price), gap (at the first quote after a gap), print (at a trade), open, range and close (of a bar),
stop (a stop reached inside a bar). Cancels and expiries: due (its time in force ended), oco (another order of its group
was filled or cancelled), entry (the entry of its group ended without a fill), ioc and fok (not filled at once), auction
(not filled at the open or close it was for), replace, request (the caller asked for it).';

create type paper.order_request as (
    idempotency_key text,
    ticker text,
    side text,
    quantity numeric,
    order_type text,
    limit_price numeric,
    stop_price numeric,
    options jsonb
);
comment on type paper.order_request is
'One order of a batch. Plain types, so that submit_orders can say which order is wrong and why;
these eight fields for good, whatever comes later is an option.';

create type paper.position_state as (
    quantity numeric,
    avg_entry_price numeric,
    realized_pnl numeric
);
comment on type paper.position_state is
'A position, as apply_fill and position_of return it: signed quantity (negative when short), average entry price
(0 when flat) and realized profit, gross of fees: of the one fill from apply_fill, of all of them from position_of.';

-- NaN passes "> 0" and fails every "<", so each range has an upper bound.
create domain paper_internal.price as numeric
check (value > 0 and value < 1e15 and scale(value) <= 12);

create domain paper_internal.average_price as numeric
check (value >= 0 and value < 1e15 and scale(value) <= 12);

create domain paper_internal.quantity as numeric
check (value > 0 and value < 1e15 and scale(value) <= 12);

create domain paper_internal.signed_quantity as numeric
check (value > -1e15 and value < 1e15 and scale(value) <= 12);

-- A price times a quantity has at most 24 decimals and is kept exactly.
create domain paper_internal.money as numeric
check (value > -1e21 and value < 1e21 and scale(value) <= 24);

-- The last net under identifiers: ASCII and bounded. Which characters of ASCII
-- is decided where a request is checked; a regular expression here would run
-- a second time for every order.
create domain paper_internal.account_id as text collate "C"
check (octet_length(value) between 1 and 200 and octet_length(value) = length(value));

create domain paper_internal.idempotency_key as text collate "C"
check (octet_length(value) between 1 and 200 and octet_length(value) = length(value));

create domain paper_internal.ticker as text collate "C"
check (octet_length(value) between 1 and 32 and octet_length(value) = length(value));
