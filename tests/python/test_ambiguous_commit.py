"""A connection lost during a commit: the caller gets the normal answer, and the work is done once."""

from collections.abc import AsyncIterator
from uuid import uuid4

import psycopg
import pytest
from pgpaper import (
    AccountInfo,
    ConnectionLost,
    InvalidRequest,
    OrderRequest,
    OrderResponse,
    OrderStatus,
    PaperTradingAdapter,
    RetryPolicy,
)
from proxy import Loss, Proxy, proxy

IMPATIENT = RetryPolicy(attempts=4, first_pause=0.001, longest_pause=0.01)

LOSSES: list[Loss] = ["request", "reply"]


@pytest.fixture
async def way(module_dsn: str) -> AsyncIterator[Proxy]:
    """The way to the server, which can lose things."""
    async with proxy(module_dsn) as running:
        yield running


@pytest.fixture
async def broker(way: Proxy) -> AsyncIterator[PaperTradingAdapter]:
    async with PaperTradingAdapter(f"account-{uuid4()}", dsn=way.dsn, retry=IMPATIENT) as adapter:
        yield adapter


def events(dsn: str, adapter: PaperTradingAdapter) -> list[str]:
    """What the journal says happened after the opening deposit."""
    text = "select event_type from paper.journal where account_id = %s and seq > 1 order by seq"
    with psycopg.connect(dsn) as connection:
        return [row[0] for row in connection.execute(text, (adapter.account_id,))]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("prepared", [False, True])
async def test_an_order_goes_in_once(
    module_dsn: str, way: Proxy, broker: PaperTradingAdapter, loss: Loss, prepared: bool
) -> None:
    before = 8 if prepared else 0
    for _ in range(before):
        await broker.submit_order(OrderRequest("AAPL", "buy", 1, "limit", 10))
    order = OrderRequest("AAPL", "buy", 2, "limit", 10)
    way.lose(loss)
    response = await broker.submit_order(order)
    assert way.lost == 1
    assert response.status is OrderStatus.FILLED
    assert response.raw_response["position_qty_after"] == before + 2
    assert events(module_dsn, broker) == ["fill"] * (before + 1)
    assert await broker.submit_order(order) == response


@pytest.mark.parametrize("loss", LOSSES)
async def test_a_batch_goes_in_once(
    module_dsn: str, way: Proxy, broker: PaperTradingAdapter, loss: Loss
) -> None:
    orders = [OrderRequest("AAPL", "buy", quantity, "limit", 10) for quantity in (1, 2, 0, 3)]
    way.lose(loss, times=2)  # the refusal of the whole batch, and what the server says to the rest
    outcomes = await broker.submit_orders(orders, return_exceptions=True)
    assert way.lost == 2
    assert [type(outcome) for outcome in outcomes] == [
        OrderResponse,
        OrderResponse,
        InvalidRequest,
        OrderResponse,
    ]
    assert events(module_dsn, broker) == ["fill"] * 3


@pytest.mark.parametrize("loss", LOSSES)
async def test_what_has_no_key_of_the_callers_is_done_once(
    module_dsn: str, way: Proxy, broker: PaperTradingAdapter, loss: Loss
) -> None:
    await broker.submit_order(OrderRequest("AAPL", "buy", 1, "limit", 10))
    answers: list[AccountInfo | OrderResponse] = []
    for call in (
        lambda: broker.deposit(5),
        lambda: broker.withdraw(2),
        lambda: broker.close_position("AAPL"),
        lambda: broker.reset_account(7),
    ):
        way.lose(loss)
        answers.append(await call())
    assert way.lost == 4
    deposited, withdrawn, closed, reset = answers
    assert isinstance(deposited, AccountInfo)
    assert isinstance(withdrawn, AccountInfo)
    assert isinstance(closed, OrderResponse)
    assert isinstance(reset, AccountInfo)
    assert (deposited.cash, withdrawn.cash, reset.cash) == (99995.0, 99993.0, 7.0)
    assert closed.status is OrderStatus.FILLED
    assert events(module_dsn, broker) == ["fill", "deposit", "withdrawal", "fill", "reset"]


@pytest.mark.parametrize("loss", LOSSES)
async def test_an_account_is_opened_once(module_dsn: str, way: Proxy, loss: Loss) -> None:
    async with PaperTradingAdapter(f"account-{uuid4()}", dsn=way.dsn, retry=IMPATIENT) as other:
        await other.get_account()  # the pools are there
        broker = PaperTradingAdapter(f"account-{uuid4()}", dsn=way.dsn, retry=IMPATIENT, settings={})
        way.lose(loss, times=1)
        assert (await broker.get_account()).cash == 100_000
        assert way.lost == 1
        assert events(module_dsn, broker) == []
        await broker.close()


@pytest.mark.parametrize("loss", LOSSES)
async def test_reads_are_repeated(way: Proxy, broker: PaperTradingAdapter, loss: Loss) -> None:
    for call in (broker.get_account, broker.get_orders, broker.get_positions, broker.clock):
        way.lose(loss)
        await call()
    assert way.lost == 4


@pytest.mark.parametrize("loss", LOSSES)
async def test_attempts_are_bounded_and_the_key_tells_what_happened(
    module_dsn: str, way: Proxy, broker: PaperTradingAdapter, loss: Loss
) -> None:
    order = OrderRequest("AAPL", "buy", 2, "limit", 10)
    way.lose(loss, times=1000)
    with pytest.raises(ConnectionLost) as caught:
        await broker.submit_order(order)
    assert 1 < way.lost < 20
    assert isinstance(caught.value.__cause__, psycopg.OperationalError)
    assert "same idempotency keys" in str(caught.value.hint)
    way.lose(loss, times=0)
    assert events(module_dsn, broker) == (["fill"] if loss == "reply" else [])
    assert (await broker.submit_order(order)).status is OrderStatus.FILLED
    assert events(module_dsn, broker) == ["fill"]


async def test_one_attempt_is_one_attempt(module_dsn: str, way: Proxy) -> None:
    async with PaperTradingAdapter(
        f"account-{uuid4()}", dsn=way.dsn, retry=RetryPolicy(attempts=1)
    ) as broker:
        way.lose("reply")
        with pytest.raises(ConnectionLost):
            await broker.submit_order(OrderRequest("AAPL", "buy", 2, "limit", 10))
        assert events(module_dsn, broker) == ["fill"]
        # The dead pool is replaced when a call fails on it, so this one may fail once more.
        assert (await broker.get_account()).cash == 99980.0


async def test_a_call_is_one_round_trip(way: Proxy, broker: PaperTradingAdapter) -> None:
    for call in (
        lambda: broker.submit_order(OrderRequest("AAPL", "buy", 1, "limit", 10)),
        lambda: broker.submit_orders([OrderRequest("AAPL", "buy", 1, "limit", 10) for _ in range(3)]),
        lambda: broker.deposit(1),
        broker.get_account,
        broker.get_positions,
    ):
        await call()
        before = way.requests
        await call()
        assert way.requests == before + 1
