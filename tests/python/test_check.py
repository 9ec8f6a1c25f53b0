"""paper.check() proves the books: every rule is broken once by hand, and only that rule is reported.

The tables are changed behind the engine's back as a superuser could, in a transaction that is
rolled back. The domains of the tables stay in force, as they would for anyone. The journal is sealed
anew after each change, else the rule of seals would speak first; what that rule sees is at the end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]

FIXTURES = Path(__file__).parents[1] / "pgtap" / "fixtures.sql"

# What `victim` has lived through; the tests name its rows by these seqs.
LIFE = """
select paper.open_account('victim', 1000);                                    -- seq 1
select paper.submit_order('victim', 'b1', 'A', 'buy', 10, 'limit', 10);       -- 2, cash 900
select paper.submit_order('victim', 'r1', 'A', 'buy', 1000, 'limit', 10);     -- 3, rejected
select paper.submit_order('victim', 's1', 'A', 'sell', 4, 'limit', 12);       -- 4, cash 948
select paper.deposit('victim', 'd1', 100);                                    -- 5, cash 1048
select paper.reset_account('victim', 'reset', 500);                           -- 6, cash 500
select paper.submit_order('victim', 'b2', 'A', 'buy', 10, 'limit', 10);       -- 7, cash 400
select paper.submit_order('victim', 'b3', 'B', 'buy', 2, 'stop', null, 5);    -- 8, cash 390
select paper.submit_order('victim', 'r2', 'B', 'sell', 3, 'limit', 5);        -- 9, rejected
select paper.submit_order('victim', 's2', 'A', 'sell', 5, 'limit', 11);       -- 10, cash 445
select paper.withdraw('victim', 'w1', 45);                                    -- 11, cash 400
select paper.update_settings('victim', 'u1', '{"slippage_pct": 0.002}');      -- 12
select paper.submit_order('victim', 'r3', 'B', 'sell', 99);                   -- 13, rejected
"""

# Orders that rest: in fill model market, which the account takes to first (seq 14).
RESTING = """
select paper.update_settings('victim', 'u2', '{"fill_model": "market"}');
select paper.submit_order('victim', 'k15', 'C', 'buy', 3, 'limit', 5);        -- 15, reserves 15
select paper.submit_order('victim', 'k16', 'A', 'sell', 4, 'limit', 20);      -- 16
select paper.feed_quotes(array[row('A', now(), 20, 30, 1, 1, null)::paper.quote]);
select paper.match_account('victim');                                         -- 17, sells 1 at 20: cash 420
select paper.submit_order('victim', 'k18', 'C', 'buy', 3, 'limit', 6);        -- 18
select paper.cancel_order('victim', (select o.order_id from paper.orders as o
    where o.account_id = 'victim' and o.idempotency_key = 'k18'));            -- 19
select paper.submit_order('victim', 'k20', 'D', 'buy', 1, 'limit', 1, null,
    '{"order_class": "bracket", "take_profit": {"limit_price": 2}, "stop_loss": {"stop_price": 0.5}}');
                                                                              -- 20, reserves 1; exits 21, 22
