"""`pgpaper submit --file`: all lines or none, the bad ones by their number, nothing twice."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pgpaper.cli import order_files
from pgpaper.cli.errors import Exit, Failure
from test_cli import Cli, Done, account, cli, execute

# Of the client: what it asks of the database has tests on every server.
pytestmark = pytest.mark.servers("embedded")

__all__ = ["account", "cli"]

GOOD = """ticker,side,quantity,limit_price
AAPL,buy,2,100

IBM,BUY,3,50.5
"""

Submit = Callable[..., Done]


@pytest.fixture
def submit(cli: Cli, account: str, tmp_path: Path) -> Submit:
    """Submit the orders of a text on the test's account."""

    def submitter(text: str, *args: str, name: str = "orders.csv") -> Done:
        file = tmp_path / name
        file.write_text(text)
        return cli("submit", "--file", str(file), "-a", account, *args)

    return submitter


@pytest.fixture
def stored(cli: Cli, account: str) -> Callable[[], list[dict[str, Any]]]:
    """The orders of the account, the oldest first."""
    return lambda: cli("orders", "-a", account, "-n", "0", "--json").json[::-1]


Stored = Callable[[], list[dict[str, Any]]]


def test_a_file_is_submitted_once(submit: Submit, stored: Stored) -> None:
    first = submit(GOOD, "--json")
    assert first.code == Exit.DONE
    assert [(row["line"], row["ticker"], row["status"]) for row in first.json] == [
        (2, "AAPL", "filled"),
        (4, "IBM", "filled"),
    ]
    again = submit(GOOD.replace("50.5", "50.50"))  # the same order, written otherwise
    assert (again.code, "known already  2" in again.out) == (Exit.DONE, True)
    more = submit(GOOD + "AAPL,sell,1,101\n", name="renamed.csv")
    assert (more.code, "known already  2" in more.out) == (Exit.DONE, True)
    assert [row["ticker"] for row in stored()] == ["AAPL", "IBM", "AAPL"]
    submit(GOOD, "--key", "another-day")
    keys = [row["idempotency_key"] for row in stored()]
    assert len(set(keys)) == 5
    assert [key.startswith("another-day-") for key in keys] == [False] * 3 + [True] * 2


def test_two_equal_lines_are_two_orders(submit: Submit, stored: Stored) -> None:
    text = "ticker,side,quantity,limit_price\nA,buy,1,5\nA,buy,1,5\n"
    for _ in range(2):
        assert submit(text).code == Exit.DONE
        assert len(stored()) == 2


def test_keys_of_the_file_are_used(submit: Submit, stored: Stored) -> None:
    text = "symbol,side,qty,limit,key\nA,buy,1,5,mine\nA,buy,1,5,\n"
    assert submit(text).code == Exit.DONE
    assert submit("ticker,side,quantity,limit_price,idempotency_key\nA,buy,1,5,mine\n").code == Exit.DONE
    assert [row["idempotency_key"] == "mine" for row in stored()] == [True, False]
    conflict = submit("ticker,side,quantity,limit_price,key\nA,buy,2,5,mine\nB,buy,1,5,\n")
    assert (conflict.code, "line 2: " in conflict.err) == (Exit.UNREADABLE, True)
    assert len(stored()) == 2


@pytest.mark.parametrize("batch", ["1000", "1"])
def test_a_bad_line_stops_all(submit: Submit, stored: Stored, batch: str) -> None:
    """Line 3 is refused by the database, with `--batch 1` after line 2 has been taken by it."""
    text = "ticker,side,quantity,limit_price\nA,buy,1,5\nA,buy,0,5\nB,buy,1,5\nA B,buy,1,5\n"
    refused = submit(text, "--batch", batch)
    assert (refused.code, refused.out) == (Exit.UNREADABLE, "")
    lines = refused.err.splitlines()
    assert lines[0] == "pgpaper: orders.csv: wrong are 2 of 4 orders, nothing was submitted"
    assert [line.partition(": ")[0] for line in lines[1:3]] == ["line 3", "line 5"]
    told = json.loads(submit(text, "--batch", batch, "--json").err)
    assert [problem["line"] for problem in told["problems"]] == [3, 5]
    assert stored() == []
    partly = submit(text, "--batch", batch, "--partial")
    assert (partly.code, "the others were submitted" in partly.err) == (Exit.UNREADABLE, True)
    assert [row["ticker"] for row in stored()] == ["A", "B"]
    mended = submit(text.replace("A,buy,0,5", "A,buy,7,5").replace("A B", "C"))
    assert (mended.code, "known already  2" in mended.out) == (Exit.DONE, True)
    assert [row["ticker"] for row in stored()] == ["A", "B", "A", "C"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("A,buy,ten,,", "quantity: 'ten' is not a decimal number"),
        ("A,buy,,,", "quantity must be given"),
        (",,1,,", "ticker and side must be given"),
        ("A,buy,1", "3 values for 5 columns"),
        ("A,buy,1,,maybe", "touch is true or false"),
        ("A,hold,1,,", "side"),
        ("A,buy,1,1e99,", "limit_price"),
    ],
)
def test_what_is_wrong_with_a_line(submit: Submit, stored: Stored, line: str, words: str) -> None:
    refused = submit(f"ticker,side,quantity,limit,touch\nB,buy,1,5,\n{line}\n")
    assert (refused.code, refused.out) == (Exit.UNREADABLE, "")
    assert refused.err.splitlines()[1].startswith("line 3: ")
    assert words in refused.err.splitlines()[1]
    assert stored() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ticker,side,quantity,price\n", "'price'"),
        ("ticker,side\n", "quantity"),
        ("", "ticker"),
        ("ticker,side,qty,quantity\n", "two columns are quantity"),
        ("ticker;side;quantity\n", "semicolons are between its columns"),
    ],
)
def test_what_is_wrong_with_the_columns(submit: Submit, text: str, words: str) -> None:
    refused = submit(text)
    assert (refused.code, words in refused.err) == (Exit.UNREADABLE, True)


