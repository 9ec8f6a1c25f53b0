"""The adapter's behaviour, on the embedded server and on Debian's."""

import asyncio
import hashlib
import json
import re
import traceback
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pgpaper.adapter
import pgpaper.migrate
import psycopg
import pytest
from pgpaper import (
    AccountClosed,
    AccountExists,
    ConnectionLost,
    IdempotencyConflict,
    InsufficientFunds,
    InvalidRequest,
    OrderEventType,
    OrderRequest,
    OrderResponse,
    OrderSide,
    OrderStatus,
    OrderType,
    PaperError,
    PaperTradingAdapter,
    PermissionDenied,
    Problem,
    SchemaMismatch,
    TradingMode,
    UnknownAccount,
    UnknownOrder,
    load_state_from_db,
    sync_state_to_db,
)
from pgpaper.calls import Caller
from pgpaper.database import Database, Row
from psycopg.conninfo import make_conninfo

FIXTURES = Path(__file__).parents[1] / "pgtap" / "fixtures.sql"

buy, sell = OrderSide.BUY, OrderSide.SELL
filled, rejected = OrderStatus.FILLED, OrderStatus.REJECTED
no_such_id = "00000000-0000-8000-8000-000000000001"


def new_account() -> str:
    return f"account-{uuid4()}"


def limit(
    side: OrderSide, quantity: float, price: float, ticker: str = "AAPL", **options: Any
) -> OrderRequest:
    return OrderRequest(ticker, side, quantity, OrderType.LIMIT, price, **options)


def query(dsn: str, text: str, *params: Any) -> list[tuple[Any, ...]]:
    """Ask the database itself, as superuser, in a serializable transaction."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set default_transaction_isolation = 'serializable'")
        cursor = connection.execute(text.encode(), params)
        while cursor.nextset():
            pass
        return cursor.fetchall() if cursor.description is not None else []


def journal(dsn: str, adapter: PaperTradingAdapter) -> list[tuple[Any, ...]]:
    return query(
        dsn,
        "select event_type, idempotency_key from paper.journal where account_id = %s order by seq",
        adapter.account_id,
    )


async def run(adapter: PaperTradingAdapter, mode: Any, text: str) -> list[Row]:
    """Run a statement on the adapter's own connections."""
    account = await adapter._opened()
    return await account.database.run(mode, text, (), Caller())


@pytest.fixture
async def broker(module_dsn: str) -> AsyncIterator[PaperTradingAdapter]:
    """An adapter with an account of its own."""
    async with PaperTradingAdapter(new_account(), dsn=module_dsn) as adapter:
        yield adapter


@pytest.fixture
async def exact(module_dsn: str) -> AsyncIterator[PaperTradingAdapter[Decimal]]:
    async with PaperTradingAdapter[Decimal](new_account(), dsn=module_dsn, exact=True) as adapter:
        yield adapter


# -- orders


async def test_a_buy_fills_at_its_limit(broker: PaperTradingAdapter) -> None:
    order = limit(buy, 10, 187.5)
    before = datetime.now(UTC)
    response = await broker.submit_order(order)
    assert response.status is filled
    assert (response.ticker, response.side, response.order_type) == ("AAPL", buy, OrderType.LIMIT)
    assert (response.quantity, response.filled_quantity, response.filled_avg_price) == (10.0, 10.0, 187.5)
    assert response.raw_response == {
        "realized_pnl": 0.0,
        "cash_after": 98125.0,
        "position_qty_after": 10.0,
        "simulated": True,
    }
    assert response.error is None
    assert response.idempotency_key == order.idempotency_key
    assert response.submitted_at is not None
    assert response.submitted_at.utcoffset() == timedelta()
    assert timedelta(minutes=-1) < response.submitted_at - before < timedelta(minutes=1)
    assert {type(response.quantity), type(response.filled_quantity), type(response.filled_avg_price)} == {
        float
    }
    assert {type(value) for value in response.raw_response.values()} == {float, bool}


@pytest.mark.parametrize(
    ("order", "price"),
    [
        (OrderRequest("A", buy, 1), 100.1),
        (OrderRequest("A", buy, 1, limit_price=50), 50.05),
        (OrderRequest("A", "buy", 1, "limit", 50), 50.0),
        (OrderRequest("A", buy, 1, OrderType.STOP, None, 60), 60.0),
        (OrderRequest("A", buy, 1, OrderType.STOP_LIMIT, 50, 60), 50.0),
    ],
)
async def test_the_price_follows_from_the_type(
    broker: PaperTradingAdapter, order: OrderRequest, price: float
) -> None:
    assert (await broker.submit_order(order)).filled_avg_price == price


async def test_a_sell_realizes_its_profit(broker: PaperTradingAdapter) -> None:
    await broker.submit_order(limit(buy, 3, 10))
    await broker.submit_order(limit(buy, 1, 20))
    response = await broker.submit_order(limit(sell, 2, 15.00004))
    assert response.raw_response["realized_pnl"] == 5.0001  # 2 * (15.00004 - 12.5), to 4 decimals
    assert response.raw_response["cash_after"] == 99980.0
    assert response.raw_response["position_qty_after"] == 2.0


async def test_what_the_account_cannot_pay_is_rejected(broker: PaperTradingAdapter) -> None:
    response = await broker.submit_order(limit(buy, 1000.5, 100))
    assert response.status is rejected
    assert response.error == "Insufficient cash: need 100050.00, have 100000.00"
    assert response.raw_response == {"reject_reason": "insufficient_cash"}
    assert (response.quantity, response.filled_quantity, response.filled_avg_price) == (1000.5, 0.0, None)


async def test_what_the_account_does_not_hold_is_rejected(broker: PaperTradingAdapter) -> None:
    await broker.submit_order(limit(buy, 1.5, 10))
    response = await broker.submit_order(limit(sell, 2, 10))
    assert response.status is rejected
    assert response.error == "Insufficient shares: need 2, have 1.5"
    assert response.raw_response == {"reject_reason": "insufficient_shares"}


@pytest.mark.parametrize("order", [limit(buy, 1, 10), limit(sell, 1, 10)], ids=["filled", "rejected"])
async def test_the_same_key_returns_the_stored_response(
    broker: PaperTradingAdapter, module_dsn: str, order: OrderRequest
) -> None:
    first = await broker.submit_order(order)
    again = OrderRequest("AAPL", order.side, Decimal("1.000"), "limit", 10.0, None, order.idempotency_key)
    assert await broker.submit_order(again) == first
    assert await broker.submit_orders([order, again]) == [first, first]
    async with PaperTradingAdapter(broker.account_id, dsn=module_dsn) as other:
        assert await other.submit_order(order) == first
    assert len(journal(module_dsn, broker)) == 2


