"""Settings that matter: what each costs or brings, beside the default."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial

from harness import Bench, Result, compare
from load import best

from cases.false_conflicts import never_analyze
from cases.zipf import zipf_orders

SESSIONS = {
    "synchronous_commit = off": "-c synchronous_commit=off",
    "commit_delay = 50": "-c commit_delay=50",
    "commit_delay = 200": "-c commit_delay=200",
}
POOL_SIZES = (1, 2, 4, 16)
PREDICATE_LOCKS = (64, 1024)


def settings(bench: Bench) -> Iterator[Result]:
    """synchronous_commit, commit_delay, the size of the pool, max_pred_locks_per_transaction."""
    yield from _of_sessions(bench)
    yield from _of_pools(bench)
    if bench.is_own and not bench.size.is_quick:
        yield from _of_predicate_locks(bench)


def _of_sessions(bench: Bench) -> Iterator[Result]:
    script = "one_order.sql"
    tried = dict(list(SESSIONS.items())[:1] if bench.size.is_quick else SESSIONS)
    with bench.database() as database:
        default, *others = best(
            bench.size.rounds,
            partial(database.pgbench, 16, script),
            *(partial(database.pgbench, 16, script, settings=setting) for setting in tried.values()),
        )
    for name, load in zip(tried, others, strict=True):
        yield compare(
            f"16 connections, {name}", load.rate, "orders/s",
            "the defaults", default.rate, load=load,
        )  # fmt: skip


def _of_pools(bench: Bench) -> Iterator[Result]:
    sizes = POOL_SIZES[:1] if bench.size.is_quick else POOL_SIZES
    with bench.database() as database:
        default, *others = best(
            bench.size.rounds,
            *(lambda size=size: asyncio.run(zipf_orders(database, size)) for size in (8, *sizes)),
        )
    for size, load in zip(sizes, others, strict=True):
        yield compare(
            f"{bench.size.accounts:,} accounts, Zipf, pool_size = {size}", load.rate, "orders/s",
            "pool_size = 8", default.rate, load=load,
        )  # fmt: skip


def _of_predicate_locks(bench: Bench) -> Iterator[Result]:
    percent = {}
    for locks in (256, *PREDICATE_LOCKS):
        with (
            bench.with_settings(max_pred_locks_per_transaction=str(locks)) as other,
            other.database(bench.size.small_accounts) as database,
        ):
            never_analyze(database)
            percent[locks] = database.pgbench(
                32, "own_account.sql", batch=100, each=bench.size.small_accounts // 32
            )
    for locks in PREDICATE_LOCKS:
        yield compare(
            f"tried again, 32 connections, max_pred_locks_per_transaction = {locks}",
            percent[locks].retried_percent, "%",
            "256, as the embedded server has it", percent[256].retried_percent, load=percent[locks],
        )  # fmt: skip
