"""The page of a report: one file, no request, readable without a script."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pgpaper.report import words
from pgpaper.report.charts import Chart, Marker, Series, curve, nearest
from pgpaper.report.data import (
    CHARTED_TICKERS,
    DAILY_FROM,
    Comparison,
    Instrument,
    ReportData,
    Row,
)

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class JinjaMissingError(Exception):
    """The package that fills in the page is not installed."""


def render(data: ReportData, seconds: float) -> str:
    """Make the page; `seconds` is what reading took."""
    style, script = _part("style.css"), _part("script.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _template().render(
        data=data,
        style=style,
        script=script,
        script_hash=f"sha256-{digest}",
        seconds=seconds,
        figures=_figures(data),
        comparison=_comparison(data),
        value_charts=_value_charts(data),
        price_charts=[_price_chart(n, item, data) for n, item in enumerate(data.instruments, 1)],
        heat=_heat(data),
        histogram=_histogram(data.trip_returns),
        bars=_bars([row["net_pnl"] for row in data.by_ticker.rows]),
        tag_bars=_bars([row["net_pnl"] for row in data.by_tag.rows]),
        stamp=words.day if _is_daily(data) else words.moment,
        charted=CHARTED_TICKERS,
        unpriced=[item.ticker for item in data.instruments if item.source == "fills"],
        costs=_costs(data.costs),
    )


@cache
def environment() -> "Environment":
    """The templates' environment: everything is escaped, a name that is not there is an error."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as err:
        raise JinjaMissingError from err
    made = Environment(
        loader=PackageLoader("pgpaper.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in (
        *("text", "money", "signed", "price", "quantity", "count", "ratio", "percent", "signed_percent"),
        *("moment", "day", "duration", "tone", "spoken"),
    ):
        made.filters[name] = getattr(words, name)
    return made


def _template() -> "Template":
    return environment().get_template("report.html")


def _part(name: str) -> str:
    return files("pgpaper.report").joinpath("templates", name).read_text(encoding="utf-8")


def _is_daily(data: ReportData) -> bool:
    return data.step == "1 day"


# -- figures


@dataclass(frozen=True)
class Figure:
    """One figure of the head of the page."""

    name: str
    text: str
    meaning: str
    tone: str = ""
    key: str = ""  # of paper.performance, for tests and programs


def _figures(data: ReportData) -> list[Figure]:
    found = data.performance
    if not found:
        return []
    short = "" if data.annualized else "Not given for less than 30 days. "
    step = "day" if _is_daily(data) else "step"
    year = f"{words.count(data.periods_per_year)} {step}s a year"

    def annual(value: float | None) -> float | None:
        return value if data.annualized else None

    def figure(key: str, name: str, shown: str, meaning: str, tone: str = "") -> Figure:
        return Figure(name, shown, meaning, tone, key)

    trips = f"{words.count(found['wins'])} won, {words.count(found['losses'])} lost, after fees"
    return [
        figure(
            "annual_return",
            "Annual return",
            words.signed_percent(annual(found["annual_return"])),
            f"{short}Total return as a yearly rate, {year}",
            words.tone(annual(found["annual_return"])),
        ),
        figure(
            "annual_volatility",
            "Volatility",
            words.percent(annual(found["annual_volatility"])),
            f"{short}Standard deviation of the returns, {year}",
        ),
        figure(
            "sharpe",
            "Sharpe",
            words.ratio(annual(found["sharpe"])),
            f"{short}Mean return over its deviation, {year}",
        ),
        figure(
            "sortino",
            "Sortino",
            words.ratio(annual(found["sortino"])),
            f"{short}Mean return over downside deviation",
        ),
        figure(
            "calmar",
            "Calmar",
            words.ratio(annual(found["calmar"])),
            f"{short}Annual return over the deepest drawdown",
        ),
        figure(
            "max_drawdown",
            "Max drawdown",
            words.percent(found["max_drawdown"]),
            "Deepest fall below an earlier height",
            words.tone(found["max_drawdown"]),
        ),
        figure("win_rate", "Win rate", words.percent(found["win_rate"], 1), f"Of round trips: {trips}"),
        figure(
            "profit_factor",
            "Profit factor",
            words.ratio(found["profit_factor"]),
            "Profits of the trips won over losses of those lost",
        ),
        figure("trips", "Round trips", words.count(found["trips"]), trips),
        figure(
            "expectancy",
            "Expectancy",
            words.signed(found["expectancy"]),
            "Mean net profit of a round trip",
            words.tone(found["expectancy"]),
        ),
        figure("fees", "Fees", words.money(found["fees"]), "Charged on fills"),
        figure(
            "slippage",
            "Slippage",
            words.money(found["slippage"]),
            "What fills cost beyond their reference prices",
        ),
        figure(
            "turnover",
            "Turnover",
            f"{words.ratio(found['turnover'])}\N{MULTIPLICATION SIGN}",
            "Value traded over the mean equity",
        ),
        figure("exposure", "Exposure", words.percent(found["exposure"], 1), "Mean share of equity held"),
        figure(
            "best_return",
            f"Best {step}",
            words.signed_percent(found["best_return"]),
            f"The highest return in {data.step}",
            words.tone(found["best_return"]),
        ),
        figure(
            "worst_return",
            f"Worst {step}",
            words.signed_percent(found["worst_return"]),
            f"The lowest return in {data.step}",
            words.tone(found["worst_return"]),
        ),
    ]


_COMPARED = (
    ("Total return", "total_return", words.signed_percent, False),
    ("Annual return", "annual_return", words.signed_percent, True),
    ("Volatility", "annual_volatility", words.percent, True),
    ("Sharpe", "sharpe", words.ratio, True),
    ("Sortino", "sortino", words.ratio, True),
    ("Calmar", "calmar", words.ratio, True),
    ("Max drawdown", "max_drawdown", words.percent, False),
    ("Best step", "best_return", words.signed_percent, False),
    ("Worst step", "worst_return", words.signed_percent, False),
    ("Round trips", "trips", words.count, False),
    ("Win rate", "win_rate", words.percent, False),
    ("Profit factor", "profit_factor", words.ratio, False),
    ("Fees", "fees", words.money, False),
    ("Turnover", "turnover", words.ratio, False),
)


def _others(data: ReportData) -> list[Comparison]:
    return [other for other in (data.versus, data.benchmark) if other is not None]


def _comparison(data: ReportData) -> list[tuple[str, list[str]]]:
    """Rows of a name and the texts of the account and what it is compared with."""
    others = _others(data)
    if not others:
        return []
    columns = [data.performance, *(other.performance for other in others)]
    rows = [
        (name, [words.NONE if hide and not data.annualized else show(of.get(key)) for of in columns])
        for name, key, show, hide in _COMPARED
    ]
    rows.append(("Correlation", [words.NONE, *(words.ratio(other.correlation) for other in others)]))
    rows.append(("Beta", [words.NONE, *(words.ratio(other.beta) for other in others)]))
    return rows


def _costs(costs: Sequence[Row]) -> Row:
    """The sums of what fills cost."""
    names = ("fills", "value", "slippage", "fees", "cost")
    return {name: sum(row[name] for row in costs) for name in names}


# -- charts


def _value_charts(data: ReportData) -> list[Chart]:
    rows = data.curve
    if len(rows) < 2:
        return []
    first = rows[0]["at"]
    bounds = (first.timestamp(), rows[-1]["at"].timestamp())
    currency = data.account["currency"]
    begin, end = float(rows[0]["equity"]), float(rows[-1]["equity"])
    lowest = min(rows, key=lambda row: row["equity"])
    highest = max(rows, key=lambda row: row["equity"])
    equity = curve("Equity", "main", [(row["at"], float(row["equity"])) for row in rows])
    series = [equity]
    if data.performance.get("net_deposits"):
        series.append(
            curve("Net deposits", "deposits", [(row["at"], float(row["net_deposits"])) for row in rows])
        )
    for style, other in (("versus", data.versus), ("benchmark", data.benchmark)):
        points = [(row["at"], row["value"]) for row in other.curve if row["at"] >= first] if other else []
        if other and points:
            # From where it begins, worth what the account was worth then.
            base = nearest(equity, points[0][0].timestamp()) / points[0][1]
            series.append(curve(words.text(other.name), style, [(at, value * base) for at, value in points]))
    charts = [
        Chart(
            "equity",
            f"Equity, {currency}",
            f"Equity from {words.money(begin)} on {words.day(first)} to {words.money(end)} on"
            f" {words.day(rows[-1]['at'])}; lowest {words.money(lowest['equity'])} on"
            f" {words.day(lowest['at'])}, highest {words.money(highest['equity'])} on"
            f" {words.day(highest['at'])}.",
            "money",
            series,
            bounds=bounds,
        )
    ]
    deepest = min(rows, key=lambda row: row["drawdown"])
    charts.append(
        Chart(
            "drawdown",
            "Drawdown",
            f"Fall of the chained returns below their height; deepest {words.percent(deepest['drawdown'])}"
            f" on {words.day(deepest['at'])}.",
            "percent",
            [curve("Drawdown", "fall", [(row["at"], row["drawdown"]) for row in rows], area=True)],
            from_zero=True,
            bounds=bounds,
        )
    )
    shares = [
        (row["at"], float(row["gross_value"] / row["equity"]) if row["equity"] > 0 else 0.0) for row in rows
    ]
    if any(share for _, share in shares):
        charts.append(
            Chart(
                "exposure",
                "Exposure",
                f"Share of equity in positions; at most {words.percent(max(s for _, s in shares), 0)}.",
                "percent",
                [curve("Exposure", "exposure", shares, area=True)],
                from_zero=True,
                bounds=bounds,
            )
        )
    return charts


def _price_chart(number: int, item: Instrument, data: ReportData) -> Chart:
    name = words.text(item.ticker)
    at = [row["at"].timestamp() for row in item.prices]
    last = [float(row["last"]) for row in item.prices]
    low, high = ([float(row[bound]) for row in item.prices] for bound in ("low", "high"))
    banded = item.source != "fills" and low != high
    price = Series(
        name, "price" if item.source != "fills" else "price own",
        at, last, low if banded else [], high if banded else [],
    )  # fmt: skip
    markers = [_marker(row) for row in item.fills]
    buys = sum(row["fills"] for row in item.fills if row["side"] == "buy")
    grouped = any(row["fills"] > 1 for row in item.fills)
    notes = [
        {
            "bars": "Closes of the bars fed, with their lows and highs.",
            "trades": "Trades fed: last, lowest and highest price of each part of the time.",
            "quotes": "Middle of the quotes fed: last, lowest and highest of each part of the time.",
            "fills": "No market data were fed for it: the line joins the account's own fills.",
        }[item.source]
    ]
    if grouped:
        notes.append(
            f"{words.count(item.total_fills)} fills: a marker is the mean price of those of one side in a"
            " part of the time."
        )
    bounds = (data.curve[0]["at"].timestamp(), data.curve[-1]["at"].timestamp())
    return Chart(
        f"price-{number}",
        name,
        f"Price of {name} with {words.count(buys)} buys and {words.count(item.total_fills - buys)} sells.",
        "price",
        [price],
        markers,
        " ".join(notes),
        bounds=bounds,
    )


def _marker(row: Row) -> Marker:
    verb = "Bought" if row["side"] == "buy" else "Sold"
    many = f"{words.count(row['fills'])} fills: " if row["fills"] > 1 else ""
    mean = "a mean of " if row["fills"] > 1 else ""
    shown = f"{many}{verb} {words.quantity(row['quantity'])} at {mean}{words.price(row['price'])}"
    if row["side"] == "sell" and row["realized_pnl"] is not None:
        shown += f", {words.signed(row['realized_pnl'])}"
    if row["tag"] is not None:
        shown += f" ({words.text(row['tag'])})"
    return Marker(row["at"].timestamp(), float(row["price"]), row["side"], shown)


# -- returns by month or day


@dataclass(frozen=True)
class Cell:
    """A return, and how strong its colour is, from 0 to 100."""

    text: str
    tone: str = ""
    strength: int = 0
    title: str = ""


@dataclass(frozen=True)
class Heat:
    """A table of returns."""

    title: str
    columns: Sequence[str]
    rows: list[tuple[str, list[Cell | None]]]


def _heat(data: ReportData) -> Heat | None:
    if data.from_at is None or data.to_at is None:
        return None
    if data.to_at - data.from_at >= DAILY_FROM:
        return _heat_of_months(data.months)
    return _heat_of_days(data.days) if len(data.days) > 1 else None


def _heat_of_months(months: Sequence[Row]) -> Heat:
    returns = {row["period"]: row["return"] for row in months}
    years = sorted({period[:4] for period in returns}, reverse=True)
    limit = _usual(list(returns.values()))
    rows = []
    for year in years:
        cells: list[Cell | None] = []
        total = 1.0
        for number, name in enumerate(_MONTHS, 1):
            value = returns.get(f"{year}-{number:02}")
            total *= 1 + (value or 0.0)
            cells.append(None if value is None else _cell(value, limit, f"{name} {year}"))
        cells.append(_cell(total - 1, limit * 3, year))
        rows.append((year, cells))
    return Heat("Monthly returns", (*_MONTHS, "Year"), rows)


def _heat_of_days(days: Sequence[Row]) -> Heat:
    returns = {date.fromisoformat(row["period"]): row["return"] for row in days}
    limit = _usual(list(returns.values()))
    monday = min(returns) - timedelta(days=min(returns).weekday())
    rows = []
    while monday <= max(returns):
        week = [monday + timedelta(days=n) for n in range(7)]
        total = 1.0
        for each in week:
            total *= 1 + returns.get(each, 0.0)
        cells = [_cell(returns[each], limit, each.isoformat()) if each in returns else None for each in week]
        rows.append((f"{monday:%Y-%m-%d}", [*cells, _cell(total - 1, limit * 2, f"week of {monday}")]))
        monday += timedelta(days=7)
    return Heat("Daily returns", (*_WEEKDAYS, "Week"), rows)


def _usual(values: Sequence[float]) -> float:
    """A return that only a tenth of them exceed, so that one extreme does not pale the others."""
    sizes = sorted(abs(value) for value in values if value)
    return sizes[int(len(sizes) * 0.9)] if sizes else 1.0


def _cell(value: float, limit: float, title: str) -> Cell:
    strength = round(min(abs(value) / limit, 1) * 100) if limit else 0
    shown = words.percent(value, 1 if limit >= 0.01 else 2)
    return Cell(shown, words.tone(value), strength, f"{title}: {words.signed_percent(value)}")


# -- bars


@dataclass(frozen=True)
class Bar:
    """A bar, in percent of its field."""

    left: float
    width: float
    height: float
    tone: str
    title: str


def _bars(values: Sequence[Any]) -> list[Bar]:
    """A bar from a middle line for each value, the largest half of the field."""
    largest = max((abs(float(value)) for value in values), default=0.0) or 1.0
    bars = []
    for value in values:
        width = round(abs(float(value)) / largest * 50, 1)
        bars.append(Bar(50 - width if value < 0 else 50, width, 100, words.tone(value), ""))
    return bars


def _histogram(parts: Sequence[Row]) -> list[Bar]:
    """How many round trips had which return."""
    if len(parts) < 2:
        return []
    first, last = parts[0]["part"], parts[-1]["part"]
    most = max(row["trips"] for row in parts)
    wide = 100 / (last - first + 1)
    bars = []
    for row in parts:
        begin = row["part"] * row["width"]
        title = (
            f"{words.count(row['trips'])} round trips of about {words.signed_percent(begin, 1)} to"
            f" {words.signed_percent(begin + row['width'], 1)}"
        )
        bars.append(
            Bar(
                round((row["part"] - first) * wide, 2), round(wide * 0.86, 2),
                round(max(row["trips"] / most * 100, 1.5), 1), "gain" if row["part"] >= 0 else "loss", title,
            )
        )  # fmt: skip
    return bars
