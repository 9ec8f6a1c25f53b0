"""The statistics of `paper.performance` beside empyrical's, on the demonstration's fills and real closes.

The equity is computed here from the fills and the closes, day by day, and empyrical gets its returns: the
database gets neither.
"""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import empyrical
import pandas as pd
import psycopg
import pytest
from support.servers import Server

pytestmark = pytest.mark.servers("embedded")

Connection = psycopg.Connection[Any]

CASH = Decimal(100_000)


@pytest.fixture(scope="module")
def connection(server: Server) -> Iterator[Connection]:
    with server.database("empyrical") as name:
        command = [sys.executable, "-m", "pgpaper", "demo", "--no-crash", "--dsn", server.dsn_of(name)]
        subprocess.run(command, check=True, capture_output=True)
        with psycopg.connect(server.dsn_of(name), autocommit=True) as opened:
            opened.execute("set timezone = 'America/New_York'")
            yield opened


@pytest.fixture(scope="module")
def equity(connection: Connection) -> pd.Series:
    """Cash and shares at their closes on each trading day, from some time before the first fill."""
    closes: dict[Any, dict[str, Decimal]] = defaultdict(dict)
    for ticker, day, close in connection.execute("select ticker, day, close from demo.bars"):
        closes[day][ticker] = close
    fills = connection.execute(
        "select at::date, ticker, case side when 'buy' then quantity else -quantity end, price "
        "from paper.fills where account_id = 'demo' order by seq"
    ).fetchall()
    days = sorted(closes)
    values, cash, held, newest = {}, CASH, defaultdict[str, Decimal](Decimal), dict[str, Decimal]()
    for day in days:
        newest |= closes[day]
        while fills and fills[0][0] <= day:
            _, ticker, quantity, price = fills.pop(0)
            held[ticker] += quantity
            cash -= quantity * price
        values[day] = cash + sum(quantity * newest[ticker] for ticker, quantity in held.items())
    assert not fills
    first = next(n for n, day in enumerate(days) if values[day] != CASH)
    series = pd.Series({pd.Timestamp(day): float(value) for day, value in values.items()})
    return series.iloc[max(first - 40, 0) :]


def test_the_curve_is_the_fills_at_the_closes(connection: Connection, equity: pd.Series) -> None:
    rows = connection.execute(
        "select at::date, equity from paper.equity_curve('demo', %s::timestamptz) where active",
        (f"{equity.index[0].date()} 16:00",),
    ).fetchall()
    assert [row[0] for row in rows] == [day.date() for day in equity.index]
    assert [float(row[1]) for row in rows] == list(equity)


@pytest.mark.parametrize("risk_free", [0.0, 0.0002])
@pytest.mark.parametrize("year", [252, 365])
def test_statistics(connection: Connection, equity: pd.Series, year: int, risk_free: float) -> None:
    returns = equity.pct_change().dropna()
    assert len(returns) > 3000
    (row,) = connection.execute(
        "select periods, total_return, annual_return, annual_volatility, sharpe, sortino, calmar, "
        "max_drawdown, best_return, worst_return, start_equity, end_equity, net_deposits "
        "from paper.performance("
        "'demo', %s::timestamptz, p_periods_per_year => %s, p_risk_free => %s::numeric)",
        (f"{equity.index[0].date()} 16:00", year, risk_free),
    ).fetchall()
    assert row[0] == len(returns)
    assert row[1:10] == pytest.approx(
        (
            empyrical.cum_returns_final(returns),
            empyrical.annual_return(returns, annualization=year),
            empyrical.annual_volatility(returns, annualization=year),
            empyrical.sharpe_ratio(returns, risk_free=risk_free, annualization=year),
            empyrical.sortino_ratio(returns, required_return=risk_free, annualization=year),
            empyrical.calmar_ratio(returns, annualization=year),
            empyrical.max_drawdown(returns),
            returns.max(),
            returns.min(),
        ),
        rel=1e-9,
    )
    assert [float(value) for value in row[10:]] == [equity.iloc[0], equity.iloc[-1], 0]


def test_drawdowns(connection: Connection, equity: pd.Series) -> None:
    """The deepest of them is empyrical's, with pandas' peak and valley; each peak is a highest equity."""
    found = connection.execute(
        "select peak_at::date, valley_at::date, recovered_at::date, depth "
        "from paper.drawdowns('demo', %s::timestamptz)",
        (f"{equity.index[0].date()} 16:00",),
    ).fetchall()
    below = equity / equity.cummax() - 1
    deepest = min(found, key=lambda row: row[3])
    valley = below.idxmin()
    assert deepest[3] == pytest.approx(below.min(), rel=1e-9)
    assert deepest[1] == valley.date()
    assert deepest[0] == equity[:valley][equity == equity[:valley].max()].index[-1].date()
    assert len(found) == ((below < 0) & ~(below.shift(fill_value=0) < 0)).sum()
