"""Backups by the commands of docs/operators.md: each ends with right books that go on taking orders."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from pgpaper.embedded import EmbeddedServer
from pgpaper.migrate import migrate
from psycopg import sql
from psycopg.conninfo import make_conninfo
from support import lived_in
from support.servers import SETTINGS, Server

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operators.md"

TRADER = "alice of the backup"


def commands(heading: str) -> list[str]:
    """The blocks of shell commands under a heading of the page."""
    page = PAGE.read_text(encoding="utf-8")
    section = re.search(rf"^### {heading}\n(.*?)^##", page, re.DOTALL | re.MULTILINE)
    assert section is not None, heading
    return re.findall(r"^```sh\n(.*?)^```$", section[1], re.DOTALL | re.MULTILINE)


@dataclass
class Site:
    """Servers of one kind, the folders of an operator, and a shell with the variables of the page."""

    server: Server
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    started: list[EmbeddedServer] = field(default_factory=list)

    def new_server(self, name: str) -> EmbeddedServer:
        """A server of its own, in a folder called `name`; nothing of it is there before it is started."""
        binaries = self.server.target.binaries()
        new = EmbeddedServer(
            self.folder / name, binaries=binaries, settings={**SETTINGS, "full_page_writes": "on"}
        )
        self.started.append(new)
        return new

    def run(self, command: str) -> str:
        path = [str(self.server.pg_bin), str(self.folder / "bin"), os.environ["PATH"]]
        searched = {"PATH": os.pathsep.join(path), "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            ["sh", "-euc", command],
            cwd=self.folder,
            env={**os.environ, **self.variables, **searched},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def stop(self) -> None:
        for server in self.started:
            server.stop()


@pytest.fixture
def site(server: Server) -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="pgpaper-backup-", dir="/tmp"))
    folder.chmod(0o711)
    (folder / "bin").mkdir()
    program = folder / "bin" / "pgpaper"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pgpaper "$@"\n')
    program.chmod(0o755)
    site = Site(server, folder)
    try:
        yield site
    finally:
        site.stop()
        shutil.rmtree(folder)


def database_of(server: EmbeddedServer, name: str) -> str:
    return make_conninfo(server.dsn, dbname=name)


def lived_in_server(site: Site, name: str = "old") -> EmbeddedServer:
    """A server with a database that has been lived in, and a trader with an account of its own."""
    old = site.new_server(name)
    dsn = old.start()
    migrate(dsn)
    lived_in.live(dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create role {} login in role paper_trader").format(sql.Identifier(TRADER))
        )
    trade(dsn, "before")
    site.variables |= {"SERVER": database_of(old, "postgres"), "DATABASE": dsn}
    return old


def trade(dsn: str, key: str) -> None:
    with psycopg.connect(make_conninfo(dsn, user=TRADER), autocommit=True) as connection:
        connection.execute("set default_transaction_isolation = serializable")
        connection.execute("select paper.open_account('hers', 1000)")
        bought = connection.execute(
            "select status::text from paper.submit_order('hers', %s, 'AAPL', 'buy', 1, 'limit', 10)", (key,)
        ).fetchall()
        assert bought == [("filled",)]
        seen = connection.execute("select account_id from paper.accounts order by 1").fetchall()
        assert seen == [("hers",), ("steady",)]  # granted to all traders


def test_a_dump_goes_on_elsewhere(site: Site) -> None:
    old = lived_in_server(site)
    with psycopg.connect(old.dsn, autocommit=True) as connection:
        # More transactions than the new server has seen: their numbers are those of the future there.
        connection.execute(
            "do $$ begin for i in 1..5000 loop perform pg_current_xact_id(); commit; end loop; end $$"
        )
        connection.execute("set default_transaction_isolation = serializable")
        connection.execute("select * from paper.submit_order('bars', 'any', 'SPY', 'buy', 1)").fetchall()
    before = lived_in.kept(old.dsn)
    dump, restore = commands("A dump")
    site.run(dump)

    new = site.new_server("new")
    new.start()
    restored = database_of(new, "restored")
    site.variables |= {"NEW_SERVER": database_of(new, "postgres"), "RESTORED": restored}
    assert "the books are right" in site.run(restore)
    assert lived_in.kept(restored) == before
    migrate(restored)
    assert lived_in.kept(restored) == before

    with psycopg.connect(restored, autocommit=True) as connection:
        # A sweep starts anew: it looks at all that works once, then only at what is new.
        working = connection.execute(
            "select array_agg(distinct account_id order by account_id) from paper.open_orders"
        ).fetchone()
        assert connection.execute("select account_ids from paper.sweep()").fetchone() == working
        connection.execute("call paper.match_all()")
        assert connection.execute("select account_ids from paper.sweep()").fetchone() == ([],)
    lived_in.go_on(restored)
    trade(restored, "after")
    lived_in.go_on(old.dsn)


def test_a_dump_is_whole_or_refused(site: Site) -> None:
    """Row security filters nothing for the owner; whoever it would filter gets nothing at all."""
    lived_in_server(site)
    dump, _ = commands("A dump")
    site.run(dump)
    site.run('pg_dump --dbname="$DATABASE" --role=paper_owner --format=custom --file=by_owner.dump')
    whole, by_owner = (
        site.run(f"pg_restore --data-only --file=- {name} | grep -v '^\\\\\\(un\\)\\?restrict'")
        for name in ("pgpaper.dump", "by_owner.dump")
    )
    assert by_owner == whole
    assert "hers" in whole
    for role in (TRADER, "paper_analyst", "paper_reader"):
        refused = subprocess.run(
            [site.server.pg_bin / "pg_dump", f"--dbname={site.variables['DATABASE']}", f"--role={role}"],
            capture_output=True,
        )
        assert refused.returncode != 0, role


def test_a_base_backup_and_a_point_in_time(site: Site) -> None:
    archive = site.folder / "archive"
    archive.mkdir()
    archive.chmod(0o777)
    site.variables |= {"ARCHIVE": str(archive), "BACKUP": str(site.folder / "backup")}
    old = lived_in_server(site)
    archiving, backing_up = commands("A base backup")
    site.run(archiving)
    old.stop()
    old.start()
    site.run(backing_up)
    at_backup = lived_in.kept(old.dsn)

    with psycopg.connect(old.dsn, autocommit=True) as connection:
        trade(old.dsn, "after-the-backup")
        at_target = lived_in.kept(old.dsn)
        assert at_target != at_backup
        until = now(connection)
        time.sleep(0.01)
        connection.execute("set default_transaction_isolation = serializable")
        connection.execute("select paper.reset_account('quotes', 'accident', 1)")
        archive_all(connection)
    site.variables["UNTIL"] = until
    old.stop()

    recovering, looking = commands("Back to a point in time")
    new = site.new_server("new")
    new.home.mkdir(mode=0o711)
    site.variables |= {"NEW_DATA": str(new.home / "data"), "RESTORED": new.dsn}
    site.run(recovering)
    hand_over(new.home / "data", old.home / "data")
    new.start()
    assert "the books are right" in site.run(looking)
    assert lived_in.kept(new.dsn) == at_target
    lived_in.go_on(new.dsn)
    trade(new.dsn, "after-the-recovery")

    # The backup as it is
    plain = site.new_server("plain")
    plain.home.mkdir(mode=0o711)
    shutil.copytree(site.folder / "backup", plain.home / "data")
    with (plain.home / "data" / "postgresql.auto.conf").open("a") as settings:
        settings.write("archive_mode = 'off'\n")
    hand_over(plain.home / "data", old.home / "data")
    plain.start()
    assert lived_in.kept(plain.dsn) == at_backup
    lived_in.go_on(plain.dsn)


def now(connection: psycopg.Connection[tuple[str]]) -> str:
    return (connection.execute("select clock_timestamp()::text").fetchone() or ("",))[0]


def archive_all(connection: psycopg.Connection[tuple[str]]) -> None:
    """Have the log archived up to now."""
    last = connection.execute("select pg_walfile_name(pg_switch_wal())").fetchone()
    deadline = time.monotonic() + 60
    query = "select last_archived_wal >= %s, last_failed_wal from pg_stat_archiver"
    while (state := connection.execute(query, last).fetchone()) is None or not state[0]:
        assert time.monotonic() < deadline, state
        time.sleep(0.02)


def hand_over(data: Path, like: Path) -> None:
    """As root, give a data folder to the account that runs the servers."""
    status = like.stat()
    for path in (data, *data.rglob("*")):
        os.chown(path, status.st_uid, status.st_gid)
