"""The report: its figures beside SQL's, what becomes of hostile text, and the page in a real browser."""

from __future__ import annotations

import json
import math
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from pgpaper.cli import session
from pgpaper.cli.app import run
from pgpaper.cli.errors import Exit
from pgpaper.report import data as report_data
from pgpaper.report import words
from pgpaper.report.charts import curve, time_ticks, value_ticks
from pgpaper.report.data import ReportData, Scope, read
from pgpaper.report.page import environment, render
from pgpaper.report.thinning import largest_triangles
from psycopg.rows import dict_row
from support import browser, desk, report_accounts
from support.browser import Browser
from support.servers import Server

ACCOUNTS = ("fund", "intraday", "many", "refused", "ruined", "empty", "empty-wall", "hostile")
MINUS = "\N{MINUS SIGN}"

#: But for one, these tests ask the same of each server: reading, and a page.
pytestmark = pytest.mark.servers("embedded")


@pytest.fixture(scope="module")
def accounts(server: Server) -> Iterator[str]:
    """The DSN of a database with one account of each kind."""
    with server.database("report") as name:
        dsn = server.dsn_of(name)
        with desk.connect(dsn) as connection:
            report_accounts.make_all(connection)
        yield dsn


@pytest.fixture(scope="module")
def names(accounts: str) -> dict[str, str]:
    """The accounts by what they are for."""
    with psycopg.connect(accounts) as connection:
        found = [row[0] for row in connection.execute("select account_id from paper.accounts")]
    hostile = next(name for name in found if "<" in name)
    return {**{name: name for name in found}, "hostile": hostile}


def read_account(dsn: str, scope: Scope, **compared: str) -> ReportData:
    with session.connection(session.Target(dsn, embedded=False), mode="read") as opened:
        return read(opened, scope, **compared)


