"""Feeding: the same data in any split of batches, by several feeders, at any isolation level."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.composite import CompositeInfo, register_composite

Connection = psycopg.Connection[tuple[Any, ...]]
Row = tuple[str, int, int, int | None]

FEED = """
select f.* from paper.feed_quotes(array(
    select row(
        q.ticker, '2026-03-01'::timestamptz + q.at * interval '1 second', q.bid, 100, 1, 1, q.sequence
    )::paper.quote
    from unnest(%s::text[], %s::integer[], %s::integer[], %s::bigint[])
        with ordinality as q (ticker, at, bid, sequence, n)
    order by q.n
)) as f
"""

STORED = """
select t.ticker::text, t.tape_seq, extract(epoch from t.at - '2026-03-01')::integer, t.bid::integer,
    t.sequence
from paper_internal.tape as t order by t.ticker, t.tape_seq
"""

MARKED = "select * from paper_internal.market order by ticker"

#: Per ticker times that do not go back, some of them equal, and rows that repeat.
markets = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 2), st.integers(1, 3)), min_size=1, max_size=40
)


def rows_of(steps: list[tuple[str, int, int]], *, sequenced: bool) -> list[Row]:
    times: dict[str, int] = {}
    rows: list[Row] = []
    for number, (ticker, pause, bid) in enumerate(steps):
        times[ticker] = times.get(ticker, 0) + pause
        rows.append((ticker, times[ticker], bid, number if sequenced else None))
    return rows


def feed(connection: Connection, rows: list[Row]) -> tuple[int, ...]:
    columns = [list(column) for column in zip(*rows, strict=True)]
    counts = connection.execute(FEED, columns).fetchone()
    assert counts is not None
    return counts


def batches(rows: list[Row], cuts: list[int]) -> Iterator[list[Row]]:
    edges = [0, *sorted({cut % (len(rows) + 1) for cut in cuts}), len(rows)]
    for start, end in itertools.pairwise(edges):
        if start < end:
            yield rows[start:end]


def total(counts: Iterator[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*counts, strict=True)))


@pytest.fixture(scope="module")
def feeder(module_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        yield connection


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    markets, st.booleans(), st.lists(st.integers(0, 60), max_size=5), st.lists(st.integers(0, 60), max_size=5)
)
def test_what_is_fed_again_in_any_split_changes_nothing(
    feeder: Connection,
    steps: list[tuple[str, int, int]],
    sequenced: bool,
    cuts: list[int],
    other_cuts: list[int],
) -> None:
    rows = rows_of(steps, sequenced=sequenced)
    with feeder.transaction(force_rollback=True):
        first = total(feed(feeder, batch) for batch in batches(rows, cuts if sequenced else []))
        assert first == (len(rows), 0, 0, 0)
        stored, marked = feeder.execute(STORED).fetchall(), feeder.execute(MARKED).fetchall()
        again = total(feed(feeder, batch) for batch in batches(rows, other_cuts))
        assert again == (0, len(rows), 0, 0)
        if sequenced:  # without sequences, equal quotes of one time in one batch are two quotes
            assert feed(feeder, rows + rows) == (0, 2 * len(rows), 0, 0)
        assert feeder.execute(STORED).fetchall() == stored
        assert feeder.execute(MARKED).fetchall() == marked
    by_ticker = {ticker: [row for row in rows if row[0] == ticker] for ticker, *_ in rows}
    assert stored == [
        (ticker, place, at, bid, sequence)
        for ticker in sorted(by_ticker)
        for place, (_, at, bid, sequence) in enumerate(by_ticker[ticker], start=1)
    ]


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read", "serializable"])
def test_any_isolation_level_will_do(connect: Callable[..., Connection], isolation: str) -> None:
    connection = connect(isolation=isolation)
    assert feed(connection, [("A", 1, 1, None)]) == (1, 0, 0, 0)
    assert feed(connection, [("A", 1, 1, None), ("A", 2, 1, None)]) == (1, 1, 0, 0)


def test_feeders_side_by_side_number_the_tape_without_gaps(connect: Callable[..., Connection]) -> None:
    """They begin on a day without a partition, and with tickers that nobody has fed."""
    rounds, each = 30, 7
    failures: list[BaseException] = []
    together = threading.Barrier(3)
    accepted: list[int] = []

    def run(connection: Connection, tickers: str) -> None:
        try:
            together.wait()
            for number in range(rounds):
                rows: list[Row] = [
                    (ticker, number, bid, None) for bid in range(1, each + 1) for ticker in tickers
                ]
                accepted.append(feed(connection, rows)[0])
        except BaseException as err:
            failures.append(err)

    # Each names the tickers in another order, which without an order of locking is a deadlock.
    feeders = [
        threading.Thread(target=run, args=(connect(isolation="read committed"), tickers))
        for tickers in ("ABC", "CBA", "BCA")
    ]
    for feeder in feeders:
        feeder.start()
    for feeder in feeders:
        feeder.join()
    assert failures == []
    connection = connect()
    places = connection.execute(
        "select ticker, count(*), min(tape_seq), max(tape_seq) from paper_internal.tape group by ticker"
    ).fetchall()
    newest: dict[str, int] = dict(
        connection.execute("select ticker::text, tape_seq from paper_internal.market").fetchall()
    )
    assert len(places) == 3
    for ticker, count, lowest, highest in places:
        assert (lowest, highest, newest[ticker]) == (1, count, count)
    assert sum(count for _, count, *_ in places) == sum(accepted)
    times = connection.execute("""
        select count(*) from (
            select at < lag(at) over (partition by ticker order by tape_seq) as is_back
            from paper_internal.tape
        ) as t where is_back
    """).fetchone()
    assert times == (0,)


def test_a_trader_feeds_with_composites(
    connect: Callable[..., Connection], make_role: Callable[..., str], dsn: str
) -> None:
    role = make_role("paper_trader")
    with psycopg.connect(dsn, user=role, autocommit=True) as connection:
        info = CompositeInfo.fetch(connection, "paper.trade")
        assert info is not None
        register_composite(info, connection)
        assert info.python_type is not None
        trade = info.python_type("A", "2026-03-01", 10, 1, None)
        assert connection.execute("select f.* from paper.feed_trades(%s) as f", ([trade],)).fetchone() == (
            1, 0, 0, 0,
        )  # fmt: skip


def test_reading_needs_no_partition(connect: Callable[..., Connection]) -> None:
    connection = connect()
    for view in ("quotes", "trades", "bars", "market"):
        assert connection.execute(f"select * from paper.{view}".encode()).fetchall() == []
    assert connection.execute(
        "select count(*) from pg_inherits where inhparent = 'paper_internal.tape'::regclass"
    ).fetchone() == (0,)
