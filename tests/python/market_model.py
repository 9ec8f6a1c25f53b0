"""An independent model of one account in fill model `market`, in exact decimals.

It is written from the contract and shares nothing with the engine: plain Python, one datum after the
other, one order after the other, and what is reserved is computed anew from the orders whenever it is
asked for. Prices of fills and fees are rounded to 12 decimals, ties away from zero, averages too;
everything else is exact, and the context traps what is not.

Only markets that never close are modelled, and tickers that are fed one kind of data each.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)
from typing import Any, ParamSpec, TypeVar

from support.desk import Bar, Datum, Quote, Trade

EXACT = Context(prec=200, rounding=ROUND_HALF_UP, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])
ROUNDING = Context(prec=200, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow])
ZERO = Decimal(0)
ONE = Decimal(1)
STEP = Decimal("1e-12")
OPEN = ("pending", "accepted", "partially_filled")

P = ParamSpec("P")
R = TypeVar("R")


def exactly(function: Any) -> Any:
    """Run a method in the exact context."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        with localcontext(EXACT):
            return function(*args, **kwargs)

    return wrapped


def rounded(value: Decimal, decimals: int = 12) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=ROUNDING)


def rounded_down(value: Decimal) -> Decimal:
    return value.quantize(STEP, rounding=ROUND_DOWN, context=ROUNDING)


def number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


@dataclass(frozen=True)
class Terms:
    """The settings of an account that fills depend on."""

    bps: Decimal
    fees: Mapping[str, Decimal]
    check: str
    buffer: Decimal
    bar_price: str
    volume_limit: Decimal | None
    participation: Decimal | None
    quote_age: timedelta
    intrabar: str
    slippage_on: str
    slippage_within_bar: bool
    stop_limit_fill: str

    @staticmethod
    def of(settings: Mapping[str, Any]) -> Terms:
        slippage = settings.get("slippage", {"model": "none"})
        compat = settings.get("compat", {})
        return Terms(
            bps=Decimal(str(slippage.get("bps", 0))) if slippage["model"] == "fixed_bps" else ZERO,
            fees={name: Decimal(str(rate)) for name, rate in settings.get("fees", {}).items()},
            check=settings.get("check", "submit"),
            buffer=Decimal(str(settings.get("market_buffer", "0.04"))),
            bar_price=settings.get("bar_price", "open"),
            volume_limit=number(settings.get("volume_limit")),
            participation=number(settings.get("participation_rate", 1)),
            quote_age=timedelta(minutes=settings.get("quote_age_minutes", 15)),
            intrabar=settings.get("intrabar", "stop_first"),
            slippage_on=compat.get("slippage_on", "all"),
            slippage_within_bar=compat.get("slippage_within_bar", True),
            stop_limit_fill=compat.get("stop_limit_fill", "close"),
        )


@dataclass
class Market:
    """Everything that was fed and taken, in order, with its position on the tape of its ticker."""

    tape: list[tuple[int, Datum]] = field(default_factory=list)
    length: dict[str, int] = field(default_factory=dict)
    newest: dict[str, Datum] = field(default_factory=dict)

    def feed(self, data: list[Datum]) -> None:
        for datum in data:
            ticker = str(datum.ticker)
            self.length[ticker] = self.length.get(ticker, 0) + 1
            self.newest[ticker] = datum
            self.tape.append((self.length[ticker], datum))


@dataclass
class Book:
    """What an account has left of the sizes a ticker displays; None is no limit."""

    quote: Quote | None = None
    left: dict[str, Decimal | None] = field(default_factory=dict)


