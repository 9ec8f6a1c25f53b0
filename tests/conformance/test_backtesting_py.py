"""backtesting.py's own cases of spread, commission and stops."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

import pytest
from support import known
from support.desk import Bar, Desk, Floor

KNOWN = known.answers("backtesting_py")
BARS = known.bars("goog_daily_excerpt")
CASH = Decimal(10_000)
DAY = timedelta(days=1)


def feed_bar(floor: Floor, desk: Desk, index: int) -> None:
    """Feed a bar; days are numbered through, since nothing here depends on the calendar."""
    bar = BARS[index]
    starts_at = floor.start + index * DAY
    prices = (bar["open"], bar["high"], bar["low"], bar["close"])
    desk.feed(Bar(floor.ticker, starts_at, starts_at + DAY, *prices, bar["volume"]))
    desk.match()


def index_of(date: str) -> int:
    return [bar["date"] for bar in BARS].index(date)


@pytest.mark.parametrize("case", KNOWN["spread_commission"], ids=lambda case: str(case["name"]))
def test_spread_and_commission(floor: Floor, case: dict[str, Any]) -> None:
    """All-in at the open of the third bar, out at that of the fourth.

    Only the fill that opens pays the spread. backtesting.py sizes by the price with the commission
    of one share on it, the fixed part included. What goes all-in cannot reserve for a worse price, so
    the cash is checked at the fill.
    """
    spread, fixed, relative = (Decimal(case[name]) for name in ("spread", "fixed", "relative"))
    desk = floor.desk(
        CASH,
        {
            "slippage": {"model": "fixed_bps", "bps": int(spread * 10_000)},
            "fees": {"per_order": int(fixed), "percent": float(relative)},
            "compat": {"slippage_on": "opening"},
            "check": "fill",
        },
    )
    open_of = [Decimal(bar["open"]) for bar in BARS]
    price = open_of[2] * (1 + spread)
    quantity = (CASH / (price + fixed + price * relative)).to_integral_value(ROUND_DOWN)
    feed_bar(floor, desk, 0)
    feed_bar(floor, desk, 1)
    assert desk.submit("in", floor.ticker, "buy", quantity).status == "accepted"
    equity = []
    for index in (2, 3):
        feed_bar(floor, desk, index)
        if index == 2:
            desk.submit("out", floor.ticker, "sell", quantity)
        value = desk.cash() + desk.held(floor.ticker) * Decimal(BARS[index]["close"])
        equity.append(round(value, 2))
    assert [fill.price for fill in desk.fills()] == [price, open_of[3]]
    assert equity == [Decimal(value) for value in case["equity"]]
    assert desk.violations() == []


@pytest.mark.parametrize("case", KNOWN["stops"], ids=lambda case: str(case["name"]))
def test_stops(floor: Floor, case: dict[str, Any]) -> None:
    desk = floor.desk(CASH)
    first = index_of(case["decided"])
    feed_bar(floor, desk, first)
    exits: dict[str, Any] = {"stop_loss": {"stop_price": float(case["stop_loss"])}}
    if case["take_profit"]:
        exits["take_profit"] = {"limit_price": float(case["take_profit"])}
    desk.submit(
        "entry", floor.ticker, "buy", 1, "stop" if case["entry_stop"] else "market",
        stop_price=case["entry_stop"], order_class="bracket" if case["take_profit"] else "oto", **exits,
    )  # fmt: skip
    for index in range(first + 1, min(first + 4, len(BARS))):
        feed_bar(floor, desk, index)
    entry, *out = desk.fills()
    entered_at = case["entry_price"] or BARS[first + 1]["open"]
    assert (entry.side, entry.price) == ("buy", Decimal(entered_at))
    if case["exit_price"]:
        assert [(fill.side, fill.price) for fill in out] == [("sell", Decimal(case["exit_price"]))]
    assert desk.violations() == []


@pytest.mark.parametrize(
    ("prices", "take_profit", "stop_loss", "expected"),
    [(["110", "112", "109", "111"], 105, 90, 110), (["90", "92", "89", "91"], 120, 95, 90)],
    ids=["take_profit", "stop_loss"],
)
def test_exits_that_the_open_of_their_entry_has_passed(
    floor: Floor, prices: list[str], take_profit: int, stop_loss: int, expected: int
) -> None:
    """backtesting.py: max(open, limit) and min(open, stop), both the open."""
    desk = floor.desk()
    desk.bar(floor.ticker, floor.start, ["100", "101", "99", "100"])
    desk.submit(
        "entry", floor.ticker, "buy", 5, order_class="bracket",
        take_profit={"limit_price": take_profit}, stop_loss={"stop_price": stop_loss},
    )  # fmt: skip
    desk.bar(floor.ticker, floor.start + DAY, prices)
    desk.match()
    assert [(fill.side, fill.price) for fill in desk.fills()] == [
        ("buy", Decimal(expected)),
        ("sell", Decimal(expected)),
    ]


def test_the_fixture_is_in_order() -> None:
    dates = [datetime.fromisoformat(bar["date"]).replace(tzinfo=UTC) for bar in BARS]
    assert dates == sorted(set(dates))
