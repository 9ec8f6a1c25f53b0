# ruff: noqa: N818  (the exceptions are named after the state they report)
"""Bring a database to the state that this package describes.

The state is written in two folders of plain SQL (`source_root` finds them):

- `migrations/NNNN_name.sql`: tables, types, roles. Numbered from 0001 without gaps, forward only, run
  once, each in one transaction together with its row in `paper_internal.migrations`; no file contains
  begin or commit. The first is run as the connecting role and creates the role that owns everything; it
  also hands that role the bookkeeping tables, which are created just before it in the same transaction.
- `sql/**/*.sql`: functions, views, grants. The whole set is run in the order of its paths, in one
  transaction, after the migrations have been committed (a new enum value cannot be used before), whenever
  its digest is not the one in the newest row of `paper_internal.deployment`, or migrations were applied
  since that row: a migration may have dropped a view so that the set makes it anew.

The way through this file: `_load` reads the folders, `_recorded` the bookkeeping, `_compare` lays the two
side by side, `_refuse` says what makes the comparison a mistake, `_plan` turns it into transactions.
`migrate` runs the plan, `install_sql` prints it for psql, `status` shows the comparison.

Others may trade meanwhile. What is to be as it is already is not touched (`_outstanding`), since the
statement alone would lock a relation against everybody; what does change waits a bounded time for each lock,
and a transaction that met others crosswise, or waited in vain, is made again from its beginning, a few times.

Two runners may start at once: each takes a session-level advisory lock before it looks, so the second
waits and then finds nothing to do. The lock and an open transaction die with the session: a killed runner
leaves nothing half done, and the next one goes on where it stopped. (Connect directly: the lock does not
survive a pooler in transaction mode.)

Who may migrate: a superuser, or the owner of the database who has CREATEROLE. From PostgreSQL 16 on the
creator of a role may only administer it, so the first migration has to grant the owner role to the role
that runs it (plain `grant … to …`, which does on 15 as well). Roles belong to the whole server: where
another database has already made them, have them granted to the migrating role `with admin option`.
"""

import hashlib
import importlib.metadata
import re
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

import psycopg
import tenacity
from psycopg.pq import TransactionStatus

from pgpaper.dsn import MalformedDsn, parse

OLDEST_MAJOR = 15
# The minor releases of one round, the first that closes two known holes in serializable isolation.
FIXED_MINOR = {15: 20, 16: 16, 17: 12, 18: 6}

_LOCK = int.from_bytes(b"pgpaper", "big")
#: What befalls a transaction that meets others: it is made again.
_IN_THE_WAY = frozenset({"40001", "40P01", "55P03"})
_ATTEMPTS = 10
_PRIVILEGES = (
    "Migrate as a superuser, or as the owner of the database with CREATEROLE; where the pgpaper roles exist "
    "already, that role needs them granted WITH ADMIN OPTION."
)
_OTHERS = (
    f"Tried {_ATTEMPTS} times, other transactions held what had to be locked: end those that stay open for "
    "seconds (pg_stat_activity and paper.lock_waits show them)."
)


class MigrationError(Exception):
    """The database was not migrated; the message says why and what to do."""


class ServerTooOld(MigrationError):
    """The server is older than `OLDEST_MAJOR`."""


class DatabaseNewer(MigrationError):
    """A newer pgpaper has migrated this database."""


class MigrationEdited(MigrationError):
    """A migration's file is no longer what was applied."""


class MigrationsMisnumbered(MigrationError):
    """Migrations are missing, doubled, misnamed, or sort before one that is applied."""


class ScriptFailed(MigrationError):
    """The server refused a script and its transaction was rolled back; `line` is None when it did not say."""

    def __init__(self, script: "Script", cause: psycopg.Error) -> None:
        diag = cause.diag
        position = int(diag.statement_position or 0)  # in characters of the whole script, from 1
        self.path = script.path
        self.line = script.text.count("\n", 0, position - 1) + 1 if position else None
        self.sqlstate = cause.sqlstate
        place = f"{self.path}:{self.line}" if self.line else self.path
        lines = [
            f"{place}: {diag.message_primary or cause} ({self.sqlstate})",
            diag.message_detail,
            diag.message_hint,
            diag.context if not position else None,
            _PRIVILEGES if self.sqlstate == "42501" else None,
            _OTHERS if self.sqlstate in _IN_THE_WAY else None,
            "This transaction was rolled back, earlier ones stay: remove the cause and migrate again.",
        ]
        super().__init__("\n".join(filter(None, lines)))