async def test_a_key_used_for_another_request_is_a_conflict(broker: PaperTradingAdapter) -> None:
    await broker.submit_order(limit(buy, 1, 10, idempotency_key="k"))
    with pytest.raises(IdempotencyConflict, match="'k' was used for a different request") as caught:
        await broker.submit_order(limit(buy, 2, 10, idempotency_key="k"))
    assert caught.value.sqlstate == "ZP002"
    assert [(problem.index, problem.sqlstate) for problem in caught.value.problems] == [(1, "ZP002")]
    assert isinstance(caught.value.__cause__, psycopg.Error)


NOT_TEXT = "\ud800"
TOO_MANY = 10**15  # for a price or quantity, not for money
BAD_NUMBERS: list[Any] = [
    0,
    -1,
    1e30,
    TOO_MANY,
    float("nan"),
    float("inf"),
    -float("inf"),
    True,
    "10",
    1j,
    10**5000,
]
BAD_NUMBERS += [
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("1e-13"),
    Decimal("1e200000"),
    Decimal("0." + "1" * 40),
]
BAD_AMOUNTS = [value for value in BAD_NUMBERS if value is not TOO_MANY]
BAD_TICKERS = [
    "",
    " ",
    "A B",
    "aapl",
    "\u0410",  # a Cyrillic A
    "A\u200b",
    "A" * 33,
    "A\0",
    "A'",
    'A"',
    "A\\",
    "A,B",
    "(A)",
    "A\n",
]
BAD_KEYS = ["", " ", "a b", "k" * 3000, "é", "\u200b", "a\nb", "\0", NOT_TEXT]


def changed(name: str, value: Any) -> OrderRequest:
    order = OrderRequest("A", buy, 1, OrderType.STOP_LIMIT, 10, 10)
    setattr(order, name, value)
    return order


BAD_SIDES: list[Any] = ["", "BUY", "hold", None, [], 'b"uy']
BAD_TYPES: list[Any] = ["", "Limit", "iceberg", "trailing_stop", None, {}]

INVALID: list[tuple[str, Any]] = [
    *(("quantity", value) for value in [*BAD_NUMBERS, None]),
    *(("limit_price", value) for value in [*BAD_NUMBERS, None]),
    *(("stop_price", value) for value in [*BAD_NUMBERS, None]),
    *(("ticker", value) for value in [*BAD_TICKERS, NOT_TEXT, None, 5]),
    *(("idempotency_key", value) for value in [*BAD_KEYS, None, 5]),
    *(("side", value) for value in BAD_SIDES),
    *(("order_type", value) for value in BAD_TYPES),
    *(("time_in_force", value) for value in ["gtd", "", 5]),
    *(("tag", value) for value in ["", "t" * 201, "\0", 5]),
    *(("recommendation_id", value) for value in ["", 5]),
    *(("decision_trace", value) for value in [5, {"x": float("nan")}, {"x": "y" * 70_000}]),
]


async def test_bad_values_are_invalid_requests_that_write_nothing(
    broker: PaperTradingAdapter, module_dsn: str
) -> None:
    for name, value in INVALID:
        with pytest.raises(InvalidRequest) as caught:
            await broker.submit_order(changed(name, value))
        assert caught.value.sqlstate == "ZP004", (name, value)
        [problem] = caught.value.problems
        assert problem == Problem(1, "ZP004", str(caught.value)), (name, value)
        field = "options" if name in ("time_in_force", "tag", "recommendation_id", "decision_trace") else name
        assert problem.problem.startswith((name, field)), (name, value)
    assert len(journal(module_dsn, broker)) == 1


async def test_in_a_batch_each_bad_order_gets_its_own_error(
    broker: PaperTradingAdapter, module_dsn: str
) -> None:
    orders = [limit(buy, 1, 1, f"T{i}") for i in range(len(INVALID) + 1)]
    batch = [order for i, pair in enumerate(INVALID) for order in (orders[i], changed(*pair))] + [orders[-1]]
    outcomes = await broker.submit_orders(batch, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes[1::2]] == [InvalidRequest] * len(INVALID)
    for index, outcome in list(enumerate(outcomes, start=1))[1::2]:
        assert isinstance(outcome, InvalidRequest)
        assert outcome.problems == (Problem(index, "ZP004", str(outcome)),)
    responses = [outcome for outcome in outcomes[::2] if isinstance(outcome, OrderResponse)]
    assert [response.ticker for response in responses] == [order.ticker for order in orders]
    assert {response.status for response in responses} == {filled}
    assert len(journal(module_dsn, broker)) == 1 + len(orders)


async def test_three_malformed_orders_of_a_thousand(broker: PaperTradingAdapter) -> None:
    orders = [limit(buy, 1, 1) for _ in range(1000)]
    for i in (7, 500, 999):
        orders[i].quantity = float("nan")
    with pytest.raises(InvalidRequest) as caught:
        await broker.submit_orders(orders)
    assert [problem.index for problem in caught.value.problems] == [8, 501, 1000]
    assert (await broker.get_account()).cash == 100_000 - 997
    outcomes = await broker.submit_orders(orders, return_exceptions=True)
    assert [i for i, outcome in enumerate(outcomes) if isinstance(outcome, PaperError)] == [7, 500, 999]
    assert (await broker.get_account()).cash == 100_000 - 997


async def test_outcomes_come_in_the_order_of_the_requests(broker: PaperTradingAdapter) -> None:
    known = limit(buy, 1, 10, "KNOWN")
    await broker.submit_order(known)
    bad, conflict = (
        limit(buy, 0, 10, "BAD"),
        limit(buy, 2, 10, "KNOWN", idempotency_key=known.idempotency_key),
    )
    new, poor = limit(buy, 1, 10, "NEW"), limit(buy, 1e6, 10, "POOR")
    outcomes = await broker.submit_orders([bad, new, conflict, known, poor, new], return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [
        InvalidRequest, OrderResponse, IdempotencyConflict, OrderResponse, OrderResponse, OrderResponse,
    ]  # fmt: skip
    tickers = [outcome.ticker for outcome in outcomes if isinstance(outcome, OrderResponse)]
    assert tickers == ["NEW", "KNOWN", "POOR", "NEW"]
    with pytest.raises(InvalidRequest) as caught:
        await broker.submit_orders([new, bad, conflict])
    assert [(problem.index, problem.sqlstate) for problem in caught.value.problems] == [
        (2, "ZP004"),
        (3, "ZP002"),
    ]


async def test_what_is_no_order_is_refused_by_name(broker: PaperTradingAdapter) -> None:
    with pytest.raises(InvalidRequest, match="an OrderRequest was expected, not dict"):
        await broker.submit_order({"ticker": "A"})  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest) as caught:
        await broker.submit_orders([limit(buy, 1, 10), "A"])  # type: ignore[list-item]
    assert [(problem.index, problem.sqlstate) for problem in caught.value.problems] == [(2, "ZP004")]
    assert len(await broker.get_orders()) == 1


