"""What is repeated, how often, and what becomes of it when it fails for good."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from pgpaper import (
    ConnectionLost,
    InvalidRequest,
    OrderRequest,
    OrderStatus,
    PaperError,
    PaperTradingAdapter,
    RetryPolicy,
    SchemaMismatch,
    TransactionConflict,
    errors,
    retry,
)
from pgpaper.calls import Caller
from pgpaper.embedded import EmbeddedServer
from pgpaper.migrate import migrate, source_root
from psycopg import errors as pg
from psycopg_pool import PoolTimeout
from support.servers import Server

AT_ONCE = RetryPolicy(attempts=5, first_pause=0.0)
PATIENT = RetryPolicy(attempts=200, longest_pause=0.2)


class Call:
    """A call that fails with each of the given errors, then returns."""

    def __init__(self, *failures: BaseException) -> None:
        self.failures = list(failures)
        self.made = 0

    async def __call__(self) -> str:
        self.made += 1
        if self.failures:
            raise self.failures.pop(0)
        return "done"


TRANSIENT: list[Callable[[], psycopg.Error]] = [
    pg.SerializationFailure,
    pg.DeadlockDetected,
    pg.ConnectionFailure,
    pg.ConnectionException,
    pg.AdminShutdown,
    pg.CrashShutdown,
    pg.CannotConnectNow,
    pg.IdleSessionTimeout,
    psycopg.OperationalError,
]
FINAL: list[Callable[[], BaseException]] = [
    pg.UniqueViolation,
    pg.InsufficientPrivilege,
    pg.QueryCanceled,
    pg.TooManyConnections,
    pg.InFailedSqlTransaction,
    psycopg.InterfaceError,
    psycopg.DataError,
    PoolTimeout,
    ValueError,
]


@pytest.mark.parametrize("failure", TRANSIENT)
async def test_a_transient_failure_is_repeated(failure: Callable[[], psycopg.Error]) -> None:
    call = Call(failure(), failure())
    assert await retry.retrying(call, AT_ONCE) == "done"
    assert call.made == 3


@pytest.mark.parametrize("failure", FINAL)
async def test_any_other_failure_is_not(failure: Callable[[], BaseException]) -> None:
    for failures in ([failure()], [pg.SerializationFailure(), failure()]):
        call = Call(*failures)
        with pytest.raises(type(failure())):
            await retry.retrying(call, AT_ONCE)
        assert call.made == len(failures)


@pytest.mark.parametrize("attempts", [1, 2, 5])
async def test_attempts_are_bounded_and_the_last_failure_is_raised(attempts: int) -> None:
    failures = [pg.SerializationFailure(str(i)) for i in range(10)]
    call = Call(*failures)
    with pytest.raises(pg.SerializationFailure) as caught:
        await retry.retrying(call, RetryPolicy(attempts=attempts, first_pause=0.0))
    assert call.made == attempts
    assert caught.value is failures[attempts - 1]


#: What happened to one attempt, and says nothing of those before it.
TELLS_NOTHING: list[Callable[[], psycopg.Error]] = [
    pg.SerializationFailure,
    pg.DeadlockDetected,
    pg.QueryCanceled,
    pg.LockNotAvailable,
    pg.OutOfMemory,
    pg.TooManyConnections,
    pg.DiskFull,
    pg.SystemError,
    PoolTimeout,
]
ANSWERS: list[Callable[[], psycopg.Error]] = [
    lambda: errors_of("ZP002"),
    lambda: errors_of("ZP009"),
    pg.NumericValueOutOfRange,
    pg.InsufficientPrivilege,
    pg.UndefinedFunction,
]


def errors_of(sqlstate: str) -> psycopg.Error:
    refused: psycopg.Error = type("Refused", (psycopg.DatabaseError,), {"sqlstate": sqlstate})()
    return refused


@pytest.mark.parametrize("failure", TELLS_NOTHING)
async def test_what_a_lost_attempt_did_stays_unknown(failure: Callable[[], psycopg.Error]) -> None:
    """It may have committed: to raise the conflict of the next one would say that nothing was written."""
    lost, last = pg.AdminShutdown(), failure()
    with pytest.raises(pg.AdminShutdown) as caught:
        await retry.retrying(Call(pg.SerializationFailure(), lost, last), RetryPolicy(3, first_pause=0.0))
    assert caught.value is lost
    assert caught.value.__cause__ is last


@pytest.mark.parametrize("failure", ANSWERS)
async def test_an_answer_after_a_lost_attempt_is_an_answer(failure: Callable[[], psycopg.Error]) -> None:
    last = failure()
    with pytest.raises(type(last)) as caught:
        await retry.retrying(Call(pg.AdminShutdown(), last), AT_ONCE)
    assert caught.value is last


async def test_pauses_are_random_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", pause)
    policy = RetryPolicy(attempts=12, first_pause=0.01, longest_pause=0.08)
    for _ in range(20):
        await retry.retrying(Call(*[pg.SerializationFailure() for _ in range(11)]), policy)
    assert len(pauses) == 20 * 11
    limits = [min(0.01 * 2**i, 0.08) for i in range(11)]
    for i, limit in enumerate(limits):
        column = pauses[i::11]
        assert all(0 <= seconds <= limit for seconds in column)
        assert len(set(column)) == 20
    assert max(pauses) > 0.04


# -- the exceptions


def test_every_sqlstate_of_the_schema_has_an_exception() -> None:
    used = {
        state
        for path in (source_root() / "sql").rglob("*.sql")
        for state in re.findall(r"\bZP\d{3}\b", path.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= set(errors.BY_SQLSTATE)


@pytest.mark.parametrize(
    ("sqlstate", "kind"),
    [
        ("ZP001", errors.UnknownAccount),
        ("ZP002", errors.IdempotencyConflict),
        ("ZP003", errors.NotSerializable),
        ("ZP004", errors.InvalidRequest),
        ("ZP005", errors.AccountClosed),
        ("ZP006", errors.AccountExists),
        ("ZP007", errors.UnknownOrder),
        ("ZP008", errors.MarketDataInvalid),
        ("ZP009", errors.InsufficientFunds),
        ("ZP010", errors.NotRestorable),
        ("ZP011", errors.UnreadableExport),
        ("42501", errors.PermissionDenied),
        ("40001", errors.TransactionConflict),
        ("40P01", errors.TransactionConflict),
        ("08006", errors.ConnectionLost),
        ("57P01", errors.ConnectionLost),
        ("57P02", errors.ConnectionLost),
        ("57P03", errors.ConnectionLost),
        ("57014", PaperError),
        ("22003", errors.InvalidRequest),
        ("22P02", errors.InvalidRequest),
        ("42883", errors.SchemaMismatch),
        ("23505", PaperError),
    ],
)
def test_the_exception_of_a_sqlstate(module_dsn: str, sqlstate: str, kind: type[PaperError]) -> None:
    with psycopg.connect(module_dsn) as connection:
        try:
            connection.execute(
                "do $$ begin raise exception 'the message'"
                f" using errcode = '{sqlstate}', detail = 'the detail', hint = 'the hint'; end $$"
            )
        except psycopg.Error as err:
            error = errors.translate(err)
    assert type(error) is kind
    assert (str(error), error.sqlstate, error.detail) == ("the message", sqlstate, "the detail")
    if kind not in (ConnectionLost, SchemaMismatch):  # these say more
        assert error.hint == "the hint"
    assert error.hint in error.__notes__
    if isinstance(error, InvalidRequest):
        assert isinstance(error, ValueError)
        assert error.problems == ()


def test_errors_that_come_without_a_sqlstate() -> None:
    assert type(errors.translate(psycopg.OperationalError("gone"))) is ConnectionLost
    assert type(errors.translate(psycopg.DataError("no NUL"))) is InvalidRequest
    assert type(errors.translate(psycopg.InterfaceError("closed"))) is PaperError
    assert str(errors.translate(psycopg.OperationalError())) == "OperationalError"


# -- against a server


@pytest.fixture
async def broker(module_dsn: str) -> AsyncIterator[PaperTradingAdapter]:
    async with PaperTradingAdapter(f"account-{uuid4()}", dsn=module_dsn, retry=AT_ONCE) as adapter:
        yield adapter


@contextmanager
def other_writer(dsn: str, account: str) -> Any:
    """A transaction that has written the account and not committed yet."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("begin isolation level serializable")
        connection.execute("select * from paper.deposit(%s, %s, 1)", (account, str(uuid4())))
        yield connection


