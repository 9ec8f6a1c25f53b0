"""Market data that is wrong: a clear error or a counted refusal, and never a fill from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from support.desk import Bar, Counts, Datum, Desk, Floor, Quote, Trade

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

INVALID = Counts(0, 0, 0, 1)
TAKEN = Counts(1, 0, 0, 0)

#: What is wrong with a number, and 13 decimals or 10^15 are beyond what is kept exactly.
BAD_PRICES = ("0", "-0.01", "NaN", "Infinity", "-Infinity", "1000000000000000", "1.0000000000001")
BAD_SIZES = ("-1", "NaN", "Infinity", "1000000000000000", "1.0000000000001")

Make = Callable[[str, datetime], Datum]


def changed(row: Any, **changes: Any) -> Any:
    return row._replace(**changes)


def quote(**changes: Any) -> Make:
    return lambda ticker, at: changed(Quote(ticker, at, "99", "101", "500", "500"), **changes)


def trade(**changes: Any) -> Make:
    return lambda ticker, at: changed(Trade(ticker, at, "100", "500"), **changes)


def bar(**changes: Any) -> Make:
    return lambda ticker, at: changed(
        Bar(ticker, at, at + MINUTE, "100", "110", "90", "100", "500"), **changes
    )


def bad_rows() -> dict[str, Make]:
    found: dict[str, Make] = {"crossed quote": quote(bid="101.01", ask="101")}
    for price in BAD_PRICES:
        found[f"bid {price}"] = quote(bid=price)
        found[f"ask {price}"] = quote(ask=price, bid=None)
        found[f"trade at {price}"] = trade(price=price)
        for name in ("open", "high", "low", "close"):
            found[f"bar with {name} {price}"] = bar(**{name: price})
    for size in BAD_SIZES:
        found[f"bid_size {size}"] = quote(bid_size=size)
        found[f"ask_size {size}"] = quote(ask_size=size)
        found[f"trade of {size}"] = trade(size=size)
        found[f"volume {size}"] = bar(volume=size)
    found |= {
        "trade without a price": trade(price=None),
        "bar with high < low": bar(high="89"),
        "bar with open above high": bar(open="111"),
        "bar with open below low": bar(open="89"),
        "bar with close above high": bar(close="111"),
        "bar with close below low": bar(close="89"),
        "bar without an open": bar(open=None),
        "bar without a high": bar(high=None),
        "bar without a low": bar(low=None),
        "bar without a close": bar(close=None),
    }
    for name, make in (("quote", quote), ("trade", trade)):
        found[f"{name} without a time"] = make(at=None)
        for at in ("infinity", "-infinity"):
            found[f"{name} at {at}"] = make(at=at)
    for name in ("starts_at", "ends_at"):
        found[f"bar without {name}"] = bar(**{name: None})
        found[f"bar with {name} infinity"] = bar(**{name: "infinity"})
    for name, make in (("quote", quote), ("trade", trade), ("bar", bar)):
        for ticker in (None, "", "aapl", "A B", "-A", "A" * 33, "Ä"):
            found[f"{name} of ticker {ticker!r}"] = make(ticker=ticker)
    return found


def orders_of_all_kinds(desk: Desk, ticker: str) -> None:
    """Hold 100, and leave an order of each kind that any price would fill."""
    desk.submit("limit-buy", ticker, "buy", 1, "limit", 50)
    desk.submit("stop-buy", ticker, "buy", 1, "stop", stop_price=200)
    desk.submit("limit-sell", ticker, "sell", 1, "limit", 200)
    desk.submit("stop-sell", ticker, "sell", 1, "stop", stop_price=50)
    desk.submit("trail-sell", ticker, "sell", 1, "trailing_stop", trail_percent=40)


def holding(floor: Floor, first: Make) -> tuple[Desk, str]:
    """Open an account that holds 100, bought for 101 at most, and has an order of each kind."""
    desk = floor.desk()
    ticker = floor.ticker
    desk.feed(first(ticker, floor.start))
    desk.submit("hold", ticker, "buy", 100)
    if desk.held(ticker) == 0:
        desk.feed(first(ticker, floor.start + 2 * MINUTE))
        desk.match()
    assert desk.held(ticker) == 100
    orders_of_all_kinds(desk, ticker)
    return desk, ticker


@pytest.mark.parametrize(("name", "bad"), bad_rows().items(), ids=bad_rows())
def test_a_bad_row_is_counted_and_fills_nothing(floor: Floor, name: str, bad: Make) -> None:
    del name
    desk, ticker = holding(floor, quote())
    desk.submit("any", floor.ticker, "buy", 1_000)
    before = (desk.journal(), desk.balance(), desk.orders(), desk.clock())
    assert desk.feed(bad(ticker, floor.start + 5 * MINUTE)) == INVALID
    assert desk.match() == 0
    assert (desk.journal(), desk.balance(), desk.orders(), desk.clock()) == before


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        (name, row)
        for name, row in bad_rows().items()
        if "NaN" in name or "crossed" in name or "high <" in name
    ],
    ids=str,
)
def test_strict_feeding_raises_and_takes_nothing(floor: Floor, name: str, bad: Make) -> None:
    del name
    desk = floor.desk()
    ticker, at = floor.ticker, floor.start
    row = bad(ticker, at + 5 * MINUTE)
    good = {Quote: quote(), Trade: trade(), Bar: bar()}[type(row)](ticker, at)
    with pytest.raises(psycopg.Error) as refused:
        desk.feed(good, row, strict=True)
    assert refused.value.sqlstate == "ZP008"
    desk.submit("order", ticker, "buy", 1)
    assert desk.match() == 0
    assert desk.feed(good) == TAKEN


@pytest.mark.parametrize("make", [quote(), trade(), bar()], ids=["quote", "trade", "bar"])
def test_the_good_rows_around_a_bad_one_are_taken(floor: Floor, make: Make) -> None:
    desk = floor.desk()
    ticker, at = floor.ticker, floor.start
    good, later = make(ticker, at), make(ticker, at + 5 * MINUTE)
    bad = make(ticker, at + 3 * MINUTE)
    field = {Quote: "bid", Trade: "price", Bar: "low"}[type(bad)]
    assert desk.feed(good, changed(bad, **{field: "-1"}), later) == (2, 0, 0, 1)


@pytest.mark.parametrize("make", [quote(), trade(), bar()], ids=["quote", "trade", "bar"])
def test_time_that_goes_back_is_counted_and_fills_nothing(floor: Floor, make: Make) -> None:
    desk, ticker = holding(floor, make)
    desk.feed(make(ticker, floor.start + 10 * MINUTE))
    desk.match()
    desk.submit("later", ticker, "sell", 5, "limit", 1)
    before = (desk.journal(), desk.balance(), desk.orders())
    clock = desk.clock()
    assert desk.feed(make(ticker, floor.start + 5 * MINUTE)) == (0, 0, 1, 0)
    desk.match()
    assert (desk.journal(), desk.balance(), desk.orders()) == before
    assert desk.clock() == clock


@pytest.mark.parametrize("make", [quote(), trade()], ids=["quote", "trade"])
def test_a_sequence_that_goes_back_is_not_taken(floor: Floor, make: Make) -> None:
    desk = floor.desk()
    ticker, at = floor.ticker, floor.start
    assert desk.feed(changed(make(ticker, at), sequence=10)) == TAKEN
    counts = desk.feed(changed(make(ticker, at + SECOND), sequence=9))
    assert counts.accepted == 0
    assert sum(counts) == 1
    assert desk.feed(changed(make(ticker, at + SECOND), sequence=11)) == TAKEN


@pytest.mark.parametrize("sequence", [None, 7])
@pytest.mark.parametrize("make", [quote(), trade()], ids=["quote", "trade"])
def test_a_row_again_is_a_duplicate(floor: Floor, make: Make, sequence: int | None) -> None:
    desk, ticker = holding(floor, make)
    row = changed(make(ticker, floor.start + 10 * MINUTE), sequence=sequence)
    assert desk.feed(row) == TAKEN
    desk.match()
    desk.submit("later", ticker, "buy", 10, "limit", 60)
    before = desk.journal()
    assert desk.feed(row) == (0, 1, 0, 0)
    desk.match()
    assert desk.journal() == before


def test_a_bar_again_is_a_duplicate(floor: Floor) -> None:
    desk, ticker = holding(floor, bar())
    row = bar()(ticker, floor.start + 10 * MINUTE)
    assert desk.feed(row) == TAKEN
    desk.match()
    before = desk.journal()
    assert desk.feed(row) == (0, 1, 0, 0)
    desk.match()
    assert desk.journal() == before


def test_rows_of_one_time_keep_their_order_and_a_repeated_beginning_is_a_duplicate(floor: Floor) -> None:
    desk = floor.desk()
    ticker, at = floor.ticker, floor.start
    rows = [Trade(ticker, at, price, "1") for price in ("100", "101", "102")]
    desk.submit("order", ticker, "buy", 4)
    assert desk.feed(*rows[:2]) == (2, 0, 0, 0)
    assert desk.feed(*rows) == (1, 2, 0, 0)
    desk.match()
    assert [fill.price for fill in desk.fills("order")] == [100, 101, 102]


def test_a_size_of_zero_is_no_liquidity(floor: Floor) -> None:
    desk = floor.desk()
    ticker, at = floor.ticker, floor.start
    desk.submit("order", ticker, "buy", 5)
    assert desk.feed(Quote(ticker, at, "99", "101", "0", "0")) == TAKEN
    desk.match()
    assert desk.fills() == []
    assert desk.order("order").status == "accepted"
    desk.feed(Quote(ticker, at + SECOND, "99", "101", "0", "2"))
    desk.match()
    assert [(fill.price, fill.quantity) for fill in desk.fills()] == [(Decimal(101), Decimal(2))]


def test_a_print_of_size_zero_fills_nothing(floor: Floor) -> None:
    desk = floor.desk()
    ticker, at = floor.ticker, floor.start
    desk.submit("order", ticker, "buy", 5)
    assert sum(desk.feed(Trade(ticker, at, "100", "0"))) == 1
    desk.match()
    assert desk.fills() == []


def test_volume_zero_fills_nothing_under_a_volume_limit(floor: Floor) -> None:
    desk = floor.desk(settings={"volume_limit": 0.5})
    ticker, at = floor.ticker, floor.start
    desk.submit("order", ticker, "buy", 5)
    desk.bar(ticker, at, ["100"] * 4, "0")
    desk.match()
    assert desk.fills() == []


def test_a_locked_quote_is_valid_and_a_null_side_is_no_market(floor: Floor) -> None:
    desk = floor.desk()
    ticker, at = floor.ticker, floor.start
    assert desk.feed(Quote(ticker, at, "100", "100")) == TAKEN
    assert desk.feed(Quote(ticker, at + SECOND, "100", None)) == TAKEN
    desk.submit("order", ticker, "buy", 5)
    desk.match()
    assert desk.fills() == []
    desk.feed(Quote(ticker, at + 2 * SECOND, None, "100"))
    desk.match()
    assert [fill.price for fill in desk.fills()] == [100]


def test_an_order_in_a_ticker_nobody_fed_waits(floor: Floor) -> None:
    desk = floor.desk()
    desk.quote(floor.ticker, floor.start, "99", "101")
    order = desk.submit("order", f"{floor.ticker}.NEVER", "buy", 1)
    assert order.status == "accepted"
    desk.quote(floor.ticker, floor.start + SECOND, "99", "101")
    assert desk.match() == 0
    assert desk.order("order").status == "accepted"
    assert desk.violations() == []


def test_after_a_gap_of_a_day_a_market_order_waits_and_a_limit_gets_the_quote(floor: Floor) -> None:
    desk = floor.desk()
    ticker, at = floor.ticker, floor.start
    desk.quote(ticker, at, "99", "101")
    desk.submit("limit", ticker, "buy", 1, "limit", "95")
    desk.set_clock(at + DAY)
    assert desk.submit("market", ticker, "buy", 1).status == "accepted"
    assert desk.submit("marketable", ticker, "buy", 1, "limit", "150").status == "accepted"
    desk.quote(ticker, at + DAY + SECOND, "89", "90")
    desk.match()
    assert {(fill.price, fill.market_at) for fill in desk.fills()} == {(Decimal(90), at + DAY + SECOND)}
    assert len(desk.fills()) == 3


@pytest.mark.parametrize("kind", ["quote", "trade", "bar"])
def test_a_jump_by_seven_fills_through_the_stop_and_never_at_it(floor: Floor, kind: str) -> None:
    desk = floor.desk()
    ticker, at = floor.ticker, floor.start
    levels = [("700", at), ("700", at + 2 * MINUTE), ("100", at + 4 * MINUTE), ("100", at + 6 * MINUTE)]

    def feed_level(price: str, when: datetime) -> None:
        match kind:
            case "quote":
                desk.quote(ticker, when, price, price)
            case "trade":
                desk.trade(ticker, when, price, "500")
            case _:
                desk.bar(ticker, when, [price] * 4)
        desk.match()

    desk.set_clock(at)
    desk.submit("buy", ticker, "buy", 10)
    feed_level(*levels[0])
    feed_level(*levels[1])
    assert desk.held(ticker) == 10
    desk.submit("stop", ticker, "sell", 10, "stop", stop_price="650")
    desk.submit("low", ticker, "buy", 1, "limit", "300")
    feed_level(*levels[2])
    feed_level(*levels[3])
    assert [fill.price for fill in desk.fills("stop")] == [100]
    (low,) = desk.fills("low")
    assert low.price in (100, 300)
    assert desk.violations() == []