async def test_a_single_request_that_is_refused_says_only_what_is_wrong(broker: PaperTradingAdapter) -> None:
    with pytest.raises(InvalidRequest, match=r"^the amount must be above 0"):
        await broker.deposit(-1)


async def test_a_malformed_order_takes_no_key_from_its_batch(broker: PaperTradingAdapter) -> None:
    orders = [limit(buy, 0, 10, idempotency_key="k"), limit(buy, 1, 10, idempotency_key="k")]
    outcomes = await broker.submit_orders(orders, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [InvalidRequest, OrderResponse]


async def test_of_two_requests_with_one_key_the_first_counts(broker: PaperTradingAdapter) -> None:
    orders = [limit(buy, quantity, 10, idempotency_key="k") for quantity in (1, 2, 1)]
    first, second, third = await broker.submit_orders(orders, return_exceptions=True)
    assert isinstance(second, IdempotencyConflict)
    assert first == third
    assert isinstance(first, OrderResponse)
    assert first.quantity == 1


async def test_an_empty_batch_has_no_outcomes(broker: PaperTradingAdapter) -> None:
    assert await broker.submit_orders([]) == []


async def test_calls_that_run_together_go_in_one_after_the_other(
    broker: PaperTradingAdapter, module_dsn: str
) -> None:
    orders = [limit(buy, 1, 1) for _ in range(40)]
    responses = await asyncio.gather(*(broker.submit_order(order) for order in orders))
    assert len({response.broker_order_id for response in responses}) == 40
    assert [key for _, key in journal(module_dsn, broker)][1:] == [order.idempotency_key for order in orders]


async def test_options_are_stored_with_the_order(broker: PaperTradingAdapter, module_dsn: str) -> None:
    trace = {"why": ['"', "\\", {"price": 0.1}]}
    await broker.submit_order(
        limit(buy, 1, 1, tag="a, b", recommendation_id="r-1", decision_trace=trace, time_in_force="ioc")
    )
    [row] = query(
        module_dsn,
        "select options, recommendation_id, decision_trace from paper.orders where account_id = %s",
        broker.account_id,
    )
    stored = {"tag": "a, b", "recommendation_id": "r-1", "decision_trace": trace, "time_in_force": "ioc"}
    assert row == (stored, "r-1", trace)


async def test_numbers_go_in_by_their_shortest_decimal_form(exact: PaperTradingAdapter[Decimal]) -> None:
    response = await exact.submit_order(limit(buy, 0.1, 0.3))
    assert str(response.quantity) == "0.1"
    assert str(response.filled_avg_price) == "0.3"
    assert response.raw_response["position_qty_after"] == Decimal("0.1")


async def test_exact_numbers_are_decimals_everywhere(exact: PaperTradingAdapter[Decimal]) -> None:
    third = Decimal("0.333333333333")
    response = await exact.submit_order(OrderRequest("A", buy, third, "limit", Decimal("3.000000000001")))
    assert (response.quantity, response.filled_avg_price) == (third, Decimal("3.000000000001"))
    assert str(response.raw_response["cash_after"]) == "99999.00"
    refused = await exact.submit_order(OrderRequest("A", sell, Decimal("7.50")))
    assert (refused.quantity, refused.filled_quantity) == (Decimal("7.5"), Decimal(0))
    [position] = await exact.get_positions()
    account = await exact.get_account()
    [fill] = await exact.get_fills()
    entries = [entry async for entry in exact.events(follow=False)]
    numbers = [
        response.quantity, response.filled_quantity, response.filled_avg_price, refused.quantity,
        position.quantity, position.market_value, position.unrealized_pnl, account.cash,
        account.portfolio_value, fill.price, fill.fee, entries[0].amount, entries[1].price,
    ]  # fmt: skip
    assert {type(number) for number in numbers} == {Decimal}
    assert entries[1].price == Decimal("3.000000000001")
    assert json.loads((await exact.fetch("A", {})).raw_payload)[0]["quantity"] == "0.333333333333"


# -- cancelling, closing, looking up


@pytest.mark.parametrize("order_id", [no_such_id, "", "x", "1'; drop", "\0", "\ud800", "{}", "\u0430" * 36])
async def test_an_unknown_order_is_a_rejected_response(broker: PaperTradingAdapter, order_id: str) -> None:
    for response in (await broker.cancel_order(order_id), await broker.get_order_status(order_id)):
        assert response.status is rejected
        assert response.error == f"Order {order_id} not found"
        assert (response.broker_order_id, response.ticker, response.quantity) == (order_id, "", 0)


async def test_a_filled_order_cannot_be_cancelled(broker: PaperTradingAdapter, module_dsn: str) -> None:
    order = await broker.submit_order(limit(buy, 2, 10))
    response = await broker.cancel_order(order.broker_order_id)
    assert response.status is rejected
    assert response.error == "Cannot cancel a filled order"
    assert (response.broker_order_id, response.ticker, response.quantity) == (
        order.broker_order_id,
        "AAPL",
        2,
    )
    assert await broker.get_order_status(order.broker_order_id) == order
    assert len(journal(module_dsn, broker)) == 2


async def test_a_rejected_order_stays_rejected_when_cancelled(
    broker: PaperTradingAdapter, module_dsn: str
) -> None:
    order = await broker.submit_order(limit(sell, 2, 10))
    response = await broker.cancel_order(order.broker_order_id.upper())
    assert (response.status, response.error) == (rejected, "Cannot cancel a rejected order")
    assert await broker.get_order_status(order.broker_order_id) == order
    assert len(journal(module_dsn, broker)) == 2


async def test_an_open_order_is_cancelled_once(dsn: str) -> None:
    async with PaperTradingAdapter("alpha", dsn=dsn, settings={"fill_model": "market"}) as broker:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(FIXTURES.read_bytes())
            connection.execute("set default_transaction_isolation = 'serializable'")
            rest = "select paper_test.rest(%s, %s, 'buy', 1, 10)::text"
            ids = [connection.execute(rest, pair).fetchone() for pair in [("a", "A"), ("b", "B"), ("c", "A")]]
        first, second, third = (row[0] for row in ids if row)

        assert (await broker.get_order_status(first)).status is OrderStatus.ACCEPTED
        response = await broker.cancel_order(first)
        assert (response.status, response.error) == (OrderStatus.CANCELLED, None)
        again = await broker.cancel_order(first)
        assert (again.status, again.error) == (rejected, "Cannot cancel a cancelled order")
        assert (await broker.get_order_status(first)).status is OrderStatus.CANCELLED

        assert [order.broker_order_id for order in await broker.cancel_all_orders("A")] == [third]
        assert [order.broker_order_id for order in await broker.cancel_all_orders()] == [second]
        assert await broker.cancel_all_orders() == []
        assert len([row for row in journal(dsn, broker) if row[0] == "cancelled"]) == 3


async def test_orders_of_other_accounts_are_unknown(broker: PaperTradingAdapter, module_dsn: str) -> None:
    order = await broker.submit_order(limit(buy, 1, 1))
    async with PaperTradingAdapter(new_account(), dsn=module_dsn) as other:
        assert (await other.get_order_status(order.broker_order_id)).error is not None
        assert (await other.cancel_order(order.broker_order_id)).error is not None
        with pytest.raises(UnknownOrder):
            await other.get_orders(after=order.broker_order_id)
        assert await other.get_orders() == []
        assert await other.get_fills() == []
        assert await other.get_positions() == []
        assert [entry.seq async for entry in other.events(follow=False)] == [1]


async def test_close_position(broker: PaperTradingAdapter) -> None:
    await broker.submit_order(limit(buy, 3, 10))
    part = await broker.close_position("AAPL", 1, idempotency_key="close-1")
    assert (part.status, part.side, part.quantity, part.order_type) == (filled, sell, 1.0, OrderType.MARKET)
    assert await broker.close_position("AAPL", 1, idempotency_key="close-1") == part
    rest = await broker.close_position("AAPL")
    assert (rest.quantity, rest.raw_response["position_qty_after"]) == (2.0, 0.0)
    nothing = await broker.close_position("AAPL")
    assert (nothing.status, nothing.quantity) == (rejected, 0.0)
    assert nothing.raw_response == {"reject_reason": "no_position"}


async def test_orders_are_listed_by_page_status_and_ticker(broker: PaperTradingAdapter) -> None:
    orders = [
        await broker.submit_order(limit(side, 1, 1, ticker))
        for side, ticker in [(buy, "A"), (sell, "B"), (buy, "B"), (sell, "C"), (buy, "A")]
    ]
    assert await broker.get_orders() == orders
    assert await broker.get_orders(newest_first=True) == orders[::-1]
    assert await broker.get_orders(status=rejected) == [orders[1], orders[3]]
    assert await broker.get_orders("filled", "A") == [orders[0], orders[4]]
    assert await broker.get_orders(limit=2) == orders[:2]
    assert await broker.get_orders(after=orders[1].broker_order_id, limit=2) == orders[2:4]
    assert (
        await broker.get_orders(after=orders[3].broker_order_id, newest_first=True, limit=2)
        == orders[1:3][::-1]
    )
    assert await broker.get_orders(after=5) == orders[4:]
    assert await broker.get_orders(after=6) == []
    for unknown in (no_such_id, "x"):
        with pytest.raises(UnknownOrder):
            await broker.get_orders(after=unknown)
    mistakes: list[dict[str, Any]] = [{"status": "done"}, {"ticker": 5}, {"ticker": "\0"}, {"limit": -1}]
    for wrong in mistakes:
        with pytest.raises(InvalidRequest):
            await broker.get_orders(**wrong)


async def test_fills_are_listed_by_page_and_ticker(broker: PaperTradingAdapter) -> None:
    orders = [
        await broker.submit_order(limit(side, quantity, price, ticker))
        for side, quantity, price, ticker in [
            (buy, 2, 10, "A"),
            (sell, 9, 1, "A"),
            (buy, 1, 1, "B"),
            (sell, 1, 12, "A"),
        ]
    ]
    first, _, last = fills = await broker.get_fills()
    assert [fill.order_id for fill in fills] == [orders[i].broker_order_id for i in (0, 2, 3)]
    assert (last.side, last.quantity, last.price, last.realized_pnl, last.fee) == (sell, 1.0, 12.0, 2.0, 0.0)
    assert (last.quantity_after, last.cash_after, last.liquidity) == (1.0, 99991.0, "taker")
    assert last.at == orders[3].submitted_at
    assert await broker.get_fills("A") == [first, last]
    assert await broker.get_fills(after=first.seq, limit=1) == [fills[1]]
    assert await broker.get_fills(after=orders[2].broker_order_id) == [last]
    assert await broker.get_fills(newest_first=True, limit=1) == [last]


# -- the account


async def test_positions_are_the_open_ones(broker: PaperTradingAdapter) -> None:
    for order in [
        limit(buy, 3, 10, "B"), limit(buy, 1, 11, "B"), limit(buy, 1, 1, "C"), limit(sell, 1, 2, "C"),
        limit(buy, 1, 5, "A"),
    ]:  # fmt: skip
        await broker.submit_order(order)
    first, second = await broker.get_positions()
    assert (first.ticker, second.ticker) == ("A", "B")
    assert (second.quantity, second.avg_entry_price, second.current_price) == (4.0, 10.25, 10.25)
    assert (second.unrealized_pnl, second.market_value, second.side) == (0.0, 41.0, "long")


async def test_values_of_positions_are_rounded_to_4_decimals(broker: PaperTradingAdapter) -> None:
    await broker.submit_order(limit(buy, 0.123456, 10.00001))
    [position] = await broker.get_positions()
    assert position.avg_entry_price == 10.00001
    assert position.market_value == 1.2346


async def test_the_account_is_rounded_to_2_decimals(broker: PaperTradingAdapter) -> None:
    await broker.submit_order(limit(buy, 3, 0.335))
    account = await broker.get_account()
    assert account.account_id == broker.account_id
    assert (account.cash, account.buying_power, account.portfolio_value) == (99999.0, 99999.0, 100000.0)
    assert (account.currency, account.mode) == ("USD", TradingMode.PAPER)
    await broker.submit_order(limit(sell, 3, 0.3365))
    account = await broker.get_account()
    assert (account.cash, account.buying_power, account.portfolio_value) == (100000.0, 100000.0, 100000.0)


async def test_deposit_withdraw_and_reset(broker: PaperTradingAdapter, module_dsn: str) -> None:
    assert (await broker.deposit(50.25)).cash == 100050.25
    for _ in range(2):
        assert (await broker.deposit(Decimal(1), idempotency_key="d")).cash == 100051.25
    for _ in range(2):
        assert (await broker.withdraw(0.25, idempotency_key="w")).cash == 100051.0
    with pytest.raises(InsufficientFunds) as caught:
        await broker.withdraw(1e6)
    assert caught.value.sqlstate == "ZP009"
    assert caught.value.hint is not None
    with pytest.raises(IdempotencyConflict):
        await broker.withdraw(0.25, idempotency_key="d")
    await broker.submit_order(limit(buy, 1, 1))
    account = await broker.reset_account()
    assert (account.cash, account.portfolio_value) == (100000.0, 100000.0)
    assert await broker.get_positions() == []
    assert (await broker.reset_account(5, idempotency_key="r")).cash == 5.0
    assert (await broker.reset_account(5, idempotency_key="r")).cash == 5.0
    assert [row[0] for row in journal(module_dsn, broker)] == [
        "deposit", "deposit", "deposit", "withdrawal", "fill", "reset", "reset"
    ]  # fmt: skip


async def test_bad_amounts_and_keys_are_invalid_requests(
    broker: PaperTradingAdapter, module_dsn: str
) -> None:
    for value in BAD_AMOUNTS:
        with pytest.raises(InvalidRequest):
            await broker.deposit(value)
        with pytest.raises(InvalidRequest):
            await broker.withdraw(value)
    for value in BAD_NUMBERS:
        with pytest.raises(InvalidRequest):
            await broker.close_position("A", value)
    for key in BAD_KEYS:
        for call in (
            broker.deposit(1, idempotency_key=key),
            broker.withdraw(1, idempotency_key=key),
            broker.reset_account(1, idempotency_key=key),
            broker.close_position("A", idempotency_key=key),
        ):
            with pytest.raises(InvalidRequest):
                await call
    for ticker in [*BAD_TICKERS, NOT_TEXT]:
        with pytest.raises(InvalidRequest):
            await broker.close_position(ticker)
    for wrong in (5, "\0", NOT_TEXT):
        with pytest.raises(InvalidRequest):
            await broker.cancel_all_orders(wrong)  # type: ignore[arg-type]
    assert len(journal(module_dsn, broker)) == 1


async def test_a_simulated_clock(module_dsn: str) -> None:
    day = datetime(2001, 2, 3, tzinfo=UTC)
    async with PaperTradingAdapter(new_account(), dsn=module_dsn, settings={"clock": "simulated"}) as broker:
        assert await broker.set_clock(day) == day
        assert await broker.set_clock(day - timedelta(days=1)) == day
        assert await broker.clock() == day
        assert (await broker.submit_order(limit(buy, 1, 1))).submitted_at == day
        for wrong in (datetime(2002, 1, 1), "2002-01-01", None):  # noqa: DTZ001
            with pytest.raises(InvalidRequest, match="time zone"):
                await broker.set_clock(wrong)  # type: ignore[arg-type]


async def test_the_wall_clock_cannot_be_set(broker: PaperTradingAdapter) -> None:
    assert abs(await broker.clock() - datetime.now(UTC)) < timedelta(minutes=1)
    with pytest.raises(InvalidRequest, match="wall clock"):
        await broker.set_clock(datetime.now(UTC))


async def test_check_reports_what_the_database_does(dsn: str) -> None:
    async with PaperTradingAdapter("a", dsn=dsn) as broker:
        await broker.submit_order(limit(buy, 1, 1))
        assert await broker.check() == []
        query(dsn, "update paper_internal.accounts set cash = cash + 1 returning 1")
        found = query(dsn, "select account_id, rule, detail from paper.check('a')")
        assert [(v.account_id, v.rule, v.detail) for v in await broker.check()] == found
        assert found


# -- the journal


async def test_events_are_the_rows_of_the_journal(broker: PaperTradingAdapter) -> None:
    order = limit(buy, 2, 10, tag="t")
    response = await broker.submit_order(order)
    await broker.submit_order(limit(sell, 9, 10))
    opening, fill, refusal = [entry async for entry in broker.events(follow=False)]
    assert (opening.seq, opening.event_type, opening.amount) == (1, OrderEventType.DEPOSIT, 100000.0)
    assert (opening.order_id, opening.side, opening.order_type, opening.quantity) == (None,) * 4
    assert (fill.seq, fill.event_type, fill.side, fill.order_type) == (2, "fill", buy, OrderType.LIMIT)
    assert (fill.order_id, fill.idempotency_key) == (response.broker_order_id, order.idempotency_key)
    assert (fill.quantity, fill.price, fill.cash_after, fill.quantity_after) == (2.0, 10.0, 99980.0, 2.0)
    assert (fill.options, fill.at) == ({"tag": "t"}, response.submitted_at)
    assert (refusal.event_type, refusal.reject_reason) == (OrderEventType.REJECTED, "insufficient_shares")
    assert isinstance(fill.side, OrderSide)
    json.dumps(fill.to_dict())
    assert [entry.seq async for entry in broker.events(after_seq=2, follow=False)] == [3]
    assert [entry.seq async for entry in broker.events(after_seq=3, follow=False)] == []


async def test_events_miss_nothing_over_many_reads(
    broker: PaperTradingAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pgpaper.adapter, "_EVENTS_A_READ", 3)
    await broker.submit_orders([limit(buy, 1, 1) for _ in range(8)])  # nine rows: three full reads
    assert [entry.seq async for entry in broker.events(follow=False)] == list(range(1, 10))


async def test_events_follow_the_journal(broker: PaperTradingAdapter) -> None:
    seen: asyncio.Queue[int] = asyncio.Queue()

    async def follow() -> None:
        async for entry in broker.events(poll_interval=0.01):
            seen.put_nowait(entry.seq)

    follower = asyncio.create_task(follow())
    assert await asyncio.wait_for(seen.get(), 30) == 1
    for expected in range(2, 6):
        await broker.submit_order(limit(buy, 1, 1))
        assert await asyncio.wait_for(seen.get(), 30) == expected
    follower.cancel()
    with pytest.raises(asyncio.CancelledError):
        await follower


# -- snapshots, and functions of the reference


async def test_fetch(broker: PaperTradingAdapter) -> None:
    orders = [
        await broker.submit_order(limit(side, 1, 1, t)) for side, t in [(buy, "A"), (buy, "B"), (sell, "C")]
    ]
    await broker.submit_order(limit(sell, 1, 1, "B"))

    positions = await broker.fetch("A", {})
    assert [item["ticker"] for item in positions.items] == ["A"]
    assert (positions.source_type, positions.ticker) == ("broker", "A")
    assert json.loads(positions.raw_payload) == positions.items
    assert positions.content_hash == hashlib.sha256(positions.raw_payload).hexdigest()
    assert positions.fetched_at.utcoffset() == timedelta()
    assert positions.metadata == {"provider": "paper", "mode": "paper", "endpoint": "positions"}
    assert (await broker.fetch("B", {"endpoint": "positions"})).items == []
    assert len((await broker.fetch("*", {"endpoint": "positions"})).items) == 1

    account = await broker.fetch("A", {"endpoint": "account"})
    assert account.items == [(await broker.get_account()).to_dict()]
    assert account.metadata["endpoint"] == "account"

    assert (await broker.fetch("C", {"endpoint": "orders"})).items == [orders[2].to_dict()]
    every = await broker.fetch("*", {"endpoint": "orders"})
    assert every.items[:3] == [order.to_dict() for order in orders]
    assert (await broker.fetch("*", {"endpoint": "orders", "limit": 2})).items == every.items[2:]
    with pytest.raises(InvalidRequest, match="endpoint must be"):
        await broker.fetch("A", {"endpoint": "bars"})


async def test_state_functions_of_the_reference(module_dsn: str) -> None:
    adapter = PaperTradingAdapter(new_account(), dsn=module_dsn)
    assert await load_state_from_db(adapter, object()) is False
    assert await load_state_from_db(adapter) is False
    await adapter.submit_order(limit(buy, 1, 1))
    await sync_state_to_db(adapter, object(), "00000000-0000-0000-0000-000000000000")
    await sync_state_to_db(adapter)
    await adapter.close()
    later = PaperTradingAdapter(adapter.account_id, dsn=module_dsn)
    assert await load_state_from_db(later) is True
    assert (await later.get_account()).cash == 99999.0
    await later.close()


# -- opening accounts


async def test_an_existing_account_is_attached_to_as_it_is(module_dsn: str) -> None:
    name = new_account()
    async with PaperTradingAdapter(
        name, 500, 0.01, dsn=module_dsn, settings={"default_price": 10}
    ) as adapter:
        assert (await adapter.submit_order(OrderRequest("A", buy, 1))).filled_avg_price == 10.1
    async with PaperTradingAdapter(name, 900, dsn=module_dsn) as adapter:
        assert (await adapter.get_account()).cash == 489.9
        assert (await adapter.submit_order(OrderRequest("A", buy, 1))).filled_avg_price == 10.1
    for slippage in (0.01, Decimal("0.010")):
        async with PaperTradingAdapter(name, 900, slippage, dsn=module_dsn, settings={"default_price": 10.0}):
            pass
    async with PaperTradingAdapter(
        name, 900, Decimal("0.001"), dsn=module_dsn
    ):  # the default, so none is asked for
        pass
    for other, settings, difference in [
        (0.02, None, "slippage_pct 0.01, not 0.02"),
        (0.001, {}, "slippage_pct 0.01, not 0.001"),
        (0.01, {"default_price": 11}, "default_price 10, not 11"),
    ]:
        with pytest.raises(AccountExists) as caught:
            await PaperTradingAdapter(name, 900, other, dsn=module_dsn, settings=settings).get_account()
        assert caught.value.sqlstate == "ZP006"
        assert difference in str(caught.value)
        assert json.loads(caught.value.detail or "")["default_price"] == 10


async def test_bad_openings_are_invalid_requests(module_dsn: str) -> None:
    for value in [*BAD_AMOUNTS[1:], None]:
        with pytest.raises(InvalidRequest):
            await PaperTradingAdapter(new_account(), value, dsn=module_dsn).get_account()
    for name in ["", "a b", "a" * 201, "é"]:
        with pytest.raises(InvalidRequest):
            await PaperTradingAdapter(name, dsn=module_dsn).get_account()
    for no_text in ["\0", NOT_TEXT, 5]:
        with pytest.raises(InvalidRequest):
            PaperTradingAdapter(no_text, dsn=module_dsn)  # type: ignore[arg-type]
    mistakes: list[dict[str, Any]] = [{"fill_model": "psychic"}, {"unknown": 1}, {"default_price": "x"}]
    for settings in [*mistakes, {"default_price": float("nan")}, {"default_price": Decimal("NaN")}]:
        with pytest.raises(InvalidRequest):
            await PaperTradingAdapter(new_account(), dsn=module_dsn, settings=settings).get_account()
    for slippage in [*BAD_AMOUNTS[1:], None]:
        with pytest.raises(InvalidRequest):
            await PaperTradingAdapter(new_account(), 1, slippage, dsn=module_dsn).get_account()
    for no_number in [None, float("nan")]:
        with pytest.raises(InvalidRequest, match="simulated_slippage_pct must be"):
            await PaperTradingAdapter(new_account(), 1, no_number, dsn=module_dsn).get_account()  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest, match="both say"):
        await PaperTradingAdapter(
            new_account(), 1, 0.5, dsn=module_dsn, settings={"slippage_pct": 0.4}
        ).get_account()


