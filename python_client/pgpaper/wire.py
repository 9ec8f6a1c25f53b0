"""How values travel to the server: numbers by their shortest decimal form, a batch as one literal.

A batch of orders is one text parameter, the literal of paper.order_request[]:
`{"(\\"key\\",\\"AAPL\\",…)",…}`; market data likewise. That costs a fifth of psycopg's composite adaptation.
Every text is quoted. In a quoted field of a composite, and again in a quoted element of an array, a backslash
goes before each quote and each backslash, so that a quote in a ticker leaves as seven and a quote.

Nothing is judged here but what cannot be written down as a value of the field's type; everything else is the
server's to refuse. Both say it in the same way: a `Problem` with the order's index.
"""

import json
import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from numbers import Real
from typing import Any
from uuid import UUID

from pgpaper.errors import InvalidRequest, Problem
from pgpaper.interface import Bar, OrderRequest, OrderSide, OrderType, Quote, Trade

_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,4})?")
_NUL_IN_JSON = re.compile(r"(?<!\\)(\\\\)*\\u0000")

_SIDES: dict[str, str] = {side: f'\\"{side}\\"' for side in OrderSide}
_TYPES: dict[str, str] = {kind: f'\\"{kind}\\"' for kind in OrderType}

#: The fields of a request that travel as options: those given by keyword only.
_OPTIONS = tuple(field.name for field in fields(OrderRequest) if field.kw_only)

# What the type numeric can hold.
_LARGEST_EXPONENT = 131071
_MOST_DECIMALS = 16383
_BIGINTS = 2**63

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Inexpressible(Exception):  # noqa: N818
    """A value that cannot be written down; the text says why."""


def order_requests(orders: Sequence[OrderRequest]) -> tuple[list[str], list[Problem]]:
    """Return the elements of a paper.order_request[], and what is wrong with orders that cannot be one.

    With problems the elements are those of the other orders.
    """
    try:
        elements = [_plain_element(order) or _element(order) for order in orders]
        together = "".join(elements)
        if together.isascii() and "\0" not in together:
            return elements, []
    except (_Inexpressible, AttributeError):
        pass
    elements, problems = [], []
    for index, order in enumerate(orders, start=1):
        try:
            elements.append(_element(order))
        except (_Inexpressible, AttributeError) as err:
            problem = str(err)
            if not isinstance(err, _Inexpressible):
                problem = f"an OrderRequest was expected, not {type(order).__name__}"
            problems.append(Problem(index, InvalidRequest.sqlstate or "", problem))
    return elements, problems


def array(elements: Sequence[str]) -> str:
    """Return the literal of an array of these elements."""
    return "{" + ",".join(elements) + "}"


def number(value: object, name: str) -> str | None:
    """Return the text of a numeric parameter, None for None; raises InvalidRequest."""
    try:
        return _number(value, name) or None
    except _Inexpressible as err:
        raise InvalidRequest(str(err)) from err


def text(value: str, name: str) -> str:
    """Return the value of a text parameter, which is itself; raises InvalidRequest."""
    try:
        _text(value, name)
    except _Inexpressible as err:
        raise InvalidRequest(str(err)) from err
    return value


def json_text(value: object, name: str) -> str:
    """Return the text of a jsonb parameter; raises InvalidRequest."""
    try:
        return _json(value, name)
    except _Inexpressible as err:
        raise InvalidRequest(str(err)) from err


def quote_element(quote: Quote) -> str:
    """Return the element of a quote in the literal of paper.quote[]; raises InvalidRequest."""
    try:
        return (
            f'"({_ticker(quote.ticker)},{_moment(quote.at, "at")},'
            f"{_number(quote.bid, 'bid')},{_number(quote.ask, 'ask')},"
            f"{_number(quote.bid_size, 'bid_size')},{_number(quote.ask_size, 'ask_size')},"
            f'{_sequence(quote.sequence)})"'
        )
    except (_Inexpressible, AttributeError, TypeError) as err:
        raise _not_market_data(quote, Quote, err) from err


def trade_element(trade: Trade) -> str:
    """Return the element of a trade in the literal of paper.trade[]; raises InvalidRequest."""
    try:
        return (
            f'"({_ticker(trade.ticker)},{_moment(trade.at, "at")},'
            f'{_number(trade.price, "price")},{_number(trade.size, "size")},{_sequence(trade.sequence)})"'
        )
    except (_Inexpressible, AttributeError, TypeError) as err:
        raise _not_market_data(trade, Trade, err) from err


def bar_element(bar: Bar) -> str:
    """Return the element of a bar in the literal of paper.bar[]; raises InvalidRequest."""
    try:
        return (
            f'"({_ticker(bar.ticker)},'
            f"{_moment(bar.starts_at, 'starts_at')},{_moment(bar.ends_at, 'ends_at')},"
            f"{_number(bar.open, 'open')},{_number(bar.high, 'high')},"
            f'{_number(bar.low, "low")},{_number(bar.close, "close")},{_number(bar.volume, "volume")})"'
        )
    except (_Inexpressible, AttributeError, TypeError) as err:
        raise _not_market_data(bar, Bar, err) from err


def _not_market_data(datum: object, kind: type, err: Exception) -> InvalidRequest:
    if isinstance(err, _Inexpressible):
        return InvalidRequest(str(err))
    if isinstance(datum, kind):
        return InvalidRequest("ticker must be a string")  # of what else a field could be, nothing is hashed
    return InvalidRequest(f"a {kind.__name__} was expected, not {type(datum).__name__}")


