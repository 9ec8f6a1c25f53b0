"""`pgpaper sql`: statements of the user's own, and what they return."""

import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from pgpaper.cli import output, session
from pgpaper.cli.errors import Exit, Failure, understand
from pgpaper.cli.output import Column

if TYPE_CHECKING:
    import psycopg

    from pgpaper.cli.session import Connection

# int8, int2, int4, oid, float4, float8, numeric: what is read by its right end.
_NUMBERS = {20, 21, 23, 26, 700, 701, 1700}
_NULL = "NULL"
# What JSON, or our way of writing it, has a form for.
_NATURAL = (bool, int, float, Decimal, date, dict, list, output.JsonNumber)


@dataclass(frozen=True)
class _Result:
    """What one statement returned: rows as the server writes them, and as Python values, or only a status."""

    status: str
    names: Sequence[str]
    numbers: Sequence[bool]
    texts: Sequence[Sequence[str | None]]
    values: Sequence[Sequence[Any]]


def sql(
    statement: Annotated[
        str | None, Parameter(help="SQL; more than one, separated by `;`, are one transaction.")
    ] = None,
    /,
    *,
    file: Annotated[
        Path | None, Parameter(name=["--file", "-f"], help="Take it from a file; default: stdin.")
    ] = None,
    csv: Annotated[
        bool,
        Parameter(negative="", show_default=False, help='Print CSV; null is nothing, empty text is "".'),
    ] = False,
    write: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="Allow changes, in a serializable transaction."),
    ] = False,
) -> None:
    """Run SQL and print what it returns.

    Read only, unless `--write` allows changes. Views are in schema `paper`:
    paper.orders, paper.fills, paper.positions … A null is shown as NULL. Of
    several statements every result is printed, and one that fails undoes all.

    For example:

        pgpaper sql "select ticker, sum(realized_pnl) from paper.fills group by ticker"
        pgpaper sql -f report.sql --csv > report.csv
        pgpaper sql --write "select cash from paper.deposit('mine', 'salary-2025-02', 2500)"
        echo "select count(*) from paper.orders" | pgpaper sql --json
    """
    if csv and session.options.json:
        raise Failure(Exit.USAGE, "--csv and --json exclude each other")
    text = _text(statement, file)
    with session.connection(mode="write" if write else "read") as opened:
        results = _run(opened, text, write)
    for place, result in enumerate(results):
        if session.options.json:
            output.print_json(_objects(result) if result.names else {"status": result.status})
        elif csv:
            _print_csv(result, place)
        else:
            _print(result, place)


def _text(statement: str | None, file: Path | None) -> str:
    if statement is not None and file is not None:
        raise Failure(Exit.USAGE, "give either a statement or --file")
    if statement is None and file is None and sys.stdin.isatty():
        raise Failure(Exit.USAGE, "no statement", 'write it behind the command, like pgpaper sql "select 1"')
    try:
        text = statement if statement is not None else (file.read_text("utf-8") if file else sys.stdin.read())
    except (OSError, UnicodeDecodeError) as err:
        reason = err.strerror if isinstance(err, OSError) else "it is no UTF-8"
        raise Failure(Exit.UNREADABLE, f"cannot read {file or 'stdin'}: {reason}") from err
    if "\0" in text:
        raise Failure(Exit.USAGE, "SQL has no NUL characters")
    return text


def _run(opened: "Connection", text: str, write: bool) -> list[_Result]:
    """Send all of it at once, which makes it one transaction unless it says otherwise."""
    import psycopg
    from psycopg.rows import tuple_row

    cursor = opened.cursor(row_factory=tuple_row)
    try:
        cursor.execute(text.encode())
        return [_result(result) for result in cursor.results() if result.pgresult is not None]
    except psycopg.Error as err:
        failure = understand(err)
        position = err.diag.statement_position
        if err.sqlstate in {"25006", "ZP003"} and not write:
            failure.hint = "--write allows changes"
        elif err.sqlstate is None and "COPY" in str(err):
            failure = Failure(Exit.USAGE, "COPY wants psql", "use --csv, or `pgpaper psql -c '\\copy …'`")
        if position is not None:
            failure.lines = list(_place(text, int(position)))
            failure.facts = {"position": int(position)}
        if err.diag.message_detail and err.sqlstate not in {"ZP002", "ZP004"}:
            failure.lines = [*failure.lines, f"detail: {err.diag.message_detail}"]
            failure.facts = {**failure.facts, "detail": err.diag.message_detail}
        raise failure from err


