"""The cost of an order by the number of orders that are stored."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator

from harness import Bench, Result, compare

FLAT = 1.2  # the most that the cost may grow


def growth(bench: Bench) -> Iterator[Result]:
    """Buffers, bytes of write-ahead log and time of an order, beside those when few were stored.

    Measured by `costs(connection, numbers)` of growth.py beside run.py: for each number of stored orders it
    yields that number and the costs of an order there, by name with the unit: {"time, ms": 0.1, …}.
    """
    if not bench.size.stored_orders or importlib.util.find_spec("growth") is None:
        return
    first: dict[str, float] = {}
    with bench.database(accounts=1) as database:
        costs = importlib.import_module("growth").costs(database.connection, bench.size.stored_orders)
        for stored, of_an_order in costs:
            first = first or of_an_order
            for cost, value in of_an_order.items():
                name, unit = cost.split(", ")
                yield compare(
                    f"an order beside {stored:,} stored: {name}", value, unit,
                    f"beside {bench.size.stored_orders[0]:,}", first[cost],
                    target=1 / FLAT, at=("cost by size", name, stored),
                )  # fmt: skip
