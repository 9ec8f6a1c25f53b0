"""Processes that use one account at once."""

import os
import subprocess
import sys
from uuid import uuid4

import psycopg
from psycopg.rows import scalar_row

ORDERS = 25

PROGRAM = f"""
import asyncio, sys
from pgpaper import OrderRequest, PaperTradingAdapter

async def main(dsn, account):
    async with PaperTradingAdapter(account, dsn=dsn) as broker:
        for i in range({ORDERS}):
            order = OrderRequest("AAPL", "buy", i + 1, "limit", 10, idempotency_key=f"race-{{i}}")
            print("ready", flush=True)
            sys.stdin.readline()
            response = await broker.submit_order(order)
            print(response.broker_order_id, response.status, response.raw_response["cash_after"], flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


def start(dsn: str, account: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, dsn, account],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_two_processes_racing_one_key_make_one_order(module_dsn: str) -> None:
    account = f"account-{uuid4()}"
    with start(module_dsn, account) as one, start(module_dsn, account) as other:
        for _ in range(ORDERS):
            for process in (one, other):
                assert process.stdout is not None
                assert process.stdout.readline() == "ready\n"
            for process in (one, other):
                assert process.stdin is not None
                process.stdin.write("\n")
                process.stdin.flush()
            answers = {process.stdout.readline() for process in (one, other) if process.stdout}
            assert len(answers) == 1, answers
            assert " filled " in answers.pop()
    assert (one.returncode, other.returncode) == (0, 0)
    with psycopg.connect(module_dsn, row_factory=scalar_row) as connection:
        keys = connection.execute(
            "select idempotency_key from paper.journal where account_id = %s and seq > 1 order by seq",
            (account,),
        ).fetchall()
        assert keys == [f"race-{i}" for i in range(ORDERS)]
        assert connection.execute("select * from paper.check(%s)", (account,)).fetchall() == []