@dataclass(eq=False)
class Order:
    key: str
    seq: int
    ticker: str
    side: str
    order_type: str
    ordered: Decimal
    limit: Decimal | None
    stop: Decimal | None
    tif: str
    expires_at: datetime | None
    touch: bool
    submitted_at: datetime
    seen: int
    trail_amount: Decimal | None = None
    trail_percent: Decimal | None = None
    status: str = "accepted"
    reason: str | None = None
    works_for: Decimal = ZERO
    filled: Decimal = ZERO
    value: Decimal = ZERO
    maker_value: Decimal = ZERO
    fees: Decimal = ZERO
    elected: bool = False
    watermark: Decimal | None = None
    reserve_price: Decimal | None = None
    group: list[Order] = field(default_factory=list)
    children: list[Order] = field(default_factory=list)
    parent: Order | None = None
    armed_by: tuple[int, str] | None = None
    label: str | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def leaves(self) -> Decimal:
        return self.works_for - self.filled

    @property
    def buys(self) -> bool:
        return self.side == "buy"

    @property
    def once(self) -> bool:
        return self.tif in ("ioc", "fok")

    @property
    def is_stop(self) -> bool:
        return self.order_type in ("stop", "stop_limit", "trailing_stop")

    @property
    def has_limit(self) -> bool:
        return self.order_type in ("limit", "stop_limit")

    def reaches_limit(self, price: Decimal) -> bool:
        assert self.limit is not None
        return price <= self.limit if self.buys else price >= self.limit

    def through_limit(self, price: Decimal) -> bool:
        assert self.limit is not None
        if price == self.limit:
            return self.touch
        return price < self.limit if self.buys else price > self.limit

    def reaches_stop(self, price: Decimal) -> bool:
        if self.stop is None:
            return False
        return price >= self.stop if self.buys else price <= self.stop

    def ratchet(self, price: Decimal) -> None:
        """Move the watermark in the order's favour, and the stop after it."""
        better = self.watermark is None or (price < self.watermark if self.buys else price > self.watermark)
        if not better:
            return
        self.watermark = price
        if self.trail_amount is not None:
            distance = self.trail_amount
        else:
            assert self.trail_percent is not None
            distance = price * self.trail_percent / 100
        self.stop = rounded(price + distance if self.buys else price - distance)


@dataclass(frozen=True)
class Fill:
    key: str
    side: str
    quantity: Decimal
    price: Decimal
    fee: Decimal
    liquidity: str
    at: datetime
    market_at: datetime


@dataclass
class Position:
    quantity: Decimal = ZERO
    average: Decimal = ZERO
    realized: Decimal = ZERO


@dataclass
class Moment:
    """A datum as it acts: a quote, a print, or one of the two halves of a bar."""

    at: datetime
    position: int
    datum: Datum
    half: str = ""