async def until_it_waits(dsn: str) -> None:
    waiting = (
        "select 1 from pg_stat_activity"
        " where application_name = 'pgpaper' and wait_event_type = 'Lock' and datname = current_database()"
    )
    with psycopg.connect(dsn, autocommit=True) as connection:
        async with asyncio.timeout(60):
            while not connection.execute(waiting).fetchone():  # noqa: ASYNC110
                await asyncio.sleep(0.01)


async def test_a_write_that_loses_is_made_again(module_dsn: str, broker: PaperTradingAdapter) -> None:
    with other_writer(module_dsn, broker.account_id) as other:
        submission = asyncio.create_task(broker.submit_order(OrderRequest("A", "buy", 1, "limit", 10)))
        await until_it_waits(module_dsn)
        other.execute("commit")
        response = await submission
    assert response.raw_response["cash_after"] == 99991.0  # it saw the deposit
    assert [entry.event_type async for entry in broker.events(1, follow=False)] == ["deposit", "fill"]


async def test_a_write_that_always_loses_is_a_conflict(module_dsn: str) -> None:
    async with PaperTradingAdapter(
        f"account-{uuid4()}", dsn=module_dsn, retry=RetryPolicy(attempts=1)
    ) as broker:
        with other_writer(module_dsn, broker.account_id) as other:
            submission = asyncio.create_task(broker.submit_order(OrderRequest("A", "buy", 1, "limit", 10)))
            await until_it_waits(module_dsn)
            other.execute("commit")
            with pytest.raises(TransactionConflict) as caught:
                await submission
        assert caught.value.sqlstate == "40001"
        assert [entry.event_type async for entry in broker.events(1, follow=False)] == ["deposit"]


