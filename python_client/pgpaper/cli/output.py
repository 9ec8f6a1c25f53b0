"""Tables for people, JSON for programs.

JSON: a list of objects where there may be any number of rows, else one object; keys are column names; a
decimal number is a string with all its digits but zeros at the end; a time is ISO 8601; settings and options
are the JSON that the database holds, their numbers as they are written there.

Tables: on a terminal the less important columns are left out until the rest fits its width, and a note says
which; elsewhere nothing is left out or folded and there are no colour codes.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Row = Mapping[str, Any]


class JsonNumber(str):
    """A number inside a JSON document of the database, as it is written there."""

    __slots__ = ()


@dataclass(frozen=True)
class Column:
    """One column of a table; the lower its `rank`, the earlier a narrow window loses it."""

    name: str
    show: Callable[[Any], str] = str
    right: bool = False
    rank: int = 9


def printable(text: str) -> str:
    """The text with what a terminal could take for a command (or a line break) made visible."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def money(value: Decimal) -> str:
    """Two decimals; the exact amount is in --json."""
    return f"{value:,.2f}"


def price(value: Decimal) -> str:
    """Two to four decimals."""
    text = f"{value:,.4f}"
    return text[:-2] if text.endswith("00") else text.removesuffix("0")


def exact(value: Decimal, form: str = "f") -> str:
    """All its decimals, but no zeros at their end."""
    text = format(value, form)
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity(value: Decimal) -> str:
    """All its decimals, the thousands grouped."""
    return exact(value, ",f")


def size(value: int) -> str:
    """Bytes, in the unit that fits."""
    for unit in ("bytes", "kB", "MB"):
        if value < 10_000:
            return f"{value:,} {unit}"
        value = round(value / 1024)
    return f"{value:,} GB"


def moment(value: datetime) -> str:
    """To the second."""
    return value.isoformat(" ", "seconds")


def to_json(value: Any) -> str:
    """Encode what the database returned, decimals exactly (see the module)."""
    if isinstance(value, JsonNumber):
        return str(value)
    if isinstance(value, Decimal):
        return json.dumps(exact(value))
    if isinstance(value, (datetime, date)):
        return json.dumps(value.isoformat())
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(k))}: {to_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(to_json, value)) + "]"
    if value is None or isinstance(value, (str, int, float, bool)):
        return json.dumps(value)
    return json.dumps(str(value))


def from_json(text: str | bytes) -> Any:
    """Decode JSON of the database, keeping its numbers as they are written."""
    return json.loads(text, parse_float=JsonNumber, parse_int=JsonNumber)


def print_json(value: Any) -> None:
    """One line for an object; a list with a line for each of its rows."""
    if isinstance(value, list) and value:
        print("[" + ",\n ".join(map(to_json, value)) + "]")
    else:
        print(to_json(value))


def console(*, stderr: bool = False) -> "Console":
    """The console everything is printed on: plain text where it is not a terminal."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would exit by itself

    file = sys.stderr if stderr else sys.stdout
    return Plain(file=file, highlight=False, markup=False, emoji=False, soft_wrap=not file.isatty())


def print_table(
    rows: Sequence[Row], columns: Iterable[Column], *, empty: str, on: "Console | None" = None
) -> None:
    """Print the rows, or say in words that there are none."""
    target = on or console()
    if not rows:
        target.print(empty, soft_wrap=True)
        return
    kept = list(columns)
    table = _table(rows, kept)
    if not target.is_terminal:
        _print_whole(target, table)
        return
    left_out: list[str] = []
    while _width(target, table) > target.width and len(kept) > 1:
        least = min(reversed(kept), key=lambda column: column.rank)
        kept.remove(least)
        left_out.insert(0, least.name)
        table = _table(rows, kept)
    target.print(table)
    if left_out:
        target.print(f"(for want of room without {', '.join(left_out)}; --json has everything)", style="dim")


def print_fields(fields: Mapping[str, str], *, on: "Console | None" = None) -> None:
    """Print one thing, a line for each of its fields."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in fields.items():
        table.add_row(name, Text(printable(value)))
    target = on or console()
    if target.is_terminal:
        target.print(table)
    else:
        _print_whole(target, table)


def _print_whole(target: "Console", table: "Table") -> None:
    """Print for a program or a file: full width, no spaces at the ends of lines."""
    from rich.console import Console

    wide = Console(file=target.file, width=max(_width(target, table), 1), color_system=None, highlight=False)
    with wide.capture() as captured:
        wide.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip(), file=target.file)


def _width(target: "Console", table: "Table") -> int:
    from rich.measure import Measurement

    options = target.options.update(max_width=100_000)
    return Measurement.get(target, options, table).maximum


def _table(rows: Sequence[Row], columns: Sequence[Column]) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.name, justify="right" if column.right else "left", overflow="fold")
    for row in rows:
        cells = ("" if row[c.name] is None else printable(c.show(row[c.name])) for c in columns)
        table.add_row(*map(Text, cells))
    return table
