"""The servers the tests run on, and databases copied from one migrated template."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from pgpaper.embedded import EmbeddedServer, find_binaries
from pgpaper.migrate import migrate
from psycopg import sql
from psycopg.conninfo import make_conninfo

from support.coverage import Profile

Connection = psycopg.Connection[tuple[object, ...]]

TEMPLATE = "pgpaper_template"

#: A crash of the machine may lose a test's data, a crash of the server may not.
#: Nothing analyzes a table behind a test's back, so asserted plans stay what they are. jit is on,
#: as a server of the user's has it: the engine must not depend on its being off.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off", "jit": "on"}

PROFILER_SETTINGS = {
    "shared_preload_libraries": "plpgsql,plpgsql_check",
    "plpgsql_check.profiler": "on",
}

DEBIAN_BIN = Path("/usr/lib/postgresql/15/bin")
DEBIAN_PLPGSQL_CHECK = Path("/usr/share/postgresql/15/extension/plpgsql_check.control")


@dataclass(frozen=True)
class Target:
    """A kind of server, before one is started."""

    name: str
    major: int
    settings: Mapping[str, str] = field(default_factory=dict)
    profiled: bool = False

    def binaries(self) -> Path:
        """Return the folder of the programs, or raise LookupError that says what is missing."""
        if self.name == "debian":
            if not (DEBIAN_BIN / "postgres").is_file():
                raise LookupError(f"no server in {DEBIAN_BIN}: apt-get install postgresql-15")
            if not DEBIAN_PLPGSQL_CHECK.is_file():
                raise LookupError("no plpgsql_check: apt-get install postgresql-15-plpgsql-check")
            return DEBIAN_BIN
        try:
            found = find_binaries()
        except Exception as err:
            raise LookupError(f"no embedded PostgreSQL: {err}") from err
        if found == DEBIAN_BIN:
            raise LookupError("no embedded PostgreSQL: pip install 'pgpaper[embedded]'")
        return found


TARGETS = {
    "embedded": Target("embedded", 18),
    "debian": Target("debian", 15, PROFILER_SETTINGS, profiled=True),
}


def choose(asked: str, *, required: bool) -> tuple[list[str], dict[str, str]]:
    """Return the servers that `asked` ("all" or a name) means, and why some of them cannot run.

    One asked for by name has to be there; of all, at least one, and each when `required`.
    """
    names = list(TARGETS) if asked == "all" else [asked]
    absent = {name: reason for name in names if (reason := missing(name))}
    if absent and (required or asked != "all" or len(absent) == len(names)):
        raise LookupError("; ".join(f"server {name}: {reason}" for name, reason in absent.items()))
    return names, absent


def missing(name: str) -> str | None:
    """Say why the named server cannot run here, None when it can."""
    try:
        TARGETS[name].binaries()
    except LookupError as err:
        return str(err)
    return None


class Server:
    """A running server of the tests: its databases are copies of a template migrated once."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.name = target.name
        self.pg_bin = target.binaries()
        self.profile = Profile()
        self._numbers = itertools.count(1)
        self._template_ready = False
        self._template_failure: Exception | None = None
        self._folder = Path(tempfile.mkdtemp(prefix=f"pgpaper-{target.name}-", dir="/tmp"))
        self._folder.chmod(0o711)  # as root the server runs as another user, who has to get in
        self.process = EmbeddedServer(
            self._folder / "home", binaries=self.pg_bin, settings={**SETTINGS, **target.settings}
        )
        atexit.register(self.stop)
        try:
            self.dsn = self.process.start()
            self._assert_version()
        except BaseException:
            self.stop()
            raise

    def _assert_version(self) -> None:
        with self.connect() as connection:
            row = connection.execute(
                "select current_setting('server_version_num')::integer / 10000"
            ).fetchone()
        major = row[0] if row else None
        if major != self.target.major:
            raise RuntimeError(f"asked for PostgreSQL {self.target.major} ({self.name}), got {major}")

    def stop(self) -> None:
        """Stop the server and remove its files; stopping twice is fine."""
        atexit.unregister(self.stop)
        if not self._folder.exists():
            return
        try:
            self.process.stop()
        except BaseException:
            self.process.kill()
            raise
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def log(self) -> Path:
        """Where the server writes what it logs."""
        return self.process.home / "server.log"

    def dsn_of(self, database: str) -> str:
        return make_conninfo(self.dsn, dbname=database)

    def connect(self, database: str | None = None, **options: object) -> Connection:
        """Connect as superuser in autocommit; with no database, to the one the server came with."""
        dsn = self.dsn if database is None else self.dsn_of(database)
        options.setdefault("autocommit", True)
        return psycopg.connect(dsn, **options)  # type: ignore[arg-type]

    def template(self) -> str:
        """Return the name of the template, migrated at the first call; a failure is final."""
        if self._template_failure is not None:
            raise RuntimeError("the template could not be migrated") from self._template_failure
        if not self._template_ready:
            try:
                self._make_template()
            except Exception as err:
                self._template_failure = err
                raise
            self._template_ready = True
        return TEMPLATE

    def _make_template(self) -> None:
        with self.connect() as connection:
            _drop(connection, TEMPLATE)
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
        migrate(self.dsn_of(TEMPLATE))
        if self.target.profiled:
            with self.connect(TEMPLATE) as connection:
                self.profile.learn(connection)

    def create_database(self, label: str = "test", template: str | None = None) -> str:
        """Copy the template (by default the migrated one) and return the copy's name."""
        name = f"pgpaper_{label}_{next(self._numbers)}"
        source = self.template() if template is None else template
        with self.connect() as connection:
            connection.execute(
                sql.SQL("create database {} template {} strategy file_copy").format(
                    sql.Identifier(name), sql.Identifier(source)
                )
            )
        return name

    def drop_database(self, name: str) -> None:
        """Keep what the profiler counted in it, end its connections, drop it."""
        if self.target.profiled:
            with self.connect(name, autocommit=True) as connection:
                self.profile.collect(connection)
        with self.connect() as connection:
            _drop(connection, name)

    @contextmanager
    def database(self, label: str = "test", template: str | None = None) -> Iterator[str]:
        """A database for the time of a with block."""
        name = self.create_database(label, template)
        try:
            yield name
        finally:
            self.drop_database(name)


def _drop(connection: Connection, name: str) -> None:
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def clean_environment() -> None:
    """Forget every variable that would lead libpq or pgpaper to a server of the user's."""
    for variable in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[variable]


def interrupt_when_terminated() -> None:
    """Let SIGTERM end a run as Ctrl-C does, so that its servers are stopped.

    It becomes a SIGINT and not an exception: an event loop that runs meanwhile cancels its main task then,
    and nothing is raised in the middle of a callback.
    """
    # A shell puts jobs into the background with SIGINT ignored, which what they start would inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
