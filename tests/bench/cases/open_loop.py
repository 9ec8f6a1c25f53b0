"""Orders that come when they come, whether or not those before have been answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import callers
from harness import Bench, Database, Result, compare
from load import Load

from cases.adapters import adapters, buy_one

PATIENCE = 1.0  # seconds, after the last order was due


def open_loop(bench: Bench) -> Iterator[Result]:
    """Latency from the intended time by rate, one adapter and account, beside TPC-B at the same rate."""
    for rate in bench.size.rates:
        with bench.database(accounts=1) as database:
            orders, tpcb = asyncio.run(_orders(database, rate)), database.tpcb(16, rate)
        case, baseline = f"{rate:,} orders/s sent", f"pgbench TPC-B, 16 clients, {rate:,}/s sent"
        yield compare(f"{case}: answered", orders.rate, "orders/s", baseline, tpcb.rate, load=orders)
        for percentile in (50, 99, 99.9):
            yield compare(
                f"{case}: p{percentile}", orders.latency(percentile), "ms",
                f"{baseline}: p{percentile}", tpcb.latency(percentile),
                at=("latency by rate", f"p{percentile}", rate),
            )  # fmt: skip


async def _orders(database: Database, rate: float) -> Load:
    async with adapters(database, 1) as (adapter,):
        return await callers.open_loop(lambda _: buy_one(adapter), rate, database.size.seconds, PATIENCE)
