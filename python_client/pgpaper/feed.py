"""Market data in, and the orders that it fills.

Feeding touches no account: it stores the data. What the data means for accounts is found by a sweep, which
only reads, and done by matching, one transaction an account. Only when all of them are through is it noted
how far the sweep looked: whatever is interrupted is looked at again, and matching twice changes nothing.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from operator import attrgetter
from types import TracebackType
from typing import Any, Self, TypeAlias, TypeVar

from pgpaper import wire
from pgpaper.calls import Caller, OnCall
from pgpaper.database import Database, Row
from pgpaper.errors import InvalidRequest, MarketDataInvalid, Problem
from pgpaper.interface import Bar, FeedResult, Quote, Trade
from pgpaper.retry import RetryPolicy

T = TypeVar("T")

Source: TypeAlias = Iterable[T] | AsyncIterable[T]

BATCH_SIZE = 5000

# Rows of one time stay together; that many times the size of a batch is as far as it goes.
_LARGEST_BATCH = 10

# Accounts that are matched at once.
_AT_ONCE = 8


@dataclass(frozen=True)
class Kind:
    """A kind of market data: how it is written down, sent and told apart by time."""

    element: Callable[[Any], str]
    time: Callable[[Any], object]
    query: str


def _query(name: str, argument: str, kind: str) -> str:
    return f"""
        select accepted, duplicates, out_of_order, invalid
        from paper.{name}({argument} => %s::{kind}[], p_strict => %s)"""


QUOTES = Kind(wire.quote_element, attrgetter("at"), _query("feed_quotes", "p_quotes", "paper.quote"))
TRADES = Kind(wire.trade_element, attrgetter("at"), _query("feed_trades", "p_trades", "paper.trade"))
BARS = Kind(wire.bar_element, attrgetter("starts_at"), _query("feed_bars", "p_bars", "paper.bar"))

_SWEEP = "select account_ids, positions::text, snapshot::text from paper.sweep()"
# A crash that forgets this commit only makes the next sweep look again: nobody waits for the disk.
_SWEPT = """
    select set_config('synchronous_commit', 'off', true),
        paper.sweep_done(p_positions => %s::jsonb, p_snapshot => %s::pg_snapshot)"""
_MATCH = "select paper.match_account(p_account_id => %s)"


class MarketFeed:
    """Market data for every account of a database.

        async with MarketFeed(dsn="…") as feed:
            result = await feed.feed_quotes([Quote("AAPL", datetime.now(UTC), 187.4, 187.5)])

    `dsn`, `pool_size`, `timeout`, `prepare_threshold`, `retry` and `on_call` are those of
    `PaperTradingAdapter`, which has the same methods for feeding. A feed opens at its first call and closes
    with `close` or at the end of `async with`; it belongs to the event loop that it was opened in.

    Data comes from an iterable or an asynchronous iterable, in order of time. It is sent in batches of up to
    `batch_size` rows: of an iterable full ones, of an asynchronous one what it has ready whenever the batch
    before is through, so that a row that comes alone is sent at once. Rows of one time stay in one batch as
    long as they are there together. Each batch is then applied to the accounts that the role may use; others
    are left to their owners.

    Rows that are known, late or impossible are counted and left out; with `strict` they raise
    `MarketDataInvalid`, and nothing of their batch is stored. Fed twice, nothing changes the second time: to
    go on after an error, feed the same again. Values that cannot be written down, such as times without a
    zone, raise `InvalidRequest` with the number of the row, once the rows before it are fed.
    """

    def __init__(
        self,
        *,
        dsn: str | None = None,
        batch_size: int = BATCH_SIZE,
        pool_size: int = 8,
        timeout: float = 30.0,
        prepare_threshold: int | None = 5,
        retry: RetryPolicy | None = None,
        on_call: OnCall | None = None,
    ) -> None:
        self.batch_size = batch_size
        self._dsn = dsn
        self._pool_size = pool_size
        self._timeout = timeout
        self._prepare_threshold = prepare_threshold
        self._caller = Caller(retry or RetryPolicy(), on_call)
        self._opening = asyncio.Lock()
        self._database: Database | None = None

    async def __aenter__(self) -> Self:
        await self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, err: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back; harmless when there are none."""
        async with self._opening:
            database, self._database = self._database, None
            if database is not None:
                await database.release()

    async def feed_quotes(self, quotes: Source[Quote], strict: bool = False) -> FeedResult:
        """Feed quotes, fill what they fill, and return the counts."""
        return await feed(await self._opened(), QUOTES, quotes, strict, self.batch_size, self._caller)

    async def feed_trades(self, trades: Source[Trade], strict: bool = False) -> FeedResult:
        """Feed trades, fill what they fill, and return the counts."""
        return await feed(await self._opened(), TRADES, trades, strict, self.batch_size, self._caller)

    async def feed_bars(self, bars: Source[Bar], strict: bool = False) -> FeedResult:
        """Feed bars, fill what they fill, and return the counts."""
        return await feed(await self._opened(), BARS, bars, strict, self.batch_size, self._caller)

    async def match(self) -> int:
        """Apply what was fed by others, from SQL for example, and return the rows written to journals."""
        return await match(await self._opened(), self._caller)

    async def _opened(self) -> Database:
        async with self._opening:
            if self._database is None:
                self._database = await Database.share(
                    self._dsn,
                    pool_size=self._pool_size,
                    max_wait=self._timeout,
                    prepare_threshold=self._prepare_threshold,
                )
            return self._database


