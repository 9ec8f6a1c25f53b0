"""The commands of the market: feed, match, calendar, instrument, explain, and the options of submit."""

import json
import sys
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pgpaper import feed
from pgpaper.cli import session
from pgpaper.cli.calendar import sessions_of
from pgpaper.cli.errors import Exit, Failure
from test_cli import Cli, account, cli

__all__ = ["account", "cli"]

QUOTES = "ticker,at,bid,ask\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What `submit` sends, instead of sending it."""
    sent: dict[str, Any] = {}

    def call(query: str, parameters: dict[str, Any]) -> None:
        sent.update(parameters)
        raise Failure(Exit.DONE, "stopped here")

    monkeypatch.setattr(session, "call", call)
    return sent


def options(cli: Cli, asked: dict[str, Any], *args: str) -> Any:
    assert cli("submit", "buy", "1", "A", *args).code == Exit.DONE
    return json.loads(asked["options"])


def test_options_of_submit_are_sent_as_the_engine_calls_them(cli: Cli, asked: dict[str, Any]) -> None:
    assert options(cli, asked) == {}
    assert options(cli, asked, "--tif", "day", "--tag", "1", "--touch", "--oco-group", "true") == {
        "time_in_force": "day",
        "tag": "1",
        "touch": True,
        "oco_group": "true",
    }
    assert options(cli, asked, "--expires", "2026-12-31T21:00:00Z") == {
        "time_in_force": "gtd",
        "expires_at": "2026-12-31T21:00:00Z",
    }
    assert options(cli, asked, "-o", "recommendation_id=r", "-o", 'decision_trace={"a": 1}') == {
        "recommendation_id": "r",
        "decision_trace": {"a": 1},
    }


def test_legs_of_submit_make_a_group(cli: Cli, asked: dict[str, Any]) -> None:
    take_profit, stop_loss = {"limit_price": 110.25}, {"stop_price": 90}
    assert options(cli, asked, "--take-profit", "110.25", "--stop-loss", "90") == {
        "order_class": "bracket",
        "take_profit": take_profit,
        "stop_loss": stop_loss,
    }
    assert options(cli, asked, "--stop-loss", "90", "--stop-loss-limit", "89.5") == {
        "order_class": "oto",
        "stop_loss": {"stop_price": 90, "limit_price": 89.5},
    }
    found = options(cli, asked, "--take-profit", "110.25", "--stop-loss", "90", "--class", "oco")
    assert found["order_class"] == "oco"
    done = cli("submit", "buy", "1", "A", "--stop-loss-limit", "89.5")
    assert (done.code, "goes with --stop-loss" in done.err) == (Exit.USAGE, True)


def test_numbers_of_submit_keep_every_digit(cli: Cli, asked: dict[str, Any]) -> None:
    assert cli("submit", "sell", "1", "A", "--trail", "0.123456789012345678901").code == Exit.DONE
    assert '"trail_amount": 0.123456789012345678901' in asked["options"]
    assert asked["type"] == "trailing_stop"


@pytest.mark.parametrize(
    ("args", "kind"),
    [
        ((), "market"),
        (("--limit", "1"), "limit"),
        (("--stop", "1"), "stop"),
        (("--limit", "1", "--stop", "1"), "stop_limit"),
        (("--trail-percent", "1"), "trailing_stop"),
        (("--trail", "1", "--type", "market"), "market"),
    ],
)
def test_the_prices_make_the_type(cli: Cli, asked: dict[str, Any], args: tuple[str, ...], kind: str) -> None:
    options(cli, asked, *args)
    assert asked["type"] == kind


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (("--map", "bid"), "'bid' is not column=field"),
        (("--map", "a=bid", "--map", "b=bid"), "two columns are mapped to bid"),
        (("--timezone", "Mars/Olympus"), "'Mars/Olympus' is no time zone"),
        (("--length", "soon"), "'soon' is no length"),
        (("--batch", "0"), "--batch must be at least 1"),
    ],
)
def test_wrong_options_of_feed(cli: Cli, tmp_path: Path, args: tuple[str, ...], what: str) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text(QUOTES)
    done = cli("feed", str(path), *args)
    assert (done.code, what in done.err) == (Exit.USAGE, True), done.err


