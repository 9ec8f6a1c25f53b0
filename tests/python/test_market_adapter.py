"""The adapter on the market: resting orders that what is fed fills."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pgpaper import OrderRequest, OrderStatus, PaperTradingAdapter, Quote, UnknownOrder
from test_cli import execute

START = datetime(2026, 1, 2, 15, tzinfo=UTC)
MARKET = {"fill_model": "market", "clock": "simulated"}


def quote(seconds: int, bid: float, ask: float) -> Quote:
    return Quote("A", START + timedelta(seconds=seconds), bid, ask, 10, 10, seconds)


async def test_feeding_fills_what_rests_in_every_account_of_the_role(dsn: str) -> None:
    async with (
        PaperTradingAdapter("one", dsn=dsn, settings=MARKET) as one,
        PaperTradingAdapter("two", dsn=dsn, settings=MARKET) as two,
    ):
        await one.feed_quotes([quote(1, 99, 100)])
        order = OrderRequest("A", "buy", 5, "limit", 98)
        resting = [await one.submit_order(order), await two.submit_order(order)]
        assert [response.status for response in resting] == [OrderStatus.ACCEPTED] * 2
        result = await one.feed_quotes([quote(2, 97, 97.5)])
        assert (result.accepted, result.matched) == (1, 2)
        for broker, response in zip((one, two), resting, strict=True):
            filled = await broker.get_order_status(response.broker_order_id)
            assert (filled.status, filled.filled_avg_price) == (OrderStatus.FILLED, 98)
            assert await broker.match() == 0
            assert await broker.check() == []
        assert (await one.feed_quotes([quote(2, 97, 97.5)])).matched == 0


async def test_a_preview_changes_nothing(dsn: str) -> None:
    async with PaperTradingAdapter[Decimal]("p", dsn=dsn, settings=MARKET, exact=True) as broker:
        await broker.feed_quotes([quote(1, 99, 100)])
        orders = [OrderRequest("A", "buy", 1), OrderRequest("A", "buy", 10**6, "limit", 99)]
        for _ in range(2):
            bought, refused = await broker.preview_orders(orders)
            assert (bought.status, bought.filled_avg_price) == (OrderStatus.FILLED, Decimal(100))
            assert refused.status == OrderStatus.REJECTED
            assert bought.broker_order_id == refused.broker_order_id == ""
        assert await broker.get_orders() == []


async def test_a_response_in_part_filled_is_the_stored_one(dsn: str) -> None:
    settings = {**MARKET, "on_short_cash": "reduce"}
    async with PaperTradingAdapter("part", 5000, dsn=dsn, settings=settings) as broker:
        await broker.feed_quotes([quote(1, 99, 100)])
        day = OrderRequest("A", "buy", 15)
        for response in (*await broker.preview_orders([day]), await broker.submit_order(day)):
            assert (response.quantity, response.filled_quantity) == (15, 10)
        await broker.feed_quotes([quote(2, 100, 101)])
        ends = await broker.submit_order(OrderRequest("A", "buy", 15, time_in_force="ioc"))
        assert (ends.status, ends.quantity, ends.filled_quantity) == (OrderStatus.CANCELLED, 15, 5)
        await broker.feed_quotes([quote(3, 299, 300)])
        short = await broker.submit_order(OrderRequest("A", "buy", 12))
        assert (short.status, short.quantity, short.filled_quantity) == (OrderStatus.CANCELLED, 12, 9)
        assert short.raw_response["reject_reason"] == "insufficient_cash"
        for response in (ends, short):
            assert await broker.get_order_status(response.broker_order_id) == response


async def test_an_order_is_replaced(dsn: str) -> None:
    async with PaperTradingAdapter("r", dsn=dsn, settings=MARKET) as broker:
        await broker.feed_quotes([quote(1, 99, 100)])
        old = await broker.submit_order(OrderRequest("A", "buy", 5, "limit", 90))
        new = await broker.replace_order(old.broker_order_id, limit_price=91, idempotency_key="again")
        assert (new.status, new.quantity) == (OrderStatus.ACCEPTED, 5)
        assert await broker.replace_order(old.broker_order_id, limit_price=91, idempotency_key="again") == new
        assert (await broker.get_order_status(old.broker_order_id)).status == OrderStatus.REPLACED
        for unknown in ("nonsense", "0c4f7d6a-3b1e-8d20-9a55-000000000007"):
            with pytest.raises(UnknownOrder):
                await broker.replace_order(unknown, quantity=1)


async def test_a_bracket_from_python_and_from_the_command_line(dsn: str) -> None:
    async with PaperTradingAdapter("b", dsn=dsn, settings=MARKET) as broker:
        await broker.feed_quotes([quote(1, 99, 100)])
        await broker.submit_order(
            OrderRequest(
                "A",
                "buy",
                1,
                order_class="bracket",
                take_profit={"limit_price": 110},
                stop_loss={"stop_price": 90},
            )
        )
        args = ("--account", "b", "--limit", "98", "--take-profit", "110", "--stop-loss", "90")
        assert execute("submit", "buy", "1", "A", *args, PGPAPER_DSN=dsn).code == 0
        found = [
            (order.order_type.value, order.status.value)
            for order in await broker.get_orders()
            if order.order_type
        ]
        assert found == [
            ("market", "filled"),
            ("limit", "accepted"),
            ("stop", "accepted"),
            ("limit", "accepted"),
            ("limit", "pending"),
            ("stop", "pending"),
        ]


async def test_sessions_are_loaded_and_given_to_an_instrument(dsn: str) -> None:
    run = ("calendar", "load", "XNYS", "--from", "2024-11-27", "--to", "2024-12-02", "--json")
    assert execute(*run, PGPAPER_DSN=dsn).json["sessions"] == 3
    (listed,) = execute("calendar", "list", "--json", PGPAPER_DSN=dsn).json
    assert (listed["calendar"], listed["sessions"]) == ("XNYS", 3)
    assert execute("instrument", "A", "--calendar", "XNYS", PGPAPER_DSN=dsn).code == 0
    assert execute("match", "--json", PGPAPER_DSN=dsn).json == {"matched": 0}
