"""Forks, replays, exports and imports where one transaction, or one database, is not enough to show it."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pgpaper.cli.app import run
from pgpaper.cli.errors import Exit
from support.desk import Connection, Desk, Floor, connect
from support.servers import Server

MINUTE = timedelta(minutes=1)


@contextmanager
def another_database(server: Server) -> Iterator[Connection]:
    with server.database("elsewhere") as name, connect(server.dsn_of(name)) as opened:
        yield opened


def exported(connection: Connection, account_id: str) -> list[str]:
    rows = connection.execute("select e::text from paper.export_account(%s) as e", (account_id,)).fetchall()
    return [line for (line,) in rows]


def imported(connection: Connection, lines: list[str], account_id: str | None = None) -> Desk:
    row = connection.execute(
        "select account_id from paper.import_account(%s::text[]::jsonb[], %s)", (lines, account_id)
    ).fetchone()
    assert row is not None
    return Desk.of(connection, row[0])


def refusal(connection: Connection, query: str, *parameters: object) -> str | None:
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(query, parameters)
    return caught.value.sqlstate


def test_an_account_goes_on_trading_on_another_server(floor: Floor, server: Server) -> None:
    """Its tape is another one: what is not later than what the account saw, it has seen."""
    source, start = floor.desk(), floor.start
    source.quote("AAPL", start, 99, 100, 10, 10)
    source.submit("held", "AAPL", "buy", 4)
    source.submit("open", "AAPL", "buy", 5, "limit", 98)
    source.submit("rejected", "AAPL", "sell", 400)
    source.quote("AAPL", start + MINUTE, 99, 101, 10, 10)
    source.match()
    lines = exported(source.connection, source.account_id)
    with another_database(server) as elsewhere:
        other = Desk(elsewhere, "other")
        for minutes in range(-5, 2):
            # All of it would fill the open order.
            other.quote("AAPL", start + minutes * MINUTE, 90, 91)
        desk = imported(elsewhere, lines)
        assert desk.account_id == source.account_id
        assert desk.violations() == []
        assert desk.journal() == source.journal()
        assert [o.order_id for o in desk.orders()] == [o.order_id for o in source.orders()]
        assert desk.match() == 0
        assert desk.submit("rejected", "AAPL", "sell", 400).status == "rejected"
        assert desk.submit("held", "AAPL", "buy", 4).status == "filled"

        desk.quote("AAPL", start + 2 * MINUTE, 96, 97)
        assert desk.match() == 1
        assert desk.order("open").status == "filled"
        assert desk.violations() == []

        past = "select paper.fork_account(%s, 'past', 3)"
        assert refusal(elsewhere, past, desk.account_id) == "ZP010"
        assert refusal(elsewhere, "select paper.replay_account(%s, 'again')", desk.account_id) == "ZP010"
        elsewhere.execute("select paper.fork_account(%s, 'head')", (desk.account_id,))
        assert refusal(elsewhere, "select paper.fork_account('head', 'past', 3)") == "ZP010"
        again = imported(elsewhere, exported(elsewhere, "head"), "once-more")
        assert refusal(elsewhere, "select paper.fork_account('once-more', 'past', 3)") == "ZP010"
        assert again.violations() == []


def test_a_restored_tape_is_the_same_tape(floor: Floor, server: Server) -> None:
    """Where the same data are in the same places the account stands where it stood, and so does its past."""
    source, start = floor.desk(), floor.start
    ticker = floor.ticker
    with another_database(server) as elsewhere:
        other = Desk(elsewhere, "other")
        for desk in (source, other):
            desk.quote(ticker, start, 99, 100, 10, 10)
        source.submit("open", ticker, "buy", 5, "limit", 98)
        for desk in (source, other):
            # At one time: the second of them the account has not seen when it is exported.
            desk.quote(ticker, start + MINUTE, 99, 101, 10, 10)
        source.match()
        lines = exported(source.connection, source.account_id)
        for desk in (source, other):
            desk.quote(ticker, start + MINUTE, 97, 98, 10, 3)
        moved = imported(elsewhere, lines)
        assert (moved.match(), source.match()) == (1, 1)
        assert moved.journal() == source.journal()
        elsewhere.execute("select paper.fork_account(%s, 'past', 2)", (moved.account_id,))
        past = Desk.of(elsewhere, "past")
        assert past.match() == 1
        assert past.journal() == source.journal()


@pytest.mark.parametrize("at", ["live", "historical"])
def test_accounts_on_the_wall_clock(floor: Floor, at: str) -> None:
    """Their rows do not carry the time of the market: how much of it they had seen does not depend on it."""
    connection = floor.connection
    desk = floor.desk(settings={"clock": "wall"})
    ticker = floor.ticker

    def now(seconds: int) -> Any:
        if at == "historical":
            return floor.start + timedelta(seconds=seconds)
        ((moment,),) = connection.execute("select clock_timestamp()").fetchall()
        return moment

    desk.quote(ticker, now(0), 99, 100, 10, 10)
    desk.submit("a", ticker, "buy", 4)
    desk.submit("b", ticker, "buy", 9, "limit", 98)
    desk.quote(ticker, now(1), 97, 98, 10, 5)
    desk.submit("c", ticker, "buy", 1, "limit", 90)
    desk.quote(ticker, now(2), 97, 98, 10, 7)
    desk.match()
    desk.cancel("c")
    desk.quote(ticker, now(3), 97, 98, 10, 20)
    desk.submit("d", ticker, "sell", 2)
    connection.execute("select paper.replay_account(%s, %s)", (desk.account_id, f"{at}-same"))
    assert Desk.of(connection, f"{at}-same").journal() == desk.journal()
    # Of historical data no quote is fresh: what fills at submission above fills at the next quote, together.
    together = {4} if at == "historical" else set()
    for seq in set(range(1, len(desk.journal()))) - together:
        name = f"{at}-{seq}"
        connection.execute("select paper.fork_account(%s, %s, %s)", (desk.account_id, name, seq))
        assert Desk.of(connection, name).journal() == desk.journal()[:seq]
        assert Desk.of(connection, name).violations() == []


def test_two_forks_of_one_name_are_one(dsn: str) -> None:
    with connect(dsn) as one, connect(dsn) as other:
        one.execute("select paper.open_account('alpha', 1000)")
        found: list[str | None] = []

        def fork() -> None:
            try:
                other.execute("select paper.fork_account('alpha', 'beta')")
                found.append(None)
            except psycopg.Error as err:
                found.append(err.sqlstate)

        with one.transaction():
            one.execute("select paper.fork_account('alpha', 'beta')")
            racing = threading.Thread(target=fork)
            racing.start()
            waits = (
                "select count(*) from pg_stat_activity"
                " where wait_event_type = 'Lock' and datname = current_database()"
            )
            with connect(dsn) as watching:
                while watching.execute(waits).fetchone() != (1,):
                    pass
        racing.join()
        assert found == ["40001"]
        fork()
        assert found[1:] == [None]


def test_trading_goes_on_while_an_account_is_forked(dsn: str) -> None:
    """A fork takes no lock of its source: another session writes it before the fork commits."""
    with connect(dsn) as one, connect(dsn) as other:
        one.execute("select paper.open_account('alpha', 1000)")
        other.execute("set lock_timeout = '5s'")
        with one.transaction():
            one.execute("select paper.fork_account('alpha', 'beta')")
            other.execute("select paper.deposit('alpha', 'd', 1)")
        rows = one.execute("select account_id, seq from paper.accounts order by 1").fetchall()
        assert rows == [("alpha", 2), ("beta", 1)]


# -- the command line


@pytest.fixture
def shell(dsn: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.setenv("PGPAPER_DSN", dsn)

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    assert command("account", "open", "mine", "--cash", "1000")[0] == Exit.DONE
    for key, side, price in (("a", "buy", "10"), ("b", "sell", "12")):
        code, _, err = command("submit", side, "5", "AAPL", "-a", "mine", "--limit", price, "--key", key)
        assert code == Exit.DONE, err
    return command


def test_export_and_import_by_command(shell: Any, tmp_path: Path, dsn: str) -> None:
    file = tmp_path / "mine.jsonl"
    assert shell("account", "export", "mine", str(file)) == (Exit.DONE, "", "")
    lines = file.read_text().splitlines()
    assert shell("account", "export", "mine")[1].splitlines() == lines
    assert json.loads(lines[0])["account_id"] == "mine"
    code, out, _ = shell("account", "import", str(file), "--as", "copy", "--json")
    assert (code, json.loads(out)["cash"]) == (Exit.DONE, "1010")
    assert shell("account", "compare", "mine", "copy")[1] == "nothing differs\n"
    assert shell("check", "--account", "copy")[0] == Exit.DONE
    again = shell("submit", "buy", "5", "AAPL", "-a", "copy", "--limit", "10", "-k", "a", "--json")[1]
    assert json.loads(again)["seq"] == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.jsonl"]


def test_damaged_files_by_command(shell: Any, tmp_path: Path) -> None:
    good = tmp_path / "good"
    shell("account", "export", "mine", str(good))
    text = good.read_text()
    lines = text.splitlines(keepends=True)
    header = json.loads(lines[0])
    damaged: dict[str, tuple[str | bytes, int, str]] = {
        "cut off in a line": (text[:-200], Exit.UNREADABLE, "is no JSON"),
        "cut off between lines": ("".join(lines[:-1]), Exit.REFUSED, "its end is missing"),
        "cut off before them": ("".join(lines[3:]), Exit.REFUSED, "does not begin"),
        "a line is missing": ("".join(lines[:3] + lines[4:]), Exit.REFUSED, "or were added"),
        "a line is there twice": ("".join(lines[:4] + lines[3:]), Exit.REFUSED, "or were added"),
        "all of it is there twice": (text + text, Exit.REFUSED, "or were added"),
        "lines have changed places": (
            "".join([*lines[:3], lines[4], lines[3], *lines[5:]]), Exit.REFUSED, "it was changed"
        ),
        "a figure was changed": (
            text.replace('"cash_after": 950', '"cash_after": 951'), Exit.REFUSED, "it was changed"
        ),
        "another digest": (
            text.replace('"sha256": "', '"sha256": "0'), Exit.REFUSED, "it was changed"
        ),
        "another version": (
            json.dumps(header | {"version": 2}) + "\n" + "".join(lines[1:]), Exit.REFUSED, "its version is 2"
        ),
        "a newer schema": (
            json.dumps(header | {"schema_version": 9999}) + "\n" + "".join(lines[1:]), Exit.REFUSED, "newer"
        ),
        "no number": (text.replace('"cash_after": 950', '"cash_after": NaN'), Exit.UNREADABLE, "line 4 is"),
        "nested without an end": (lines[0] + "[" * 100_000, Exit.UNREADABLE, "line 2 is no JSON"),
        "no text": (text.replace("AAPL", "\x00"), Exit.UNREADABLE, "line 4 is no JSON"),
        "a text that PostgreSQL has not": (text.replace("AAPL", "\\u0000"), Exit.REFUSED, "Unicode"),
        "empty": ("", Exit.REFUSED, "does not begin"),
        "something else": ('{"a": 1}\n', Exit.REFUSED, "does not begin"),
        "no UTF-8": (text.encode().replace(b"AAPL", b"A\xff"), Exit.UNREADABLE, "is no UTF-8"),
    }  # fmt: skip
    for what, (content, expected, words) in damaged.items():
        file = tmp_path / "damaged"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        code, out, err = shell("account", "import", str(file), "--as", "damaged")
        assert (code, out) == (expected, ""), (what, err)
        assert words in err, (what, err)
    with (tmp_path / "huge").open("wb") as huge:
        huge.truncate(10**9 + 1)
    code, _, err = shell("account", "import", str(tmp_path / "huge"))
    assert (code, "larger than PostgreSQL takes" in err) == (Exit.UNREADABLE, True)
    assert shell("account", "import", str(tmp_path / "missing"))[0] == Exit.UNREADABLE
    assert shell("account", "import", str(tmp_path))[0] == Exit.UNREADABLE
    assert [account["account_id"] for account in json.loads(shell("account", "list", "--json")[1])] == [
        "mine"
    ]


def test_what_an_editor_adds_does_not_matter(shell: Any, tmp_path: Path) -> None:
    """A mark at the begin, other ends of lines, lines without anything: what the lines say is the same."""
    file = tmp_path / "mine"
    lines = shell("account", "export", "mine")[1].splitlines()
    file.write_bytes(b"\xef\xbb\xbf" + "\r\n\r\n".join(lines).encode())
    assert shell("account", "import", str(file), "--as", "copy")[0] == Exit.DONE
    assert shell("account", "compare", "mine", "copy")[1] == "nothing differs\n"


def test_tables_by_command(shell: Any, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    assert shell("account", "export", "mine", "--csv", str(folder)) == (Exit.DONE, "", "")
    tables = {path.name: [*csv.DictReader(path.read_text().splitlines())] for path in folder.iterdir()}
    assert {name: len(rows) for name, rows in tables.items()} == {
        "fills.csv": 2, "journal.csv": 3, "orders.csv": 2, "positions.csv": 1,
    }  # fmt: skip
    assert [row["idempotency_key"] for row in tables["orders.csv"]] == ["a", "b"]
    assert tables["fills.csv"][1]["realized_pnl"] == "10.000000000000"
    assert shell("account", "export", "nobody", "--csv", str(folder))[0] == Exit.REFUSED
    assert shell("account", "export", "mine", "x", "--csv", str(folder))[0] == Exit.USAGE


def test_fork_and_replay_by_command(shell: Any) -> None:
    code, out, _ = shell("account", "fork", "mine", "bought", "--seq", "2", "--json")
    assert (code, json.loads(out)["cash"]) == (Exit.DONE, "950")
    assert shell("account", "fork", "mine", "early", "--at", "1999-01-01T00:00:00+00:00")[0] == Exit.REFUSED
    code, out, _ = shell("account", "replay", "mine", "poor", "--cash", "49", "--json")
    assert (code, json.loads(out)["cash"]) == (Exit.DONE, "49")
    rows = json.loads(shell("account", "compare", "mine", "poor", "--json")[1])
    assert sum(float(row["pnl_difference"] or 0) for row in rows) == -10
    assert "rejected" in shell("account", "compare", "mine", "poor")[1]
    code, out, _ = shell("account", "replay", "mine", "other", "--set", "slippage_pct=0.5", "--json")
    assert (code, json.loads(out)["settings"]["slippage_pct"]) == (Exit.DONE, 0.5)
