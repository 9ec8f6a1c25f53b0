"""The client's side of feeding: batches of what a source has, and the round over the accounts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from pgpaper import (
    Bar,
    FeedResult,
    InvalidRequest,
    MarketDataInvalid,
    MarketFeed,
    PaperTradingAdapter,
    Quote,
    Trade,
    UnknownAccount,
    feed,
)
from pgpaper.calls import Caller
from pgpaper.feed import batches

TIMEOUT = 30.0  # seconds until a test that would wait for ever fails


@dataclass
class Datum:
    name: str
    at: int = 0


def element(datum: Datum) -> str:
    if datum.name == "bad":
        raise InvalidRequest("no good")
    return datum.name


def at(datum: Datum) -> int:
    return datum.at


def data(count: int) -> list[Datum]:
    return [Datum(str(i), i) for i in range(count)]


async def collect(source: object, size: int) -> list[list[str]]:
    async with asyncio.timeout(TIMEOUT):
        async with aclosing(batches(source, element, at, size)) as ready:  # type: ignore[arg-type]
            return [batch async for batch in ready]


async def asynchronous(items: list[Datum]) -> AsyncIterator[Datum]:
    for item in items:
        yield item


@pytest.fixture(params=[list, asynchronous], ids=["iterable", "asynchronous"])
def source(request: pytest.FixtureRequest) -> Callable[[list[Datum]], object]:
    kind: Callable[[list[Datum]], object] = request.param
    return kind


async def test_what_is_there_is_taken_in_full_batches(source: Callable[[list[Datum]], object]) -> None:
    assert await collect(source(data(7)), 3) == [["0", "1", "2"], ["3", "4", "5"], ["6"]]
    assert await collect(source(data(3)), 3) == [["0", "1", "2"]]
    assert await collect(source([]), 3) == []


async def test_rows_of_one_time_stay_together(source: Callable[[list[Datum]], object]) -> None:
    rows = [Datum("a", 1), Datum("b", 2), Datum("c", 2), Datum("d", 2), Datum("e", 3)]
    assert await collect(source(rows), 2) == [["a", "b", "c", "d"], ["e"]]


async def test_rows_of_one_time_do_not_stay_together_for_ever(
    source: Callable[[list[Datum]], object],
) -> None:
    rows = [Datum("x", 1)] * 45
    assert [len(batch) for batch in await collect(source(rows), 2)] == [20, 20, 5]


async def test_a_row_that_comes_alone_is_sent_at_once() -> None:
    """Each row comes only when the one before has been taken: a batch that waited for more would hang."""
    taken = asyncio.Event()

    async def trickle() -> AsyncIterator[Datum]:
        for datum in data(3):
            yield datum
            await taken.wait()
            taken.clear()

    found = []
    async with asyncio.timeout(TIMEOUT):
        async with aclosing(batches(trickle(), element, at, 1000)) as ready:
            async for batch in ready:
                found.append(batch)
                taken.set()
    assert found == [["0"], ["1"], ["2"]]


async def test_what_comes_while_the_consumer_is_busy_is_the_next_batch() -> None:
    exhausted = asyncio.Event()

    async def burst() -> AsyncIterator[Datum]:
        yield Datum("first")
        await asyncio.sleep(0)
        for datum in data(5):
            yield datum
            await asyncio.sleep(0)
        exhausted.set()

    found = []
    async with asyncio.timeout(TIMEOUT):
        async with aclosing(batches(burst(), element, at, 1000)) as ready:
            async for batch in ready:
                found.append(batch)
                await exhausted.wait()
    assert found == [["first"], ["0", "1", "2", "3", "4"]]


async def test_a_fast_source_waits_for_a_slow_consumer() -> None:
    given = 0

    def endless() -> Iterator[Datum]:
        nonlocal given
        while True:
            given += 1
            yield Datum(str(given), given)

    async with asyncio.timeout(TIMEOUT):
        async with aclosing(batches(endless(), element, at, 10)) as ready:
            async for _ in ready:
                for _ in range(20):
                    await asyncio.sleep(0)
                assert given <= 22  # a batch taken, a batch ready and the row that must wait
                if given == 21:
                    return


async def until_error(source: object) -> tuple[list[str], Exception]:
    """The rows that are yielded, and the exception behind them."""
    found: list[str] = []
    try:
        async with aclosing(batches(source, element, at, 2)) as ready:  # type: ignore[arg-type]
            async for batch in ready:
                found.extend(batch)
    except Exception as err:
        return found, err
    raise AssertionError("no exception")


async def test_a_bad_row_is_named_once_those_before_it_are_taken(
    source: Callable[[list[Datum]], object],
) -> None:
    found, err = await until_error(source([*data(5), Datum("bad", 9), Datum("after", 10)]))
    assert found == ["0", "1", "2", "3", "4"]
    assert isinstance(err, InvalidRequest)
    assert str(err) == "row 6: no good"


async def test_an_error_of_the_source_comes_after_its_rows() -> None:
    async def failing() -> AsyncIterator[Datum]:
        yield Datum("a")
        raise InvalidRequest("the source's own")

    found, err = await until_error(failing())
    assert found == ["a"]
    assert str(err) == "the source's own"


async def test_a_consumer_that_stops_ends_the_source() -> None:
    ended = asyncio.Event()

    async def waiting() -> AsyncIterator[Datum]:
        try:
            yield Datum("a")
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with asyncio.timeout(TIMEOUT):
        async with aclosing(batches(waiting(), element, at, 10)) as ready:
            async for _ in ready:
                break
        await ended.wait()


class Recorder:
    """Stands in for a database: says what a sweep finds and records what is run."""

    def __init__(self, accounts: list[str], failing: frozenset[str] = frozenset()) -> None:
        self.accounts, self.failing = accounts, failing
        self.ran: list[str] = []
        self.at_once = self.most_at_once = 0

    async def run(
        self, mode: str, query: str, params: tuple[Any, ...], caller: Caller, account_id: str | None = None
    ) -> list[Any]:
        if query == feed._SWEEP:
            assert mode == "feed"
            self.ran.append("sweep")
            return [(self.accounts, '{"A": 7}', "10:20:")]
        if query == feed._SWEPT:
            assert (mode, params) == ("feed", ('{"A": 7}', "10:20:"))
            self.ran.append("swept")
            return []
        assert (mode, query, params) == ("write", feed._MATCH, (account_id,))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        (account,) = params
        self.ran.append(account)
        if account in self.failing:
            raise UnknownAccount(f"unknown account {account!r}")
        return [(2,)]


async def match(recorder: Recorder) -> int:
    return await feed.match(recorder, Caller())  # type: ignore[arg-type]


async def test_every_account_is_matched_before_the_sweep_is_noted() -> None:
    accounts = [f"a{i}" for i in range(50)]
    recorder = Recorder(accounts)
    assert await match(recorder) == 100
    assert recorder.ran[0] == "sweep"
    assert sorted(recorder.ran[1:-1]) == sorted(accounts)
    assert recorder.ran[-1] == "swept"
    assert 1 < recorder.most_at_once <= 8


async def test_an_account_that_fails_stops_no_other_and_the_sweep_is_not_noted() -> None:
    recorder = Recorder(["a", "b", "c"], frozenset({"a"}))
    with pytest.raises(UnknownAccount):
        await match(recorder)
    assert recorder.ran == ["sweep", "a", "b", "c"]


# -- with a server: the data alone, matching is tested with the orders that it fills

START = datetime(2026, 1, 2, 15, tzinfo=UTC)


@pytest.fixture
def unmatched(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> int:
        return 0

    monkeypatch.setattr(feed, "match", nothing)


def quotes(count: int, ticker: str = "A") -> list[Quote]:
    return [Quote(ticker, START + timedelta(seconds=i), 99, 100 + i, sequence=i) for i in range(count)]


def newest(dsn: str, ticker: str = "A") -> tuple[Any, ...] | None:
    with psycopg.connect(dsn) as connection:
        return connection.execute(
            "select tape_seq, ask, last, close from paper_internal.market where ticker = %s", (ticker,)
        ).fetchone()


@pytest.mark.usefixtures("unmatched")
async def test_each_kind_is_stored_and_counted_once(dsn: str) -> None:
    later = START + timedelta(minutes=1)
    async with MarketFeed(dsn=dsn, batch_size=3) as market:
        assert await market.feed_quotes(quotes(7)) == FeedResult(accepted=7)
        assert await market.feed_quotes(quotes(8)) == FeedResult(accepted=1, duplicates=7)
        assert await market.feed_trades([Trade("A", START, 99.5, 3)]) == FeedResult(accepted=1)
        assert await market.feed_bars([Bar("A", START, later, 1, 3, 0.5, 2, 10)]) == FeedResult(accepted=1)
    assert newest(dsn) == (10, 107, Decimal("99.5"), 2)


@pytest.mark.usefixtures("unmatched")
async def test_bad_rows_are_counted_and_left_out(dsn: str) -> None:
    crossed = Quote("A", START + timedelta(hours=1), 2, 1)
    nan = Quote("A", START + timedelta(hours=1), float("nan"), 1)
    late = Quote("A", START - timedelta(hours=1), 1, 2)
    async with PaperTradingAdapter("feeder", dsn=dsn) as broker:
        found = await broker.feed_quotes([*quotes(2), crossed, nan, late])
    assert found == FeedResult(accepted=2, out_of_order=1, invalid=2)


@pytest.mark.usefixtures("unmatched")
async def test_a_strict_feed_names_the_row_of_the_source(dsn: str) -> None:
    crossed = Quote("A", START + timedelta(hours=1), 2, 1)
    async with MarketFeed(dsn=dsn, batch_size=3) as market:
        with pytest.raises(MarketDataInvalid) as refused:
            await market.feed_quotes([*quotes(4), crossed], strict=True)
    assert str(refused.value) == "row 5: bid must not be above ask"
    assert [(p.index, p.sqlstate) for p in refused.value.problems] == [(5, "ZP008")]
    assert isinstance(refused.value.__cause__, psycopg.Error)
    assert newest(dsn) == (3, 102, None, None)  # the batch before stays, the row's own is gone


@pytest.mark.usefixtures("unmatched")
async def test_an_asynchronous_stream_is_fed(dsn: str) -> None:
    async def stream() -> AsyncIterator[Quote]:
        for quote in quotes(5):
            yield quote
            await asyncio.sleep(0)

    async with PaperTradingAdapter("feeder", dsn=dsn) as broker:
        assert await broker.feed_quotes(stream()) == FeedResult(accepted=5)
    assert newest(dsn) == (5, 104, None, None)


@pytest.mark.usefixtures("unmatched")
async def test_what_cannot_be_written_down_ends_the_feed_after_the_rows_before_it(dsn: str) -> None:
    async with MarketFeed(dsn=dsn) as market:
        with pytest.raises(InvalidRequest, match="row 3: at needs a time zone"):
            await market.feed_quotes([*quotes(2), Quote("A", START.replace(tzinfo=None), 1, 2)])
    assert newest(dsn) == (2, 101, None, None)


@pytest.mark.usefixtures("unmatched")
async def test_feeds_of_one_ticker_at_once_lose_nothing(dsn: str) -> None:
    """Each sees the other's rows as its own or as known ones: together they store each once."""
    async with MarketFeed(dsn=dsn, batch_size=10) as first, MarketFeed(dsn=dsn, batch_size=7) as second:
        results = await asyncio.gather(first.feed_quotes(quotes(100)), second.feed_quotes(quotes(100)))
    assert sum(result.accepted for result in results) == 100
    assert sum(result.accepted + result.duplicates for result in results) == 200
    assert newest(dsn) == (100, 199, None, None)


@pytest.mark.usefixtures("unmatched")
async def test_a_feed_opens_again_after_it_was_closed(dsn: str) -> None:
    market = MarketFeed(dsn=dsn)
    await market.close()
    assert await market.feed_quotes(quotes(1)) == FeedResult(accepted=1)
    await market.close()
    assert await market.feed_quotes(quotes(2)) == FeedResult(accepted=1, duplicates=1)
    await market.close()