def _plain_element(order: OrderRequest) -> str | None:
    """The element of an order without options whose texts need no escaping: nearly all of them.

    None when it is not one. NUL and what is not ASCII are for the caller to look for.
    """
    key, ticker, quantity = order.idempotency_key, order.ticker, order.quantity
    limit_price, stop_price = order.limit_price, order.stop_price
    try:
        side, kind, ticker_field = _SIDES[order.side], _TYPES[order.order_type], _ticker(ticker)
    except (KeyError, TypeError):
        return None
    if (
        not isinstance(key, str)
        or '"' in key
        or "\\" in key
        or order.time_in_force is not None
        or order.expires_at is not None
        or order.trail_amount is not None
        or order.trail_percent is not None
        or order.order_class is not None
        or order.take_profit is not None
        or order.stop_loss is not None
        or order.oco_group is not None
        or order.touch is not None
        or order.tag is not None
        or order.recommendation_id is not None
        or order.decision_trace is not None
    ):
        return None
    return (
        f'"(\\"{key}\\",{ticker_field},{side},'
        f"{repr(quantity) if type(quantity) is float else _number(quantity, 'quantity')},{kind},"
        f"{'' if limit_price is None else _number(limit_price, 'limit_price')},"
        f'{"" if stop_price is None else _number(stop_price, "stop_price")},)"'
    )


@lru_cache(maxsize=4096)
def _ticker(ticker: object) -> str:
    """The ticker as it stands in a quoted element. There are few, and each comes again and again."""
    return _quoted(_text(ticker, "ticker"))[1:-1]


def _element(order: OrderRequest) -> str:
    options = {name: value for name in _OPTIONS if (value := getattr(order, name)) is not None}
    if isinstance(order.expires_at, datetime):
        options["expires_at"] = _moment(order.expires_at, "expires_at")
    fields = (
        _text(order.idempotency_key, "idempotency_key"),
        _text(order.ticker, "ticker"),
        _text(order.side, "side"),
        _number(order.quantity, "quantity"),
        _text(order.order_type, "order_type"),
        _number(order.limit_price, "limit_price"),
        _number(order.stop_price, "stop_price"),
        _quoted(_json(options, "options")) if options else "",
    )
    return _quoted(f"({','.join(fields)})")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(value: object, name: str) -> str:
    """A text field of a composite; empty, which is null there, for None."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Inexpressible(f"{name} must be a string, not {type(value).__name__}")
    if "\0" in value or not _encodable(value):
        raise _Inexpressible(f"{name} contains a character that PostgreSQL cannot store")
    return _quoted(value)


def _number(value: object, name: str) -> str:
    """A numeric field of a composite; empty, which is null there, for None."""
    kind = type(value)
    if kind is float:
        return repr(value)
    if value is None:
        return ""
    if kind is bool:
        raise _Inexpressible(f"{name} must be a number, not bool")
    try:
        if kind is int:
            return repr(value)
        if isinstance(value, Decimal):
            return _decimal(value, name)
        if isinstance(value, float):
            return float.__repr__(value)
        if isinstance(value, int):
            return int.__repr__(value)
        if isinstance(value, Real):
            # Scalars of numpy print the shortest form of their own precision: float32 0.1 is 0.1.
            text = str(value)
            return text if _PLAIN_NUMBER.fullmatch(text) else repr(float(value))
    except (ValueError, OverflowError) as err:
        raise _Inexpressible(f"{name} is out of range") from err
    raise _Inexpressible(f"{name} must be a number, not {type(value).__name__}")


def _moment(value: object, name: str) -> str:
    """A timestamptz field, in UTC. Writing down the second takes longest, and data in order share it."""
    if not isinstance(value, datetime):
        raise _Inexpressible(f"{name} must be a datetime, not {type(value).__name__}")
    try:
        since = value - _EPOCH
        return f"{_second(since.days, since.seconds)}.{since.microseconds:06}Z"
    except TypeError as err:
        raise _Inexpressible(f"{name} needs a time zone: datetime(…, tzinfo=UTC)") from err
    except ValueError as err:
        raise _Inexpressible(f"{name} is no time") from err


@lru_cache(maxsize=4096)
def _second(days: int, seconds: int) -> str:
    return (_EPOCH + timedelta(days, seconds)).isoformat()[:-6]


def _sequence(value: object) -> str:
    if value is None:
        return ""
    if type(value) is int and -_BIGINTS <= value < _BIGINTS:
        return repr(value)
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError as err:
        raise _Inexpressible(f"sequence must be an integer, not {type(value).__name__}") from err
    if not -_BIGINTS <= number < _BIGINTS:
        raise _Inexpressible("sequence is out of range")
    return str(number)


def _decimal(value: Decimal, name: str) -> str:
    text = str(value)
    if "N" in text:
        return "NaN"  # numeric has neither signs nor payloads for it
    exponent = value.as_tuple().exponent if "E" in text or len(text) > _MOST_DECIMALS else 0
    if isinstance(exponent, int) and (exponent < -_MOST_DECIMALS or value.adjusted() > _LARGEST_EXPONENT):
        raise _Inexpressible(f"{name} is out of range")
    return text


def _json(value: object, name: str) -> str:
    try:
        text = _encode_json(value)
    except (TypeError, ValueError, RecursionError) as err:
        raise _Inexpressible(f"{name} cannot be written as JSON: {err}") from err
    if _NUL_IN_JSON.search(text) or not _encodable(text):
        raise _Inexpressible(f"{name} contains a character that PostgreSQL cannot store")
    return text


def _json_value(value: object) -> Any:
    if isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
        return float(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{value!r:.100} has no exact form")


_encode_json = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_json_value
).encode


def _encodable(text: str) -> bool:
    """Whether it is free of the halves of surrogate pairs."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
