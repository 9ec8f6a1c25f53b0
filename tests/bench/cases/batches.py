"""Many orders in one call on one account."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Iterator

from harness import Bench, Database, Result, compare
from pgpaper import PaperTradingAdapter

from cases.memory_broker import TICKERS, in_memory, mixed_orders

SUBMIT = "select count(*) from paper.submit_orders('bench-1', (select orders from batch))"

BARE_BATCH = """
drop table if exists bare;
create temporary table bare as
select array_agg(row(
    r.idempotency_key, r.ticker, r.side, r.order_type, r.quantity, r.limit_price, r.stop_price
)::floor.order_request) as orders
from batch, unnest(batch.orders) as r
"""


def batches(bench: Bench) -> Iterator[Result]:
    """A large batch and its replay, beside a broker that stores nothing and beside the bare floor."""
    n = bench.size.batch
    with bench.database(accounts=1) as database:
        _create_batch(database)

        def first() -> float:
            _fill_batch(database, n)
            return database.timed(SUBMIT)

        times = [first, lambda: database.timed(SUBMIT), lambda: in_memory(n)]
        if bench.floor:
            database.connection.execute(bench.floor.read_bytes())
            database.connection.execute("insert into floor.accounts values ('bench-1', 1e12, 1e12)")
            times.append(lambda: _bare(database, n))
        submitted, replayed, remembered, *bare = _shortest(2 * bench.size.rounds, *times)
    case = f"a batch of {n:,}"
    yield compare(
        case,
        n / submitted,
        "orders/s",
        "a broker in memory, nothing stored",
        n / remembered,
        target=1.6,
    )
    yield compare(
        f"a replay of {n:,} known keys",
        n / replayed,
        "orders/s",
        "their first submission",
        n / submitted,
        target=2,
    )
    for seconds in bare:
        yield compare(case, n / submitted, "orders/s", "the bare floor", n / seconds, target=0.95)


def wire(bench: Bench) -> Iterator[Result]:
    """A batch from Python objects to Python objects: what comes on top of the engine's time."""
    n = bench.size.batch
    with bench.database(accounts=1) as database:
        _create_batch(database)

        def engine() -> float:
            _fill_batch(database, n)
            return database.timed(SUBMIT)

        whole, inside = _shortest(
            3 * bench.size.rounds, lambda: asyncio.run(_from_python(database, n)), engine
        )
    yield compare(
        f"the wire for {n:,} orders, both ways", 1000 * max(0, whole - inside), "ms",
        "the engine's time for them", 1000 * inside, target=2,
    )  # fmt: skip


def _shortest(rounds: int, *timed: Callable[[], float]) -> list[float]:
    """Seconds of the best round of each; they take turns."""
    turns = [[one() for one in timed] for _ in range(rounds)]
    return [min(of_one) for of_one in zip(*turns, strict=True)]


def _create_batch(database: Database) -> None:
    database.connection.execute("create temporary table batch (orders paper.order_request[])")


def _fill_batch(database: Database, n: int) -> None:
    database.connection.execute("truncate batch")
    database.connection.execute(
        """
        insert into batch (orders)
        select array_agg(row(
            %s || '-' || i, (%s::text[])[1 + i %% 5], case when i %% 3 = 2 then 'sell' else 'buy' end,
            1 + i %% 10, (array['market', 'limit', 'stop'])[1 + i %% 3],
            100 + i %% 50, 100 + i %% 40, '{}'
        )::paper.order_request order by i)
        from generate_series(1, %s) as i
        """,
        (uuid.uuid4().hex[:12], list(TICKERS), n),
    )


def _bare(database: Database, n: int) -> float:
    _fill_batch(database, n)
    database.connection.execute(BARE_BATCH)
    return database.timed("select count(*) from floor.submit_orders('bench-1', (select orders from bare))")


async def _from_python(database: Database, n: int) -> float:
    orders = mixed_orders(n)
    async with PaperTradingAdapter("bench-1", dsn=database.dsn) as adapter:
        started = time.perf_counter()
        responses = await adapter.submit_orders(orders)
        seconds = time.perf_counter() - started
    assert len(responses) == n
    return seconds
