"""The broker adapter: each method is one call of the database, which does all the deciding."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from types import TracebackType
from typing import Any, Literal, Self, overload
from uuid import UUID, uuid4

from pgpaper import feed, wire
from pgpaper.calls import Caller, OnCall
from pgpaper.combiner import Answer, Item, Work
from pgpaper.database import Database, Row
from pgpaper.errors import (
    IdempotencyConflict,
    InvalidRequest,
    PaperError,
    Problem,
    UnknownAccount,
    UnknownOrder,
)
from pgpaper.interface import (
    AccountInfo,
    AdapterResult,
    Bar,
    BrokerDataAdapter,
    Explanation,
    FeedResult,
    Figure,
    Fill,
    JournalEntry,
    Number,
    OrderEventType,
    OrderRequest,
    OrderResponse,
    OrderSide,
    OrderStatus,
    OrderType,
    PositionInfo,
    Quote,
    Trade,
    TradingMode,
    Violation,
)
from pgpaper.queries import Queries
from pgpaper.retry import RetryPolicy
from pgpaper.work import Account, CancelOrders, Refusal, Statement, SubmitOrders

DEFAULT_SLIPPAGE = 0.001

_EVENTS_A_READ = 1000
_FIRST_POLL = 0.02

_QUERIES = {exact: Queries(exact=exact) for exact in (False, True)}
_OUTCOME_COLUMNS = 10
_STATUSES: dict[str, OrderStatus] = {status: status for status in OrderStatus}
_SIDES: dict[str, OrderSide] = {side: side for side in OrderSide}
_TYPES: dict[str, OrderType] = {kind: kind for kind in OrderType}


class _Session:
    """An adapter in one event loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.account: Account | None = None
        self._lock = asyncio.Lock()
        self._turns = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Who opens, closes or queues meanwhile takes a turn: writes queue in the order of their calls."""
        self._turns += 1
        try:
            async with self._lock:
                yield
        finally:
            self._turns -= 1

    @property
    def is_at_rest(self) -> bool:
        """Whether nobody has a turn or waits for one."""
        return self._turns == 0


class PaperTradingAdapter(BrokerDataAdapter[Figure]):
    """A paper-trading account that lives in PostgreSQL.

        async with PaperTradingAdapter("momentum", initial_cash=50_000) as broker:
            response = await broker.submit_order(OrderRequest("AAPL", "buy", 10, "limit", 187.5))

    The account is opened with `initial_cash` when it does not exist, else the adapter attaches to it as it
    is: its cash and settings stay. Settings are those of paper.open_account(), `simulated_slippage_pct` (a
    fraction) being the one named slippage_pct. When some are asked for (`settings`, or a slippage other than
    the default), an existing account must have the same ones, else `AccountExists` is raised.

    `dsn` is any libpq connection string; None means PGPAPER_DSN, else the embedded server, which is started
    and migrated. A server named by a DSN is never migrated: `SchemaMismatch` says what to run.

    Everything that went in stays in: there is nothing to save or to restore, and any number of adapters and
    processes may use one account at once. Each call is one transaction. Calls that lose to a concurrent
    writer, or lose the connection, are made again as `retry` says, with the same idempotency keys, so that
    they take effect once (`pgpaper.retry`).

    The adapter opens at its first call and closes with `close` or at the end of `async with`; used after
    that, it opens again. Adapters of one DSN in one event loop share connections: up to `pool_size` for
    writes and as many for reads, opened as needed; a call waits up to `timeout` seconds for one.

    It may be used by many tasks at once. Writes of an account are carried out in the order of their calls,
    those of all adapters that share connections in one queue. Orders that are submitted while another write
    is under way go in together, up to `max_batch` of them in one transaction (those of one `submit_orders`
    are never divided); so do cancels. Each call has its own outcome and its own exception, and nothing waits
    for company. While `max_queued` orders are queued, further calls wait before they queue. A call that is
    cancelled while it is queued is not sent; one that was sent stays in, and its key tells what became of it.

    `on_call` is a function that gets a `Call` after each call of the database: its name, account, batch,
    attempts, SQLSTATEs and seconds, for metrics. It is called in the event loop and must not block; what it
    raises is logged.

    `prepare_threshold` is psycopg's: None turns prepared statements off, as
    pgbouncer before 1.21 needs it.

    Numbers go in as int, float (by its shortest decimal form), Decimal or numpy scalars. They come out as
    float, or as exact Decimal with `exact=True` (for type checkers, make a
    `PaperTradingAdapter[Decimal]`). Every method may raise the errors of `pgpaper.errors`; a
    rejected order is a response, not an error.
    """

    def __init__(
        self,
        account_id: str = "paper-default",
        initial_cash: Number = 100_000.0,
        simulated_slippage_pct: Number = DEFAULT_SLIPPAGE,
        *,
        dsn: str | None = None,
        settings: Mapping[str, Any] | None = None,
        exact: bool = False,
        pool_size: int = 8,
        max_batch: int = 1000,
        max_queued: int = 10_000,
        timeout: float = 30.0,
        prepare_threshold: int | None = 5,
        retry: RetryPolicy | None = None,
        on_call: OnCall | None = None,
        mode: TradingMode = TradingMode.PAPER,
    ) -> None:
        super().__init__(mode=mode)
        self.account_id = wire.text(account_id, "account_id")
        self.initial_cash = initial_cash
        self.slippage_pct = simulated_slippage_pct
        self.exact = exact
        self._dsn = dsn
        self._settings = settings
        self._pool_size = pool_size
        self._max_batch = max_batch
        self._max_queued = max_queued
        self._timeout = timeout
        self._prepare_threshold = prepare_threshold
        self._caller = Caller(retry or RetryPolicy(), on_call)
        self._queries = _QUERIES[exact]
        self._session: _Session | None = None
        self._existed = False

    @property
    def mode(self) -> TradingMode:
        """Always paper; setting it to anything else raises `InvalidRequest`."""
        return TradingMode.PAPER

    @mode.setter
    def mode(self, mode: TradingMode) -> None:
        if mode != TradingMode.PAPER:
            raise InvalidRequest("this adapter trades on paper only: live trading is refused")

    def source_type(self) -> str:
        """Return "broker"."""
        return "broker"

    # -- opening and closing

    async def __aenter__(self) -> Self:
        await self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, err: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Wait for the writes that are queued and give the connections back; harmless when there are none.

        The account stays as it is, and the adapter opens again when it is used again.
        """
        session = self._session
        if session is not None and session.loop is asyncio.get_running_loop():
            async with session.turn():
                if session.account is not None:
                    await session.account.writes.drained()
                    account, session.account = session.account, None
                    await account.database.release()

    async def _opened(self) -> Account:
        session = self._current_session()
        if session.account is not None:
            return session.account
        async with session.turn():
            return await self._open(session)

    def _current_session(self) -> _Session:
        session = self._session
        # What belongs to another event loop cannot be used, nor even closed, in this one.
        if session is None or session.loop is not asyncio.get_running_loop():
            session = self._session = _Session()
        return session

    async def _open(self, session: _Session) -> Account:
        """Open the database and the account; the caller has the turn."""
        if session.account is not None:
            return session.account
        opening = (
            self.account_id,
            wire.number(self.initial_cash, "initial_cash"),
            _settings_text(self._settings, self.slippage_pct),
        )
        database = await Database.share(
            self._dsn,
            pool_size=self._pool_size,
            max_wait=self._timeout,
            prepare_threshold=self._prepare_threshold,
        )
        try:
            writes = database.writes_of(
                self.account_id, max_batch=self._max_batch, max_queued=self._max_queued
            )
            account = Account(database, self.account_id, self._queries, self._caller, writes)
            rows = await account.read(self._queries.account_exists, self.account_id)
            self._existed = rows[0][0]
            await account.write(self._queries.open_account, *opening)
        except BaseException:
            await database.release()
            raise
        session.account = account
        return account

    async def _read(self, query: str, *params: Any) -> list[Row]:
        account = await self._opened()
        return await account.read(query, *params)

    async def _write(self, query: str, *params: Any) -> list[Row]:
        [rows] = await self._queued(lambda account: Statement(account, query), [params])
        return rows

    async def _queued(
        self, work: Callable[[Account], Work[Item, Answer]], items: Sequence[Item]
    ) -> Sequence[Answer]:
        """Queue a write of the account and return its answers, one for each item."""
        session = self._current_session()
        account = session.account
        if account is None or not session.is_at_rest:
            async with session.turn():
                account = await self._open(session)
                answers = account.writes.put(work(account), items)
        else:
            answers = account.writes.put(work(account), items)
        return await answers

    # -- orders

    async def submit_order(self, order: OrderRequest) -> OrderResponse[Figure]:
        """Submit one order and return what became of it: filled, or rejected with the reason in `error`.

        Submitted again with the same key, it returns the stored outcome. Raises `InvalidRequest` when a value
        is missing or out of range, `IdempotencyConflict` when the key was used for a different request, and
        `AccountClosed`; nothing is written then.
        """
        outcome = (await self._submit([order]))[0]
        if isinstance(outcome, PaperError):
            raise outcome
        return outcome

    @overload
    async def submit_orders(
        self, orders: Iterable[OrderRequest], return_exceptions: Literal[False] = False
    ) -> list[OrderResponse[Figure]]: ...

    @overload
    async def submit_orders(
        self, orders: Iterable[OrderRequest], return_exceptions: Literal[True]
    ) -> list[OrderResponse[Figure] | PaperError]: ...

    async def submit_orders(
        self, orders: Iterable[OrderRequest], return_exceptions: bool = False
    ) -> list[OrderResponse[Figure]] | list[OrderResponse[Figure] | PaperError]:
        """Submit orders in the order given, in one transaction, and return their outcomes in that order.

        Orders that are malformed, or whose key was used for a different request, are taken out and the
        others go in, as if each had been submitted alone. As with asyncio.gather, `return_exceptions=True`
        puts their exceptions in their places; else the first of them is raised once the others are in, its
        `problems` listing all of them with their index from 1. Nothing is lost by that: the same call with
        `return_exceptions=True` returns the stored outcomes.

        What concerns the call as a whole (an unknown or closed account, a lost connection) is raised in both.
        """
        outcomes = await self._submit(list(orders))
        refused = [outcome for outcome in outcomes if isinstance(outcome, PaperError)]
        if not refused or return_exceptions:
            return outcomes
        first = refused[0]
        if isinstance(first, InvalidRequest | IdempotencyConflict):
            first.problems = tuple(
                Problem(index, outcome.sqlstate or "", str(outcome))
                for index, outcome in enumerate(outcomes, start=1)
                if isinstance(outcome, PaperError)
            )
        raise first

    async def _submit(self, orders: Sequence[OrderRequest]) -> list[OrderResponse[Figure] | PaperError]:
        """Return what became of each order: its response, or why it was refused, here or by the server."""
        elements, problems = wire.order_requests(orders)
        answers = list(await self._queued(SubmitOrders, elements)) if elements else []
        for problem in problems:
            answers.insert(problem.index - 1, Refusal(problem))
        return [
            _refused(index, answer) if isinstance(answer, Refusal) else self._submitted(order, answer)
            for index, (order, answer) in enumerate(zip(orders, answers, strict=True), start=1)
        ]

    async def cancel_order(self, broker_order_id: str) -> OrderResponse[Figure]:
        """Cancel an order that can still trade and return it, cancelled.

        Any other answer has the status rejected, with the reason in `error`, and changes nothing: the account
        has no such order, or it is filled, or final in another way.
        """
        order_id = _uuid(broker_order_id)
        [answer] = await self._queued(CancelOrders, [order_id]) if order_id else [None]
        if answer is None:
            return _not_found(broker_order_id)
        row, cancelled = answer
        order = self._stored(row)
        if not cancelled:
            order.error = f"Cannot cancel a {order.status.value.replace('_', ' ')} order"
            order.status = OrderStatus.REJECTED
        return order

    async def cancel_all_orders(self, ticker: str | None = None) -> list[OrderResponse[Figure]]:
        """Cancel every order that can still trade, or those in one ticker, and return them."""
        return [
            self._stored(row)
            for row in await self._write(
                self._queries.cancel_all_orders, self.account_id, ticker and wire.text(ticker, "ticker")
            )
        ]

    async def replace_order(
        self,
        broker_order_id: str,
        quantity: Number | None = None,
        limit_price: Number | None = None,
        stop_price: Number | None = None,
        *,
        idempotency_key: str | None = None,
    ) -> OrderResponse[Figure]:
        """Replace an open order by one with other terms, and return the order that works afterwards.

        `quantity` is the new total, what is filled included; None keeps a term. At no time do both work. When
        the new terms cannot be had (as many are filled already, or it costs too much), the response is a
        rejected order with the reason in `error`, and the old order works on. Raises `UnknownOrder`. Keys are
        as in `close_position`.
        """
        order_id = _uuid(broker_order_id)
        if order_id is None:
            raise UnknownOrder(f"Order {broker_order_id} not found")
        rows = await self._write(
            self._queries.replace_order,
            self.account_id,
            order_id,
            _key(idempotency_key),
            wire.number(quantity, "quantity"),
            wire.number(limit_price, "limit_price"),
            wire.number(stop_price, "stop_price"),
        )
        return self._stored(rows[0])

    async def preview_orders(self, orders: Iterable[OrderRequest]) -> list[OrderResponse[Figure]]:
        """Return what would become of orders if they were submitted now; their `broker_order_id` is empty.

        Nothing is written, no key is used, nothing is locked. A malformed order raises `InvalidRequest`, its
        `problems` listing all of them.
        """
        requests = list(orders)
        elements, problems = wire.order_requests(requests)
        if problems:
            raise InvalidRequest(problems[0].problem, problems=problems)
        rows = await self._read(self._queries.preview_orders, self.account_id, wire.array(elements))
        previews = [self._submitted(order, row) for order, row in zip(requests, rows, strict=True)]
        for preview in previews:
            preview.broker_order_id = ""
        return previews

    async def explain_order(self, broker_order_id: str) -> list[Explanation[Figure]]:
        """Return why an order did or did not fill, one reason after the other. Raises `UnknownOrder`."""
        order_id = _uuid(broker_order_id)
        if order_id is None:
            raise UnknownOrder(f"Order {broker_order_id} not found")
        rows = await self._read(self._queries.explain_order, self.account_id, order_id)
        return [Explanation(*row) for row in rows]

    async def close_position(
        self, ticker: str, quantity: Number | None = None, *, idempotency_key: str | None = None
    ) -> OrderResponse[Figure]:
        """Cancel the open orders in a ticker and sell the position, or `quantity` of it, at the market.

        Nothing to close is a rejected order. A key of the caller's makes it once per key, else once per call.
        """
        rows = await self._write(
            self._queries.close_position,
            self.account_id,
            _key(idempotency_key),
            wire.text(ticker, "ticker"),
            wire.number(quantity, "quantity"),
        )
        return self._stored(rows[0])

    async def get_order_status(self, broker_order_id: str) -> OrderResponse[Figure]:
        """Return an order as it stands; for an id of none, a response with status rejected that says so."""
        rows = await self._order_rows(broker_order_id)
        return self._stored(rows[0]) if rows else _not_found(broker_order_id)

    async def get_orders(
        self,
        status: OrderStatus | str | None = None,
        ticker: str | None = None,
        after: int | str | None = None,
        limit: int | None = None,
        *,
        newest_first: bool = False,
    ) -> list[OrderResponse[Figure]]:
        """Return the orders of the account, oldest first or newest first.

        `after` continues a listing behind an order, given by its id or by its seq; `limit` bounds the number.
        Raises `UnknownOrder` when `after` is the id of no order.
        """
        rows = await self._list(self._queries.orders, status, ticker, after, limit, newest_first)
        return [self._stored(row) for row in rows]

    async def get_fills(
        self,
        ticker: str | None = None,
        after: int | str | None = None,
        limit: int | None = None,
        *,
        newest_first: bool = False,
    ) -> list[Fill[Figure]]:
        """Return the executions of the account, oldest first or newest first.

        `after` continues a listing behind the fill with that seq, or behind the row of an order; `limit`
        bounds the number.
        """
        rows = await self._list(self._queries.fills, None, ticker, after, limit, newest_first)
        return [_fill(row) for row in rows]

    # -- the account

    async def get_positions(self) -> list[PositionInfo[Figure]]:
        """Return the open positions by ticker; market value and unrealized PnL are rounded to 4 decimals.

        The current price is the newest market price known, without one the average entry price.
        """
        return await self._positions()

    async def get_account(self) -> AccountInfo[Figure]:
        """Return the balance, rounded to 2 decimals."""
        rows = await self._read(self._queries.account, self.account_id)
        if not rows:  # the role lost its access since the account was opened
            raise UnknownAccount(f"unknown account {self.account_id!r}")
        return AccountInfo(*rows[0])

    async def deposit(self, amount: Number, *, idempotency_key: str | None = None) -> AccountInfo[Figure]:
        """Add cash. A key of the caller's makes it once per key, else once per call."""
        return await self._transfer(self._queries.deposit, amount, "amount", idempotency_key)

    async def withdraw(self, amount: Number, *, idempotency_key: str | None = None) -> AccountInfo[Figure]:
        """Take out cash, at most the buying power, else `InsufficientFunds`. Keys are as in `deposit`."""
        return await self._transfer(self._queries.withdraw, amount, "amount", idempotency_key)

    async def reset_account(
        self, initial_cash: Number | None = None, *, idempotency_key: str | None = None
    ) -> AccountInfo[Figure]:
        """Begin anew: open orders are cancelled, positions cleared, the cash set (by default to the adapter's
        initial cash).

        History stays, and so do keys: orders to be submitted again need new ones.
        """
        cash = self.initial_cash if initial_cash is None else initial_cash
        return await self._transfer(self._queries.reset_account, cash, "initial_cash", idempotency_key)

    async def set_clock(self, at: datetime) -> datetime:
        """Set the clock of an account with simulated time forward and return its time.

        It never goes back: an earlier time changes nothing. `at` needs a time zone.
        """
        if not isinstance(at, datetime) or at.tzinfo is None:
            raise InvalidRequest("the time must be a datetime with a time zone: datetime(…, tzinfo=UTC)")
        rows = await self._write(self._queries.set_clock, self.account_id, at)
        return rows[0][0]  # type: ignore[no-any-return]

    async def clock(self) -> datetime:
        """Return the account's time: now, or the simulated time."""
        return (await self._read(self._queries.clock, self.account_id))[0][0]  # type: ignore[no-any-return]

    # -- the market

    async def feed_quotes(self, quotes: feed.Source[Quote], strict: bool = False) -> FeedResult:
        """Feed quotes to the market, which all accounts share, and fill what they fill; see `MarketFeed`."""
        return await self._feed(feed.QUOTES, quotes, strict)

    async def feed_trades(self, trades: feed.Source[Trade], strict: bool = False) -> FeedResult:
        """Feed trades to the market, which all accounts share, and fill what they fill; see `MarketFeed`."""
        return await self._feed(feed.TRADES, trades, strict)

    async def feed_bars(self, bars: feed.Source[Bar], strict: bool = False) -> FeedResult:
        """Feed bars to the market, which all accounts share, and fill what they fill; see `MarketFeed`."""
        return await self._feed(feed.BARS, bars, strict)

    async def match(self) -> int:
        """Apply to this account what was fed, and return the number of rows written to its journal.

        Every other write of the account does so first; this one does nothing else.
        """
        return int((await self._write(self._queries.match_account, self.account_id))[0][0])

    # -- the journal

    async def events(
        self, after_seq: int = 0, *, follow: bool = True, poll_interval: float = 1.0
    ) -> AsyncIterator[JournalEntry[Figure]]:
        """Yield the rows of the account's journal behind `after_seq`, in order, missing none.

        At the end it waits for more, looking again at the latest after `poll_interval` seconds; with
        `follow=False` it ends. No connection is held between looks. To go on later, pass the last `seq` seen.
        """
        seq, pause = after_seq, _FIRST_POLL
        while True:
            rows = await self._read(self._queries.journal, self.account_id, seq, _EVENTS_A_READ)
            for row in rows:
                yield _journal_entry(row)
            if rows:
                seq, pause = rows[-1][0], _FIRST_POLL
            if len(rows) < _EVENTS_A_READ:
                if not follow:
                    return
                await asyncio.sleep(min(pause, poll_interval))
                pause *= 2

    async def check(self) -> list[Violation]:
        """Fold the journal again and return every rule the books break: none when they are right."""
        return [Violation(*row) for row in await self._read(self._queries.check, self.account_id)]

    # -- snapshots

    async def fetch(self, ticker: str, config: dict[str, Any]) -> AdapterResult:
        """Fetch a snapshot of `config["endpoint"]`, which is positions (the default), account or orders.

        Positions and orders are those in `ticker`, "*" means all; `config["limit"]` bounds their number,
        for orders to the newest, which still come oldest first.
        """
        endpoint, limit = config.get("endpoint", "positions"), config.get("limit")
        wanted = None if ticker == "*" else ticker
        data: Sequence[AccountInfo[Figure] | OrderResponse[Figure] | PositionInfo[Figure]]
        if endpoint == "account":
            data = [await self.get_account()]
        elif endpoint == "orders":
            data = (await self.get_orders(ticker=wanted, limit=limit, newest_first=True))[::-1]
        elif endpoint == "positions":
            data = await self._positions(wanted, limit)
        else:
            raise InvalidRequest(f"endpoint must be positions, account or orders, not {endpoint!r}")
        items = [item.to_dict() for item in data]
        payload = json.dumps(items).encode()
        return AdapterResult(
            source_type=self.source_type(),
            ticker=ticker,
            items=items,
            raw_payload=payload,
            content_hash=hashlib.sha256(payload).hexdigest(),
            fetched_at=datetime.now(UTC),
            metadata={"provider": "paper", "mode": "paper", "endpoint": endpoint},
        )

    # -- helpers

    async def _feed(self, kind: feed.Kind, source: feed.Source[Any], strict: bool) -> FeedResult:
        database = (await self._opened()).database
        return await feed.feed(database, kind, source, strict, feed.BATCH_SIZE, self._caller)

    async def _transfer(self, query: str, amount: Number, name: str, key: str | None) -> AccountInfo[Figure]:
        rows = await self._write(query, self.account_id, _key(key), wire.number(amount, name))
        return AccountInfo(*rows[0])

    async def _positions(
        self, ticker: str | None = None, limit: int | None = None
    ) -> list[PositionInfo[Figure]]:
        query, params = self._queries.positions, [self.account_id]
        if ticker is not None:
            query += " and ticker = %s"
            params.append(wire.text(ticker, "ticker"))
        rows = await self._read(f"{query} order by ticker limit %s", *params, limit)
        return [PositionInfo(*row) for row in rows]

    async def _list(
        self,
        query: str,
        status: str | None,
        ticker: str | None,
        after: int | str | None,
        limit: int | None,
        newest_first: bool,
    ) -> list[Row]:
        """Run a query that ends with `where account_id = %s`, narrowed and in order of seq."""
        seq = await self._seq_of(after) if isinstance(after, str) else after
        params: list[Any] = [self.account_id]
        for condition, value in (
            (" and status = %s::paper.order_status", status and wire.text(status, "status")),
            (" and ticker = %s", ticker and wire.text(ticker, "ticker")),
            (" and seq < %s" if newest_first else " and seq > %s", seq),
        ):
            if value is not None:
                query += condition
                params.append(value)
        query += " order by seq desc limit %s" if newest_first else " order by seq limit %s"
        return await self._read(query, *params, limit)

    async def _seq_of(self, broker_order_id: str) -> int:
        order_id = _uuid(broker_order_id)
        rows = await self._read(self._queries.order_seq, order_id, self.account_id) if order_id else []
        if not rows:
            raise UnknownOrder(f"Order {broker_order_id} not found")
        return int(rows[0][0])

    async def _order_rows(self, broker_order_id: str) -> list[Row]:
        order_id = _uuid(broker_order_id)
        return await self._read(self._queries.order, order_id, self.account_id) if order_id else []

    def _submitted(self, order: OrderRequest, row: Row) -> OrderResponse[Figure]:
        """The response to a request; what the request says itself is not fetched."""
        quantity = row[2]
        if row[1] != "filled":
            text = wire.number(order.quantity, "quantity") or "0"
            quantity = Decimal(text) if self.exact else float(text)
        return _response(row, order.ticker, order.side, quantity, order.order_type, order.idempotency_key)

    def _stored(self, row: Row) -> OrderResponse[Figure]:
        return _response(row[:_OUTCOME_COLUMNS], *row[_OUTCOME_COLUMNS:])


