"""A short campaign with each fault in it, on each server: no violation, and all the faults did happen."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.servers import TARGETS, missing

COMMAND = Path(__file__).with_name("campaign.py")

#: Often enough to have happened in a few seconds, whatever else the machine does meanwhile. Those that need
#: more than a moment, a full disk or a migration, are left to `make campaign`.
FAULTS = {
    "terminate": 1, "cancel": 1, "statement_timeout": 1, "lock_timeout": 1, "lost_reply": 0.3,
    "lost_request": 1, "cut": 1, "delay": 1, "client_kill": 5, "clock": 2, "connections": 10,
    "predicate_locks": 5, "reindex": 5, "vacuum_full": 5, "postmaster_kill": 60,
}  # fmt: skip


@pytest.mark.parametrize("name", list(TARGETS))
def test_a_short_campaign_finds_nothing(pytestconfig: pytest.Config, tmp_path: Path, name: str) -> None:
    if pytestconfig.getoption("--server") not in (name, "all"):
        pytest.skip("another server was asked for")
    if reason := missing(name):
        pytest.skip(f"NOT TESTED on {name}: {reason}")
    found = tmp_path / "campaign.json"
    command: list[str | Path] = [
        sys.executable, COMMAND, "--server", name, "--seed", "1", "--minutes", "0.2", "--tour", "9",
        "--faults", ",".join(f"{kind}={seconds}" for kind, seconds in FAULTS.items()), "--json", found,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(found.read_text())
    assert result["violations"] == []
    assert {kind for kind in FAULTS if not result["faults"][kind]} == set(), result["failed_faults"]
    assert result["recoveries"] > 0
    assert result["ambiguous"] + result["ambiguous_hidden"] > 0
    assert {"ok", "rejected", "error", "unknown"} <= set(result["outcomes"])


def test_a_campaign_that_is_ended_leaves_nothing(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--server") not in ("embedded", "all"):
        pytest.skip("another server was asked for")
    if reason := missing("embedded"):
        pytest.skip(f"NOT TESTED on embedded: {reason}")
    command = [sys.executable, str(COMMAND), "--minutes", "5", "--tour", "20"]
    campaign = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        # The first of its clients in a process of its own names the folder of the server.
        deadline = time.monotonic() + 120
        while not (found := re.search(r"clients\.py .*host=(/tmp/[^/]+)", _processes(campaign.pid))):
            assert time.monotonic() < deadline
            assert campaign.poll() is None
            time.sleep(0.2)
        server = Path(found[1])
        assert server.exists()
        time.sleep(3)
        campaign.send_signal(signal.SIGTERM)
        _, said = campaign.communicate(timeout=120)
    finally:
        campaign.kill()
    assert campaign.returncode == 130
    assert "Traceback" not in said
    assert not server.exists()
    assert _processes(campaign.pid) == ""


def _processes(session: int) -> str:
    """The command lines of a session."""
    command = ["ps", "-ww", "-o", "args=", "-s", str(session)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
