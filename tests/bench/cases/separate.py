"""An order as a client writes it that has tables and no functions: one statement each, through psycopg."""

from __future__ import annotations

import asyncio
import itertools
import random
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import psycopg
from callers import closed_loop
from harness import Database
from load import Load

Connection = psycopg.AsyncConnection[tuple[Any, ...]]


def separate_statements(
    database: Database, connections: int, seconds: float, account_of: Callable[[], str]
) -> Load:
    """Orders on accounts that `account_of` names, serializable, each repeated until it commits."""
    return asyncio.run(_load(database.dsn, connections, seconds, account_of))


async def _load(dsn: str, connections: int, seconds: float, account_of: Callable[[], str]) -> Load:
    retried: Counter[str] = Counter()
    again = 0
    async with AsyncExitStack() as stack:
        opened: list[Connection] = []
        for _ in range(connections):
            connection = await psycopg.AsyncConnection.connect(dsn)
            opened.append(await stack.enter_async_context(connection))
            await connection.set_isolation_level(psycopg.IsolationLevel.SERIALIZABLE)

        async def order(caller: int) -> None:
            nonlocal again
            account, key = account_of(), str(uuid.uuid4())
            for attempt in itertools.count(1):
                try:
                    async with opened[caller].transaction():
                        await _statements(opened[caller], account, key)
                    return
                except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected) as err:
                    retried[err.sqlstate or ""] += 1
                    again += attempt == 1
                    await asyncio.sleep(random.uniform(0, 0.005))

        load = await closed_loop(order, connections, seconds)
    return Load(load.seconds, load.latencies, retried, again)


async def _statements(connection: Connection, account: str, key: str) -> None:
    """Buy one share at 100."""
    known = await connection.execute(
        "select 1 from paper_internal.journal where account_id = %s and idempotency_key = %s", (account, key)
    )
    if await known.fetchone():
        return
    found = await connection.execute(
        "select cash, seq from paper_internal.accounts where account_id = %s for update", (account,)
    )
    cash, seq = await found.fetchone() or (0, 0)
    found = await connection.execute(
        "select quantity from paper_internal.positions where account_id = %s and ticker = 'AAPL'", (account,)
    )
    (held,) = await found.fetchone() or (0,)
    await connection.execute(
        """
        insert into paper_internal.journal (
            account_id, seq, order_seq, at, event_type, order_type, side, ticker, idempotency_key, quantity,
            limit_price, price, realized_pnl, cash_after, quantity_after, avg_entry_price_after
        ) values (
            %s, %s, %s, clock_timestamp(), 'fill', 'limit', 'buy', 'AAPL', %s, 1, 100, 100, 0, %s, %s, 100
        )
        """,
        (account, seq + 1, seq + 1, key, cash - 100, held + 1),
    )
    await connection.execute(
        """
        insert into paper_internal.positions
            (account_id, ticker, quantity, avg_entry_price, realized_pnl, updated_at)
        values (%s, 'AAPL', 1, 100, 0, clock_timestamp())
        on conflict (account_id, ticker) do update set
            quantity = positions.quantity + 1, updated_at = clock_timestamp()
        """,
        (account,),
    )
    await connection.execute(
        "update paper_internal.accounts set cash = %s, seq = %s, clock = clock_timestamp() "
        "where account_id = %s",
        (cash - 100, seq + 1, account),
    )
