"""Upgrades from every released version, and from the present one, with data in it."""

from __future__ import annotations

import gzip
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from pgpaper.migrate import DatabaseNewer, migrate, status
from release_dump import RELEASES, lived_in_dump
from support import lived_in
from support.servers import Server

PRESENT = "present"
RELEASED = sorted(file.name.removesuffix(".sql.gz") for file in RELEASES.glob("*.sql.gz"))


@pytest.fixture(scope="module")
def present_dump(server: Server) -> str:
    """What `make release-dump` would keep of this version."""
    with server.database("lived_in", template="template0") as name:
        return lived_in_dump(server.dsn_of(name), server.pg_bin / "pg_dump")


@pytest.fixture
def old_dsn(server: Server, release: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database as the release left it."""
    if release == PRESENT:
        dump: str = request.getfixturevalue("present_dump")
    else:
        dump = gzip.decompress((RELEASES / f"{release}.sql.gz").read_bytes()).decode()
    server.template()  # whose migration makes the roles, which are no part of a dump
    with server.database("upgrade", template="template0") as name:
        dsn = server.dsn_of(name)
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(dump.encode())
        yield dsn


@pytest.mark.parametrize("release", [*RELEASED, PRESENT])
def test_upgrade_with_data(old_dsn: str, release: str) -> None:
    if release == PRESENT:
        # As if its functions were those of an older one, so that all of them are put there anew.
        with psycopg.connect(old_dsn, autocommit=True) as connection:
            connection.execute(
                "update paper_internal.deployment set sha256 = 'older', client_version = '0.0.1'"
            )
    before = lived_in.kept(old_dsn)
    done = migrate(old_dsn)
    assert done.sql_applied or release != PRESENT
    assert status(old_dsn).sql_state == "current"
    assert lived_in.kept(old_dsn) == before
    lived_in.go_on(old_dsn)
    assert migrate(old_dsn).applied == []


@pytest.mark.parametrize("release", [PRESENT])
def test_a_newer_database_is_left_alone(old_dsn: str, release: str) -> None:
    with psycopg.connect(old_dsn, autocommit=True) as connection:
        connection.execute("update paper_internal.deployment set sha256 = 'newer', client_version = '999.0'")
    before = lived_in.kept(old_dsn)
    with pytest.raises(DatabaseNewer):
        migrate(old_dsn)
    assert lived_in.kept(old_dsn) == before


def test_there_is_a_database_of_each_release() -> None:
    """A release is a tag vX.Y.Z."""
    git = ["git", "-C", str(RELEASES), "tag", "--list", "v[0-9]*"]
    tags = subprocess.run(git, capture_output=True, encoding="utf-8").stdout.split()
    assert {tag.removeprefix("v") for tag in tags} <= set(RELEASED), "make release-dump"
