"""The plans of the engine's statements, as the server really ran them.

auto_explain reports every statement nested in a function. On empty tables that nobody has analyzed and on
a large journal, each look-up must be an index probe: a sequential scan of a fresh table locks the whole
relation and aborts writers of other accounts, a join on keys turns quadratic.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[tuple[Any, ...]]
Plan = dict[str, Any]

TABLES = {"accounts", "account_grants", "positions", "journal", "orders", "working", "market"}
FORBIDDEN = {"Seq Scan", "Hash Join", "Merge Join", "Bitmap Heap Scan", "Materialize"}

WRITES = {
    "a new order": "select * from paper.submit_order('a', 'new', 'AAPL', 'buy', 1, 'limit', 10)",
    "a rejected order": "select * from paper.submit_order('a', 'no', 'NONE', 'sell', 1, 'limit', 10)",
    "a replay": "select * from paper.submit_order('a', 'k1', 'AAPL', 'buy', 1, 'limit', 10)",
    "a batch": """
        select count(*) from paper.submit_orders('a', array(
            select row('b' || i, 'T' || i %% 7, 'buy', 1, 'limit', 10, null, '{}')::paper.order_request
            from generate_series(1, 100) as i
        ))""",
    "a large batch": """
        select count(*) from paper.submit_orders('a', array(
            select row(md5(i::text), 'T' || i %% 7, 'buy', 1, 'limit', 10, null, '{}')::paper.order_request
            from generate_series(1, 200) as i
        ))""",
    "a batch of new, known and repeated keys": """
        select count(*) from paper.submit_orders('a', array(
            select row('k' || i %% 60, 'AAPL', 'buy', 1, 'limit', 10, null, '{}')::paper.order_request
            from generate_series(1, 100) as i
        ))""",
    "a deposit": "select * from paper.deposit('a', 'd', 1)",
    "a withdrawal": "select * from paper.withdraw('a', 'w', 1)",
    "settings": "select * from paper.update_settings('a', 's', '{\"slippage_pct\": 0}')",
    "a closed position": "select * from paper.close_position('a', 'c', 'AAPL')",
    "a cancel": "select * from paper.cancel_order('a', %(id)s)",
    "a cancel of all": "select * from paper.cancel_all_orders('a')",
    "a reset": "select * from paper.reset_account('a', 'r', 100)",
    "a closed account": "select * from paper.close_account('a', 'x')",
}

READS = {
    "an order by its seq": "select * from paper.orders where account_id = 'a' and seq = 2",
    "an order by its key": "select * from paper.orders where account_id = 'a' and idempotency_key = 'k1'",
    "an order by its id": "select * from paper.order_of(%(id)s)",
    "the last orders": "select * from paper.orders where account_id = 'a' order by seq desc limit 100",
    "the orders of a time": "select count(*) from paper.orders where account_id = 'a' "
    "and seq > 10 and seq <= 40",
    "open orders": "select * from paper.open_orders where account_id = 'a'",
    "an account": "select * from paper.accounts where account_id = 'a'",
    "positions": "select * from paper.positions where account_id = 'a'",
    "the fills of a ticker": "select * from paper.fills where account_id = 'other-1' and ticker = 'AAPL'",
    "the last fills of a ticker": "select * from paper.fills where account_id = 'other-1' "
    "and ticker = 'AAPL' order by seq desc limit 100",
    "orders by status": "select * from paper.orders where account_id = 'other-1' and status = 'rejected'",
    "the journal after a seq": "select * from paper.journal where account_id = 'a' and seq > 5 "
    "order by seq limit 10",
    "the life of an order": "select * from paper.explain_order('a', %(id)s)",
    "the seq at a time": "select paper.seq_at('a', now())",
    "the positions at a time": "select * from paper.positions_at('a', now())",
    "the account at a time": "select * from paper.account_at('a', now())",
}

# What each of them searches, where the server chooses freely: before any statistics exist, and after.
INDEX_OF = dict.fromkeys(READS, "journal_pkey") | {
    "an order by its key": "journal_idempotency_key",
    "positions": "positions_pkey",
}


def plans(connection: Connection, query: str, parameters: dict[str, Any] | None = None) -> list[Plan]:
    """Run a query and return the plan of every statement that ran for it, the innermost first."""
    found: list[Plan] = []

    def collect(diagnostic: psycopg.errors.Diagnostic) -> None:
        message = diagnostic.message_primary or ""
        if " plan:\n" in message:
            found.append(json.loads(message.partition(" plan:\n")[2]))

    connection.add_notice_handler(collect)
    try:
        connection.execute(query.encode(), parameters).fetchall()
    finally:
        connection.remove_notice_handler(collect)
    assert found, "auto_explain reported nothing"
    return found


def nodes(plan: Plan) -> Iterator[Plan]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def faults(statements: list[Plan]) -> list[str]:
    """Scans of our tables that are no index probes, and joins that are no nested loops."""
    return [
        f"{node['Node Type']} on {node.get('Relation Name')} in: {statement['Query Text'].strip()[:300]}"
        for statement in statements
        for node in nodes(statement["Plan"])
        if node["Node Type"] in FORBIDDEN
        and (node.get("Relation Name") in TABLES or "Relation Name" not in node)
        and _touches_tables(node)
    ]


def _touches_tables(node: Plan) -> bool:
    return any(child.get("Relation Name") in TABLES for child in nodes(node))


def probes(statements: list[Plan]) -> set[str]:
    """The indexes that were searched by a condition."""
    return {
        node["Index Name"]
        for statement in statements
        for node in nodes(statement["Plan"])
        if "Index Name" in node and "Index Cond" in node
    }


def explaining(connection: Connection) -> Connection:
    connection.execute("load 'auto_explain'")
    for setting, value in {
        "log_min_duration": "0",
        "log_nested_statements": "on",
        "log_format": "json",
        "log_level": "notice",
    }.items():
        connection.execute("select set_config(%s, %s, false)", (f"auto_explain.{setting}", value))
    return connection


@pytest.fixture
def empty(connect: Callable[..., Connection]) -> Connection:
    """An account "a" with one order, in tables that are fresh and were never analyzed."""
    connection: Connection = connect()
    connection.execute("select paper.open_account('a', 1e12)")
    connection.execute("select * from paper.submit_order('a', 'k1', 'AAPL', 'buy', 1, 'limit', 10)")
    return explaining(connection)


@pytest.fixture(scope="module")
def large_books(module_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(
        module_dsn, autocommit=True, options="-c default_transaction_isolation=serializable"
    ) as connection:
        for account, orders in [("a", 20_000), *((f"other-{i}", 500) for i in range(60))]:
            connection.execute("select paper.open_account(%s, 1e12)", (account,))
            connection.execute(
                """
                select count(*) from paper.submit_orders(%s, array(
                    select row(
                        'k' || i, 'AAPL', 'buy', 1, 'limit', 10, null, '{}'
                    )::paper.order_request
                    from generate_series(1, %s) as i
                ))""",
                (account, orders),
            )
        connection.execute("analyze")
        yield explaining(connection)


@pytest.fixture
def large(large_books: Connection) -> Iterator[Connection]:
    """The same account among others, 50,000 orders, analyzed; what a test writes is undone."""
    with large_books.transaction(force_rollback=True):
        yield large_books


@pytest.fixture
def unanalyzed(large: Connection) -> Connection:
    """The same, as if nobody had analyzed it."""
    tables = "select oid from pg_class where relnamespace = 'paper_internal'::regnamespace"
    large.execute(f"delete from pg_statistic where starelid in ({tables})".encode())
    large.execute(f"update pg_class set reltuples = -1, relpages = 0 where oid in ({tables})".encode())
    return large


@pytest.fixture(params=["empty", "large"])
def books(request: pytest.FixtureRequest, server: object) -> Connection:
    connection: Connection = request.getfixturevalue(request.param)
    return connection


def an_order(connection: Connection) -> dict[str, Any]:
    row = connection.execute(
        "select order_id from paper.orders where account_id = 'a' and seq = 2"
    ).fetchone()
    assert row
    return {"id": row[0]}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_probes_indexes_only(books: Connection, name: str) -> None:
    statements = plans(books, WRITES[name], an_order(books))
    assert faults(statements) == []
    assert "accounts_pkey" in probes(statements)


REPEATS = "a batch of new, known and repeated keys"


@pytest.mark.parametrize("name", ["a replay", REPEATS, "a large batch", "a deposit", "a closed position"])
def test_a_key_is_looked_up_in_its_own_index(books: Connection, name: str) -> None:
    assert "journal_idempotency_key" in probes(plans(books, WRITES[name], an_order(books)))


@pytest.mark.parametrize("name", ["a new order", "a batch"])
def test_new_orders_read_no_key(books: Connection, name: str) -> None:
    """Its index is written by every account: what is read of it locks a page against all of them."""
    assert "journal_idempotency_key" not in probes(plans(books, WRITES[name], {}))


@pytest.mark.parametrize("name", ["a new order", REPEATS, "a closed position"])
def test_a_position_is_looked_up_by_its_key(books: Connection, name: str) -> None:
    assert "positions_pkey" in probes(plans(books, WRITES[name], an_order(books)))


def test_positions_that_are_not_there_are_not_looked_for(books: Connection) -> None:
    assert "positions_pkey" not in probes(plans(books, WRITES["a batch"], {}))


@pytest.mark.parametrize("statistics", ["large", "unanalyzed"])
@pytest.mark.parametrize("name", INDEX_OF)
def test_a_read_of_large_books_searches_an_index(
    request: pytest.FixtureRequest, server: object, statistics: str, name: str
) -> None:
    books: Connection = request.getfixturevalue(statistics)
    statements = plans(books, READS[name], an_order(books))
    assert INDEX_OF[name] in probes(statements)
    assert "Seq Scan on journal" not in "\n".join(faults(statements))


@pytest.mark.parametrize("group", ["paper_analyst", "paper_trader"])
@pytest.mark.parametrize("name", READS)
def test_a_read_of_large_books_does_not_scan_the_journal(large: Connection, name: str, group: str) -> None:
    order = an_order(large)
    large.execute(f"create role plan_reader in role {group}".encode())
    large.execute("select paper.grant_account('a', 'plan_reader')")
    large.execute("set local role plan_reader")
    statements = plans(large, READS[name], order)
    scanned = {
        node["Relation Name"]
        for statement in statements
        for node in nodes(statement["Plan"])
        if node["Node Type"] == "Seq Scan"
    }
    assert "journal" not in scanned


def relations(statements: list[Plan]) -> set[str]:
    return {
        node["Relation Name"]
        for statement in statements
        for node in nodes(statement["Plan"])
        if "Relation Name" in node
    }


@pytest.fixture
def marked(large: Connection) -> Connection:
    """The same, and a market of 3,000 tickers."""
    large.execute(
        """
        select from paper.feed_quotes(array(
            select row('T' || i, '2026-03-01', 1, 2, 1, 1, i)::paper.quote from generate_series(1, 3000) as i
        ))"""
    )
    large.execute("analyze paper_internal.market")
    return large


@pytest.mark.parametrize(
    "columns", ["current_price from paper.positions", "portfolio_value from paper.accounts"]
)
def test_a_mark_is_looked_up_by_its_ticker(marked: Connection, columns: str) -> None:
    statements = plans(marked, f"select {columns} where account_id = 'a'")
    assert market_faults(statements, {"market"}) == []
    assert "market_pkey" in probes(statements)


@pytest.mark.parametrize(
    "columns",
    [
        "ticker, quantity, avg_entry_price, reserved, broker_account_id from paper.positions",
        "cash, buying_power from paper.accounts",
    ],
)
def test_what_is_not_marked_does_not_read_the_market(marked: Connection, columns: str) -> None:
    statements = plans(marked, f"select {columns} where account_id = 'a'")
    assert "accounts" in relations(statements)
    assert "market" not in relations(statements)


#: A ticker with much of a tape behind it, and as many others.
FED = """
select f.* from paper.feed_quotes(array(
    select row(
        t, '2026-03-01'::timestamptz + i * interval '1 second', 60000 + i %% 97, 60100 + i %% 97, 1, 1, i
    )::paper.quote
    from generate_series(1, %s) as i, unnest(array['A', 'B', 'C']) as t
)) as f
"""

MARKET_READS = {
    "a feed": "select f.* from paper.feed_quotes(array["
    "row('A', '2027-01-01', 1, 2, 1, 1, null)]::paper.quote[]) as f",
    "a feed of what is there": "select f.* from paper.feed_quotes(array["
    "row('A', '2026-03-01 00:00:01', 60001, 60101, 1, 1, 1)]::paper.quote[]) as f",
    "a sweep": "select * from paper.sweep()",
    "the tape after a position": "select * from paper.quotes where ticker = 'A' and tape_seq > 1 "
    "order by tape_seq limit 5",
    "a session": "select * from paper_internal.session_at('A', '2026-03-01')",
}

MARKET_TABLES = {"working", "sessions"}


def market_faults(statements: list[Plan], tables: set[str] = MARKET_TABLES) -> list[str]:
    return [
        f"{node['Node Type']} on {node['Relation Name']} in: {statement['Query Text'].strip()[:300]}"
        for statement in statements
        for node in nodes(statement["Plan"])
        if node["Node Type"] in {"Seq Scan", "Bitmap Heap Scan"}
        and (node.get("Relation Name") in tables or str(node.get("Relation Name", "")).startswith("tape"))
    ]


@pytest.fixture(params=[1, 20_000])
def fed(request: pytest.FixtureRequest, connect: Callable[..., Connection]) -> Connection:
    """A tape, short or long, and an order that rests; only the long one is analyzed."""
    connection: Connection = connect(isolation="read committed")
    connection.execute(FED, (request.param,))
    connection.execute("select paper.set_instrument('A', '{\"calendar\": \"X\"}')")
    connection.execute(
        """
        select paper.load_sessions('X', array(
            select row(d, d + interval '8 hours')::paper.session
            from generate_series('2026-01-01'::timestamptz, '2029-01-01', '1 day') as d
        ))"""
    )
    connection.execute(
        "select paper.sweep_done(jsonb_set(positions, '{A}', '0'), snapshot) from paper.sweep()"
    )
    connection.execute(
        """
        insert into paper_internal.working (account_id, seq, ticker, kind, trigger_price)
        select 'a', i, 'A', 'buy_limit', 1 + i from generate_series(1, %s) as i""",
        (request.param // 10 + 1,),
    )
    if request.param > 1:
        connection.execute("analyze")
    return explaining(connection)


@pytest.mark.parametrize("name", MARKET_READS)
def test_market_data_are_found_by_key(fed: Connection, name: str) -> None:
    statements = plans(fed, MARKET_READS[name])
    assert market_faults(statements) == []
    if name == "a sweep":
        assert {"working_trigger", "working_born"} <= probes(statements)
        ranges = [
            node["Index Cond"]
            for statement in statements
            for node in nodes(statement["Plan"])
            if node.get("Index Name") == "working_trigger"
        ]
        assert any("kind" in condition and "trigger_price" in condition for condition in ranges)
    if name in {"a feed of what is there", "a sweep", "the tape after a position"}:
        assert any(index.startswith("tape_") and index.endswith("_pkey") for index in probes(statements))


@pytest.fixture(params=["unanalyzed", "analyzed"])
def stale(request: pytest.FixtureRequest, connect: Callable[..., Connection]) -> Connection:
    """3,000 orders that no sweep has seen, each at another position of a tape that one has seen half of.

    One of them is due.
    """
    connection: Connection = connect(isolation="read committed")
    if request.param == "analyzed":
        connection.execute("analyze")  # when everything was empty
    connection.execute(FED, (6000,))
    connection.execute(
        """
        select paper.sweep_done('{"A": 3000, "B": 3000, "C": 3000}', snapshot) from paper.sweep();
        insert into paper_internal.working
            (account_id, seq, ticker, kind, trigger_price, seen_seq, expires_at)
        select
            'a' || i, 2, (array['A', 'B', 'C'])[1 + i % 3], 'buy_limit', 1, 2 * i,
            case i when 7 then timestamptz '2026-01-01' else '2999-01-01' end
        from generate_series(1, 3000) as i;
        insert into paper_internal.accounts (account_id, prefix, owner, settings, cash, seq, clock, opened_at)
        select 'a' || i, '0123456789ab8cde', session_user, '{}', 1, 1, now(), now()
        from generate_series(1, 3000) as i"""
    )
    explaining(connection).execute("set auto_explain.log_analyze = on")
    return connection


def test_a_sweep_reads_no_datum_and_no_order_twice(stale: Connection) -> None:
    statements = plans(stale, MARKET_READS["a sweep"])
    assert market_faults(statements) == []
    assert {"working_trigger", "working_born"} <= probes(statements)
    read = Counter[str]()
    largest = 0.0
    for statement in statements:
        for node in nodes(statement["Plan"]):
            rows = node.get("Actual Rows", 0) * node.get("Actual Loops", 0)
            read[str(node.get("Relation Name", "")).partition("_")[0]] += round(rows)
            largest = max(
                largest, rows + node.get("Rows Removed by Join Filter", 0) * node.get("Actual Loops", 0)
            )
    assert 0 < read["tape"] <= 3 * 6000
    assert read["working"] <= 3000 + 1
    assert 0 < read["accounts"] <= 2
    assert largest <= 3 * 6000


@pytest.fixture(params=[1, 20_000])
def unfilled(request: pytest.FixtureRequest, connect: Callable[..., Connection]) -> Connection:
    """Two orders, one of them cancelled, at the end of a tape, short or long; only the long is analyzed."""
    connection: Connection = connect()
    connection.execute(FED, (request.param,))
    connection.execute(
        'select paper.open_account(\'a\', 1e12, \'{"fill_model": "market", "clock": "simulated"}\')'
    )
    for key in ("open", "cancelled"):
        connection.execute("select from paper.submit_order('a', %s, 'A', 'buy', 1, 'limit', 1)", (key,))
    connection.execute(
        "select from paper.feed_quotes(array[row('A', '2027-01-01', 2, 3, 1, 1, null)]::paper.quote[])"
    )
    connection.execute("select paper.cancel_order('a', order_id) from paper.orders where seq = 3")
    if request.param > 1:
        connection.execute("analyze")
    explaining(connection).execute("set auto_explain.log_analyze = on")
    return connection


@pytest.mark.parametrize("key", ["open", "cancelled"])
def test_what_an_order_missed_is_found_by_key(unfilled: Connection, key: str) -> None:
    query = "select e.* from paper.orders as o cross join paper.explain_order('a', o.order_id) as e where "
    statements = plans(unfilled, query + "o.account_id = 'a' and o.idempotency_key = %(key)s", {"key": key})
    assert market_faults(statements) == []
    read = [
        node["Actual Rows"] * node["Actual Loops"]
        for statement in statements
        for node in nodes(statement["Plan"])
        if str(node.get("Relation Name", "")).startswith("tape") and "Actual Rows" in node
    ]
    assert 0 < sum(read) < 200
