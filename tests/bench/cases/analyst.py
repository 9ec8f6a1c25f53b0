"""A long report beside a running stream of orders."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import psycopg
from harness import Bench, Database, Result, compare

REPORT = """
select count(*), sum(fill_quantity * fill_price), max(submitted_at)
from paper.orders as o join paper.positions as p using (account_id, ticker)
"""


def analyst(bench: Bench) -> Iterator[Result]:
    """Orders of 16 connections with and without an analyst's transaction that reads everything all the time.

    It is one transaction, repeatable read, and has to see the same books from its beginning to its end.
    """
    seconds = bench.size.report_seconds
    with bench.database() as database:
        database.size = replace(bench.size, seconds=seconds, transactions=None)
        alone = database.pgbench(16, "one_order.sql")
        ended = threading.Event()
        reports: list[object] = []
        reader = threading.Thread(target=_read, args=(database, seconds, reports, ended))
        reader.start()
        try:
            beside = database.pgbench(16, "one_order.sql")
        finally:
            ended.set()
            reader.join()
    if not reports or any(report != reports[0] for report in reports):
        raise RuntimeError(f"the report changed or failed: {reports[:3]}")
    case = f"orders beside a report of {seconds:g} s"
    yield compare(case, beside.rate, "orders/s", "without a report", alone.rate, load=beside)
    yield compare(f"{case}, p99", beside.latency(99), "ms", "without a report", alone.latency(99))
    yield compare(
        f"{case}, tried again",
        beside.retried_percent,
        "%",
        "without a report",
        alone.retried_percent,
        load=beside,
    )


def _read(database: Database, seconds: float, reports: list[object], ended: threading.Event) -> None:
    until = time.monotonic() + seconds
    with psycopg.connect(database.dsn) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        while not ended.is_set() and time.monotonic() < until:
            reports.append(connection.execute(REPORT).fetchone())