@dataclass(frozen=True)
class Script:
    """One file: its path in `source_root`, and its text with Unix newlines."""

    path: str
    text: str

    @property
    def name(self) -> str:
        return Path(self.path).stem

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class MigrationState:
    """One migration, as package and database see it."""

    version: int
    name: str
    state: Literal["applied", "pending", "edited", "unknown"]
    applied_at: datetime | None


@dataclass(frozen=True)
class MigrationStatus:
    """The database beside the package. A `schema_version` of 0 means that nothing is installed."""

    migrations: list[MigrationState]
    sql_state: Literal["current", "outdated", "absent", "newer"]
    schema_version: int
    expected_version: int
    client_version: str
    deployed_by: str | None  # the client version that put the present functions there


@dataclass(frozen=True)
class MigrationReport:
    """What `migrate` did, or in a dry run would do; `schema_version` is what the database has now."""

    applied: list[str]
    sql_applied: bool
    schema_version: int
    warnings: list[str]
    seconds: float


@dataclass(frozen=True)
class _Package:
    migrations: list[Script]  # number 1 first
    sql: list[Script]
    sql_sha256: str
    client_version: str


@dataclass(frozen=True)
class _Step:
    """One transaction: scripts, then, as the connecting role again, the row saying that they were run."""

    scripts: list[Script]
    record: str


_Applied = Mapping[int, tuple[str, str, datetime]]  # version: name, sha256, applied_at
_Deployed = tuple[int, str, str] | None  # schema_version, sha256, client_version


def source_root() -> Path:
    """The folder of `migrations/` and `sql/`: this package when installed, else the top of the checkout."""
    package = Path(__file__).resolve().parent
    return package if (package / "migrations").is_dir() else package.parents[1]


def expected_version() -> int:
    """The number of the newest migration in this package: what `paper.schema_version()` should return."""
    return len(_load().migrations)


def status(conninfo: str) -> MigrationStatus:
    """Compare the database with this package; takes no lock and changes nothing."""
    with _connect(conninfo) as conn:
        return _compare(_load(), *_recorded(conn))


def migrate(conninfo: str, *, dry_run: bool = False) -> MigrationReport:
    """Apply what the database lacks, which may be nothing."""
    started = time.monotonic()
    package = _load()
    with _connect(conninfo) as conn:
        conn.execute("select pg_advisory_lock(%s)", (_LOCK,))
        before = _compare(package, *_recorded(conn))
        _refuse(before)
        if not dry_run:
            for step in _plan(package, before):
                _run(conn, step)
        return MigrationReport(
            applied=[m.name for m in before.migrations if m.state == "pending"],
            sql_applied=before.sql_state != "current",
            schema_version=before.schema_version if dry_run else before.expected_version,
            warnings=_server_warnings(conn.info.server_version),
            seconds=time.monotonic() - started,
        )


def install_sql() -> str:
    """What `migrate` would run on an empty database, as one file for psql."""
    package = _load()
    parts = [_INSTALL_HEAD % package.client_version, _SESSION, _INSTALL_GUARD]
    for step in _plan(package, _compare(package, {}, None)):
        scripts = "\n".join(f"-- {script.path}\n{script.text}" for script in step.scripts)
        parts.append(f"begin;\n{scripts}\nreset role;\n{step.record}\ncommit;\n")
    return "\n".join(parts)


