"""What an order leaves on disk and in the write-ahead log."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from harness import Bench, Database, Result, compare

BYTES = 300  # the most that a filled order may take


def size_of_an_order(bench: Bench) -> Iterator[Result]:
    """Bytes of a filled order, indexes included, and of its write-ahead log, beside a line of text."""
    line = f"{uuid.uuid4()},AAPL,buy,10,limit,100.25,filled,10,100.25,2026-01-01T00:00:00.000000+00:00\n"
    with bench.database(accounts=1) as database:
        orders, wal = _bytes(database), _wal(database)
        filled = database.value(
            """
            select count(*) from paper.submit_orders('bench-1', array(
                select row(
                    gen_random_uuid(), 'AAPL', 'buy', 1 + mod(i, 10), 'limit', 100.25 + mod(i, 50), null, '{}'
                )::paper.order_request
                from generate_series(1, %s) as i
            )) where status = 'filled'
            """,
            bench.size.batch,
        )
        assert filled == bench.size.batch
        wal = _wal(database) - wal
        orders = _bytes(database) - orders
    yield compare(
        "a filled order on disk",
        orders / filled,
        "bytes",
        "as a line of CSV",
        len(line),
        target=len(line) / BYTES,
    )
    yield compare("a filled order in the WAL", wal / filled, "bytes", "as a line of CSV", len(line))


def _bytes(database: Database) -> float:
    database.connection.execute("vacuum")
    return database.value(
        "select sum(pg_total_relation_size(c.oid)) from pg_class as c "
        "where c.relnamespace = 'paper_internal'::regnamespace and c.relkind = 'r'"
    )


def _wal(database: Database) -> float:
    return database.value("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")
