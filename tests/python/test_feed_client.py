"""The client's side of feeding: batches of what a source has, and the round over the accounts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import pytest
from pgpaper import InvalidRequest, RetryPolicy, UnknownAccount, feed
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

    async def run(self, mode: str, query: str, params: tuple[Any, ...], policy: RetryPolicy) -> list[Any]:
        if query == feed._SWEEP:
            assert mode == "feed"
            self.ran.append("sweep")
            return [(account,) for account in self.accounts]
        if query == feed._SWEPT:
            self.ran.append("swept")
            return []
        assert (mode, query) == ("write", feed._MATCH)
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
    return await feed.match(recorder, RetryPolicy())  # type: ignore[arg-type]


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