def _load() -> _Package:
    root = source_root()

    def scripts(folder: str) -> list[Script]:
        paths = sorted(path.relative_to(root).as_posix() for path in (root / folder).rglob("*.sql"))
        if not paths:
            raise MigrationError(
                f"this pgpaper is incomplete, {root} has no {folder}/*.sql: install it again"
            )
        return [Script(path, (root / path).read_text(encoding="utf-8")) for path in paths]

    migrations, sql = scripts("migrations"), scripts("sql")
    for version, script in enumerate(migrations, start=1):
        if not re.fullmatch(rf"migrations/{version:04}_[a-z0-9_]+\.sql", script.path):
            raise MigrationsMisnumbered(
                f"{script.path} should be migrations/{version:04}_name.sql: rename it "
                "(lower case, numbered from 0001, no gaps, no number twice)"
            )
    digest = hashlib.sha256("".join(f"{s.path} {s.sha256}\n" for s in sql).encode()).hexdigest()
    pyproject = root / "pyproject.toml"  # in a checkout; what an editable install says of itself may be stale
    if pyproject.is_file():
        client_version = str(tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["version"])
    else:
        client_version = importlib.metadata.version("pgpaper")
    return _Package(migrations, sql, digest, client_version)


@contextmanager
def _connect(conninfo: str) -> Iterator[psycopg.Connection]:
    try:
        parse(conninfo)
    except MalformedDsn as err:
        raise MigrationError(str(err)) from None
    with psycopg.connect(
        conninfo, autocommit=True, prepare_threshold=None, fallback_application_name="pgpaper migrate"
    ) as conn:
        if conn.info.server_version < OLDEST_MAJOR * 10000:
            raise ServerTooOld(
                f"this server is PostgreSQL {conn.info.server_version // 10000}, pgpaper needs "
                f"{OLDEST_MAJOR} or newer: upgrade the server or name another one"
            )
        conn.execute(_SESSION.encode())
        yield conn


def _server_warnings(server_version: int) -> list[str]:
    major, minor = divmod(server_version, 10000)
    fixed = FIXED_MINOR.get(major, 0)
    if minor >= fixed:
        return []
    return [
        f"PostgreSQL {major}.{minor} can commit histories that are not serializable; "
        f"two such holes are closed in {major}.{fixed}: upgrade the server"
    ]


def _recorded(conn: psycopg.Connection) -> tuple[_Applied, _Deployed]:
    bookkeeping = conn.execute(
        "select 1 from pg_class where relname = 'deployment'"
        " and relnamespace = (select oid from pg_namespace where nspname = 'paper_internal')"
    )
    if not bookkeeping.fetchone():
        return {}, None
    try:
        applied = conn.execute("select version, name, sha256, applied_at from paper_internal.migrations")
        deployed = conn.execute(
            "select schema_version, sha256, client_version from paper_internal.deployment"
            " order by number desc limit 1"
        )
    except psycopg.errors.InsufficientPrivilege as err:
        raise MigrationError(f"{conn.info.user} may not read pgpaper's bookkeeping. {_PRIVILEGES}") from err
    return {version: (name, sha256, at) for version, name, sha256, at in applied}, deployed.fetchone()


def _compare(package: _Package, applied: _Applied, deployed: _Deployed) -> MigrationStatus:
    expected = len(package.migrations)
    migrations = []
    for version, script in enumerate(package.migrations, start=1):
        if version not in applied:
            migrations.append(MigrationState(version, script.name, "pending", None))
        else:
            _, sha256, at = applied[version]
            state: Literal["applied", "edited"] = "applied" if sha256 == script.sha256 else "edited"
            migrations.append(MigrationState(version, script.name, state, at))
    for version in sorted(version for version in applied if version > expected):
        name, _, at = applied[version]
        migrations.append(MigrationState(version, name, "unknown", at))

    sql_state: Literal["current", "outdated", "absent", "newer"] = "outdated"
    if deployed is None:
        sql_state = "absent"
    elif deployed[:2] == (expected, package.sql_sha256):
        sql_state = "current"
    elif deployed[0] > expected or _release(deployed[2]) > _release(package.client_version):
        sql_state = "newer"
    return MigrationStatus(
        migrations=migrations,
        sql_state=sql_state,
        schema_version=max(applied, default=0),
        expected_version=expected,
        client_version=package.client_version,
        deployed_by=deployed[2] if deployed else None,
    )


def _release(version: str) -> tuple[int, ...]:
    """The numbers before any rc, dev or local part."""
    match = re.match(r"\d+(\.\d+)*", version)
    return tuple(map(int, match[0].split("."))) if match else ()


