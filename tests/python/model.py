"""An independent model of one account in fill model `immediate`, in exact decimals.

It is written from the contract and shares nothing with the engine, not even the way it is built:
plain Python over dictionaries, one request after the other. `Account.handle` takes a request and
returns what a caller would get: orders, the account, a time, or a refusal with its SQLSTATE.

Rounding happens in two places only: average prices to 12 decimals and market prices to 4, ties
away from zero. Every other operation is exact, and the context traps one that is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from typing import Any

EXACT = Context(prec=400, rounding=ROUND_HALF_UP, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
ROUNDING = Context(prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])

ZERO = Decimal(0)
ONE = Decimal(1)
PRICE_LIMIT = Decimal(10) ** 15
CASH_LIMIT = Decimal(10) ** 21
DECIMALS = 12

SIDES = ("buy", "sell")
ORDER_TYPES = ("market", "limit", "stop", "stop_limit", "trailing_stop")

Settings = Mapping[str, Any]
Options = Mapping[str, object]

DEFAULTS: Settings = {
    "fill_model": "immediate",
    "clock": "wall",
    "account_type": "cash",
    "currency": "USD",
    "default_price": Decimal(100),
    "slippage_pct": Decimal("0.001"),
    "slippage": {"model": "none"},
    "fees": {},
    "check": "submit",
    "on_short_cash": "cancel",
    "market_buffer": Decimal("0.04"),
    "bar_price": "open",
    "volume_limit": None,
    "participation_rate": Decimal(1),
    "max_quote_age": "PT15M",
    "trigger_type": None,
    "intrabar": "stop_first",
    "mark": "last",
    "day_end": "00:00",
    "compat": {},
}


# --- requests --------------------------------------------------------------------------------


@dataclass(frozen=True)
class OrderRequest:
    """One order as it is asked for; anything in it may be malformed."""

    key: str | None
    ticker: str | None
    side: str | None
    quantity: Decimal | None
    order_type: str | None = "market"
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    options: object = None


@dataclass(frozen=True)
class Submit:
    """submit_orders, or submit_order when `single`."""

    orders: tuple[OrderRequest, ...]
    single: bool = False


@dataclass(frozen=True)
class Deposit:
    key: str | None
    amount: Decimal | None


@dataclass(frozen=True)
class Withdraw:
    key: str | None
    amount: Decimal | None


@dataclass(frozen=True)
class Reset:
    key: str | None
    initial_cash: Decimal | None


@dataclass(frozen=True)
class ClosePosition:
    key: str | None
    ticker: str | None
    quantity: Decimal | None = None


@dataclass(frozen=True)
class UpdateSettings:
    key: str | None
    settings: Settings


@dataclass(frozen=True)
class CloseAccount:
    key: str | None


@dataclass(frozen=True)
class Cancel:
    """cancel_orders by seq; a seq that created no order is an unknown order."""

    seqs: tuple[int, ...]


@dataclass(frozen=True)
class CancelAll:
    ticker: str | None


@dataclass(frozen=True)
class SetClock:
    at: datetime | None


Request = (
    Submit
    | Deposit
    | Withdraw
    | Reset
    | ClosePosition
    | UpdateSettings
    | CloseAccount
    | Cancel
    | CancelAll
    | SetClock
)


# --- outcomes --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Refused:
    """A raised error; `problems` are (index, sqlstate) of the orders of a batch."""

    sqlstate: str
    problems: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Order:
    """A row of the view orders; times are None where the model does not know the clock."""

    seq: int
    key: str
    ticker: str
    side: str
    order_type: str
    quantity: Decimal | None
    limit_price: Decimal | None
    stop_price: Decimal | None
    status: str
    fill_quantity: Decimal
    fill_price: Decimal | None
    fees: Decimal
    realized_pnl: Decimal | None
    cash_after: Decimal
    quantity_after: Decimal
    reject_reason: str | None
    error: str | None
    submitted_at: datetime | None
    filled_at: datetime | None
    options: Options


@dataclass(frozen=True)
class AccountState:
    """A row of the view accounts."""

    cash: Decimal
    reserved: Decimal
    buying_power: Decimal
    seq: int
    settings: Settings
    status: str
    portfolio_value: Decimal
    initial_cash: Decimal
    epoch_seq: int
    clock: datetime | None
    currency: str


@dataclass(frozen=True)
class JournalRow:
    """A row of the view journal."""

    seq: int
    at: datetime | None
    event_type: str
    order_seq: int | None
    key: str | None
    ticker: str | None
    side: str | None
    order_type: str | None
    quantity: Decimal | None
    limit_price: Decimal | None
    stop_price: Decimal | None
    price: Decimal | None
    amount: Decimal | None
    fee: Decimal
    realized_pnl: Decimal | None
    cash_after: Decimal
    quantity_after: Decimal | None
    avg_entry_price_after: Decimal | None
    reject_reason: str | None
    error: str | None
    options: Options


@dataclass(frozen=True)
class Event:
    """A row of the view order_events."""

    seq: int
    event_type: str
    data: Mapping[str, Decimal | str | None]


@dataclass(frozen=True)
class Position:
    """A row of the view positions."""

    ticker: str
    quantity: Decimal
    avg_entry_price: Decimal
    realized_pnl: Decimal
    updated_at: datetime | None = None
    reserved: Decimal = ZERO


Outcome = tuple[Order, ...] | AccountState | Refused | datetime | None


# --- arithmetic ------------------------------------------------------------------------------


def add(one: Decimal, other: Decimal) -> Decimal:
    return EXACT.add(one, other)


def subtract(one: Decimal, other: Decimal) -> Decimal:
    return EXACT.subtract(one, other)


def multiply(one: Decimal, other: Decimal) -> Decimal:
    return EXACT.multiply(one, other)


def negate(number: Decimal) -> Decimal:
    """Negate exactly: a unary minus would round in whatever context is current."""
    return number.copy_negate()


def round_to(number: Decimal, decimals: int) -> Decimal:
    """Round with ties away from zero."""
    return number.quantize(ONE.scaleb(-decimals), context=ROUNDING)


def round_down(number: Decimal) -> Decimal:
    """Cut a number that is not negative to as many decimals as a price can have."""
    return number.quantize(ONE.scaleb(-DECIMALS), rounding=ROUND_DOWN, context=ROUNDING)


def decimals_of(number: Decimal) -> int:
    """Return how many decimals a finite number needs: 1.50 needs 1, 100 none."""
    exponent = number.normalize(EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def shortest(number: Decimal) -> str:
    """Write a number in full without needless zeros: 1.50 is 1.5, 1E+3 is 1000."""
    return format(number.normalize(EXACT), "f") if number else "0"


def in_range(number: Decimal | None, limit: Decimal, *, zero: bool = False) -> bool:
    return (
        number is not None
        and number.is_finite()
        and (number > 0 or (zero and number == 0))
        and number < limit
        and decimals_of(number) <= DECIMALS
    )


def average(quantity: Decimal, price: Decimal, more: Decimal, more_price: Decimal) -> Decimal:
    """Average two lots; quantities are unsigned."""
    cost = add(multiply(quantity, price), multiply(more, more_price))
    return round_to(ROUNDING.divide(cost, add(quantity, more)), DECIMALS)


def signed_fill(
    quantity: Decimal, avg_entry_price: Decimal, side: str, fill_quantity: Decimal, fill_price: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """Fill a signed position: its quantity and average afterwards, and what this fill realized.

    A fill through zero is two fills, one that closes and one that opens the other side.
    """
    signed = fill_quantity if side == "buy" else negate(fill_quantity)
    if quantity == 0 or (quantity > 0) == (signed > 0):
        price = average(quantity.copy_abs(), avg_entry_price, fill_quantity, fill_price)
        return add(quantity, signed), price, ZERO
    closing = min(quantity.copy_abs(), fill_quantity)
    gain = subtract(fill_price, avg_entry_price)
    realized = multiply(closing, gain if quantity > 0 else negate(gain))
    left = subtract(fill_quantity, closing)
    after = add(quantity, closing if side == "buy" else negate(closing))
    if left == 0:
        return after, avg_entry_price if after else ZERO, realized
    opened, price, _ = signed_fill(ZERO, ZERO, side, left, fill_price)
    return opened, price, realized


# --- what is malformed -----------------------------------------------------------------------


def key_ok(key: str | None) -> bool:
    return key is not None and 1 <= len(key) <= 200 and all("!" <= c <= "~" for c in key)


def ticker_ok(ticker: str | None) -> bool:
    return ticker is not None and re.fullmatch(r"[A-Z0-9][A-Z0-9._/-]{0,31}", ticker) is not None


def options_ok(options: object) -> bool:
    if options is None:
        return True
    if not isinstance(options, Mapping):
        return False
    checks = {
        "time_in_force": lambda value: value in ("day", "gtc", "ioc", "fok"),
        "tag": lambda value: isinstance(value, str) and value != "",
        "recommendation_id": lambda value: isinstance(value, str) and value != "",
        "decision_trace": lambda value: isinstance(value, (Mapping, list)),
    }
    return all(name in checks and checks[name](value) for name, value in options.items())


def order_ok(order: OrderRequest) -> bool:
    wants_limit = order.order_type in ("limit", "stop_limit")
    wants_stop = order.order_type in ("stop", "stop_limit")
    return (
        key_ok(order.key)
        and ticker_ok(order.ticker)
        and order.side in SIDES
        and order.order_type in ("market", "limit", "stop", "stop_limit")
        and in_range(order.quantity, PRICE_LIMIT)
        and (in_range(order.limit_price, PRICE_LIMIT) or (order.limit_price is None and not wants_limit))
        and (in_range(order.stop_price, PRICE_LIMIT) or (order.stop_price is None and not wants_stop))
        and options_ok(order.options)
    )


def settings_ok(settings: Settings) -> bool:
    for name, value in settings.items():
        if name == "slippage_pct":
            if not (isinstance(value, Decimal) and in_range(value, ONE, zero=True)):
                return False
        elif name == "default_price":
            if not (isinstance(value, Decimal) and in_range(value, PRICE_LIMIT)):
                return False
        elif name == "clock":
            if value not in ("wall", "simulated"):
                return False
        elif name == "currency":
            if not (isinstance(value, str) and re.fullmatch(r"[A-Z][A-Z0-9]{2,9}", value)):
                return False
        elif name not in DEFAULTS or value != DEFAULTS[name]:
            return False
    return True


class _Raised(Exception):  # noqa: N818  (carries a refusal out of the depth of a request)
    def __init__(self, sqlstate: str, problems: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(sqlstate)
        self.refused = Refused(sqlstate, tuple(problems))


def require(condition: bool, sqlstate: str = "ZP004") -> None:
    if not condition:
        raise _Raised(sqlstate)


# --- the account -----------------------------------------------------------------------------


@dataclass
class Account:
    """An account and everything that ever happened on it.

    `clock` is the time of a simulated account and None on the wall clock, where the model has no
    times at all.
    """

    initial_cash: Decimal
    settings: Settings
    clock: datetime | None
    cash: Decimal = ZERO
    epoch_seq: int = 1
    closed: bool = False
    positions: dict[str, Position] = field(default_factory=dict)
    journal: list[JournalRow] = field(default_factory=list)
    orders: dict[int, Order] = field(default_factory=dict)
    requests: dict[str, tuple[object, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.settings = {**DEFAULTS, **self.settings}
        self.cash = self.initial_cash
        self._write("deposit", amount=self.initial_cash)

    def handle(self, request: Request) -> Outcome:
        """Answer a request; whatever is refused leaves the account as it was."""
        try:
            match request:
                case Submit():
                    return self._submit(request)
                case Deposit():
                    return self._transfer(request, "deposit", request.amount)
                case Withdraw():
                    return self._transfer(request, "withdrawal", request.amount)
                case Reset():
                    return self._reset(request)
                case ClosePosition():
                    return self._close_position(request)
                case UpdateSettings():
                    return self._update_settings(request)
                case CloseAccount():
                    return self._close_account(request)
                case Cancel():
                    require(all(seq in self.orders for seq in request.seqs), "ZP007")
                    return tuple(self.orders[seq] for seq in request.seqs)
                case CancelAll():
                    return ()
                case SetClock():
                    return self._set_clock(request)
        except _Raised as raised:
            return raised.refused

    # Each request

    def _submit(self, request: Submit) -> tuple[Order, ...]:
        if request.single:
            (order,) = request.orders
            enums_ok = order.side in (None, *SIDES) and order.order_type in (None, *ORDER_TYPES)
            require(enums_ok, "22P02")
        problems: list[tuple[int, str]] = []
        asked: dict[str, object] = {key: known for key, (known, _) in self.requests.items()}
        for index, order in enumerate(request.orders, 1):
            if not order_ok(order):
                problems.append((index, "ZP004"))
            elif asked.setdefault(str(order.key), _meaning(order)) != _meaning(order):
                problems.append((index, "ZP002"))
        if problems:
            codes = {code for _, code in problems}
            raise _Raised("ZP004" if "ZP004" in codes else "ZP002", problems)
        if self.closed:
            require(all(order.key in self.requests for order in request.orders), "ZP005")
        return tuple(self._place(order, _meaning(order)) for order in request.orders)

    def _transfer(self, request: Deposit | Withdraw, event: str, amount: Decimal | None) -> AccountState:
        require(key_ok(request.key))
        if amount is None or not in_range(amount, CASH_LIMIT):
            raise _Raised("ZP004")
        if self._is_new(request.key, (event, amount)):
            if event == "deposit":
                require(add(self.cash, amount) < CASH_LIMIT)
            else:
                require(amount <= self.cash, "ZP009")
            signed = amount if event == "deposit" else negate(amount)
            self.cash = add(self.cash, signed)
            self._write(event, key=request.key, meaning=(event, amount), amount=signed)
        return self.state()

    def _reset(self, request: Reset) -> AccountState:
        cash = request.initial_cash
        require(key_ok(request.key))
        if cash is None or not in_range(cash, CASH_LIMIT, zero=True):
            raise _Raised("ZP004")
        if self._is_new(request.key, ("reset", cash)):
            amount = subtract(cash, self.cash)
            self.cash = self.initial_cash = cash
            self.positions.clear()
            row = self._write("reset", key=request.key, meaning=("reset", cash), amount=amount)
            self.epoch_seq = row.seq
        return self.state()

    def _close_position(self, request: ClosePosition) -> tuple[Order, ...]:
        require(key_ok(request.key) and ticker_ok(request.ticker))
        require(request.quantity is None or in_range(request.quantity, PRICE_LIMIT))
        meaning = ("close_position", request.ticker, request.quantity)
        if self._is_new(request.key, meaning):
            held = self._held(str(request.ticker)).quantity
            quantity = request.quantity if request.quantity is not None else held or None
            order = OrderRequest(request.key, request.ticker, "sell", quantity)
            return (self._place(order, meaning),)
        return (self.orders[self.requests[str(request.key)][1]],)

    def _update_settings(self, request: UpdateSettings) -> AccountState:
        require(key_ok(request.key) and settings_ok(request.settings))
        meaning = ("update_settings", tuple(sorted(request.settings.items())))
        if self._is_new(request.key, meaning):
            for fixed in ("clock", "currency"):
                require(request.settings.get(fixed, self.settings[fixed]) == self.settings[fixed])
            self.settings = {**self.settings, **request.settings}
            self._write("correction", key=request.key, meaning=meaning)
        return self.state()

    def _close_account(self, request: CloseAccount) -> AccountState:
        require(key_ok(request.key))
        if self._is_new(request.key, "close_account"):
            self.closed = True
            self._write("correction", key=request.key, meaning="close_account")
        return self.state()

    def _set_clock(self, request: SetClock) -> datetime:
        if request.at is None or self.clock is None:
            raise _Raised("ZP004")
        require(not self.closed, "ZP005")
        self.clock = max(self.clock, request.at)
        return self.clock

    # The order itself

    def _place(self, order: OrderRequest, meaning: object) -> Order:
        known = self.requests.get(str(order.key))
        if known is not None:
            return self.orders[known[1]]
        held = self._held(str(order.ticker))
        price = self._price(order)
        reason = self._reason(order, price, held)
        if reason is None and order.quantity is not None:
            quantity, avg, realized = signed_fill(
                held.quantity, held.avg_entry_price, str(order.side), order.quantity, price
            )
            value = multiply(order.quantity, price)
            self.cash = subtract(self.cash, value) if order.side == "buy" else add(self.cash, value)
            held = Position(
                held.ticker, quantity, avg, add(held.realized_pnl, realized), self.clock
            )  # fmt: skip
            self.positions[held.ticker] = held
            row = self._write(
                "fill", key=order.key, meaning=meaning, order=order, held=held,
                price=price, realized_pnl=realized,
            )  # fmt: skip
        else:
            row = self._write(
                "rejected", key=order.key, meaning=meaning, order=order, held=held,
                reject_reason=reason, error=self._error(str(reason), order, price, held),
            )  # fmt: skip
        self.orders[row.seq] = _order_of(row)
        return self.orders[row.seq]

    def _price(self, order: OrderRequest) -> Decimal:
        if order.order_type in ("limit", "stop_limit") and order.limit_price is not None:
            return order.limit_price
        if order.order_type == "stop" and order.stop_price is not None:
            return order.stop_price
        base, slippage = self.settings["default_price"], self.settings["slippage_pct"]
        assert isinstance(base, Decimal)
        assert isinstance(slippage, Decimal)
        factor = add(ONE, slippage if order.side == "buy" else negate(slippage))
        return round_to(multiply(order.limit_price or base, factor), 4)

    def _reason(self, order: OrderRequest, price: Decimal, held: Position) -> str | None:
        """Say why the order cannot be filled: the price has to exist, then be paid, then be kept."""
        if order.quantity is None:
            return "no_position"
        if not 0 < price < PRICE_LIMIT:
            return "out_of_range"
        value = multiply(price, order.quantity)
        if order.side == "buy":
            if value > self.cash:
                return "insufficient_cash"
            return "out_of_range" if add(held.quantity, order.quantity) >= PRICE_LIMIT else None
        if order.quantity > held.quantity:
            return "insufficient_shares"
        gain = signed_fill(held.quantity, held.avg_entry_price, "sell", order.quantity, price)[2]
        amounts = (add(self.cash, value), gain, add(held.realized_pnl, gain))
        return None if all(amount.copy_abs() < CASH_LIMIT for amount in amounts) else "out_of_range"

    def _error(self, reason: str, order: OrderRequest, price: Decimal, held: Position) -> str:
        """Give the text of a rejection, of out_of_range only the beginning."""
        if reason == "no_position" or order.quantity is None:
            return "No position to close"
        if reason == "insufficient_cash":
            need, have = multiply(price, order.quantity), self.cash
            return f"Insufficient cash: need {round_to(need, 2):f}, have {round_to(have, 2):f}"
        if reason == "insufficient_shares":
            return f"Insufficient shares: need {shortest(order.quantity)}, have {shortest(held.quantity)}"
        return "Out of range"

    # Keys, rows, views

    def _is_new(self, key: str | None, meaning: object) -> bool:
        """Return whether a request has not been answered yet; refuse a key used otherwise."""
        known = self.requests.get(str(key))
        require(known is None or known[0] == meaning, "ZP002")
        require(known is not None or not self.closed, "ZP005")
        return known is None

    def _held(self, ticker: str) -> Position:
        return self.positions.get(ticker, Position(ticker, ZERO, ZERO, ZERO))

    def _write(
        self,
        event: str,
        *,
        key: str | None = None,
        meaning: object = None,
        order: OrderRequest | None = None,
        held: Position | None = None,
        price: Decimal | None = None,
        amount: Decimal | None = None,
        realized_pnl: Decimal | None = None,
        reject_reason: str | None = None,
        error: str | None = None,
    ) -> JournalRow:
        seq = len(self.journal) + 1
        row = JournalRow(
            seq=seq,
            at=self.clock,
            event_type=event,
            order_seq=seq if order else None,
            key=key,
            ticker=order.ticker if order else None,
            side=order.side if order else None,
            order_type=order.order_type if order else None,
            quantity=order.quantity if order else None,
            limit_price=order.limit_price if order else None,
            stop_price=order.stop_price if order else None,
            price=price,
            amount=amount,
            fee=ZERO,
            realized_pnl=realized_pnl,
            cash_after=self.cash,
            quantity_after=held.quantity if held else None,
            avg_entry_price_after=held.avg_entry_price if held else None,
            reject_reason=reject_reason,
            error=error,
            options=_options_of(order) if order else {},
        )
        self.journal.append(row)
        if key is not None:
            self.requests[key] = (meaning, seq)
        return row

    def state(self) -> AccountState:
        held = [multiply(p.quantity, p.avg_entry_price) for p in self.positions.values()]
        value = self.cash
        for worth in held:
            value = add(value, worth)
        return AccountState(
            cash=self.cash,
            reserved=ZERO,
            buying_power=self.cash,
            seq=len(self.journal),
            settings=self.settings,
            status="closed" if self.closed else "open",
            portfolio_value=value,
            initial_cash=self.initial_cash,
            epoch_seq=self.epoch_seq,
            clock=self.clock,
            currency=str(self.settings["currency"]),
        )

    def events(self) -> list[Event]:
        """Tell the story of every order, event by event."""
        told: list[Event] = []
        for row in self.journal:
            if row.event_type == "fill":
                assert row.realized_pnl is not None
                fill = {
                    "fill_price": row.price,
                    "fill_qty": row.quantity,
                    "realized_pnl": round_to(row.realized_pnl, 4),
                }
                told.append(Event(row.seq, "submitted", {"ticker": row.ticker}))
                told.append(Event(row.seq, "accepted", {"ticker": row.ticker}))
                told.append(Event(row.seq, "fill", fill))
            elif row.event_type == "rejected":
                rejected = {
                    "ticker": row.ticker,
                    "side": row.side,
                    "quantity": row.quantity,
                    "reject_reason": row.reject_reason,
                    "error": row.error,
                }
                told.append(Event(row.seq, "rejected", rejected))
        return told

    def ledger(self) -> list[tuple[int, Decimal, Decimal]]:
        """List every movement of cash: (seq, signed amount, cash after it)."""
        moves: list[tuple[int, Decimal, Decimal]] = []
        for row in self.journal:
            if row.amount is not None:
                moves.append((row.seq, row.amount, row.cash_after))
            elif row.price is not None and row.quantity is not None:
                value = multiply(row.price, row.quantity)
                moves.append((row.seq, negate(value) if row.side == "buy" else value, row.cash_after))
        return moves

    def at_wall_time(self) -> bool:
        return self.clock is None


def without_times(order: Order) -> Order:
    return replace(order, submitted_at=None, filled_at=None)


def _options_of(order: OrderRequest) -> Options:
    return order.options if isinstance(order.options, Mapping) else {}


def _meaning(order: OrderRequest) -> object:
    """What makes two requests with one key the same; numbers count by value, 10 is 10.0."""
    options = tuple(sorted((name, repr(value)) for name, value in _options_of(order).items()))
    return ("order", replace(order, options=options))


def _order_of(row: JournalRow) -> Order:
    filled = row.event_type == "fill"
    return Order(
        seq=row.seq,
        key=str(row.key),
        ticker=str(row.ticker),
        side=str(row.side),
        order_type=str(row.order_type),
        quantity=row.quantity,
        limit_price=row.limit_price,
        stop_price=row.stop_price,
        status="filled" if filled else "rejected",
        fill_quantity=row.quantity if filled and row.quantity is not None else ZERO,
        fill_price=row.price,
        fees=ZERO,
        realized_pnl=row.realized_pnl,
        cash_after=row.cash_after,
        quantity_after=row.quantity_after if row.quantity_after is not None else ZERO,
        reject_reason=row.reject_reason,
        error=row.error,
        submitted_at=row.at,
        filled_at=row.at if filled else None,
        options=row.options,
    )
