"""Many accounts, some much busier than others."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable, Iterator

from callers import closed_loop
from harness import Bench, Database, Result, compare
from load import Load, best

from cases.adapters import adapters, buy_one
from cases.separate import separate_statements

CALLERS = 128


def zipf(bench: Bench) -> Iterator[Result]:
    """The n-th account gets 1/n of what the first gets; beside separate statements on as many connections."""
    with bench.database() as database:
        ours, separate = best(
            bench.size.rounds,
            lambda: asyncio.run(zipf_orders(database)),
            lambda: separate_statements(database, 8, bench.size.seconds, _names(database)),
        )
    yield compare(
        f"{bench.size.accounts:,} accounts, Zipf, {CALLERS} callers, 8 connections", ours.rate, "orders/s",
        "separate statements, psycopg, 8 connections", separate.rate, load=ours,
    )  # fmt: skip
    yield compare(
        f"{bench.size.accounts:,} accounts, Zipf, {CALLERS} callers, p99", ours.latency(99), "ms",
        "separate statements, psycopg, 8 callers, p99", separate.latency(99),
    )  # fmt: skip


async def zipf_orders(database: Database, pool_size: int = 8) -> Load:
    """An adapter for each account, all on one pool of connections."""
    async with adapters(database, database.accounts, pool_size) as opened:
        pick = _ranks(database)
        return await closed_loop(lambda _: buy_one(opened[pick()]), CALLERS, database.size.seconds)


def _ranks(database: Database) -> Callable[[], int]:
    chance, ranks = random.Random(1), range(database.accounts)
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in ranks))
    return lambda: chance.choices(ranks, cum_weights=weights)[0]


def _names(database: Database) -> Callable[[], str]:
    pick = _ranks(database)
    return lambda: f"bench-{pick() + 1}"
