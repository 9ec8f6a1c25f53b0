"""pgledger (pgr0ss/pgledger), a double-entry ledger of PL/pgSQL functions, where its file is given."""

from __future__ import annotations

from collections.abc import Iterator

from harness import Bench, Result, compare
from load import best

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
        orders, transfers = best(
            bench.size.rounds,
            lambda: database.pgbench(16, "one_order.sql"),
            lambda: database.pgbench(16, "transfer.sql", isolation="read committed"),
        )
    yield compare(
        f"one order a call, {ACCOUNTS} accounts, 16 connections", orders.rate, "orders/s",
        "pgledger, transfers", transfers.rate, load=orders,
    )  # fmt: skip
