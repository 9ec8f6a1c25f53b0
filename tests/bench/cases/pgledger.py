"""pgledger (pgr0ss/pgledger), a double-entry ledger of PL/pgSQL functions, where its file is given."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator

from callers import closed_loop
from harness import Bench, Database, Result, compare
from load import Load, best

from cases.adapters import adapters, buy_one

ACCOUNTS = 50


def pgledger(bench: Bench) -> Iterator[Result]:
    """Orders beside transfers: 50 accounts, 16 clients, one a call, retries included."""
    if bench.pgledger is None:
        return
    with bench.database(ACCOUNTS) as database:
        # In a checkout, the functions that it needs stand beside it.
        for file in (*sorted(bench.pgledger.parent.glob("vendor/*/*.sql")), bench.pgledger):
            database.connection.execute(file.read_bytes())
        database.connection.execute(
            "select count(*) from generate_series(1, %s) as i, pgledger_create_account(i::text, 'USD')",
            (ACCOUNTS,),
        )
        database.connection.execute("update pgledger_accounts set id = 'account-' || name")
        orders, awaits, transfers = best(
            bench.size.rounds,
            lambda: database.pgbench(16, "one_order.sql"),
            lambda: asyncio.run(_awaits(database)),
            lambda: database.pgbench(16, "transfer.sql", isolation="read committed"),
        )
    for how, load in (("16 connections", orders), ("16 callers of adapters", awaits)):
        yield compare(
            f"one order a call, {ACCOUNTS} accounts, {how}", load.rate, "orders/s",
            "pgledger, transfers, 16 connections", transfers.rate, load=load,
        )  # fmt: skip


async def _awaits(database: Database) -> Load:
    async with adapters(database, ACCOUNTS) as opened:
        return await closed_loop(lambda _: buy_one(random.choice(opened)), 16, database.size.seconds)
