"""Fill model market: quotes that are fed, stored, swept and matched."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import psycopg
from harness import Bench, Connection, Database, Result, compare
from load import Load, best, retries_of_adapters
from pgpaper import MarketFeed, Quote

from cases.growth import FLAT
from cases.hot_account import concurrent_awaits

T = TypeVar("T")

SIMULATED = '{"fill_model": "market", "clock": "simulated"}'
START = datetime(2026, 1, 5, 10, tzinfo=UTC)

FEED = """
select accepted from paper.feed_quotes(array(
    select row(
        'BTC', '2026-01-05T10:00:00Z'::timestamptz + i * interval '1 ms',
        %(ask)s + %(step)s * i - 1, %(ask)s + %(step)s * i, 1000, 1000, i
    )::paper.quote
    from generate_series(%(first)s::integer, %(last)s::integer) as i
))
"""
BARE_TABLE = """
create temporary table bare_quotes (
    ticker text, at timestamptz, bid numeric, ask numeric, bid_size numeric, ask_size numeric,
    sequence bigint,
    primary key (ticker, sequence)
)
"""
BARE = """
insert into bare_quotes
select
    'BTC', '2026-01-05T10:00:00Z'::timestamptz + i * interval '1 ms', 59999 + i, 60000 + i, 1000, 1000, i
