"""One account in fill model `market`, used as a caller would: feed, trade, look.

Orders are named by their keys. Numbers go in as text or decimals and come out as decimals.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Number = Decimal | int | str

START = datetime(2024, 1, 2, 9, 0, tzinfo=UTC)


class Quote(NamedTuple):
    ticker: str | None
    at: datetime | str | None
    bid: Number | None
    ask: Number | None
    bid_size: Number | None = None
    ask_size: Number | None = None
    sequence: int | None = None


class Trade(NamedTuple):
    ticker: str | None
    at: datetime | str | None
    price: Number | None
    size: Number | None = None
    sequence: int | None = None


class Bar(NamedTuple):
    ticker: str | None
    starts_at: datetime | str | None
    ends_at: datetime | str | None
    open: Number | None
    high: Number | None
    low: Number | None
    close: Number | None
    volume: Number | None = None


Datum = Quote | Trade | Bar


class Counts(NamedTuple):
    """What a feed said it did with its rows."""

    accepted: int
    duplicates: int
    out_of_order: int
    invalid: int


class Request(NamedTuple):
    """An order as it is asked for."""

    key: str
    ticker: str
    side: str
    quantity: Number
    order_type: str = "market"
    limit_price: Number | None = None
    stop_price: Number | None = None
    options: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Order:
    key: str | None
    seq: int
    order_id: Any = field(compare=False)
    ticker: str
    side: str
    order_type: str
    quantity: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    status: str
    fill_quantity: Decimal
    fill_price: Decimal | None
    fees: Decimal
    reject_reason: str | None


@dataclass(frozen=True)
class Fill:
    order_seq: int
    ticker: str
    side: str
    quantity: Decimal
    price: Decimal
    fee: Decimal
    realized_pnl: Decimal
    liquidity: str
    at: datetime
    market_at: datetime


class Balance(NamedTuple):
    cash: Decimal
    reserved: Decimal
    buying_power: Decimal


class Holding(NamedTuple):
    quantity: Decimal
    avg_entry_price: Decimal
    realized_pnl: Decimal
    reserved: Decimal


_KINDS: Mapping[type, str] = {Quote: "quote", Trade: "trade", Bar: "bar"}

_ORDER_COLUMNS = """
    idempotency_key, seq, order_id, ticker, side::text, order_type::text, quantity, limit_price, stop_price,
    status::text, fill_quantity, fill_price, fees, reject_reason
