"""The same random orders here and in other simulators, fill by fill.

Where rules differ and a setting makes them the same, it is set; where none does, the orders avoid it
and docs/differences.md has it. `PAPER_CONFORMANCE_ORDERS` asks for more orders than the few of a usual
run, which are the same every time.
"""

from __future__ import annotations

import os
import random
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from support.desk import Bar, Floor, Request

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import backtesting  # type: ignore[import-untyped]
    import backtrader  # type: ignore[import-untyped]
    from backtesting.test import GOOG  # type: ignore[import-untyped]

ORDERS = int(os.environ.get("PAPER_CONFORMANCE_ORDERS", "0"))
USUAL = 120
CASH = 10**9
STAKE = 200_000
STAKE_BAR = 1
DAY = timedelta(days=1)
SESSION = timedelta(hours=6, minutes=30)

#: A fill as all of them tell it: bar, side, quantity, price to 8 decimals.
Told = tuple[int, str, int, str]


@dataclass(frozen=True)
class Planned:
    """An order sent after a bar has ended. Prices end in half a cent, so that none is exactly met."""

    bar: int
    side: str
    quantity: int
    kind: str
    limit: float | None = None
    stop: float | None = None
    take_profit: float | None = None
    stop_loss: float | None = None

    @property
    def sign(self) -> int:
        return 1 if self.side == "buy" else -1


def told(bar: int, side: str, quantity: float, price: float | Decimal) -> Told:
    return bar, side, round(abs(quantity)), f"{price:.8f}"


def plan(seed: int, kinds: Sequence[str], *, limit_beyond_stop: bool) -> list[Planned]:
    rng = random.Random(seed)
    wanted = ORDERS or USUAL
    last = len(GOOG) - 2 if ORDERS else 300
    orders = []
    for bar in sorted(rng.randint(2, last - 1) for _ in range(wanted)):
        close = float(GOOG.Close.iloc[bar])
        kind, side = rng.choice(kinds), rng.choice(("buy", "sell"))
        sign = 1 if side == "buy" else -1

        def away(least: float, most: float, close: float = close) -> float:
            return round(close * (1 + rng.uniform(least, most)), 2) + 0.005

        limit = stop = take = loss = None
        if kind == "limit":
            limit = away(-0.05 * sign, 0.01 * sign)
        elif kind == "stop":
            stop = away(-0.01 * sign, 0.05 * sign)
        elif kind == "stop_limit":
            stop = away(-0.01 * sign, 0.05 * sign)
            limit = stop + sign * rng.uniform(0.01, 0.02) * close
            if not limit_beyond_stop and rng.random() < 0.5:
                limit = stop - sign * rng.uniform(0.01, 0.02) * close
            limit = round(limit, 2) + 0.005
        elif kind == "bracket":
            side = "buy"
            take, loss = away(0.06, 0.2), away(-0.2, -0.06)
        if kind == "stop_limit" and elected_at_an_open(bar, sign, stop):
            continue
        orders.append(Planned(bar, side, rng.randint(1, 50), kind, limit, stop, take, loss))
    return orders


def elected_at_an_open(bar: int, sign: int, stop: float | None) -> bool:
    """Say whether the first bar that reaches a stop opens beyond it: see docs/differences.md."""
    assert stop is not None
    worst = GOOG.High if sign > 0 else GOOG.Low
    for index in range(bar + 1, len(GOOG)):
        if sign * (float(worst.iloc[index]) - stop) >= 0:
            return sign * (float(GOOG.Open.iloc[index]) - stop) >= 0
    return False


def bars_of_plan(orders: Sequence[Planned]) -> int:
    return len(GOOG) if ORDERS else max(order.bar for order in orders) + 60


def price_text(price: float | None) -> str | None:
    return None if price is None else f"{price:.3f}"


def exact(price: float | None) -> Decimal:
    return Decimal(f"{price:.3f}")


# --- ours ----------------------------------------------------------------------------------------


def ours(floor: Floor, orders: Sequence[Planned], settings: dict[str, Any]) -> list[Told]:
    """Play the plan; the stake that sells are sold from is bought like everything else."""
    floor.span = len(GOOG) * DAY
    desk = floor.desk(CASH, settings)
    start = floor.start
    requests: dict[int, list[Request]] = {STAKE_BAR: [Request("stake", floor.ticker, "buy", STAKE)]}
    for number, order in enumerate(orders):
        options: dict[str, Any] = {"touch": True} if order.limit else {}
        if order.kind == "bracket":
            options = {
                "order_class": "bracket",
                "take_profit": {"limit_price": exact(order.take_profit)},
                "stop_loss": {"stop_price": exact(order.stop_loss)},
            }
        requests.setdefault(order.bar, []).append(
            Request(
                f"o{number}", floor.ticker, order.side, order.quantity,
                "market" if order.kind == "bracket" else order.kind,
                price_text(order.limit), price_text(order.stop), options,
            )
        )  # fmt: skip
    for index in range(bars_of_plan(orders)):
        opening, high, low, close = (str(GOOG[name].iloc[index]) for name in ("Open", "High", "Low", "Close"))
        starts_at = start + index * DAY
        bar = Bar(floor.ticker, starts_at, starts_at + SESSION, opening, high, low, close, "0")
        assert desk.feed(bar) == (1, 0, 0, 0)
        if index in requests:
            answers = desk.submit_all(*requests[index])
            assert {answer.status for answer in answers} == {"accepted"}
    desk.match()
    assert desk.violations() == []
    return sorted(
        told((fill.market_at - start).days, fill.side, float(fill.quantity), fill.price)
        for fill in desk.fills()
    )


