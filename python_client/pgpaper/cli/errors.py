"""What goes wrong, in words for the person at the terminal, and the exit code for it."""

import json
import os
import re
import sys
import traceback
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg


class Exit(IntEnum):
    """Exit codes; MEANINGS says what they mean, in `pgpaper --help` and docs/commands.md."""

    DONE = 0
    VIOLATIONS = 1
    USAGE = 2
    NO_CONNECTION = 3
    REFUSED = 4
    REJECTED = 5
    NOT_MIGRATED = 6
    MISSING = 7
    UNREADABLE = 8
    BUG = 70
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    TERMINATED = 143


MEANINGS = {
    Exit.DONE: "done",
    Exit.VIOLATIONS: "`check` or `audit verify` found violations: the books are wrong",
    Exit.USAGE: "the command line is wrong",
    Exit.NO_CONNECTION: "no connection, or the embedded server is not running or cannot run",
    Exit.REFUSED: "refused by the database, nothing was written; the SQLSTATE is shown",
    Exit.REJECTED: "an order was rejected, and stored: its key replays the rejection",
    Exit.NOT_MIGRATED: "the database has no pgpaper, or another version: `pgpaper migrate`",
    Exit.MISSING: "a program or package is missing",
    Exit.UNREADABLE: "a file, or a line of it, cannot be read or is refused",
    Exit.BUG: "a bug",
    Exit.INTERRUPTED: "interrupted",
    Exit.BROKEN_PIPE: "the reader of the output went away",
    Exit.TERMINATED: "terminated",
}


class Failure(Exception):  # noqa: N818
    """A command cannot go on: what and why, what to do, and the exit code.

    `lines` are further lines for people, `facts` what JSON has instead.
    """

    def __init__(
        self,
        code: Exit,
        what: str,
        hint: str | None = None,
        sqlstate: str | None = None,
        *,
        lines: Sequence[str] = (),
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(what)
        self.code, self.what, self.hint, self.sqlstate = code, what, hint, sqlstate
        self.lines, self.facts = lines, facts or {}


class Quiet(Failure):
    """A command was ended in a way that needs no words."""

    def __init__(self, code: Exit) -> None:
        super().__init__(code, code.name.lower())


def report(failure: Failure, *, as_json: bool) -> int:
    """Say it on stderr, in one or two lines or as one JSON object; return the exit code."""
    from pgpaper.cli.output import printable

    if isinstance(failure, Quiet):
        return failure.code

    if as_json:
        fields: dict[str, Any] = {"error": failure.what, "sqlstate": failure.sqlstate, "hint": failure.hint}
        fields |= failure.facts
        print(json.dumps({name: value for name, value in fields.items() if value}), file=sys.stderr)
    else:
        state = f" ({failure.sqlstate})" if failure.sqlstate else ""
        print(f"pgpaper: {printable(failure.what)}{state}", file=sys.stderr)
        for line in failure.lines:
            print(printable(line), file=sys.stderr)
        if failure.hint:
            print(f"hint: {printable(failure.hint)}", file=sys.stderr)
    return failure.code


def understand(err: BaseException) -> Failure:
    """Find the words and the exit code for anything that a command raised."""
    if isinstance(err, Failure):
        return err
    if isinstance(err, KeyboardInterrupt):
        return Failure(Exit.INTERRUPTED, "interrupted", "what was committed stays: run the command again")
    if isinstance(err, UnicodeEncodeError):
        return Failure(Exit.USAGE, "an argument is not text: its bytes are no UTF-8")
    import psycopg

    from pgpaper.embedded import EmbeddedError
    from pgpaper.errors import ConnectionLost, PaperError, SchemaMismatch
    from pgpaper.migrate import DatabaseNewer, MigrationError

    if isinstance(err, psycopg.Error):
        return _understand_database(err)
    cause = err.__cause__
    if isinstance(err, EmbeddedError):
        return Failure(Exit.NO_CONNECTION, str(err))
    if isinstance(err, MigrationError):
        code = Exit.NOT_MIGRATED if isinstance(err, DatabaseNewer) else Exit.REFUSED
        return Failure(code, str(err))
    if isinstance(cause, psycopg.Error):
        return _understand_database(cause)  # the client's own exceptions are raised from those of psycopg
    if isinstance(err, PaperError):
        codes = {ConnectionLost: Exit.NO_CONNECTION, SchemaMismatch: Exit.NOT_MIGRATED}
        return Failure(codes.get(type(err), Exit.REFUSED), str(err), err.hint, err.sqlstate)
    if os.environ.get("PGPAPER_DEBUG"):
        traceback.print_exception(err)
    return Failure(
        Exit.BUG,
        f"unexpected {type(err).__name__}: {err}",
        "this should not happen: set PGPAPER_DEBUG=1 and run it again to see where",
    )


def _understand_database(err: "psycopg.Error") -> Failure:
    sqlstate = err.sqlstate
    if (
        sqlstate is None
        or sqlstate[:2] in {"08", "28", "3D"}
        or sqlstate in {"57P01", "57P02", "57P03", "53300"}
    ):
        text = _one_line(str(err)).removeprefix("connection failed: ")
        hints = [hint for words, hint in _CONNECTION_HINTS.items() if words in text]
        return Failure(Exit.NO_CONNECTION, f"no connection: {text}", (*hints, _CONNECTION_HINT)[0], sqlstate)
    what, hint = _one_line(err.diag.message_primary or str(err)), err.diag.message_hint
    if sqlstate in {"ZP002", "ZP004"}:
        hint = _HINTS.get(sqlstate)
        if what.startswith("unknown option"):
            hint = "most options want an account that was opened with --set fill_model=market"
    elif sqlstate in _HINTS:
        hint = _HINTS[sqlstate]
    return Failure(Exit.REFUSED, what, hint, sqlstate)


def _one_line(text: str) -> str:
    """The lines of a message of libpq or the server, as one."""
    return re.sub(r"\s*\n\s*", "; ", text.strip())


_CONNECTION_HINT = (
    "check --dsn or PGPAPER_DSN and that the server runs; without either, pgpaper starts a server of its own"
)

# libpq gives no SQLSTATE for a connection that was refused; in another language the general hint is left.
_CONNECTION_HINTS = {
    "password": "check the password: in the DSN, PGPASSWORD or ~/.pgpass",
    'role "': "check the user: user= in the DSN, PGUSER, else the name you are logged in as",
    'database "': "check dbname= in the DSN; `createdb` makes a database, `pgpaper migrate` fills it",
}

_HINTS = {
    "ZP001": "--account names one; `pgpaper account list` shows yours, `pgpaper account open NAME` opens one",
    "ZP002": "nothing was written: use a new --key for a new request",
    "ZP003": "this is a bug of the command line: it has to set the isolation level itself",
    "ZP005": "stored outcomes still replay; open another account for new requests",
    "ZP006": "leave --set out to take the account as it is, or change it with `pgpaper account settings`;"
    " what makes a new account of another one wants a new name",
    "40001": "others write to this account at this moment: run it again, with the same --key",
    "40P01": "others write to this account at this moment: run it again, with the same --key",
    "42501": "your role lacks a privilege: `pgpaper role add NAME --trader` makes one that may trade",
    "25006": "the server is a standby, or the role may only read",
    "57014": "the statement took longer than the role's statement_timeout allows",
}
