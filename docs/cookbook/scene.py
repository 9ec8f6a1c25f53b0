"""What the cook book asks about, beside the demonstration: a desk of two days.

Nothing here is random: prices are waves, and what is submitted follows from the clock. So the answers are the
same on every machine.
"""

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg

DAYS = (datetime(2026, 3, 2, 14, 30, tzinfo=UTC), datetime(2026, 3, 3, 14, 30, tzinfo=UTC))
SESSION = timedelta(hours=6, minutes=30)

#: How much of each day is played: the second ends while orders are open.
MINUTES = (391, 361)

#: The middle at the open, the height of the waves, and half the spread, in cents.
TICKERS = {"NVDA": (18_000, 180, 2), "AMD": (11_000, 70, 3)}

SETTINGS = {
    "desk": {
        "fill_model": "market", "clock": "simulated", "mark": "mid",
        "slippage": {"model": "fixed_bps", "bps": 0.5},
        "fees": {"per_share": 0.005, "minimum": 1},
    },
    "lab": {"fill_model": "market", "clock": "simulated", "mark": "bid_ask"},
}  # fmt: skip


def play(dsn: str) -> None:
    """Feed and trade all of it, on a database whose market is not newer than this."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set default_transaction_isolation = serializable")
        sessions = [f'"({day.isoformat()},{(day + SESSION).isoformat()})"' for day in DAYS]
        connection.execute(
            "select paper.load_sessions('DESK', %s::paper.session[])", (f"{{{','.join(sessions)}}}",)
        )
        for ticker in TICKERS:
            connection.execute("select paper.set_instrument(%s, %s)", (ticker, '{"calendar": "DESK"}'))
        _Desk(connection).trade()


def middle(ticker: str, day: int, minute: int) -> int:
    """The middle of the market in cents: a slow and a quick wave, and a gap over night."""
    opening, height, _ = TICKERS[ticker]
    slow = math.sin((minute + 130 * day + len(ticker) * 17) / 61)
    quick = math.sin((minute + 5 * len(ticker)) / 7.3) * 0.3
    return opening + round(height * (slow + quick) + day * height * 0.6 + minute * height / 900)


def quotes(day: int, minute: int) -> Iterator[tuple[Any, ...]]:
    for number, (ticker, (_, _, half)) in enumerate(TICKERS.items()):
        at = DAYS[day] + timedelta(minutes=minute)
        cents = middle(ticker, day, minute)
        sizes = 100 * (1 + (minute * 7 + number) % 6), 100 * (1 + (minute * 5 + number) % 4)
        yield (ticker, at, Decimal(cents - half) / 100, Decimal(cents + half) / 100, *sizes, None)


class _Desk:
    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection
        self._orders = 0
        self._quotes: list[tuple[Any, ...]] = []

    def trade(self) -> None:
        for day, minutes in enumerate(MINUTES):
            for minute in range(minutes):
                self._quotes += quotes(day, minute)
                if day == minute == 0:
                    for account, settings in SETTINGS.items():
                        self._call("open_account", account, 100_000, json.dumps(settings))
                if day == 1 and minute == 0:
                    self._call("deposit", "desk", "top-up", 20_000)
                self._momentum(day, minute)
                self._reversion(day, minute)
                self._laboratory(day, minute)
        self._call("withdraw", "desk", "rent", 5_000)

    def _momentum(self, day: int, minute: int) -> None:
        """Half an hour up: buy at the market; half an hour down: out."""
        if minute < 30 or minute % 15:
            return
        rising = middle("NVDA", day, minute) > middle("NVDA", day, minute - 30)
        held = self._held("desk", "NVDA")
        if rising and held < 300:
            self._submit("desk", "NVDA", "buy", 100, "market", tag="momentum")
        elif not rising and held:
            self._submit("desk", "NVDA", "sell", held, "market", tag="momentum")

    def _reversion(self, day: int, minute: int) -> None:
        """Bids below the market that bring their exits along; now and then too large, in a hurry, or late."""
        cents = middle("AMD", day, minute)
        if minute % 30 == 10 and minute < 370:
            self._submit(
                "desk", "AMD", "buy", 60, "limit", Decimal(cents - 25) / 100,
                tag="reversion", time_in_force="day",
                order_class="bracket", take_profit={"limit_price": (cents + 10) / 100},
                stop_loss={"stop_price": (cents - 75) / 100},
            )  # fmt: skip
        if minute == 120:
            self._submit("desk", "AMD", "buy", 2000, "limit", Decimal(cents) / 100, tag="reversion")
        if minute == 200:
            self._submit(
                "desk",
                "AMD",
                "buy",
                450,
                "limit",
                Decimal(cents + 10) / 100,
                tag="reversion",
                time_in_force="ioc",
            )
        if minute == 210:
            self._submit("desk", "AMD", "buy", 50, "limit", Decimal(cents - 400) / 100, tag="late")
        if minute == 260:
            self._feed()
            self._connection.execute(
                "select paper.cancel_orders('desk', array_agg(order_id)) from paper.open_orders"
                " where account_id = 'desk' and options ->> 'tag' = 'late'"
            )

    def _laboratory(self, day: int, minute: int) -> None:
        """An experiment that loses and begins again."""
        if minute in (20, 180, 330):
            self._submit("lab", "AMD", "buy", 400, "market")
        if minute in (60, 230):
            self._call("close_position", "lab", f"close-{day}-{minute}", "AMD")
        if minute == 240:
            self._call("reset_account", "lab", f"again-{day}", 100_000)

    def _submit(
        self,
        account: str,
        ticker: str,
        side: str,
        quantity: Any,
        order_type: str,
        limit: Any = None,
        **options: Any,
    ) -> None:
        self._orders += 1
        self._call(
            "submit_order", account, f"{options.get('tag', account)}-{self._orders}", ticker, side, quantity,
            order_type, limit, None, json.dumps(options),
        )  # fmt: skip

    def _held(self, account: str, ticker: str) -> Any:
        self._call("match_account", account)
        row = self._connection.execute(
            "select quantity from paper.positions where account_id = %s and ticker = %s", (account, ticker)
        ).fetchone()
        return row[0] if row else 0

    def _feed(self) -> None:
        """Feed what has come up since the last call."""
        if self._quotes:
            row = "row(%s, %s, %s, %s, %s, %s, %s)"
            self._connection.execute(
                f"select paper.feed_quotes(array[{', '.join([row] * len(self._quotes))}]::paper.quote[])",
                [value for quote in self._quotes for value in quote],
            )
            self._quotes.clear()

    def _call(self, function: str, *arguments: Any) -> None:
        self._feed()
        places = ", ".join(["%s"] * len(arguments))
        self._connection.execute(f"select paper.{function}({places})", arguments)
