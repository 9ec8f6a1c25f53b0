"""Instructions of the server for a call, counted by valgrind: the same on a quiet and on a busy machine.

    python tests/bench/instructions.py [--floor FILE]

Needs valgrind and Debian's PostgreSQL 15. The calls run in a server of one user in the foreground, which is
what valgrind can watch; each figure is the difference of two runs, divided by the calls between them, so what
the server does at its start and its end is not in it.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import psycopg
from harness import DEBIAN, HERE
from pgpaper.embedded import EmbeddedServer
from pgpaper.migrate import migrate
from psycopg.conninfo import make_conninfo

ACCOUNTS = 64

REQUESTS = """requests := array(
    select row('{call}-' || i, 'T' || i % 5, 'buy', 1, 'limit', 100, null, '{{}}')::paper.order_request
    from generate_series(1, {orders}) as i
);"""
BATCH = "perform count(*) from paper.submit_orders('bench-{account}', requests);"
BARE = """bare := array(
    select ('{call}-' || i, 'T' || i % 5, 'buy', 'limit', 1, 100, null)::floor.order_request
    from generate_series(1, {orders}) as i
);"""
BARE_BATCH = "perform count(*) from floor.submit_orders('bench-{account}', bare);"
ONE = "perform {function}('bench-{account}', 'one-{call}', 'AAPL', 'buy', 1, 'limit', 100);"
MARKET = {
    "market order, filled": "perform paper.submit_order('market-{account}', 'one-{call}', 'BTC', 'buy', 1);",
    "limit order that rests": (
        "perform paper.submit_order('market-{account}', 'one-{call}', 'BTC', 'buy', 1, 'limit', 100);"
    ),
    "quote that fills an order": "perform paper.match_account('resting-{account}');",
}
QUOTE = "select paper.feed_quotes(array[row('BTC', now(), %s - 1, %s, 10, 10, null)::paper.quote])"

#: Each call is of the next account.
_TURNS = itertools.count()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--floor", type=Path, help="SQL file that defines floor.submit_orders, a bare fold")
    options = parser.parse_args()
    if not shutil.which("valgrind") or not DEBIAN.exists():
        sys.exit("this needs valgrind and PostgreSQL 15: apt-get install valgrind postgresql-15")
    with tempfile.TemporaryDirectory(prefix="pgpaper-instructions-") as folder:
        Path(folder).chmod(0o711)
        data = _cluster(Path(folder) / "home", options.floor)
        for function in ("paper.submit_order", "hand_written.submit_order"):
            print(f"{function}: {_cost(data, 1, ONE.replace('{function}', function)):,.0f}", flush=True)
        for orders in (1, 8, 64, 2000):
            batch = _cost(data, orders, REQUESTS + BATCH) - _cost(data, orders, REQUESTS)
            print(f"paper.submit_orders, {orders:,} orders: {batch:,.0f}", flush=True)
            if options.floor:
                bare = _cost(data, orders, BARE + BARE_BATCH) - _cost(data, orders, BARE)
                print(f"the bare floor, {orders:,} orders: {bare:,.0f}", flush=True)
        for case, call in MARKET.items():
            print(f"fill model market, {case}: {_cost(data, 1, call):,.0f}", flush=True)
    return 0


def _cluster(home: Path, floor: Path | None) -> Path:
    """A stopped cluster with accounts bench-1, bench-2, …, each with an order.

    market-1, … and resting-1, … are of fill model market and have orders that rest; a quote waits for the
    latter that fills one of them.
    """
    server = EmbeddedServer(home, binaries=DEBIAN, settings={"autovacuum": "off", "max_wal_size": "4GB"})
    try:
        dsn = server.start()
        migrate(dsn)
        with psycopg.connect(
            make_conninfo(dsn), autocommit=True, options="-c default_transaction_isolation=serializable"
        ) as connection:
            connection.execute((HERE / "hand_written.sql").read_bytes())
            if floor:
                connection.execute(floor.read_bytes())
                connection.execute(
                    "insert into floor.accounts select 'bench-' || i, 1e12, 1e12 "
                    f"from generate_series(1, {ACCOUNTS}) as i".encode()
                )
            for account in range(1, ACCOUNTS + 1):
                connection.execute("select paper.open_account(%s, 1e12)", (f"bench-{account}",))
                connection.execute(
                    "select * from paper.submit_order(%s, 'first', 'AAPL', 'buy', 1, 'limit', 100)",
                    (f"bench-{account}",),
                )
            with psycopg.connect(dsn, autocommit=True) as feed:
                accounts = {
                    kind: [f"{kind}-{i}" for i in range(1, ACCOUNTS + 1)] for kind in ("market", "resting")
                }
                feed.execute(QUOTE, (200, 200))
                for name in (*accounts["market"], *accounts["resting"]):
                    connection.execute(
                        "select paper.open_account(%s, 1e12, %s)",
                        (name, '{"fill_model": "market", "clock": "simulated"}'),
                    )
                    for price in (99, 98, 97, 96):
                        connection.execute(
                            "select * from paper.submit_order(%s, %s, 'BTC', 'buy', 1, 'limit', %s)",
                            (name, f"rests-{price}", price),
                        )
                for price, kinds in ((99, ("market", "resting")), (98, ("market",))):
                    feed.execute(QUOTE, (price, price))
                    for name in (name for kind in kinds for name in accounts[kind]):
                        connection.execute("select paper.match_account(%s)", (name,))
    finally:
        server.stop()
    data = home / "data"
    if os.geteuid() == 0:
        # A server in the foreground wants an account with a name.
        for path in (data, *data.rglob("*")):
            shutil.chown(path, "nobody")
    return data


def _calls(count: int, orders: int, call: str) -> str:
    """A block of so many calls, each in its own transaction and with keys of its own."""
    run = uuid.uuid4().hex[:8]
    statements = "".join(
        call.format(call=f"{run}-{number:03}", account=1 + next(_TURNS) % ACCOUNTS, orders=orders)
        + " commit; "
        for number in range(count)
    )
    declared = "requests paper.order_request[];" + (" bare floor.order_request[];" if "bare" in call else "")
    return f"do $$ declare {declared} begin {statements} end $$".replace("\n", " ")


def _cost(data: Path, orders: int, call: str) -> float:
    """Instructions of a call of so many orders."""
    few, many = (4, 14) if orders < 100 else (1, 3)
    return (_counted(data, _calls(many, orders, call)) - _counted(data, _calls(few, orders, call))) / (
        many - few
    )


def _counted(data: Path, statement: str) -> int:
    account = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [
            *account, "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
            DEBIAN / "postgres", "--single", "-D", data, "pgpaper",
        ],
        input=f"set default_transaction_isolation = serializable\n{statement}\n",
        capture_output=True, text=True, check=False, cwd=data.anchor,
    )  # fmt: skip
    counted = re.search(r"Collected : (\d+)", done.stderr)
    if counted is None or "ERROR" in done.stderr:
        raise RuntimeError(done.stderr)
    return int(counted[1])


if __name__ == "__main__":
    sys.exit(main())