# --- theirs --------------------------------------------------------------------------------------


def backtesting_py(orders: Sequence[Planned]) -> list[Told]:
    found: list[Told] = []

    class Play(backtesting.Strategy):  # type: ignore[misc]
        def init(self) -> None:
            broker = self._broker
            open_trade, close_trade = broker._open_trade, broker._close_trade

            def opened(price: float, size: int, sl: Any, tp: Any, bar: int, tag: Any) -> None:
                found.append(told(bar, "buy", size, price))
                open_trade(price, size, sl, tp, bar, tag)

            def closed(trade: Any, price: float, bar: int) -> None:
                found.append(told(bar, "sell", trade.size, price))
                close_trade(trade, price, bar)

            broker._open_trade, broker._close_trade = opened, closed

        def next(self) -> None:
            index = len(self.data) - 1
            if index == STAKE_BAR:
                self.buy(size=STAKE)
            for order in by_bar.get(index, []):
                send = self.buy if order.side == "buy" else self.sell
                send(
                    size=order.quantity, limit=order.limit, stop=order.stop,
                    sl=order.stop_loss, tp=order.take_profit,
                )  # fmt: skip

    by_bar = grouped(orders)
    data = GOOG.iloc[: bars_of_plan(orders)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        backtesting.Backtest(data, Play, cash=CASH, commission=0, finalize_trades=False).run()
    return sorted(found)


def backtrader_run(orders: Sequence[Planned], slippage: float = 0) -> list[Told]:
    found: list[Told] = []
    types = backtrader.Order
    kinds = {"market": types.Market, "limit": types.Limit, "stop": types.Stop, "stop_limit": types.StopLimit}

    class Play(backtrader.Strategy):  # type: ignore[misc]
        def notify_order(self, order: Any) -> None:
            if order.status == order.Completed:
                side = "buy" if order.isbuy() else "sell"
                found.append(told(len(self) - 1, side, order.executed.size, order.executed.price))
            assert order.status not in (order.Margin, order.Rejected)

        def next(self) -> None:
            index = len(self) - 1
            if index == STAKE_BAR:
                self.buy(size=STAKE)
            for order in by_bar.get(index, []):
                send = self.buy if order.side == "buy" else self.sell
                price, beyond = order.stop or order.limit, order.limit if order.stop else None
                send(size=order.quantity, exectype=kinds[order.kind], price=price, plimit=beyond)

    by_bar = grouped(orders)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cerebro = backtrader.Cerebro(stdstats=False)
        cerebro.broker.setcash(CASH)
        if slippage:
            cerebro.broker.set_slippage_perc(
                slippage, slip_open=True, slip_limit=True, slip_match=True, slip_out=False
            )
        cerebro.adddata(backtrader.feeds.PandasData(dataname=GOOG.iloc[: bars_of_plan(orders)]))
        cerebro.addstrategy(Play)
        cerebro.run()
    return sorted(found)


def grouped(orders: Sequence[Planned]) -> dict[int, list[Planned]]:
    found: dict[int, list[Planned]] = {}
    for order in orders:
        found.setdefault(order.bar, []).append(order)
    return found


# --- side by side --------------------------------------------------------------------------------

FILLS_AT_THE_STOP = {"compat": {"stop_limit_fill": "stop"}}


def test_backtesting_py_markets_limits_and_stops(floor: Floor) -> None:
    orders = plan(1, ("market", "limit", "stop"), limit_beyond_stop=False)
    fills = backtesting_py(orders)
    assert len(fills) > len(orders) / 2
    assert ours(floor, orders, {}) == fills


def test_backtesting_py_stop_limits(floor: Floor) -> None:
    orders = plan(2, ("stop_limit",), limit_beyond_stop=False)
    fills = backtesting_py(orders)
    assert len(fills) > len(orders) / 4
    assert ours(floor, orders, FILLS_AT_THE_STOP) == fills


def test_backtesting_py_brackets(floor: Floor) -> None:
    orders = plan(3, ("bracket", "market"), limit_beyond_stop=False)
    fills = backtesting_py(orders)
    assert len(fills) > len(orders) * 1.2
    assert ours(floor, orders, {}) == fills


def test_backtrader_markets_limits_and_stops(floor: Floor) -> None:
    orders = plan(4, ("market", "limit", "stop"), limit_beyond_stop=True)
    fills = backtrader_run(orders)
    assert len(fills) > len(orders) / 2
    assert ours(floor, orders, {}) == fills


def test_backtrader_stop_limits(floor: Floor) -> None:
    orders = plan(5, ("stop_limit",), limit_beyond_stop=True)
    fills = backtrader_run(orders)
    assert len(fills) > len(orders) / 4
    assert ours(floor, orders, FILLS_AT_THE_STOP) == fills


@pytest.mark.parametrize("bps", [10, 100])
def test_backtrader_slippage_within_the_bar(floor: Floor, bps: int) -> None:
    orders = [
        order
        for order in plan(6, ("market", "limit", "stop"), limit_beyond_stop=True)
        if (order.side, order.kind) != ("sell", "limit")  # its slippage leaves the bar: docs/differences.md
    ]
    fills = backtrader_run(orders, bps / 10_000)
    assert len(fills) > len(orders) / 2
    assert ours(floor, orders, {"slippage": {"model": "fixed_bps", "bps": bps}}) == fills
