"""What is said of analysis beside its figures: checkpoints, epochs, bounds, rights, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from support import desk, planted

Connection = psycopg.Connection[Any]

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def shared(module_dsn: str) -> Iterator[Connection]:
    with desk.connect(module_dsn) as opened:
        yield opened


@pytest.fixture
def connection(shared: Connection) -> Iterator[Connection]:
    """A transaction that is undone."""
    with shared.transaction(force_rollback=True):
        yield shared


def one(connection: Connection, query: str, *parameters: object) -> Any:
    (row,) = connection.execute(query, parameters).fetchall()
    return row


BATCH = """
select count(*) from paper.submit_orders('big', array(
    select row(
        'k' || %(n)s * 1000 + i, 'T' || i %% 7,
        case when (i + 1) %% 3 < 2 then 'buy' else 'sell' end, 1 + i %% 2,
        'limit', 10 + i %% 11, null, '{}'
    )::paper.order_request from generate_series(1, 1000) as i
))
"""


@pytest.fixture
def big(connection: Connection) -> Connection:
    """An account with a reset between its orders, and a minute between its batches."""
    connection.execute(
        """select paper.open_account('big', 1e9, '{"clock": "simulated", "fees": {}}');
        """
    )
    for n in range(5):
        connection.execute("select paper.set_clock('big', %s)", (datetime(2024, 1, 1, 0, n, tzinfo=UTC),))
        connection.execute(BATCH, {"n": n})
        if n == 1:
            connection.execute("select paper.reset_account('big', 'r', 1e9)")
    return connection


def test_checkpoints_are_kept_and_proved(big: Connection) -> None:
    """One after each batch that crosses a multiple of 2048; check() proves them."""
    kept = big.execute(
        "select seq, cardinality(tickers) from paper_internal.checkpoints order by seq"
    ).fetchall()
    assert kept == [(3002, 7), (5002, 7)]
    assert big.execute("select * from paper.check('big')").fetchall() == []


@pytest.mark.parametrize(
    "change",
    [
        "fees = fees + 1", "quantities[2] = quantities[2] + 1", "avg_entry_prices[1] = 1",
        "realized_pnls[7] = 0",
        "tickers[1] = 'X'", "tickers = tickers[2:]", "seq = seq - 1", "seq = 100000",
    ],
)  # fmt: skip
def test_a_checkpoint_that_is_wrong_is_found(big: Connection, change: str) -> None:
    big.execute(f"update paper_internal.checkpoints set {change} where seq = 3002".encode())
    assert [row[1] for row in big.execute("select * from paper.check('big')")] == ["checkpoint"]


def test_checkpoints_change_no_answer(big: Connection) -> None:
    """They only save work: without them everything is the same."""
    queries = [
        f"select * from paper.{function}('big', '2024-01-01 00:0{minute}Z'{epoch}) as f"
        for function in ("positions_at", "account_at")
        for minute in range(6)
        for epoch in ("", ", 1", ", 2")
    ]
    before = [big.execute(query.encode()).fetchall() for query in queries]
    big.execute("delete from paper_internal.checkpoints")
    assert [big.execute(query.encode()).fetchall() for query in queries] == before
    assert any(before)


def test_a_checkpoint_counts_once(connection: Connection) -> None:
    """Its last row is a sale with a profit and a fee, and it is the moment that is asked for."""
    at = datetime(2024, 1, 1, tzinfo=UTC)
    connection.execute("""select paper.open_account('a', 100, '{"clock": "simulated"}')""")
    planted.plant(
        connection, "a",
        [
            planted.Fill(at, "A", Decimal(2), Decimal(10), Decimal("0.5")),
            planted.Fill(at + DAY, "A", Decimal(-1), Decimal(15), Decimal("0.25")),
        ],
    )  # fmt: skip
    connection.execute("select paper_internal.keep_checkpoint('a', 1, 3)")
    assert connection.execute("select fees, realized_pnls from paper_internal.checkpoints").fetchall() == []
    connection.execute(
        "insert into paper_internal.checkpoints values ('a', 3, 0.75, '{A}', '{1}', '{10}', '{5}')"
    )
    connection.execute("select paper.set_clock('a', %s)", (at + 2 * DAY,))
    connection.execute("select paper.deposit('a', 'd', 1)")
    query = "select seq, realized_pnl, fees from paper.account_at('a', %s)"
    assert one(connection, query, at + DAY) == (3, 5, Decimal("0.75"))
    assert one(connection, query, at) == (2, 0, Decimal("0.5"))
    assert connection.execute("select * from paper.check('a')").fetchall() == []


COUNTED = "select seq_scan, idx_tup_fetch from pg_stat_xact_user_tables where relname = 'journal'"


def test_a_moment_is_index_probes(big: Connection) -> None:
    """However long the journal is: no more rows are read than lie between two checkpoints."""
    for query in (
        "select * from paper.positions_at('big', '2024-01-01 00:02:30Z')",
        "select * from paper.account_at('big', '2024-01-01 00:02:30Z')",
    ):
        before = one(big, COUNTED)
        big.execute(query.encode())
        after = one(big, COUNTED)
        assert after[0] == before[0]
        assert 0 < after[1] - before[1] < 100


#: How often each reads the fills of the epoch.
PASSES = {
    "equity_curve('big')": 1,
    "round_trips('big')": 1,
    "round_trips('big', 'hifo', 'day')": 1,
    "pnl_by('big', 'ticker')": 1,
    "exposure('big')": 1,
    "turnover('big')": 2,
    "fill_costs('big')": 2,
    "performance('big')": 3,
}


@pytest.mark.parametrize("call", PASSES)
def test_a_history_is_read_in_passes(big: Connection, call: str) -> None:
    """By index, of its epoch alone: not the 2,000 fills before it, and no row of another account."""
    before = one(big, COUNTED)
    big.execute(f"select * from paper.{call}".encode()).fetchall()
    after = one(big, COUNTED)
    assert after[0] == before[0]
    assert 0 <= after[1] - before[1] - PASSES[call] * 3000 < 100


def test_the_dearest_lot_closes_first(connection: Connection) -> None:
    """By hifo, whatever was bought and sold in between; of one price the oldest."""
    at = datetime(2024, 1, 1, tzinfo=UTC)
    prices = [10, 12, 11, 13, 12, 9, 14, 11]
    connection.execute("""select paper.open_account('a', 1000, '{"clock": "simulated"}')""")
    fills = [planted.Fill(at, "A", Decimal(1), Decimal(price)) for price in prices]
    fills[4:4] = [planted.Fill(at, "A", Decimal(-1), Decimal(10))]
    fills += [planted.Fill(at, "A", Decimal(-1), Decimal(10))] * 7
    planted.plant(connection, "a", fills)
    found = connection.execute(
        "select entry_price, entry_seq from paper.round_trips('a', 'hifo') order by trip"
    ).fetchall()
    assert found == [(13, 5), (14, 9), (12, 3), (12, 7), (11, 4), (11, 10), (10, 2), (9, 8)]


def test_epochs(connection: Connection) -> None:
    """An old one is asked for by its number, or by a time that falls in it."""
    at = datetime(2024, 1, 1, tzinfo=UTC)
    connection.execute("""select paper.open_account('a', 100, '{"clock": "simulated"}')""")
    planted.plant(
        connection, "a",
        [
            planted.Fill(at, "A", Decimal(2), Decimal(10)),
            planted.Fill(at + DAY, "A", Decimal(-1), Decimal(15)),
            planted.Reset(at + DAY, Decimal(500)),  # of the same moment
            planted.Fill(at + 3 * DAY, "A", Decimal(1), Decimal(20)),
            planted.Reset(at + 4 * DAY, Decimal(50)),
        ],
    )  # fmt: skip
    assert connection.execute(
        "select epoch, from_seq, to_seq, to_at, initial_cash, final_cash, is_current "
        "from paper.epochs order by epoch"
    ).fetchall() == [
        (1, 1, 3, at + DAY, 100, 95, False),
        (2, 4, 5, at + 4 * DAY, 500, 480, False),
        (3, 6, 6, at + 4 * DAY, 50, 50, True),
    ]
    query = "select epoch_seq, seq, cash, realized_pnl, net_deposits, at from paper.account_at('a', %s, %s)"
    assert one(connection, query, None, None) == (6, 6, 50, 0, 50, at + 4 * DAY)
    assert one(connection, query, at, None) == (1, 2, 80, 0, 100, at)
    assert one(connection, query, at + DAY, None) == (4, 4, 500, 0, 500, at + DAY)
    assert one(connection, query, None, 1) == (1, 3, 95, 5, 100, at + DAY)
    assert one(connection, query, at + DAY, 1) == (1, 3, 95, 5, 100, at + DAY)
    assert one(connection, query, at + 9 * DAY, 2) == (4, 5, 480, 0, 500, at + 9 * DAY)
    assert connection.execute(query, (at, 2)).fetchall() == []
    query = "select count(*), min(net_deposits), max(net_deposits) from paper.equity_curve('a', %s, %s)"
    assert one(connection, query, at, at + 3 * DAY) == (3, 500, 500)
    assert one(connection, "select trips, start_equity from paper.performance('a', p_epoch => 1)") == (1, 100)


def test_before_everything(connection: Connection) -> None:
    """Nothing is there yet: no rows, and no error."""
    connection.execute("select paper.open_account('a', 100)")
    for call in (
        "positions_at('a', '2000-01-01Z')", "account_at('a', '2000-01-01Z')",
        "lots('a', p_at => '2000-01-01Z')",
        "equity_curve('a', '1999-01-01Z', '2000-01-01Z')", "performance('a', p_to => '2000-01-01Z')",
        "round_trips('a', p_at => '2000-01-01Z')", "returns('a', p_to => '2000-01-01Z')",
        "drawdowns('a', p_to => '2000-01-01Z')", "exposure('a', p_to => '2000-01-01Z')",
        "turnover('a', p_to => '2000-01-01Z')", "fill_costs('a', p_to => '2000-01-01Z')",
        "pnl_by('a', 'day', p_to => '2000-01-01Z')", "equity_curve('a', 'infinity')",
    ):  # fmt: skip
        assert connection.execute(f"select * from paper.{call}".encode()).fetchall() == []


def test_an_account_that_did_nothing(connection: Connection) -> None:
    """One point, no period: every statistic is null, every sum 0."""
    connection.execute("""select paper.open_account('a', 100, '{"clock": "simulated"}')""")
    row = one(connection, "select to_jsonb(p) - '{from_at,to_at}'::text[] from paper.performance('a') as p")[
        0
    ]
    zeros = {
        "net_deposits",
        "max_drawdown",
        "trips",
        "wins",
        "losses",
        "fees",
        "slippage",
        "turnover",
        "exposure",
        "periods",
    }
    assert row == {name: 0 if name in zeros else 100 if name.endswith("equity") else None for name in row}


def test_everything_is_lost_and_paid_in_again(connection: Connection) -> None:
    """Without equity there is no return; the index goes on when there is some again. Never NaN, no error."""
    at = datetime(2024, 1, 1, tzinfo=UTC)
    connection.execute("""select paper.open_account('a', 100, '{"clock": "simulated"}')""")
    planted.plant(
        connection, "a",
        [
            planted.Fill(at, "A", Decimal(10), Decimal(10)),
            planted.Fill(at + DAY, "A", Decimal(-10), Decimal("0.000000000001"), Decimal("0.00000000001")),
            planted.Cash(at + 2 * DAY, Decimal(1000)),
            planted.Fill(at + 3 * DAY, "A", Decimal(10), Decimal(10), Decimal(100)),
        ],
    )  # fmt: skip
    curve = connection.execute(
        "select equity, return, drawdown from paper.equity_curve('a', %s)", (at,)
    ).fetchall()
    assert curve == [(100, None, 0), (0, -1, -1), (1000, None, -1), (900, -0.1, -1)]
    row = one(
        connection,
        "select total_return, annual_return, max_drawdown, periods from paper.performance('a', %s)",
        at,
    )
    assert row == (-1, -1, -1, 2)


def test_returns_beyond_counting(connection: Connection) -> None:
    """A cent becomes a fortune, again and again: what overflows is null or stays, nothing fails."""
    at = datetime(2024, 1, 1, tzinfo=UTC)
    connection.execute("""select paper.open_account('a', 1, '{"clock": "simulated"}')""")
    events: list[planted.Event] = []
    for n in range(0, 60, 3):
        events += [
            planted.Fill(at + n * DAY, "A", Decimal(1), Decimal(1)),
            planted.Fill(at + (n + 1) * DAY, "A", Decimal(-1), Decimal(10) ** 14),
            planted.Cash(at + (n + 2) * DAY, 1 - Decimal(10) ** 14),
        ]
    planted.plant(connection, "a", events)
    row = one(
        connection,
        "select total_return > 1e150, annual_return, sharpe > 0, sortino from paper.performance('a', %s)",
        at,
    )
    assert row == (True, None, True, None)
    assert connection.execute(
        "select max(return), min(drawdown) from paper.equity_curve('a')"
    ).fetchall() == [(1e14 - 1, 0)]


REFUSED = {
    "equity_curve('a', p_step => '0')": "p_step",
    "equity_curve('a', p_step => null)": "p_step",
    "performance('a', p_step => '-1 day')": "p_step",
    "performance('a', p_periods_per_year => 0)": "p_periods_per_year",
    "performance('a', p_periods_per_year => 'NaN')": "p_periods_per_year",
    "performance('a', p_risk_free => null)": "p_risk_free",
    "equity_curve('a', '2000-01-01Z', 'infinity', '1 microsecond')": "p_step",
    "round_trips('a', 'best')": "p_method",
    "round_trips('a', null)": "p_method",
    "round_trips('a', 'fifo', 'week')": "p_merge",
    "lots('a', 'FIFO')": "p_method",
    "pnl_by('a', 'hour')": "p_by",
    "positions_at('a', p_epoch => 2)": "epoch",
    "account_at('a', p_epoch => 0)": "epoch",
}


@pytest.mark.parametrize("call", REFUSED)
def test_what_makes_no_sense_is_refused(connection: Connection, call: str) -> None:
    connection.execute("""select paper.open_account('a', 100, '{"clock": "simulated"}')""")
    connection.execute("select paper.set_clock('a', '2020-01-01Z')")
    connection.execute("select paper.deposit('a', 'd', 1)")
    with pytest.raises(psycopg.Error, match=REFUSED[call]) as raised, connection.transaction():
        connection.execute(f"select * from paper.{call}".encode())
    assert raised.value.sqlstate == "ZP004"


CALLS = (
    "positions_at('a')", "account_at('a')", "equity_curve('a')", "round_trips('a')", "lots('a')",
    "performance('a')",
    "returns('a')", "drawdowns('a')", "exposure('a')", "turnover('a')", "fill_costs('a')",
    "pnl_by('a', 'day')",
)  # fmt: skip


def test_who_may_ask(connection: Connection) -> None:
    """The owner and analysts; to another trader the account is not there."""
    owner, other, analyst = "analysis_owner", "analysis_other", "analysis_analyst"
    for role, group in ((owner, "paper_trader"), (other, "paper_trader"), (analyst, "paper_analyst")):
        connection.execute(f"create role {role} in role {group}".encode())
    connection.execute(f"set role {owner}".encode())
    connection.execute("""select paper.open_account('a', 100, '{"slippage_pct": 0}')""")
    connection.execute("select * from paper.submit_order('a', 'k', 'A', 'buy', 1, 'limit', 10)")
    for role, allowed in ((owner, True), (analyst, True), (other, False)):
        connection.execute(f"set role {role}".encode())
        assert bool(connection.execute("select * from paper.epochs").fetchall()) is allowed
        for call in CALLS:
            if allowed:
                connection.execute(f"select * from paper.{call}".encode()).fetchall()
            else:
                with pytest.raises(psycopg.Error) as raised, connection.transaction():
                    connection.execute(f"select * from paper.{call}".encode())
                assert raised.value.sqlstate == "ZP001"
    connection.execute("reset role")


def test_they_only_read(connection: Connection) -> None:
    connection.execute("select paper.open_account('a', 100)")
    connection.execute("set transaction read only")
    for call in CALLS:
        connection.execute(f"select * from paper.{call}".encode()).fetchall()


def test_joins(connection: Connection) -> None:
    """They compose: the account at each of its own fills."""
    connection.execute("""select paper.open_account('a', 100, '{"clock": "simulated", "slippage_pct": 0}')""")
    for n in range(3):
        connection.execute("select paper.set_clock('a', %s)", (datetime(2024, 1, 1 + n, tzinfo=UTC),))
        connection.execute(
            "select * from paper.submit_order('a', %s, 'A', 'buy', 1, 'limit', 10)", (f"k{n}",)
        )
    found = connection.execute(
        """
        select f.seq, a.cash, p.quantity
        from paper.fills as f
        cross join lateral paper.account_at(f.account_id, f.at) as a
        inner join lateral paper.positions_at(f.account_id, f.at) as p on f.ticker = p.ticker
        order by f.seq
        """
    ).fetchall()
    assert found == [(2, 90, 1), (3, 80, 2), (4, 70, 3)]


def test_performance_begins_after_its_first_point(connection: Connection) -> None:
    """What was closed at that point is in its equity, and no trip of the time after it."""
    at = datetime(2024, 1, 1, tzinfo=UTC)
    connection.execute("""select paper.open_account('a', 100, '{"clock": "simulated"}')""")
    fills = [
        planted.Fill(at + n * DAY, "A", Decimal(quantity), Decimal(price), Decimal("0.5"))
        for n, (quantity, price) in enumerate([(1, 10), (-1, 12), (1, 10), (-1, 9)])
    ]
    planted.plant(connection, "a", fills)
    query = "select start_equity, trips, wins, losses, fees from paper.performance('a', %s)"
    assert one(connection, query, at + DAY) == (101, 1, 0, 1, 1)
    assert one(connection, query, at) == (Decimal("99.5"), 2, 1, 1, Decimal("1.5"))