def _response(
    row: Row, ticker: str, side: str, quantity: Number, order_type: str, key: str
) -> OrderResponse[Any]:
    order_id, status, filled, price, at, error, reject_reason, realized_pnl, cash_after, quantity_after = row
    raw: dict[str, Any] = {}
    if filled:
        raw = {
            "realized_pnl": realized_pnl,
            "cash_after": cash_after,
            "position_qty_after": quantity_after,
            "simulated": True,
        }
    if reject_reason is not None:
        raw["reject_reason"] = reject_reason
    return OrderResponse(
        order_id,
        _STATUSES[status],
        ticker,
        _SIDES[side],
        quantity,
        filled,
        price,
        at,
        error,
        raw,
        order_type=_TYPES[order_type],
        idempotency_key=key,
    )


def _refused(index: int, refusal: Refusal) -> PaperError:
    """The exception of one order of a call, as if it had been submitted alone."""
    sqlstate, text = refusal.problem.sqlstate, refusal.problem.problem
    kind = IdempotencyConflict if sqlstate == IdempotencyConflict.sqlstate else InvalidRequest
    error = kind(text, problems=[Problem(index, sqlstate, text)])
    error.__cause__ = refusal.cause
    return error


def _not_found(broker_order_id: str) -> OrderResponse[Any]:
    return OrderResponse(
        broker_order_id,
        OrderStatus.REJECTED,
        ticker="",
        side=OrderSide.BUY,
        quantity=0,
        filled_quantity=0,
        error=f"Order {broker_order_id} not found",
    )


