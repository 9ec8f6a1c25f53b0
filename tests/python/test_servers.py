"""The servers and databases that the tests stand on are what they say."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from support import servers
from support.servers import TARGETS, Server

Connect = Callable[..., psycopg.Connection[tuple[object, ...]]]


def test_the_server_is_the_version_asked_for(server: Server) -> None:
    with server.connect() as connection:
        assert connection.info.server_version // 10000 == TARGETS[server.name].major


def test_a_server_of_another_version_is_refused_and_stopped(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    make_folder = tempfile.mkdtemp

    def recorded(*arguments: str | None, **options: str | None) -> str:
        made.append(Path(make_folder(*arguments, **options)))
        return str(made[-1])

    monkeypatch.setattr(tempfile, "mkdtemp", recorded)
    other = dataclasses.replace(server.target, major=server.target.major + 1)
    with pytest.raises(RuntimeError, match=f"asked for PostgreSQL {other.major}"):
        Server(other)
    assert made
    assert not any(folder.exists() for folder in made)


def test_the_programs_are_those_of_the_server(server: Server, pg_bin: Path) -> None:
    assert (pg_bin / "pg_dump").is_file()
    assert pg_bin == server.pg_bin


def test_the_database_is_migrated(dsn: str, module_dsn: str) -> None:
    for conninfo in (dsn, module_dsn):
        with psycopg.connect(conninfo) as connection:
            row = connection.execute("select to_regclass('paper_internal.journal') is not null").fetchone()
        assert row == (True,)


def test_each_test_has_a_database_of_its_own(server: Server) -> None:
    with server.database() as one, server.database() as other:
        with server.connect(one) as connection:
            connection.execute("create table public.mine ()")
        with server.connect(other) as connection:
            assert connection.execute("select to_regclass('public.mine')").fetchone() == (None,)


def test_a_database_goes_with_whoever_is_in_it(server: Server) -> None:
    with server.database() as name:
        left_open = server.connect(name)
    with server.connect() as connection:
        found = connection.execute("select datname from pg_database where datname = %s", (name,)).fetchall()
    assert found == []
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("select 1")
    left_open.close()


def test_connections_are_serializable_unless_told_otherwise(connect: Connect) -> None:
    row = connect().execute("select current_setting('transaction_isolation')").fetchone()
    assert row == ("serializable",)
    row = (
        connect(isolation="read committed")
        .execute("select current_setting('transaction_isolation')")
        .fetchone()
    )
    assert row == ("read committed",)


def test_roles_are_members_of_the_groups(make_role: Callable[..., str], connect: Connect) -> None:
    trader = make_role("paper_trader")
    with connect(user=trader) as connection:
        row = connection.execute("select session_user, pg_has_role('paper_trader', 'member')").fetchone()
    assert row == (trader, True)


@pytest.mark.parametrize(
    ("asked", "required", "gone", "expected"),
    [
        ("all", False, [], ["embedded", "debian"]),
        ("all", False, ["debian"], ["embedded", "debian"]),
        ("all", True, ["debian"], None),
        ("all", False, ["debian", "embedded"], None),
        ("debian", False, ["debian"], None),
        ("debian", False, ["embedded"], ["debian"]),
        ("embedded", True, ["debian"], ["embedded"]),
    ],
)
def test_a_server_that_is_not_there_is_an_error_where_it_has_to_be(
    monkeypatch: pytest.MonkeyPatch, asked: str, required: bool, gone: list[str], expected: list[str] | None
) -> None:
    monkeypatch.setattr(servers, "missing", lambda name: "not here" if name in gone else None)
    if expected is None:
        with pytest.raises(LookupError, match="not here"):
            servers.choose(asked, required=required)
    else:
        names, absent = servers.choose(asked, required=required)
        assert names == expected
        assert set(absent) == set(gone) & set(names)


def test_the_users_own_server_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:

    for name in ("PGHOST", "PGUSER", "PGPAPER_DSN", "PGPAPER_HOME"):
        monkeypatch.setenv(name, "elsewhere")
    servers.clean_environment()
    assert [name for name in os.environ if name.startswith("PG")] == []
