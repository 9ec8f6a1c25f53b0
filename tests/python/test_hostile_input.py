"""Hostile input through SQL: every error has its documented SQLSTATE, and nothing is written.

`refused` counts the rows of every table before and after, so a test cannot forget to look.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[Any]
Refuse = Callable[..., psycopg.Error]

TABLES = ("journal", "accounts", "positions", "orders", "working", "account_grants")
NUMBER_BEYOND = ("0", "-1", "NaN", "Infinity", "-Infinity", "1e30", "1e15", "1e-13", "0." + "1" * 40, None)
BAD_KEYS = (
    "", " ", "k" * 201, "k" * 3072, "a b", "tab\tkey", "line\nkey", "\x7f", "\x01", "kéy", "k\u200by",
    "\u0410", None,
)  # fmt: skip
BAD_TICKERS = (
    "", " ", "A" * 33, "A B", "AAPL ", " AAPL", "aapl", "\u0410APL", "AA\u200bPL", "AAPL\n", "\nAAPL",
    "A'B", 'A"B',
    "A\\B", "A;drop", "A,B", "(A)", "{A}", ".A", "-A", "/A", "_A", "A\t", "\ufeffA", "\uff21", "É", "A%",
    None,
)  # fmt: skip
GOOD_TICKERS = ("A", "9", "BRK.B", "BTC/USD", "ES_F", "X-Y", "A" * 32, "0.", "A/._-")
GOOD_KEYS = ("k", "k" * 200, "'", '"', "\\", "a,b", "(a)", "{a}", "NULL", "null", "--", "$1", "%s", "!~")
BAD_OPTIONS = (
    "[]", "1", '"x"', "true", "null", "[{}]", '{"colour": "red"}', '{"Tag": "x"}', '{"": 1}',
    '{"tag": 1}', '{"tag": null}', '{"tag": ["a"]}', '{"tag": {}}', '{"tag": ""}',
    '{"recommendation_id": 7}',
    '{"recommendation_id": {}}', '{"time_in_force": "tomorrow"}', '{"time_in_force": 1}',
    '{"time_in_force": null}',
    '{"time_in_force": "GTC"}', '{"time_in_force": ["gtc"]}', '{"decision_trace": "text"}',
    '{"decision_trace": 1}',
    '{"trail_amount": 1}', '{"order_class": "bracket"}', '{"expires_at": "2030-01-01"}',
    json.dumps({"decision_trace": ["x" * 1000] * 1000}), json.dumps({"tag": "t" * 100_000}),
    json.dumps({"decision_trace": {f"k{n}": n for n in range(20_000)}}),
)  # fmt: skip
BAD_SETTINGS = (
    None, "[]", "1", '"x"', "null", '{"leverage": 2}', '{"Clock": "wall"}', '{"clock": "sundial"}',
    '{"clock": 1}',
    '{"clock": null}', '{"slippage_pct": "0.1"}', '{"slippage_pct": 1}', '{"slippage_pct": -0.1}',
    '{"slippage_pct": 1e-13}', '{"slippage_pct": null}', '{"slippage_pct": [0]}', '{"default_price": 0}',
    '{"default_price": -1}', '{"default_price": 1e15}', '{"default_price": 1e-13}',
    '{"default_price": "100"}',
    '{"default_price": {}}', '{"default_price": 1e300}', '{"fill_model": "dream"}', '{"fill_model": null}',
    '{"account_type": "margin"}', '{"account_type": []}', '{"currency": "usd"}', '{"currency": ""}',
    '{"currency": "US"}', '{"currency": 840}', '{"currency": "USD\\n"}', '{"currency": "\\u0410BC"}',
    json.dumps({"currency": "U" * 100_000}),
)  # fmt: skip


@pytest.fixture(scope="module")
def connection(module_dsn: str) -> Iterator[Connection]:
    """Two accounts with something in them; `closed` takes nothing any more."""
    with psycopg.connect(module_dsn, autocommit=True) as opened:
        opened.execute("set default_transaction_isolation = serializable")
        for account in ("acc", "closed"):
            opened.execute("select paper.open_account(%s, 1000)", (account,))
            opened.execute("select paper.submit_order(%s, 'used', 'A', 'buy', 2, 'limit', 10)", (account,))
        opened.execute("select paper.open_account('sim', 1000, '{\"clock\": \"simulated\"}')")
        opened.execute("select paper.close_account('closed', 'end')")
        yield opened
        assert opened.execute("select * from paper.check()").fetchall() == []


@pytest.fixture
def refused(connection: Connection) -> Refuse:
    """Run a statement that has to raise the SQLSTATE and to write nothing."""

    def run(sqlstate: str, query: str, *arguments: object) -> psycopg.Error:
        before = contents(connection)
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(query, arguments)
        assert caught.value.sqlstate == sqlstate, caught.value
        assert contents(connection) == before
        return caught.value

    return run


def contents(connection: Connection) -> list[object]:
    """Fingerprint every table."""
    counts = ", ".join(
        f"(select row(count(*), sum(hashtextextended(t::text, 0)))::text from paper_internal.{t} as t)"
        for t in TABLES
    )
    return list(connection.execute(f"select {counts}").fetchone() or ())


def problems(error: psycopg.Error) -> list[tuple[int, str]]:
    found = json.loads(error.diag.message_detail or "")
    assert all(set(p) == {"index", "sqlstate", "problem"} for p in found)
    return [(p["index"], p["sqlstate"]) for p in found]


FIELDS = "{key}, {ticker}, {side}, {quantity}, {kind}, {limit}, {stop}, {options}"
ONE = f"select paper.submit_order('acc', {FIELDS})"
MANY = f"select paper.submit_orders('acc', array[row({FIELDS})::paper.order_request])"


def order_call(form: str, name: str, placeholder: str = "%s") -> str:
    """Write a call with a good order, in which one field is left to a parameter."""
    fields = {
        "key": "'new'", "ticker": "'A'", "side": "'buy'", "quantity": "1", "kind": "'stop_limit'",
        "limit": "10", "stop": "10", "options": "'{}'",
    }  # fmt: skip
    return form.format(**{**fields, name: placeholder})


# --- fields of an order -----------------------------------------------------------------------


@pytest.mark.parametrize("form", [ONE, MANY])
@pytest.mark.parametrize("field", ["quantity", "limit", "stop"])
@pytest.mark.parametrize("number", NUMBER_BEYOND)
def test_numbers_of_an_order(refused: Refuse, form: str, field: str, number: str | None) -> None:
    error = refused("ZP004", order_call(form, field, "%s::text::numeric"), number)
    assert problems(error) == [(1, "ZP004")]


@pytest.mark.parametrize("form", [ONE, MANY])
@pytest.mark.parametrize("key", BAD_KEYS)
def test_keys_of_an_order(refused: Refuse, form: str, key: str | None) -> None:
    assert problems(refused("ZP004", order_call(form, "key"), key)) == [(1, "ZP004")]


@pytest.mark.parametrize("form", [ONE, MANY])
@pytest.mark.parametrize("ticker", BAD_TICKERS)
def test_tickers_of_an_order(refused: Refuse, form: str, ticker: str | None) -> None:
    assert problems(refused("ZP004", order_call(form, "ticker"), ticker)) == [(1, "ZP004")]


@pytest.mark.parametrize("form", [ONE, MANY])
@pytest.mark.parametrize("options", BAD_OPTIONS)
def test_options_of_an_order(refused: Refuse, form: str, options: str) -> None:
    error = refused("ZP004", order_call(form, "options", "%s::text::jsonb"), options)
    assert problems(error) == [(1, "ZP004")]


@pytest.mark.parametrize("field", ["side", "kind"])
@pytest.mark.parametrize("word", ["", "BUY", "hold", " buy", "buy ", "trailing_stop", "m\u0430rket"])
def test_wrong_words(refused: Refuse, field: str, word: str) -> None:
    """An enum refuses a word while the call is parsed; a batch says which order had it."""
    assert problems(refused("ZP004", order_call(MANY, field), word)) == [(1, "ZP004")]
    known = field == "kind" and word == "trailing_stop"
    refused("ZP004" if known else "22P02", order_call(ONE, field, "%s"), word)


@pytest.mark.parametrize("form", [ONE, MANY])
@pytest.mark.parametrize("field", ["side", "kind"])
def test_no_word(refused: Refuse, form: str, field: str) -> None:
    refused("ZP004", order_call(form, field, "null"))


def test_numbers_that_no_numeric_can_be(refused: Refuse) -> None:
    refused("22P02", order_call(MANY, "quantity", "%s::text::numeric"), "ten")
    refused("22P02", order_call(MANY, "quantity", "%s::text::numeric"), "")
    refused("22003", order_call(MANY, "quantity", "%s::text::numeric"), "1e200000")


def test_the_largest_numeric_is_refused_and_not_computed_with(refused: Refuse) -> None:
    for field in ("quantity", "limit", "stop"):
        refused("ZP004", order_call(MANY, field, "%s::text::numeric"), "1e131071")
        refused("ZP004", order_call(MANY, field, "%s::text::numeric"), "1e-16383")


def test_an_order_of_nothing_but_nulls(refused: Refuse) -> None:
    nothing = "row(null, null, null, null, null, null, null, null)::paper.order_request"
    for element in (nothing, "null::paper.order_request"):
        error = refused("ZP004", f"select paper.submit_orders('acc', array[{element}, {element}])")
        assert problems(error) == [(1, "ZP004"), (2, "ZP004")]
    refused("ZP004", "select paper.submit_order('acc', null, null, null, null, null, null, null, null)")


@pytest.mark.parametrize("orders", ["null", "'{}'", "array[]::paper.order_request[]"])
def test_a_batch_of_nothing_does_nothing(connection: Connection, orders: str) -> None:
    before = contents(connection)
    assert connection.execute(f"select paper.submit_orders('acc', {orders})").fetchall() == []
    assert contents(connection) == before


@pytest.mark.parametrize(
    "literal",
    ["{", "{x}", '{"(a)"}', '{"(a,b,c,d,e,f,g,h)"}', '{"(k,A,buy,1,market,,,{)"}', '{"(k,A,buy,,,,,,)"}'],
)
def test_literals_that_are_no_batch(refused: Refuse, literal: str) -> None:
    refused("22P02", "select paper.submit_orders('acc', %s::text::paper.order_request[])", literal)


def test_a_batch_of_two_dimensions_is_read_in_order(connection: Connection) -> None:
    order = "row('{}', 'A', 'buy', 1, 'limit', 1, null, null)::paper.order_request"
    rows = ", ".join(f"array[{order.format(f'dim{n}')}]" for n in (1, 2))
    found = connection.execute(
        f"select idempotency_key from paper.submit_orders('acc', array[{rows}])"
    ).fetchall()
    assert found == [("dim1",), ("dim2",)]


@pytest.mark.parametrize("ticker", GOOD_TICKERS)
def test_tickers_at_the_edge_are_good(connection: Connection, ticker: str) -> None:
    found = connection.execute(
        "select ticker, status::text from paper.submit_order('acc', %s, %s, 'buy', 1, 'limit', 1)",
        (f"t{GOOD_TICKERS.index(ticker)}", ticker),
    )
    assert found.fetchall() == [(ticker, "filled")]


@pytest.mark.parametrize("key", GOOD_KEYS)
def test_keys_at_the_edge_are_good(connection: Connection, key: str) -> None:
    call = "select idempotency_key, seq from paper.submit_order('acc', %s, 'A', 'buy', 1, 'limit', 1)"
    once = connection.execute(call, (key,)).fetchall()
    assert [row[0] for row in once] == [key]
    assert connection.execute(call, (key,)).fetchall() == once


def test_needless_zeros_are_no_decimals(connection: Connection) -> None:
    found = connection.execute(
        "select quantity, fill_price from paper.submit_order('acc', 'zeros', 'A', 'buy', "
        "%s::text::numeric, 'limit', %s::text::numeric)",
        ("1." + "0" * 40, "0.000000000001" + "0" * 3000),
    )
    assert found.fetchall() == [(1, Decimal("0.000000000001"))]


# --- bytes that are no text -------------------------------------------------------------------


@pytest.mark.parametrize("raw", [b"\xed\xa0\x80", b"\xff", b"\xc0\x80", b"A\xe2\x80", b"\xf8\x88\x80\x80"])
@pytest.mark.parametrize("field", ["key", "ticker"])
def test_bytes_that_are_no_utf8(connection: Connection, field: str, raw: bytes) -> None:
    """Lone surrogates, overlong forms and cut characters never become text."""
    before = contents(connection)
    query = order_call(ONE, field, "$1::text").encode()
    result = connection.pgconn.exec_params(query, [raw])
    assert result.error_field(psycopg.pq.DiagnosticField.SQLSTATE) == b"22021"
    assert contents(connection) == before


def test_a_nul_never_becomes_text(connection: Connection, refused: Refuse) -> None:
    before = contents(connection)
    with pytest.raises(psycopg.DataError):
        connection.execute(order_call(ONE, "ticker"), ("A\0B",))
    result = connection.pgconn.exec_params(
        order_call(ONE, "ticker", "$1::text").encode(), [b"A\0B"], param_formats=[1]
    )
    assert result.error_field(psycopg.pq.DiagnosticField.SQLSTATE) == b"22021"
    assert contents(connection) == before
    refused("22P05", order_call(ONE, "options", "%s::text::jsonb"), '{"tag": "\\u0000"}')
    refused("22P02", order_call(ONE, "options", "%s::text::jsonb"), '{"tag": "\\ud800"}')


# --- accounts, money, terms -------------------------------------------------------------------

KEYED = (
    "deposit('acc', %s, 1)",
    "withdraw('acc', %s, 1)",
    "reset_account('acc', %s, 1)",
    "close_position('acc', %s, 'A')",
    "update_settings('acc', %s, '{}')",
    "close_account('acc', %s)",
)


@pytest.mark.parametrize("call", KEYED)
@pytest.mark.parametrize("key", BAD_KEYS)
def test_keys_of_every_request(refused: Refuse, call: str, key: str | None) -> None:
    refused("ZP004", f"select paper.{call}", key)


@pytest.mark.parametrize("call", KEYED)
def test_a_key_is_used_once(refused: Refuse, call: str) -> None:
    refused("ZP002", f"select paper.{call}", "used")


@pytest.mark.parametrize("call", ["deposit", "withdraw", "reset_account"])
@pytest.mark.parametrize(
    "number", ["-1", "NaN", "Infinity", "-Infinity", "1e30", "1e21", "1e-13", "1e131071", None]
)
def test_amounts(refused: Refuse, call: str, number: str | None) -> None:
    refused("ZP004", f"select paper.{call}('acc', 'new', %s::text::numeric)", number)


@pytest.mark.parametrize("call", ["deposit", "withdraw"])
def test_a_transfer_of_nothing(refused: Refuse, call: str) -> None:
    refused("ZP004", f"select paper.{call}('acc', 'new', 0)")


def test_more_cash_than_there_is_room_for(refused: Refuse) -> None:
    refused("ZP004", "select paper.deposit('acc', 'new', 999999999999999999999)")


def test_more_cash_than_there_is(refused: Refuse) -> None:
    refused("ZP009", "select paper.withdraw('acc', 'new', 1000000)")


@pytest.mark.parametrize("ticker", BAD_TICKERS)
def test_ticker_to_close(refused: Refuse, ticker: str | None) -> None:
    refused("ZP004", "select paper.close_position('acc', 'new', %s)", ticker)


@pytest.mark.parametrize("number", [n for n in NUMBER_BEYOND if n is not None])
def test_quantity_to_close(refused: Refuse, number: str) -> None:
    refused("ZP004", "select paper.close_position('acc', 'new', 'A', %s::text::numeric)", number)


@pytest.mark.parametrize("wanted", BAD_SETTINGS)
def test_settings(refused: Refuse, wanted: str | None) -> None:
    refused("ZP004", "select paper.update_settings('acc', 'new', %s::text::jsonb)", wanted)
    if wanted is not None:  # null opens an account as it is
        refused("ZP004", "select paper.open_account('fresh', 1, %s::text::jsonb)", wanted)


@pytest.mark.parametrize("account", [*BAD_KEYS, "a'b\n"])
def test_names_of_accounts(refused: Refuse, account: str | None) -> None:
    refused("ZP004", "select paper.open_account(%s, 1)", account)


@pytest.mark.parametrize("number", ["-1", "NaN", "Infinity", "1e30", "1e21", "1e-13", None])
def test_initial_cash(refused: Refuse, number: str | None) -> None:
    refused("ZP004", "select paper.open_account('fresh', %s::text::numeric)", number)


def test_an_account_with_other_settings(refused: Refuse) -> None:
    refused("ZP006", "select paper.open_account('acc', 1000, '{\"currency\": \"EUR\"}')")


@pytest.mark.parametrize("moment", ["infinity", "-infinity", None])
def test_clocks(refused: Refuse, moment: str | None) -> None:
    refused("ZP004", "select paper.set_clock('sim', %s::text::timestamptz)", moment)
    refused("ZP004", "select paper.set_clock('acc', now())")


def test_words_that_are_no_time(refused: Refuse) -> None:
    refused("22007", "select paper.set_clock('sim', %s::text::timestamptz)", "yesteryear")
    refused("22008", "select paper.set_clock('sim', %s::text::timestamptz)", "999999-01-01")


@pytest.mark.parametrize(
    "ids",
    [
        "array[null]::uuid[]",
        "array[gen_random_uuid()]",
        "array['00000000-0000-0000-0000-000000000000']::uuid[]",
    ],
)
def test_orders_that_are_not_there(refused: Refuse, ids: str) -> None:
    refused("ZP007", f"select paper.cancel_orders('acc', {ids})")
    refused("ZP007", f"select paper.cancel_order('acc', ({ids})[1])")


def test_orders_of_another_account(refused: Refuse) -> None:
    refused(
        "ZP007",
        "select paper.cancel_order('acc', "
        "(select order_id from paper.orders where account_id = 'closed' limit 1))",
    )
    refused(
        "ZP007",
        "select paper.cancel_orders('acc', array(select order_id from paper.orders "
        "where account_id in ('acc', 'closed') order by account_id))",
    )


def test_an_id_that_is_no_uuid(refused: Refuse) -> None:
    refused("22P02", "select paper.cancel_order('acc', %s::text::uuid)", "1' or '1'='1")


def test_a_seq_that_is_no_order(refused: Refuse) -> None:
    """The id of the opening deposit would be the account's own, counted on by one."""
    own = "(select id::text from paper.broker_accounts where account_id = 'acc')"
    refused("ZP007", f"select paper.cancel_order('acc', (left({own}, 35) || '1')::uuid)")
    refused("ZP007", f"select paper.cancel_order('acc', {own}::uuid)")