def _refuse(status: MigrationStatus) -> None:
    for m in status.migrations:
        if m.state == "unknown":
            raise DatabaseNewer(
                f"the database is newer than this client: it has migration {m.name}, pgpaper "
                f"{status.client_version} ends with number {status.expected_version:04}. Upgrade pgpaper."
            )
    if status.sql_state == "newer":
        raise DatabaseNewer(
            "the database is newer than this client: its functions are those of pgpaper "
            f"{status.deployed_by}, this is {status.client_version}. Upgrade pgpaper."
        )
    for m in status.migrations:
        if m.state == "edited":
            raise MigrationEdited(
                f"migrations/{m.name}.sql is not what was applied as number {m.version:04} at "
                f"{m.applied_at}: restore the file and put the change into a new migration"
            )
        if m.state == "pending" and m.version < status.schema_version:
            raise MigrationsMisnumbered(
                f"migrations/{m.name}.sql sorts before number {status.schema_version:04}, which is applied: "
                "give it the next free number"
            )


def _plan(package: _Package, status: MigrationStatus) -> Iterator[_Step]:
    for m in status.migrations:
        if m.state == "pending":
            script = package.migrations[m.version - 1]
            yield _Step(
                [_BOOKKEEPING, script] if m.version == 1 else [script],
                "insert into paper_internal.migrations (version, name, sha256)\n"
                f"values ({m.version}, '{m.name}', '{script.sha256}');",
            )
    if status.sql_state != "current":
        yield _Step(
            package.sql,
            "insert into paper_internal.deployment (schema_version, sha256, client_version)\n"
            f"values ({status.expected_version}, '{package.sql_sha256}', '{package.client_version}');",
        )


@tenacity.retry(
    retry=tenacity.retry_if_exception(
        lambda err: isinstance(err, ScriptFailed) and err.sqlstate in _IN_THE_WAY
    ),
    wait=tenacity.wait_random_exponential(multiplier=0.1, max=2),
    stop=tenacity.stop_after_attempt(_ATTEMPTS),
    reraise=True,
)
def _run(conn: psycopg.Connection, step: _Step) -> None:
    script = step.scripts[0]
    try:
        with conn.transaction():
            # Others queue behind a lock that is waited for; an autovacuum makes way after deadlock_timeout.
            conn.execute("set local lock_timeout = '3s'")
            for script in step.scripts:  # one call each: an error without a position still has a file
                # Without parameters: simple protocol, % is only a %.
                conn.execute(_outstanding(conn, script).encode())
                if conn.info.transaction_status != TransactionStatus.INTRANS:
                    raise MigrationError(f"{script.path} must not end the transaction: take out its commit")
            conn.execute("reset role")
            conn.execute(step.record.encode())
    except psycopg.Error as err:
        raise ScriptFailed(script, err) from err


class _Lock(NamedTuple):
    """Statements that lock a relation even to leave it as it is, and what is to be compared before that."""

    statements: re.Pattern[str]
    definition: str


def _locking(statements: str, definition: str) -> _Lock:
    relation = r"(?P<schema>\w+)\.(?P<relation>\w+)"
    pattern = statements.replace("RELATION", relation, 1).replace("RELATION", r"(?P=schema)\.(?P=relation)")
    return _Lock(re.compile(pattern, re.MULTILINE | re.DOTALL), definition)


_VIEW = _locking(
    r"^create or replace view RELATION\b.*?;$(\n+alter view RELATION owner to \w+;$)?",
    "select concat_ws(' ', pg_get_viewdef(oid), reloptions, relowner::regrole)"
    " from pg_class where oid = to_regclass(%(relation)s)",
)
_POLICY = _locking(
    r"^alter table RELATION enable row level security;\n"
    r"drop policy if exists (?P<name>\w+) on RELATION;\ncreate policy (?P=name) on RELATION\b.*?;$",
    "select concat_ws(' ', relrowsecurity, polcmd, polpermissive, polroles::regrole[],"
    " pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))"
    " from pg_policy inner join pg_class on pg_class.oid = polrelid"
    " where polrelid = to_regclass(%(relation)s) and polname = %(name)s",
)
_TRIGGER = _locking(
    r"^create or replace trigger (?P<name>\w+)\b.*?\bon RELATION\b.*?;$",
    "select concat_ws(' ', pg_get_triggerdef(oid), tgenabled)"
    " from pg_trigger where tgrelid = to_regclass(%(relation)s) and tgname = %(name)s",
)
_DRAFTS = "paper_drafts"


