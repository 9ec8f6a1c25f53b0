"""Calls of one account that run together: one transaction, and for each what it would have got alone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from pgpaper import (
    AccountClosed,
    ConnectionLost,
    IdempotencyConflict,
    InsufficientFunds,
    InvalidRequest,
    OrderRequest,
    OrderResponse,
    OrderStatus,
    PaperTradingAdapter,
    PermissionDenied,
    Problem,
    RetryPolicy,
)
from pgpaper.combiner import Combiner
from pgpaper.database import Database, Row
from proxy import Loss, proxy
from psycopg.conninfo import make_conninfo

FIXTURES = Path(__file__).parents[1] / "pgtap" / "fixtures.sql"

filled, rejected = OrderStatus.FILLED, OrderStatus.REJECTED


def buy(quantity: float = 1, **options: Any) -> OrderRequest:
    return OrderRequest("AAPL", "buy", quantity, "limit", 10, **options)


@pytest.fixture
async def broker(module_dsn: str) -> AsyncIterator[PaperTradingAdapter]:
    async with PaperTradingAdapter(f"account-{uuid4()}", dsn=module_dsn) as adapter:
        yield adapter


def journal(dsn: str, broker: PaperTradingAdapter) -> list[tuple[Any, ...]]:
    """What happened after the opening, and in which transaction."""
    text = "select event_type, idempotency_key, at from paper.journal where account_id = %s and seq > 1"
    with psycopg.connect(dsn) as connection:
        return connection.execute(text + " order by seq", (broker.account_id,)).fetchall()


def keys(dsn: str, broker: PaperTradingAdapter) -> list[str]:
    return [row[1] for row in journal(dsn, broker)]


def transactions(dsn: str, broker: PaperTradingAdapter) -> int:
    return len({row[2] for row in journal(dsn, broker)})


def query(dsn: str, text: str, *params: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(
        dsn, autocommit=True, options="-c default_transaction_isolation=serializable"
    ) as connection:
        cursor = connection.execute(text.encode(), params)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def busy(dsn: str, broker: PaperTradingAdapter) -> Iterator[None]:
    """The account is locked: the next write is under way until the end, and what follows it queues."""
    with psycopg.connect(dsn) as connection:
        lock = "select from paper_internal.accounts where account_id = %s for update"
        connection.execute(lock, (broker.account_id,))
        yield
        connection.rollback()


async def calls(*coroutines: Any) -> list[asyncio.Task[Any]]:
    """Start calls, in this order, and let them come as far as they can."""
    tasks = []
    for coroutine in coroutines:
        tasks.append(asyncio.create_task(coroutine))
        for _ in range(5):
            await asyncio.sleep(0)
    return tasks


async def outcomes(tasks: Sequence[asyncio.Task[Any]]) -> list[Any]:
    async with asyncio.timeout(60):
        return await asyncio.gather(*tasks, return_exceptions=True)


# -- on a server


async def test_calls_that_queue_go_in_together(broker: PaperTradingAdapter, module_dsn: str) -> None:
    orders = [buy() for _ in range(40)]
    with busy(module_dsn, broker):
        tasks = await calls(*(broker.submit_order(order) for order in orders))
    responses = await outcomes(tasks)
    assert [response.idempotency_key for response in responses] == keys(module_dsn, broker)
    assert keys(module_dsn, broker) == [order.idempotency_key for order in orders]
    assert {response.status for response in responses} == {filled}
    assert [response.raw_response["position_qty_after"] for response in responses] == list(range(1, 41))
    assert transactions(module_dsn, broker) == 2


async def test_each_call_gets_what_it_would_get_alone(broker: PaperTradingAdapter, module_dsn: str) -> None:
    known = buy(idempotency_key="known")
    stored = await broker.submit_order(known)
    with busy(module_dsn, broker):
        tasks = await calls(
            broker.submit_order(buy()),
            broker.submit_order(buy(0)),
            broker.submit_order(buy(2, idempotency_key="known")),
            broker.submit_order(known),
            broker.submit_orders([buy(idempotency_key="a"), buy(-1), buy(1e9)], return_exceptions=True),
            broker.submit_order(buy(3, idempotency_key="a")),
            broker.submit_orders([buy(), buy(float("nan"))]),
            broker.submit_order(buy(idempotency_key="a")),
        )
    first, malformed, conflict, again, several, other, mixed, same = await outcomes(tasks)
    assert first.status is filled
    assert isinstance(malformed, InvalidRequest)
    assert [problem.index for problem in malformed.problems] == [1]
    assert isinstance(malformed.__cause__, psycopg.Error)
    assert isinstance(conflict, IdempotencyConflict)
    assert conflict.problems == (Problem(1, "ZP002", str(conflict)),)
    assert again == stored
    assert [type(outcome) for outcome in several] == [OrderResponse, InvalidRequest, OrderResponse]
    assert [outcome.index for outcome in several[1].problems] == [2]
    assert several[2].status is rejected
    assert isinstance(other, IdempotencyConflict)
    assert isinstance(mixed, InvalidRequest)
    assert [(problem.index, problem.sqlstate) for problem in mixed.problems] == [(2, "ZP004")]
    assert same == several[0]
    assert transactions(module_dsn, broker) == 3


async def test_a_closed_account_answers_each_as_if_alone(
    broker: PaperTradingAdapter, module_dsn: str
) -> None:
    orders = [buy() for _ in range(3)]
    stored = await broker.submit_orders(orders)
    query(module_dsn, "select * from paper.close_account(%s, 'close')", broker.account_id)
    with busy(module_dsn, broker):
        tasks = await calls(
            broker.submit_order(buy()),
            broker.submit_order(orders[0]),
            broker.submit_order(buy()),
            broker.submit_orders([orders[1], buy()]),
            broker.submit_orders(orders[1:]),
            broker.submit_order(buy(0)),
        )
    got = await outcomes(tasks)
    assert [type(outcome) for outcome in got] == [
        AccountClosed, OrderResponse, AccountClosed, AccountClosed, list, InvalidRequest,
    ]  # fmt: skip
    assert got[1] == stored[0]
    assert got[4] == stored[1:]
    assert len({id(error) for error in got if isinstance(error, AccountClosed)}) == 3


async def test_what_concerns_the_account_is_raised_in_each_call(
    dsn: str, make_role: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    role = make_role("paper_trader")
    async with PaperTradingAdapter("a", dsn=make_conninfo(dsn, user=role)) as broker:
        statements = counted(monkeypatch)
        with busy(dsn, broker):
            tasks = await calls(broker.submit_order(buy()))
            query(dsn, f"revoke paper_trader from {role}")
            tasks += await calls(*(broker.submit_order(buy()) for _ in range(5)))
        first, *rest = await outcomes(tasks)
        assert first.status is filled
        assert [type(error) for error in rest] == [PermissionDenied] * 5
        assert len({id(error) for error in rest}) == 5
        assert statements == ["write"] * 2


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    statements: list[str] = []
    original = Database.run

    async def run(self: Database, mode: Any, text: str, *rest: Any, **told: Any) -> list[Row]:
        statements.append(mode)
        return await original(self, mode, text, *rest, **told)

    monkeypatch.setattr(Database, "run", run)
    return statements


async def test_a_lone_call_sends_one_request(module_dsn: str) -> None:
    async with (
        proxy(module_dsn) as way,
        PaperTradingAdapter(f"account-{uuid4()}", dsn=way.dsn, prepare_threshold=None) as broker,
    ):
        await broker.submit_order(buy())
        for _ in range(3):
            before = way.requests
            await broker.submit_order(buy())
            assert way.requests == before + 1
        before = way.requests
        await asyncio.gather(*(broker.submit_order(buy()) for _ in range(20)))
        assert way.requests == before + 1


@pytest.mark.parametrize("loss", ["request", "reply"])
async def test_a_combined_batch_survives_a_lost_connection(module_dsn: str, loss: Loss) -> None:
    async with (
        proxy(module_dsn) as way,
        PaperTradingAdapter(
            f"account-{uuid4()}", dsn=way.dsn, retry=RetryPolicy(4, 0.001, 0.01), timeout=5.0
        ) as broker,
    ):
        orders = [buy() for _ in range(10)]
        await broker.submit_order(orders[0])
        way.lose(loss)
        responses = await outcomes(await calls(*map(broker.submit_order, orders)))
        assert way.lost == 1
        assert [response.idempotency_key for response in responses] == [o.idempotency_key for o in orders]
        assert keys(module_dsn, broker) == [order.idempotency_key for order in orders]
        way.lose(loss, times=1000)
        lost = await outcomes(await calls(*(broker.submit_order(buy()) for _ in range(3))))
        assert [type(outcome) for outcome in lost] == [ConnectionLost] * 3
        assert way.lost <= 1 + 3 * 4 * 2
        way.lose(loss, times=0)


async def test_all_writes_go_in_as_they_were_called(broker: PaperTradingAdapter, module_dsn: str) -> None:
    with busy(module_dsn, broker):
        tasks = await calls(
            broker.submit_order(buy()),
            broker.submit_order(buy()),
            broker.deposit(5),
            broker.submit_order(buy()),
            broker.cancel_all_orders(),
            broker.close_position("AAPL"),
            broker.withdraw(1),
            broker.submit_orders([buy(), buy()]),
            broker.submit_order(buy()),
            broker.reset_account(),
            broker.submit_order(buy()),
        )
    assert all(not isinstance(outcome, Exception) for outcome in await outcomes(tasks))
    rows = journal(module_dsn, broker)
    assert [row[0] for row in rows] == [
        "fill", "fill", "deposit", "fill", "fill", "withdrawal", "fill", "fill", "fill", "reset", "fill",
    ]  # fmt: skip
    assert len({row[2] for row in rows[6:9]}) == 1
    assert await broker.check() == []


async def test_what_is_not_combined_is_one_statement_each(
    broker: PaperTradingAdapter, module_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with busy(module_dsn, broker):
        tasks = await calls(broker.deposit(1))
        statements = counted(monkeypatch)
        tasks += await calls(broker.withdraw(1), broker.withdraw(1e9), broker.withdraw(1))
    got = await outcomes(tasks)
    assert isinstance(got[2], InsufficientFunds)
    assert [account.cash for account in (got[0], got[1], got[3])] == [100001, 100000, 99999]
    assert statements == ["write"] * 3


async def test_cancels_that_queue_go_in_together(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with PaperTradingAdapter("alpha", dsn=dsn) as broker:
        done = await broker.submit_order(buy())
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(FIXTURES.read_bytes())
            connection.execute("set default_transaction_isolation = 'serializable'")
            settings = '{"fill_model": "market"}'
            connection.execute("select paper.update_settings('alpha', 'rest', %s)", (settings,))
            rest = "select paper_test.rest(%s, 'A', 'buy', 1, 10)::text"
            first, second = (connection.execute(rest, (key,)).fetchone()[0] for key in "ab")  # type: ignore[index]
        with busy(dsn, broker):
            tasks = await calls(broker.submit_order(buy()))
            statements = counted(monkeypatch)
            tasks += await calls(
                *map(broker.cancel_order, [second, str(uuid4()), done.broker_order_id, first, second, "none"])
            )
        _, *answers = await outcomes(tasks)
        assert [(answer.status.value, answer.error and answer.error[:12]) for answer in answers] == [
            ("cancelled", None), ("rejected", f"Order {answers[1].broker_order_id[:6]}"),
            ("rejected", "Cannot cance"), ("cancelled", None), ("rejected", "Cannot cance"),
            ("rejected", "Order none n"),
        ]  # fmt: skip
        assert [answer.broker_order_id for answer in answers[:5:2]] == [second, done.broker_order_id, second]
        assert answers[4].error == "Cannot cancel a cancelled order"
        assert statements == ["read", "write"]
        assert [row[0] for row in journal(dsn, broker)].count("cancelled") == 2


async def test_what_is_cancelled_in_the_queue_is_not_sent_and_what_was_sent_stays(
    broker: PaperTradingAdapter, module_dsn: str
) -> None:
    orders = [buy() for _ in range(5)]
    with busy(module_dsn, broker):
        tasks = await calls(*(broker.submit_order(order) for order in orders))
        tasks[0].cancel()
        tasks[2].cancel()
        with pytest.raises(asyncio.CancelledError):
            await tasks[2]
    got = await outcomes(tasks)
    assert [isinstance(outcome, asyncio.CancelledError) for outcome in got] == [
        True,
        False,
        True,
        False,
        False,
    ]
    expected = [orders[i].idempotency_key for i in (0, 1, 3, 4)]
    assert keys(module_dsn, broker) == expected
    again = await broker.submit_orders(orders)
    assert [response.status for response in again] == [filled] * 5
    assert keys(module_dsn, broker) == [*expected, orders[2].idempotency_key]


async def test_adapters_of_one_account_share_a_queue(broker: PaperTradingAdapter, module_dsn: str) -> None:
    exact = PaperTradingAdapter(broker.account_id, dsn=module_dsn, exact=True)
    async with PaperTradingAdapter(broker.account_id, dsn=module_dsn) as other, exact:
        with busy(module_dsn, broker):
            tasks = await calls(
                *(each.submit_order(buy()) for each in [broker, broker, other, broker, other, exact, broker])
            )
        responses = await outcomes(tasks)
        assert [response.idempotency_key for response in responses] == keys(module_dsn, broker)
        assert [type(response.quantity).__name__ for response in responses[4:]] == [
            "float",
            "Decimal",
            "float",
        ]
        assert transactions(module_dsn, broker) == 4  # the others, together; the exact one; the last


async def test_accounts_do_not_wait_for_each_other(broker: PaperTradingAdapter, module_dsn: str) -> None:
    others = [PaperTradingAdapter(f"account-{uuid4()}", dsn=module_dsn) for _ in range(20)]
    with busy(module_dsn, broker):
        waiting = await calls(broker.submit_order(buy()), broker.submit_order(buy()))
        responses = await outcomes(
            [asyncio.create_task(other.submit_order(buy())) for other in others for _ in range(10)]
        )
        assert {response.status for response in responses} == {filled}
        assert not any(task.done() for task in waiting)
    await outcomes(waiting)
    for other in others:
        assert len(journal(module_dsn, other)) == 10
        await other.close()


async def test_closing_carries_out_what_is_queued(module_dsn: str) -> None:
    broker = PaperTradingAdapter(f"account-{uuid4()}", dsn=module_dsn)
    await broker.get_account()
    with busy(module_dsn, broker):
        tasks = await calls(*(broker.submit_order(buy()) for _ in range(5)))
        [closing] = await calls(broker.close())
        assert not closing.done()
    async with asyncio.timeout(60):
        await closing
    assert all(task.done() for task in tasks)
    assert len(keys(module_dsn, broker)) == 5
    await outcomes(tasks)


def test_another_event_loop_has_a_queue_of_its_own(module_dsn: str) -> None:
    broker = PaperTradingAdapter(f"account-{uuid4()}", dsn=module_dsn)

    async def crowd() -> None:
        await asyncio.gather(*(broker.submit_order(buy()) for _ in range(5)))
        await broker.close()

    asyncio.run(crowd())
    asyncio.run(crowd())
    assert len(keys(module_dsn, broker)) == 10


# -- the queue alone


@dataclass
class Echo:
    """Work that answers with the items in capitals, once it may; each batch is kept."""

    name: str = "echo"
    bad: str = ""
    batches: list[str] = field(default_factory=list, compare=False)
    may: asyncio.Event = field(default_factory=asyncio.Event, compare=False)

    async def carry_out(self, items: Sequence[str], /) -> Sequence[str]:
        self.batches.append("".join(items))
        await self.may.wait()
        if self.bad and self.bad in items:
            raise ValueError(self.bad)
        return [item.upper() for item in items]


async def call(queue: Combiner, work: Echo, items: str) -> str:
    return "".join(await queue.put(work, items))


async def test_a_batch_is_bounded_and_a_call_is_never_divided() -> None:
    queue, work = Combiner(max_batch=3, max_queued=100), Echo()
    tasks = await calls(*(call(queue, work, items) for items in ["a", "b", "cd", "e", "fghij", "k"]))
    work.may.set()
    assert await outcomes(tasks) == ["A", "B", "CD", "E", "FGHIJ", "K"]
    assert work.batches == ["a", "bcd", "e", "fghij", "k"]


async def test_only_equal_work_side_by_side_is_combined() -> None:
    queue, work, other = Combiner(max_batch=9, max_queued=9), Echo(), Echo("other")
    tasks = await calls(
        *(
            call(queue, each, i)
            for each, i in [(work, "a"), (work, "b"), (other, "c"), (work, "d"), (work, "e")]
        )
    )
    work.may.set()
    other.may.set()
    assert await outcomes(tasks) == ["A", "B", "C", "D", "E"]
    assert (work.batches, other.batches) == (["a", "b", "de"], ["c"])


async def test_calls_wait_for_room_in_order() -> None:
    queue, work = Combiner(max_batch=2, max_queued=3), Echo()
    tasks = await calls(*(call(queue, work, items) for items in ["a", "bc", "d", "efghi", "j", "k"]))
    assert queue._queued == 3
    tasks[4].cancel()
    work.may.set()
    assert [str(outcome) for outcome in await outcomes(tasks)] == ["A", "BC", "D", "EFGHI", "", "K"]
    assert "".join(work.batches) == "abcdefghik"
    assert queue._queued == 0


async def test_there_is_room_as_soon_as_calls_leave_the_queue() -> None:
    queue, work, other = Combiner(max_batch=9, max_queued=1), Echo(), Echo("other")
    tasks = await calls(call(queue, work, "a"), call(queue, other, "b"), call(queue, other, "c"))
    work.may.set()
    await tasks[0]
    for _ in range(5):
        await asyncio.sleep(0)
    assert other.batches == ["b"]
    assert queue._queued == 1
    other.may.set()
    assert await outcomes(tasks) == ["A", "B", "C"]


async def test_who_waits_outside_comes_in_when_all_in_the_queue_were_cancelled() -> None:
    queue, work = Combiner(max_batch=9, max_queued=2), Echo()
    tasks = await calls(*(call(queue, work, items) for items in "abcdef"))
    for task in tasks[1:4]:
        task.cancel()
    work.may.set()
    got = await outcomes(tasks)
    assert [type(answers) for answers in got[1:4]] == [asyncio.CancelledError] * 3
    assert [got[0], *got[4:]] == ["A", "E", "F"]


async def test_a_failure_is_narrowed_down_to_whose_it_is() -> None:
    queue, work = Combiner(max_batch=100, max_queued=100), Echo(bad="f")
    tasks = await calls(*(call(queue, work, items) for items in ["a", "b", "c", "d", "ef", "g", "h"]))
    work.may.set()
    got = await outcomes(tasks)
    assert isinstance(got.pop(4), ValueError)
    assert got == ["A", "B", "C", "D", "G", "H"]


async def test_a_cancelled_queue_cancels_its_callers_and_goes_on() -> None:
    queue, work = Combiner(max_batch=2, max_queued=4), Echo()
    tasks = await calls(*(call(queue, work, items) for items in "abcdef"))
    assert queue._server is not None
    queue._server.cancel()
    await asyncio.sleep(0)
    work.may.set()
    assert [str(outcome) for outcome in await outcomes(tasks)] == [""] * 6
    assert await call(queue, work, "g") == "G"


async def test_an_idle_queue_keeps_no_task() -> None:
    queue, work = Combiner(max_batch=2, max_queued=100), Echo()
    work.may.set()
    assert await call(queue, work, "a") == "A"
    await queue.drained()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert queue._server is None


async def test_those_who_waited_for_room_go_out_in_full_batches() -> None:
    queue, work = Combiner(max_batch=100, max_queued=100), Echo()
    tasks = await calls(*(call(queue, work, "a") for _ in range(301)))
    work.may.set()
    await outcomes(tasks)
    assert [len(batch) for batch in work.batches] == [1, 100, 100, 100]
