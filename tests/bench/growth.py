"""What an order costs beside so many that are stored already.

The stored ones are loaded, not submitted, in the shape in which the engine leaves them: the accounts' orders
one after another, with random keys, so that an account's rows lie on as many pages. The orders that are
measured go to one account after the other. Pages and bytes do not depend on who else uses the machine.

The images of whole pages that follow a checkpoint are left out of the bytes: how many orders share an image
depends on their rate, and on the order of the keys. Random ones change a page of their own in a large index.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]

ACCOUNTS = 1_000
PRICE = "100.25"
LOADED_AT_ONCE = 1_000  # orders of each account

OPEN = "select count(*) from generate_series(1, %s) as i, paper.open_account('growth-' || i, 1e15)"

LOAD = f"""
with orders as (
    select
        i, a.account_id, a.seal as before, a.seq + i as seq, a.clock as at, gen_random_uuid()::text as key,
        a.cash - i * {PRICE} as cash_after, coalesce(p.quantity, 0) + i as quantity_after
    from generate_series(1, %(each)s) as i
    cross join paper_internal.accounts as a
    left join paper_internal.positions as p using (account_id)
    where a.account_id like 'growth-%%'
),

-- As if those of an account had been one call.
seals as (
    select account_id, paper_internal.seal_of(before, max(seq), min(at), array_agg(
        paper_internal.sealed_text(
            null, 'fill', seq, 'limit', 'buy', 'AAPL', key, 1, {PRICE}, null, {PRICE},
            null, null, null, null, null, null, null, null, null, null
        ) order by seq
    )) as seal
    from orders
    group by account_id, before
)

insert into paper_internal.journal (
    account_id, seq, order_seq, at, event_type, order_type, side, ticker, idempotency_key, quantity,
    limit_price, price, realized_pnl, cash_after, quantity_after, avg_entry_price_after, seal
)
select account_id, seq, seq, at, 'fill', 'limit', 'buy', 'AAPL', key,
    1, {PRICE}, {PRICE}, 0, cash_after, quantity_after, round({PRICE}, 12), case i when %(each)s then seal end
from orders
inner join seals using (account_id)
order by i
"""

PROJECT = f"""
with loaded as (
    update paper_internal.accounts as a set seq = seq + %(each)s, cash = cash - %(each)s * {PRICE},
        seal = (
            select j.seal from paper_internal.journal as j
            where j.account_id = a.account_id and j.seq = a.seq + %(each)s
        ),
        position_filter = set_bit(position_filter, paper_internal.ticker_bit('AAPL'), 1)
    where account_id like 'growth-%%'
    returning account_id
)
insert into paper_internal.positions as p
select account_id, 'AAPL', %(each)s, round({PRICE}, 12), 0, 0, now() from loaded
on conflict (account_id, ticker) do update set quantity = p.quantity + excluded.quantity
"""

ALONE = f"""
select * from paper.submit_order(%(account)s, gen_random_uuid()::text, 'AAPL', 'buy', 1, 'limit', {PRICE})
"""

BATCH = f"""
select * from paper.submit_orders(%(account)s, array(
    select row(gen_random_uuid(), 'AAPL', 'buy', 1, 'limit', {PRICE}, null, '{{}}')::paper.order_request
    from generate_series(1, 100)
))
"""


@dataclass(frozen=True)
class Call:
    name: str
    query: str
    orders: int
    calls: int


CALLS = (Call("alone", ALONE, 1, 500), Call("in a batch of 100", BATCH, 100, 20))


def costs(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, dict[str, float]]]:
    """For each number of stored orders, in rising order: what one more costs, by name and unit."""
    connection.execute("create extension if not exists pg_walinspect")
    connection.execute(OPEN, (ACCOUNTS,))
    for number in numbers:
        load(connection, number)
        yield (
            number,
            {
                f"{name} {call.name}, {unit}": cost
                for call in CALLS
                for (name, unit), cost in cost_of(connection, call).items()
            },
        )


def load(connection: Connection, number: int) -> None:
    """Fill the accounts until so many orders are stored, and leave the tables as autovacuum would."""
    missing = number // ACCOUNTS - orders_of_an_account(connection)
    with connection.transaction():
        connection.execute("set local synchronous_commit = off")
        connection.execute("set local maintenance_work_mem = '512MB'")
        connection.execute("set local work_mem = '512MB'")
        index = connection.execute(
            "select pg_get_indexdef('paper_internal.journal_idempotency_key'::regclass)"
        ).fetchone()
        assert index
        connection.execute("drop index paper_internal.journal_idempotency_key")
        while missing > 0:
            each = min(missing, LOADED_AT_ONCE)
            connection.execute(LOAD, {"each": each})
            connection.execute(PROJECT, {"each": each})
            missing -= each
        # Pages two thirds full, as insertion in random order leaves them.
        connection.execute(index[0].replace(" WHERE ", " WITH (fillfactor = 69) WHERE ").encode())
        connection.execute("alter index paper_internal.journal_idempotency_key reset (fillfactor)")
    connection.execute("vacuum (analyze)")
    connection.execute("checkpoint")


def orders_of_an_account(connection: Connection) -> int:
    """On average."""
    mean = value(
        connection, "select avg(seq) from paper_internal.accounts where account_id like 'growth-%%'", {}
    )
    return int(mean) - 1


def cost_of(connection: Connection, call: Call) -> dict[tuple[str, str], float]:
    """Costs of an order, each call to another account."""
    accounts = [{"account": f"growth-{1 + n * 7 % ACCOUNTS}"} for n in range(call.calls)]
    for account in accounts[: call.calls // 10]:  # the first ones fill caches
        connection.execute(call.query, account, prepare=True)
    seconds = []
    begin = value(connection, "select pg_current_wal_insert_lsn()")
    for account in accounts:
        started = time.perf_counter()
        connection.execute(call.query, account, prepare=True).fetchall()
        seconds.append(time.perf_counter() - started)
    end = value(connection, "select pg_current_wal_flush_lsn()")
    log = value(
        connection, "select sum(record_size) from pg_get_wal_stats(%(begin)s, %(end)s)",
        {"begin": begin, "end": end},
    )  # fmt: skip
    plans = [
        value(connection, f"explain (analyze, buffers, timing off, format json) {call.query}", account)
        for account in accounts[: call.calls // 5]
    ]
    buffers = [plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] for (plan,) in plans]
    return {
        # The fastest tenth: others only ever make a call slower.
        ("time", "ms"): 1_000 * statistics.quantiles(seconds, n=10)[0] / call.orders,
        ("buffers", "pages"): statistics.fmean(buffers) / call.orders,
        ("write-ahead log", "bytes"): float(log) / call.orders / call.calls,
    }


def value(connection: Connection, query: str, parameters: dict[str, Any] | None = None) -> Any:
    row = connection.execute(query.encode(), parameters).fetchone()
    assert row
    return row[0]