async def test_a_closed_account_replays_and_refuses_the_new(
    broker: PaperTradingAdapter, module_dsn: str
) -> None:
    order = limit(buy, 1, 1)
    response = await broker.submit_order(order)
    query(module_dsn, "select * from paper.close_account(%s, 'close')", broker.account_id)
    assert await broker.submit_order(order) == response
    with pytest.raises(AccountClosed) as caught:
        await broker.submit_order(limit(buy, 1, 1))
    assert caught.value.sqlstate == "ZP005"


# -- roles


async def test_a_least_privileged_trader_has_the_whole_adapter(
    dsn: str, make_role: Callable[..., str]
) -> None:
    mine = make_conninfo(dsn, user=make_role("paper_trader"))
    async with PaperTradingAdapter("mine", dsn=mine) as broker:
        order = await broker.submit_order(limit(buy, 2, 10))
        assert order.status is filled
        assert await broker.get_order_status(order.broker_order_id) == order
        assert await broker.get_orders() == [order]
        assert (await broker.cancel_order(order.broker_order_id)).error == "Cannot cancel a filled order"
        assert await broker.cancel_all_orders() == []
        assert len(await broker.get_fills()) == 1
        assert len(await broker.get_positions()) == 1
        assert (await broker.close_position("AAPL")).status is filled
        await broker.deposit(2)
        await broker.withdraw(1)
        await broker.clock()
        assert await broker.check() == []
        assert len((await broker.fetch("*", {"endpoint": "orders"})).items) == 2
        assert [entry.seq async for entry in broker.events(follow=False)] == [1, 2, 3, 4, 5]
        assert (await broker.reset_account()).cash == 100000.0