CALLS = (
    "update_settings({account}, 'new', '{{}}')",
    "close_account({account}, 'new')",
    "submit_order({account}, 'new', 'A', 'buy', 1)",
    "submit_orders({account}, "
    "array[row('new', 'A', 'buy', 1, 'market', null, null, null)::paper.order_request])",
    "cancel_order({account}, gen_random_uuid())",
    "cancel_orders({account}, '{{}}')",
    "cancel_all_orders({account})",
    "close_position({account}, 'new', 'A')",
    "deposit({account}, 'new', 1)",
    "withdraw({account}, 'new', 1)",
    "reset_account({account}, 'new', 1)",
    "set_clock({account}, '2030-01-01')",
    "grant_account({account}, 'paper_trader')",
    "revoke_account({account}, 'paper_trader')",
)
READING = (
    "clock({account})",
    "seq_at({account}, now())",
    "explain_order({account}, gen_random_uuid())",
    "check({account})",
    "positions_at({account})",
    "account_at({account})",
    "equity_curve({account})",
    "round_trips({account})",
    "lots({account})",
    "performance({account})",
    "returns({account})",
    "drawdowns({account})",
    "exposure({account})",
    "turnover({account})",
    "fill_costs({account})",
    "pnl_by({account}, 'ticker')",
)


