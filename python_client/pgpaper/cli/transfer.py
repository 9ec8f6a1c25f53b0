"""`pgpaper account export`, `import`, `fork`, `replay` and `compare`."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TextIO

from cyclopts import Parameter

from pgpaper.cli import output, session
from pgpaper.cli.account import COLUMNS, Name, app, show_account
from pgpaper.cli.arguments import OptionalNumber, pairs, text_of
from pgpaper.cli.errors import Exit, Failure
from pgpaper.cli.output import Column

_NewName = Annotated[str, Parameter(help="Name of the new account.")]

#: What `--csv` writes: a file for each view, its rows in this order.
_VIEWS = {"orders": "seq", "fills": "seq", "journal": "seq", "positions": "ticker"}

#: Bytes of a file to import: a value of PostgreSQL is at most 1 GB.
_LARGEST = 10**9


@app.command
def export(
    name: Name,
    file: Annotated[Path | None, Parameter(help="File to write; default: standard output.")] = None,
    /,
    *,
    csv: Annotated[
        Path | None, Parameter(help="Write orders, fills, journal and positions as CSV into this folder.")
    ] = None,
) -> None:
    """Write an account in full, for `account import`.

    It is lines of JSON. With `--csv`, tables for a spreadsheet instead:
    orders.csv, fills.csv, journal.csv and positions.csv.

    For example:

        pgpaper account export mine mine.jsonl
        pgpaper account export mine --csv folder
    """
    if csv is not None:
        if file is not None:
            raise Failure(Exit.USAGE, "a file and --csv are two ways to export", "give one of them")
        _export_csv(name, csv)
        return
    with (
        session.connection(mode="read") as opened,
        opened.transaction(),
        _written(file) as target,
        opened.cursor(name="export") as cursor,
    ):
        cursor.itersize = 1000
        cursor.execute("select line::text from paper.export_account(%s) as e (line)", (name,))
        for row in cursor:
            target.write(row["line"] + "\n")


@app.command(name="import")
def import_(
    file: Annotated[
        Path, Parameter(help="What `account export` wrote; - is standard input.", allow_leading_hyphen=True)
    ],
    /,
    *,
    as_: Annotated[
        str | None, Parameter(name="--as", help="Name of the new account; default: that of the file.")
    ] = None,
) -> None:
    """Make an account of what `account export` wrote.

    It trades on, and its keys return the stored outcomes. Your role owns it. A
    file that is cut off or was changed is refused, and nothing is written.

    For example:

        pgpaper account import mine.jsonl
        pgpaper account import mine.jsonl --as copy
    """
    if file.is_file() and file.stat().st_size > _LARGEST:
        raise Failure(Exit.UNREADABLE, f"{file} is larger than PostgreSQL takes in one call, which is 1 GB")
    lines = [line for line in text_of(file).split("\n") if line.strip()]
    for number, line in enumerate(lines, 1):
        try:
            json.loads(line, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Failure(
                Exit.UNREADABLE,
                f"{file}: line {number} is no JSON, so the file is cut off or none of `account export`",
                "nothing was written",
            ) from None
    show_account(
        session.call(
            f"select {COLUMNS} from paper.import_account("
            # A cast of the whole array keeps, until its end, what each line took to read: 20 times the file.
            "p_lines => array(select l::jsonb from string_to_table(%(lines)s, chr(10)) as l),"
            " p_account_id => %(account)s)",
            {"lines": "\n".join(lines), "account": as_},
        )
    )


@app.command
def fork(
    name: Name,
    new: _NewName,
    /,
    *,
    seq: Annotated[int | None, Parameter(help="As it stood after this row of its journal.")] = None,
    at: Annotated[datetime | None, Parameter(help="As it stood at this time.")] = None,
) -> None:
    """Copy an account into a new one, as it stands or once stood.

    For example:

        pgpaper account fork mine what-if
        pgpaper account fork mine monday --at 2025-03-10T16:00:00+00:00
    """
    show_account(
        session.call(
            f"select {COLUMNS} from paper.fork_account(p_account_id => %(account)s,"
            " p_new_account_id => %(new)s, p_seq => %(seq)s, p_at => %(at)s)",
            {"account": name, "new": new, "seq": seq, "at": at},
        )
    )


@app.command
def replay(
    name: Name,
    new: _NewName,
    /,
    *,
    cash: Annotated[OptionalNumber, Parameter(help="Other initial cash.")] = None,
    settings: Annotated[
        list[str] | None,
        Parameter(name=["--set"], negative="", help="Another setting as name=value, may be repeated."),
    ] = None,
) -> None:
    """Make the same orders again, under other settings.

    In a new account, at the same times, on the same market data.

    For example:

        pgpaper account replay mine dearer --set 'fees={"percent": 0.001}'
        pgpaper account compare mine dearer
    """
    show_account(
        session.call(
            f"select {COLUMNS} from paper.replay_account(p_account_id => %(account)s,"
            " p_new_account_id => %(new)s, p_settings => %(settings)s::jsonb, p_initial_cash => %(cash)s)",
            {"account": name, "new": new, "settings": pairs(settings or []), "cash": cash},
        )
    )


@app.command
def compare(name: Name, other: Annotated[str, Parameter(help="Account to compare it with.")], /) -> None:
    """Show where two accounts differ that got the same orders.

    For example:

        pgpaper account compare mine dearer
    """
    rows = session.read(
        "select * from paper.compare_accounts(%(account)s, %(other)s)", {"account": name, "other": other}
    )
    if session.options.json:
        return output.print_json(rows)
    return output.print_table(
        rows,
        [
            Column("idempotency_key", _or_nothing),
            Column("leg", rank=1),
            Column("ticker", _or_nothing, rank=2),
            Column("what"),
            Column("fill_no", _or_nothing, rank=3),
            Column("here", _or_nothing, right=True),
            Column("there", _or_nothing, right=True),
            Column("pnl_difference", _or_nothing, right=True, rank=5),
        ],
        empty="nothing differs",
    )


def _no_constant(name: str) -> None:
    """NaN and infinities are no JSON, though Python reads and writes them."""
    raise ValueError(f"{name} is no JSON")


def _or_nothing(value: Any) -> str:
    return "" if value is None else str(value)


def _export_csv(name: str, folder: Path) -> None:
    from psycopg import sql

    with session.connection(mode="read") as opened, opened.transaction():
        session.require_account(opened, name)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise Failure(Exit.UNREADABLE, f"{folder}: {_reason(err)}") from None
        for view, order in _VIEWS.items():
            query = sql.SQL(
                "copy (select * from paper.{} where account_id = {} order by {})"
                " to stdout (format csv, header)"
            ).format(sql.Identifier(view), sql.Literal(name), sql.Identifier(order))
            with _written(folder / f"{view}.csv") as target, opened.cursor().copy(query) as copy:
                for block in copy:
                    target.write(bytes(block).decode())


@contextmanager
def _written(path: Path | None) -> Iterator[TextIO]:
    """A file that is there when all of it is, and not before; or standard output."""
    if path is None:
        yield sys.stdout
        return
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("x", encoding="utf-8", newline="") as file:
            try:
                yield file
            except BaseException:
                partial.unlink()
                raise
        partial.replace(path)
    except OSError as err:
        raise Failure(Exit.UNREADABLE, f"{path}: {_reason(err)}") from None


def _reason(err: Exception) -> str:
    return (err.strerror if isinstance(err, OSError) else None) or str(err)