@pytest.fixture(scope="module")
def pages(accounts: str, names: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page for each account, in a folder."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for label in ACCOUNTS:
        compared = {"versus": "other", "benchmark": "SPY"} if label == "fund" else {}
        made[label] = folder / f"{label}.html"
        made[label].write_text(
            render(read_account(accounts, Scope(names[label]), **compared), 0.5), encoding="utf-8"
        )
    return made


def rows(dsn: str, query: str, *parameters: object) -> list[dict[str, Any]]:
    with psycopg.connect(dsn, row_factory=dict_row, options="-c timezone=UTC") as connection:
        return connection.execute(query, parameters).fetchall()


@dataclass
class Page(HTMLParser):
    """What a page says, read back: the figures, the tables by the label of their region, elements, texts."""

    text: str = ""
    figures: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    words: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._region = ""
        self._cell: list[str] | None = None
        self._figure = ""
        self._open: list[str] = []
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = dict(attrs)
        self.elements.append((tag, fields))
        if tag not in {"meta", "link", "br", "img"}:
            self._open.append(tag)
        if fields.get("role") == "region":
            self._region = fields["aria-label"] or ""
            self.tables.setdefault(self._region, [])
        if tag == "tr" and self._region:
            self.tables[self._region].append([])
        if tag in {"th", "td"} and self._region:
            self.tables[self._region][-1].append("")
            self._cell = self.tables[self._region][-1]
        if "data-figure" in fields:
            self._figure = fields["data-figure"] or ""
            self.figures[self._figure] = ""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag in {"th", "td"}:
            self._cell = None
        if tag in {"dd", "span", "p"}:
            self._figure = ""

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in {"script", "style"}:
            return
        self.words += data
        if self._cell is not None:
            self._cell[-1] += data
        if self._figure:
            self.figures[self._figure] += data


def parsed(file: Path) -> Page:
    return Page(file.read_text(encoding="utf-8"))


def number(text: str) -> float:
    """The value of a text of the page."""
    value = float(re.sub(r"[^\d.\-]", "", text.replace(MINUS, "-")))
    return value / 100 if text.endswith("%") else value


# -- the figures are SQL's


PERCENT = {
    "total_return",
    "annual_return",
    "annual_volatility",
    "max_drawdown",
    "best_return",
    "worst_return",
}


@pytest.mark.parametrize(("name", "per_year"), [("fund", 252), ("many", 365)])
def test_the_figures_are_those_of_sql(
    accounts: str, pages: dict[str, Path], name: str, per_year: int
) -> None:
    (found,) = rows(accounts, "select * from paper.performance(%s, p_periods_per_year => %s)", name, per_year)
    figures = parsed(pages[name]).figures
    assert len(figures) == 19
    for key, text in figures.items():
        if key == "earned":
            continue
        half = 0.00005 if key in PERCENT else 0.0005 if key in {"win_rate", "exposure"} else 0.005
        assert number(text) == pytest.approx(float(found[key]), abs=half * 1.01), key
        assert (MINUS in text) == (round(float(found[key]), 4) < 0), key
    assert number(figures["earned"]) == pytest.approx(
        float(
            rows(accounts, "select equity - net_deposits as earned from paper.account_at(%s)", name)[0][
                "earned"
            ]
        ),
        abs=0.0051,
    )


def test_the_months_are_those_of_the_returns(accounts: str, pages: dict[str, Path]) -> None:
    found = rows(
        accounts,
        "select to_char(at, 'YYYY') as year, extract(month from at)::integer as month,"
        " exp(sum(ln(1 + return))) - 1 as return from paper.returns('fund') group by 1, 2",
    )
    head, *years = parsed(pages["fund"]).tables["Monthly returns"]
    assert head[1:] == [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
        "Year",
    ]
    shown = {(row[0], n): number(row[n]) for row in years for n in range(1, 13) if row[n]}
    assert len(shown) == len(found) >= 12
    for row in found:
        assert shown[row["year"], row["month"]] == pytest.approx(row["return"], abs=0.00051)
    (total,) = rows(accounts, "select total_return from paper.performance('fund')")
    assert math.prod(1 + number(row[13]) for row in years) - 1 == pytest.approx(
        total["total_return"], abs=0.002
    )


def test_positions_trips_and_profit_by_ticker_are_those_of_sql(accounts: str, pages: dict[str, Path]) -> None:
    page = parsed(pages["fund"])
    held = rows(accounts, "select * from paper.positions where account_id = 'fund' and quantity <> 0")
    shown = {row[0]: row for row in page.tables["Positions"][1:]}
    assert set(shown) == {row["ticker"] for row in held}
    assert held
    for row in held:
        cells = shown[row["ticker"]]
        for place, key in ((1, "quantity"), (4, "market_value"), (6, "unrealized_pnl"), (7, "realized_pnl")):
            assert number(cells[place]) == pytest.approx(float(row[key]), abs=0.0051), key

    trips = rows(accounts, "select * from paper.round_trips('fund') order by trip desc")
    table = page.tables["Round trips"][1:]
    assert [row[1] for row in table] == [trip["ticker"] for trip in trips]
    for cells, trip in zip(table, trips, strict=True):
        assert cells[0] == f"{trip['closed_at']:%Y-%m-%d}"
        assert number(cells[6]) == pytest.approx(float(trip["net_pnl"]), abs=0.0051)
        assert cells[10] == (trip["tag"] or words.NONE)

    by_ticker = rows(accounts, "select name, net_pnl, fills from paper.pnl_by('fund', 'ticker')")
    shown = {row[0]: row for row in page.tables["Ticker"][1:]}
    assert {name: number(row[1]) for name, row in shown.items()} == {
        row["name"]: pytest.approx(float(row["net_pnl"]), abs=0.0051) for row in by_ticker
    }


def test_costs_rejections_and_open_orders_are_those_of_sql(accounts: str, pages: dict[str, Path]) -> None:
    page = parsed(pages["fund"])
    (costs,) = rows(
        accounts,
        "select sum(slippage) as slippage, sum(fee) as fees, count(*) as fills from paper.fill_costs('fund')",
    )
    table = page.tables["Fees and slippage"][1:]
    assert costs["slippage"] > 0
    for place, key in ((2, "fills"), (4, "slippage"), (6, "fees")):
        assert sum(number(row[place]) for row in table) == pytest.approx(
            float(costs[key]), abs=0.0051 * len(table)
        )

    refused = rows(
        accounts,
        "select o.reject_reason, count(*) as orders, (array_agg(o.error order by o.seq desc))[1] as newest"
        " from paper.orders as o join paper.accounts as a on a.account_id = o.account_id"
        " where o.account_id = 'fund' and o.status = 'rejected' and o.seq > a.epoch_seq group by 1",
    )
    assert refused
    for row in refused:
        reason = row["reject_reason"].replace("_", " ")
        assert f"{row['orders']} rejected: {reason}" in page.words
        examples = page.tables[f"rejected, {reason}"][1:]
        assert len(examples) == min(row["orders"], 3)
        assert examples[0][2] == row["newest"]

    assert [row[10] for row in page.tables["Open orders"][1:]] == ["resting"]
    assert [row[11] for row in page.tables["Open orders"][1:]] == ["dip"]
    assert [row[0] for row in page.tables["Epochs"][1:]] == ["2", "1"]
    deposits = [row for row in page.tables["Cash in and out"][1:] if row[1] == "deposit"]
    assert [row[2] for row in deposits] == ["+20,000.00", "+20,000.00"]


def test_an_earlier_epoch_and_a_part_of_the_time(accounts: str) -> None:
    first = read_account(accounts, Scope("fund", epoch=1))
    assert (first.epoch, first.performance["trips"], [row["status"] for row in first.orders]) == (
        1, 0, ["cancelled"],
    )  # fmt: skip
    begin, end = datetime(2022, 3, 1, tzinfo=UTC), datetime(2022, 9, 1, tzinfo=UTC)
    part = read_account(accounts, Scope("fund", begin, end))
    (found,) = rows(accounts, "select * from paper.performance('fund', %s, %s)", begin, end)
    assert part.performance == found
    assert (part.from_at, part.to_at) == (begin, end)
    fills = rows(
        accounts,
        "select count(*) from paper.fills where account_id = 'fund' and at >= %s and at <= %s",
        begin,
        end,
    )
    assert sum(item.total_fills for item in part.instruments) == fills[0]["count"] > 0
    assert all(begin <= row["at"] <= end for item in part.instruments for row in item.fills)


def test_a_benchmark_is_what_holding_it_brought(accounts: str) -> None:
    data = read_account(accounts, Scope("fund"), benchmark="SPY", versus="fund")
    assert data.benchmark is not None
    assert data.versus is not None
    closes = rows(accounts, "select close from paper.bars where ticker = 'SPY' order by ends_at")
    held = float(closes[-1]["close"] / closes[0]["close"]) - 1
    assert data.benchmark.performance["total_return"] == pytest.approx(held)
    # Beside itself an account moves as it does.
    assert data.versus.correlation == pytest.approx(1)
    assert data.versus.beta == pytest.approx(1)
    assert data.versus.performance == data.performance
    missing = read_account(accounts, Scope("fund"), benchmark="NONE", versus="other")
    assert "No market data of NONE were fed" in Page(render(missing, 0)).words
    assert "Account other has no return in this time" in Page(render(missing, 0)).words


def test_all_is_read_from_one_state(server: Server, accounts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An order that commits half way is in no part of the report."""
    with desk.connect(accounts) as connection:
        trader = report_accounts.open_account(connection, "busy", 1_000)
        trader.submit("one", "B", "buy", 1, "limit", 10)
        original = report_data._Reader._instruments

        def late(self: report_data._Reader, traded: list[dict[str, Any]]) -> Any:
            trader.submit("two", "B", "buy", 2, "limit", 20)
            trader.submit("three", "B", "buy", 2000, "limit", 20)
            return original(self, traded)

        monkeypatch.setattr(report_data._Reader, "_instruments", late)
        data = read_account(accounts, Scope("busy"))
        assert len(trader.orders()) == 3
    assert data.account["seq"] == data.state["seq"] == data.curve[-1]["seq"] == 2
    assert [row["quantity"] for row in data.positions.rows] == [1]
    assert data.rejections == []
    assert data.state["cash"] == 990


def test_annual_figures_want_a_month(pages: dict[str, Path]) -> None:
    figures = parsed(pages["intraday"]).figures
    assert figures["sharpe"] == figures["annual_return"] == figures["annual_volatility"] == words.NONE
    assert number(figures["total_return"]) > 0
    assert "Less than two days" in parsed(pages["intraday"]).words


@pytest.mark.servers("debian")
def test_an_account_can_be_read_on_the_oldest_server(server: Server) -> None:
    with server.database("small") as name, desk.connect(server.dsn_of(name)) as connection:
        report_accounts.make_intraday(connection)
        report_accounts.make_fund(connection, days=40)
        data = read_account(server.dsn_of(name), Scope("fund"), benchmark="SPY", versus="intraday")
        (found,) = rows(
            server.dsn_of(name), "select * from paper.performance('fund', p_step => %s)", data.step
        )
    assert data.performance["total_return"] == found["total_return"]
    assert {item.source for item in data.instruments} == {"bars"}
    assert "Daily returns" in Page(render(data, 0)).tables


# -- the page is whole, and safe


@pytest.mark.parametrize("name", ACCOUNTS)
def test_a_page_asks_for_nothing(pages: dict[str, Path], name: str) -> None:
    text = pages[name].read_text(encoding="utf-8")
    for tag, fields in parsed(pages[name]).elements:
        assert tag not in {"img", "iframe", "object", "embed", "base", "form", "audio", "video"}
        assert "src" not in fields
        assert not [key for key in fields if key.startswith("on")]
        for key in ("href", "xlink:href"):
            assert (fields.get(key) or "#").startswith(("#", "data:")), fields
    assert "@import" not in text
    assert "url(" not in text
    assert {*re.findall(r"https?://[\w./-]+", text)} <= {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in text


def test_hostile_text_stays_text(pages: dict[str, Path], names: dict[str, str]) -> None:
    page = parsed(pages["hostile"])
    scripts = [fields for tag, fields in page.elements if tag == "script"]
    assert [fields.get("type") for fields in scripts].count(None) == 1
    assert {fields.get("type") for fields in scripts} == {None, "application/json"}
    assert page.words.count(names["hostile"]) >= 2
    tag = words.text(report_accounts.HOSTILE)
    assert "\\u202e" in tag
    assert "\\x1b" in tag
    assert tag in [row[10] for row in page.tables["Round trips"][1:]]
    assert "\x1b" not in page.text
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page.text
    (chart,) = re.findall(r'<script type="application/json">([^<]*price[^<]*)</script>', page.text)
    assert "<" not in chart
    assert json.loads(chart)["markers"][0][3].endswith(f"({tag})")


def test_ten_thousand_fills_are_summed_up(accounts: str, pages: dict[str, Path]) -> None:
    assert rows(accounts, "select count(*) from paper.fills where account_id = 'many'")[0]["count"] == 10_000
    assert pages["many"].stat().st_size < 1_000_000
    trips = rows(accounts, "select net_pnl from paper.round_trips('many') order by trip desc")
    page = parsed(pages["many"])
    table = [number(row[6]) for row in page.tables["Round trips"][1:]]
    assert f"{len(table)} of {len(trips):,}" in page.words
    assert table[:100] == [pytest.approx(float(trip["net_pnl"]), abs=0.0051) for trip in trips[:100]]
    ranked = sorted(float(trip["net_pnl"]) for trip in trips)
    for value in (*ranked[:25], *ranked[-25:]):
        assert round(value, 2) in table
    assert len(table) <= 150
    assert f"{words.count(len(trips))} in all" in page.words
    marks = [
        fields
        for tag, fields in page.elements
        if tag == "use" and "x" in fields and "%" in (fields["x"] or "")
    ]
    assert 300 < len(marks) <= 3 * 2 * 120


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("empty", "Nothing has happened yet"),
        ("empty-wall", "Nothing has happened yet"),
        ("refused", "5 rejected: insufficient cash"),
        ("refused", "No order has been filled"),
        ("ruined", f"{MINUS}100.00%"),
    ],
)
def test_accounts_with_little_in_them(pages: dict[str, Path], name: str, expected: str) -> None:
    assert expected in parsed(pages[name]).words


def test_wrong_books_are_told(server: Server) -> None:
    with server.database("wrong") as name, desk.connect(server.dsn_of(name)) as connection:
        trader = report_accounts.open_account(connection, "wrong", 1_000)
        trader.submit("one", "W", "buy", 1, "limit", 10)
        connection.execute("update paper_internal.positions set quantity = quantity + 1")
        data = read_account(server.dsn_of(name), Scope("wrong"))
        page = Page(render(data, 0))
        violations = connection.execute(
            "select rule, detail from paper.check('wrong') order by 1, 2"
        ).fetchall()
    assert violations
    assert "The books are wrong." in page.words
    assert [tuple(row) for row in page.tables["Violations"][1:]] == violations


# -- the command


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def report(
    accounts: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Run the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PGPAPER_DSN", accounts)

    def runner(*arguments: str) -> Done:
        code = run(["report", *arguments])
        return Done(code, *capsys.readouterr())

    return runner


def test_the_command_writes_a_file_and_prints_json(
    report: Callable[..., Done], accounts: str, names: dict[str, str], tmp_path: Path
) -> None:
    done = report(names["hostile"])
    assert (done.code, done.err) == (Exit.DONE, "")
    (file,) = tmp_path.iterdir()
    assert re.fullmatch(r"[A-Za-z0-9-]+-report\.html", file.name)
    assert done.out.startswith(f"{file.name}: ")
    assert file.stat().st_mode & 0o777 == 0o666 & ~_umask()

    done = report("fund", "--json", "--versus", "other")
    found = json.loads(done.out)
    (expected,) = rows(accounts, "select * from paper.performance('fund')")
    assert Decimal(found["performance"]["end_equity"]) == expected["end_equity"]
    assert found["performance"]["sharpe"] == expected["sharpe"]
    assert len(found["curve"]) == len(rows(accounts, "select from paper.equity_curve('fund')"))
    assert found["versus"]["name"] == "other"
    assert list(tmp_path.iterdir()) == [file]

    done = report("refused", "--output", "-")
    assert done.out.startswith("<!DOCTYPE html>")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nobody"], Exit.REFUSED, "ZP001"),
        (["refused", "--versus", "nobody"], Exit.REFUSED, "ZP001"),
        (["refused", "--from", "soon"], Exit.USAGE, "is no time"),
        (["refused", "--from", "2024-01-02", "--to", "2024-01-01"], Exit.USAGE, "not before"),
        (["refused", "--step", "never"], Exit.REFUSED, "22007"),
        (["fund", "--epoch", "9"], Exit.REFUSED, "no epoch 9"),
        (["refused", "--output", "no/such/folder.html"], Exit.UNREADABLE, "cannot be written"),
    ],
)
def test_what_the_command_refuses(
    report: Callable[..., Done], tmp_path: Path, arguments: list[str], code: Exit, said: str
) -> None:
    done = report(*arguments)
    assert (done.code, list(tmp_path.iterdir())) == (code, [])
    assert said in done.err


def test_without_jinja_it_says_what_to_install(
    report: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    done = report("refused")
    assert (done.code, "pip install 'pgpaper[report]'" in done.err) == (Exit.MISSING, True)
    assert json.loads(report("refused", "--json").out)["account"]["account_id"] == "refused"


# -- curves and axes


def test_thinning_keeps_what_stands_out() -> None:
    walk = Random(1)
    points = [(float(n), walk.gauss(0, 1)) for n in range(10_000)]
    points[1234], points[8765] = (1234.0, 50.0), (8765.0, -60.0)
    kept = largest_triangles(points, 300)
    assert len(kept) <= 300
    assert len(kept) > 290
    assert kept == sorted(set(kept))
    assert {0, 1234, 8765, 9_999} <= set(kept)
    assert largest_triangles(points[:300], 300) == list(range(300))
    # A flat line with one spike that is no extreme: only the triangles can find it.
    flat = [(float(n), 0.0) for n in range(2_000)]
    flat[3], flat[1700], flat[777] = (3.0, 9.0), (1700.0, -9.0), (777.0, 5.0)
    assert 777 in largest_triangles(flat, 50)


def test_a_curve_says_how_many_points_it_had() -> None:
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    series = curve("c", "main", [(begin + timedelta(hours=n), float(n % 7)) for n in range(5_000)])
    assert (len(series.at) <= 1500, series.total) == (True, 5_000)


@pytest.mark.parametrize("span", [1e-7, 0.3, 7.0, 1234.5, 3e9])
def test_ticks_of_values_are_round_and_few(span: float) -> None:
    ticks = [value for value, _ in value_ticks(5.0, 5.0 + span)]
    assert 2 <= len(ticks) <= 7
    assert all(5.0 - span / 1e6 <= value <= 5.0 + span * 1.000001 for value in ticks)


@pytest.mark.parametrize(
    "seconds", [5, 100, 4000, 90_000, 86400 * 20, 86400 * 200, 86400 * 5000, 86400 * 40_000]
)
def test_ticks_of_times_are_few_and_differ(seconds: int) -> None:
    begin = datetime(1990, 3, 30, 13, 5, 7, tzinfo=UTC).timestamp()
    ticks = time_ticks(begin, begin + seconds)
    assert 1 <= len(ticks) <= 9
    assert len({tick.text for tick in ticks}) == len(ticks)
    assert all(0 <= tick.place <= 100 for tick in ticks)


# -- in a browser


@pytest.fixture(scope="module")
def shown() -> Iterator[Browser]:
    if absent := browser.missing():
        pytest.skip(absent)
    with browser.browser() as opened:
        yield opened


#: A script that returns the texts that are seen: of each the words, the box, and the contrast.
_TEXTS = Path(browser.__file__).with_name("page_texts.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Text:
    words: str
    left: float
    top: float
    right: float
    bottom: float
    contrast: float


def texts(shown: Browser) -> list[Text]:
    return [Text(*entry) for entry in shown.run(_TEXTS)]


def overlaps(found: list[Text]) -> list[tuple[str, str]]:
    found = sorted(found, key=lambda text: text.top)
    pairs = []
    for n, text in enumerate(found):
        for other in found[n + 1 :]:
            if other.top >= text.bottom - 3:
                if other.top > text.bottom + 60:
                    break
                continue
            if min(text.right, other.right) - max(text.left, other.left) > 2:
                pairs.append((text.words, other.words))
    return pairs


@pytest.mark.parametrize("name", ACCOUNTS)
def test_nothing_overlaps_or_sticks_out_and_all_can_be_read(
    shown: Browser, pages: dict[str, Path], name: str
) -> None:
    shown.requests(), shown.complaints()  # forget what was before
    for width in (375, 1280):
        shown.open(pages[name], width=width)
        for scheme in ("light", "dark"):
            shown.media(scheme)
            found = texts(shown)
            assert len(found) > 60
            assert overlaps(found) == [], (width, scheme)
            assert shown.run("return document.documentElement.scrollWidth") <= width
            beyond = [text for text in found if text.left < 0 or text.right > width]
            assert beyond == [], (width, scheme)
            assert [text for text in found if text.contrast < 4.5] == [], (width, scheme)
        cut = shown.run(
            "return [...document.querySelectorAll('th, td, dd, dt, .hero p, button, h1, h2, .lead')]"
            ".filter((e) => e.offsetParent && !e.matches('.hidden') && !e.querySelector('.hidden'))"
            ".filter((e) => e.scrollWidth > e.clientWidth + 1)"
            ".map((e) => e.textContent)"
        )
        assert cut == [], width
    assert set(shown.requests()) == {pages[name].as_uri()}
    assert shown.complaints() == []


def test_charts_have_marks_where_they_belong(shown: Browser, pages: dict[str, Path], accounts: str) -> None:
    shown.open(pages["fund"])
    charts = shown.run(
        """
        return [...document.querySelectorAll("[data-chart]")].map((figure) => {
            const box = (element) => element.getBoundingClientRect();
            const plot = box(figure.querySelector(".plot"));
            const inside = (r) => r.left >= plot.left - 8 && r.right <= plot.right + 8
                && r.top >= plot.top - 16 && r.bottom <= plot.bottom + 16;
            const lines = [...figure.querySelectorAll(".curves path:not(.under)")].map(box);
            const marks = [...figure.querySelectorAll(".marks use")].map(box);
            return {
                name: figure.dataset.chart, wide: plot.width,
                lines: lines.map((r) => [r.width, r.height]),
                marks: marks.map((r) => [inside(r), r.width]),
                label: figure.querySelector(".frame").getAttribute("aria-label"),
            };
        });"""
    )
    by_name = {chart["name"]: chart for chart in charts}
    assert set(by_name) == {"equity", "drawdown", "exposure", "price-1", "price-2"}
    for chart in charts:
        assert len(chart["label"]) > 20
        for wide, high in chart["lines"]:
            assert wide > 0.5 * chart["wide"]
            assert high > 20
    assert len(by_name["equity"]["lines"]) == 3  # equity, net deposits, SPY; the other account ended before
    fills = rows(
        accounts, "select name, fills from paper.pnl_by('fund', 'ticker') order by bought + sold desc"
    )
    for number_, row in enumerate(fills, 1):
        marks = by_name[f"price-{number_}"]["marks"]
        assert len(marks) == row["fills"]
        assert all(inside and width > 6 for inside, width in marks)


def test_charts_tell_their_values_and_zoom(shown: Browser, pages: dict[str, Path], accounts: str) -> None:
    from selenium.webdriver import ActionChains, Keys

    shown.open(pages["fund"])
    shown.complaints()
    driver = shown.driver
    plot = driver.find_element("css selector", '[data-chart="equity"] .plot')
    axis = (
        "return [...document.querySelectorAll('[data-chart=\"equity\"] .axes text')]"
        ".map((text) => text.textContent)"
    )
    marks = (
        "return [...document.querySelectorAll('.marks use')].filter((u) => u.style.display !== 'none').length"
    )
    at_first, all_marks = shown.run(axis), shown.run(marks)

    plot.send_keys(Keys.END)
    tip = shown.run("return document.querySelector('.tip').textContent")
    (newest,) = rows(accounts, "select equity, at from paper.account_at('fund')")
    assert tip.startswith(f"{newest['at']:%Y-%m-%d}")
    assert f"Equity {newest['equity']:,.2f}" in tip
    plot.send_keys(Keys.ARROW_LEFT)
    assert shown.run("return document.querySelector('.tip').textContent") != tip
    plot.send_keys(Keys.ESCAPE)
    assert shown.run("return document.querySelectorAll('.tip').length") == 0

    ActionChains(driver).move_to_element(plot).perform()
    assert shown.run("return document.querySelectorAll('.tip').length") == 1
    box = shown.run(
        "const r = document.querySelector('.tip').getBoundingClientRect(); return [r.left, r.right]"
    )
    assert 0 <= box[0] < box[1] <= 1280

    ActionChains(driver).move_to_element_with_offset(plot, -200, 0).click_and_hold().move_by_offset(
        200, 10
    ).release().perform()
    zoomed = shown.run(axis)
    assert zoomed != at_first
    assert 0 < shown.run(marks) < all_marks
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d",
        shown.run("return document.querySelector('.ranges span').textContent"),
    )
    assert overlaps(texts(shown)) == []
    ActionChains(driver).double_click(plot).perform()
    assert (shown.run(axis), shown.run(marks)) == (at_first, all_marks)
    for button in driver.find_elements("css selector", "#performance .ranges button"):
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        assert overlaps(texts(shown)) == [], button.text
    plot.send_keys("0")
    assert shown.run(axis) == at_first
    assert shown.complaints() == []


def test_the_button_turns_light_to_dark_and_paper_is_white(shown: Browser, pages: dict[str, Path]) -> None:
    shown.open(pages["fund"], scheme="dark")
    background = "return getComputedStyle(document.body).backgroundColor"
    dark = shown.run(background)
    shown.driver.find_element("id", "theme").click()
    light = shown.run(background)
    assert light != dark
    assert min(text.contrast for text in texts(shown)) >= 4.5
    shown.driver.find_element("id", "theme").click()
    assert shown.run(background) == dark
    shown.media("dark", "print")
    assert shown.run("return getComputedStyle(document.querySelector('nav')).display") == "none"
    assert (
        shown.run("return getComputedStyle(document.documentElement).getPropertyValue('--ink')") == "#1d1c1a"
    )
    shown.media("light")
    printed = shown.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})
    assert len(printed["data"]) > 40_000


def test_without_a_script_all_is_there_but_the_buttons(shown: Browser, pages: dict[str, Path]) -> None:
    """The policy of the page forbids a script whose hash is not the one it names."""
    text = pages["fund"].read_text(encoding="utf-8")
    dead = pages["fund"].with_name("dead.html")
    dead.write_text(text.replace('"use strict";', '"use strict"; document.title = "ran";'), encoding="utf-8")
    shown.open(dead)
    assert shown.run("return document.title") == "fund: report"
    assert shown.run("return document.getElementById('theme').hidden") is True
    assert shown.run("return document.querySelectorAll('.tip, .ranges button').length") == 0
    assert (
        shown.run(
            "return document.querySelector('[data-chart=\"equity\"] path').getBoundingClientRect().width"
        )
        > 500
    )
    assert overlaps(texts(shown)) == []
    assert any("Content Security Policy" in complaint for complaint in shown.complaints())
