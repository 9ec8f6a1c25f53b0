"""What the functions and views of analysis, and those of what-if, cost on one account with many fills.

    python tests/bench/analysis.py [FILLS] [--server debian] [--only WORDS] [--runs 3]

Four years of daily bars of 20 tickers, and fills by the engine in batches of 1,000, each a little later.
Prints for each query the processor time of the fastest run, not a number where the system does not tell it,
and how long it took; and of one more run, under auto_explain with all statements of the functions, the pages
it touched, the rows of the journal and of the tape that it read, and how often it searched which index.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
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
    f"select paper.seq_at('big', {MOMENT})",
    f"select * from paper.positions_at('big', {MOMENT})",
    f"select * from paper.account_at('big', {MOMENT})",
    "select * from paper.positions_at('big')",
    "select * from paper.account_at('big')",
    "select * from paper.positions where account_id = 'big'",
    "select * from paper.accounts where account_id = 'big'",
    "select * from paper.epochs where account_id = 'big'",
    "select * from paper.fills where account_id = 'big' order by seq desc limit 100",
    "select * from paper.orders where account_id = 'big' order by seq desc limit 100",
    "select ticker, sum(quantity * price) from paper.fills where account_id = 'big' group by ticker",
    "select count(*) from paper.lots('big')",
    "select count(*) from paper.lots('big', 'hifo')",
    "select count(*) from paper.equity_curve('big')",
    "select count(*) from paper.equity_curve('big', p_step => '1 hour')",
    "select count(*) from paper.returns('big')",
    "select count(*) from paper.drawdowns('big')",
    "select count(*) from paper.exposure('big', p_by_ticker => true)",
    "select count(*) from paper.turnover('big')",
    "select count(*) from paper.pnl_by('big', 'day')",
    "select count(*) from paper.pnl_by('big', 'tag')",
    "select count(*) from paper.fill_costs('big')",
    "select count(*) from paper.round_trips('big')",
    "select count(*) from paper.round_trips('big', 'average')",
    "select count(*) from paper.round_trips('big', 'hifo')",
    "select count(*) from paper.round_trips('big', p_merge => 'day')",
    "select * from paper.performance('big')",
    "select count(*) from paper.check('big')",
    "select count(*) from paper.export_account('big')",
    "select seq from paper.fork_account('big', 'fork-' || gen_random_uuid())",
    "select seq from paper.replay_account('big', 'replay-' || gen_random_uuid())",
    "select count(*) from paper.compare_accounts('big', 'again')",
)
#: With what each statement of a function is explained, too.
EXPLAINING = {
    "log_min_duration": "0",
    "log_nested_statements": "on",
    "log_analyze": "on",
    "log_buffers": "on",
    "log_timing": "off",
    "log_format": "json",
    "log_level": "notice",
}


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


def measure(connection: Connection, query: str, runs: int) -> tuple[float, float]:
    """Milliseconds of the fastest of some runs: computed, and elapsed."""
    times = []
    for _ in range(runs):
        computed, started = processor_time(connection), time.perf_counter()
        connection.execute(query.encode()).fetchall()
        times.append((processor_time(connection) - computed, 1000 * (time.perf_counter() - started)))
    return min(computed for computed, _ in times), min(elapsed for _, elapsed in times)


def explain(connection: Connection, query: str) -> str:
    """Say what one run of a query read: pages, rows of the journal and of the tape, and by which indexes."""
    statements: list[dict[str, Any]] = []

    def collect(diagnostic: psycopg.errors.Diagnostic) -> None:
        _, explained, plan = (diagnostic.message_primary or "").partition(" plan:\n")
        if explained:
            statements.append(json.loads(plan)["Plan"])

    connection.execute("load 'auto_explain'")
    connection.add_notice_handler(collect)
    try:
        with connection.transaction():
            for setting, value in EXPLAINING.items():
                connection.execute("select set_config(%s, %s, true)", (f"auto_explain.{setting}", value))
            statements.clear()
            connection.execute(query.encode()).fetchall()
    finally:
        connection.remove_notice_handler(collect)
    outermost = statements[-1]
    pages = outermost["Shared Hit Blocks"] + outermost["Shared Read Blocks"]
    rows, scans = Counter[str](), Counter[str]()
    for statement in statements:
        for node in nodes(statement):
            table = str(node.get("Relation Name", "")).partition("_")[0]
            if table in {"journal", "tape"} and node["Actual Loops"]:
                read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
                rows[table] += round(read * node["Actual Loops"])
                scans[node.get("Index Name", f"all of {table}")] += node["Actual Loops"]
    found = ", ".join(f"{count} of {name}" for name, count in scans.most_common(4))
    return f"{pages:9} pages {rows['journal']:9} rows {rows['tape']:7} of the tape ({found})"


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def report(connection: Connection, only: str, runs: int) -> None:
    for query in QUERIES:
        if only in query:
            computed, elapsed = measure(connection, query, runs)
            print(f"{computed:9.1f} ms computed {elapsed:9.1f} ms  {query}", flush=True)
            print(explain(connection, query), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("fills", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--server", choices=TARGETS, default="embedded")
    parser.add_argument("--only", default="", help="the queries that contain these words")
    parser.add_argument("--runs", type=int, default=3)
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
            report(connection, asked.only, asked.runs)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
