"""Passwords: in no log, no error, no output, no list of processes, and in no text of an object."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
import uuid
from pathlib import Path

import psycopg
import pytest
from pgpaper import InvalidRequest, MarketFeed, PaperTradingAdapter
from pgpaper.cli.session import Options, Target
from pgpaper.dsn import MalformedDsn, parse
from pgpaper.migrate import MigrationError, migrate, status
from psycopg import sql
from psycopg.conninfo import make_conninfo
from support.servers import Server

# Of the client: what it asks of the database has tests on every server.
pytestmark = pytest.mark.servers("embedded")

SECRET = "correct-horse-7"

#: Where libpq finds a part of the password in the host, the port or the database, or quotes it as unreadable.
UNREADABLE = (
    f"host=somewhere password=a {SECRET}",
    f"host=somewhere password='{SECRET}",
    f"postgresql://user:a@{SECRET}@127.0.0.1:1/x",
    f"postgresql://user:a/{SECRET}@127.0.0.1:1/x",
    f"postgresql://user:{SECRET}/a@127.0.0.1:1/x",
    f"postgresql://user:a%zz{SECRET}@127.0.0.1:1/x",
    f"postgresql://user:a {SECRET}@127.0.0.1:1/x",
    f"postgres://user:a@{SECRET}@127.0.0.1:1/x",
)


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in an environment that names no server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        [sys.executable, "-m", "pgpaper", *arguments], env={**kept, **variables},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def words(err: BaseException) -> str:
    """Return all that a traceback shows, of causes and contexts too, and the object itself."""
    return "".join(traceback.format_exception(err)) + repr(err) + str(vars(err))


@pytest.mark.parametrize("dsn", UNREADABLE)
def test_a_dsn_that_cannot_be_read_is_not_quoted(dsn: str) -> None:
    with pytest.raises(MalformedDsn) as caught:
        parse(dsn)
    assert SECRET not in words(caught.value)
    for function in (migrate, status):
        with pytest.raises(MigrationError) as failed:
            function(dsn)
        assert SECRET not in words(failed.value)


@pytest.mark.parametrize("dsn", UNREADABLE)
async def test_nor_by_the_client(dsn: str) -> None:
    for user in (PaperTradingAdapter("a", dsn=dsn), MarketFeed(dsn=dsn)):
        with pytest.raises(InvalidRequest) as caught:
            async with user:
                pass
        assert SECRET not in words(caught.value)


@pytest.mark.parametrize("form", [[], ["--json"]])
@pytest.mark.parametrize("dsn", UNREADABLE[2:5])
def test_nor_by_the_command_line(dsn: str, form: list[str]) -> None:
    for named in (
        run("status", *form, "--dsn", dsn),
        run("migrate", *form, PGPAPER_DSN=dsn, PGPAPER_DEBUG="1"),
    ):
        assert named.returncode == 2
        assert SECRET not in named.stdout + named.stderr
        assert "%40" in named.stderr


def test_dsns_that_can_be_read() -> None:
    for dsn, host in (
        ("postgresql://user:a%40b%2Fc@one:1,two:2/x?sslmode=disable", "one,two"),
        ("postgresql://user@/x?host=/tmp", "/tmp"),
        ("host=@abstract dbname=a@b password='p@ss/word'", "@abstract"),
        ("host=one,two port=5432,", "one,two"),
        ("dbname=x", None),
        ("", None),
    ):
        assert parse(dsn).get("host") == host


def test_no_object_shows_its_dsn() -> None:
    dsn = make_conninfo("host=127.0.0.1 dbname=x", password=SECRET)
    for shown in (
        Options(dsn),
        Target(dsn, embedded=False),
        PaperTradingAdapter("a", dsn=dsn),
        MarketFeed(dsn=dsn),
    ):
        assert SECRET not in repr(shown) + str(shown)


def test_a_password_is_in_no_log_of_the_server(server: Server, dsn: str, database: str) -> None:
    """Not even where it logs every statement, and that of a role which may not be made."""
    name, clerk = f"logged_{uuid.uuid4().hex[:8]}", f"clerk_{uuid.uuid4().hex[:8]}"
    log = server.log
    before = log.stat().st_size
    with psycopg.connect(dsn, autocommit=True) as admin:
        for setting in (
            "log_statement = 'all'",
            "log_min_duration_statement = 0",
            "log_min_error_statement = info",
        ):
            admin.execute(sql.SQL("alter database {} set " + setting).format(sql.Identifier(database)))
        admin.execute(f"create role {clerk} login in role paper_analyst")
        try:
            made = run("role", "add", name, "--trader", "--dsn", dsn, PGPAPER_ROLE_PASSWORD=SECRET)
            refused = run(
                "role", "add", name, "--trader", "--dsn", make_conninfo(dsn, user=clerk),
                PGPAPER_ROLE_PASSWORD=SECRET,
            )  # fmt: skip
            used = run("status", "--json", "--dsn", make_conninfo(dsn, user=name, password=SECRET))
        finally:
            admin.execute(f"drop owned by {name}")
            admin.execute(f"drop role if exists {name}")
            admin.execute(f"drop role {clerk}")
    assert (made.returncode, refused.returncode, used.returncode) == (0, 4, 0), made.stderr + refused.stderr
    with log.open("rb") as opened:
        opened.seek(before)
        logged = opened.read().decode()
    assert f'"{name}"' in logged
    assert "SCRAM-SHA-256$" in logged
    said = "".join(done.stdout + done.stderr for done in (made, refused, used))
    assert SECRET not in logged + said
    assert json.loads(used.stdout)["user"] == name


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="reads processes as Linux shows them")
def test_a_password_is_in_no_list_of_processes(server: Server, dsn: str) -> None:
    """What everybody on the machine can read of psql and of what started it, and of the session."""
    done = run(
        "psql", "-X", "-At", "-c", r"\! tr '\0' ' ' < /proc/$PPID/cmdline",
        "-c", "select application_name, query from pg_stat_activity where pid = pg_backend_pid()",
        PGPAPER_DSN=make_conninfo(dsn, password=SECRET, sslpassword=SECRET),
        PGPAPER_PG_BIN=str(server.pg_bin),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "psql" in done.stdout
    assert SECRET not in done.stdout + done.stderr
