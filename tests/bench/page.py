"""docs/benchmarks.md and its curves, from bench-results.json: `python tests/bench/page.py RESULTS FOLDER`."""

from __future__ import annotations

import inspect
import json
import sys
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

from cases import CASES
from svg import chart

WIDTH = 110

INTRODUCTION = """\
Measured by `make bench`, which wrote this page from `bench-results.json`: none of the figures is typed.

Every case stands beside a baseline that took turns with it, in the same run on the same server. Read the
ratios, in which the speed of the machine cancels out: how many times better than the baseline, above 1 being
faster, smaller or less often. Of several rounds the best counts, since other programs only ever make a round
slower. The load comes from the machine that the server is on, and takes its share of it.
Percentiles are those of all orders, sorted, not estimated. Tried again are transactions that lost to another
one, by SQLSTATE. After each case `paper.check()` found the books right.
"""


class Curve(NamedTuple):
    x_label: str
    y_label: str
    log_y: bool = False
    relative: bool = False  # to the baseline
    baseline_of: str = ""  # the series whose baseline is drawn as well
    baseline: str = ""


CURVES = {
    "throughput by callers": Curve(
        "callers that wait for each answer", "orders/s",
        baseline_of="one adapter, one account", baseline="pgbench TPC-B, 16 clients",
    ),
    "latency by rate": Curve(
        "orders sent a second", "ms from the intended time to the answer", log_y=True,
        baseline_of="p99", baseline="p99 of pgbench TPC-B, 16 clients",
    ),
    "cost by size": Curve("orders stored", "cost of an order, the first = 1", relative=True),
}  # fmt: skip

Row = dict[str, Any]


def write(rows: list[Row], folder: Path) -> None:
    """Write the page and the curves into a folder of documentation."""
    for name, text in pages(rows).items():
        (folder / name).write_text(text, encoding="utf-8")


def pages(rows: list[Row]) -> dict[str, str]:
    """The text of each file: the page, and a curve for those that have points."""
    curves = {
        file_of(name): _curve(name, rows) for name in CURVES if any(row["curve"] == name for row in rows)
    }
    return {"benchmarks.md": _page(rows), **curves}


def file_of(curve: str) -> str:
    return f"benchmarks-{curve.replace(' ', '-')}.svg"


def _page(rows: list[Row]) -> str:
    parts = ["# Benchmarks\n", INTRODUCTION]
    for run in dict.fromkeys(
        (row["command"], row["machine"], row["server"], row["settings"]) for row in rows
    ):
        command, *facts = run
        parts.append(f"<!-- not run: it takes half an hour -->\n```sh\n{command}\n```\n")
        named = zip(("machine", "server", "settings"), facts, strict=True)
        parts.append("| | |\n|---|---|\n" + "".join(f"| {name} | {fact} |\n" for name, fact in named))
    for group, case in CASES.items():
        of_group = [row for row in rows if row["group"] == group]
        if of_group:
            parts += [f"## {group.replace('_', ' ').capitalize()}\n", _prose(inspect.getdoc(case) or "")]
            drawn = dict.fromkeys(row["curve"] for row in of_group if row["curve"])
            parts += [f"![{curve}]({file_of(curve)})\n" for curve in drawn]
            parts.append(_table(of_group))
    return "\n".join(parts)


def _prose(text: str) -> str:
    return "\n\n".join(textwrap.fill(paragraph, WIDTH) for paragraph in text.split("\n\n")) + "\n"


def _table(rows: list[Row]) -> str:
    lines = ["| case | | baseline | | ratio | wanted | tried again |", "|---|--:|---|--:|--:|--:|---|"]
    for row in rows:
        again = ", ".join(f"{sqlstate}: {count:,}" for sqlstate, count in row["retried"].items())
        failed = f"; {row['failed']:,} failed" if row["failed"] else ""
        cells = (
            row["case"], figure(row["value"], row["unit"]),
            row["baseline_case"], figure(row["baseline"], row["unit"]),
            number(row["ratio"]), f"≥ {number(row['target'])}" if row["target"] else "", again + failed,
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def figure(value: float, unit: str) -> str:
    """A value with its unit, as people read it."""
    return f"{number(value)} {unit}"


def number(value: float) -> str:
    """Three digits, or all that are before the point."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _curve(name: str, rows: list[Row]) -> str:
    curve = CURVES[name]
    series: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        if row["curve"] == name:
            y = row["value"] / row["baseline"] if curve.relative else row["value"]
            series.setdefault(row["series"], []).append((row["x"], y))
            if row["series"] == curve.baseline_of:
                series.setdefault(curve.baseline, []).append((row["x"], row["baseline"]))
    return chart(name.capitalize(), curve.x_label, curve.y_label, series, log_y=curve.log_y)


if __name__ == "__main__":
    write(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
