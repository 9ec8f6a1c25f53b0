"""Transactions that lose to others although their accounts differ."""

from __future__ import annotations

from collections.abc import Iterator

from harness import Bench, Database, Result, compare

TARGET = 2.0  # percent


def false_conflicts(bench: Bench) -> Iterator[Result]:
    """Thousands of small accounts in tables that are fresh and never analyzed, each connection on its own.

    With an order in each account, and before there is any: then the keys of all accounts are on one page.
    """
    quick = bench.size.is_quick
    for batch in (1, 100) if quick else (1, 10, 100):
        for clients in (16,) if quick else (1, 8, 16, 32):
            yield _tried_again(bench, batch, clients, has_orders=True)
    yield _tried_again(bench, 1, 16, has_orders=False)


def _tried_again(bench: Bench, batch: int, clients: int, *, has_orders: bool) -> Result:
    with bench.database(bench.size.small_accounts, an_order_each=has_orders) as database:
        never_analyze(database)
        load = database.pgbench(
            clients, "own_account.sql", batch=batch, each=bench.size.small_accounts // clients
        )
    connections = f"{clients} connection{'s' if clients > 1 else ''}"
    return compare(
        f"tried again: batches of {batch}, {connections}{'' if has_orders else ', first orders of all'}",
        load.retried_percent, "%", "the most that is accepted", TARGET, target=1, load=load,
    )  # fmt: skip


def never_analyze(database: Database) -> None:
    """Keep autovacuum from collecting statistics."""
    for (table,) in database.connection.execute(
        "select c.oid::regclass::text from pg_class as c "
        "where c.relnamespace = 'paper_internal'::regnamespace and c.relkind = 'r'"
    ).fetchall():
        database.connection.execute(f"alter table {table} set (autovacuum_enabled = false)".encode())