async def test_accounts_of_others_do_not_exist(dsn: str, make_role: Callable[..., str]) -> None:
    owner, stranger = make_role("paper_trader"), make_role("paper_trader")
    async with PaperTradingAdapter("shared", dsn=make_conninfo(dsn, user=owner)) as broker:
        order = await broker.submit_order(limit(buy, 2, 10))
        attempt = PaperTradingAdapter("shared", dsn=make_conninfo(dsn, user=stranger))
        with pytest.raises(UnknownAccount) as caught:
            await attempt.submit_order(limit(buy, 1, 1))
        assert caught.value.sqlstate == "ZP001"
        with pytest.raises(UnknownAccount):
            await attempt.get_account()

        query(dsn, f"set role {owner}; select paper.grant_account('shared', '{stranger}')")
        assert await attempt.get_order_status(order.broker_order_id) == order
        assert (await attempt.submit_order(limit(buy, 1, 1))).status is filled
        query(dsn, f"set role {owner}; select paper.revoke_account('shared', '{stranger}')")
        for call in (attempt.get_account(), attempt.submit_order(limit(buy, 1, 1))):
            with pytest.raises(UnknownAccount):
                await call
        assert await attempt.get_orders() == []
        await attempt.close()


async def test_an_analyst_cannot_write(dsn: str, make_role: Callable[..., str]) -> None:
    async with PaperTradingAdapter("a", dsn=dsn) as broker:
        await broker.submit_order(limit(buy, 2, 10))
    analyst = PaperTradingAdapter("a", dsn=make_conninfo(dsn, user=make_role("paper_analyst")))
    with pytest.raises(PermissionDenied) as caught:
        await analyst.submit_order(limit(buy, 1, 1))
    assert caught.value.sqlstate == "42501"
    stranger = PaperTradingAdapter("a", dsn=make_conninfo(dsn, user=make_role()))
    with pytest.raises(PermissionDenied):
        await stranger.get_account()


