"""How values travel to the server: numbers by their shortest decimal form, a batch of orders as one literal.

A batch is one text parameter, the literal of paper.order_request[]: `{"(\\"key\\",\\"AAPL\\",…)",…}`. That
costs a fifth of psycopg's composite adaptation. Every text is quoted. In a quoted field of a composite, and
again in a quoted element of an array, a backslash goes before each quote and each backslash, so that a quote
in a ticker leaves as seven backslashes and a quote.

Nothing is judged here but what cannot be written down as a value of the field's type; everything else is the
server's to refuse. Both say it in the same way: a `Problem` with the order's index.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from numbers import Real
from typing import Any
from uuid import UUID

from pgpaper.errors import InvalidRequest, Problem
from pgpaper.interface import OrderRequest, OrderSide, OrderType

_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d{1,4})?")
_NUL_IN_JSON = re.compile(r"(?<!\\)(\\\\)*\\u0000")

_SIDES: dict[str, str] = {side: f'\\"{side}\\"' for side in OrderSide}
_TYPES: dict[str, str] = {kind: f'\\"{kind}\\"' for kind in OrderType}

# What the type numeric can hold.
_LARGEST_EXPONENT = 131071
_MOST_DECIMALS = 16383


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
    except _Inexpressible:
        pass
    elements, problems = [], []
    for index, order in enumerate(orders, start=1):
        try:
            elements.append(_element(order))
        except _Inexpressible as err:
            problems.append(Problem(index, InvalidRequest.sqlstate or "", str(err)))
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


def _plain_element(order: OrderRequest) -> str | None:
    """The element of an order without options whose texts need no escaping: nearly all of them.

    None when it is not one. NUL and what is not ASCII are for the caller to look for.
    """
    key, ticker, quantity = order.idempotency_key, order.ticker, order.quantity
    limit_price, stop_price = order.limit_price, order.stop_price
    try:
        side, kind = _SIDES[order.side], _TYPES[order.order_type]
    except (KeyError, TypeError):
        return None
    if (
        not (isinstance(key, str) and isinstance(ticker, str))
        or '"' in key
        or "\\" in key
        or '"' in ticker
        or "\\" in ticker
        or order.tag is not None
        or order.time_in_force is not None
        or order.recommendation_id is not None
        or order.decision_trace is not None
    ):
        return None
    return (
        f'"(\\"{key}\\",\\"{ticker}\\",{side},'
        f"{repr(quantity) if type(quantity) is float else _number(quantity, 'quantity')},{kind},"
        f"{'' if limit_price is None else _number(limit_price, 'limit_price')},"
        f'{"" if stop_price is None else _number(stop_price, "stop_price")},)"'
    )


def _element(order: OrderRequest) -> str:
    options = {
        name: value
        for name in ("time_in_force", "tag", "recommendation_id", "decision_trace")
        if (value := getattr(order, name)) is not None
    }
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
    if type(value) is float:
        return repr(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        raise _Inexpressible(f"{name} must be a number, not bool")
    try:
        if isinstance(value, float):
            return float.__repr__(value)
        if isinstance(value, int):
            return int.__repr__(value)
        if isinstance(value, Decimal):
            return _decimal(value, name)
        if isinstance(value, Real):
            # Scalars of numpy print the shortest form of their own precision: float32 0.1 is 0.1.
            text = str(value)
            return text if _PLAIN_NUMBER.fullmatch(text) else repr(float(value))
    except (ValueError, OverflowError) as err:
        raise _Inexpressible(f"{name} is out of range") from err
    raise _Inexpressible(f"{name} must be a number, not {type(value).__name__}")


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
