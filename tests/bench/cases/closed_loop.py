"""Callers that wait for each answer, all on one adapter and one account."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import callers
import psycopg
from harness import Bench, Database, Result, compare
from load import Load, best

from cases.hot_account import concurrent_awaits

TARGETS = {8: 1.8, 32: 4.5, 128: 6.4}


def closed_loop(bench: Bench) -> Iterator[Result]:
    """Throughput and latency by the number of callers, beside TPC-B at 16 clients."""
    with bench.database(accounts=1) as database:
        *loads, tpcb = best(
            bench.size.rounds,
            *(lambda n=n: asyncio.run(concurrent_awaits(database, n)) for n in bench.size.callers),
            lambda: database.tpcb(16),
        )
    baseline = "pgbench TPC-B, 16 clients"
    for count, load in zip(bench.size.callers, loads, strict=True):
        case = f"one account, {count} caller{'s' if count > 1 else ''}"
        yield compare(
            case, load.rate, "orders/s", baseline, tpcb.rate,
            target=TARGETS.get(count), load=load,
            at=("throughput by callers", "one adapter, one account", count),
        )  # fmt: skip
        for percentile in (50, 99):
            yield compare(
                f"{case}, p{percentile}", load.latency(percentile), "ms",
                f"{baseline}, p{percentile}", tpcb.latency(percentile),
            )  # fmt: skip


def lone_caller(bench: Bench) -> Iterator[Result]:
    """One caller's latency beside that of a bare one-row INSERT through the same driver."""
    with bench.database(accounts=1) as database:
        database.connection.execute(
            "create table bare (id bigint generated always as identity primary key, "
            "ticker text, price numeric, at timestamptz)"
        )
        order, insert = best(
            bench.size.rounds,
            lambda: asyncio.run(concurrent_awaits(database, 1)),
            lambda: asyncio.run(_inserts(database)),
        )
    for percentile in (50, 99):
        yield compare(
            f"a lone caller's order, p{percentile}", order.latency(percentile), "ms",
            f"a bare one-row INSERT, psycopg, p{percentile}", insert.latency(percentile),
            target=0.5 if percentile == 50 else None, load=order,
        )  # fmt: skip


async def _inserts(database: Database) -> Load:
    async with AsyncExitStack() as stack:
        connection = await stack.enter_async_context(
            await psycopg.AsyncConnection.connect(database.dsn, autocommit=True)
        )

        async def insert(_: int) -> None:
            await connection.execute(
                "insert into bare (ticker, price, at) values (%s, %s, clock_timestamp())", ("AAPL", 100)
            )

        return await callers.closed_loop(insert, 1, database.size.seconds)