def test_a_line_is_named_by_where_it_begins(submit: Submit) -> None:
    refused = submit('ticker,side,quantity,tag\nA,buy,1,"two\nlines"\nA,buy,x,\n')
    assert "line 4: quantity" in refused.err


def test_a_preview_changes_nothing_and_adds_up(submit: Submit, stored: Stored) -> None:
    """The second order finds the cash that the first one leaves."""
    done = submit("ticker,side,quantity,limit\nA,buy,6,100\nA,buy,6,100\n", "--dry-run", "--json")
    assert [row["status"] for row in done.json] == ["filled", "rejected"]
    assert done.code == Exit.REJECTED
    assert "nothing was submitted" in submit(GOOD, "--dry-run").out
    assert submit("ticker,side,quantity\nA B,buy,1\n", "--dry-run").code == Exit.UNREADABLE
    assert stored() == []


def test_rejections_are_told(submit: Submit) -> None:
    done = submit("ticker,side,quantity,limit\nA,buy,6,100\nA,sell,60,100\n")
    assert done.code == Exit.REJECTED
    assert "rejected: 1 of 2" in done.err
    assert "insufficient_shares" in done.out


def test_options_and_types_follow_from_the_columns(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "ticker,side,quantity,limit,stop,trail_percent,take_profit,stop_loss,stop_loss_limit,touch,expires,tag\n"
        "A,buy,1,,,,,,,,,\n"
        "A,buy,1,10,11,,,,,,,\n"
        "A,sell,1,,,1.5,,,,,,x\n"
        "A,buy,0.10,10,,,12,9,8.5,yes,2030-01-01T00:00:00Z,\n"
        "A,buy,1,,,,,9,,,,\n"
    )
    lines, bad = order_files.read(file, None)
    assert bad == []
    plain, stop_limit, trailing, bracket, oto = (line.order for line in lines)
    assert (plain.order_type, stop_limit.order_type, trailing.order_type) == (
        "market",
        "stop_limit",
        "trailing_stop",
    )
    assert (trailing.trail_percent, trailing.tag) == (Decimal("1.5"), "x")
    assert (bracket.order_class, bracket.take_profit, bracket.touch) == (
        "bracket",
        {"limit_price": Decimal(12)},
        True,
    )
    assert bracket.stop_loss == {"stop_price": Decimal(9), "limit_price": Decimal("8.5")}
    assert (bracket.time_in_force, bracket.expires_at) == ("gtd", "2030-01-01T00:00:00Z")
    assert oto.order_class == "oto"


def test_stdin_and_what_does_not_go_together(cli: Cli, account: str, module_dsn: str, tmp_path: Path) -> None:
    missing = cli("submit", "--file", str(tmp_path / "none.csv"), "-a", account)
    assert (missing.code, "none.csv" in missing.err) == (Exit.UNREADABLE, True)
    for args in (["buy", "1", "A", "--file", "x"], ["--file", "x", "--limit", "5"], ["--partial"], []):
        assert cli("submit", *args, "-a", account).code == Exit.USAGE, args
    own = {"PGPAPER_DSN": module_dsn}
    piped = execute(
        "submit", "-f", "-", "-a", account, "--json", stdin="ticker,side,qty,limit\nA,buy,1,5\n", **own
    )
    assert [row["status"] for row in piped.json] == ["filled"]
    file = tmp_path / "orders.csv"
    file.write_bytes(b"\xff")
    with pytest.raises(Failure, match="UTF-8"):
        order_files.read(file, None)
    file.write_bytes("\ufeffticker,side,quantity\nA,buy,1\n".encode())  # as Excel writes it
    assert len(order_files.read(file, None)[0]) == 1
    unknown = cli("submit", "--file", str(file), "-a", f"no-{uuid.uuid4().hex}")
    assert (unknown.code, "ZP001" in unknown.err) == (Exit.REFUSED, True)
