"""The race of an order that rests while a quote commits: some sweep finds every order that data reached.

`MARKET_RACE_SECONDS` makes the campaign longer: `make market-race`.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[tuple[Any, ...]]

SECONDS = float(os.environ.get("MARKET_RACE_SECONDS", "4"))

TICKERS = ["A", "B", "C"]

#: Each order has an account of its own: no other order can lead to it.
PLANT = """
insert into paper_internal.accounts (account_id, prefix, owner, settings, cash, seq, clock, opened_at)
values (%(account)s, '0123456789ab8cde', session_user, '{}', 1, 1, now(), now())
"""

#: What a submission does of the protocol: read the position without a lock, rest, and commit later. The ask
#: only rises, so the quotes that reach an order are those right after its position: missed once is missed.
REST = """
insert into paper_internal.working (account_id, seq, ticker, kind, trigger_price, seen_seq)
select %(account)s, %(seq)s, m.ticker, 'buy_limit', m.ask + 1, m.tape_seq
from paper_internal.market as m where m.ticker = %(ticker)s
"""

FEED = """
select f.* from paper.feed_quotes(array(
    select row(
        t, '2026-03-01'::timestamptz + %(number)s * interval '1 ms', 1, %(number)s, 1, 1, null
    )::paper.quote
    from unnest(%(tickers)s::text[]) as t
)) as f
"""

#: What a match does: of each order of the account, whether the tape after its position reaches it.
MATCH = """
delete from paper_internal.working as w
where w.account_id = %s and exists (
    select from paper_internal.tape as t
    where t.ticker = w.ticker and t.tape_seq > w.seen_seq and t.ask <= w.trigger_price
)
"""

MISSED = """
select count(*) from paper_internal.working as w where exists (
    select from paper_internal.tape as t
    where t.ticker = w.ticker and t.tape_seq > w.seen_seq and t.ask <= w.trigger_price
)
"""


def sweep(connection: Connection) -> int:
    """One sweep, its matches, and only then what it has looked at."""
    found = connection.execute("select * from paper.sweep()").fetchone()
    assert found is not None
    accounts, positions, snapshot = found
    matched = 0
    for account in accounts:
        try:
            with connection.transaction():
                connection.execute("set transaction isolation level serializable")
                matched += connection.execute(MATCH, (account,)).rowcount
        except psycopg.errors.SerializationFailure:
            return matched
    connection.execute("select paper.sweep_done(%s, %s::text::pg_snapshot)", (Jsonb(positions), snapshot))
    return matched


def test_no_order_is_missed_that_rests_while_quotes_commit(connect: Callable[..., Connection]) -> None:
    traders = 4
    failures: list[BaseException] = []
    rested: list[int] = []
    matched: list[int] = []
    ending = threading.Event()
    quiet = threading.Event()

    def trade(connection: Connection, trader: int) -> None:
        seq = 0
        while not ending.is_set():
            seq += 1
            order = {
                "account": f"race-{trader}-{seq}",
                "seq": seq,
                "ticker": TICKERS[seq % 3],
            }
            try:
                with connection.transaction():
                    connection.execute(PLANT, order)
                    connection.execute(REST, order)
                    time.sleep(0.002 * (seq % 3))  # what was seen gets old before it is visible
            except psycopg.errors.SerializationFailure:
                continue
            rested.append(seq)

    def quote(connection: Connection, _: int) -> None:
        number = 0
        while not ending.is_set():
            number += 1
            connection.execute(FEED, {"number": number, "tickers": TICKERS})

    def match(connection: Connection, _: int) -> None:
        while not quiet.is_set():
            matched.append(sweep(connection))
            time.sleep(0.001)

    def guarded(run: Callable[[Connection, int], None], isolation: str, number: int) -> threading.Thread:
        connection = connect(isolation=isolation)

        def body() -> None:
            try:
                run(connection, number)
            except BaseException as err:
                failures.append(err)
                ending.set()

        return threading.Thread(target=body)

    writers = [guarded(trade, "serializable", n) for n in range(traders)]
    writers += [guarded(quote, "read committed", n) for n in range(2)]
    matcher = guarded(match, "read committed", 0)
    for thread in [*writers, matcher]:
        thread.start()
    ending.wait(SECONDS)
    ending.set()
    for thread in writers:
        thread.join()
    quiet.set()
    matcher.join()
    assert failures == []
    # The protocol's own last sweeps finish before anything counts as missed.
    connection = connect(isolation="read committed")
    while last := sweep(connection):
        matched.append(last)
    assert connection.execute(MISSED).fetchone() == (0,)
    assert sum(matched) > 0
    print(f"{len(rested)} orders rested, {sum(matched)} matched, none missed")


def test_match_all_remembers_how_far_it_looked(connect: Callable[..., Connection]) -> None:
    connection = connect()
    connection.execute(FEED, {"number": 1, "tickers": TICKERS})
    connection.execute("call paper.match_all()")
    assert connection.execute("select positions from paper_internal.sweeps").fetchone() == (
        {"A": 1, "B": 1, "C": 1},
    )


def test_match_all_cannot_run_inside_a_transaction(connect: Callable[..., Connection]) -> None:
    connection = connect()
    with pytest.raises(psycopg.errors.InvalidTransactionTermination), connection.transaction():
        connection.execute("call paper.match_all()")


def rest(connection: Connection, *accounts: str) -> None:
    """Open accounts whose buy limit the next quote of A reaches."""
    for account in accounts:
        connection.execute(
            "select paper.open_account(%s, 1000, %s)",
            (account, Jsonb({"fill_model": "market", "clock": "simulated"})),
        )
        connection.execute(
            "select * from paper.submit_order(%s, 'k', 'A', 'buy', 1, 'limit', 500)", (account,)
        ).fetchall()


def filled(connection: Connection) -> list[str]:
    """The accounts whose order was filled."""
    rows = connection.execute("select account_id from paper.fills order by account_id").fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read", "serializable"])
def test_match_all_fills_every_account_that_the_data_reach(
    connect: Callable[..., Connection], isolation: str
) -> None:
    rest(connect(), "one", "two")
    connection = connect(isolation=isolation)
    connection.execute(FEED, {"number": 1, "tickers": TICKERS})
    connection.execute("call paper.match_all()")
    assert filled(connection) == ["one", "two"]
    connection.execute("call paper.match_all()")
    assert filled(connection) == ["one", "two"]


def test_match_all_tries_an_account_again_that_another_writer_held(
    connect: Callable[..., Connection],
) -> None:
    connection, other = connect(), connect(autocommit=False)
    rest(connection, "one")
    connection.execute(FEED, {"number": 1, "tickers": TICKERS})
    other.execute("select paper.deposit('one', 'other', 1)")
    pid = connection.info.backend_pid
    matching = threading.Thread(target=connection.execute, args=("call paper.match_all()",))
    matching.start()
    watching = connect()
    waits = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
    while watching.execute(waits, (pid,)).fetchone() != (True,):
        time.sleep(0.01)
    other.commit()
    matching.join()
    assert filled(watching) == ["one"]


def test_match_all_gives_up_on_an_account_that_always_conflicts(connect: Callable[..., Connection]) -> None:
    connection = connect()
    rest(connection, "one")
    connection.execute(FEED, {"number": 1, "tickers": TICKERS})
    connection.execute(
        """
        create sequence paper.attempts;
        create or replace function paper.match_account(p_account_id text) returns bigint language plpgsql
        as $$
        begin
            perform nextval('paper.attempts');
            raise exception 'held' using errcode = '40001';
        end $$
        """
    )
    with pytest.raises(psycopg.errors.SerializationFailure, match="held"):
        connection.execute("call paper.match_all()")
    assert connection.execute("select last_value from paper.attempts").fetchone() == (20,)
    assert connection.execute("select * from paper_internal.sweeps").fetchall() == []
