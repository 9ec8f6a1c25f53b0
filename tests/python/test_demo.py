"""The demonstration, whole: against books kept here with simple arithmetic, and a server that is killed.

The books are kept from the file that the bars were taken from, that of the package bokeh-sampledata.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from pgpaper.cli.errors import Exit
from pgpaper.demo import job
from pgpaper.embedded import EmbeddedServer
from psycopg.conninfo import make_conninfo
from support.servers import Server

TICKERS = ["AAPL", "GOOG", "IBM", "MSFT"]
FAST, SLOW = 10, 50
CASH, BUDGET = Decimal(100_000), Decimal(40_000)


@dataclass
class Books:
    """What must come out, worked out bar by bar from the file."""

    orders: list[dict[str, Any]] = field(
        default_factory=list
    )  # in the order of submission, with their outcomes
    cash: Decimal = CASH
    held: dict[str, Decimal] = field(default_factory=dict)
    realized: dict[str, Decimal] = field(default_factory=dict)
    closes: dict[str, Decimal] = field(default_factory=dict)  # the last ones
    bars: int = 0

    def count(self, outcome: str | None) -> int:
        return sum(order["reject_reason"] == outcome for order in self.orders)


def wanted(
    ticker: str, days: list[date], closes: list[Decimal], adjusted: list[Decimal]
) -> list[dict[str, Any]]:
    """The orders of one stock."""
    found: list[dict[str, Any]] = []
    was_long: bool | None = None
    bought: Decimal | None = None
    for n in range(SLOW - 1, len(days)):
        is_long = (
            Fraction(sum(adjusted[n - FAST + 1 : n + 1])) / FAST
            > Fraction(sum(adjusted[n - SLOW + 1 : n + 1])) / SLOW
        )
        if n + 1 < len(days):
            halved = (adjusted[n + 1] / closes[n + 1]) / (adjusted[n] / closes[n])
            is_long = is_long and halved < Decimal("1.5")
        if was_long is not None and is_long != was_long:
            if is_long:
                bought = BUDGET // closes[n]
            if bought is not None:
                side = "buy" if is_long else "sell"
                found.append(
                    {"day": days[n], "ticker": ticker, "side": side, "quantity": bought, "price": closes[n]}
                )
        was_long = is_long
    return found


@pytest.fixture(scope="module")
def books() -> Books:
    spec = importlib.util.find_spec("bokeh_sampledata")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    file = Path(next(iter(spec.submodule_search_locations)), "_data", "stocks.csv.gz")
    result = Books()
    orders: list[dict[str, Any]] = []
    with gzip.open(file, "rt") as lines:
        rows = list(csv.reader(lines))[1:]
    for ticker in TICKERS:
        own = [row for row in rows if row[0] == ticker]
        result.bars += len(own)
        result.closes[ticker] = Decimal(own[-1][5])
        orders += wanted(
            ticker,
            [date.fromisoformat(row[1]) for row in own],
            [Decimal(row[5]) for row in own],
            [Decimal(row[7]) for row in own],
        )
    cost: dict[str, Decimal] = {}
    for order in sorted(orders, key=lambda o: (o["day"], o["side"] == "buy", o["ticker"])):
        ticker, value = order["ticker"], order["quantity"] * order["price"]
        reason = None
        if order["side"] == "buy":
            if value > result.cash:
                reason = "insufficient_cash"
            else:
                result.cash -= value
                result.held[ticker] = result.held.get(ticker, Decimal(0)) + order["quantity"]
                cost[ticker] = cost.get(ticker, Decimal(0)) + value
        elif order["quantity"] > result.held.get(ticker, Decimal(0)):
            reason = "insufficient_shares"
        else:
            assert order["quantity"] == result.held[ticker]  # the strategy sells all or nothing
            result.cash += value
            result.realized[ticker] = result.realized.get(ticker, Decimal(0)) + value - cost[ticker]
            result.held[ticker] = cost[ticker] = Decimal(0)
        result.orders.append({**order, "reject_reason": reason})
    assert 100 < len(result.orders) < 1000
    assert 0 < result.count("insufficient_cash") < result.count(None)
    return result


def demo(*args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        [sys.executable, "-m", "pgpaper", "demo", *args],
        capture_output=True,
        text=True,
        env={**kept, "PYTHONPATH": os.pathsep.join(sys.path), "PGPAPER_HOME": "/nonexistent", **variables},
        timeout=300,
    )


def stored_orders(dsn: str, account: str = "demo") -> list[tuple[Any, ...]]:
    with psycopg.connect(dsn, options="-c datestyle=ISO") as connection:
        return connection.execute(
            "select idempotency_key, ticker, side::text, quantity, order_type::text, limit_price, fill_price,"
            " status::text, reject_reason, submitted_at from paper.orders where account_id = %s order by seq",
            (account,),
        ).fetchall()


def expected_orders(books: Books) -> list[tuple[Any, ...]]:
    new_york = ZoneInfo("America/New_York")
    return [
        (
            f"ma-cross/{o['ticker']}/{o['day']}/{o['side']}",
            o["ticker"],
            o["side"],
            o["quantity"],
            "limit",
            o["price"],
            None if o["reject_reason"] else o["price"],
            "rejected" if o["reject_reason"] else "filled",
            o["reject_reason"],
            datetime(o["day"].year, o["day"].month, o["day"].day, 16, tzinfo=new_york),
        )
        for o in books.orders
    ]


def assert_result(result: dict[str, Any], books: Books) -> None:
    """Compare what `demo --json` printed with the books."""
    assert Decimal(result["account"]["cash"]) == books.cash
    value = sum(quantity * books.closes[ticker] for ticker, quantity in books.held.items())
    assert Decimal(result["account"]["portfolio_value"]) == books.cash + value
    fed = result["bars"]
    assert fed["accepted"] + fed["duplicates"] == books.bars
    assert (fed["out_of_order"], fed["invalid"]) == (0, 0)
    positions = {p["ticker"]: p for p in result["positions"]}
    assert {t: Decimal(p["quantity"]) for t, p in positions.items()} == books.held
    assert {t: Decimal(p["realized_pnl"]) for t, p in positions.items()} == books.realized
    assert {p["ticker"]: Decimal(p["realized_pnl"]) for p in result["by_ticker"]} == books.realized
    assert {row["reject_reason"]: row["orders"] for row in result["outcomes"]} == {
        reason: books.count(reason) for reason in (None, "insufficient_cash", "insufficient_shares")
    }
    fills = [o["ticker"] for o in books.orders if o["reject_reason"] is None]
    assert {row["ticker"]: row["fills"] for row in result["by_ticker"]} == {
        t: fills.count(t) for t in set(fills)
    }
    assert result["violations"] == []
    assert result["new_orders"] + result["replayed_orders"] == result["orders"] == len(books.orders)


def test_a_named_server_is_traded_on_and_never_killed(dsn: str, books: Books) -> None:
    with psycopg.connect(dsn) as connection:
        started = connection.execute("select pg_postmaster_start_time()").fetchone()
    first = demo("--json", PGPAPER_DSN=dsn)
    assert first.returncode == Exit.DONE, first.stderr
    result = json.loads(first.stdout)
    assert_result(result, books)
    assert (result["new_orders"], result["crashes"]) == (len(books.orders), 0)
    assert result["bars"]["accepted"] == books.bars
    assert "simulated time" not in first.stderr
    assert stored_orders(dsn) == expected_orders(books)
    with psycopg.connect(dsn) as connection:
        assert connection.execute("select pg_postmaster_start_time()").fetchone() == started

    again = demo(PGPAPER_DSN=dsn)
    assert again.returncode == Exit.DONE, again.stderr
    assert f"0 new orders, {len(books.orders)} replayed" in again.stdout
    assert f"0 new bars fed as market data, {books.bars:,} known before" in again.stdout
    assert "nothing was submitted twice" in again.stdout
    assert "\x1b" not in again.stdout
    assert stored_orders(dsn) == expected_orders(books)
    with psycopg.connect(dsn) as connection:
        row = connection.execute("select seq from paper.accounts where account_id = 'demo'").fetchone()
        market = connection.execute("select ticker, close from paper.market").fetchall()
    assert row == (1 + len(books.orders),)
    assert dict(market) == books.closes


def test_a_market_that_is_newer_is_told(dsn: str, books: Books) -> None:
    """A simulated clock is never behind the market: orders cannot have the dates of older bars."""
    assert demo(PGPAPER_DSN=dsn).returncode == Exit.DONE
    second = demo("--account", "second", "--json", PGPAPER_DSN=dsn)
    result = json.loads(second.stdout)
    assert_result(result, books)
    assert result["bars"]["duplicates"] == books.bars
    assert "the market here is at 2013-03-01 21:00Z" in second.stderr
    with psycopg.connect(dsn) as connection:
        times = connection.execute(
            "select distinct at from paper.journal where account_id = 'second' and seq > 1"
        )
        assert times.fetchall() == [(datetime(2013, 3, 1, 21, tzinfo=UTC),)]


def test_what_was_begun_is_finished(dsn: str, books: Books) -> None:
    """Orders that an interrupted run has stored are replayed, the others are submitted."""
    begun = expected_orders(books)[:7]
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set default_transaction_isolation = 'serializable'")
        connection.execute("""select paper.open_account('demo', 100000, '{"clock": "simulated"}')""")
        for key, ticker, side, quantity, _, price, *_, at in begun:
            connection.execute("select paper.set_clock('demo', %s)", (at,))
            connection.execute(
                "select paper.submit_order('demo', %s, %s, %s, %s, 'limit', %s)",
                (key, ticker, side, quantity, price),
            )
    result = json.loads(demo("--json", PGPAPER_DSN=dsn).stdout)
    assert (result["new_orders"], result["replayed_orders"]) == (len(books.orders) - 7, 7)
    assert_result(result, books)
    assert stored_orders(dsn) == expected_orders(books)


@pytest.mark.servers("embedded")
def test_the_embedded_server_is_killed_and_nothing_is_lost(server: Server, books: Books) -> None:
    folder = Path(tempfile.mkdtemp(prefix="pgpaper-demo-", dir="/tmp"))
    folder.chmod(0o711)
    embedded = EmbeddedServer(folder / "home")
    try:
        first = demo("--json", PGPAPER_HOME=str(embedded.home))
        assert first.returncode == Exit.DONE, first.stderr
        result = json.loads(first.stdout)
        assert_result(result, books)
        assert result["crashes"] == 1
        assert (embedded.home / "server.log").read_text().count("was not properly shut down") == 1
        (told,) = [line for line in first.stderr.splitlines() if "kill -9" in line]
        before = int(told.split()[-2])
        assert 0 < before < len(books.orders)
        assert f"of those before, {before} are there" in first.stderr
        assert stored_orders(embedded.dsn) == expected_orders(books)

        again = demo(PGPAPER_HOME=str(embedded.home))
        assert again.returncode == Exit.DONE, again.stderr
        assert f"0 new orders, {len(books.orders)} replayed" in again.stdout
        assert "kill -9" not in again.stdout + again.stderr
        assert stored_orders(embedded.dsn) == expected_orders(books)

        other = demo("--account", "calm", "--no-crash", "--json", PGPAPER_HOME=str(embedded.home))
        assert json.loads(other.stdout)["crashes"] == 0
        assert (embedded.home / "server.log").read_text().count("was not properly shut down") == 1
    finally:
        embedded.stop()
        shutil.rmtree(folder)


def test_the_report_for_people(dsn: str, books: Books) -> None:
    text = demo(PGPAPER_DSN=dsn).stdout
    assert f"{books.bars:,} daily bars of AAPL, GOOG, IBM, MSFT loaded" in text
    assert f"{books.cash:,.2f} USD" in text
    for ticker, pnl in books.realized.items():
        assert f"{pnl:,.2f}" in next(line for line in text.splitlines() if line.startswith(ticker))
    for reason in ("insufficient_cash", "insufficient_shares"):
        assert [line.split() for line in text.splitlines() if line.startswith("rejected")].count(
            ["rejected", reason, str(books.count(reason))]
        ) == 1
    assert "paper.check()\nno rows\n" in text


def test_it_names_a_command_that_can_be_typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "an environment" / "pgpaper"
    program.parent.mkdir()
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [str(program), "demo"])
    assert job._program() == f"'{program}'"
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "__main__.py"), "demo"])
    assert job._program() == "python -m pgpaper"
    monkeypatch.setenv("PATH", str(program.parent))
    assert job._program() == "pgpaper"


def test_the_bars_are_those_of_the_file(dsn: str, books: Books) -> None:
    demo(PGPAPER_DSN=dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        found = connection.execute("select * from demo.bars order by ticker, day").fetchall()
        assert len(found) == books.bars
        assert sorted({row[0] for row in found}) == TICKERS
        assert found[0] == (
            "AAPL",
            date(2000, 3, 1),
            *map(Decimal, ("118.56", "132.06", "118.5", "130.31")),
            9616100,
            Decimal("4.186662803811"),
        )
        connection.execute(
            "update demo.bars set close = close + 1 where ticker = 'IBM' and day = '2005-05-05'"
        )
        refused = demo(PGPAPER_DSN=dsn)
        assert (refused.returncode, "demo.bars" in refused.stderr) == (Exit.REFUSED, True)
        assert "drop table demo.bars" in refused.stderr
        connection.execute("drop table demo.bars")
        assert demo(PGPAPER_DSN=dsn).returncode == Exit.DONE


def test_a_trader_needs_the_bars_to_be_there(dsn: str, make_role: Callable[..., str], books: Books) -> None:
    trader = {"PGPAPER_DSN": make_conninfo(dsn, user=make_role("paper_trader"))}
    refused = demo("--account", "theirs", **trader)
    assert (refused.returncode, refused.stdout) == (Exit.REFUSED, "")
    assert "42501" in refused.stderr
    assert "grant create on database" in refused.stderr
    assert len(refused.stderr.splitlines()) == 2
    with psycopg.connect(dsn) as connection:
        assert connection.execute("select to_regnamespace('demo') is null").fetchone() == (True,)
        assert connection.execute("select count(*) from paper.accounts").fetchone() == (0,)

    assert demo(PGPAPER_DSN=dsn).returncode == Exit.DONE
    done = demo("--account", "theirs", "--json", **trader)
    assert done.returncode == Exit.DONE, done.stderr
    assert_result(json.loads(done.stdout), books)


def test_days_are_the_same_in_every_session(dsn: str, books: Books) -> None:
    """Keys and times do not depend on the settings of the role or the database."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f'alter database "{name}" set datestyle = "German, DMY"')
        connection.execute(f"alter database \"{name}\" set timezone = 'Asia/Tokyo'")
        connection.execute(f"alter database \"{name}\" set default_transaction_isolation = 'read committed'")
    assert demo(PGPAPER_DSN=dsn).returncode == Exit.DONE
    assert stored_orders(dsn) == expected_orders(books)
    with psycopg.connect(dsn) as connection:  # as an analyst would run it
        rows = connection.execute(f"select idempotency_key from ({job.STRATEGY.read_text()}) as s").fetchall()
    assert [row[0] for row in rows] == [order[0] for order in expected_orders(books)]


def test_books_that_are_wrong_at_the_end_are_told(dsn: str) -> None:
    demo(PGPAPER_DSN=dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "update paper_internal.positions set realized_pnl = realized_pnl + 1 where ticker = 'IBM'"
        )
    again = demo("--json", PGPAPER_DSN=dsn)
    assert again.returncode == Exit.VIOLATIONS
    assert {row["account_id"] for row in json.loads(again.stdout)["violations"]} == {"demo"}


def test_pandas_is_not_imported(dsn: str) -> None:
    code = (
        "import sys; from pgpaper.cli.app import run; code = run(['demo', '--json'])\n"
        "print(code, sorted({'pandas', 'numpy'} & {*sys.modules}), file=sys.stderr)"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**kept, "PYTHONPATH": os.pathsep.join(sys.path), "PGPAPER_DSN": dsn},
    )
    assert done.stderr.splitlines()[-1] == "0 []"
