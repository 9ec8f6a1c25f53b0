"""Which lots a sale takes, as beancount does it, and the round trips that pyfolio extracts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from support import known, planted
from support.desk import Connection, connect

LOTS = known.answers("beancount_lots")
TRIPS = known.answers("pyfolio_round_trips")


@pytest.fixture(scope="module")
def connection(module_dsn: str) -> Iterator[Connection]:
    with connect(module_dsn) as opened:
        yield opened


def open_account(connection: Connection, account_id: str, *events: planted.Event) -> str:
    """Open an account on a simulated clock that starts before the first of the events, and plant them."""
    connection.execute(
        """select paper.open_account(%s, 100000, '{"clock": "simulated", "slippage_pct": 0}')""",
        (account_id,),
    )
    if events:
        planted.plant(connection, account_id, events)
    return account_id


def submit(connection: Connection, account_id: str, key: str, side: str, quantity: str, price: str) -> Any:
    row = connection.execute(
        "select status::text, reject_reason from paper.submit_order("
        "%s, %s, 'HOOL', %s::paper.order_side, %s::numeric, 'limit', %s::numeric)",
        (account_id, key, side, quantity, price),
    ).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize("case", LOTS, ids=lambda case: f"{case['method']}-{case['test']}")
def test_lots_as_beancount_matches_them(connection: Connection, case: dict[str, Any]) -> None:
    """Beancount orders lots by their date, the journal by its rows: so they are bought in that order."""
    account = open_account(connection, f"{case['method']}-{case['test']}")
    for number, (quantity, cost, date) in enumerate(sorted(case["lots"], key=lambda lot: lot[2])):
        connection.execute("select paper.set_clock(%s, %s::timestamptz)", (account, f"{date} 12:00Z"))
        assert submit(connection, account, f"buy-{number}", "buy", quantity, cost)[0] == "filled"
    for number, quantity in enumerate(case["reductions"]):
        answer = submit(connection, account, f"sell-{number}", "sell", quantity, "120")
        assert answer == (("rejected", "insufficient_shares") if case["refused"] else ("filled", None))

    trips = connection.execute(
        "select quantity, entry_price, opened_at::date::text, pnl from paper.round_trips(%s, %s)",
        (account, case["method"]),
    ).fetchall()
    expected = [(Decimal(quantity), Decimal(cost), date) for quantity, cost, date in case["matched"]]
    assert [trip[:3] for trip in trips] == expected
    assert [trip[3] for trip in trips] == [quantity * (120 - cost) for quantity, cost, _ in expected]

    lots = connection.execute(
        "select quantity, price, opened_at::date::text, cost from paper.lots(%s, %s)",
        (account, case["method"]),
    ).fetchall()
    left = {(Decimal(quantity), Decimal(cost), date) for quantity, cost, date in case["lots_after"]}
    if case["refused"] and case["method"] == "average":  # a refused sale merges nothing there
        total = sum((quantity for quantity, _, _ in left), Decimal(0))
        cost = sum((quantity * cost for quantity, cost, _ in left), Decimal(0))
        left = {(total, cost / total, min(date for _, _, date in left))}
    assert {lot[:3] for lot in lots} == left
    assert all(lot[3] == lot[0] * lot[1] for lot in lots)


@pytest.mark.parametrize("number", range(len(TRIPS)))
def test_round_trips_as_pyfolio_extracts_them(connection: Connection, number: int) -> None:
    """Of signed fills: two of the cases go through zero, which no order may do yet."""
    case = TRIPS[number]
    fills = [
        planted.Fill(datetime.fromisoformat(date).replace(tzinfo=UTC), "A", Decimal(quantity), Decimal(price))
        for quantity, price, date in case["fills"]
    ]
    account = open_account(connection, f"pyfolio-{number}", *fills)
    trips = connection.execute(
        'select side, opened_at::date::text, closed_at::date::text, pnl, "return" '
        "from paper.round_trips(%s, p_merge => 'day')",
        (account,),
    ).fetchall()
    assert [trip[:4] for trip in trips] == [
        (trip["side"], trip["opened"], trip["closed"], Decimal(trip["pnl"])) for trip in case["trips"]
    ]
    assert [trip[4] for trip in trips] == [float(Fraction(trip["return"])) for trip in case["trips"]]


def test_fills_of_a_day_are_one(connection: Connection) -> None:
    """Two buys of a day, a sale and a buy after it: the last is a fill of its own."""
    at = [datetime(2015, 1, 1, hour, tzinfo=UTC) for hour in range(6)]
    one = Decimal(1)
    account = open_account(
        connection, "merged",
        planted.Fill(at[0], "A", one, Decimal(10), Decimal("0.25")),
        planted.Fill(at[1], "A", 3 * one, Decimal(14)),
        planted.Fill(at[2], "A", -one, Decimal(20)),
        planted.Fill(at[3], "A", -one, Decimal(22), Decimal("0.5")),
        planted.Fill(at[4], "A", one, Decimal(30)), planted.Fill(at[5], "A", -3 * one, Decimal(15)),
    )  # fmt: skip
    trips = connection.execute(
        "select quantity, entry_price, exit_price, pnl, fees, entry_seq, exit_seq, opened_at, closed_at "
        "from paper.round_trips(%s, p_merge => 'day')",
        (account,),
    ).fetchall()
    assert trips == [
        # 4 at 13 on average; the two sales are one of 2 at 21, with a share of half of the entry's fee.
        (2, 13, 21, 16, Decimal("0.625"), 2, 4, at[0], at[3]),
        # What was left, and the one at 30: 2 * 13 + 30 = 56 for 45.
        (3, Decimal("18.666666666667"), 15, -11, Decimal("0.125"), 2, 7, at[0], at[5]),
    ]


def test_of_equal_prices_the_oldest_goes_first(connection: Connection) -> None:
    """By hifo: two lots of the highest price, one below, then of shorts too."""
    at = [datetime(2015, 1, day, tzinfo=UTC) for day in range(1, 9)]
    signed = [(1, 9), (1, 10), (1, 10), (-1, 12), (-3, 12), (-1, 12), (1, 8), (1, 8)]
    fills = [planted.Fill(at[n], "A", Decimal(q), Decimal(p)) for n, (q, p) in enumerate(signed)]
    account = open_account(connection, "ties", *fills)
    trips = connection.execute(
        "select entry_seq, exit_seq, side from paper.round_trips(%s, 'hifo')", (account,)
    ).fetchall()
    assert trips == [
        (3, 5, "long"), (4, 6, "long"), (2, 6, "long"), (6, 8, "short"), (7, 9, "short"),
    ]  # fmt: skip
