"""Accounts for the tests of the report: one of each kind that a page has to hold."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from support.desk import Bar, Connection, Desk, Quote, Request

#: Everything that would be markup, script, a comment's end, or a command of a terminal, were it not text.
HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    "\"'&amp;--\N{RIGHT-TO-LEFT OVERRIDE}\x1b[2J"
)
DAY = timedelta(days=1)


def make_all(connection: Connection) -> None:
    """Make every account. The tape moves every simulated clock, so those without one come first."""
    make_many(connection, "many", 10_000)
    make_many(connection, "other", 300)
    open_account(connection, "empty")
    open_account(connection, "empty-wall", clock="wall")
    make_refused(connection)
    make_hostile(connection)
    make_ruined(connection)
    make_intraday(connection)
    make_fund(connection)


def open_account(connection: Connection, name: str, cash: int = 100_000, **settings: Any) -> Desk:
    """An account of fill model immediate."""
    return Desk(
        connection,
        name,
        cash,
        {"fill_model": "immediate", "clock": "simulated", "slippage_pct": 0, **settings},
    )


def make_fund(connection: Connection, days: int = 400) -> Desk:
    """A year of daily bars, three tickers: fees, tags, deposits, a reset, refusals, and open orders."""
    desk = Desk(
        connection, "fund", 100_000,
        {
            "fees": {"percent": 0.0005, "minimum": 1},
            "slippage": {"model": "fixed_bps", "bps": 3},
            "market_buffer": 0,
        },
    )  # fmt: skip
    walk = random.Random(11)
    prices = {"AAA": 40.0, "BBB": 120.0, "SPY": 300.0}
    drift = {"AAA": 0.0012, "BBB": 0.0002, "SPY": 0.0004}
    day = datetime(2022, 1, 4, tzinfo=UTC)
    desk.set_clock(day)
    desk.submit("first", "AAA", "buy", 10, "limit", 1)
    connection.execute("select paper.reset_account('fund', 'again', 100000)")
    bars: list[Bar] = []
    for number in range(days):
        if day.weekday() < 5:
            for ticker, before in prices.items():
                after = before * (1 + walk.gauss(drift[ticker], 0.016))
                ends = [before * (1 + walk.gauss(0, 0.003)), after]
                high, low = max(ends) * (1 + walk.random() / 150), min(ends) * (1 - walk.random() / 150)
                prices[ticker] = after
                opening, highest, lowest, close = (round(Decimal(p), 2) for p in (ends[0], high, low, after))
                bars.append(
                    Bar(
                        ticker,
                        day + timedelta(hours=14.5),
                        day + timedelta(hours=21),
                        opening,
                        highest,
                        lowest,
                        close,
                        1_000_000,
                    )
                )
        if number % 4 == 0 and number < days - 10:
            desk.feed(*bars)
            bars = []
            _trade(desk, walk, number, prices)
            if number in (92, 260):
                connection.execute("select paper.deposit('fund', %s, 20000)", (f"deposit-{number}",))
        day += DAY
    desk.feed(*bars)
    desk.submit("resting", "AAA", "buy", 5, "limit", round(Decimal(prices["AAA"]) / 2, 2), tag="dip")
    desk.submit("too-much", "BBB", "buy", 1_000_000, "limit", round(Decimal(prices["BBB"]), 2))
    desk.match()
    return desk


def _trade(desk: Desk, walk: random.Random, number: int, prices: dict[str, float]) -> None:
    ticker = walk.choice(("AAA", "BBB"))
    held = desk.held(ticker)
    if held and walk.random() < 0.55:
        desk.submit(f"exit-{number}", ticker, "sell", held, tag="exit")
    else:
        shares = int(25_000 / prices[ticker])
        desk.submit(f"entry-{number}", ticker, "buy", shares, tag=walk.choice(("trend", "mean reversion")))


def make_intraday(connection: Connection) -> Desk:
    """Six hours of quotes of one ticker, and a round trip every twenty minutes."""
    desk = Desk(connection, "intraday", 50_000, {"fees": {"percent": 0.0002}})
    walk = random.Random(5)
    at, price = datetime(2022, 1, 3, 8, tzinfo=UTC), 60_000.0
    desk.set_clock(at)
    for number in range(60):
        quotes = []
        for _ in range(24):
            at += timedelta(seconds=15)
            price *= 1 + walk.gauss(0.00002, 0.0005)
            bid = round(Decimal(price), 1)
            quotes.append(Quote("BTC-USD", at, bid, bid + Decimal("0.5"), 2, 2))
        desk.feed(*quotes)
        if number % 3 == 0:
            desk.submit(f"in-{number}", "BTC-USD", "buy", Decimal("0.25"), tag="scalp")
        elif number % 3 == 2:
            desk.submit(f"out-{number}", "BTC-USD", "sell", Decimal("0.25"))
    return desk


def make_many(connection: Connection, name: str, fills: int) -> Desk:
    """So many fills of fill model immediate over two years, in three tickers."""
    desk = open_account(connection, name, 1_000_000)
    walk = random.Random(fills)
    at = datetime(2020, 1, 1, 12, tzinfo=UTC)
    prices = {"ONE": 20.0, "TWO": 75.0, "THREE": 8.0}
    held = dict.fromkeys(prices, 0)
    batch = max(fills // 100, 1)
    number = 0
    while number < fills:
        desk.set_clock(at)
        requests = []
        for _ in range(min(batch, fills - number)):
            ticker = walk.choice(tuple(prices))
            prices[ticker] *= 1 + walk.gauss(0.00003, 0.003)
            price = round(Decimal(prices[ticker]), 2)
            side = "sell" if held[ticker] and walk.random() < 0.5 else "buy"
            quantity = held[ticker] if side == "sell" else walk.randint(10, 200)
            held[ticker] = 0 if side == "sell" else held[ticker] + quantity
            requests.append(Request(f"order-{number}", ticker, side, quantity, "limit", price))
            number += 1
        desk.submit_all(*requests)
        at += timedelta(days=7)
    return desk


def make_refused(connection: Connection) -> Desk:
    """Nothing but rejections."""
    desk = open_account(connection, "refused", 1_000)
    desk.set_clock(datetime(2021, 5, 1, tzinfo=UTC))
    for number in range(5):
        desk.submit(f"dear-{number}", "DEAR", "buy", 10 + number, "limit", 500)
    desk.submit("short", "DEAR", "sell", 1, "limit", 500)
    return desk


def make_hostile(connection: Connection) -> Desk:
    """An account whose name, keys and tags are attacks on a page."""
    key = "".join(c for c in HOSTILE if " " < c < "\x7f")  # what names and keys may have
    desk = open_account(connection, key, 10_000)
    desk.set_clock(datetime(2021, 5, 1, tzinfo=UTC))
    for number in range(4):
        desk.set_clock(datetime(2021, 5, 1 + 30 // 2 * (number % 2), tzinfo=UTC) + DAY * 60 * number)
        side = "sell" if number % 2 else "buy"
        desk.submit(f"{key}-{number}", "A.B/C-D_1", side, 10, "limit", 50 + number * 7, tag=HOSTILE)
    desk.submit(f"{key}-dear", "A.B/C-D_1", "buy", 10**6, "limit", 50, tag=HOSTILE)
    desk.submit(f"{key}-long", "A.B/C-D_1", "buy", 1, "limit", 50, tag="long " * 40)
    return desk


def make_ruined(connection: Connection) -> Desk:
    """Everything lost: no equity to have a return of."""
    desk = open_account(connection, "ruined", 1_000)
    for month, (side, price) in enumerate((("buy", "100"), ("sell", "0.000001")), 1):
        desk.set_clock(datetime(2021, month, 1, tzinfo=UTC))
        desk.submit(f"{side}-{month}", "GONE", side, 10, "limit", price)
    return desk