async def test_adapters_writing_one_account_at_once_all_get_through(module_dsn: str) -> None:
    account = f"account-{uuid4()}"
    brokers = [PaperTradingAdapter(account, dsn=module_dsn, retry=PATIENT) for _ in range(4)]
    responses = await asyncio.gather(
        *(
            broker.submit_order(OrderRequest("A", "buy", 1, "limit", 10))
            for broker in brokers
            for _ in range(5)
        )
    )
    assert len({response.broker_order_id for response in responses}) == 20
    assert (await brokers[0].get_account()).cash == 99800.0
    for broker in brokers:
        await broker.close()


async def terminate(dsn: str) -> int:
    """End all connections of adapters, which notice when they use them; return how many there were."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        ended = connection.execute(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity"
            " where application_name = 'pgpaper' and datname = current_database()"
        )
        return len(ended.fetchall())


async def test_one_lost_connection_is_enough_to_replace_a_dead_pool(dsn: str) -> None:
    async with PaperTradingAdapter("a", dsn=dsn, retry=RetryPolicy(attempts=2)) as broker:
        database = (await broker._opened()).database
        sleeps = (database.run("write", "select pg_sleep(0.3)", (), Caller(AT_ONCE)) for _ in range(6))
        await asyncio.gather(*sleeps)
        assert await terminate(dsn) > 4
        assert (
            await broker.submit_order(OrderRequest("A", "buy", 1, "limit", 10))
        ).status is OrderStatus.FILLED
        assert (await broker.get_account()).cash == 99990.0


async def test_terminated_connections_are_replaced(module_dsn: str, broker: PaperTradingAdapter) -> None:
    order = OrderRequest("A", "buy", 1, "limit", 10)
    response = await broker.submit_order(order)
    await broker.get_account()
    assert await terminate(module_dsn) >= 2
    assert await broker.submit_order(order) == response
    assert await broker.get_orders() == [response]


@pytest.fixture
def home() -> Iterator[Path]:
    """A home for a server of the test's own, which as root runs as another user that has to get in."""
    folder = Path(tempfile.mkdtemp(prefix="pgpaper-retry-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


async def test_a_server_that_crashes_and_comes_back(server: Server, home: Path) -> None:
    own = EmbeddedServer(home, binaries=server.pg_bin)
    dsn = own.start()
    try:
        migrate(dsn)
        broker = PaperTradingAdapter("a", dsn=dsn, retry=PATIENT)
        order = OrderRequest("A", "buy", 1, "limit", 10)
        response = await broker.submit_order(order)
        await broker.get_account()

        own.kill()
        assert not own.is_running()
        new = OrderRequest("A", "buy", 2, "limit", 10)
        submission = asyncio.create_task(broker.submit_order(new))
        await asyncio.sleep(0.1)
        assert not submission.done()
        await asyncio.to_thread(own.start)
        assert (await submission).status is OrderStatus.FILLED
        assert await broker.submit_order(order) == response
        assert [o.idempotency_key for o in await broker.get_orders()] == [
            order.idempotency_key,
            new.idempotency_key,
        ]
        assert await broker.check() == []
        await broker.close()

        own.kill()
        await asyncio.to_thread(own.start)
        async with PaperTradingAdapter("a", dsn=dsn) as later:
            assert await later.submit_order(order) == response
    finally:
        own.stop()


async def test_without_a_dsn_the_embedded_server_serves_and_is_started_again_when_it_dies(
    server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGPAPER_DSN", raising=False)
    monkeypatch.setenv("PGPAPER_HOME", str(home))
    monkeypatch.setenv("PGPAPER_PG_BIN", str(server.pg_bin))
    own = EmbeddedServer()
    try:
        order = OrderRequest("A", "buy", 1, "limit", 10)
        async with PaperTradingAdapter("a", retry=PATIENT) as broker:
            response = await broker.submit_order(order)
            own.kill()
            assert await broker.submit_order(order) == response
            own.kill()
            assert (await broker.get_account()).cash == 99990.0
        assert own.is_running()  # it stays up for whoever comes next
        async with PaperTradingAdapter("a") as broker:
            assert await broker.submit_order(order) == response
    finally:
        own.stop()