def _place(text: str, position: int) -> Iterator[str]:
    """The line of the statement that the server complains of, and a mark below the place."""
    before = text[: position - 1]
    line = text.splitlines()[before.count("\n")] if text.strip() else ""
    head = f"line {before.count(chr(10)) + 1}: "
    column = len(before) - (before.rfind("\n") + 1)
    yield head + line.replace("\t", " ")
    yield " " * (len(head) + column) + "^"


def _result(cursor: "psycopg.Cursor[Any]") -> _Result:
    found = cursor.pgresult
    if found is None or cursor.description is None:
        return _Result(cursor.statusmessage or "", (), (), (), ())
    columns = range(found.nfields)
    texts = [
        [None if (value := found.get_value(row, column)) is None else value.decode() for column in columns]
        for row in range(found.ntuples)
    ]
    names = _distinct([column.name for column in cursor.description])
    numbers = [column.type_code in _NUMBERS for column in cursor.description]
    values: Sequence[Sequence[Any]] = ()
    if session.options.json:
        loads = [_loader(cursor, column.type_code) for column in cursor.description]
        values = [
            [None if text is None else load(text) for load, text in zip(loads, row, strict=True)]
            for row in texts
        ]
    return _Result(cursor.statusmessage or "", names, numbers, texts, values)


def _loader(cursor: "psycopg.Cursor[Any]", kind: int) -> Callable[[str], Any]:
    """Make values of a type what JSON has a form for; without one, they stay as the server writes them."""
    import psycopg
    from psycopg.pq import Format

    loader = cursor.adapters.get_loader(kind, Format.TEXT)

    def load(text: str) -> Any:
        if loader is None:
            return text
        try:
            value = loader(kind, cursor).load(text.encode())
        except psycopg.DataError:  # a time that Python has none for
            return text
        if isinstance(value, float) and not math.isfinite(value):
            return text
        return value if isinstance(value, _NATURAL) else text

    return load


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, with numbers at those that were there before."""
    found: list[str] = []
    for name in names:
        count = 1
        while (told := name if count == 1 else f"{name}_{count}") in found:
            count += 1
        found.append(told)
    return found


def _objects(result: _Result) -> list[dict[str, Any]]:
    return [dict(zip(result.names, row, strict=True)) for row in result.values]


def _print(result: _Result, place: int) -> None:
    if place:
        output.say("")
    if not result.names:
        output.say(result.status)
        return
    rows = [
        {name: _NULL if value is None else value for name, value in zip(result.names, row, strict=True)}
        for row in result.texts
    ]
    columns = [
        Column(name, right=is_number, prose=not is_number)
        for name, is_number in zip(result.names, result.numbers, strict=True)
    ]
    output.print_table(rows, columns, empty=f"no rows ({', '.join(result.names)})")


def _print_csv(result: _Result, place: int) -> None:
    """CSV as COPY writes it: null is nothing, empty text is quoted."""
    if place:
        print()
    if not result.names:
        output.note(result.status)
        return
    print(_csv_line(result.names))
    for row in result.texts:
        print(_csv_line(row))


def _csv_line(values: Sequence[str | None]) -> str:
    if values == [None]:
        return ""
    return ",".join("" if value is None else _csv_field(value) for value in values)


def _csv_field(value: str) -> str:
    if value == "" or re.search(r'[",\r\n]', value) or value == r"\." or value != value.strip():
        return '"' + value.replace('"', '""') + '"'
    return value