select paper.submit_order('victim', 'k23', 'B', 'buy', 2, 'limit', 6);        -- 23
select paper.feed_quotes(array[row('B', now(), 5, 6, 1, 2, null)::paper.quote]);
select paper.match_account('victim');                                         -- 24, buys 2 at 6: cash 408
"""


@pytest.fixture(scope="module")
def connection(module_dsn: str) -> Iterator[Connection]:
    """Two accounts of the same life; only `victim` is ever touched."""
    with connect(module_dsn) as opened:
        for statement in LIFE.splitlines():
            if statement:
                opened.execute(statement)
                opened.execute(statement.replace("victim", "bystander"))
        opened.execute(FIXTURES.read_bytes())
        yield opened


def connect(dsn: str) -> Connection:
    opened: Connection = psycopg.connect(dsn, autocommit=True)
    opened.execute("set default_transaction_isolation = serializable")
    return opened


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """A transaction whose changes, which may be to the journal, are for the test alone."""
    with connection.transaction():
        connection.execute("alter table paper_internal.journal disable trigger append_only")
        yield
        raise psycopg.Rollback


def violations(connection: Connection, account_id: str | None = None) -> list[tuple[str, str, str]]:
    return connection.execute("select * from paper.check(%s)", (account_id,)).fetchall()


def assert_only(connection: Connection, rule: str) -> None:
    found = violations(connection)
    assert {(account, broken) for account, broken, _ in found} == {("victim", rule)}, found
    assert all(detail for *_, detail in found)
    if rule != "orphan":  # of an account that is gone there is nothing to ask
        assert violations(connection, "victim") == found
    assert violations(connection, "bystander") == []


def journal(change: str, seq: int) -> str:
    return f"update paper_internal.journal set {change} where account_id = 'victim' and seq = {seq}"


def account(change: str) -> str:
    return f"update paper_internal.accounts set {change} where account_id = 'victim'"


def position(change: str, ticker: str = "A") -> str:
    return f"update paper_internal.positions set {change} where account_id = 'victim' and ticker = '{ticker}'"


def order(change: str, seq: int) -> str:
    return f"update paper_internal.orders set {change} where account_id = 'victim' and seq = {seq}"


def delete(table: str, seq: int) -> str:
    return f"delete from paper_internal.{table} where account_id = 'victim' and seq = {seq}"


TAMPERED = [
    ("seq", delete("journal", 9)),
    ("seq", delete("journal", 3)),
    ("opening", journal("event_type = 'interest'", 1)),
    ("time", journal("at = at - interval '1 day'", 5)),
    ("time", journal("at = (select j.at - interval '1 microsecond' from paper_internal.journal as j "
                     "where j.account_id = 'victim' and j.seq = 8)", 9)),
    ("shape", journal("reject_reason = null", 3)),
    ("shape", journal("order_seq = null", 2)),
    ("shape", journal("order_seq = 1", 2)),
    ("shape", journal("order_seq = null", 9)),
    ("shape", journal("amount = null, event_type = 'withdrawal', cash_after = 390", 9)),
    ("cash", journal("cash_after = cash_after + 1", 5)),
    ("cash", journal("cash_after = cash_after - 0.000000000000000000000001", 8)),
    ("cash", journal("cash_after = cash_after + 1", 9)),
    ("cash", journal("amount = amount + 1", 5)),
    ("cash", journal("amount = amount - 1", 6)),
    ("cash", journal("fee = 1", 2)),
    ("cash", journal("amount = 1", 3)),
    ("position", journal("quantity_after = quantity_after + 1", 3)),
    ("position", journal("avg_entry_price_after = avg_entry_price_after + 0.000000000001", 9)),
    ("position", journal("quantity_after = null", 13)),
    ("position", journal("quantity_after = 16", 7)),  # with what was held before the reset
    ("realized_pnl", journal("realized_pnl = realized_pnl + 1", 4)),
    ("realized_pnl", journal("realized_pnl = realized_pnl - 0.000000000000000000000001", 4)),
    ("realized_pnl", journal("realized_pnl = 1", 2)),
    ("limit", journal("limit_price = 9.999999999999", 2)),
    ("limit", journal("limit_price = 12.000000000001", 4)),
    ("limit", journal("limit_price = 9.99, order_type = 'stop_limit', stop_price = 11", 7)),
    ("range", f"{journal('amount = -1000, cash_after = -555', 11)};"
              f"{journal('cash_after = -555', 12)};{journal('cash_after = -555', 13)};"
              f"{account('cash = -555')}"),
    ("account", account("cash = cash + 0.01")),
    ("account", account("seq = seq + 1")),
    ("account", account("seq = seq - 1")),
    ("account", account("clock = clock - interval '1 second'")),
    ("account", account("epoch_seq = 5")),
    ("account", account("closed = true")),
    ("account", account("settings = '{}'")),
    ("account", account("""settings = settings || '{"default_price": 99}'""")),
    ("account", journal("detail = '{}'", 12)),
    ("account", delete("journal", 13)),
    ("position", position("quantity = quantity + 0.000000000001")),
    ("position", position("avg_entry_price = avg_entry_price - 0.000000000001")),
    ("position", position("realized_pnl = realized_pnl * 2")),
    ("position", position("reserved = 1")),
    ("position", "delete from paper_internal.positions where account_id = 'victim' and ticker = 'B'"),
    ("position", "insert into paper_internal.positions values ('victim', 'Z', 0, 0, 0, 0, now())"),
    ("position", "insert into paper_internal.positions values ('victim', 'Z', 1, 1, 0, 0, now())"),
    ("reserved", account("reserved = 0.01")),
    ("orphan", "delete from paper_internal.accounts where account_id = 'victim'"),
    ("order", "insert into paper_internal.orders (account_id, seq, ticker, side, order_type, "
              "ordered_quantity, quantity, status, submitted_at, updated_at) "
              "values ('victim', 3, 'A', 'buy', 'limit', 1000, 1000, 'cancelled', now(), now())"),
    ("order", "insert into paper_internal.working values ('victim', 2, 'A')"),
    ("shape", journal("amount = 100", 2)),
    ("shape", journal("price = 100", 3)),
    ("shape", journal("realized_pnl = 100", 3)),
    ("shape", journal("reject_reason = 'no_position'", 2)),
    ("shape", journal("event_type = 'withdrawal'", 5)),
    ("shape", journal("quantity_after = 1", 5)),
    ("shape", journal("avg_entry_price_after = 0", 6)),
]  # fmt: skip

TAMPERED_RESTING = [
    ("order", order("status = 'filled'", 18)),
    ("order", order("status = 'accepted'", 16)),
    ("order", order("status = 'partially_filled'", 15)),
    ("order", order("status = 'cancelled'", 23)),
    ("order", order("status = 'rejected'", 23)),
    ("order", order("filled_quantity = 2", 16)),
    ("order", order("filled_quantity = 0", 23)),
    ("order", order("reserved = 1", 18)),
    ("order", journal("quantity = 1", 23)),
    ("order", delete("orders", 18)),
    ("order", "insert into paper_internal.working values ('victim', 23, 'B')"),
    ("order", "insert into paper_internal.working values ('victim', 21, 'D')"),
    ("reserved", account("reserved = 15")),
    ("reserved", order("reserved = 16", 15)),
    ("position", position("reserved = 0")),
    ("position", order("reserved = 4", 16)),
    ("order", f"{delete('working', 15)};{delete('orders', 15)};{account('reserved = 1')}"),
    ("order", order("filled_avg_price = 19", 16)),
    ("order", order("fees = 1", 16)),
    ("order", order("quantity = 2", 15)),
    ("order", order("filled_value = 19", 16)),
    ("order", order("maker_value = 0", 16)),
    ("order", order("status = 'accepted'", 21)),
    ("order", order("realized_pnl = 11", 16)),
    ("order", order("ordered_quantity = 2", 15)),
    ("order", order("cash_after = cash_after + 1", 16)),
    ("order", order("quantity_after = quantity_after + 1", 16)),
    ("order", order("cash_after = null", 16)),
    ("order", order("cash_after = 1", 15)),
    ("order", "update paper_internal.working set ticker = 'B' where account_id = 'victim' and seq = 15"),
]


def test_right_books_give_no_row(connection: Connection) -> None:
    assert violations(connection) == []
    assert violations(connection, "victim") == []


@pytest.mark.parametrize(("rule", "tampering"), TAMPERED)
def test_tampering_is_reported(connection: Connection, rule: str, tampering: str) -> None:
    with undone(connection):
        connection.execute(tampering)
        connection.execute("select paper_test.reseal()")
        assert_only(connection, rule)


def test_resting_orders_are_right_books(connection: Connection) -> None:
    with undone(connection):
        connection.execute(RESTING)
        assert violations(connection) == []


@pytest.mark.parametrize(("rule", "tampering"), TAMPERED_RESTING)
def test_tampering_with_resting_orders_is_reported(connection: Connection, rule: str, tampering: str) -> None:
    with undone(connection):
        connection.execute(RESTING)
        connection.execute(tampering)
        connection.execute("select paper_test.reseal()")
        assert_only(connection, rule)


#: Another value for each column of the journal that is not the row's name, whatever the row has there.
ANOTHER = {
    "order_seq": "coalesce(order_seq, 0) + 1",
    "at": "at + interval '1 microsecond'",
    "event_type": "case event_type when 'fee' then 'interest'::paper.event_type else 'fee' end",
    "order_type": "case order_type when 'stop' then 'trailing_stop'::paper.order_type else 'stop' end",
    "side": "case side when 'buy' then 'sell'::paper.order_side else 'buy' end",
    "reject_reason": "case reject_reason when 'no_position' then 'out_of_range'::paper.reject_reason "
                     "else 'no_position' end",
    "ticker": "coalesce(ticker, '') || 'X'",
    "idempotency_key": "coalesce(idempotency_key, '') || 'x'",
    "quantity": "coalesce(quantity, 0) + 0.000000000001",
    "limit_price": "coalesce(limit_price, 0) + 0.000000000001",
    "stop_price": "coalesce(stop_price, 0) + 0.000000000001",
    "price": "coalesce(price, 0) + 0.000000000001",
    "amount": "coalesce(amount, 0) + 0.000000000000000000000001",
    "fee": "coalesce(fee, 0) + 0.000000000000000000000001",
    "realized_pnl": "coalesce(realized_pnl, 0) + 0.000000000000000000000001",
    "cash_after": "cash_after + 0.000000000000000000000001",
    "quantity_after": "coalesce(quantity_after, 0) + 0.000000000001",
    "avg_entry_price_after": "coalesce(avg_entry_price_after, 0) + 0.000000000001",
    "options": """coalesce(options, '{}') || '{"tag": "x"}'""",
    "error": "coalesce(error, '') || ' '",
    "detail": """coalesce(detail, '{}') || '{"x": 1}'""",
    "seal": "sha256(coalesce(seal, ''))",
    "market_at": "coalesce(market_at, at) + interval '1 microsecond'",
    "liquidity": "case liquidity when 'maker' then 'taker'::paper.liquidity else 'maker' end",
    "tape_seq": "coalesce(tape_seq, 0) + 1",
    "rule": "case rule when 'quote' then 'gap'::paper.fill_rule else 'quote' end",
}  # fmt: skip


def test_no_column_of_any_row_can_be_changed(connection: Connection) -> None:
    """Nor be emptied: each value of each row of a journal that has rows of every kind, one at a time."""
    with undone(connection):
        connection.execute(RESTING)
        columns = connection.execute(
            "select attname::text, attnotnull from pg_attribute "
            "where attrelid = 'paper_internal.journal'::regclass and attnum > 0 and not attisdropped"
        ).fetchall()
        assert {name for name, _ in columns} - {"account_id", "seq"} == ANOTHER.keys()
        required = {name for name, is_required in columns if is_required}
        last = connection.execute("select max(seq) from paper_internal.journal where account_id = 'victim'")
        ((seqs,),) = last.fetchall()
        for seq in range(1, seqs + 1):
            for column, another in ANOTHER.items():
                for value in {another} if column in required else {another, "null"}:
                    with connection.transaction():
                        changed = connection.execute(
                            f"{journal(f'{column} = {value}', seq)} and {column} is distinct from {value}"
                        ).rowcount
                        if changed:
                            assert violations(connection, "victim"), f"{column} = {value} at {seq}"
                        raise psycopg.Rollback


@pytest.mark.parametrize(
    ("tampering", "where"),
    [
        (journal("error = 'fine'", 3), {3}),
        (journal("seal = sha256('')", 4), {4, 5}),
        (journal("seal = null", 4), {5}),
        (journal("seal = null", 24), {24}),
        (journal("detail = '{\"k\": 1}'", 1) + ";" + journal("seal = sha256('')", 1), {1, 2}),
        (account("seal = null"), set()),
        (account("seal = sha256('')"), set()),
    ],
)
def test_a_broken_chain_is_reported_where_it_breaks(
    connection: Connection, tampering: str, where: set[int]
) -> None:
    with undone(connection):
        connection.execute(RESTING)
        connection.execute(tampering)
        found = violations(connection)
        assert {(account, rule) for account, rule, _ in found} == (
            {("victim", "seal")} if where else {("victim", "account")}
        ) | ({("victim", "account")} if 24 in where else set())
        seqs = {int(detail.split(":")[0].removeprefix("seq ")) for _, rule, detail in found if rule == "seal"}
        assert seqs == where


def test_a_seal_does_not_depend_on_the_session(connection: Connection) -> None:
    with undone(connection):
        connection.execute(RESTING)
        for setting in (
            "timezone = 'Asia/Kathmandu'", "datestyle = 'German, DMY'", "bytea_output = 'escape'",
            "intervalstyle = 'sql_standard'", "extra_float_digits = -3", "client_encoding = 'LATIN1'",
            "lc_numeric = 'C'",
        ):  # fmt: skip
            connection.execute(f"set local {setting}")
            connection.execute("select paper.deposit('victim', %s, 1)", (setting.split()[0],))
        assert violations(connection) == []


def test_a_resting_order_taken_out_of_the_working_ones_is_reported(connection: Connection) -> None:
    """It no longer reserves either, so two rules are broken."""
    with undone(connection):
        connection.execute(RESTING)
        connection.execute(delete("working", 15))
        assert {rule for _, rule, _ in violations(connection)} == {"order", "reserved"}


def test_orphans_of_every_table_are_named(connection: Connection) -> None:
    with undone(connection):
        connection.execute(RESTING)
        connection.execute("delete from paper_internal.accounts where account_id = 'victim'")
        details = {detail for _, _, detail in violations(connection)}
        assert {detail.split()[2] for detail in details} == {"journal", "positions", "orders", "working"}


@pytest.mark.parametrize(
    "call",
    [
        "select paper.reset_account('victim', 'z', 77)",
        "select paper.reset_account('victim', 'z', 0)",
        "select paper.close_account('victim', 'z')",
        "select paper.update_settings('victim', 'z', '{\"default_price\": 5}')",
        "select paper.update_settings('victim', 'z', '{\"slippage_pct\": 0.001}')",
        "select paper.cancel_all_orders('victim')",
        "select paper.cancel_all_orders('victim', 'A')",
        "select paper.close_position('victim', 'z', 'A')",
        "select paper.close_position('victim', 'z', 'B', 1)",
        "select paper.submit_order('victim', 'z', 'A', 'buy', 1)",
        "select paper.withdraw('victim', 'z', 392)",
        "select paper.deposit('victim', 'z', 0.000000000001)",
    ],
)
def test_the_engine_leaves_right_books(connection: Connection, call: str) -> None:
    """Also where orders rest."""
    with undone(connection):
        connection.execute(call.replace("392", "1"))
        assert violations(connection) == []
    with undone(connection):
        connection.execute(RESTING)
        connection.execute(call)
        assert violations(connection) == []


def test_resting_orders_claim_cash_and_shares(connection: Connection) -> None:
    def statuses(*calls: str) -> list[Any]:
        return [connection.execute(f"select status::text from paper.{call}").fetchall() for call in calls]

    with undone(connection):
        connection.execute(RESTING)
        open_orders = connection.execute(
            "select seq, status::text from paper.open_orders where account_id = 'victim' order by seq"
        )
        assert open_orders.fetchall() == [(15, "accepted"), (16, "partially_filled"), (20, "accepted")]
        found = statuses(
            "submit_order('victim', 'y1', 'Q', 'buy', 1, 'limit', 392.01)",
            "submit_order('victim', 'y2', 'A', 'sell', 1.01, 'limit', 1)",
            "submit_order('victim', 'y3', 'Q', 'buy', 1, 'limit', 392)",
            "submit_order('victim', 'y4', 'A', 'sell', 1, 'limit', 1)",
        )
        assert found == [[("rejected",)], [("rejected",)], [("accepted",)], [("accepted",)]]
        (cancelled,) = statuses("cancel_all_orders('victim')")
        assert cancelled == [("cancelled",)] * 7  # the exits of 20 too
        reserved = connection.execute("select reserved from paper.accounts where account_id = 'victim'")
        assert reserved.fetchall() == [(0,)]
        assert violations(connection) == []


def test_an_account_that_is_not_there_is_refused(connection: Connection) -> None:
    with pytest.raises(psycopg.Error) as caught:
        violations(connection, "nobody")
    assert caught.value.sqlstate == "ZP001"


def test_a_trader_checks_the_own_accounts_only(dsn: str, make_role: Callable[..., str]) -> None:
    own, other, analyst = make_role("paper_trader"), make_role("paper_trader"), make_role("paper_analyst")
    with connect(dsn) as connection:
        for role, name in ((own, "own"), (other, "other"), (other, "granted")):
            connection.execute(f"set session authorization {role}")
            connection.execute(f"select paper.open_account('{name}', 10)")
        connection.execute(f"select paper.grant_account('granted', '{own}')")
        connection.execute("reset session authorization")
        connection.execute("update paper_internal.accounts set cash = 11")
        connection.execute("insert into paper_internal.positions values ('ghost', 'A', 1, 1, 0, 0, now())")

        connection.execute(f"set session authorization {own}")
        expected = {("own", "account"), ("granted", "account")}
        assert {(a, rule) for a, rule, _ in violations(connection)} == expected
        assert {a for a, *_ in violations(connection, "own")} == {"own"}
        with pytest.raises(psycopg.Error) as caught:
            violations(connection, "other")
        assert caught.value.sqlstate == "ZP001"

        connection.execute(f"set session authorization {analyst}")
        expected |= {("other", "account"), ("ghost", "orphan")}
        assert {(a, rule) for a, rule, _ in violations(connection)} == expected
        connection.execute("reset session authorization")


def test_checking_200_000_rows(dsn: str, capsys: pytest.CaptureFixture[str]) -> None:
    with connect(dsn) as connection:
        connection.execute("select paper.open_account('big', 1000000000)")
        for batch in range(10):
            connection.execute(
                """
                select count(*) from paper.submit_orders('big', (
                    select array_agg(row(
                        format('%%s/%%s', %(batch)s::int, i), 'T' || i %% 50,
                        case when i %% 3 = 0 then 'sell' else 'buy' end, 1 + i %% 7, 'limit', 10 + i %% 13,
                        null, null
                    )::paper.order_request order by i)
                    from generate_series(1, 20000) as i
                ))
                """,
                {"batch": batch},
            )
        rows = connection.execute("select count(*) from paper.journal").fetchall()
        assert rows == [(200_001,)]
        with undone(connection):
            connection.execute(
                "update paper_internal.journal set cash_after = cash_after + 1 "
                "where account_id = 'big' and seq = 100000"
            )
            started = time.perf_counter()
            found = violations(connection)
            seconds = time.perf_counter() - started
            assert [rule for _, rule, _ in found] == ["cash", "cash"]
    with capsys.disabled():
        print(f"\ncheck() of 200,001 journal rows: {seconds:.2f} s")
