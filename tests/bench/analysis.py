"""What the functions of analysis, and those of what-if, cost on one account with many fills.

    python tests/bench/analysis.py [FILLS] [--server debian]

Four years of daily bars of 20 tickers, and fills by the engine in batches of 1,000, each a little later.
Prints for each query the fastest of three runs, the processor time of it where the system tells, and the
pages it touched.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from support.servers import TARGETS, Server, clean_environment

Connection = psycopg.Connection[Any]

DAYS, TICKERS, BATCH = 1461, 20, 1000
START = datetime(2020, 1, 1, 15, tzinfo=UTC)
MOMENT = "'2022-01-01 12:00Z'"

ORDERS = """
select count(*) from paper.submit_orders('big', array(
    select row(
        'k' || %(batch)s * 1000 + i, 'T' || 1 + i %% 20,
        case when i / 20 %% 4 in (0, 1) then 'buy' else 'sell' end,
        case when i / 20 %% 4 in (0, 3) then 3 else 2 end,
        'limit', 100 + (i * 7 + %(batch)s) %% 31, null, '{}'
    )::paper.order_request
    from generate_series(0, 999) as i
))
"""
BARS = """
select accepted from paper.feed_bars(array(
    select row(
        'T' || %(ticker)s, %(at)s + i * interval '1 day' - interval '6 h', %(at)s + i * interval '1 day',
        100, 130, 90, 100 + (i * 11 + %(ticker)s * 17) %% 29, 1000
    )::paper.bar
    from generate_series(0, %(days)s - 1) as i
))
"""
QUERIES = (
    f"select * from paper.positions_at('big', {MOMENT})",
    f"select * from paper.account_at('big', {MOMENT})",
    "select * from paper.account_at('big')",
    "select count(*) from paper.equity_curve('big')",
    "select count(*) from paper.round_trips('big')",
    "select count(*) from paper.round_trips('big', 'average')",
    "select count(*) from paper.lots('big')",
    "select count(*) from paper.pnl_by('big', 'day')",
    "select count(*) from paper.turnover('big')",
    "select count(*) from paper.fill_costs('big')",
    "select * from paper.performance('big')",
    "select count(*) from paper.check('big')",
    "select count(*) from paper.export_account('big')",
    "select seq from paper.fork_account('big', 'fork-' || gen_random_uuid())",
    "select seq from paper.replay_account('big', 'replay-' || gen_random_uuid())",
    "select count(*) from paper.compare_accounts('big', 'again')",
)


def load(connection: Connection, fills: int) -> None:
    """Trade first and feed then: a simulated clock follows what is fed."""
    settings = '{"clock": "simulated", "slippage_pct": 0}'
    connection.execute("select paper.open_account('big', 1e12, %s)", (settings,))
    submitted = 0.0
    for batch in range(fills // BATCH):
        at = START + timedelta(
            days=batch * BATCH * DAYS // fills, seconds=batch * BATCH * 86400 // fills % 3600
        )
        connection.execute("select paper.set_clock('big', greatest(%s, paper.clock('big')))", (at,))
        computed = processor_time(connection)
        connection.execute(ORDERS, {"batch": batch})
        submitted += processor_time(connection) - computed
    print(f"{submitted:10.1f} ms computed to submit them", flush=True)
    for ticker in range(1, TICKERS + 1):
        connection.execute(BARS, {"ticker": ticker, "days": DAYS, "at": START + timedelta(hours=6)})
    connection.execute("select paper.replay_account('big', 'again')")
    connection.execute("vacuum (analyze)")


def processor_time(connection: Connection) -> float:
    """Milliseconds that the server's process has computed; not a number where /proc does not say."""
    try:
        return int(Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e6
    except OSError:
        return float("nan")


def measure(connection: Connection, query: str) -> tuple[float, float, int]:
    runs = []
    for _ in range(3):
        computed, started = processor_time(connection), time.perf_counter()
        connection.execute(query.encode()).fetchall()
        runs.append((1000 * (time.perf_counter() - started), processor_time(connection) - computed))
    row = connection.execute(f"explain (analyze, buffers, format json) {query}".encode()).fetchone()
    assert row
    plan = row[0][0]["Plan"]
    pages = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return min(run[0] for run in runs), min(run[1] for run in runs), pages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("fills", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--server", choices=TARGETS, default="embedded")
    asked = parser.parse_args()
    clean_environment()
    server = Server(TARGETS[asked.server])
    try:
        with server.database("analysis") as name, server.connect(name) as connection:
            connection.execute("set default_transaction_isolation = 'serializable'")
            connection.execute("set timezone = 'UTC'")
            # The other workers' time would not be counted.
            connection.execute("set max_parallel_workers_per_gather = 0")
            load(connection, asked.fills)
            print(f"load average {os.getloadavg()[0]:.1f}")
            for query in QUERIES:
                elapsed, computed, pages = measure(connection, query)
                print(f"{elapsed:10.1f} ms {computed:10.1f} ms computed {pages:8} pages  {query}", flush=True)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
