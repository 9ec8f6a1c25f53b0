"""Which database a command talks to, and the connections it uses."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, LiteralString, TypeVar

from pgpaper.cli.errors import Exit, Failure

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[dict[str, Any]]

T = TypeVar("T")

DEFAULT_ACCOUNT = "paper-default"
_CONNECT_TIMEOUT = "10"  # seconds, where neither the DSN nor the environment has one
READING = ("repeatable read", "on")
_DEFAULTS = {"read": READING, "write": ("serializable", "off"), "plain": ("read committed", "off")}
# Whatever the role or the database prefer: times are read as UTC, in the form psycopg understands.
PREPARE: LiteralString = (
    "select set_config('default_transaction_isolation', %s, false),"
    " set_config('default_transaction_read_only', %s, false),"
    " set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO', false)"
)
_NOT_MIGRATED = {"3F000", "42883", "42P01"}  # no such schema, function, relation


@dataclass
class Options:
    """The options that every command has."""

    dsn: str | None = field(default=None, repr=False)
    json: bool = False
    quiet: bool = False


options = Options()


@dataclass(frozen=True)
class Target:
    """A database, and whether it is that of the embedded server."""

    dsn: str = field(repr=False)
    embedded: bool


def target(*, migrated: bool = True) -> Target:
    """Find the database: --dsn, PGPAPER_DSN, else the embedded server, started and `migrated` if need be."""
    from pgpaper.dsn import FORMS, MalformedDsn, parse

    named = options.dsn if options.dsn is not None else os.environ.get("PGPAPER_DSN") or None
    if named is not None:
        try:
            parsed = parse(named)
        except MalformedDsn as err:
            raise Failure(Exit.USAGE, str(err), FORMS) from None
        if not parsed:
            raise Failure(Exit.USAGE, "the DSN is empty", FORMS)
        return Target(named, embedded=False)

    from pgpaper.embedded import EmbeddedServer
    from pgpaper.migrate import migrate

    found = Target(EmbeddedServer().start(), embedded=True)
    if migrated:
        migrate(found.dsn)
    return found


def without_password(dsn: str) -> tuple[str, bool]:
    """Return the DSN without its secrets, and whether it had any."""
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    parsed = conninfo_to_dict(dsn)
    secrets = {name for name in parsed if name in _SECRETS and parsed[name] is not None}
    return make_conninfo("", **{name: parsed[name] for name in parsed if name not in secrets}), bool(secrets)


def connect_options(on: Target) -> dict[str, Any]:
    """What psycopg's connect() gets."""
    from psycopg.conninfo import conninfo_to_dict

    return {
        "conninfo": on.dsn,
        "connect_timeout": conninfo_to_dict(on.dsn).get("connect_timeout")
        or os.environ.get("PGCONNECT_TIMEOUT")
        or _CONNECT_TIMEOUT,
        "client_encoding": "utf8",
        "fallback_application_name": "pgpaper",
    }


_SECRETS = {"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"}


@contextmanager
def connection(
    on: Target | None = None, *, mode: Literal["read", "write", "plain"]
) -> "Iterator[Connection]":
    """Connect in autocommit, to a database whose schema is the one this client was made for.

    `write` makes every transaction serializable, as the functions that write an account demand; `read` makes
    it repeatable read and read only, since a serializable reader would abort writers; `plain` does not ask
    for the schema.
    """
    import psycopg
    from psycopg.rows import dict_row
    from psycopg.types.json import set_json_loads

    from pgpaper.cli.output import from_json, note

    on = on or target()
    with psycopg.connect(**connect_options(on), autocommit=True, row_factory=dict_row) as opened:
        set_json_loads(from_json, opened)
        opened.add_notice_handler(lambda notice: note(f"{notice.severity}: {notice.message_primary}"))
        if mode != "plain":
            require_migrated(opened)
        opened.execute(PREPARE, _DEFAULTS[mode])
        yield opened


def require_migrated(opened: "Connection") -> None:
    """Refuse a database without pgpaper, or with that of another version."""
    import psycopg

    from pgpaper.migrate import expected_version

    expected = expected_version()
    try:
        found = one(opened, "select paper.schema_version() as version")["version"]
    except psycopg.Error as err:
        if err.sqlstate not in _NOT_MIGRATED:
            raise
        raise Failure(
            Exit.NOT_MIGRATED,
            f"there is no pgpaper in database {opened.info.dbname!r}",
            "run `pgpaper migrate` with this DSN, as a role that may create schemas and roles",
            err.sqlstate,
        ) from None
    if found != expected:
        raise Failure(
            Exit.NOT_MIGRATED,
            f"database {opened.info.dbname!r} has schema version {found}, this pgpaper needs {expected}",
            "upgrade pgpaper" if (found or 0) > expected else "run `pgpaper migrate` with this DSN",
        )


def one(
    opened: "Connection", query: LiteralString, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> dict[str, Any]:
    """Return the only row of a query."""
    row = opened.execute(query, parameters).fetchone()
    if row is None:
        raise LookupError("a query that always has a row returned none")
    return row


def read(query: LiteralString, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Run one query that reads, on a connection of its own."""
    with connection(mode="read") as opened:
        return opened.execute(query, parameters).fetchall()


def call(query: LiteralString, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Call one function that writes an account, with the client's retries, and return its row."""
    return write(lambda opened: one(opened, query, parameters), query, parameters.get("account"))


def write(
    work: "Callable[[Connection], T]", query: str, account_id: str | None, on: Target | None = None
) -> T:
    """Do work that writes an account, with the client's retries of all of it.

    The first connection has one try: a server that is not there should be said at once.
    """
    import asyncio

    from pgpaper.calls import Caller

    on = on or target()
    with ExitStack() as stack:
        opened = stack.enter_context(connection(on, mode="write"))

        async def attempt() -> T:
            nonlocal opened
            if opened.closed:
                opened = stack.enter_context(connection(on, mode="write"))
            return work(opened)

        return asyncio.run(Caller().call(attempt, query, account_id=account_id))


def require_account(opened: "Connection", account_id: str) -> None:
    """Raise what the functions raise when the caller may not see the account, or there is none."""
    opened.execute("select paper.clock(%s)", (account_id,))