def _fill(row: Row) -> Fill[Any]:
    fill: Fill[Any] = Fill(*row)
    fill.side = _SIDES[fill.side]
    return fill


def _journal_entry(row: Row) -> JournalEntry[Any]:
    entry: JournalEntry[Any] = JournalEntry(*row)
    entry.event_type = OrderEventType(entry.event_type)
    entry.side = entry.side and OrderSide(entry.side)
    entry.order_type = entry.order_type and OrderType(entry.order_type)
    return entry


def _key(key: str | None) -> str:
    """The caller's key, else one for this call: its repetitions after a failure use the same."""
    return str(uuid4()) if key is None else wire.text(key, "idempotency_key")


def _uuid(text: str) -> str | None:
    """The order id in its usual form, None when it cannot be one."""
    try:
        return str(UUID(text))
    except (AttributeError, TypeError, ValueError):
        return None


def _settings_text(settings: Mapping[str, Any] | None, slippage_pct: Number) -> str | None:
    """The settings to open an account with; None, when none are asked for, takes it as it is."""
    slippage = Decimal(wire.number(slippage_pct, "simulated_slippage_pct") or "NaN")
    if not slippage.is_finite():
        raise InvalidRequest("simulated_slippage_pct must be a finite number")
    if slippage == Decimal(str(DEFAULT_SLIPPAGE)):
        return None if settings is None else wire.json_text(settings, "settings")
    if settings and "slippage_pct" in settings:
        raise InvalidRequest("simulated_slippage_pct and settings both say what the slippage_pct is")
    return wire.json_text({**(settings or {}), "slippage_pct": slippage}, "settings")


async def sync_state_to_db(
    adapter: PaperTradingAdapter[Any], pool: object = None, broker_account_uuid: str | None = None
) -> None:
    """Confirm that the adapter's state is in the database, where every call has put it already.

    For code written for adapters that keep their state in memory; `pool` and `broker_account_uuid` are
    not used.
    """
    await adapter.get_account()


async def load_state_from_db(adapter: PaperTradingAdapter[Any], pool: object = None) -> bool:
    """Return whether the account existed before this adapter opened it. There is nothing to load.

    For code written for adapters that keep their state in memory; `pool` is not used.
    """
    await adapter._opened()
    return adapter._existed
