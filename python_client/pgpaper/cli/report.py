"""`pgpaper report`."""

import os
import re
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from pgpaper.cli import output, session
from pgpaper.cli.errors import Exit, Failure


def report(
    account: Annotated[str, Parameter(help="Account.")],
    /,
    *,
    output_: Annotated[
        str | None,
        Parameter(
            name=["--output", "-o"],
            allow_leading_hyphen=True,
            help="File to write, - for stdout. Default: the account's name and -report.html.",
        ),
    ] = None,
    versus: Annotated[
        str | None, Parameter(help="Another account, to draw and to count beside this one.")
    ] = None,
    benchmark: Annotated[
        str | None, Parameter(help="A ticker whose market data were fed, as if it had been held all along.")
    ] = None,
    from_: Annotated[
        str | None, Parameter(name="--from", help="Begin, in ISO 8601 (UTC where it names no zone).")
    ] = None,
    to: Annotated[str | None, Parameter(help="End; default: now, on the account's clock.")] = None,
    epoch: Annotated[
        int | None, Parameter(help="Number of the epoch; default: the one that the end falls in.")
    ] = None,
    step: Annotated[
        str | None,
        Parameter(help="Time between two points, as `1 hour`; default: a day, of a young account less."),
    ] = None,
) -> int:
    """Write a report of an account: one HTML file that needs no network.

    Figures, curves, prices with the trades on them, monthly returns, round
    trips, costs, rejections, positions, and whether the books are right. It
    needs the extra `report`. With `--json` the same is printed as JSON, and the
    file is written only where `--output` names it. Exit code 1 when the books
    are wrong.

    For example:

        pgpaper report mine
        pgpaper report mine --output mine.html --versus other --benchmark SPY
        pgpaper report mine --from 2024-01-01 --to 2025-01-01 --json
    """
    from pgpaper.report import Scope, read

    scope = Scope(account, _moment(from_, "--from"), _moment(to, "--to"), epoch, step)
    if scope.from_at and scope.to_at and scope.from_at >= scope.to_at:
        raise Failure(Exit.USAGE, "--from is not before --to")
    wants_page = output_ is not None or not session.options.json
    if wants_page:
        _require_jinja()
    if output_ == "-" and session.options.json:
        raise Failure(Exit.USAGE, "--json prints to stdout: name another file for the page")
    started = time.monotonic()
    with session.connection(mode="read") as opened:
        data = read(opened, scope, versus=versus, benchmark=benchmark)
    if wants_page:
        from pgpaper.report.page import render

        page = render(data, time.monotonic() - started)
        if output_ == "-":
            sys.stdout.write(page)
        else:
            file = Path(output_ if output_ is not None else _file_name(account))
            _write(file, page)
            if not session.options.json:
                seconds = time.monotonic() - started
                output.console().print(
                    f"{output.printable(str(file))}: {output.size(len(page.encode()))}, in {seconds:.1f} s"
                )
    if session.options.json:
        output.print_json(data.as_dict())
    return Exit.VIOLATIONS if data.violations.total else Exit.DONE


def _moment(text: str | None, option: str) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Failure(Exit.USAGE, f"{option}: {text!r} is no time", "write it like 2024-01-31") from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _require_jinja() -> None:
    from pgpaper.report.page import JinjaMissingError, environment

    try:
        environment()
    except JinjaMissingError:
        raise Failure(
            Exit.MISSING,
            "a report needs the package jinja2",
            "pip install 'pgpaper[report]', or print its data with --json",
        ) from None


def _file_name(account: str) -> str:
    """A name that no file system objects to."""
    return f"{re.sub(r'[^A-Za-z0-9]+', '-', account).strip('-')[:100] or 'account'}-report.html"


def _write(file: Path, page: str) -> None:
    """Write all of it, or leave what was there."""
    try:
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".pgpaper-", suffix=".html")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as opened:
                opened.write(page)
            mask = os.umask(0)
            os.umask(mask)
            Path(temporary).chmod(0o666 & ~mask)
            Path(temporary).replace(file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as err:
        raise Failure(
            Exit.UNREADABLE, f"{file} cannot be written: {err.strerror}", "name another with --output"
        ) from err
