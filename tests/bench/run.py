"""Benchmarks, each beside a baseline measured in the same run, reported as a ratio.

    python tests/bench/run.py [--quick] [--only CASE …] [--server embedded|debian|DSN] [--json FILE] …

A server of its own is started in a temporary folder, durable as it comes (fsync, synchronous_commit), or the
one a DSN names is used. Each case makes databases of its own there and drops them, and its books must be
right at the end. A case that fails loses nobody else's results.

To read what is measured, see the module of each case in cases/.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import page
from cases import CASES
from harness import FULL, QUICK, Bench, BooksWrong, Result
from rich.console import Console
from rich.table import Table


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 180)
    rows: list[dict[str, Any]] = []
    broken: list[str] = []
    size = QUICK if options.quick else FULL
    size = replace(size, seconds=options.seconds or size.seconds, rounds=options.rounds or size.rounds)
    with Bench(options.server, size, floor=options.floor, pgledger=options.pgledger) as bench:
        facts = {"command": _command(options), **bench.facts()}
        console.print(*(f"{name}: {fact}" for name, fact in facts.items()), sep="\n")
        for name in options.only or CASES:
            started = time.monotonic()
            results = results_of(name, bench, broken)
            rows += [{"group": name, **asdict(result), **facts} for result in results]
            if results:
                console.print(_table(results, f"{name}, {time.monotonic() - started:.0f} s"))
            if options.json:
                options.json.write_text(
                    json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
                )
    if options.docs:
        page.write(rows, options.docs)
    if broken:
        console.print(f"failed: {', '.join(broken)}", style="red")
    return 1 if broken else 0


def results_of(name: str, bench: Bench, broken: list[str]) -> list[Result]:
    """What a case reports; when it fails, what it did before, unless its books are wrong."""
    results: list[Result] = []
    try:
        for result in CASES[name](bench):
            results.append(result)  # noqa: PERF402 - they are kept when a later one fails
    except Exception as err:
        traceback.print_exc()
        broken.append(name)
        return [] if isinstance(err, BooksWrong) else results
    return results


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="small and short: that it runs, not how fast")
    parser.add_argument("--only", nargs="+", choices=CASES, metavar="CASE", help=f"of {', '.join(CASES)}")
    parser.add_argument("--server", default="embedded", help="embedded, debian or a DSN")
    parser.add_argument("--floor", type=Path, help="SQL file that defines floor.submit_orders, a bare fold")
    parser.add_argument("--pgledger", type=Path, help="pgledger.sql of pgr0ss/pgledger")
    parser.add_argument("--seconds", type=int, help="of each load, in place of 8")
    parser.add_argument("--rounds", type=int, help="of each load, of which the best counts, in place of 3")
    parser.add_argument("--json", type=Path, help="where to write the results")
    parser.add_argument("--docs", type=Path, help="the folder where to write benchmarks.md and its curves")
    return parser


def _command(options: argparse.Namespace) -> str:
    """The command that was run, without paths and passwords."""
    words = ["python tests/bench/run.py"]
    if options.quick:
        words.append("--quick")
    if options.only:
        words += ["--only", *options.only]
    words += ["--server", options.server if options.server in ("embedded", "debian") else "DSN"]
    for name, value in (
        ("--seconds", options.seconds),
        ("--rounds", options.rounds),
        ("--floor", options.floor and options.floor.name),
        ("--pgledger", options.pgledger and options.pgledger.name),
    ):
        if value:
            words += [name, str(value)]
    return " ".join(words)


def _table(results: list[Result], title: str) -> Table:
    table = Table("case", "value", "baseline", "value", "ratio", "wanted", "tried again", title=title)
    for result in results:
        short = result.target is not None and result.ratio < result.target
        table.add_row(
            result.case,
            page.figure(result.value, result.unit),
            result.baseline_case,
            page.figure(result.baseline, result.unit),
            page.number(result.ratio),
            f"≥ {page.number(result.target)}" if result.target else "",
            " ".join(f"{sqlstate}:{count}" for sqlstate, count in result.retried.items())
            + (f" failed:{result.failed}" if result.failed else ""),
            style="yellow" if short else None,
        )
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