@pytest.mark.parametrize("call", [*CALLS, *READING])
@pytest.mark.parametrize("account", ["'nobody'", "'ACC'", "'acc '", "''", "e'acc\\n'", "repeat('a', 100000)"])
def test_an_account_that_is_not_there(refused: Refuse, call: str, account: str) -> None:
    refused("ZP001", f"select paper.{call.format(account=account)}")


@pytest.mark.parametrize("call", [*CALLS, *(call for call in READING if not call.startswith("check("))])
def test_no_account_at_all(refused: Refuse, call: str) -> None:
    refused("ZP001", f"select paper.{call.format(account='null')}")


@pytest.mark.parametrize("call", [*CALLS, "open_account({account})"])
@pytest.mark.parametrize("isolation", ["read committed", "repeatable read", "read uncommitted"])
def test_a_caller_that_is_not_serializable(
    connection: Connection, refused: Refuse, call: str, isolation: str
) -> None:
    account = "'sim'" if "set_clock" in call else "'acc'"
    connection.execute("select set_config('default_transaction_isolation', %s, false)", (isolation,))
    try:
        error = refused("ZP003", f"select paper.{call.format(account=account)}")
    finally:
        connection.execute("set default_transaction_isolation = serializable")
    assert error.diag.message_hint


@pytest.mark.parametrize("call", [c for c in CALLS if "new" in c])
def test_a_closed_account(refused: Refuse, call: str) -> None:
    refused("ZP005", f"select paper.{call.format(account=chr(39) + 'closed' + chr(39))}")


