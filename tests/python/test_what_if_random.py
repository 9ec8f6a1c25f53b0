"""Random histories, forked at every row and lived again: nothing seen twice, nothing lost, nothing else.

The scenarios are those of `test_market_random`. An account that was copied at the end of a step, while the
source stood there, is what a fork made later of that row has to be; and an account that really traded under
other settings is what a replay under them has to be. An account that was moved to another database is the
same account there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from support.desk import Connection, Datum, Desk, Floor, Request, connect
from support.servers import Server
from test_market_random import (
    KINDS,
    Cancel,
    Feed,
    Replace,
    Stage,
    Step,
    _cash,
    _fees,
    _settings,
    rigour,
    scenarios,
)

SAME_CHANGE = "the rows after it belong to the same change"


def desk_of(source: Desk, account_id: str, function: str, **arguments: Any) -> Desk:
    """The account that `function` makes of the source."""
    named = "".join(f", {name} => %s" for name in arguments)
    source.connection.execute(
        f"select paper.{function}(%s, %s{named})", (source.account_id, account_id, *arguments.values())
    )
    return Desk.of(source.connection, account_id, source.settings)


@dataclass
class Mirrored(Stage):
    """A stage whose requests are made on further accounts as well."""

    mirrors: list[Desk] = field(default_factory=list)
    #: Another database, which is fed as well.
    abroad: Connection | None = None

    def data(self, feed: Feed) -> list[Datum]:
        found = super().data(feed)
        if self.abroad is not None:
            Desk.of(self.abroad, "").feed(*found)
        return found

    def act(self, step: Step) -> None:
        super().act(step)
        for desk in self.mirrors:
            if desk.clock() < self.now and type(step).__name__ == "Wait":
                desk.set_clock(self.now)

    def _submit(self, requests: Sequence[Request]) -> None:
        self.desk.submit_all(*requests)
        for desk in self.mirrors:
            desk.submit_all(*requests)

    def _cancel(self, key: str) -> None:
        for desk in (self.desk, *self.mirrors):
            desk.cancel(key)

    def _replace(self, key: str, step: Replace) -> None:
        known = self.used
        super()._replace(key, step)
        if self.used > known:
            row = self.desk._rows(
                "select detail -> 'replace_order' from paper.journal where account_id = %s"
                " and idempotency_key = %s", f"k{self.used}",
            )  # fmt: skip
            for desk in self.mirrors:
                if row:
                    asked = row[0][0]
                    desk.replace(
                        key, f"k{self.used}", asked["quantity"], asked["limit_price"], asked["stop_price"]
                    )


def opened(floor: Floor, cash: int, wanted: dict[str, Any]) -> Mirrored:
    desk = floor.desk(cash, wanted)
    start = floor.start
    desk.set_clock(start)
    return Mirrored(desk, floor.opened, start, start)


def books(desk: Desk) -> dict[str, Any]:
    """What is stored of an account but its names, and the times at which projections were last written."""
    found: dict[str, Any] = {"journal": desk.journal(), "balance": desk.balance()}
    found["positions"] = desk.positions()
    for table in ("orders", "working", "watches"):
        found[table] = desk._rows(
            "select to_jsonb(t) - '{account_id,updated_at,born,seen_seq}'::text[] "
            f"from paper_internal.{table} as t where account_id = %s order by t::text"
        )
    found["orders"].sort(key=lambda row: row[0]["seq"])
    found["working"].sort(key=lambda row: row[0]["seq"])
    found["watches"].sort(key=lambda row: row[0]["ticker"])
    return found


def views(desk: Desk) -> dict[str, Any]:
    """What can be read of an account, ids and seals included, but its origin and what it is worth."""
    return {
        view: desk._rows(
            f"select to_jsonb(v) - '{{origin,portfolio_value}}'::text[] from paper.{view} as v "
            "where account_id = %s order by v::text"
        )
        for view in ("accounts", "orders", "fills", "journal", "order_events", "cash_ledger", "epochs")
    }


def standing(desk: Desk) -> dict[str, Any]:
    """The books without how far the tape was looked at: what matters of that shows in what comes next."""
    return books(desk) | {"watches": None}


def differences(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    return {name: (found[name], expected[name]) for name in found if found[name] != expected[name]}


def forked(source: Desk, account_id: str, seq: int) -> Desk | None:
    """The fork, or None in the middle of one change, which is the only reason not to have one."""
    try:
        return desk_of(source, account_id, "fork_account", p_seq=seq)
    except psycopg.Error as refused:
        if refused.sqlstate == "ZP010" and SAME_CHANGE in str(refused):
            return None
        raise


def seq_of(desk: Desk) -> int:
    return int(desk._value("select seq from paper.accounts where account_id = %s"))


@rigour(5)
@given(cash=_cash, wanted=_settings, steps=scenarios(24), at=st.integers(6, 24))
def test_a_fork_trades_on_like_its_source(
    floor: Floor, cash: int, wanted: dict[str, Any], steps: list[Step], at: int
) -> None:
    stage = opened(floor, cash, wanted)
    for step in steps[:at]:
        stage.act(step)
    fork = desk_of(stage.desk, f"{stage.desk.account_id}-fork", "fork_account")
    assert fork.violations() == []
    assert differences(books(fork), books(stage.desk)) == {}
    stage.mirrors.append(fork)
    for step in steps[at:]:
        stage.act(step)
    stage.desk.match()
    fork.match()
    assert differences(books(fork), books(stage.desk)) == {}
    assert fork.violations() == []


@rigour(5)
@given(cash=_cash, wanted=_settings, steps=scenarios(24))
def test_a_fork_of_the_past_is_what_the_account_was(
    floor: Floor, cash: int, wanted: dict[str, Any], steps: list[Step]
) -> None:
    """At every row of the history: as the account stood, or refused within one change."""
    stage = opened(floor, cash, wanted)
    lived: dict[int, Desk] = {}
    for number, step in enumerate(steps):
        stage.act(step)
        stage.desk.match()
        name = f"{stage.desk.account_id}-lived-{number}"
        lived[seq_of(stage.desk)] = desk_of(stage.desk, name, "fork_account")
    last = seq_of(stage.desk)
    journal = stage.desk.journal()
    for seq in range(1, last):
        name = f"{stage.desk.account_id}-fork-{seq}"
        fork = forked(stage.desk, name, seq)
        if fork is None:
            assert seq not in lived
            continue
        note(f"fork at {seq}")
        assert fork.violations() == []
        assert fork.journal() == journal[:seq]
        at = journal[seq - 1][1]
        if at < journal[seq][1]:
            # Folded from the journal of the source, which no fork has a part in.
            assert fork.cash() == stage.desk._value("select cash from paper.account_at(%s, %s)", at)
            held = stage.desk._rows(
                "select ticker, quantity, avg_entry_price, realized_pnl from paper.positions_at(%s, %s)", at
            )
            assert {row[0]: row[1:] for row in held} == {
                ticker: holding[:3] for ticker, holding in fork.positions().items()
            }
        if seq in lived:
            assert differences(standing(fork), standing(lived[seq])) == {}
            for desk in (fork, lived[seq]):
                # What is left of the displayed size shows in what a large order gets. A clock that was set
                # ahead is in no row.
                desk.set_clock(stage.now)
                desk.match()
                desk.submit_all(*(
                    Request(f"probe-{kind}", stage.ticker(kind), "buy", 9, "market") for kind in KINDS
                ))  # fmt: skip
            assert differences(standing(fork), standing(lived[seq])) == {}
            assert fork.violations() == []


@rigour(5)
@given(cash=_cash, wanted=_settings, steps=scenarios(24), more=scenarios(10))
def test_a_replay_is_the_same_journal(
    floor: Floor, cash: int, wanted: dict[str, Any], steps: list[Step], more: list[Step]
) -> None:
    stage = opened(floor, cash, wanted)
    for step in steps:
        stage.act(step)
    replay = desk_of(stage.desk, f"{stage.desk.account_id}-replay", "replay_account")
    assert replay.journal() == stage.desk.journal()
    assert replay.violations() == []
    stage.mirrors.append(replay)
    for step in more:
        stage.act(step)
    stage.desk.match()
    replay.match()
    assert differences(books(replay), books(stage.desk)) == {}


@rigour(5)
@given(cash=_cash, other_cash=_cash, wanted=_settings, other=_settings, steps=scenarios(24))
def test_a_replay_is_what_trading_under_other_settings_is(
    floor: Floor,
    cash: int,
    other_cash: int,
    wanted: dict[str, Any],
    other: dict[str, Any],
    steps: list[Step],
) -> None:
    """What left no row cannot be made again, so nothing is cancelled or replaced here."""
    stage = opened(floor, cash, wanted)
    settings = stage.desk.settings | other
    really = Desk(stage.desk.connection, f"{stage.desk.account_id}-really", other_cash, settings)
    really.set_clock(stage.start)
    stage.mirrors.append(really)
    for step in steps:
        if not isinstance(step, (Cancel, Replace)):
            stage.act(step)
    stage.desk.match()
    really.match()
    replay = desk_of(
        stage.desk, f"{stage.desk.account_id}-replay", "replay_account",
        p_settings=json.dumps(other), p_initial_cash=other_cash,
    )  # fmt: skip
    replay.match()
    found, expected = replay.journal(), really.journal()
    assert found[1:] == expected[1:]
    assert replay.balance() == really.balance()
    assert replay.violations() == []


@rigour(5)
@given(wanted=_settings, fees=_fees, steps=scenarios(24))
def test_other_fees_change_fees_alone(
    floor: Floor, wanted: dict[str, Any], fees: dict[str, Any], steps: list[Step]
) -> None:
    """As long as there is cash enough, of which a fee takes some."""
    stage = opened(floor, 10**9, wanted)
    for step in steps:
        stage.act(step)
    stage.desk.match()
    replay = desk_of(
        stage.desk, f"{stage.desk.account_id}-fees", "replay_account", p_settings=json.dumps({"fees": fees})
    )
    replay.match()
    paid, lost = [
        desk._value("select coalesce(sum(fee), 0) from paper.fills where account_id = %s")
        for desk in (stage.desk, replay)
    ]
    assert replay.cash() == stage.desk.cash() + paid - lost
    rows = stage.desk._rows(
        "select what, pnl_difference from paper.compare_accounts(%s, %s)", replay.account_id
    )
    assert {what for what, _ in rows} <= {"fees", "pnl", "fee"}
    assert sum((difference or Decimal(0)) for _, difference in rows) == paid - lost


@pytest.fixture(scope="module")
def elsewhere(server: Server) -> Iterator[Connection]:
    """Another database."""
    with server.database("elsewhere") as name, connect(server.dsn_of(name)) as opened_there:
        yield opened_there


@rigour(5)
@given(cash=_cash, wanted=_settings, steps=scenarios(24), at=st.integers(6, 24), knows_the_tape=st.booleans())
def test_an_account_that_was_moved_is_the_same_account(
    floor: Floor,
    elsewhere: Connection,
    cash: int,
    wanted: dict[str, Any],
    steps: list[Step],
    at: int,
    *,
    knows_the_tape: bool,
) -> None:
    """All that can be read of it; where the tape is the same, what it does next, and its past."""
    stage = opened(floor, cash, wanted)
    stage.abroad = elsewhere if knows_the_tape else None
    for step in steps[:at]:
        stage.act(step)
    lines = [line for (line,) in stage.desk._rows("select e::text from paper.export_account(%s) as e")]
    elsewhere.execute("select paper.import_account(%s::text[]::jsonb[])", (lines,))
    moved = Desk.of(elsewhere, stage.desk.account_id, stage.desk.settings)
    assert moved.violations() == []
    assert differences(views(moved), views(stage.desk)) == {}
    assert differences(standing(moved), standing(stage.desk)) == {}
    if not knows_the_tape:
        return
    assert differences(books(moved), books(stage.desk)) == {}
    stage.mirrors.append(moved)
    for step in steps[at:]:
        stage.act(step)
    stage.desk.match()
    moved.match()
    assert differences(books(moved), books(stage.desk)) == {}
    assert moved.violations() == []
    replay = desk_of(moved, f"{moved.account_id}-replay", "replay_account")
    assert replay.journal() == stage.desk.journal()
