"""What a simulator does that keeps everything in memory."""

from __future__ import annotations

import time
import uuid
from typing import Any

TICKERS = ("AAPL", "GOOG", "IBM", "MSFT", "TSLA")


def memory_loop(n: int) -> float:
    """The rules of fill model immediate over dictionaries of floats: seconds for so many orders."""
    cash = 1e12
    positions: dict[str, list[float]] = {}
    outcomes: dict[str, dict[str, Any]] = {}
    orders = [
        (f"k-{i}", TICKERS[i % 5], i % 3 != 2, float(1 + i % 10), i % 3, 100.0 + i % 50, 100.0 + i % 40)
        for i in range(n)
    ]
    started = time.perf_counter()
    for key, ticker, is_buy, quantity, kind, limit_price, stop_price in orders:
        if key in outcomes:
            continue
        price = (
            round(limit_price * (1.001 if is_buy else 0.999), 4)
            if kind == 0
            else (limit_price if kind == 1 else stop_price)
        )
        position = positions.setdefault(ticker, [0.0, 0.0, 0.0])
        held, average, _ = position
        realized, status, error = 0.0, "filled", None
        if is_buy and price * quantity > cash:
            status, error = "rejected", f"Insufficient cash: need {price * quantity:.2f}, have {cash:.2f}"
        elif not is_buy and quantity > held:
            status, error = "rejected", f"Insufficient shares: need {quantity}, have {held}"
        elif is_buy:
            position[1] = (average * held + price * quantity) / (held + quantity)
            position[0] = held + quantity
            cash -= price * quantity
        else:
            realized = quantity * (price - average)
            position[0] = held - quantity
            position[2] += realized
            cash += price * quantity
        outcomes[key] = {
            "id": str(uuid.uuid4()), "status": status, "ticker": ticker, "quantity": quantity, "price": price,
            "realized_pnl": realized, "cash_after": cash, "error": error, "at": time.time(),
        }  # fmt: skip
    return time.perf_counter() - started
