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
        database.connection.execute(bench.pgledger.read_bytes())
        database.connection.execute(
            "select count(*) from generate_series(1, %s) as i, pgledger_create_account('bench', 'USD')",
            (ACCOUNTS,),
        )
        database.connection.execute(
            "update pgledger_accounts as a set id = 'account-' || n.i "
            "from (select id, row_number() over () as i from pgledger_accounts) as n where n.id = a.id"
        )
        orders, transfers = best(
            bench.size.rounds,
            lambda: database.pgbench(16, "one_order.sql"),
            lambda: database.pgbench(16, "transfer.sql", isolation="read committed"),
        )
    yield compare(
        f"one order a call, {ACCOUNTS} accounts, 16 connections", orders.rate, "orders/s",
        "pgledger, transfers", transfers.rate, load=orders,
    )  # fmt: skip
