"""Tables for people, JSON for programs.

JSON: a list of objects where there may be any number of rows, else one object; keys are column names; a
decimal number is a string with all its digits but zeros at the end; a time is ISO 8601; settings and options
are the JSON that the database holds, their numbers as they are written there.

Tables: on a terminal headings are folded and the less important columns left out until the rest fits its
width, and a note says which; a number is never cut. Elsewhere nothing is left out or folded and there are no
colour codes.

What people read goes through this module, so that `--quiet` needs no other place.
"""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from pgpaper.cli import session

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Row = Mapping[str, Any]

_GAP = 2  # spaces between two columns
_NARROWEST_PROSE = 24  # what a column of prose is folded to before other columns are left out


class JsonNumber(str):
    """A number inside a JSON document of the database, as it is written there."""

    __slots__ = ()


@dataclass(frozen=True)
class Column:
    """One column of a table; the lower its `rank`, the earlier a narrow window loses it.

    `prose` is text that may be folded. `style` colours a value on a terminal.
    """

    name: str
    show: Callable[[Any], str] = str
    right: bool = False
    rank: int = 9
    prose: bool = False
    style: Callable[[Any], str] | None = None


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


def gain(value: Decimal) -> str:
    """The colour of a profit or a loss."""
    return "green" if value > 0 else "red" if value < 0 else ""


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
    return value.isoformat(" ", "seconds").replace("+00:00", "Z")


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
    return Plain(
        file=file,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=not file.isatty(),
        quiet=session.options.quiet,
    )


def say(text: str) -> None:
    """Print a sentence for people on stdout."""
    if not session.options.quiet:
        print(printable(text))


def note(text: str) -> None:
    """Print a remark on stderr, which is no error."""
    if not session.options.quiet:
        print(f"pgpaper: {printable(text)}", file=sys.stderr)


def print_table(
    rows: Sequence[Row], columns: Iterable[Column], *, empty: str, on: "Console | None" = None
) -> None:
    """Print the rows, or say in words that there are none."""
    if session.options.quiet:
        return
    target = on or console()
    kept = list(columns)
    if not rows:
        target.print(empty, soft_wrap=True)
    elif not target.is_terminal:
        _print_whole(target, _table(rows, kept))
    else:
        table, left_out = fitted(rows, kept, target.width)
        target.print(table)
        if left_out:
            target.print(
                f"(for want of room without {', '.join(left_out)}; --json has everything)", style="dim"
            )


def fitted(rows: Sequence[Row], columns: Sequence[Column], width: int) -> "tuple[Table, list[str]]":
    """Return a table no wider than `width`, and the names of the columns it had to leave out."""
    kept, left_out = list(columns), list[str]()
    widths = {column.name: _widths(column, rows) for column in kept}

    def total(place: int) -> int:
        return sum(widths[column.name][place] for column in kept) + _GAP * (len(kept) - 1)

    if total(0) > width:
        said = [column for column in kept if any(row[column.name] is not None for row in rows)]
        kept = said or kept  # a column that says nothing of any row is not missed
    while total(0) > width and len(kept) > 1:
        least = min(reversed(kept), key=lambda column: column.rank)
        kept.remove(least)
        left_out.append(least.name)
    left_out = [column.name for column in columns if column.name in left_out]
    # The room that is left goes to headings, then to prose.
    room = max(width - total(0), 0)
    given: dict[str, int] = {}
    for column in sorted(kept, key=lambda column: column.prose):
        least_wide, widest = widths[column.name]
        given[column.name] = min(least_wide + room, widest) if room else min(least_wide, width)
        room -= max(given[column.name] - least_wide, 0)
    return _table(rows, kept, given), left_out


def _widths(column: Column, rows: Sequence[Row]) -> tuple[int, int]:
    """The least width in which nothing is cut, and the width in which nothing is folded."""
    from rich.cells import cell_len

    cells = max(cell_len(_cell(row, column)) for row in rows)
    heading = column.name.split("_")
    widest = max(cells, len(column.name))
    least = max(min(cells, _NARROWEST_PROSE) if column.prose else cells, *map(len, heading))
    return min(least, widest), widest


def print_fields(fields: Mapping[str, str], *, on: "Console | None" = None) -> None:
    """Print one thing, a line for each of its fields."""
    if session.options.quiet:
        return
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


def _cell(row: Row, column: Column) -> str:
    value = row[column.name]
    return "" if value is None else printable(column.show(value))


def _table(
    rows: Sequence[Row], columns: Sequence[Column], widths: Mapping[str, int] | None = None
) -> "Table":
    """The table, in its natural width, or with columns of these widths, their headings folded into them."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold")
    for column in columns:
        width = None if widths is None else widths[column.name]
        heading = column.name if width is None or width >= len(column.name) else column.name.replace("_", " ")
        table.add_column(heading, justify="right" if column.right else "left", overflow="fold", width=width)
    for row in rows:
        table.add_row(
            *(
                Text(
                    _cell(row, column),
                    column.style(row[column.name]) if column.style and row[column.name] is not None else "",
                )
                for column in columns
            )
        )
    return table


class Advance(Protocol):
    """Tells how far a job is: how many things are done, and which share of all, when that is known."""

    def __call__(self, done: int, share: float | None = None) -> None: ...


@contextmanager
def progress(what: str, unit: str = "rows", total: int | None = None) -> Iterator[Advance]:
    """A bar with the rate and the time left, on stderr while that is a terminal; else nothing.

    The share comes from `total`, or with each call from the job; without either only the count is shown.
    """
    target = console(stderr=True)
    if not target.is_terminal or session.options.quiet:
        yield lambda done, share=None: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Task as RichTask

    class Rate(TextColumn):
        def render(self, task: RichTask) -> Any:
            rate = task.fields["done"] / task.elapsed if task.elapsed else 0
            self.text_format = f"{task.fields['done']:,} {unit}, {rate:,.0f}/s"
            return super().render(task)

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        Rate(""),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )
    with Progress(*columns, console=target, transient=True, expand=True) as shown:
        task = shown.add_task(printable(what), total=None, done=0)

        def advance(done: int, share: float | None = None) -> None:
            if share is None and total:
                share = done / total
            shown.update(task, done=done, total=None if share is None else 1.0, completed=share or 0.0)

        yield advance
