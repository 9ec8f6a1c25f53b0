"""What an adapter does that keeps everything in memory: nothing of it survives a restart."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pgpaper import OrderEventType, OrderRequest, OrderResponse, OrderSide, OrderStatus, OrderType

TICKERS = ("AAPL", "GOOG", "IBM", "MSFT", "TSLA")


@dataclass(slots=True)
class _Position:
    quantity: float = 0.0
    average: float = 0.0
    realized_pnl: float = 0.0


class MemoryBroker:
    """The rules of fill model immediate in floats; each order leaves its response, its key and its events."""

    def __init__(self, cash: float) -> None:
        self.cash = cash
        self.positions: dict[str, _Position] = {}
        self.orders: dict[str, OrderResponse] = {}
        self.events: list[dict[str, Any]] = []
        self._order_ids: dict[str, str] = {}

    async def submit_order(self, order: OrderRequest) -> OrderResponse:
        known = self._order_ids.get(order.idempotency_key)
        if known is not None:
            return self.orders[known]
        side, quantity = order.side, order.quantity
        assert isinstance(side, OrderSide)
        assert isinstance(quantity, float)
        now = datetime.now(UTC)
        order_id = str(uuid.uuid4())
        price = _fill_price(order)
        value = price * quantity
        position = self.positions.setdefault(order.ticker, _Position())
        realized_pnl = 0.0
        if side == OrderSide.BUY:
            if value > self.cash:
                error = f"Insufficient cash: need {value:.2f}, have {self.cash:.2f}"
                return self._rejected(order, side, order_id, error, now)
            held = position.quantity + quantity
            position.average = (position.average * position.quantity + value) / held
            position.quantity = held
            self.cash -= value
        else:
            if quantity > position.quantity:
                error = f"Insufficient shares: need {quantity}, have {position.quantity}"
                return self._rejected(order, side, order_id, error, now)
            realized_pnl = quantity * (price - position.average)
            position.quantity -= quantity
            position.realized_pnl += realized_pnl
            self.cash += value
        response = OrderResponse(
            order_id, OrderStatus.FILLED, order.ticker, side, quantity, quantity, price, now,
            raw_response={
                "realized_pnl": round(realized_pnl, 4), "cash_after": round(self.cash, 2),
                "position_qty_after": position.quantity, "simulated": True,
            },
        )  # fmt: skip
        self._record(order_id, OrderEventType.SUBMITTED, {"ticker": order.ticker}, now)
        self._record(order_id, OrderEventType.ACCEPTED, {"ticker": order.ticker}, now)
        self._record(
            order_id, OrderEventType.FILL,
            {"fill_price": price, "fill_qty": quantity, "realized_pnl": round(realized_pnl, 4)}, now,
        )  # fmt: skip
        return self._keep(order, response)

    def _rejected(
        self, order: OrderRequest, side: OrderSide, order_id: str, error: str, now: datetime
    ) -> OrderResponse:
        response = OrderResponse(
            order_id, OrderStatus.REJECTED, order.ticker, side, float(order.quantity),
            submitted_at=now, error=error,
        )  # fmt: skip
        self._record(order_id, OrderEventType.REJECTED, response.to_dict(), now)
        return self._keep(order, response)

    def _keep(self, order: OrderRequest, response: OrderResponse) -> OrderResponse:
        self.orders[response.broker_order_id] = response
        self._order_ids[order.idempotency_key] = response.broker_order_id
        return response

    def _record(self, order_id: str, kind: OrderEventType, data: dict[str, Any], now: datetime) -> None:
        self.events.append(
            {"order_id": order_id, "event_type": kind.value, "data": data, "timestamp": now.isoformat()}
        )


def _fill_price(order: OrderRequest) -> float:
    limit_price, stop_price = order.limit_price, order.stop_price
    if order.order_type in (OrderType.LIMIT, OrderType.STOP_LIMIT) and limit_price is not None:
        return float(limit_price)
    if order.order_type == OrderType.STOP and stop_price is not None:
        return float(stop_price)
    slippage = 1.001 if order.side == OrderSide.BUY else 0.999
    return round((100.0 if limit_price is None else float(limit_price)) * slippage, 4)


def mixed_orders(n: int) -> list[OrderRequest]:
    """Market, limit and stop orders in five tickers, two buys to a sell."""
    return [
        OrderRequest(
            TICKERS[i % 5], OrderSide.SELL if i % 3 == 2 else OrderSide.BUY, float(1 + i % 10),
            (OrderType.MARKET, OrderType.LIMIT, OrderType.STOP)[i % 3], 100.0 + i % 50, 100.0 + i % 40,
        )
        for i in range(n)
    ]  # fmt: skip


def in_memory(n: int) -> float:
    """Seconds that a broker in memory takes for so many orders, one after the other."""

    async def submit(orders: Sequence[OrderRequest]) -> float:
        broker = MemoryBroker(1e12)
        started = time.perf_counter()
        for order in orders:
            await broker.submit_order(order)
        return time.perf_counter() - started

    return asyncio.run(submit(mixed_orders(n)))
