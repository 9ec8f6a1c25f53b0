"""zipline's own cases of slippage, volume limits and commissions.

It decides by the close and lets slippage leave the bar; four of its five bars have a close outside
their low and high, so bars go in with all four prices at the close. Its negative amounts sell what
was bought on an earlier bar.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from support import known
from support.desk import Desk, Fill, Floor

KNOWN = known.answers("zipline")
VOLUME_SHARE = KNOWN["volume_share"]
FIXED_BPS = KNOWN["fixed_bps"]
COMMISSIONS = KNOWN["commissions"]

CLOSES = {"bar_price": "close", "compat": {"slippage_within_bar": False}}
VOLUME_SHARE_SETTINGS = {
    **CLOSES,
    "slippage": {"model": "volume_share", "impact": VOLUME_SHARE["impact"]},
    "volume_limit": VOLUME_SHARE["volume_limit"],
}
MINUTE = timedelta(minutes=1)
AMPLE = "1e9"


def side_of(amount: int) -> str:
    return "buy" if amount > 0 else "sell"


def feed_close(floor: Floor, desk: Desk, minute: int, close: str, volume: object) -> None:
    desk.bar(floor.ticker, floor.start + minute * MINUTE, [close] * 4, str(volume))


def hold(floor: Floor, desk: Desk, amount: int) -> None:
    """Hold what a negative amount will sell."""
    feed_close(floor, desk, 0, "3.0", AMPLE)
    if amount < 0:
        desk.submit("before", floor.ticker, "buy", -amount)
        feed_close(floor, desk, 1, "3.0", AMPLE)
        desk.match()
        assert desk.held(floor.ticker) == -amount


def signed(fills: list[Fill]) -> list[tuple[Decimal, Decimal]]:
    return [(f.price, f.quantity if f.side == "buy" else -f.quantity) for f in fills]


def expected(answer: dict[str, Any] | None) -> list[tuple[Decimal, Decimal]]:
    return [] if answer is None else [(Decimal(answer["price"]), Decimal(answer["amount"]))]


@pytest.mark.parametrize("case", VOLUME_SHARE["limit"], ids=str)
def test_volume_share_limit(floor: Floor, case: dict[str, Any]) -> None:
    desk = floor.desk(settings=VOLUME_SHARE_SETTINGS)
    hold(floor, desk, case["amount"])
    desk.submit("order", floor.ticker, side_of(case["amount"]), abs(case["amount"]), "limit", case["limit"])
    feed_close(floor, desk, 2, VOLUME_SHARE["closes"][case["bar"]], VOLUME_SHARE["volume"])
    desk.match()
    assert signed(desk.fills("order")) == expected(case["expected"])
    assert desk.violations() == []


@pytest.mark.parametrize("case", VOLUME_SHARE["stop_limit"], ids=str)
def test_volume_share_stop_limit(floor: Floor, case: dict[str, Any]) -> None:
    desk = floor.desk(settings=VOLUME_SHARE_SETTINGS)
    hold(floor, desk, case["amount"])
    desk.submit(
        "order", floor.ticker, side_of(case["amount"]), abs(case["amount"]), "stop_limit",
        case["limit"], case["stop"],
    )  # fmt: skip
    for bar in case["bars"]:
        feed_close(floor, desk, 2 + bar, VOLUME_SHARE["closes"][bar], VOLUME_SHARE["volume"])
        desk.match()
        answer = case["expected"]
        due = answer is not None and bar >= answer["bar"]
        assert signed(desk.fills("order")) == expected(answer if due else None)
    assert desk.violations() == []


@pytest.mark.parametrize("case", VOLUME_SHARE["stop"], ids=str)
def test_volume_share_stop(floor: Floor, case: dict[str, Any]) -> None:
    desk = floor.desk(settings=VOLUME_SHARE_SETTINGS)
    hold(floor, desk, case["amount"])
    desk.submit(
        "order", floor.ticker, side_of(case["amount"]), abs(case["amount"]), "stop", stop_price=case["stop"]
    )
    feed_close(floor, desk, 2, case["close"], case["volume"])
    desk.match()
    assert signed(desk.fills("order")) == expected(case["expected"])
    assert desk.violations() == []


def test_volume_share_market(floor: Floor) -> None:
    case = VOLUME_SHARE["market"]
    desk = floor.desk(settings=VOLUME_SHARE_SETTINGS)
    hold(floor, desk, case["amount"])
    desk.submit("order", floor.ticker, "buy", case["amount"])
    feed_close(floor, desk, 2, case["bar"]["close"], case["bar"]["volume"])
    feed_close(floor, desk, 3, case["bar"]["close"], 0)
    desk.match()
    assert signed(desk.fills("order")) == expected(case["expected"])
    assert desk.order("order").status == "partially_filled"


def bps_settings(case: dict[str, Any]) -> dict[str, Any]:
    slippage = {"model": "fixed_bps", "bps": case["bps"]}
    return {**CLOSES, "slippage": slippage, "volume_limit": case["volume_limit"]}


@pytest.mark.parametrize("case", FIXED_BPS["cases"], ids=str)
def test_fixed_basis_points(floor: Floor, case: dict[str, Any]) -> None:
    desk = floor.desk(settings=bps_settings(case))
    hold(floor, desk, case["amount"])
    desk.submit("order", floor.ticker, side_of(case["amount"]), abs(case["amount"]))
    feed_close(floor, desk, 2, FIXED_BPS["close"], FIXED_BPS["volume"])
    desk.match()
    assert signed(desk.fills("order")) == [(Decimal(case["price"]), Decimal(case["fill"]))]


@pytest.mark.parametrize("case", FIXED_BPS["two_orders"], ids=str)
def test_two_orders_share_the_volume_limit(floor: Floor, case: dict[str, Any]) -> None:
    desk = floor.desk(settings=bps_settings({"bps": 5, "volume_limit": 0.1}))
    hold(floor, desk, min(case["orders"]))
    for number, amount in enumerate(case["orders"]):
        desk.submit(f"order-{number}", floor.ticker, side_of(amount), abs(amount))
    feed_close(floor, desk, 2, FIXED_BPS["close"], FIXED_BPS["volume"])
    desk.match()
    filled = [signed(desk.fills(f"order-{number}"))[0][1] for number in range(len(case["orders"]))]
    assert filled == case["fills"]


@pytest.mark.parametrize("case", COMMISSIONS["cases"], ids=lambda case: str(case["name"]))
def test_commission(floor: Floor, case: dict[str, Any]) -> None:
    """The three fills of one order come from three prints."""
    desk = floor.desk(settings={"fees": case["fees"]})
    desk.submit("order", floor.ticker, "buy", sum(int(size) for size, _ in COMMISSIONS["fills"]))
    for second, (size, price) in enumerate(COMMISSIONS["fills"]):
        desk.trade(floor.ticker, floor.start + timedelta(seconds=second), price, size)
    desk.match()
    fees = [fill.fee for fill in desk.fills("order")]
    cumulative = [sum(fees[: number + 1], Decimal(0)) for number in range(len(fees))]
    if "per_fill" in case:
        assert fees == [Decimal(fee) for fee in case["per_fill"]]
    else:
        assert cumulative == [Decimal(fee) for fee in case["cumulative"]]
    assert desk.order("order").fees == cumulative[-1]
    spent = sum((fill.price * fill.quantity for fill in desk.fills("order")), Decimal(0))
    assert desk.cash() == 100_000 - spent - cumulative[-1]
    assert desk.order("order").fill_price == spent / 500
    assert desk.violations() == []