# --- batches ----------------------------------------------------------------------------------

BATCH = """
select paper.submit_orders('acc', (
    select array_agg(row(
        case when i = any (%(twice)s) then 'used' else 'batch' || i end,
        case i when 500 then 'A B' else 'A' end, case i when 1000 then 'hold' else 'buy' end,
        case i when 17 then 'NaN'::numeric else 1 end, 'limit', 1, null, null
    )::paper.order_request order by i)
    from generate_series(1, 1000) as i
    where %(malformed)s or i not in (17, 500, 1000)
))
"""


def batch_error(connection: Connection, **parameters: object) -> psycopg.Error:
    before = contents(connection)
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(BATCH, parameters)
    assert contents(connection) == before
    return caught.value


def test_three_malformed_orders_in_a_thousand(connection: Connection) -> None:
    error = batch_error(connection, twice=[], malformed=True)
    assert error.sqlstate == "ZP004"
    assert problems(error) == [(17, "ZP004"), (500, "ZP004"), (1000, "ZP004")]
    assert error.diag.message_hint


def test_malformed_orders_and_a_used_key_are_all_listed(connection: Connection) -> None:
    error = batch_error(connection, twice=[3], malformed=True)
    assert error.sqlstate == "ZP004"
    assert problems(error) == [(3, "ZP002"), (17, "ZP004"), (500, "ZP004"), (1000, "ZP004")]