def _outstanding(conn: psycopg.Connection, script: Script) -> str:
    """The script with spaces where it would lock a relation and leave it as it is."""
    text = script.text
    for lock in (_VIEW, _POLICY, _TRIGGER):
        for found in lock.statements.finditer(script.text):
            if _in_force(conn, lock, found):
                text = text[: found.start()] + re.sub(r"\S", " ", found[0]) + text[found.end() :]
    return text


def _in_force(conn: psycopg.Connection, lock: _Lock, found: re.Match[str]) -> bool:
    """Whether the relation is what the statements make of it: they are tried on a draft, and that undone."""

    def definition(relation: str) -> str | None:
        names = {"relation": relation, "name": found.groupdict().get("name")}
        row = conn.execute(lock.definition.encode(), names).fetchone()
        return row[0].replace(f"{_DRAFTS}.", f"{schema}.") if row else None

    schema, name = found["schema"], found["relation"]
    relation, draft = f"{schema}.{name}", f"{_DRAFTS}.{name}"
    present = definition(relation)
    if present is None:
        return False
    try:
        with conn.transaction(force_rollback=True):
            (role,) = conn.execute("select quote_ident(current_user)").fetchone() or ("none",)
            conn.execute(
                f"reset role; create schema {_DRAFTS}; grant all on schema {_DRAFTS} to public;"
                f" set local role {role}".encode()
            )
            if lock is not _VIEW:
                conn.execute(f"create table {draft} (like {relation})".encode())
            conn.execute(re.sub(rf"\b{relation}\b", draft, found[0]).encode())
            return definition(draft) == present
    except psycopg.errors.ProgrammingError:
        return False  # the script itself will say what is wrong


# What the role or the database may have set otherwise and a script would depend on.
_SESSION = """\
set client_encoding = 'UTF8';
set client_min_messages = warning;
set standard_conforming_strings = on;
set search_path = pg_catalog, pg_temp;
set default_transaction_isolation = 'read committed';
set default_transaction_read_only = off;
set statement_timeout = 0;
set lock_timeout = 0;
set idle_in_transaction_session_timeout = 0;
"""

_BOOKKEEPING = Script(
    "bookkeeping",
    """\
create schema paper_internal;

create table paper_internal.migrations (
    version integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    applied_by text not null default session_user
);
comment on table paper_internal.migrations is 'The files of migrations/ that were run.';

create table paper_internal.deployment (
    number integer primary key generated always as identity,
    schema_version integer not null,
    sha256 text not null,
    client_version text not null,
    applied_at timestamptz not null default now(),
    applied_by text not null default session_user
);
comment on table paper_internal.deployment is
    'Which functions and views were in force from when on: one row each time the set in sql/ was run.';
""",
)

_INSTALL_HEAD = r"""-- pgpaper %s, for an empty database of PostgreSQL 15 or newer:
--     psql -X -f install.sql 'dbname=…'
-- It leaves what `pgpaper migrate` would leave, which can take over from here.
\set ON_ERROR_STOP on
\set AUTOCOMMIT on
\set QUIET on
"""

_INSTALL_GUARD = f"""\
do $guard$
begin
    perform pg_advisory_lock({_LOCK});
    if current_setting('server_version_num')::integer < {OLDEST_MAJOR * 10000} then
        raise exception 'pgpaper needs PostgreSQL {OLDEST_MAJOR} or newer';
    end if;
    if exists (select from pg_namespace where nspname in ('paper', 'paper_internal')) then
        raise exception 'this database already has pgpaper in it, in whole or in part'
            using hint = 'Run `pgpaper migrate` to bring it up to date, or install into an empty database.';
    end if;
end
$guard$;
"""


if __name__ == "__main__":
    if sys.argv[1:] != ["--install-sql"]:
        raise SystemExit("usage: python -m pgpaper.migrate --install-sql > install.sql")
    sys.stdout.write(install_sql())
