"""backtrader's run of a cross-over over the bars of 2006: 23 executions and what is left after them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from support import known
from support.desk import Bar, Connection, Desk, connect

KNOWN = known.answers("backtrader_sma15")
BARS = known.bars("index_2006_daily")
PERIOD = 15
TICKER = "INDEX"
DAY = timedelta(days=1)


@pytest.fixture
def connection(dsn: str) -> Iterator[Connection]:
    with connect(dsn) as opened:
        yield opened


def crossings() -> list[int]:
    """Say of each bar: 1, its close crossed its average upwards, -1 downwards; equality is no side."""
    closes = [Decimal(bar["close"]) for bar in BARS]
    found, side = [0] * len(closes), 0
    for index in range(PERIOD - 1, len(closes)):
        window = closes[index + 1 - PERIOD : index + 1]
        difference = closes[index] * PERIOD - sum(window)
        now = (difference > 0) - (difference < 0)
        if now and side and now != side:
            found[index] = now
        side = now or side
    return found


def trade_the_year(desk: Desk, lot: int) -> tuple[list[Decimal], list[Decimal]]:
    """Feed the year bar by bar; return the closes that orders were created on, buys and sells."""
    created: dict[str, list[Decimal]] = {"buy": [], "sell": []}
    held = False
    for index, (bar, crossing) in enumerate(zip(BARS, crossings(), strict=True)):
        day = datetime.fromisoformat(bar["date"]).replace(tzinfo=UTC)
        prices = (bar["open"], bar["high"], bar["low"], bar["close"])
        assert desk.feed(Bar(TICKER, day, day + DAY, *prices, 0)) == (1, 0, 0, 0)
        side = "buy" if crossing > 0 else "sell"
        # An order of yesterday was executed at this bar's open.
        if crossing and held == (side == "sell"):
            created[side].append(Decimal(bar["close"]))
            desk.submit(f"{side}-{index}", TICKER, side, lot)
            held = side == "buy"
    desk.match()
    return created["buy"], created["sell"]


def decimals(name: str) -> list[Decimal]:
    return [Decimal(price) for price in KNOWN[name]]


def final_value(desk: Desk, lot: int) -> Decimal:
    assert desk.held(TICKER) == lot
    return desk.cash() + lot * Decimal(BARS[-1]["close"])


def test_executions_and_final_value(connection: Connection) -> None:
    desk = Desk(connection, cash=10_000)
    buys, sells = trade_the_year(desk, lot=1)
    assert (buys, sells) == (decimals("buy_create_close"), decimals("sell_create_close"))
    fills = desk.fills()
    assert [fill.price for fill in fills if fill.side == "buy"] == decimals("buy_exec_open")
    assert [fill.price for fill in fills if fill.side == "sell"] == decimals("sell_exec_open")
    assert len(fills) == 23
    assert desk.cash() == Decimal(KNOWN["stocklike"]["final_cash"])
    assert final_value(desk, 1) == Decimal(KNOWN["stocklike"]["final_value"])
    assert desk.violations() == []


def test_executions_with_commission(connection: Connection) -> None:
    """A future of multiplier 10 and 2.0 a contract, as 10 shares of 0.2 each.

    A future posts a margin where shares are paid for: with 40,000 more to begin with the value is
    the same but for that.
    """
    desk = Desk(connection, cash=50_000, settings={"fees": {"per_share": 0.2}})
    trade_the_year(desk, lot=10)
    assert final_value(desk, 10) - 40_000 == Decimal(KNOWN["futures_like"]["final_value"])
    assert sum(fill.fee for fill in desk.fills()) == 23 * 2
