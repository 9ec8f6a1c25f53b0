"""Market data on the wire: what is sent is what arrives, and what cannot be sent is named."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy
import pandas
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pgpaper import Bar, InvalidRequest, Quote, Trade, wire
from test_wire import HOSTILE

AT = datetime(2024, 8, 9, 0, 0, 0, 87891, tzinfo=UTC)

ELEMENTS: dict[type, Callable[[Any], str]] = {
    Quote: wire.quote_element,
    Trade: wire.trade_element,
    Bar: wire.bar_element,
}
COLUMNS = {
    Quote: "ticker, at, bid, ask, bid_size, ask_size, sequence",
    Trade: "ticker, at, price, size, sequence",
    Bar: "ticker, starts_at, ends_at, open, high, low, close, volume",
}


@pytest.fixture(scope="module")
def connection(module_dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(module_dsn, autocommit=True, options="-c TimeZone=UTC") as opened:
        yield opened


def received(connection: psycopg.Connection, *data: Quote | Trade | Bar) -> list[Any]:
    """What the server reads in the literal, as the objects that were sent."""
    kind = type(data[0])
    literal = "{" + ",".join(map(ELEMENTS[kind], data)) + "}"
    query = f"select {COLUMNS[kind]} from unnest(%s::paper.{kind.__name__.lower()}[])"
    return [kind(*row) for row in connection.execute(query, (literal,))]


def test_each_kind_arrives_as_it_is(connection: psycopg.Connection) -> None:
    later = AT + timedelta(minutes=1)
    for datum in (
        Quote("BTC/USD", AT, 1.5, Decimal("1.60"), 0, None, 2**63 - 1),
        Quote("BTC/USD", AT, None, None),
        Trade("A", AT, 187.5, 3, -(2**63)),
        Trade("A", AT, Decimal("0.123456789012")),
        Bar("A", AT, later, 1, 3.5, 0.5, 2, 1e15),
        Bar("A", AT, later, 1, 3.5, 0.5, 2),
    ):
        assert received(connection, datum, datum) == [datum, datum]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_tickers_arrive_as_they_are(connection: psycopg.Connection, text: str) -> None:
    quote = Quote(text, AT, 1, 2)
    assert received(connection, quote, Quote("A", AT, 1, 2), quote)[::2] == [quote, quote]
    assert received(connection, Trade(text, AT, 1))[0].ticker == text
    assert received(connection, Bar(text, AT, AT, 1, 1, 1, 1))[0].ticker == text


@pytest.mark.parametrize(
    "at",
    [
        AT,
        datetime(2024, 8, 9, 0, 0, tzinfo=UTC),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2024, 3, 10, 3, 0, tzinfo=ZoneInfo("America/New_York")),
        datetime(2024, 11, 3, 1, 30, fold=1, tzinfo=ZoneInfo("America/New_York")),
        datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=-3, minutes=-7, seconds=-5))),
        pandas.Timestamp("2024-08-09T00:00:00.087891268", tz="Europe/Berlin"),
    ],
    ids=str,
)
def test_times_arrive_to_the_microsecond(connection: psycopg.Connection, at: datetime) -> None:
    sent = datetime.fromisoformat(at.isoformat()[:26] + at.isoformat()[-6:]) if at.microsecond else at
    if isinstance(at, pandas.Timestamp):
        sent = at.floor("us").to_pydatetime()
    assert received(connection, Trade("A", at, 1))[0].at == sent.astimezone(UTC)


times = st.datetimes(timezones=st.just(UTC))
tickers = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=12)
numbers = st.none() | st.floats(allow_nan=False) | st.decimals(allow_nan=False, places=6)
quotes = st.builds(Quote, tickers, times, *[numbers] * 4, st.none() | st.integers(-(2**63), 2**63 - 1))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.lists(quotes, min_size=1, max_size=5))
def test_any_quotes_arrive_as_they_are(connection: psycopg.Connection, sent: list[Quote]) -> None:
    def exact(quote: Quote) -> tuple[Any, ...]:
        values = (quote.bid, quote.ask, quote.bid_size, quote.ask_size)
        return (
            quote.ticker,
            quote.at,
            *(Decimal(repr(value)) if isinstance(value, float) else value for value in values),
            quote.sequence,
        )

    assert list(map(exact, received(connection, *sent))) == list(map(exact, sent))


def test_scalars_of_numpy_are_numbers(connection: psycopg.Connection) -> None:
    values: list[Any] = [numpy.float64(0.1), numpy.float32(0.1), numpy.int64(3), None, numpy.int64(7)]
    quote = Quote("A", AT, *values)
    assert received(connection, quote) == [Quote("A", AT, Decimal("0.1"), Decimal("0.1"), 3, None, 7)]


@pytest.mark.parametrize(
    ("datum", "problem"),
    [
        (Quote("A", AT.replace(tzinfo=None), 1, 2), "at needs a time zone: datetime(…, tzinfo=UTC)"),
        (Quote("A", pandas.NaT, 1, 2), "at is no time"),
        (Quote("A", "2024-08-09", 1, 2), "at must be a datetime, not str"),  # type: ignore[arg-type]
        (Quote("A\0", AT, 1, 2), "ticker contains a character that PostgreSQL cannot store"),
        (Quote(7, AT, 1, 2), "ticker must be a string, not int"),  # type: ignore[arg-type]
        (Quote(["A"], AT, 1, 2), "ticker must be a string"),  # type: ignore[arg-type]
        (Quote("A", AT, "1", 2), "bid must be a number, not str"),  # type: ignore[arg-type]
        (Quote("A", AT, True, 2), "bid must be a number, not bool"),
        (Quote("A", AT, 1, 2, 3, Decimal("1e200000")), "ask_size is out of range"),
        (Quote("A", AT, 1, 2, sequence=2**63), "sequence is out of range"),
        (Quote("A", AT, 1, 2, sequence=-(2**63) - 1), "sequence is out of range"),
        (Quote("A", AT, 1, 2, sequence=1.0), "sequence must be an integer, not float"),  # type: ignore[arg-type]
        (Quote("A", AT, 1, 2, sequence=True), "sequence must be an integer, not bool"),
        (Trade("A", AT, object()), "price must be a number, not object"),  # type: ignore[arg-type]
        (
            Bar("A", AT, AT.replace(tzinfo=None), 1, 1, 1, 1),
            "ends_at needs a time zone: datetime(…, tzinfo=UTC)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_written_down_is_named(datum: Quote | Trade | Bar, problem: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        ELEMENTS[type(datum)](datum)
    assert str(refused.value) == problem


def test_another_kind_of_data_is_named() -> None:
    with pytest.raises(InvalidRequest, match="a Quote was expected, not Trade"):
        wire.quote_element(Trade("A", AT, 1))  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest, match="a Bar was expected, not tuple"):
        wire.bar_element(("A", AT))  # type: ignore[arg-type]


def test_numbers_that_are_none_arrive_for_the_server_to_judge(connection: psycopg.Connection) -> None:
    found = received(
        connection, Quote("A", AT, float("nan"), float("inf"), Decimal("-Infinity"), Decimal("sNaN"))
    )
    assert [str(v) for v in (found[0].bid, found[0].ask, found[0].bid_size, found[0].ask_size)] == [
        "NaN",
        "Infinity",
        "-Infinity",
        "NaN",
    ]