async def test_the_settings_of_the_role_do_not_matter(dsn: str, make_role: Callable[..., str]) -> None:
    role = make_role("paper_trader")
    for setting in (
        "default_transaction_isolation = 'read committed'", "default_transaction_read_only = on",
        "datestyle = 'German, DMY'", "timezone = 'Asia/Tokyo'", "extra_float_digits = -10",
        "client_encoding = 'LATIN1'", "search_path = 'nowhere'",
    ):  # fmt: skip
        query(dsn, f"set client_min_messages = error; alter role {role} set {setting}")
    async with PaperTradingAdapter("a", dsn=make_conninfo(dsn, user=role)) as broker:
        response = await broker.submit_order(limit(buy, 0.1, 1234.56789012345, tag="€"))
        assert response.filled_avg_price == 1234.56789012345
        assert response.submitted_at is not None
        assert response.submitted_at.utcoffset() == timedelta()
        assert abs(response.submitted_at - datetime.now(UTC)) < timedelta(minutes=1)
        [entry] = [entry async for entry in broker.events(1, follow=False)]
        assert entry.options == {"tag": "€"}
        for mode in ("read", "write"):
            assert await run(broker, mode, "select current_setting('jit')") == [("off",)]


# -- connections


async def test_writes_are_serializable_and_reads_take_no_predicate_locks(
    broker: PaperTradingAdapter, module_dsn: str
) -> None:
    text = "select current_setting('transaction_isolation'), current_setting('transaction_read_only')"
    assert await run(broker, "write", text) == [("serializable", "off")]
    assert await run(broker, "read", text) == [("repeatable read", "on")]