def test_a_file_that_cannot_be_fed(cli: Cli, tmp_path: Path) -> None:
    done = cli("feed", str(tmp_path / "none.csv"), "--json")
    assert done.code == Exit.UNREADABLE
    assert json.loads(done.err) == {"error": f"{tmp_path}/none.csv: No such file or directory"}
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    done = cli("feed", str(path))
    assert (done.code, "its columns are a, b" in done.err) == (Exit.UNREADABLE, True)


@pytest.mark.parametrize(
    ("args", "module"),
    [(("feed", "file.parquet"), "pyarrow"), (("calendar", "load", "XNYS"), "exchange_calendars")],
)
def test_a_package_that_is_not_installed(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    done = cli(*args)
    assert (done.code, module in done.err, "pip install 'pgpaper[" in done.err) == (Exit.MISSING, True, True)


def test_sessions_have_holidays_and_early_closes() -> None:
    sessions = sessions_of("XNYS", date(2024, 11, 27), date(2025, 1, 10))
    days = {opens[:10]: (opens, closes) for opens, closes in sessions}
    assert "2024-11-28" not in days
    assert days["2024-11-29"] == ("2024-11-29T14:30:00+00:00", "2024-11-29T18:00:00+00:00")
    assert "2025-01-09" not in days  # a day of mourning
    assert days["2025-01-10"][1] == "2025-01-10T21:00:00+00:00"


def test_a_calendar_that_is_not_known(cli: Cli) -> None:
    done = cli("calendar", "load", "XNY")
    assert (done.code, "there is no calendar 'XNY'" in done.err, "XNYS" in done.err) == (
        Exit.USAGE,
        True,
        True,
    )
    done = cli("calendar", "load", "XNYS", "--from", "2024-01-02", "--to", "2023-01-02")
    assert done.code == Exit.USAGE


def test_instrument_wants_one_of_two(cli: Cli) -> None:
    for args in ((), ("--calendar", "XNYS", "--around-the-clock")):
        done = cli("instrument", "AAPL", *args)
        assert (done.code, "give either" in done.err) == (Exit.USAGE, True)


def test_explain_wants_an_order_that_is_there(cli: Cli) -> None:
    assert cli("explain", "nonsense").code == Exit.USAGE
    done = cli("explain", "0c4f7d6a-3b1e-8d20-9a55-000000000007", "--json")
    assert (done.code, json.loads(done.err)["sqlstate"]) == (Exit.REFUSED, "ZP007")


@pytest.fixture
def unmatched(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> int:
        return 0

    monkeypatch.setattr(feed, "match", nothing)


@pytest.fixture
def ticker() -> str:
    """A ticker of the test's own: the market of the module's database is shared."""
    return f"T{uuid.uuid4().hex[:12].upper()}"


@pytest.fixture
def quotes(tmp_path: Path, ticker: str) -> Path:
    path = tmp_path / "quotes.csv"
    rows = [f"{ticker},2026-01-02T15:00:{i:02},99.5,{100 + i}\n" for i in range(5)]
    path.write_text(QUOTES + "".join(rows))
    return path


@pytest.mark.usefixtures("unmatched")
def test_a_file_is_fed_once(cli: Cli, quotes: Path) -> None:
    counts = {"accepted": 5, "duplicates": 0, "out_of_order": 0, "invalid": 0, "matched": 0}
    expected = {"file": str(quotes), "kind": "quotes", "rows": 5, **counts}
    assert cli("feed", str(quotes), "--json", "--batch", "2").json == expected
    again = cli("feed", str(quotes))
    assert (again.code, again.err) == (Exit.DONE, "")
    assert dict(line.rsplit(None, 1) for line in again.out.splitlines()) == {
        "file": str(quotes),
        "kind": "quotes",
        "rows": "5",
        "accepted": "0",
        "duplicates": "5",
        "out of order": "0",
        "invalid": "0",
        "matched": "0",
    }


@pytest.mark.usefixtures("unmatched")
def test_a_row_that_cannot_be_read_ends_the_feed_after_those_before_it(
    cli: Cli, quotes: Path, ticker: str
) -> None:
    with quotes.open("a") as file:
        file.write(f"{ticker},2026-01-02T15:01,1,many\n")
    done = cli("feed", str(quotes))
    assert (done.code, done.out) == (Exit.UNREADABLE, "")
    assert "quotes.csv, line 7: 'many' is not a number" in done.err
    quotes.write_text(quotes.read_text().replace("1,many", "99,100"))
    found = cli("feed", str(quotes), "--json").json
    assert (found["duplicates"], found["accepted"]) == (5, 1)


@pytest.mark.usefixtures("unmatched")
def test_a_strict_feed_is_refused_by_its_row(cli: Cli, quotes: Path, ticker: str) -> None:
    with quotes.open("a") as file:
        file.write(f"{ticker},2026-01-02T15:01,2,1\n")
    assert cli("feed", str(quotes), "--json").json["invalid"] == 1
    done = cli("feed", str(quotes), "--strict", "--json")
    assert done.code == Exit.REFUSED
    failure = json.loads(done.err)
    assert failure["error"] == "quotes.csv, row 6: bid must not be above ask"
    assert failure["sqlstate"] == "ZP008"


@pytest.mark.usefixtures("unmatched")
def test_a_file_that_is_not_in_order_is_said_to_be(cli: Cli, tmp_path: Path, ticker: str) -> None:
    path = tmp_path / "daily.csv"
    path.write_text(
        "symbol,Date,Open,High,Low,Close,Volume\n"
        + "".join(f"{ticker}{x},2026-01-0{day},1,3,0.5,2,10\n" for x in "AB" for day in (2, 3))
    )
    done = cli("feed", str(path))
    assert "are not in order of time" in done.err
    done = cli("feed", str(path), "--sort", "--json")
    assert (done.json["duplicates"], done.err) == (4, "")


@pytest.mark.usefixtures("unmatched")
def test_rows_of_a_ticker_that_is_named(cli: Cli, tmp_path: Path, ticker: str) -> None:
    path = tmp_path / "prints.csv"
    path.write_text("when,px,lots\n1767366000,1.5,3\n")
    args = ("--map", "when=at", "--map", "px=price", "--map", "lots=size", "--ticker", ticker, "--json")
    found = cli("feed", str(path), *args).json
    assert (found["kind"], found["accepted"]) == ("trades", 1)


def test_settings_without_effect_are_said(cli: Cli) -> None:
    name = uuid.uuid4().hex
    opened = cli("account", "open", name, "--set", "bar_price=close", "--set", "day_end=21:00")
    assert opened.code == Exit.DONE
    assert opened.err == "pgpaper: WARNING: bar_price, day_end: without effect in fill model immediate\n"
    assert cli("account", "settings", name, "fill_model=market").err == ""
    changed = cli("account", "settings", name, "slippage_pct=0.5", "market_buffer=0")
    assert changed.err == "pgpaper: WARNING: slippage_pct: without effect in fill model market\n"
    assert cli("account", "settings", name, "slippage_pct=0.001").err == ""


def test_daily_bars_serve_what_lives_for_a_session(
    cli: Cli, module_dsn: str, tmp_path: Path, ticker: str
) -> None:
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        sessions = [f"(2026-01-0{day} 14:30+00,2026-01-0{day} 21:00+00)" for day in (5, 6)]
        load = "select paper.load_sessions(%s, %s::text[]::paper.session[])"
        connection.execute(load, (f"CALENDAR-{ticker}", sessions))
    assert cli("instrument", ticker, "--calendar", f"CALENDAR-{ticker}").code == Exit.DONE
    name = f"daily-{ticker}"
    cli("account", "open", name, "--set", "fill_model=market", "--set", "clock=simulated")

    def fed(day: str, prices: str) -> None:
        path = tmp_path / "daily.csv"
        path.write_text(f"Date,Open,High,Low,Close\n{day},{prices}\n")
        assert cli("feed", str(path), "--ticker", ticker, "--json").json["accepted"] == 1

    fed("2026-01-05", "100,101,99,100")
    for order in (("--tif", "opg"), ("--tif", "cls"), ("--tif", "day", "--limit", "98")):
        assert cli("submit", "buy", "1", ticker, *order, "-a", name).code == Exit.DONE
    fed("2026-01-06", "100,103,97,102")
    with psycopg.connect(module_dsn) as connection:
        connection.execute("set time zone 'UTC'")
        found = connection.execute(
            "select rule, trim_scale(price)::text, at::text from paper.journal"
            " where account_id = %s and price is not null order by seq",
            (name,),
        ).fetchall()
    assert found == [
        ("open", "100", "2026-01-06 14:30:00+00"),
        ("limit", "98", "2026-01-06 21:00:00+00"),
        ("close", "102", "2026-01-06 21:00:00+00"),
    ]