def test_a_used_key_in_a_thousand(connection: Connection) -> None:
    error = batch_error(connection, twice=[3], malformed=False)
    assert error.sqlstate == "ZP002"
    assert problems(error) == [(3, "ZP002")]


def test_every_order_of_a_large_batch_is_malformed(connection: Connection) -> None:
    before = contents(connection)
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(
            "select paper.submit_orders('acc', (select array_agg(row('k' || i, 'a', 'buy', -1, 'limit', "
            "null, null, '[]')::paper.order_request) from generate_series(1, 5000) as i))"
        )
    assert caught.value.sqlstate == "ZP004"
    assert problems(caught.value) == [(n, "ZP004") for n in range(1, 5001)]
    assert contents(connection) == before


# --- sums that leave the range ----------------------------------------------------------------


def outcomes(connection: Connection, *calls: str) -> list[tuple[str, str | None]]:
    return [
        connection.execute(f"select status::text, reject_reason from paper.{call}").fetchall()[0]
        for call in calls
    ]


def test_cash_beyond_the_range_is_a_rejection(connection: Connection) -> None:
    connection.execute("select paper.open_account('rich', 999999999999999999999)")
    assert outcomes(
        connection,
        "submit_order('rich', 'b', 'A', 'buy', 1, 'limit', 1)",
        "submit_order('rich', 's', 'A', 'sell', 1, 'limit', 2)",
        "submit_order('rich', 't', 'A', 'sell', 1, 'limit', 1.999999999999)",
    ) == [("filled", None), ("rejected", "out_of_range"), ("filled", None)]