async def test_a_read_does_not_abort_a_writer(broker: PaperTradingAdapter, module_dsn: str) -> None:
    # A serializable reader between these two would make one of them fail.
    with psycopg.connect(module_dsn, autocommit=True) as writer:
        writer.execute("begin isolation level serializable")
        writer.execute("select * from paper.deposit(%s, 'd', 1)", (broker.account_id,))
        for _ in range(3):
            await broker.get_account()
            await broker.get_orders()
        locks = query(
            module_dsn,
            "select count(*) from pg_locks as l inner join pg_stat_activity as a using (pid)"
            " where l.mode = 'SIReadLock' and a.application_name = 'pgpaper'",
        )
        assert locks == [(0,)]
        writer.execute("commit")


async def test_pages_are_read_in_the_order_of_an_index(dsn: str, make_role: Callable[..., str]) -> None:
    async with PaperTradingAdapter("a", dsn=make_conninfo(dsn, user=make_role("paper_trader"))) as broker:
        await broker.submit_orders([limit(buy, 1, 1, f"T{i % 50}") for i in range(5000)])
        queries = broker._queries
        for text in (
            queries.orders + " order by seq limit 10",
            queries.orders + " and seq < 4000 order by seq desc limit 10",
            queries.fills + " order by seq desc limit 10",
            queries.journal,
        ):
            values = iter(["'a'", "10", "1000"])
            explained = await run(broker, "read", "explain " + re.sub("%s", lambda _: next(values), text))  # noqa: B023
            plan = "\n".join(row[0] for row in explained)
            assert "using journal_pkey on journal" in plan, plan
            assert "Sort" not in plan, plan
            assert "JIT" not in plan, plan


async def test_prepared_statements_can_be_switched_off(module_dsn: str) -> None:
    counts = []
    for threshold in (5, None):
        async with PaperTradingAdapter(new_account(), dsn=module_dsn, prepare_threshold=threshold) as broker:
            for _ in range(8):
                await broker.submit_order(limit(buy, 1, 1))
                await broker.get_account()
            sums = [
                (await run(broker, mode, "select count(*) from pg_prepared_statements"))[0][0]
                for mode in ("read", "write")
            ]
            counts.append(sums)
    assert counts[0][0] > 0
    assert counts[0][1] > 0
    assert counts[1] == [0, 0]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def connections(dsn: str) -> int:
    name = psycopg.conninfo.conninfo_to_dict(dsn)["dbname"]
    [(count,)] = query(
        dsn, "select count(*) from pg_stat_activity where application_name = 'pgpaper' and datname = %s", name
    )
    return int(count)


