"""`pgpaper watch`: in a real pseudo-terminal, over connections that are lost or silent, and in a pipe."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import termios
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pgpaper.cli import follow, session, watch
from pgpaper.cli.errors import Exit
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from support import desk
from test_cli import PROGRAM, Cli, account, cli, environment, new_role

# Of the client: what it asks of the database has tests on every server.
pytestmark = pytest.mark.servers("embedded")

__all__ = ["account", "cli", "new_role"]

ENTER, LEAVE, SHOW_CURSOR = "\x1b[?1049h", "\x1b[?1049l", "\x1b[?25h"
LONGEST = 60.0  # seconds that anything may take on a busy machine


class Terminal:
    """A pseudo-terminal with `pgpaper watch` in it."""

    def __init__(self, dsn: str, *args: str, columns: int = 80, lines: int = 24, **variables: str) -> None:
        self._main, self.side = pty.openpty()
        self.resize(columns, lines)
        self.before = termios.tcgetattr(self.side)
        self.process = subprocess.Popen(
            [*PROGRAM, "watch", *args],
            stdin=self.side,
            stdout=self.side,
            stderr=self.side,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env=environment(PGPAPER_DSN=dsn, **{"TERM": "xterm-256color", **variables}),
        )
        self.shown = ""

    def resize(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._main, termios.TIOCSWINSZ, struct.pack("4H", lines, columns, 0, 0))

    def read(self, seconds: float) -> str:
        """Return what is drawn within that time."""
        new = b""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and select.select([self._main], [], [], left)[0]:
            new += os.read(self._main, 65536)
        self.shown += new.decode(errors="replace")
        return plain(new.decode(errors="replace"))

    def wait_for(self, text: str) -> str:
        """Return what is drawn until this text is."""
        new = ""
        until = time.monotonic() + LONGEST
        while text not in new:
            assert time.monotonic() < until, f"{text!r} is not in {new}"
            assert self.process.poll() is None or self.read(0.2), f"it ended: {new}"
            new += self.read(0.1)
        return new

    def press(self, keys: str) -> None:
        os.write(self._main, keys.encode())

    def ended(self) -> int:
        """Wait until the program has ended, and see that it left the terminal as it was."""
        until = time.monotonic() + LONGEST
        while self.process.poll() is None:
            assert time.monotonic() < until, "it does not end"
            self.read(0.1)
        self.read(0.1)
        assert termios.tcgetattr(self.side) == self.before
        assert self.shown.count(ENTER) == self.shown.count(LEAVE)
        if ENTER in self.shown:
            assert SHOW_CURSOR in self.shown[self.shown.rindex(ENTER) :]
        assert "Traceback" not in self.shown
        return self.process.returncode

    def after_the_screen(self) -> str:
        """What stands in the terminal once the program is gone."""
        return plain(self.shown[self.shown.rindex(LEAVE) :])

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._main)
        os.close(self.side)


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text).replace("\r", "")


Open = Callable[..., Terminal]


@pytest.fixture
def terminal() -> Iterator[Open]:
    opened: list[Terminal] = []

    def opener(*args: Any, **options: Any) -> Terminal:
        opened.append(Terminal(*args, **options))
        return opened[-1]

    yield opener
    for each in opened:
        each.close()


class Gate:
    """A way to the server that can be cut, or fall silent."""

    def __init__(self, dsn: str, folder: Path) -> None:
        target = conninfo_to_dict(dsn)
        self._target = f"{target['host']}/.s.PGSQL.{target.get('port') or 5432}"
        self.dsn = make_conninfo(dsn, host=str(folder), port=5432)
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / ".s.PGSQL.5432"))
        self._listening.listen()
        self._ends: list[socket.socket] = []
        self._open, self._speaks = True, threading.Event()
        self._speaks.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                there = socket.socket(socket.AF_UNIX)
                self._ends += [here, there]
                if not self._open:
                    here.close()
                    continue
                there.connect(self._target)
                for source, sink in ((here, there), (there, here)):
                    threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(65536):
                self._speaks.wait()
                sink.sendall(block)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        self._open = False
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._open = True

    def fall_silent(self) -> None:
        self._speaks.clear()

    def close(self) -> None:
        self._speaks.set()
        self.cut()
        for end in (self._listening, *self._ends):
            end.close()


@contextmanager
def gate(dsn: str) -> Iterator[Gate]:
    folder = Path(tempfile.mkdtemp(prefix="pgpaper-gate-", dir="/tmp"))
    opened = Gate(dsn, folder)
    try:
        yield opened
    finally:
        opened.close()
        shutil.rmtree(folder)


def buy(cli: Cli, account: str, ticker: str, quantity: str = "1") -> None:
    assert cli("submit", "buy", quantity, ticker, "-a", account, "-l", "10").code == Exit.DONE


# -- on a terminal


def test_the_window_follows_the_account_and_its_own_size(
    cli: Cli, account: str, module_dsn: str, terminal: Open
) -> None:
    shown = terminal(module_dsn, account, "--every", "0.2")
    first = plain(shown.wait_for("Events"))
    for text in ("equity 1,000.00", "cash 1,000.00", "buying power 1,000.00", "no positions"):
        assert text in first
    assert ENTER in shown.shown
    assert LEAVE not in shown.shown
    buy(cli, account, "AAPL", "3")
    after = shown.wait_for("filled buy 3 AAPL at 10.00")
    assert "cash 970.00" in after
    assert "Positions" in after
    shown.resize(40, 12)
    shown.read(0.5)  # what was drawn before
    shown.wait_for("as of")
    lines = shown.wait_for("filled buy 3 AAPL at").splitlines()
    assert max(map(len, lines)) <= 40
    shown.press("q")
    assert shown.ended() == Exit.DONE
    assert shown.after_the_screen().strip() == ""


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda shown: shown.press("\x03"), Exit.INTERRUPTED),
        (lambda shown: shown.press("\x04"), Exit.DONE),
        (lambda shown: shown.process.send_signal(signal.SIGTERM), Exit.TERMINATED),
    ],
    ids=["ctrl-c", "ctrl-d", "sigterm"],
)
def test_the_terminal_is_left_clean(
    account: str, module_dsn: str, terminal: Open, end: Callable[[Terminal], None], code: Exit
) -> None:
    shown = terminal(module_dsn, account)
    shown.wait_for("as of")
    end(shown)
    assert shown.ended() == code
    assert shown.after_the_screen().strip() == ""


def test_ctrl_z_gives_the_terminal_back_for_a_while(account: str, module_dsn: str, terminal: Open) -> None:
    shown = terminal(module_dsn, account)
    shown.wait_for("as of")
    shown.press("\x1a")
    _, status = os.waitpid(shown.process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    shown.read(0.2)
    assert shown.shown.rindex(LEAVE) > shown.shown.rindex(ENTER)
    assert termios.tcgetattr(shown.side) == shown.before
    shown.process.send_signal(signal.SIGCONT)
    shown.wait_for("as of")
    assert shown.shown.count(ENTER) == 2
    shown.press("q")
    assert shown.ended() == Exit.DONE


def test_an_account_that_is_taken_away_ends_it(
    cli: Cli, account: str, module_dsn: str, terminal: Open, new_role: Callable[[], str]
) -> None:
    name = new_role()
    cli("role", "add", name, "--trader")
    cli("account", "grant", account, name)
    shown = terminal(make_conninfo(module_dsn, user=name), account, "--every", "0.2")
    shown.wait_for("equity")
    cli("account", "revoke", account, name)
    assert shown.ended() == Exit.REFUSED
    assert "ZP001" in shown.after_the_screen()


def test_a_lost_connection_is_said_and_made_again(
    cli: Cli, account: str, module_dsn: str, terminal: Open
) -> None:
    with gate(module_dsn) as way:
        shown = terminal(way.dsn, account, "--every", "0.2", columns=120)
        shown.wait_for("cash 1,000.00")
        way.cut()
        lost = shown.wait_for("connection lost, trying again; as of")
        assert "cash 1,000.00" in lost or "cash 1,000.00" in shown.wait_for("cash")  # what was known stays
        buy(cli, account, "IBM", "2")
        way.mend()
        shown.wait_for("filled buy 2 IBM at 10.00")
        shown.press("q")
        assert shown.ended() == Exit.DONE


@pytest.mark.parametrize(("keys", "code"), [("q", Exit.DONE), ("\x03", Exit.INTERRUPTED)])
def test_a_reply_that_does_not_come_keeps_no_key_waiting(
    account: str, module_dsn: str, terminal: Open, keys: str, code: Exit
) -> None:
    with gate(module_dsn) as way:
        shown = terminal(way.dsn, account, "--every", "0.1")
        shown.wait_for("cash 1,000.00")
        way.fall_silent()
        shown.wait_for("as of 3 s ago")  # it is drawn again all the same
        shown.press(keys)
        assert shown.ended() == code


def test_without_colours_there_are_none(account: str, module_dsn: str, terminal: Open) -> None:
    shown = terminal(module_dsn, account, NO_COLOR="1")
    shown.wait_for("equity")
    shown.press("q")
    shown.ended()
    assert not re.search(r"\x1b\[[0-9;]*(3[0-7]|4[0-7])[0-9;]*m", shown.shown)


# -- elsewhere


@contextmanager
def piped(dsn: str, *args: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*PROGRAM, "watch", *args],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(PGPAPER_DSN=dsn),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_pipe_gets_a_line_for_each_event(cli: Cli, account: str, module_dsn: str) -> None:
    with gate(module_dsn) as way, piped(way.dsn, account, "--every", "0.1") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "deposit 1,000" in process.stdout.readline()
        buy(cli, account, "AAPL")
        assert "filled buy 1 AAPL at 10.00" in process.stdout.readline()
        way.cut()
        assert "connection lost" in process.stderr.readline()
        buy(cli, account, "IBM")
        way.mend()
        assert "filled buy 1 IBM at 10.00" in process.stdout.readline()
        assert "connected again" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LONGEST)
        assert (process.returncode, out, err) == (Exit.INTERRUPTED, "", "")


def test_json_misses_no_row_of_the_journal(account: str, module_dsn: str) -> None:
    count = follow.EVENTS_A_READ + 100
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        connection.execute("set default_transaction_isolation = 'serializable'")
        connection.execute(
            "select count(*) from paper.submit_orders(%s, array(select"
            " row('k' || n, 'A', 'buy', 0.1, 'limit', 1, null, null)::paper.order_request"
            " from generate_series(1, %s) as n))",
            (account, count),
        )
    with piped(module_dsn, account, "--after", "1", "--json") as process:
        assert process.stdout is not None
        rows = [json.loads(process.stdout.readline()) for _ in range(count)]
    assert [row["seq"] for row in rows] == list(range(2, count + 2))
    assert (rows[0]["idempotency_key"], rows[0]["price"]) == ("k1", "1")


def test_a_reader_that_goes_away_ends_it(account: str, module_dsn: str) -> None:
    with piped(module_dsn, account, "--every", "0.1", "--after", "0") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        with psycopg.connect(module_dsn, autocommit=True) as connection:
            connection.execute("set default_transaction_isolation = 'serializable'")
            connection.execute("select from paper.deposit(%s, 'd', 1)", (account,))
        assert process.wait(LONGEST) == Exit.BROKEN_PIPE
        assert process.stderr is not None
        assert process.stderr.read() == ""


# -- what it reads


async def test_only_what_changed_is_read_again(account: str, module_dsn: str) -> None:
    follower = follow.Follower(session.Target(module_dsn, embedded=False), account, 1.0)
    async with await follower.connect() as opened:
        asked: list[str] = []
        execute = opened.execute

        async def counted(query: str, *args: Any) -> Any:
            asked.append(" ".join(query.split()))
            return await execute(query, *args)

        opened.execute = counted  # type: ignore[method-assign, assignment]
        assert await follower.look(opened) is True
        asked.clear()
        assert await follower.look(opened) is False
        assert len(asked) == 1  # nothing new costs one question
        with psycopg.connect(module_dsn, autocommit=True) as connection:
            connection.execute("set default_transaction_isolation = 'serializable'")
            ticker = f"T{uuid.uuid4().hex[:8].upper()}"
            connection.execute(
                "select from paper.submit_order(%s, 'k', %s, 'buy', 2, 'limit', 10)", (account, ticker)
            )
            assert await follower.look(opened) is True
            desk.feed(connection, [desk.Trade(ticker, datetime.now(UTC), "12.5")])
        asked.clear()
        assert await follower.look(opened) is True
        assert not any("from paper.journal" in query or "paper.open_orders" in query for query in asked)
    assert follower.view.positions[0]["current_price"] == Decimal("12.5")
    assert [row["event_type"] for row in follower.view.events] == ["fill", "deposit"]


def test_the_days_pnl(cli: Cli, module_dsn: str) -> None:
    name, ticker = f"cli-{uuid.uuid4().hex[:12]}", f"T{uuid.uuid4().hex[:8].upper()}"

    def pnl() -> Decimal:
        return Decimal(cli("watch", name, "--once", "--json").json["day_pnl"])

    def submit(side: str, quantity: int, price: int) -> None:
        assert cli("submit", side, str(quantity), ticker, "-a", name, "-l", str(price)).code == Exit.DONE

    def clock(at: str) -> None:
        cli("sql", "--write", f"select from paper.set_clock('{name}', '{at}')")

    # A simulated clock is never behind data that was fed, and tests of this module feed some of today.
    cli("account", "open", name, "--cash", "1000", "--set", "clock=simulated")
    clock("2150-01-02T12:00:00Z")
    submit("buy", 10, 100)
    cli("account", "deposit", name, "7")
    assert pnl() == 0  # a purchase and a deposit are no profit
    submit("sell", 1, 103)
    assert pnl() == 3
    submit("buy", 1, 100)
    clock("2150-01-03T00:00:00Z")
    assert pnl() == 0  # a new day
    cli("account", "deposit", name, "50")
    submit("sell", 5, 110)
    assert pnl() == 5 * (110 - 100)  # without market data what is held is worth what it cost
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        before, after = datetime(2150, 1, 2, 23, tzinfo=UTC), datetime(2150, 1, 3, 1, tzinfo=UTC)
        desk.feed(connection, [desk.Trade(ticker, before, 105), desk.Trade(ticker, after, 120)])
    assert pnl() == 5 * (110 - 105) + 5 * (120 - 105)
    cli("account", "reset", name, "--cash", "500", "--yes")
    assert pnl() == 0


def test_an_analyst_watches_once(
    cli: Cli, account: str, module_dsn: str, new_role: Callable[[], str]
) -> None:
    buy(cli, account, "AAPL", "4")
    name = new_role()
    cli("role", "add", name, "--analyst")
    theirs = {"PGPAPER_DSN": make_conninfo(module_dsn, user=name)}
    done = cli("watch", account, "--once", **theirs)
    assert done.code == Exit.DONE
    assert re.search(r"^equity +1,000\.00$", done.out, re.MULTILINE)
    assert "filled buy 4 AAPL at 10.00" in done.out
    told = cli("watch", account, "--once", "--json", **theirs).json
    assert told.keys() == {"account", "day_pnl", "positions", "open_orders", "events"}
    assert (told["account"]["cash"], told["positions"][0]["quantity"]) == ("960", "4")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["no-such"], Exit.REFUSED),
        (["{}", "--every", "0"], Exit.USAGE),
        (["{}", "--dsn", "host=/nowhere"], Exit.NO_CONNECTION),
    ],
)
def test_what_is_wrong_from_the_start_is_said_at_once(
    cli: Cli, account: str, args: list[str], code: Exit
) -> None:
    done = cli("watch", *(arg.format(account) for arg in args))
    assert (done.code, done.out) == (code, "")


def test_events_in_words() -> None:
    columns = "event_type amount side ticker quantity price realized_pnl order_type limit_price stop_price"
    row = dict.fromkeys([*columns.split(), "error", "reject_reason"])
    trade = {"side": "sell", "ticker": "A", "quantity": Decimal("1500.50")}
    assert watch.story(row | {"event_type": "withdrawal", "amount": Decimal(-5)}) == "withdrawal -5"
    assert (
        watch.story(
            row | trade | {"event_type": "fill", "price": Decimal("2.5"), "realized_pnl": Decimal("-0.5")}
        )
        == "filled sell 1,500.5 A at 2.50 PnL -0.50"
    )
    accepted = row | trade | {"event_type": "accepted", "order_type": "stop_limit"}
    prices = {"stop_price": Decimal(3), "limit_price": Decimal("2.9999")}
    assert watch.story(accepted | prices) == "accepted sell 1,500.5 A stop 3.00 limit 2.9999"
    assert watch.story(row | {"event_type": "rejected", "error": "why"}) == "rejected: why"
