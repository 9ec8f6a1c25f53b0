"""The cost of an order by the number of orders that are stored."""

from __future__ import annotations

from collections.abc import Iterator

import growth as measurement
from harness import Bench, Result, compare

FLAT = 1.2  # the most that the cost may grow


def growth(bench: Bench) -> Iterator[Result]:
    """Buffers, bytes of write-ahead log and time of an order, beside those when few were stored.

    The stored ones are loaded in the shape in which the engine leaves them, in 1,000 accounts, with
    random keys; the measured orders go to one account after the other. Images of whole pages, which follow a
    checkpoint, are left out of the log: how many orders share one depends on their rate.
    """
    first: dict[str, float] = {}
    with bench.database(accounts=1) as database:
        costs = measurement.costs(database.connection, bench.size.stored_orders)
        for stored, of_an_order in costs:
            first = first or of_an_order
            for cost, value in of_an_order.items():
                name, unit = cost.split(", ")
                yield compare(
                    f"an order beside {stored:,} stored: {name}", value, unit,
                    f"beside {bench.size.stored_orders[0]:,}", first[cost],
                    target=1 / FLAT, at=("cost by size", name, stored),
                )  # fmt: skip