from generate_series(%(first)s::integer, %(last)s::integer) as i
"""


def market(bench: Bench) -> Iterator[Result]:
    """Quotes past resting orders, and those that fill: one account, many, and beside others who trade."""
    yield from _quotes_past_resting_orders(bench)
    yield from _fills_in_one_account(bench)
    yield from _fills_in_many_accounts(bench)
    yield from _from_quote_to_fill(bench)
    yield from _cost_of_reserving(bench)
    yield from _beside_trading_clients(bench)


def _quotes_past_resting_orders(bench: Bench) -> Iterator[Result]:
    n = bench.size.batch
    resting = n // 2
    rates: dict[int | str, float] = dict.fromkeys((0, resting, "bare"), 0)
    for _, orders in itertools.product(range(bench.size.rounds), (0, resting)):
        with bench.database(accounts=0) as database, _feeder(database) as feed:
            _open(database, "bench-1")
            _rest(database, "bench-1", orders)
            feed.execute(BARE_TABLE)
            rates[orders] = max(rates[orders], n / _fed(feed, n))
            started = time.perf_counter()
            for first in range(1, n + 1, 5000):
                feed.execute(BARE, {"first": first, "last": min(first + 4999, n)})
            rates["bare"] = max(rates["bare"], n / (time.perf_counter() - started))
    case = f"quotes fed and swept, {resting:,} orders resting"
    yield compare(case, rates[resting], "quotes/s", "the same with nothing resting", rates[0])
    yield compare(case, rates[resting], "quotes/s", "inserted into a bare table", rates["bare"])


def _fills_in_one_account(bench: Bench) -> Iterator[Result]:
    n = bench.size.batch
    with bench.database(accounts=1) as database:
        _open(database, "resting")
        _rest(database, "resting", n)
        with _feeder(database) as feed:
            # Each quote is a step lower and reaches one more order.
            _feed(feed, 50000, -1, 1, n)
        fills = n / database.timed("select paper.match_account('resting')")
        immediate = n / database.timed(
            f"""
            select count(*) from paper.submit_orders('bench-1', array(
                select row('k' || i, 'BTC', 'buy', 1, 'limit', 50000 - i, null, '{{}}')::paper.order_request
                from generate_series(1, {n}) as i
            ))
            """
        )
    yield compare(
        "fills of resting orders, one account", fills, "fills/s", "the same orders filled at once", immediate
    )


def _fills_in_many_accounts(bench: Bench) -> Iterator[Result]:
    """One quote, applied by the client with its connections, and by SQL with one."""
    accounts = bench.size.accounts
    rounds = bench.size.rounds
    with bench.database() as database, asyncio.Runner() as runner:
        for number in range(accounts):
            _open(database, f"market-{number}")
            _rest(database, f"market-{number}", 2 * rounds)
        prices = itertools.count(49999, -1)
        client_feed = MarketFeed(dsn=database.dsn)

        def of_client() -> Load:
            return runner.run(_one_quote(client_feed, next(prices), accounts))

        def of_procedure() -> Load:
            with _feeder(database) as feed:
                started = time.perf_counter()
                ask = next(prices)
                _feed(feed, ask, 0, 60000 - ask, 60000 - ask)
                feed.execute("call paper.match_all()")
                return Load(time.perf_counter() - started, [0] * accounts)

        client, procedure, eight, one = best(
            rounds, of_client, of_procedure,
            partial(database.pgbench, 8, "one_order.sql"), partial(database.pgbench, 1, "one_order.sql"),
        )  # fmt: skip
        runner.run(client_feed.close())
    for by, load, clients, baseline in (
        ("the client, 8 connections", client, "8 connections", eight),
        ("match_all", procedure, "1 connection", one),
    ):
        yield compare(
            f"fills of one quote in {accounts:,} accounts, by {by}", load.rate, "fills/s",
            f"one order a call, {clients}", baseline.rate, load=load,
        )  # fmt: skip


async def _one_quote(feed: MarketFeed, ask: int, fills: int) -> Load:
    with retries_of_adapters() as retried:
        started = time.perf_counter()
        result = await feed.feed_quotes([_quote(60000 - ask, ask)])
        seconds = time.perf_counter() - started
    assert result.matched == fills, result
    return Load(seconds, [0] * fills, retried.by_sqlstate, retried.again)


def _from_quote_to_fill(bench: Bench) -> Iterator[Result]:
    """Each quote fills one order; when the feed of it returns, everybody sees the fill."""
    n = bench.size.batch // 20
    with bench.database(accounts=1) as database:
        _open(database, "resting")
        _rest(database, "resting", n * bench.size.rounds)
        numbers = itertools.count(1)

        async def fed() -> Load:
            latencies: list[float] = []
            async with MarketFeed(dsn=database.dsn) as feed:
                for number in itertools.islice(numbers, n):
                    started = time.perf_counter()
                    result = await feed.feed_quotes([_quote(number, 50000 - number)])
                    latencies.append(time.perf_counter() - started)
                    assert result.matched == 1, result
            return Load(sum(latencies), latencies)

        quotes, orders = best(
            bench.size.rounds,
            lambda: asyncio.run(fed()), lambda: asyncio.run(concurrent_awaits(database, 1)),
        )  # fmt: skip
    for percentile in (50, 99):
        yield compare(
            f"from a quote fed to its fill visible, p{percentile}", quotes.latency(percentile), "ms",
            f"a lone caller's order, p{percentile}", orders.latency(percentile),
        )  # fmt: skip


def _cost_of_reserving(bench: Bench) -> Iterator[Result]:
    """An order that rests beside few and beside many that do, in turns, cancelled each time."""
    few, many = 10, bench.size.batch // 2
    latencies: dict[int, list[float]] = {few: [], many: []}
    with bench.database(accounts=0) as database:
        for orders in latencies:
            _open(database, f"open-{orders}")
            _rest(database, f"open-{orders}", orders)
        for number, orders in itertools.product(range(bench.size.batch // 50), latencies):
            account = f"open-{orders}"
            started = time.perf_counter()
            row = database.connection.execute(
                "select order_id from paper.submit_order(%s, %s, 'BTC', 'buy', 1, 'limit', 1)",
                (account, f"k{number}"),
            ).fetchone()
            latencies[orders].append(time.perf_counter() - started)
            assert row
            database.connection.execute("select paper.cancel_order(%s, %s)", (account, row[0]))
    yield compare(
        f"an order that reserves beside {many:,} open ones, p50", Load(1, latencies[many]).latency(50), "ms",
        f"beside {few}", Load(1, latencies[few]).latency(50), target=1 / FLAT,
    )  # fmt: skip


def _beside_trading_clients(bench: Bench) -> Iterator[Result]:
    """A feed, one quote a call, and its matches; 16 clients that trade; and all of them at once."""
    clients, accounts = 16, bench.size.accounts
    with bench.database(accounts=0) as database:
        for number in range(1, accounts + 1):
            _open(database, f"bench-{number}")
            _rest(database, f"bench-{number}", 1)
        with _feeder(database) as feed:
            _feed(feed, 40000, 0, 1, 1)
            feed.execute("call paper.match_all()")
        numbers = itertools.count(2)
        trade = partial(database.pgbench, clients, "market_order.sql", accounts=accounts)
        unfed = trade()
        fed, matches, traders = _beside(database, numbers, trade)
        # Last: what comes while nobody trades, accounts that trade afterwards would have to apply first.
        alone, matches_alone, _ = _beside(database, numbers, partial(time.sleep, bench.size.seconds))
    nobody = "with nobody trading"
    for case, load, baseline in (("feed", fed, alone), ("sweep and match", matches, matches_alone)):
        yield compare(
            f"calls to {case} beside {clients} trading clients", load.rate, "calls/s",
            nobody, baseline.rate, load=load,
        )  # fmt: skip
        yield compare(
            f"calls to {case} beside {clients} trading clients, p99", load.latency(99), "ms",
            f"{nobody}, p99", baseline.latency(99),
        )  # fmt: skip
    yield compare(
        f"orders of {clients} clients beside a feed", traders.rate, "orders/s",
        "without a feed", unfed.rate, load=traders,
    )  # fmt: skip


def _beside(database: Database, numbers: Iterator[int], work: Callable[[], T]) -> tuple[Load, Load, T]:
    """A feed and a matcher, each as fast as it can, while some work is done; what all three did."""
    ending = threading.Event()

    def feed() -> Load:
        latencies: list[float] = []
        with _feeder(database) as connection:
            started = time.perf_counter()
            while not (latencies and ending.is_set()):
                number, called = next(numbers), time.perf_counter()
                _feed(connection, 50000 + number * 7919 % 101 - 50, 0, number, number)
                latencies.append(time.perf_counter() - called)
            return Load(time.perf_counter() - started, latencies)

    async def match() -> Load:
        latencies: list[float] = []
        async with MarketFeed(dsn=database.dsn) as matcher:
            with retries_of_adapters() as retried:
                started = time.perf_counter()
                while not (latencies and ending.is_set()):
                    called = time.perf_counter()
                    await matcher.match()
                    latencies.append(time.perf_counter() - called)
                seconds = time.perf_counter() - started
        return Load(seconds, latencies, retried.by_sqlstate, retried.again)

    with ThreadPoolExecutor() as threads:
        feeding, matching = threads.submit(feed), threads.submit(lambda: asyncio.run(match()))
        try:
            done = work()
        finally:
            ending.set()
    return feeding.result(), matching.result(), done


def _quote(number: int, ask: int) -> Quote:
    return Quote("BTC", START + timedelta(milliseconds=number), ask - 1, ask, 1000, 1000, sequence=number)


def _feeder(database: Database) -> AbstractContextManager[Connection]:
    """A connection for market data: at any isolation level but the traders'."""
    return psycopg.connect(database.dsn, autocommit=True)