async def feed(
    database: Database, kind: Kind, source: Source[Any], strict: bool, batch_size: int, caller: Caller
) -> FeedResult:
    """Feed a source into an open database; see `MarketFeed`."""
    total, sent = FeedResult(), 0
    async with aclosing(batches(source, kind.element, kind.time, batch_size)) as ready:
        async for elements in ready:
            literal = "{" + ",".join(elements) + "}"
            try:
                rows = await database.run("feed", kind.query, (literal, strict), caller, batch=len(elements))
            except MarketDataInvalid as err:
                raise _of_rows(err, sent) from err.__cause__
            counts = rows[0]
            sent += len(elements)
            total.accepted += counts[0]
            total.duplicates += counts[1]
            total.out_of_order += counts[2]
            total.invalid += counts[3]
            # Not only when rows were accepted: an attempt before this one may have ended after storing them.
            total.matched += await match(database, caller)
    return total


def _of_rows(err: MarketDataInvalid, sent: int) -> MarketDataInvalid:
    """The exception, its problems counted in rows of the source, of which some were sent before."""
    problems = [Problem(sent + problem.index, problem.sqlstate, problem.problem) for problem in err.problems]
    message = f"row {problems[0].index}: {problems[0].problem}" if problems else str(err)
    return MarketDataInvalid(message, detail=err.detail, hint=err.hint, problems=problems)


async def match(database: Database, caller: Caller) -> int:
    """Match the accounts of the caller that new data concerns; return how many rows their journals got.

    When one of them fails, the others are matched all the same; then the failure is raised, and the next
    sweep finds them all again.
    """
    account_ids, positions, snapshot = (await database.run("feed", _SWEEP, (), caller))[0]
    accounts = iter(account_ids)
    written, failures = 0, []

    async def worker() -> None:
        nonlocal written
        for account_id in accounts:
            try:
                rows: list[Row] = await database.run(
                    "write", _MATCH, (account_id,), caller, account_id=account_id
                )
                written += rows[0][0]
            except Exception as err:
                failures.append(err)

    await asyncio.gather(*(worker() for _ in range(min(len(account_ids), _AT_ONCE))))
    if failures:
        raise failures[0]
    await database.run("feed", _SWEPT, (positions, snapshot), caller)
    return written


async def batches(
    source: Source[T], element: Callable[[T], str], time: Callable[[T], object], size: int
) -> AsyncGenerator[list[str], None]:
    """Yield the elements of what a source has, up to `size` of them at a time.

    They are written down while the consumer waits for what it does with the batch before.
    """
    ready: list[str] = []
    filled, drained = asyncio.Event(), asyncio.Event()

    def written(number: int, datum: T) -> str:
        try:
            return element(datum)
        except InvalidRequest as err:
            raise InvalidRequest(f"row {number}: {err}") from err

    def is_full(datum: T, last: T | None) -> bool:
        """Whether a batch of full size is full for the next datum: it is not while the time is the same."""
        return last is None or time(datum) != time(last) or len(ready) >= size * _LARGEST_BATCH

    async def room() -> None:
        filled.set()
        drained.clear()
        await drained.wait()

    async def read() -> None:
        number, last = 0, None
        if isinstance(source, AsyncIterable):
            async for datum in source:
                number += 1
                text = written(number, datum)
                if len(ready) >= size and is_full(datum, last):
                    await room()
                ready.append(text)
                last = datum
                filled.set()
        else:
            for datum in source:
                number += 1
                text = written(number, datum)
                if len(ready) >= size and is_full(datum, last):
                    await room()
                ready.append(text)
                last = datum

    reader = asyncio.create_task(read())
    reader.add_done_callback(lambda _: filled.set())
    try:
        while ready or not reader.done():
            if not ready:
                filled.clear()
                await filled.wait()
            if ready:
                batch = ready.copy()
                ready.clear()
                drained.set()
                yield batch
        await reader
    finally:
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)
