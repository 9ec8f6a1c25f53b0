"""Each case is a function that yields its results; its name is what `--only` takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from harness import Bench, Result

from cases.analyst import analyst
from cases.batches import batches, wire
from cases.closed_loop import closed_loop, lone_caller
from cases.false_conflicts import false_conflicts
from cases.growth import growth
from cases.hot_account import hot_account
from cases.market import market
from cases.open_loop import open_loop
from cases.pgledger import pgledger
from cases.settings import settings
from cases.single_orders import single_orders
from cases.size_of_an_order import size_of_an_order
from cases.zipf import zipf

Case = Callable[[Bench], Iterator[Result]]

CASES: dict[str, Case] = {
    case.__name__: case
    for case in (
        single_orders, hot_account, batches, wire, closed_loop, lone_caller, open_loop, zipf, pgledger,
        false_conflicts, size_of_an_order, growth, analyst, market, settings,
    )
}  # fmt: skip
