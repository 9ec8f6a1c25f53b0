# ruff: noqa: N818  (the exceptions are named after the state they report)
"""What can go wrong, one exception per kind, and the one table that says which SQLSTATE is which.

Code branches on the class or on `.sqlstate`; the texts are for people. `docs` has the table of SQLSTATEs.
A rejected order is no error: it is an `OrderResponse` with status rejected.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused request of a call: its place in the call, counted from 1, and what is wrong with it."""

    index: int
    sqlstate: str
    problem: str


class PaperError(Exception):
    """Base of all errors of pgpaper.

    `sqlstate` is PostgreSQL's code, None when the server was not asked; `detail` and `hint` are the server's,
    None when it gave none.
    """

    sqlstate: str | None = None

    def __init__(
        self, message: str, *, sqlstate: str | None = None, detail: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate or type(self).sqlstate
        self.detail = detail
        self.hint = hint
        if hint:
            self.add_note(hint)


class _RefusedRequests(PaperError):
    """Requests of a call were refused, and nothing of the call was written; `problems` lists all of them."""

    def __init__(
        self,
        message: str,
        *,
        sqlstate: str | None = None,
        detail: str | None = None,
        hint: str | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(message, sqlstate=sqlstate, detail=detail, hint=hint)
        self.problems = tuple(problems) or _problems_of(detail)


class UnknownAccount(PaperError):
    """There is no such account, or the caller's role may not use it."""

    sqlstate = "ZP001"


class IdempotencyConflict(_RefusedRequests):
    """An idempotency key was used before, for a different request."""

    sqlstate = "ZP002"


class NotSerializable(PaperError):
    """A write arrived in a transaction that is not serializable (behind a pooler that shares sessions)."""

    sqlstate = "ZP003"


class InvalidRequest(_RefusedRequests, ValueError):
    """A value is missing, malformed or out of range."""

    sqlstate = "ZP004"


class AccountClosed(PaperError):
    """The account was closed; what is stored still replays, new requests are refused."""

    sqlstate = "ZP005"


class AccountExists(PaperError):
    """The account is there with other settings than those asked for; `detail` has its settings as JSON."""

    sqlstate = "ZP006"


class UnknownOrder(PaperError):
    """The account has no such order."""

    sqlstate = "ZP007"


class MarketDataInvalid(_RefusedRequests):
    """Market data was refused: fed with `strict`, rows were late or cannot be true."""

    sqlstate = "ZP008"


class InsufficientFunds(PaperError):
    """A withdrawal exceeds the buying power."""

    sqlstate = "ZP009"


class NotRestorable(PaperError):
    """An account cannot be brought back as it was, or its requests cannot be made again."""

    sqlstate = "ZP010"


class UnreadableExport(PaperError):
    """What is to be imported is no export of an account, or was cut off or changed; nothing was written."""

    sqlstate = "ZP011"


class PermissionDenied(PaperError):
    """The database role may not do this."""

    sqlstate = "42501"


class TransactionConflict(PaperError):
    """Other writers won every attempt at this call: nothing was written, and it can be called again."""

    sqlstate = "40001"


class ConnectionLost(PaperError):
    """The server cannot be reached, or was lost during a call and could not be reached again.

    Whether a write that was under way took place is then not known. Calling again with the same idempotency
    keys answers that: it returns what is stored, or does it now.
    """


class SchemaMismatch(PaperError):
    """The database is not at the version this package works with; the message says what to run."""


#: SQLSTATE, or its first characters, to exception; the longest match counts.
BY_SQLSTATE: dict[str, type[PaperError]] = {
    **{
        kind.sqlstate: kind
        for kind in (
            UnknownAccount,
            IdempotencyConflict,
            NotSerializable,
            InvalidRequest,
            AccountClosed,
            AccountExists,
            UnknownOrder,
            MarketDataInvalid,
            InsufficientFunds,
            NotRestorable,
            UnreadableExport,
            PermissionDenied,
            TransactionConflict,
        )
        if kind.sqlstate
    },
    "40P01": TransactionConflict,  # deadlock
    "22": InvalidRequest,  # the server could not make sense of a value
    "3F000": SchemaMismatch,  # no such schema, table, column or function
    "42P01": SchemaMismatch,
    "42703": SchemaMismatch,
    "42883": SchemaMismatch,
    "08": ConnectionLost,
    "57P01": ConnectionLost,
    "57P02": ConnectionLost,
    "57P03": ConnectionLost,
    "57P05": ConnectionLost,
}


def translate(err: psycopg.Error) -> PaperError:
    """Return the exception of pgpaper for one of psycopg, to be raised `from` it."""
    diag = err.diag
    message = diag.message_primary or str(err).strip() or type(err).__name__
    kind = _kind(err)
    hint = diag.message_hint
    if kind is SchemaMismatch:
        hint = "this database has no pgpaper in it, or another version: run pgpaper migrate"
    elif kind is ConnectionLost:
        hint = "call again with the same idempotency keys: a request that was carried out is not repeated"
    return kind(message, sqlstate=err.sqlstate, detail=diag.message_detail, hint=hint)


def _kind(err: psycopg.Error) -> type[PaperError]:
    if err.sqlstate is None:
        # Not from the server: the connection, or a value that psycopg could not send.
        if isinstance(err, psycopg.OperationalError):
            return ConnectionLost
        return InvalidRequest if isinstance(err, psycopg.DataError) else PaperError
    for length in (5, 2):
        if kind := BY_SQLSTATE.get(err.sqlstate[:length]):
            return kind
    return PaperError


def _problems_of(detail: str | None) -> tuple[Problem, ...]:
    """Read the DETAIL of ZP004 and ZP002; errors of PostgreSQL itself have another one, or none."""
    try:
        return tuple(Problem(**problem) for problem in json.loads(detail or "[]"))
    except (TypeError, ValueError):
        return ()
