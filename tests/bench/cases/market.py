"""Fill model market: quotes that are fed, stored, swept and matched."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager

import psycopg
from harness import Bench, Connection, Database, Result, compare

SIMULATED = '{"fill_model": "market", "clock": "simulated"}'

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
    """Quotes past resting orders, quotes that each fill one, and one quote that reaches many accounts."""
    n = bench.size.batch
    resting = n // 2
    rates = {}
    for orders in (0, resting):
        with bench.database(accounts=0) as database, _feeder(database) as feed:
            _open(database, "bench-1")
            _rest(database, "bench-1", orders)
            feed.execute(BARE_TABLE)
            rates[orders] = n / _fed(feed, n)
            started = time.perf_counter()
            for first in range(1, n + 1, 5000):
                feed.execute(BARE, {"first": first, "last": min(first + 4999, n)})
            bare = n / (time.perf_counter() - started)
    yield compare(
        f"quotes fed and swept, {resting:,} orders resting", rates[resting], "quotes/s",
        "the same with nothing resting", rates[0],
    )  # fmt: skip
    yield compare(
        f"quotes fed and swept, {resting:,} orders resting", rates[resting], "quotes/s",
        "inserted into a bare table", bare,
    )  # fmt: skip

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

    with bench.database(accounts=1) as database:
        names = [f"market-{number}" for number in range(bench.size.accounts)]
        for name in names:
            _open(database, name)
            _rest(database, name, 1)
        single = database.timed(
            "select * from paper.submit_order('bench-1', 'one', 'BTC', 'buy', 1, 'limit', 1)"
        )
        with _feeder(database) as feed:
            started = time.perf_counter()
            _feed(feed, 40000, 0, 1, 1)
            for name in names:
                database.connection.execute("select paper.match_account(%s)", (name,))
            seconds = time.perf_counter() - started
    yield compare(
        f"fills of one quote in {len(names):,} accounts", len(names) / seconds, "fills/s",
        "one order a call, one after the other", 1 / single,
    )  # fmt: skip


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