async def test_adapters_of_one_server_share_connections_until_the_last_closes(dsn: str) -> None:
    adapters = [PaperTradingAdapter(f"a{i}", dsn=dsn, pool_size=i + 1) for i in range(3)]
    for adapter in adapters:
        await adapter.get_account()
    assert len({id((await adapter._opened()).database) for adapter in adapters}) == 1
    assert connections(dsn) <= 2
    await asyncio.gather(*(adapter.submit_order(limit(buy, 1, 1)) for adapter in adapters * 5))
    assert connections(dsn) <= 6
    await adapters[0].close()
    await adapters[0].close()
    assert (await adapters[1].submit_order(limit(buy, 1, 1))).status is filled
    await adapters[1].close()
    await adapters[2].close()
    await until(lambda: connections(dsn) == 0)


async def test_an_adapter_opens_itself_once_and_again_after_closing(module_dsn: str) -> None:
    adapter = PaperTradingAdapter(new_account(), dsn=module_dsn)
    await adapter.close()
    responses = await asyncio.gather(*(adapter.submit_order(limit(buy, 1, 1)) for _ in range(3)))
    assert adapter._session is not None
    assert adapter._session.account is not None
    assert adapter._session.account.database._users == 1
    await adapter.close()
    assert await adapter.get_orders() == responses
    await adapter.close()


async def test_closing_waits_for_the_write_under_way(dsn: str) -> None:
    adapter = PaperTradingAdapter("a", dsn=dsn)
    first = asyncio.create_task(adapter.submit_order(limit(buy, 1, 1)))
    await asyncio.sleep(0)
    closing = asyncio.create_task(adapter.close())
    await asyncio.sleep(0)
    second = asyncio.create_task(adapter.submit_order(limit(buy, 1, 1)))
    await closing
    assert first.done()
    assert ((await first).status, (await second).status) == (filled, filled)
    await adapter.close()  # the second has opened it again
    await until(lambda: connections(dsn) == 0)


async def test_a_failed_opening_leaves_no_connection(dsn: str) -> None:
    adapter = PaperTradingAdapter("a b", dsn=dsn)
    for _ in range(2):
        with pytest.raises(InvalidRequest):
            await adapter.get_account()
    await until(lambda: connections(dsn) == 0)


async def test_a_cancelled_call_leaves_the_adapter_usable(
    broker: PaperTradingAdapter, module_dsn: str
) -> None:
    with psycopg.connect(module_dsn, autocommit=True) as writer:
        writer.execute("begin isolation level serializable")
        writer.execute("select * from paper.deposit(%s, 'd', 1)", (broker.account_id,))
        waiting = asyncio.create_task(broker.submit_order(limit(buy, 1, 1, idempotency_key="k")))
        blocked = (
            "select 1 from pg_stat_activity where application_name = 'pgpaper' and wait_event_type = 'Lock'"
        )
        await until(lambda: query(module_dsn, blocked))
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        writer.execute("rollback")
    assert (await broker.submit_order(limit(buy, 1, 1, idempotency_key="k"))).status is filled


def test_a_runner_serves_callers_that_are_not_async(module_dsn: str) -> None:
    broker = PaperTradingAdapter(new_account(), dsn=module_dsn)
    with asyncio.Runner() as runner:
        assert runner.run(broker.submit_order(limit(buy, 1, 1))).status is filled
        assert runner.run(broker.get_account()).cash == 99999.0
        runner.run(broker.close())
    with asyncio.Runner() as runner:  # another event loop
        assert runner.run(broker.get_account()).cash == 99999.0
        runner.run(broker.close())


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_adapter_outlives_an_event_loop_that_ended_under_it(module_dsn: str) -> None:
    broker = PaperTradingAdapter(new_account(), dsn=module_dsn)

    async def crowd() -> None:
        await asyncio.gather(*(broker.submit_order(limit(buy, 1, 1)) for _ in range(3)))

    asyncio.run(crowd())
    with asyncio.Runner() as runner:
        runner.run(crowd())
        assert runner.run(broker.get_account()).cash == 99994.0
        runner.run(broker.close())


async def test_a_dsn_comes_from_the_environment(module_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPAPER_DSN", module_dsn)
    name = new_account()
    async with PaperTradingAdapter(name) as broker:
        await broker.submit_order(limit(buy, 1, 1))
    assert query(module_dsn, "select seq from paper.accounts where account_id = %s", name) == [(2,)]


async def test_what_cannot_be_reached_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConnectionLost):
        await PaperTradingAdapter(dsn=f"host={tmp_path} dbname=x").get_account()
    with pytest.raises(InvalidRequest, match="connection string"):
        await PaperTradingAdapter(dsn="this is none").get_account()


async def test_a_database_without_pgpaper_is_refused_and_left_alone(server_dsn: str) -> None:
    with pytest.raises(SchemaMismatch) as caught:
        await PaperTradingAdapter(dsn=server_dsn).get_account()
    assert "pgpaper migrate" in str(caught.value.hint)
    assert query(server_dsn, "select 1 from pg_namespace where nspname like 'paper%%'") == []


@pytest.mark.parametrize(("step", "remedy"), [(1, "run pgpaper migrate"), (-1, "upgrade pgpaper")])
async def test_another_schema_version_is_refused(
    dsn: str, monkeypatch: pytest.MonkeyPatch, step: int, remedy: str
) -> None:
    version = pgpaper.migrate.expected_version() + step
    adapter = PaperTradingAdapter("a", dsn=dsn)
    with monkeypatch.context() as patch:
        patch.setattr(pgpaper.migrate, "expected_version", lambda: version)
        with pytest.raises(SchemaMismatch, match=remedy):
            await adapter.get_account()
    await adapter.get_account()
    await adapter.close()
    await until(lambda: connections(dsn) == 0)


async def test_one_call_is_one_statement(
    broker: PaperTradingAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    original = Database.run

    async def counted(self: Database, mode: Any, text: str, *rest: Any, **told: Any) -> list[Row]:
        calls.append(mode)
        return await original(self, mode, text, *rest, **told)

    monkeypatch.setattr(Database, "run", counted)
    response = await broker.submit_order(limit(buy, 1, 1))
    await broker.submit_orders([limit(buy, 1, 1) for _ in range(10)])
    await broker.deposit(1)
    assert calls == ["write"] * 3
    calls.clear()
    await broker.get_account()
    await broker.get_positions()
    await broker.get_order_status(response.broker_order_id)
    await broker.cancel_order(response.broker_order_id)
    await broker.get_order_status("no uuid")
    assert calls == ["read"] * 4


async def test_a_malformed_dsn_is_refused_without_being_quoted() -> None:
    adapter = PaperTradingAdapter(dsn="host=somewhere password=se cret")
    with pytest.raises(InvalidRequest, match="no connection string") as caught:
        await adapter.get_account()
    assert "cret" not in "".join(traceback.format_exception(caught.value))
