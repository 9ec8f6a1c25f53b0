"""The kinds of arguments that several commands have."""

import json
import re
import sys
import uuid
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter, Token

from pgpaper.cli.errors import Exit, Failure
from pgpaper.cli.session import DEFAULT_ACCOUNT

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)


def decimal_of(text: str) -> Decimal:
    """The number that a text says; raises ValueError."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(
            f"{text!r} is not a decimal number; write it like 1234.5, without commas or currency"
        )
    return Decimal(text)


def _decimal(_: Any, tokens: Sequence[Token]) -> Decimal:
    return decimal_of(tokens[0].value)


Number = Annotated[Decimal, Parameter(converter=_decimal, n_tokens=1, allow_leading_hyphen=True)]
OptionalNumber = Annotated[
    Decimal | None, Parameter(converter=_decimal, n_tokens=1, allow_leading_hyphen=True)
]

Account = Annotated[
    str, Parameter(name=["--account", "-a"], env_var="PGPAPER_ACCOUNT", help="Account to use.")
]
Key = Annotated[
    str | None,
    Parameter(
        name=["--key", "-k"],
        help="Idempotency key: repeated with the same key and request, the command changes nothing and"
        " prints the stored outcome. Without it, every call is a new request.",
    ),
]

__all__ = [
    "DEFAULT_ACCOUNT",
    "Account",
    "Key",
    "Number",
    "OptionalNumber",
    "decimal_of",
    "key_or_new",
    "pairs",
]


def key_or_new(key: str | None) -> str:
    """The key given, or one that nobody has used."""
    return str(uuid.uuid4()) if key is None else key


def pairs(texts: Sequence[str]) -> str:
    """Make a JSON object of name=value texts; a value that is no JSON number, object … is a string."""
    fields = []
    for text in texts:
        name, separator, value = text.partition("=")
        if not name or not separator:
            raise Failure(Exit.USAGE, f"{text!r} is not name=value", "write it like slippage_pct=0.002")
        try:
            json.loads(value, parse_constant=_no_constant)
        except ValueError:
            value = json.dumps(value)
        fields.append(f"{json.dumps(name)}: {value}")
    return "{" + ", ".join(fields) + "}"


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def text_of(file: Path) -> str:
    """The text of a file, or of standard input when it is `-`."""
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return data.decode("utf-8-sig")
    except OSError as err:
        raise Failure(Exit.UNREADABLE, f"cannot read {file}: {err.strerror}") from err
    except UnicodeDecodeError as err:
        raise Failure(Exit.UNREADABLE, f"{file} is no UTF-8 text") from err