@dataclass
class Account:
    cash: Decimal
    terms: Terms
    market: Market
    clock: datetime
    orders: dict[str, Order] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    positions: dict[str, Position] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    applied: int = 0
    acted: set[int] = field(default_factory=set)
    capacity: Decimal | None = None
    bar_key: tuple[str, int] | None = None
    seqs: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    live: list[Order] = field(default_factory=list)

    # -- requests

    @exactly
    def set_clock(self, at: datetime) -> None:
        self.catch_up()
        self.clock = max(self.clock, at)
        self._expire(self.clock, at_bar_open=False)

    @exactly
    def submit(
        self,
        key: str,
        ticker: str,
        side: str,
        quantity: Decimal,
        order_type: str = "market",
        limit: Decimal | None = None,
        stop: Decimal | None = None,
        **options: Any,
    ) -> Order:
        self.catch_up()
        order = self._order(key, ticker, side, quantity, order_type, limit, stop, options)
        if label := options.get("oco_group"):
            order.label = label
            order.group = next((o.group for o in self._open() if o.label == label), [])
        self._register(order)
        self._begin(order)
        if order.status != "rejected":
            self._make_children(order, options)
        return order

    @exactly
    def cancel(self, key: str) -> Order:
        self.catch_up()
        order = self.orders[key]
        if order.is_open:
            self._end(order, "cancelled")
        return order

    @exactly
    def replace(
        self, key: str, new_key: str, quantity: Decimal | None, limit: Decimal | None, stop: Decimal | None
    ) -> Order | None:
        """Return the new order, None when it is refused."""
        self.catch_up()
        old = self.orders[key]
        total = old.ordered if quantity is None else quantity
        if not old.is_open or total <= old.filled:
            return None
        new = self._order(
            new_key, old.ticker, old.side, total - old.filled, old.order_type,
            old.limit if limit is None else limit, old.stop if stop is None else stop, {},
        )  # fmt: skip
        new.tif, new.expires_at, new.touch = old.tif, old.expires_at, old.touch
        new.trail_amount, new.trail_percent = old.trail_amount, old.trail_percent
        new.elected, new.watermark = old.elected, old.watermark
        new.group, new.parent, new.children, new.label = old.group, old.parent, old.children, old.label
        status = old.status
        old.status = "replaced"
        self._register(new)
        self._begin(new)
        if new.status == "rejected":
            old.status = status
            del self.orders[new_key]
            self.live = [o for o in self.live if o is not old] + [old]
            return None
        if new.parent is not None:
            new.parent.children = [new if child is old else child for child in new.parent.children]
        for child in new.children:
            child.parent = new
        return new

    def _order(
        self,
        key: str,
        ticker: str,
        side: str,
        quantity: Decimal,
        order_type: str,
        limit: Decimal | None,
        stop: Decimal | None,
        options: Mapping[str, Any],
    ) -> Order:
        tif = options.get("time_in_force", "gtc")
        expires_at = options.get("expires_at")
        if tif == "day":
            expires_at = self.clock.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        order = Order(
            key, next(self.seqs), ticker, side, order_type, quantity, limit, stop, tif, expires_at,
            bool(options.get("touch", False)), self.clock, self.market.length.get(ticker, 0),
            number(options.get("trail_amount")), number(options.get("trail_percent")),
        )  # fmt: skip
        order.works_for = quantity
        return order

    def _register(self, order: Order) -> None:
        self.orders[order.key] = order
        self.live.append(order)

    def _open(self) -> list[Order]:
        self.live = [order for order in self.live if order.is_open]
        return self.live

    def _begin(self, order: Order) -> None:
        """Test a new order against the newest quote, and let what is left of it rest."""
        quote = self._fresh_quote(order.ticker)
        newest = self.market.newest.get(order.ticker)
        if order.order_type == "trailing_stop" and order.watermark is None:
            price = _trail_price(order, newest)
            if price is not None:
                order.ratchet(price)
        if order.is_stop and quote is not None:
            opposite = quote_price(quote, order.side)
            order.elected = order.elected or (opposite is not None and order.reaches_stop(opposite))
        quantity, price = ZERO, ZERO
        opposite = quote_price(quote, order.side)
        works = order.elected or not order.is_stop
        if works and opposite is not None and (not order.has_limit or order.reaches_limit(opposite)):
            quantity = self._takeable(order, order.leaves)
            price = self._slipped(order, opposite)
        rest = order.leaves - quantity
        if order.once and quote is not None:
            if order.tif == "fok" and rest:
                quantity = ZERO
            rest = ZERO
        if not self._affordable(order, quantity, price, rest):
            return
        if not any(member is order for member in order.group):
            order.group.append(order)
        if quantity:
            self._fill(order, quantity, price, "taker", quote_time(quote))
        if order.is_open and order.once and quote is not None:
            self._end(order, "cancelled", "not_fillable" if order.tif == "fok" else None)

    def _affordable(self, order: Order, quantity: Decimal, price: Decimal, rest: Decimal) -> bool:
        """Reject a new order that the account cannot carry."""
        order.reserve_price = self._reserve_price(order)
        if self.terms.check == "fill":
            return True
        before = order.group
        if order.buys:
            fee = self._fee(order, quantity, price, "taker") if quantity else ZERO
            group = [o for o in before if o.is_open]
            power = self.cash - self.reserved() + max((self._need(o) for o in group), default=ZERO)
            need = quantity * price + fee
            if rest:
                later = self._need(order, quantity, quantity * price, fee)
                need += max([later, *(self._need(o) for o in group)])
            if need > power:
                order.status, order.reason = "rejected", "insufficient_cash"
        else:
            peers = max((o.leaves for o in before if o.is_open), default=ZERO)
            free = self.held(order.ticker) - self.reserved_shares(order.ticker) + peers
            if order.leaves > free:
                order.status, order.reason = "rejected", "insufficient_shares"
        return order.status != "rejected"

    def _make_children(self, entry: Order, options: Mapping[str, Any]) -> None:
        legs: list[tuple[str, str, Decimal | None, Decimal | None]] = []
        if options.get("order_class") in ("bracket", "oto"):
            if take := options.get("take_profit"):
                legs.append(("take_profit", "limit", number(take["limit_price"]), None))
            if loss := options.get("stop_loss"):
                limit = number(loss.get("limit_price"))
                legs.append(
                    (
                        "stop_loss",
                        "stop" if limit is None else "stop_limit",
                        limit,
                        number(loss["stop_price"]),
                    )
                )
        group: list[Order] = []
        for name, order_type, limit, stop in legs:
            side = "sell" if entry.buys else "buy"
            child = self._order(
                f"{entry.key}/{name}", entry.ticker, side, entry.ordered, order_type, limit, stop, {}
            )
            child.works_for = ZERO
            child.status, child.parent, child.group = "pending", entry, group
            group.append(child)
            entry.children.append(child)
            self._register(child)
        if entry.filled:
            self._arm(entry, entry.filled, None)
        if not entry.is_open:
            self._shrink(entry)

    # -- what is reserved

    def reserved(self) -> Decimal:
        with localcontext(EXACT):
            if self.terms.check == "fill":
                return ZERO
            groups = {id(o.group): o.group for o in self._open() if o.buys}
            return sum(
                (max((self._need(o) for o in group if o.is_open), default=ZERO) for group in groups.values()),
                ZERO,
            )

    def reserved_shares(self, ticker: str) -> Decimal:
        with localcontext(EXACT):
            if self.terms.check == "fill":
                return ZERO
            groups = {id(o.group): o.group for o in self._open() if not o.buys and o.ticker == ticker}
            return sum(
                (max((o.leaves for o in group if o.is_open), default=ZERO) for group in groups.values()), ZERO
            )

    def _need(
        self, order: Order, more: Decimal = ZERO, more_value: Decimal = ZERO, more_fee: Decimal = ZERO
    ) -> Decimal:
        """Return the cash an open buy reserves, or would, had it filled some more."""
        leaves = order.leaves - more
        if (
            self.terms.check == "fill"
            or order.reserve_price is None
            or leaves <= 0
            or order.status == "pending"
        ):
            return ZERO
        later = order.value + more_value + leaves * order.reserve_price
        fee = self._fee_of(order.filled + more + leaves, later, ZERO) - order.fees - more_fee
        return leaves * order.reserve_price + fee

    def _reserve_price(self, order: Order) -> Decimal | None:
        if order.has_limit:
            return order.limit
        newest = self.market.newest.get(order.ticker)
        known: list[Decimal | None] = [order.stop]
        match newest:
            case Quote():
                known.append(number(newest.ask))
            case Trade():
                known.append(number(newest.price))
            case Bar():
                known.append(number(newest.close))
        prices = [price for price in known if price is not None]
        if not prices:
            return None
        return max(prices) * (1 + self.terms.bps / 10_000) * (1 + self.terms.buffer)

    def held(self, ticker: str) -> Decimal:
        return self.positions.get(ticker, Position()).quantity

    # -- fees and prices

    def _fee_of(self, quantity: Decimal, value: Decimal, maker_value: Decimal) -> Decimal:
        fees = self.terms.fees
        if not fees:
            return ZERO
        percent = fees.get("percent", ZERO)
        maker, taker = fees.get("maker", percent), fees.get("taker", percent)
        total = fees.get("per_order", ZERO) + fees.get("per_share", ZERO) * quantity
        total += maker * maker_value + taker * (value - maker_value)
        if "maximum" in fees:
            total = min(total, fees["maximum"] * value)
        total = max(total, fees.get("minimum", ZERO))
        return rounded(total, int(fees.get("decimals", 12)))

    def _fee(self, order: Order, quantity: Decimal, price: Decimal, liquidity: str) -> Decimal:
        value = quantity * price
        maker = order.maker_value + (value if liquidity == "maker" else ZERO)
        return self._fee_of(order.filled + quantity, order.value + value, maker) - order.fees

    def _slipped(self, order: Order, price: Decimal, bar: Bar | None = None) -> Decimal:
        bps = self.terms.bps
        if self.terms.slippage_on == "opening" and not order.buys:
            bps = ZERO
        change = price * bps / 10_000
        found = rounded(price + change if order.buys else price - change)
        if bar is not None and self.terms.slippage_within_bar:
            found = max(Decimal(str(bar.low)), min(found, Decimal(str(bar.high))))
        if order.has_limit and (bar is None or self.terms.bar_price != "close"):
            assert order.limit is not None
            found = min(found, order.limit) if order.buys else max(found, order.limit)
        return found

    def _fresh_quote(self, ticker: str) -> Quote | None:
        quote = self.market.newest.get(ticker)
        if not isinstance(quote, Quote) or self.clock - quote_time(quote) > self.terms.quote_age:
            return None
        return quote

    def _takeable(self, order: Order, wanted: Decimal) -> Decimal:
        """Return how much of what is displayed the order may take."""
        if self.terms.participation is None:
            return wanted
        book = self.books.get(order.ticker)
        left = book.left.get("ask" if order.buys else "bid") if book is not None else None
        return wanted if left is None else min(wanted, left)

    # -- the market acts

    def catch_up(self) -> None:
        with localcontext(EXACT):
            moments = sorted(self._moments(), key=lambda m: (m.at, str(m.datum.ticker), m.position, m.half))
            self.applied = len(self.market.tape)
            for moment in moments:
                self._expire(moment.at, at_bar_open=moment.half == "1 open")
                self.clock = max(self.clock, moment.at)
                self._act(moment)
            self._expire(self.clock, at_bar_open=False)

    def _moments(self) -> Iterator[Moment]:
        for position, datum in self.market.tape[self.applied :]:
            match datum:
                case Bar():
                    assert isinstance(datum.starts_at, datetime)
                    assert isinstance(datum.ends_at, datetime)
                    yield Moment(datum.starts_at, position, datum, "1 open")
                    yield Moment(datum.ends_at, position, datum, "2 range")
                case Quote() | Trade():
                    assert isinstance(datum.at, datetime)
                    yield Moment(datum.at, position, datum)

    def _expire(self, now: datetime, *, at_bar_open: bool) -> None:
        due = [
            o for o in self._open()
            if o.expires_at is not None
            and (o.expires_at < now or (at_bar_open and o.expires_at == now))
        ]  # fmt: skip
        for order in sorted(due, key=lambda o: (o.expires_at, o.seq)):
            if order.is_open:
                self._end(order, "expired")

    def _act(self, moment: Moment) -> None:
        datum = moment.datum
        ticker = str(datum.ticker)
        gap = False
        match datum:
            case Quote():
                gap = self._show(ticker, datum)
                self.acted = set()
            case Trade():
                self.capacity = None
                if self.terms.participation is not None and datum.size is not None:
                    self.capacity = Decimal(str(datum.size)) * self.terms.participation
                self.acted = set()
            case Bar():
                self._open_bar(ticker, moment.position, datum)
        working = [o for o in self._open() if o.ticker == ticker]
        working.sort(key=lambda o: o.seq)
        if moment.half == "2 range" and self.terms.intrabar == "stop_first":
            working = _stops_first(working)
        elif moment.half == "2 range":
            working = _limits_first(working)
        for order in working:
            if order.status in ("accepted", "partially_filled") and self._sees(order, moment):
                match datum:
                    case Quote():
                        self._act_quote(order, moment, datum, gap=gap)
                    case Trade():
                        self._act_trade(order, moment, datum)
                    case Bar():
                        self._act_bar(order, moment, datum)

    def _sees(self, order: Order, moment: Moment) -> bool:
        if moment.position <= order.seen or order.leaves <= 0:
            return False
        if isinstance(moment.datum, Bar):
            assert isinstance(moment.datum.starts_at, datetime)
            if moment.datum.starts_at < order.submitted_at:
                return False
        if order.armed_by is not None:
            position, half = order.armed_by
            if moment.position < position or (moment.position == position and moment.half <= half):
                return False
            # What was filled inside a bar arms its children for the next one.
        return id(order.group) not in self.acted or len(order.group) < 2

    def _show(self, ticker: str, quote: Quote) -> bool:
        """Renew what is left of the displayed sizes; return whether the quote comes after a gap."""
        book = self.books.setdefault(ticker, Book())
        rate = self.terms.participation
        for side in ("bid", "ask"):
            price, size = number(getattr(quote, side)), number(getattr(quote, f"{side}_size"))
            old_price = number(getattr(book.quote, side)) if book.quote else None
            old_size = number(getattr(book.quote, f"{side}_size")) if book.quote else None
            left = book.left.get(side)
            if rate is None or size is None:
                book.left[side] = None
            elif price is None or price != old_price or old_size is None or left is None:
                book.left[side] = size * rate
            else:
                book.left[side] = min(left + rate * max(ZERO, size - old_size), rate * size)
        gap = book.quote is None or quote_time(quote) - quote_time(book.quote) > self.terms.quote_age
        book.quote = quote
        return gap

    def _act_quote(self, order: Order, moment: Moment, quote: Quote, *, gap: bool) -> None:
        price = quote_price(quote, order.side)
        rested = order.has_limit and (order.elected or not order.is_stop)
        if order.once:
            self._act_once(order, moment, price)
            return
        if price is None:
            return
        taker = gap or not order.has_limit
        if order.is_stop and not order.elected:
            if order.reaches_stop(price):
                order.elected = taker = True
            else:
                if order.order_type == "trailing_stop":
                    order.ratchet(price)
                return
        if order.has_limit and not order.reaches_limit(price):
            return
        quantity = self._takeable(order, order.leaves)
        if quantity <= 0:
            return
        if taker:
            if rested:
                self._fill(order, quantity, price, "maker", moment.at, moment)
            else:
                self._fill(order, quantity, self._slipped(order, price), "taker", moment.at, moment)
        else:
            assert order.limit is not None
            self._fill(order, quantity, order.limit, "maker", moment.at, moment)

    def _act_once(self, order: Order, moment: Moment, price: Decimal | None) -> None:
        """Let an ioc or fok order that found no fresh quote take the first one."""
        quantity = ZERO
        if price is not None and (not order.has_limit or order.reaches_limit(price)):
            quantity = self._takeable(order, order.leaves)
        if order.tif == "fok" and quantity < order.leaves:
            quantity = ZERO
        if quantity:
            assert price is not None
            self._fill(order, quantity, self._slipped(order, price), "taker", moment.at, moment)
        if order.is_open:
            self._end(order, "cancelled", "not_fillable" if order.tif == "fok" else None)

    def _act_trade(self, order: Order, moment: Moment, trade: Trade) -> None:
        price = Decimal(str(trade.price))
        if order.is_stop and not order.elected:
            if not order.reaches_stop(price):
                if order.order_type == "trailing_stop":
                    order.ratchet(price)
                return
            order.elected = True
        if order.has_limit and not order.through_limit(price):
            return
        quantity = order.leaves if self.capacity is None else min(order.leaves, self.capacity)
        if quantity <= 0:
            return
        if order.has_limit:
            assert order.limit is not None
            self._fill(order, quantity, order.limit, "maker", moment.at, moment)
        else:
            self._fill(order, quantity, self._slipped(order, price), "taker", moment.at, moment)

    def _open_bar(self, ticker: str, position: int, bar: Bar) -> None:
        if self.bar_key == (ticker, position):
            return
        self.bar_key = (ticker, position)
        self.acted = set()
        self.capacity = None
        if self.terms.volume_limit is not None and bar.volume is not None:
            self.capacity = rounded_down(self.terms.volume_limit * Decimal(str(bar.volume)))

    def _act_bar(self, order: Order, moment: Moment, bar: Bar) -> None:
        if self.terms.bar_price == "close":
            if moment.half == "2 range":
                self._act_bar_close(order, moment, bar)
        elif moment.half == "1 open":
            self._act_bar_open(order, moment, bar)
        elif order.once:
            pass
        else:
            self._act_bar_range(order, moment, bar)

    def _act_bar_open(self, order: Order, moment: Moment, bar: Bar) -> None:
        price = Decimal(str(bar.open))
        rested = order.has_limit and not order.once and (order.elected or not order.is_stop)
        if order.is_stop and not order.elected:
            if not order.reaches_stop(price):
                return
            order.elected = True
        if not order.has_limit or order.reaches_limit(price):
            quantity = order.leaves if self.capacity is None else min(order.leaves, self.capacity)
            if order.tif == "fok" and quantity < order.leaves:
                quantity = ZERO
            if quantity > 0:
                liquidity = "maker" if rested else "taker"
                self._fill(order, quantity, self._slipped(order, price, bar), liquidity, moment.at, moment)
                # An exit begins at the open that filled its entry, and may find its price passed already.
                for child in order.children:
                    if (
                        child.armed_by == (moment.position, moment.half)
                        and child.is_open
                        and (id(child.group) not in self.acted or len(child.group) < 2)
                    ):
                        self._act_bar_open(child, moment, bar)
        if order.once and order.is_open:
            self._end(order, "cancelled", "not_fillable" if order.tif == "fok" else None)

    def _act_bar_range(self, order: Order, moment: Moment, bar: Bar) -> None:
        high, low, close = (Decimal(str(price)) for price in (bar.high, bar.low, bar.close))
        best, worst = (low, high) if order.buys else (high, low)
        price: Decimal | None = None
        liquidity = "taker"
        if order.is_stop and not order.elected:
            reached = order.reaches_stop(worst)
            if reached:
                assert order.stop is not None
                order.elected = True
                if order.order_type != "stop_limit":
                    price = self._slipped(order, order.stop, bar)
                elif self.terms.stop_limit_fill == "stop" and order.reaches_limit(order.stop):
                    price = order.stop
                elif self.terms.stop_limit_fill == "close" and order.reaches_limit(close):
                    # It comes to the market when it is elected: it has not rested there.
                    price = order.limit
            elif order.order_type == "trailing_stop":
                order.ratchet(best)
        elif order.has_limit and order.through_limit(best):
            price, liquidity = order.limit, "maker"
        if price is None:
            return
        quantity = order.leaves if self.capacity is None else min(order.leaves, self.capacity)
        if quantity > 0:
            self._fill(order, quantity, price, liquidity, moment.at, moment)

    def _act_bar_close(self, order: Order, moment: Moment, bar: Bar) -> None:
        price = Decimal(str(bar.close))
        if order.is_stop and not order.elected:
            if not order.reaches_stop(price):
                if order.order_type == "trailing_stop":
                    order.ratchet(price)
                return
            order.elected = True
        slipped = self._slipped(order, price, bar)
        quantity = order.leaves if self.capacity is None else min(order.leaves, self.capacity)
        if order.has_limit and not (order.reaches_limit(price) and order.reaches_limit(slipped)):
            quantity = ZERO
        if order.tif == "fok" and quantity < order.leaves:
            quantity = ZERO
        if quantity > 0:
            self._fill(order, quantity, slipped, "taker", moment.at, moment)
        if order.once and order.is_open:
            self._end(order, "cancelled", "not_fillable" if order.tif == "fok" else None)

    # -- what changes the books

    def _fill(
        self,
        order: Order,
        quantity: Decimal,
        price: Decimal,
        liquidity: str,
        market_at: datetime,
        moment: Moment | None = None,
    ) -> None:
        fee = self._fee(order, quantity, price, liquidity)
        value = quantity * price
        own = ZERO
        if order.buys:
            group = [o for o in order.group if o.is_open]
            own = max((self._need(o) for o in group), default=ZERO)
        free = self.cash - self.reserved() + own
        if order.buys and value + fee > free:
            self._end(order, "cancelled", "insufficient_cash")
            return
        if not order.buys and quantity > self.held(order.ticker):
            self._end(order, "cancelled", "insufficient_shares")
            return
        if not order.buys and free + value - fee < 0:
            self._end(order, "cancelled", "insufficient_cash")
            return
        order.filled += quantity
        order.value += value
        order.maker_value += value if liquidity == "maker" else ZERO
        order.fees += fee
        order.status = "filled" if order.filled == order.ordered else "partially_filled"
        self.cash += (-value if order.buys else value) - fee
        self._hold(order, quantity, price)
        self.fills.append(
            Fill(
                order.key, order.side, quantity, price, fee, liquidity, max(self.clock, market_at), market_at
            )
        )
        self._take(order, quantity, moment)
        if len(order.group) > 1:
            self.acted.add(id(order.group))
        for peer in order.group:
            if peer is not order and peer.is_open:
                peer.works_for -= quantity
                peer.ordered -= quantity
                if order.status == "filled" or peer.ordered <= 0:
                    self._finish(peer, "cancelled", None)
        self._arm(order, quantity, moment)
        if order.status == "filled":
            self._shrink(order)

    def _hold(self, order: Order, quantity: Decimal, price: Decimal) -> None:
        position = self.positions.setdefault(order.ticker, Position())
        if order.buys:
            cost = position.average * position.quantity + price * quantity
            position.quantity += quantity
            position.average = rounded(ROUNDING.divide(cost, position.quantity))
        else:
            position.realized += quantity * (price - position.average)
            position.quantity -= quantity
            if not position.quantity:
                position.average = ZERO

    def _take(self, order: Order, quantity: Decimal, moment: Moment | None) -> None:
        if moment is None or isinstance(moment.datum, Quote):
            book = self.books[order.ticker]
            side = "ask" if order.buys else "bid"
            left = book.left.get(side)
            if left is not None and self.terms.participation is not None:
                book.left[side] = left - quantity
        elif self.capacity is not None:
            self.capacity -= quantity

    def _arm(self, entry: Order, quantity: Decimal, moment: Moment | None) -> None:
        """Let the children of an entry work for what it filled."""
        for child in entry.children:
            if not child.is_open:
                continue
            child.works_for += quantity
            if child.status == "pending":
                child.status = "accepted"
                child.armed_by = None if moment is None else (moment.position, moment.half)

    def _shrink(self, entry: Order) -> None:
        """The entry will fill no more: its children are for what it did."""
        for child in entry.children:
            if not child.is_open:
                continue
            peers = sum((o.filled for o in child.group if o is not child), ZERO)
            child.ordered = entry.filled - peers
            child.works_for = child.ordered
            if child.filled == child.ordered:
                self._finish(child, "filled" if child.filled else "cancelled", None)

    def _end(self, order: Order, status: str, reason: str | None = None) -> None:
        """End an open order, and what hangs on it."""
        self._finish(order, status, reason)
        for peer in order.group:
            if peer is not order and peer.is_open:
                self._finish(peer, status if status == "expired" else "cancelled", None)
        self._shrink(order)

    def _finish(self, order: Order, status: str, reason: str | None) -> None:
        order.status, order.reason = status, reason


def quote_time(quote: Quote | None) -> datetime:
    assert quote is not None
    assert isinstance(quote.at, datetime)
    return quote.at


def quote_price(quote: Quote | None, side: str) -> Decimal | None:
    """Return the price one would trade at: buys at the ask, sells at the bid."""
    if quote is None:
        return None
    return number(quote.ask if side == "buy" else quote.bid)


def _trail_price(order: Order, datum: Datum | None) -> Decimal | None:
    match datum:
        case Quote():
            return quote_price(datum, order.side)
        case Trade():
            return number(datum.price)
        case Bar():
            return number(datum.close)
    return None


def _stops_first(orders: list[Order]) -> list[Order]:
    """Put the stop of each group before its limit, in the place of whichever came first."""
    return _legs_first(orders, lambda o: not o.is_stop)


def _limits_first(orders: list[Order]) -> list[Order]:
    return _legs_first(orders, lambda o: o.is_stop)


def _legs_first(orders: list[Order], later: Any) -> list[Order]:
    first: dict[int, int] = {}
    for order in orders:
        first.setdefault(id(order.group), order.seq)
    return sorted(orders, key=lambda o: (first[id(o.group)], later(o), o.seq))
