"""That every benchmark runs and reports; how fast it is, is for `make bench`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).with_name("run.py")


@pytest.mark.servers("embedded")
def test_every_case_reports_a_value_beside_a_baseline(server: object, tmp_path: Path) -> None:
    report = tmp_path / "bench-results.json"
    done = subprocess.run(
        [sys.executable, RUN, "--quick", "--json", report], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads(report.read_text())
    assert {result["case"] for result in results} == {
        "one order a call, 1 connection",
        "one order a call, 16 connections",
        "a batch of 500",
        "a replay of 500 known keys",
        "a filled order on disk",
        "a filled order in the WAL",
        "retried transactions, accounts differ",
    }
    for result in results:
        assert result["unit"]
        assert result["baseline_case"]
        assert result["value"] >= 0
        assert result["baseline"] > 0
        assert result["ratio"] > 0
