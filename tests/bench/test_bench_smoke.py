"""That every benchmark runs and reports; how fast it is, is for `make bench`."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import callers
import page
import pytest
import run
from cases import CASES
from harness import QUICK, Bench, BooksWrong, Result, compare
from load import Load
from support.servers import Server

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

NOT_IN_A_QUICK_RUN = {"pgledger"}


@pytest.mark.servers("embedded")
def test_every_case_reports_values_beside_baselines(server: Server, tmp_path: Path) -> None:
    report = tmp_path / "bench-results.json"
    options = ["--quick", "--server", server.dsn, "--json", str(report), "--docs", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, HERE / "run.py", *options], capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads(report.read_text())
    assert {result["group"] for result in results} == set(CASES) - NOT_IN_A_QUICK_RUN
    for result in results:
        assert result["case"]
        assert result["unit"]
        assert result["baseline_case"]
        assert result["value"] >= 0
        assert result["baseline"] >= 0
        assert result["ratio"] > 0
    written = (tmp_path / "benchmarks.md").read_text()
    assert all(f"| {result['case']} |" in written for result in results)
    assert {file.name for file in tmp_path.glob("*.svg")} == {
        "benchmarks-throughput-by-callers.svg",
        "benchmarks-latency-by-rate.svg",
        "benchmarks-cost-by-size.svg",
    }


def test_the_results_page_is_that_of_the_results() -> None:
    rows = json.loads((ROOT / "bench-results.json").read_text(encoding="utf-8"))
    for name, text in page.pages(rows).items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text, f"{name}: tests/bench/page.py"


# -- what happens when something goes wrong


@pytest.mark.servers("embedded")
def test_wrong_books_are_noticed(server: Server) -> None:
    with Bench(server.dsn, QUICK) as bench, pytest.raises(BooksWrong), bench.database(1) as database:
        database.connection.execute("update paper_internal.accounts set cash = cash + 1")


def a_result() -> Result:
    return compare("a case", 2, "orders/s", "a baseline", 1)


def fails(_: Bench) -> Iterator[Result]:
    yield a_result()
    raise RuntimeError("after a result")


def ends_with_wrong_books(_: Bench) -> Iterator[Result]:
    yield a_result()
    raise BooksWrong


@pytest.mark.parametrize(("case", "kept"), [(fails, [a_result()]), (ends_with_wrong_books, [])])
def test_a_failing_case_is_reported_and_keeps_what_is_right(
    case: object, kept: list[Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CASES, "failing", case)
    broken: list[str] = []
    assert run.results_of("failing", Bench("embedded", QUICK), broken) == kept
    assert broken == ["failing"]


# -- figures


def test_a_ratio_says_how_many_times_better() -> None:
    assert compare("", 300, "orders/s", "", 100).ratio == 3
    assert compare("", 2, "ms", "", 10).ratio == 5
    assert compare("", 0, "%", "", 0).ratio == 1


def test_a_percentile_is_one_of_the_latencies() -> None:
    load = Load(1, [number / 1000 for number in range(1000, 0, -1)])
    assert [load.latency(percentile) for percentile in (50, 99, 99.9, 100)] == [500, 990, 999, 1000]
    assert Load(1, [0.003]).latency(50) == 3


def test_what_has_no_answer_counts_as_failed_and_as_long_as_it_waited() -> None:
    never = asyncio.Event

    load = asyncio.run(callers.open_loop(lambda _: never().wait(), rate=10_000, seconds=0.01, patience=0))
    assert load.latencies == []
    assert load.failed == len(load.unanswered) > 0
    assert Load(1, [0.001], failed=1, unanswered=[5.0]).latency(99) == 5000