def _feed(feed: Connection, ask: int, step: int, first: int, last: int) -> None:
    """Quotes number `first` to `last`, a millisecond apart."""
    feed.execute(FEED, {"ask": ask, "step": step, "first": first, "last": last})


def _open(database: Database, account: str) -> None:
    database.connection.execute("select paper.open_account(%s, 1e12, %s)", (account, SIMULATED))


def _rest(database: Database, account: str, orders: int) -> None:
    """Buy limits for 1 at 49,999 and below."""
    database.connection.execute(
        """
        select count(*) from paper.submit_orders(%s, array(
            select row('rest-' || i, 'BTC', 'buy', 1, 'limit', 50000 - i, null, '{}')::paper.order_request
            from generate_series(1, %s) as i
        ))
        """,
        (account, orders),
    )


def _fed(feed: Connection, n: int) -> float:
    """Seconds that n quotes take that fill nothing, in batches of 5,000, each swept."""
    started = time.perf_counter()
    for first in range(1, n + 1, 5000):
        _feed(feed, 60000, 1, first, min(first + 4999, n))
        row = feed.execute("select account_ids, positions, snapshot from paper.sweep()").fetchone()
        assert row
        feed.execute("select paper.sweep_done(%s::jsonb, %s::pg_snapshot)", (json.dumps(row[1]), str(row[2])))
    return time.perf_counter() - started
