"""Everybody on one account."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from callers import closed_loop
from harness import Bench, Database, Result, compare
from load import Load, best

from cases.adapters import adapters, buy_one
from cases.separate import separate_statements


def hot_account(bench: Bench) -> Iterator[Result]:
    """32 concurrent awaits on one adapter beside separate statements on 8 connections."""
    with bench.database(accounts=2) as database:
        ours, separate = best(
            bench.size.rounds,
            lambda: asyncio.run(concurrent_awaits(database, 32)),
            lambda: separate_statements(database, 8, bench.size.seconds, lambda: "bench-2"),
        )
        yield compare(
            "one account, 32 concurrent awaits on one adapter", ours.rate, "orders/s",
            "separate statements, psycopg, 8 connections", separate.rate, target=200, load=ours,
        )  # fmt: skip
        yield compare(
            "one account, 32 concurrent awaits, tried again", ours.retried_percent, "%",
            "separate statements, psycopg, 8 connections", separate.retried_percent, load=ours,
        )  # fmt: skip


async def concurrent_awaits(database: Database, callers: int) -> Load:
    """So many tasks that each submit an order as soon as their last one is answered."""
    async with adapters(database, 1) as (adapter,):
        return await closed_loop(lambda _: buy_one(adapter), callers, database.size.seconds)