def test_a_position_beyond_the_range_is_a_rejection(connection: Connection) -> None:
    connection.execute("select paper.open_account('heavy', 100000)")
    assert outcomes(
        connection,
        "submit_order('heavy', '1', 'A', 'buy', 999999999999999, 'limit', 0.000000000001)",
        "submit_order('heavy', '2', 'A', 'buy', 1, 'limit', 0.000000000001)",
        "submit_order('heavy', '3', 'A', 'buy', 0.999999999999, 'limit', 0.000000000001)",
    ) == [("filled", None), ("rejected", "out_of_range"), ("filled", None)]


def test_a_price_beyond_the_range_is_a_rejection(connection: Connection) -> None:
    connection.execute("select paper.open_account('dear', 999999999999999999999)")
    assert (
        outcomes(
            connection,
            "submit_order('dear', '1', 'A', 'buy', 1, 'market', 999999999999999)",
            "submit_order('dear', '2', 'A', 'buy', 1, 'market', 0.00004)",
            "submit_order('dear', '3', 'A', 'sell', 1, 'market', 0.00004)",
        )
        == [("rejected", "out_of_range")] * 3
    )


def test_a_loss_beyond_the_range_is_a_rejection(connection: Connection) -> None:
    """Two deposits paid for more than a profit can be written down."""
    connection.execute("select paper.open_account('loser', 900000000000000000000)")
    buy = "submit_order('loser', '{}', 'A', 'buy', 900000, 'limit', 999999999999999)"
    assert outcomes(connection, buy.format(1)) == [("filled", None)]
    connection.execute("select paper.deposit('loser', '2', 900000000000000000000)")
    assert outcomes(
        connection,
        buy.format(3),
        "submit_order('loser', '4', 'A', 'sell', 1800000, 'limit', 1)",
        "submit_order('loser', '5', 'A', 'sell', 900000, 'limit', 1)",
        "submit_order('loser', '6', 'A', 'sell', 900000, 'limit', 1)",
    ) == [("filled", None), ("rejected", "out_of_range"), ("filled", None), ("rejected", "out_of_range")]


def test_a_request_replays_although_it_would_not_fit_again(connection: Connection) -> None:
    """What a key has answered does not depend on what came after."""
    connection.execute("select paper.open_account('full', 999999999999999999990)")
    for _ in range(3):
        found = connection.execute("select cash, seq from paper.deposit('full', 'd', 9)").fetchall()
        assert found == [(999999999999999999999, 2)]
