"""Values on the wire: what is sent is what arrives, and what cannot be sent is named."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pgpaper import InvalidRequest, OrderRequest, OrderSide, OrderType, wire
from psycopg.types.json import set_json_loads

HOSTILE = [
    "",
    " ",
    '"',
    "\\",
    '\\"',
    '""',
    "\\\\",
    "'",
    "','",
    "{}",
    "{,}",
    "(,)",
    '")',
    '","',
    "NULL",
    "null",
    "a b",
    "a,b",
    "a\nb",
    "a\r\n\tb",
    "%s %%",
    "$1",
    "\x01\x7f",
    "\u0410",  # a Cyrillic A
    "\u200b",
    "😀",
    "x" * 3000,
]

QUERY = """
    select idempotency_key, ticker, side, quantity, order_type, limit_price, stop_price, options
    from unnest(%s::paper.order_request[])"""


@pytest.fixture(scope="module")
def connection(module_dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(module_dsn, autocommit=True) as opened:
        yield opened


def received(connection: psycopg.Connection, *orders: OrderRequest) -> list[tuple[Any, ...]]:
    """What the server reads in the literal."""
    elements, problems = wire.order_requests(orders)
    assert problems == []
    return connection.execute(QUERY, (wire.array(elements),)).fetchall()


def problems_of(*orders: OrderRequest) -> list[tuple[int, str]]:
    return [(problem.index, problem.problem) for problem in wire.order_requests(orders)[1]]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_arrive_as_they_are(connection: psycopg.Connection, text: str) -> None:
    order = OrderRequest(text, text, 1, text, None, None, text, tag=text, decision_trace={text: [text]})
    assert (
        received(connection, order, order)
        == [(text, text, text, 1, text, None, None, {"tag": text, "decision_trace": {text: [text]}})] * 2
    )


@pytest.mark.parametrize("field", ["ticker", "idempotency_key", "side", "order_type", "tag"])
def test_one_hostile_text_among_plain_ones_arrives_as_it_is(
    connection: psycopg.Connection, field: str
) -> None:
    columns = ["idempotency_key", "ticker", "side", None, "order_type", None, None, "tag"]
    for text in HOSTILE:
        order = OrderRequest("A", "buy", 1)
        setattr(order, field, text)
        found = received(connection, order)[0][columns.index(field)]
        assert found == ({"tag": text} if field == "tag" else text)


AT = datetime(2026, 1, 2, 15, tzinfo=UTC)

OPTIONS: list[tuple[str, Any, Any]] = [
    ("time_in_force", "gtd", "gtd"),
    ("expires_at", AT, "2026-01-02T15:00:00.000000Z"),
    ("expires_at", "2026-01-02T15:00:00+01:00", "2026-01-02T15:00:00+01:00"),
    ("trail_amount", 0.1, Decimal("0.1")),
    ("trail_amount", Decimal("0.123456789012"), Decimal("0.123456789012")),
    ("trail_percent", 1, Decimal(1)),
    ("order_class", "bracket", "bracket"),
    ("take_profit", {"limit_price": Decimal("110.10")}, {"limit_price": Decimal("110.1")}),
    (
        "stop_loss",
        {"stop_price": 90, "limit_price": 89.5},
        {"stop_price": Decimal(90), "limit_price": Decimal("89.5")},
    ),
    ("oco_group", "exit", "exit"),
    ("touch", True, True),
    ("touch", False, False),
    ("tag", "", ""),
    ("recommendation_id", "r-1", "r-1"),
    ("decision_trace", [1], [Decimal(1)]),
]


@pytest.mark.parametrize(("name", "given", "arrives"), OPTIONS, ids=lambda value: str(value)[:20])
def test_each_option_is_sent_by_its_name(module_dsn: str, name: str, given: Any, arrives: Any) -> None:
    order = OrderRequest("A", "buy", 1, idempotency_key="k", **{name: given})
    elements, problems = wire.order_requests([order, OrderRequest("A", "buy", 1)])
    assert problems == []
    with psycopg.connect(module_dsn) as connection:
        set_json_loads(lambda text: json.loads(text, parse_float=Decimal, parse_int=Decimal), connection)
        found = connection.execute(QUERY, (wire.array(elements),)).fetchall()
    assert [row[-1] for row in found] == [{name: arrives}, None]


def test_every_option_is_tested() -> None:
    assert {name for name, _, _ in OPTIONS} == {field.name for field in fields(OrderRequest) if field.kw_only}


def test_options_without_an_exact_form_are_named() -> None:
    assert problems_of(OrderRequest("A", "buy", 1, expires_at=AT.replace(tzinfo=None))) == [
        (1, "expires_at needs a time zone: datetime(…, tzinfo=UTC)")
    ]
    found = problems_of(OrderRequest("A", "buy", 1, trail_amount=Decimal("0.12345678901234567890")))
    assert found == [
        (1, "options cannot be written as JSON: Decimal('0.12345678901234567890') has no exact form")
    ]


texts = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=12) | st.text(
    "\"\\,(){}' \n%", max_size=8
)
numbers = (
    st.none()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False)
    | st.decimals(allow_nan=False, allow_infinity=True, places=6)
)
requests = st.builds(
    OrderRequest,
    texts,
    st.sampled_from(OrderSide) | texts,
    numbers,
    st.sampled_from(OrderType) | texts,
    numbers,
    numbers,
    texts,
    tag=st.none() | texts,
)


def arriving(value: float | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value) if isinstance(value, float) else value)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=st.lists(requests, max_size=5))
def test_any_batch_arrives_as_it_is(connection: psycopg.Connection, orders: list[OrderRequest]) -> None:
    assert received(connection, *orders) == [
        (
            order.idempotency_key,
            order.ticker,
            order.side,
            arriving(order.quantity),
            order.order_type,
            arriving(order.limit_price),
            arriving(order.stop_price),
            None if order.tag is None else {"tag": order.tag},
        )
        for order in orders
    ]


def test_no_orders_are_an_empty_array() -> None:
    assert wire.order_requests([]) == ([], [])
    assert wire.array([]) == "{}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (1 / 3, "0.3333333333333333"),
        (1e22, "1e+22"),
        (5e-324, "5e-324"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (-0.0, "-0.0"),
        (7, "7"),
        (10**30, "1" + "0" * 30),
        (Decimal("10.10"), "10.10"),
        (Decimal("1E+3"), "1E+3"),
        (Decimal("1E-12"), "1E-12"),
        (Decimal("0E-20000"), None),
        (Decimal("NaN"), "NaN"),
        (Decimal("-NaN"), "NaN"),
        (Decimal("sNaN123"), "NaN"),
        (Decimal("-Infinity"), "-Infinity"),
        (Decimal("1E+131071"), "1E+131071"),
        (Fraction(1, 2), "0.5"),
        (None, None),
    ],
)
def test_a_number_travels_in_its_shortest_form(
    connection: psycopg.Connection, value: Any, text: str | None
) -> None:
    if value is not None and text is None:
        with pytest.raises(InvalidRequest, match="out of range"):
            wire.number(value, "amount")
        return
    assert wire.number(value, "amount") == text
    row = connection.execute("select %s::numeric is not distinct from %s::numeric", (text, text)).fetchone()
    assert row == (True,)


def test_scalars_of_numpy_are_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    texts = [
        wire.number(kind(value), "quantity")
        for kind, value in [
            (numpy.float64, 0.1),
            (numpy.float32, 0.1),
            (numpy.float16, 0.1),
            (numpy.int64, 7),
            (numpy.uint8, 7),
        ]
    ]
    assert texts == ["0.1", "0.1", "0.1", "7", "7"]
    assert wire.number(numpy.float64("nan"), "quantity") == "nan"
    with pytest.raises(InvalidRequest, match="must be a number"):
        wire.number(numpy.bool_(True), "quantity")


@pytest.mark.parametrize("value", [True, False, "10", b"10", 1j, [1], {}, object(), UUID(int=1)])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(InvalidRequest, match=r"^amount must be a number, not ") as caught:
        wire.number(value, "amount")
    assert caught.value.sqlstate == "ZP004"
    for name in ("quantity", "limit_price", "stop_price"):
        order = OrderRequest("A", "buy", 1)
        setattr(order, name, value)
        [(index, problem)] = problems_of(OrderRequest("A", "buy", 1), order)
        assert index == 2
        assert problem.startswith(f"{name} must be a number, not ")


@pytest.mark.parametrize(
    "value",
    [Decimal("1E+131072"), Decimal("1E-16384"), Decimal("1E+999999"), 10**5000, Fraction(10**400, 3)],
    ids=["integer digits", "decimals", "exponent", "int", "fraction"],
)
def test_what_the_type_numeric_cannot_hold_is_refused(connection: psycopg.Connection, value: Any) -> None:
    assert problems_of(OrderRequest("A", "buy", 1, limit_price=value)) == [(1, "limit_price is out of range")]
    if isinstance(value, Decimal):
        with pytest.raises(psycopg.errors.NumericValueOutOfRange):
            connection.execute("select %s::numeric", (str(value),))


@pytest.mark.parametrize("text", ["\0", "A\0B", "\ud800", "A\udfff"])
@pytest.mark.parametrize("field", ["ticker", "idempotency_key", "side", "order_type"])
def test_characters_that_no_server_stores_are_refused(field: str, text: str) -> None:
    order = OrderRequest("A", "buy", 1)
    setattr(order, field, text)
    problem = f"{field} contains a character that PostgreSQL cannot store"
    assert problems_of(OrderRequest("A", "buy", 1), order, OrderRequest("A", "buy", 1)) == [(2, problem)]


@pytest.mark.parametrize("value", [5, b"AAPL", ["AAPL"], UUID(int=1), True])
@pytest.mark.parametrize("field", ["ticker", "idempotency_key", "side", "order_type"])
def test_what_is_no_text_is_refused(field: str, value: Any) -> None:
    order = OrderRequest("A", "buy", 1)
    setattr(order, field, value)
    assert problems_of(order) == [(1, f"{field} must be a string, not {type(value).__name__}")]


@pytest.mark.parametrize("field", ["ticker", "idempotency_key", "side", "order_type", "quantity"])
def test_what_is_missing_is_null(connection: psycopg.Connection, field: str) -> None:
    order = OrderRequest("A", "buy", 1)
    setattr(order, field, None)
    columns = ["idempotency_key", "ticker", "side", "quantity", "order_type"]
    assert received(connection, order)[0][columns.index(field)] is None


@pytest.mark.parametrize(
    "trace",
    [
        {"x": "\0"},
        {"\0": 1},
        {"x": "\\\0"},
        {"x": "\ud800"},
        {"x": float("nan")},
        {"x": float("inf")},
        {"x": object()},
        {"x": Decimal("0.12345678901234567890")},
        {"x": 10**5000},
        {1j: 1},
    ],
    ids=["nul", "nul in a key", "backslash nul", "surrogate", "nan", "inf", "object", "digits", "int", "key"],
)
def test_options_that_are_no_json_are_refused(trace: Any) -> None:
    [(index, problem)] = problems_of(
        OrderRequest("A", "buy", 1), OrderRequest("A", "buy", 1, decision_trace=trace)
    )
    assert index == 2
    assert problem.startswith("options c")


def test_a_trace_that_contains_itself_is_refused() -> None:
    trace: list[Any] = []
    trace.append(trace)
    assert problems_of(OrderRequest("A", "buy", 1, decision_trace=trace))[0][0] == 1


def test_options_keep_their_values(connection: psycopg.Connection) -> None:
    trace = {"a": "\\u0000", "b": "\\\\", "c": [1, 0.1, None, True, Decimal("0.25")], "d": UUID(int=1)}
    order = OrderRequest(
        "A", "buy", 1, time_in_force="day", tag="t", recommendation_id="r", decision_trace=trace
    )
    assert received(connection, order)[0][7] == {
        "time_in_force": "day",
        "tag": "t",
        "recommendation_id": "r",
        "decision_trace": {
            "a": "\\u0000",
            "b": "\\\\",
            "c": [1, 0.1, None, True, 0.25],
            "d": "00000000-0000-0000-0000-000000000001",
        },
    }


def test_settings_are_json_and_keep_decimals(connection: psycopg.Connection) -> None:
    text = wire.json_text({"slippage_pct": Decimal("0.0005"), "default_price": 100}, "settings")
    assert json.loads(text) == {"slippage_pct": 0.0005, "default_price": 100}
    with pytest.raises(InvalidRequest, match=r"^settings cannot be written as JSON"):
        wire.json_text({"slippage_pct": float("nan")}, "settings")
