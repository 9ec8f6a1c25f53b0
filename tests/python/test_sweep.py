"""The race of an order that rests while a quote commits: some sweep finds every order that data reached.

`MARKET_RACE_SECONDS` makes the campaign longer: `make market-race`.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from pgpaper import MarketFeed
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[tuple[Any, ...]]

SECONDS = float(os.environ.get("MARKET_RACE_SECONDS", "3"))

TRADERS, FEEDERS = 16, 2

ACCOUNTS = round(30 * SECONDS)  # of a trader

TICKERS = ["A", "B", "C"]

CONFLICT = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)

CONFLICTS = {"40001", "40P01"}

#: Each with an order, as accounts have that trade: no two traders insert into one page of an index.
OPEN = """
select count(o)
from
    generate_series(0, %(traders)s - 1) as trader,
    generate_series(1, %(accounts)s) as number,
    format('race-%%s-%%s', trader, number) as account,
    paper.open_account(account, 1e9, '{"fill_model": "market", "clock": "simulated"}') as a,
    paper.submit_order(a.account_id, 'first', 'OTHER', 'buy', 1, 'limit', 1) as o
"""

#: The ask dips, each time a little less, and is back at once. The bid says where the last dip was.
FEED = """
select f.* from paper.feed_quotes(array(
    select row(
        t, '2026-03-01'::timestamptz + (2 * %(number)s + q.n) * interval '1 ms',
        q.bid, q.ask, 1000, 1000, null
    )::paper.quote
    from
        unnest(%(tickers)s::text[]) as t,
        (values (0, %(number)s - 0.5, %(number)s), (1, %(number)s, 1e9)) as q (n, bid, ask)
    order by q.n
)) as f
"""

#: Reached by the next dip and by none after it: missed once is missed.
REST = """
select s.order_id
from paper.market as m
cross join lateral paper.submit_order(%(account)s, 'k', m.ticker, 'buy', 1, 'limit', m.bid + 1) as s
where m.ticker = %(ticker)s
"""

#: Beside whoever matches the account.
DEPOSIT = "select paper.deposit(%(account)s, 'd', 1)"

MISSED = """
select count(*) from paper_internal.working as w where exists (
    select from paper_internal.tape as t
    where t.ticker = w.ticker and t.tape_seq > w.seen_seq and t.ask <= w.trigger_price
)
"""


@dataclass
class Side:
    """What traders, feeders or matchers have done."""

    latencies: list[float] = field(default_factory=list)
    retried: Counter[str] = field(default_factory=Counter)

    def work(self, call: Callable[[], object]) -> None:
        """Make a call until it is through."""
        started = time.perf_counter()
        while True:
            try:
                call()
            except CONFLICT as err:
                self.retried[err.sqlstate or ""] += 1
            else:
                self.latencies.append(time.perf_counter() - started)
                return

    def __str__(self) -> str:
        ordered = sorted(1000 * latency for latency in self.latencies)
        p50, p99 = (ordered[len(ordered) * percent // 100] for percent in (50, 99))
        return (
            f"{len(ordered)} calls, p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {ordered[-1]:.1f} ms, "
            f"tried again {dict(self.retried)}"
        )


@contextmanager
def by_client(dsn: str, connection: Connection, side: Side) -> Iterator[Callable[[], object]]:
    """What an adapter does after each feed."""
    feed = MarketFeed(dsn=dsn)
    with asyncio.Runner() as runner:
        try:
            yield lambda: runner.run(feed.match())
        finally:
            runner.run(feed.close())


@contextmanager
def by_procedure(dsn: str, connection: Connection, side: Side) -> Iterator[Callable[[], object]]:
    """The same from SQL."""
    # What it tries again, it says at this level.
    connection.execute("set client_min_messages = debug1")
    connection.add_notice_handler(lambda notice: side.retried.update({str(notice.sqlstate)} & CONFLICTS))
    yield lambda: connection.execute("call paper.match_all()")


@pytest.mark.parametrize("by", [by_client, by_procedure])
def test_no_order_is_missed_that_rests_while_quotes_commit(
    connect: Callable[..., Connection],
    dsn: str,
    caplog: pytest.LogCaptureFixture,
    by: Callable[[str, Connection, Side], AbstractContextManager[Callable[[], object]]],
) -> None:
    traders, feeders, matchers = Side(), Side(), Side()
    failures: list[BaseException] = []
    ending, quiet, swept = threading.Event(), threading.Event(), threading.Event()
    numbers = itertools.count(2)

    def trade(connection: Connection, trader: int) -> None:
        """Orders that rest, each in an account of its own: nothing else leads to it."""
        # In no order: neighbours in an index are seldom written at the same time.
        for number in random.Random(trader).sample(range(1, ACCOUNTS + 1), ACCOUNTS):
            order = {"account": f"race-{trader}-{number}", "ticker": TICKERS[number % 3]}

            def rest(order: dict[str, str] = order, number: int = number) -> None:
                with connection.transaction():
                    connection.execute(REST, order)
                    if number % 3 == 0:
                        time.sleep(0.005)  # what was seen gets old before it is visible

            traders.work(rest)
            if number % 4 == 0:
                traders.work(lambda order=order: connection.execute(DEPOSIT, order))  # type: ignore[misc]
            swept.wait(1)  # as fast as they are matched
            if ending.is_set():
                return

    def quote(connection: Connection, _: int) -> None:
        while not ending.wait(0.01):
            quotes = {"number": next(numbers), "tickers": TICKERS}
            feeders.work(lambda quotes=quotes: connection.execute(FEED, quotes))  # type: ignore[misc]

    def match(connection: Connection, _: int) -> None:
        with by(dsn, connection, matchers) as match:
            while True:
                # The protocol's own last sweep begins when all is quiet, before anything counts as missed.
                is_last = quiet.is_set()
                matchers.work(match)
                swept.set()
                swept.clear()
                if is_last:
                    return

    def thread(run: Callable[[Connection, int], None], isolation: str, number: int = 0) -> threading.Thread:
        connection = connect(isolation=isolation)

        def body() -> None:
            try:
                run(connection, number)
            except BaseException as err:
                failures.append(err)
                ending.set()

        return threading.Thread(target=body)

    caplog.set_level(logging.DEBUG, "pgpaper")
    connection = connect(isolation="read committed")
    connection.execute(FEED, {"number": 1, "tickers": TICKERS})
    connect().execute(OPEN, {"traders": TRADERS, "accounts": ACCOUNTS})
    connection.execute("select paper.sweep_done(positions, snapshot) from paper.sweep()")
    writers = [thread(trade, "serializable", number) for number in range(TRADERS)]
    writers += [thread(quote, "read committed", number) for number in range(FEEDERS)]
    matcher = thread(match, "read committed")
    for each in [*writers, matcher]:
        each.start()
    ending.wait(SECONDS)
    ending.set()
    for each in writers:
        each.join()
    quiet.set()
    matcher.join()
    assert failures == []
    matchers.retried.update(
        str(err.sqlstate)
        for record in caplog.records
        for err in record.args or ()
        if isinstance(err, CONFLICT)
    )
    caplog.clear()
    (filled,) = connection.execute("select count(*) from paper.fills").fetchone() or (0,)
    print(f"\n{by.__name__}, {SECONDS:.0f} s: {filled} orders filled")
    print(f"traders: {traders}\nfeeders: {feeders}\nmatchers: {matchers}")
    assert connection.execute(MISSED).fetchone() == (0,)
    assert filled > 0
    assert feeders.retried == {}


def test_match_all_remembers_how_far_it_looked(connect: Callable[..., Connection]) -> None:
    connection = connect()
    connection.execute(FEED, {"number": 1, "tickers": TICKERS})
    connection.execute("call paper.match_all()")
    assert connection.execute("select positions from paper_internal.sweeps").fetchone() == (
        {"A": 2, "B": 2, "C": 2},
    )


def test_match_all_cannot_run_inside_a_transaction(connect: Callable[..., Connection]) -> None:
    connection = connect()
    with pytest.raises(psycopg.errors.InvalidTransactionTermination), connection.transaction():
        connection.execute("call paper.match_all()")


def rest(connection: Connection, *accounts: str) -> None:
    """Open accounts whose buy limit the next quote of A reaches."""
    for account in accounts:
        connection.execute(
            "select paper.open_account(%s, 1000, %s)",
            (account, Jsonb({"fill_model": "market", "clock": "simulated"})),
        )
        connection.execute(
            "select * from paper.submit_order(%s, 'k', 'A', 'buy', 1, 'limit', 500)", (account,)
        ).fetchall()


def filled(connection: Connection) -> list[str]:
    """The accounts whose order was filled."""
    rows = connection.execute("select account_id from paper.fills order by account_id").fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read", "serializable"])
def test_match_all_fills_every_account_that_the_data_reach(
    connect: Callable[..., Connection], isolation: str
) -> None:
    rest(connect(), "one", "two")
    connection = connect(isolation=isolation)
    connection.execute(FEED, {"number": 1, "tickers": TICKERS})
    connection.execute("call paper.match_all()")
    assert filled(connection) == ["one", "two"]
    connection.execute("call paper.match_all()")
    assert filled(connection) == ["one", "two"]


def test_match_all_tries_an_account_again_that_another_writer_held(
    connect: Callable[..., Connection],
) -> None:
    connection, other = connect(), connect(autocommit=False)
    rest(connection, "one")
    connection.execute(FEED, {"number": 1, "tickers": TICKERS})
    other.execute("select paper.deposit('one', 'other', 1)")
    pid = connection.info.backend_pid
    matching = threading.Thread(target=connection.execute, args=("call paper.match_all()",))
    matching.start()
    watching = connect()
    waits = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
    while watching.execute(waits, (pid,)).fetchone() != (True,):
        time.sleep(0.01)
    other.commit()
    matching.join()
    assert filled(watching) == ["one"]


def test_match_all_gives_up_on_an_account_that_always_conflicts_but_not_on_the_others(
    connect: Callable[..., Connection],
) -> None:
    connection = connect()
    rest(connection, "one", "two")
    connection.execute(FEED, {"number": 1, "tickers": TICKERS})
    connection.execute(
        """
        create sequence paper.attempts;
        create sequence paper.others;
        create or replace function paper.match_account(p_account_id text) returns bigint language plpgsql
        as $$
        begin
            if p_account_id = 'two' then
                return nextval('paper.others');
            end if;
            perform nextval('paper.attempts');
            raise exception 'held' using errcode = '40001';
        end $$
        """
    )
    with pytest.raises(psycopg.errors.SerializationFailure, match="held"):
        connection.execute("call paper.match_all()")
    assert connection.execute("select last_value from paper.attempts").fetchone() == (20,)
    assert connection.execute("select last_value, is_called from paper.others").fetchone() == (1, True)
    assert connection.execute("select * from paper_internal.sweeps").fetchall() == []