"""


def connect(dsn: str) -> Connection:
    """Connect as the engine wants it, or skip the tests where there is no fill model `market` yet."""
    opened: Connection = psycopg.connect(dsn, autocommit=True)
    opened.execute("set default_transaction_isolation = serializable")
    opened.execute("set timezone = 'UTC'")
    ((missing,),) = opened.execute("select to_regproc('paper.match_account') is null")
    if missing:
        opened.close()
        pytest.skip("this build has no fill model market")
    return opened


def feed(connection: Connection, data: Iterable[Datum], *, strict: bool = False) -> Counts:
    """Feed rows of one kind in one call."""
    rows = list(data)
    if not rows:
        return Counts(0, 0, 0, 0)
    (kind,) = {_KINDS[type(row)] for row in rows}
    as_json = json.dumps([{name: _text(value) for name, value in row._asdict().items()} for row in rows])
    row = connection.execute(
        f"select accepted, duplicates, out_of_order, invalid from paper.feed_{kind}s("
        f"array(select d from jsonb_populate_recordset(null::paper.{kind}, %s::jsonb) as d), %s)",
        (as_json, strict),
    ).fetchone()
    assert row is not None
    return Counts(*row)


def _text(value: object) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _composite(request: Request) -> tuple[Any, ...]:
    return (
        request.key, request.ticker, request.side, str(request.quantity), request.order_type,
        None if request.limit_price is None else str(request.limit_price),
        None if request.stop_price is None else str(request.stop_price),
        json.dumps(request.options, default=float),
    )  # fmt: skip


class Desk:
    """An account opened with `settings` on top of fill model market and a simulated clock."""

    def __init__(
        self,
        connection: Connection,
        account_id: str = "desk",
        cash: Number = 100_000,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.connection = connection
        self.account_id = account_id
        self.settings = {"fill_model": "market", "clock": "simulated", **(settings or {})}
        connection.execute(
            "select paper.open_account(%s, %s::numeric, %s::jsonb)",
            (account_id, str(cash), json.dumps(self.settings)),
        )

    @classmethod
    def of(cls, connection: Connection, account_id: str, settings: Mapping[str, Any] | None = None) -> Desk:
        """The desk of an account that is there."""
        desk = cls.__new__(cls)
        desk.connection, desk.account_id, desk.settings = connection, account_id, dict(settings or {})
        return desk

    # -- the market

    def feed(self, *data: Datum, strict: bool = False) -> Counts:
        """Feed rows, one call for each run of one kind."""
        counts = Counts(0, 0, 0, 0)
        run: list[Datum] = []
        for datum in data:
            if run and type(run[-1]) is not type(datum):
                counts = Counts(
                    *map(sum, zip(counts, feed(self.connection, run, strict=strict), strict=True))
                )
                run = []
            run.append(datum)
        return Counts(*map(sum, zip(counts, feed(self.connection, run, strict=strict), strict=True)))

    def quote(
        self,
        ticker: str,
        at: datetime,
        bid: Number | None,
        ask: Number | None,
        bid_size: Number | None = None,
        ask_size: Number | None = None,
        sequence: int | None = None,
    ) -> Counts:
        return self.feed(Quote(ticker, at, bid, ask, bid_size, ask_size, sequence))

    def trade(
        self,
        ticker: str,
        at: datetime,
        price: Number,
        size: Number | None = None,
        sequence: int | None = None,
    ) -> Counts:
        return self.feed(Trade(ticker, at, price, size, sequence))

    def bar(
        self,
        ticker: str,
        starts_at: datetime,
        prices: Sequence[Number],
        volume: Number | None = None,
        length: timedelta = timedelta(minutes=1),
    ) -> Counts:
        opening, high, low, close = prices
        return self.feed(Bar(ticker, starts_at, starts_at + length, opening, high, low, close, volume))

    def match(self) -> int:
        return int(self._value("select paper.match_account(%s)"))

    def set_clock(self, at: datetime) -> datetime:
        found: datetime = self._value("select paper.set_clock(%s, %s)", at)
        return found

    def clock(self) -> datetime:
        found: datetime = self._value("select paper.clock(%s)")
        return found

    # -- orders

    def submit(
        self,
        key: str,
        ticker: str,
        side: str,
        quantity: Number,
        order_type: str = "market",
        limit_price: Number | None = None,
        stop_price: Number | None = None,
        **options: object,
    ) -> Order:
        (order,) = self.submit_all(
            Request(key, ticker, side, quantity, order_type, limit_price, stop_price, options)
        )
        return order

    def submit_all(self, *requests: Request) -> list[Order]:
        return self._requested("submit_orders", requests)

    def preview(self, *requests: Request) -> list[Order]:
        """Ask what would happen, in a transaction that cannot write."""
        with self.connection.transaction():
            self.connection.execute("set transaction read only")
            return self._requested("preview_orders", requests)

    def _requested(self, function: str, requests: Sequence[Request]) -> list[Order]:
        rows = ", ".join(
            "(%s, %s, %s, %s::numeric, %s, %s::numeric, %s::numeric, %s::jsonb)::paper.order_request"
            for _ in requests
        )
        parameters = [value for request in requests for value in _composite(request)]
        found = self.connection.execute(
            f"select {_ORDER_COLUMNS} from paper.{function}(%s, array[{rows}])",
            (self.account_id, *parameters),
        )
        return [Order(*row) for row in found]

    def cancel(self, key: str) -> Order:
        return self.cancel_id(self.order(key).order_id)

    def cancel_id(self, order_id: object) -> Order:
        return self._orders(f"select {_ORDER_COLUMNS} from paper.cancel_order(%s, %s)", order_id)[0]

    def cancel_all(self, ticker: str | None = None) -> list[Order]:
        return self._orders(f"select {_ORDER_COLUMNS} from paper.cancel_all_orders(%s, %s)", ticker)

    def replace(
        self,
        key: str,
        new_key: str,
        quantity: Number | None = None,
        limit_price: Number | None = None,
        stop_price: Number | None = None,
    ) -> Order:
        numbers = (None if n is None else str(n) for n in (quantity, limit_price, stop_price))
        (order,) = self._orders(
            f"select {_ORDER_COLUMNS} from paper.replace_order("
            "%s, %s, %s, %s::numeric, %s::numeric, %s::numeric)",
            self.order(key).order_id, new_key, *numbers,
        )  # fmt: skip
        return order

    def close_position(self, key: str, ticker: str, quantity: Number | None = None) -> Order:
        return self._orders(
            f"select {_ORDER_COLUMNS} from paper.close_position(%s, %s, %s, %s::numeric)",
            key, ticker, None if quantity is None else str(quantity),
        )[0]  # fmt: skip

    # -- looking

    def orders(self) -> list[Order]:
        return self._orders(f"select {_ORDER_COLUMNS} from paper.orders where account_id = %s order by seq")

    def open_orders(self) -> list[Order]:
        return self._orders(
            f"select {_ORDER_COLUMNS} from paper.open_orders where account_id = %s order by seq"
        )

    def order(self, key: str) -> Order:
        (found,) = self._orders(
            f"select {_ORDER_COLUMNS} from paper.orders where account_id = %s and idempotency_key = %s", key
        )
        return found

    def children(self, key: str) -> dict[str, Order]:
        """Return the legs of a bracket or oto by what they are: take_profit and stop_loss."""
        entry = self.order(key)
        legs: dict[str, Order] = {}
        for order in self.orders():
            if order.seq > entry.seq:
                if order.key is not None and not order.key.startswith(key):
                    break
                legs["take_profit" if order.order_type == "limit" else "stop_loss"] = order
        return legs

    def fills(self, key: str | None = None) -> list[Fill]:
        rows = self._rows(
            "select order_seq, ticker, side::text, quantity, price, fee, realized_pnl, liquidity, at, "
            "market_at from paper.fills where account_id = %s order by seq"
        )
        wanted = None if key is None else self.order(key).seq
        return [fill for fill in (Fill(*row) for row in rows) if wanted in (None, fill.order_seq)]

    def balance(self) -> Balance:
        (row,) = self._rows("select cash, reserved, buying_power from paper.accounts where account_id = %s")
        return Balance(*row)

    def cash(self) -> Decimal:
        return self.balance().cash

    def positions(self) -> dict[str, Holding]:
        rows = self._rows(
            "select ticker, quantity, avg_entry_price, realized_pnl, reserved "
            "from paper.positions where account_id = %s"
        )
        return {row[0]: Holding(*row[1:]) for row in rows}

    def held(self, ticker: str) -> Decimal:
        holding = self.positions().get(ticker)
        return Decimal(0) if holding is None else holding.quantity

    def journal(self) -> list[tuple[Any, ...]]:
        """Return the journal without what differs between two accounts: their id and their seals."""
        return self._rows(
            "select seq, at, event_type::text, order_seq, idempotency_key, ticker, side::text, "
            "order_type::text, quantity, limit_price, stop_price, price, amount, fee, realized_pnl, "
            "cash_after, quantity_after, avg_entry_price_after, reject_reason, error, options, detail "
            "from paper.journal where account_id = %s order by seq"
        )

    def violations(self) -> list[tuple[Any, ...]]:
        return self._rows("select * from paper.check(%s)")

    def explain(self, key: str) -> list[tuple[Any, ...]]:
        return self._rows("select * from paper.explain_order(%s, %s)", self.order(key).order_id)

    def _rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, (self.account_id, *parameters)).fetchall()

    def _orders(self, query: str, *parameters: object) -> list[Order]:
        return [Order(*row) for row in self._rows(query, *parameters)]

    def _value(self, query: str, *parameters: object) -> Any:
        ((value,),) = self._rows(query, *parameters)
        return value


@dataclass
class Floor:
    """A database that many accounts share.

    The tape is one for all of them and a simulated clock follows all of it, so each account gets a
    ticker of its own and begins long after everything before it.
    """

    connection: Connection
    opened: int = 0
    span: timedelta = timedelta(days=60)

    def desk(self, cash: Number = 100_000, settings: Mapping[str, Any] | None = None) -> Desk:
        self.opened += 1
        return Desk(self.connection, f"desk-{self.opened}", cash, settings)

    @property
    def start(self) -> datetime:
        """A midnight after all that was fed for other accounts."""
        return START.replace(hour=0) + self.span * self.opened

    @property
    def ticker(self) -> str:
        return f"T{self.opened}"
