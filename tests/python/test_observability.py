"""What operators see: figures, waits, metrics and logs, and that no secret is in them."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from pgpaper import Call, InvalidRequest, MarketFeed, OrderRequest, PaperTradingAdapter, Quote, RetryPolicy
from pgpaper.calls import Caller
from pgpaper.logs import JsonFormatter
from psycopg import errors as pg
from psycopg.conninfo import make_conninfo
from support.desk import START

Connect = Callable[..., psycopg.Connection[Any]]

SECRET = "correct-horse-7"
AT_ONCE = RetryPolicy(attempts=4, first_pause=0.0)


class Failing:
    """An attempt that fails with each of the given errors, then returns."""

    def __init__(self, *failures: BaseException) -> None:
        self.failures = list(failures)

    async def __call__(self) -> str:
        if self.failures:
            raise self.failures.pop(0)
        return "done"


def told(call: Call) -> tuple[Any, ...]:
    """All of a call but how long it took."""
    assert call.seconds >= 0
    return (call.name, call.account_id, call.batch, call.attempts, call.sqlstates, call.succeeded)


# -- the hook


async def test_a_call_is_told_once_with_all_its_attempts() -> None:
    calls: list[Call] = []
    caller = Caller(AT_ONCE, calls.append)
    attempt = Failing(pg.SerializationFailure(), psycopg.OperationalError("gone"))
    assert await caller.call(attempt, "select * from paper.deposit(%s)", account_id="a", batch=3) == "done"
    with pytest.raises(pg.DeadlockDetected):
        await caller.call(Failing(*[pg.DeadlockDetected() for _ in range(9)]), "select paper.sweep()")
    with pytest.raises(pg.UndefinedTable):
        await caller.call(Failing(pg.UndefinedTable()), "select 1")
    with pytest.raises(asyncio.CancelledError):
        await caller.call(Failing(asyncio.CancelledError()), "select from paper.orders")
    assert [told(call) for call in calls] == [
        ("deposit", "a", 3, 3, ("40001", "08006"), True),
        ("sweep", None, 1, 4, ("40P01",) * 4, False),
        ("other", None, 1, 1, ("42P01",), False),
        ("orders", None, 1, 1, (), False),
    ]


async def test_every_method_tells_what_it_called(dsn: str) -> None:
    calls: list[Call] = []
    name = f"account-{uuid4()}"
    async with PaperTradingAdapter(name, dsn=dsn, on_call=calls.append) as broker:
        orders = [OrderRequest("AAPL", "buy", quantity, "limit", 10) for quantity in (1, 2, -1)]
        await broker.submit_orders(orders, return_exceptions=True)
        await broker.get_positions()
        with pytest.raises(InvalidRequest):
            await broker.deposit(-1)
    async with MarketFeed(dsn=dsn, on_call=calls.append) as feed:
        await feed.feed_quotes([Quote("AAPL", START, 9, 10), Quote("MSFT", START, 9, 10)])
    assert [told(call) for call in calls] == [
        ("accounts", name, 1, 1, (), True),
        ("open_account", name, 1, 1, (), True),
        ("submit_orders", name, 3, 1, ("ZP004",), False),
        ("submit_orders", name, 2, 1, (), True),
        ("positions", name, 1, 1, (), True),
        ("deposit", name, 1, 1, ("ZP004",), False),
        ("feed_quotes", None, 2, 1, (), True),
        ("sweep", None, 1, 1, (), True),
        ("sweep_done", None, 1, 1, (), True),
    ]


async def test_a_hook_that_fails_changes_nothing(dsn: str, caplog: pytest.LogCaptureFixture) -> None:
    def broken(call: Call) -> None:
        raise RuntimeError(f"no room for {call.name}")

    async with PaperTradingAdapter("a", dsn=dsn, on_call=broken) as broker:
        response = await broker.submit_order(OrderRequest("AAPL", "buy", 1, "limit", 10))
    assert response.filled_quantity == 1
    assert "no room for submit_orders" in caplog.text


# -- logs


async def test_settings_that_do_nothing_are_logged(dsn: str, caplog: pytest.LogCaptureFixture) -> None:
    settings = {"fees": {"percent": 0.001}, "clock": "simulated"}
    async with PaperTradingAdapter("idle", settings=settings, dsn=dsn) as broker:
        await broker.get_account()
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [
        ("WARNING", "fees: without effect in fill model immediate")
    ]
    caplog.clear()
    async with PaperTradingAdapter(
        "at-work", settings=settings | {"fill_model": "market"}, dsn=dsn
    ) as broker:
        await broker.get_account()
    assert not caplog.records


def written(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    formatter = JsonFormatter()
    return [json.loads(formatter.format(record)) for record in caplog.records if record.name == "pgpaper"]


async def test_attempts_and_calls_are_logged_with_fields(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "pgpaper")
    attempt = Failing(pg.SerializationFailure("lost a race"), psycopg.OperationalError("gone"))
    await Caller(AT_ONCE).call(attempt, "select * from paper.deposit(%s)", account_id="a")
    race, lost, over = written(caplog)
    about = {"logger": "pgpaper", "call": "deposit", "account_id": "a", "batch": 1}
    assert about.items() <= race.items()
    assert (race["level"], race["attempt"], race["sqlstate"]) == ("debug", 1, "40001")
    assert race["message"] == "attempt 1 failed, trying again: lost a race"
    assert (lost["level"], lost["attempt"], lost["sqlstate"]) == ("warning", 2, None)
    assert about.items() <= over.items()
    assert (over["attempts"], over["sqlstates"], over["succeeded"]) == (3, ["40001", "08006"], True)
    assert over["time"].endswith("+00:00")


def test_a_record_with_anything_in_it_is_one_line_of_json() -> None:
    try:
        raise ValueError("broken")
    except ValueError as err:
        record = logging.makeLogRecord(
            {
                "msg": "a %s\nline",
                "args": ("two",),
                "exc_info": (ValueError, err, err.__traceback__),
                "at": START,
            }
        )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    found = json.loads(line)
    assert (found["message"], found["at"]) == ("a two\nline", str(START))
    assert "ValueError: broken" in found["exception"]


async def test_no_secret_is_logged(dsn: str, caplog: pytest.LogCaptureFixture) -> None:
    """Neither from a DSN, nor what requests hold, whatever becomes of the call."""
    caplog.set_level(logging.DEBUG)
    with_secret = make_conninfo(dsn, password=SECRET)
    async with PaperTradingAdapter("a", dsn=with_secret) as broker:
        await broker.submit_order(OrderRequest("AAPL", "buy", 1, "limit", 10, tag=SECRET))
        with pytest.raises(InvalidRequest):
            await broker.submit_order(OrderRequest(SECRET, "buy", 1))
    nowhere = make_conninfo("host=127.0.0.1 port=1 dbname=x connect_timeout=1", password=SECRET)
    quick = RetryPolicy(attempts=2, first_pause=0.0)
    with pytest.raises(Exception, match="connection"):
        await PaperTradingAdapter("a", dsn=nowhere, retry=quick).get_account()
    assert written(caplog)
    for record in caplog.records:
        assert SECRET not in JsonFormatter().format(record)


# -- in the database


def test_lock_waits_shows_who_waits_for_whom(dsn: str, connect: Connect) -> None:
    holder, waiter, watcher = connect(autocommit=False), connect(), connect()
    waiter.execute("select paper.open_account('busy')")
    holder.execute("select paper.deposit('busy', 'held', 1)")
    failures: list[BaseException] = []

    def wait() -> None:
        try:
            waiter.execute("select paper.deposit('busy', 'waits', 1)")
        except psycopg.errors.SerializationFailure as err:
            failures.append(err)

    waiting = threading.Thread(target=wait)
    waiting.start()
    query = "select pid, lock_type, relation, blocked_by, query from paper.lock_waits"
    while not (rows := watcher.execute(query).fetchall()):
        time.sleep(0.01)
    found = watcher.execute("select lock_waits, oldest_transaction_at < now() from paper.status").fetchone()
    holder.commit()
    waiting.join()
    assert rows == [
        (
            waiter.info.backend_pid,
            "transactionid",
            "paper_internal.accounts",
            [holder.info.backend_pid],
            "select paper.deposit('busy', 'waits', 1)",
        )
    ]
    assert found == (1, True)
    assert len(failures) == 1
    assert watcher.execute(query).fetchall() == []
