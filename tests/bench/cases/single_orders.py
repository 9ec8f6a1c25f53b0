"""One order a call, from pgbench."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from harness import HERE, Bench, Result, compare
from load import best


def single_orders(bench: Bench) -> Iterator[Result]:
    """submit_order beside TPC-B, beside separate statements, and beside a function written for one order."""
    with bench.database() as database:
        database.connection.execute((HERE / "hand_written.sql").read_bytes())
        for clients in (1, 16):
            orders, tpcb, separate, hand_written = best(
                bench.size.rounds,
                partial(database.pgbench, clients, "one_order.sql"),
                partial(database.tpcb, clients),
                partial(database.pgbench, clients, "separate_statements.sql"),
                partial(database.pgbench, clients, "hand_written_order.sql"),
            )
            case = f"one order a call, {clients} connection{'s' if clients > 1 else ''}"
            for name, baseline, target in (
                ("pgbench TPC-B", tpcb, 1.15 if clients == 16 else None),
                ("the same in separate statements", separate, None),
                ("a function for one order, written by hand", hand_written, 0.85),
            ):
                yield compare(case, orders.rate, "orders/s", name, baseline.rate, target=target, load=orders)
