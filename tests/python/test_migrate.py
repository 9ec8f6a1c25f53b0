"""The migration runner, on toy folders for each thing that can go wrong, and on the real ones.

The toy's first migration is also the pattern for the real one: what it must contain so that everything, the
bookkeeping included, ends up with one owner role, for a superuser and for a mere owner of the database.
"""

import difflib
import importlib.util
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from pgpaper import migrate as runner
from pgpaper.migrate import (
    DatabaseNewer,
    MigrationEdited,
    MigrationError,
    MigrationsMisnumbered,
    ScriptFailed,
    ServerTooOld,
    expected_version,
    install_sql,
    migrate,
    status,
)
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from schema_dump import normalised_dump, without_bodies

CHECKOUT = Path(__file__).resolve().parents[2]
GATE = 4242  # an advisory lock that a test holds while a migration has to wait

FOUNDATION = """\
do $$
begin
    if not exists (select from pg_roles where rolname = '{owner}') then
        begin
            create role {owner} nologin;
        exception when duplicate_object or unique_violation then
            null;  -- another database of this server, at the same moment
        end;
    end if;
    if not (select rolsuper from pg_roles where rolname = current_user) then
        grant {owner} to current_user;
    end if;
end
$$;
alter schema paper_internal owner to {owner};
alter table paper_internal.migrations owner to {owner};
alter table paper_internal.deployment owner to {owner};
create schema paper authorization {owner};
"""

SESSION = "set local role {owner};\nset local check_function_bodies = off;\n"


class Toy:
    """Folders of a toy package, and a database to run them against."""

    def __init__(self, root: Path, dsn: str) -> None:
        self.root, self.dsn, self.admin_dsn = root, dsn, dsn
        self.owner = f"{conninfo_to_dict(dsn)['dbname']}_owner"
        root.mkdir(exist_ok=True)
        self.release("1.2.0")

    def fill(self) -> None:
        self.write("migrations/0001_foundation.sql", FOUNDATION)
        self.write(
            "migrations/0002_orders.sql",
            "set local role {owner};\n"
            "create type paper.side as enum ('buy');\n"
            "create table paper.orders (id integer, side paper.side);\n",
        )
        self.write("sql/00_session.sql", SESSION)
        self.write(
            "sql/10_views/orders.sql",
            "create or replace view paper.order_list as select id from paper.orders;\n",
        )
        self.write(
            "sql/20_functions/modulo.sql",
            "-- zwölf % fünf, %s 🐘\n"
            "create or replace function paper.modulo() returns integer language plpgsql as $body$\n"
            "begin return 12 % 5; end\n"
            "$body$;\n",
        )

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("{owner}", self.owner), encoding="utf-8")
        return file

    def release(self, version: str) -> None:
        (self.root / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')

    def migration(self, number: int, name: str, text: str) -> Path:
        return self.write(f"migrations/{number:04}_{name}.sql", "set local role {owner};\n" + text)

    def rows(self, query: LiteralString, *parameters: Any) -> list[Any]:
        with psycopg.connect(self.admin_dsn, autocommit=True) as conn:
            return conn.execute(query, parameters).fetchall()

    def do(self, statement: str) -> None:
        with psycopg.connect(self.admin_dsn, autocommit=True) as conn:
            conn.execute(statement.encode())

    def applied(self) -> list[str]:
        return [name for (name,) in self.rows("select name from paper_internal.migrations order by version")]

    def exists(self, relation: str) -> bool:
        return bool(self.rows("select to_regclass(%s) is not null", relation)[0][0])

    def bookkeeping(self) -> list[Any]:
        return [
            self.rows("select version, name, sha256 from paper_internal.migrations order by version"),
            self.rows("select number, schema_version, sha256, client_version from paper_internal.deployment"),
        ]


@pytest.fixture
def new_database(server_dsn: str) -> Iterator[Callable[[], str]]:
    """Make empty databases, which go with the test, and with them the roles called after them."""
    names: list[str] = []

    def new() -> str:
        names.append(f"toy_{uuid.uuid4().hex[:12]}")
        with psycopg.connect(server_dsn, autocommit=True) as conn:
            conn.execute(f"create database {names[-1]} template template0 encoding 'UTF8'".encode())
        return make_conninfo(server_dsn, dbname=names[-1])

    yield new
    with psycopg.connect(server_dsn, autocommit=True) as conn:
        for name in names:
            conn.execute(f"drop database {name} with (force)".encode())
        for name in names:
            mine = conn.execute(
                "select quote_ident(rolname) from pg_roles where starts_with(rolname, %s)"
                " order by rolname like '%%_login'",  # who granted something goes after what he granted
                (name,),
            )
            for (role,) in mine.fetchall():
                conn.execute(f"drop role {role}".encode())


@pytest.fixture
def toy(tmp_path: Path, new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> Toy:
    toy = Toy(tmp_path / "toy", new_database())
    toy.fill()
    monkeypatch.setattr(runner, "source_root", lambda: toy.root)
    return toy


def plain_login(toy: Toy, attributes: str = "login createrole") -> str:
    """A role that is no superuser and owns the toy's database; returns its dsn."""
    name = f"{conninfo_to_dict(toy.admin_dsn)['dbname']}_login"
    toy.do(f"create role {name} {attributes} password 'toy'")
    toy.do(f"alter database {conninfo_to_dict(toy.admin_dsn)['dbname']} owner to {name}")
    return make_conninfo(toy.admin_dsn, user=name, password="toy")


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")


# What a run does


def test_a_fresh_database_gets_everything_in_order(toy: Toy) -> None:
    toy.migration(3, "more", "alter type paper.side add value 'sell';")
    toy.write(
        "sql/90_late.sql",
        "create or replace view paper.sells as"
        " select 'sell'::paper.side as side from (select count(*) from paper.order_list) as nothing;",
    )
    report = migrate(toy.dsn)
    assert report.applied == ["0001_foundation", "0002_orders", "0003_more"]
    assert (report.sql_applied, report.schema_version) == (True, 3)
    assert report.seconds > 0
    assert toy.applied() == report.applied
    assert toy.rows("select side::text, paper.modulo() from paper.sells") == [("sell", 2)]
    assert toy.rows("select schema_version, client_version, applied_by from paper_internal.deployment") == [
        (3, "1.2.0", toy.rows("select session_user")[0][0])
    ]


def test_a_second_run_does_nothing(toy: Toy) -> None:
    migrate(toy.dsn)
    before = toy.rows("select xmin::text, * from paper_internal.migrations"), toy.bookkeeping()
    report = migrate(toy.dsn)
    assert (report.applied, report.sql_applied, report.schema_version) == ([], False, 2)
    assert (toy.rows("select xmin::text, * from paper_internal.migrations"), toy.bookkeeping()) == before


def test_bookkeeping_ends_with_the_owner_role(toy: Toy) -> None:
    migrate(toy.dsn)
    owners = toy.rows(
        "select distinct relowner::regrole::text from pg_class"
        " where relnamespace = 'paper_internal'::regnamespace"
        " union select nspowner::regrole::text from pg_namespace where nspname in ('paper', 'paper_internal')"
    )
    assert owners == [(toy.owner,)]


def test_a_dry_run_says_what_it_would_do_and_does_nothing(toy: Toy) -> None:
    report = migrate(toy.dsn, dry_run=True)
    assert (report.applied, report.sql_applied, report.schema_version) == (
        ["0001_foundation", "0002_orders"],
        True,
        0,
    )
    assert not toy.rows("select from pg_namespace where nspname like 'paper%%'")
    assert migrate(toy.dsn).applied == report.applied


def test_a_new_migration_and_a_changed_set_are_applied_alone(toy: Toy) -> None:
    migrate(toy.dsn)
    toy.migration(3, "more", "create table paper.more ();")
    assert migrate(toy.dsn).applied == ["0003_more"]
    toy.write("sql/30_new.sql", "create or replace view paper.another as select 1 as one;")
    report = migrate(toy.dsn)
    assert (report.applied, report.sql_applied) == ([], True)
    assert toy.exists("paper.another")
    assert toy.rows("select number, schema_version from paper_internal.deployment order by 1") == [
        (1, 2),
        (2, 3),
        (3, 3),
    ]


def test_the_set_is_run_again_after_a_migration_even_when_the_runner_died_between(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(toy.dsn)
    toy.migration(3, "change_a_view", "drop view paper.order_list;")
    run = runner._run

    def die_before_the_set(conn: psycopg.Connection, step: Any) -> None:
        if "deployment" in step.record:
            raise KeyboardInterrupt
        run(conn, step)

    with monkeypatch.context() as patch:
        patch.setattr(runner, "_run", die_before_the_set)
        with pytest.raises(KeyboardInterrupt):
            migrate(toy.dsn)
    assert not toy.exists("paper.order_list")
    assert migrate(toy.dsn).sql_applied
    assert toy.exists("paper.order_list")


def test_a_migration_and_its_row_are_one_transaction(toy: Toy) -> None:
    migrate(toy.dsn)
    (same,) = toy.rows(
        "select c.xmin = m.xmin from pg_class as c, paper_internal.migrations as m"
        " where c.oid = 'paper.orders'::regclass and m.version = 2"
    )
    assert same == (True,)


def test_a_script_may_end_in_any_role(toy: Toy) -> None:
    toy.migration(3, "other_role", "reset role; set local role pg_monitor;")
    toy.write("sql/99_other_role.sql", "reset role; set local role pg_monitor;")
    assert migrate(toy.dsn).schema_version == 3
    assert status(toy.dsn).sql_state == "current"


def test_settings_of_the_role_or_database_do_not_matter(toy: Toy) -> None:
    database = conninfo_to_dict(toy.dsn)["dbname"]
    toy.do("create schema evil; grant usage on schema evil to public")
    toy.do("create function evil.starts_with(text, text) returns boolean language sql as 'select 1 / 0 = 1'")
    toy.do(
        f"alter database {database} set search_path = evil, pg_catalog;"
        f"alter database {database} set default_transaction_isolation = serializable;"
        f"alter database {database} set standard_conforming_strings = off;"
        f"alter database {database} set client_encoding = 'LATIN1';"
        f"alter database {database} set statement_timeout = 100;"
        f"alter database {database} set default_transaction_read_only = on;"
    )
    toy.migration(
        3,
        "sensitive",
        "select pg_sleep(0.3), starts_with('a', 'a');\n"
        "create table paper.facts as select '\\n' as backslash, 'ö' as letter,\n"
        "    current_setting('transaction_isolation') as isolation;\n",
    )
    migrate(toy.dsn)
    assert toy.rows("select length(backslash), length(letter), isolation from paper.facts") == [
        (2, 1, "read committed")
    ]


# What it refuses


def states(dsn: str) -> list[tuple[str, str]]:
    return [(m.name, m.state) for m in status(dsn).migrations]


def test_status_of_a_fresh_and_of_a_current_database(toy: Toy) -> None:
    fresh = status(toy.dsn)
    assert states(toy.dsn) == [("0001_foundation", "pending"), ("0002_orders", "pending")]
    assert (fresh.sql_state, fresh.schema_version, fresh.expected_version) == ("absent", 0, 2)
    assert [m.applied_at for m in fresh.migrations] == [None, None]
    migrate(toy.dsn)
    current = status(toy.dsn)
    assert states(toy.dsn) == [("0001_foundation", "applied"), ("0002_orders", "applied")]
    assert (current.sql_state, current.schema_version, current.expected_version) == ("current", 2, 2)
    assert [m.applied_at for m in current.migrations] == [
        at for (at,) in toy.rows("select applied_at from paper_internal.migrations order by version")
    ]
    assert (current.client_version, current.deployed_by) == ("1.2.0", "1.2.0")


def test_an_edited_migration_is_named_and_nothing_is_applied(toy: Toy) -> None:
    migrate(toy.dsn)
    toy.migration(3, "more", "create table paper.more ();")
    toy.migration(2, "orders", "create table paper.orders (id bigint);")
    with pytest.raises(MigrationEdited, match=r"migrations/0002_orders\.sql .* new migration"):
        migrate(toy.dsn)
    assert toy.applied() == ["0001_foundation", "0002_orders"]
    assert states(toy.dsn)[1:] == [("0002_orders", "edited"), ("0003_more", "pending")]


def test_other_newlines_are_no_edit(toy: Toy) -> None:
    migrate(toy.dsn)
    for file in toy.root.rglob("*.sql"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    report = migrate(toy.dsn)
    assert (report.applied, report.sql_applied) == ([], False)


def test_a_migration_the_package_does_not_know(toy: Toy) -> None:
    extra = toy.migration(3, "more", "create table paper.more ();")
    migrate(toy.dsn)
    extra.unlink()
    with pytest.raises(DatabaseNewer, match=r"newer than this client: .*0003_more.* Upgrade pgpaper"):
        migrate(toy.dsn)
    assert states(toy.dsn)[-1] == ("0003_more", "unknown")
    assert (status(toy.dsn).sql_state, status(toy.dsn).schema_version) == ("newer", 3)


@pytest.mark.parametrize(
    ("deployed", "client", "newer"),
    [("1.10.0", "1.9.9", True), ("1.9.9", "1.10.0", False), ("1.2.0", "1.2.0rc1", False)],
)
def test_functions_of_a_newer_client_are_not_replaced(
    toy: Toy, deployed: str, client: str, newer: bool
) -> None:
    toy.release(deployed)
    migrate(toy.dsn)
    toy.release(client)
    assert not migrate(toy.dsn).sql_applied  # the same set is as good from an older client
    toy.write("sql/30_old.sql", "create or replace view paper.another as select 1 as one;")
    if newer:
        assert status(toy.dsn).sql_state == "newer"
        with pytest.raises(DatabaseNewer, match=r"pgpaper 1\.10\.0, this is 1\.9\.9"):
            migrate(toy.dsn)
    else:
        assert status(toy.dsn).sql_state == "outdated"
        assert migrate(toy.dsn).sql_applied
    assert toy.exists("paper.another") is not newer


def test_a_file_that_sorts_before_an_applied_one(toy: Toy) -> None:
    toy.migration(3, "more", "create table paper.more ();")
    migrate(toy.dsn)
    toy.do("delete from paper_internal.migrations where version = 2; drop table paper.orders cascade;")
    with pytest.raises(MigrationsMisnumbered, match=r"0002_orders\.sql sorts before number 0003"):
        migrate(toy.dsn)
    assert not toy.exists("paper.orders")


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("0004_gap", "0004_gap"),
        ("0002_twice", "0002_twice"),
        ("0003_Name", "0003_Name"),
        ("3_short", "3_short"),
        ("0003-dash", "0003-dash"),
        ("0003_a/0003_nested", "0003_nested"),
    ],
)
def test_misnumbered_files(toy: Toy, name: str, fault: str) -> None:
    toy.write(f"migrations/{name}.sql", "select 1;")
    with pytest.raises(MigrationsMisnumbered, match=rf"{fault}\.sql should be migrations/000\d_name\.sql"):
        migrate(toy.dsn)
    with pytest.raises(MigrationsMisnumbered):
        expected_version()
    assert not toy.rows("select from pg_namespace where nspname like 'paper%%'")


@pytest.mark.parametrize("folder", ["migrations", "sql"])
def test_a_package_without_its_files(toy: Toy, folder: str) -> None:
    for file in (toy.root / folder).rglob("*.sql"):
        file.unlink()
    with pytest.raises(MigrationError, match=rf"no {folder}/\*\.sql: install it again"):
        migrate(toy.dsn)


def test_an_old_server_is_refused(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "OLDEST_MAJOR", 99)
    with pytest.raises(ServerTooOld, match=r"is PostgreSQL \d\d, pgpaper needs 99 or newer: upgrade"):
        migrate(toy.dsn)
    with pytest.raises(ServerTooOld):
        status(toy.dsn)


@pytest.mark.parametrize(
    ("version", "fixed"),
    [(15_00_19, "15.20"), (16_00_15, "16.16"), (17_00_11, "17.12"), (18_00_05, "18.6")],
)
def test_a_server_with_known_holes_is_reported(
    toy: Toy, version: int, fixed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert runner._server_warnings(version + 1) == []
    (warning,) = runner._server_warnings(version)
    assert f"closed in {fixed}: upgrade the server" in warning
    monkeypatch.setattr(runner, "FIXED_MINOR", dict.fromkeys(range(15, 30), 99))
    (warning,) = migrate(toy.dsn).warnings
    assert re.search(r"PostgreSQL \d\d\.\d+ can commit", warning)
    monkeypatch.setattr(runner, "FIXED_MINOR", {})
    assert migrate(toy.dsn).warnings == []


# What goes wrong in a script


def test_a_failing_migration_is_undone_alone(toy: Toy) -> None:
    toy.migration(
        3, "bad", "create table paper.half ();\n-- zwölf 🐘\nselect 1;\nselect nothing from nowhere;\n"
    )
    toy.migration(4, "later", "create table paper.later ();")
    with pytest.raises(ScriptFailed, match=r'^migrations/0003_bad\.sql:5: relation "nowhere"') as failed:
        migrate(toy.dsn)
    assert (failed.value.path, failed.value.line, failed.value.sqlstate) == (
        "migrations/0003_bad.sql",
        5,
        "42P01",
    )
    assert toy.applied() == ["0001_foundation", "0002_orders"]
    assert not toy.exists("paper.half")
    assert (status(toy.dsn).sql_state, status(toy.dsn).schema_version) == ("absent", 2)
    toy.migration(3, "bad", "create table paper.half ();")
    assert migrate(toy.dsn).applied == ["0003_bad", "0004_later"]


def test_a_first_migration_that_fails_leaves_nothing(toy: Toy) -> None:
    toy.write("migrations/0001_foundation.sql", FOUNDATION + "select 1 / 0;")
    with pytest.raises(ScriptFailed, match=r"^migrations/0001_foundation\.sql: division by zero \(22012\)"):
        migrate(toy.dsn)
    assert not toy.rows("select from pg_namespace where nspname like 'paper%%'")
    assert status(toy.dsn).schema_version == 0


def test_a_schema_that_somebody_has_made_before_is_not_taken_over(toy: Toy) -> None:
    """Whoever made it would keep its privileges and objects in it, and could put more there."""
    plain_login(toy)
    owner = f"{conninfo_to_dict(toy.admin_dsn)['dbname']}_login"
    toy.do(f"create schema paper_internal authorization {owner}")
    with pytest.raises(ScriptFailed) as caught:
        migrate(toy.dsn)
    assert caught.value.sqlstate == "42P06"
    assert toy.rows("select nspowner::regrole::text from pg_namespace where nspname ~ '^paper'") == [(owner,)]


def test_a_failing_set_leaves_the_old_one(toy: Toy) -> None:
    migrate(toy.dsn)
    changed = toy.root / "sql/20_functions/modulo.sql"
    changed.write_text(changed.read_text(encoding="utf-8").replace("% 5", "% 7"), encoding="utf-8")
    broken = toy.write(
        "sql/30_engine/broken.sql", "-- zwölf\n\n" * 20 + "create view paper.v as\nselect wrong;\n"
    )
    with pytest.raises(ScriptFailed, match=r'^sql/30_engine/broken\.sql:42: column "wrong"'):
        migrate(toy.dsn)
    assert toy.rows("select paper.modulo()") == [(2,)]
    assert status(toy.dsn).sql_state == "outdated"
    broken.unlink()
    assert migrate(toy.dsn).sql_applied
    assert toy.rows("select paper.modulo()") == [(5,)]


def test_an_error_without_a_position_has_its_file_and_the_hint(toy: Toy) -> None:
    migrate(toy.dsn)
    file = toy.root / "sql/20_functions/modulo.sql"
    file.write_text(file.read_text(encoding="utf-8").replace("integer", "text"), encoding="utf-8")
    with pytest.raises(
        ScriptFailed, match=r"^sql/20_functions/modulo\.sql: cannot change return type.*\n.*DROP FUNCTION"
    ) as failed:
        migrate(toy.dsn)
    assert failed.value.line is None
    toy.write("sql/20_functions/modulo.sql", "do $$ begin\n raise 'no luck' using detail = 'at all'; end $$;")
    with pytest.raises(ScriptFailed, match=r"(?s)no luck \(P0001\)\nat all\nPL/pgSQL .* line 2 at RAISE"):
        migrate(toy.dsn)


def test_a_script_that_ends_its_transaction_is_reported(toy: Toy) -> None:
    toy.migration(3, "commits", "create table paper.kept (); commit;")
    with pytest.raises(MigrationError, match=r"0003_commits\.sql must not end the transaction"):
        migrate(toy.dsn)
    assert toy.applied() == ["0001_foundation", "0002_orders"]


def test_a_script_that_never_gets_its_lock_is_given_up(toy: Toy) -> None:
    migrate(toy.dsn)
    toy.write("sql/00_session.sql", SESSION + "set local lock_timeout = '20ms';\n")
    toy.write(
        "sql/10_views/orders.sql",
        "-- zwölf\ncreate or replace view paper.order_list as select id from paper.orders where id > 0;\n",
    )
    with psycopg.connect(toy.dsn) as other:
        other.execute("select from paper.order_list")
        with pytest.raises(
            ScriptFailed, match=r"^sql/10_views/orders\.sql.*\(55P03\)\n(.*\n)*Tried 10 times, other trans"
        ):
            migrate(toy.dsn)
        assert status(toy.dsn).sql_state == "outdated"
    assert migrate(toy.dsn).sql_applied


def test_a_view_that_is_as_it_should_be_is_not_locked(toy: Toy) -> None:
    migrate(toy.dsn)
    toy.write("sql/30_more.sql", "create or replace view paper.more as select 1 as one;\n")
    with psycopg.connect(toy.dsn) as other:
        other.execute("select from paper.order_list")
        assert migrate(toy.dsn).sql_applied


# Two runners, and runners that die


GATED = (
    f"select pg_advisory_xact_lock({GATE});\n"
    "create table paper.gated ();\n"
    f"select pg_advisory_xact_lock({GATE});\n"
)


def waiting(toy: Toy) -> list[str]:
    """Of the runners that wait for an advisory lock, what they are doing."""
    return sorted(
        query
        for (query,) in toy.rows(
            "select query from pg_stat_activity where datname = current_database()"
            " and application_name = 'pgpaper migrate' and wait_event = 'advisory'"
        )
    )


def test_the_second_of_two_runners_waits_and_finds_nothing_to_do(toy: Toy) -> None:
    toy.migration(3, "gated", GATED)
    applied: list[list[str]] = []
    runners = [threading.Thread(target=lambda: applied.append(migrate(toy.dsn).applied)) for _ in "ab"]
    with psycopg.connect(toy.dsn) as gate:
        gate.execute("select pg_advisory_xact_lock(%s)", (GATE,))
        for thread in runners:
            thread.start()
        wait_until(lambda: len(waiting(toy)) == 2)
        queries = waiting(toy)
    for thread in runners:
        thread.join()
    assert [query.startswith("select pg_advisory_lock(") for query in queries] == [True, False]
    assert sorted(applied) == [[], ["0001_foundation", "0002_orders", "0003_gated"]]


def test_many_runners_at_once(toy: Toy, new_database: Callable[[], str]) -> None:
    for _ in range(4):
        dsn = new_database()
        start = threading.Barrier(4)
        applied: list[list[str]] = []

        def run(dsn: str = dsn, start: threading.Barrier = start, applied: list[list[str]] = applied) -> None:
            start.wait()
            applied.append(migrate(dsn).applied)

        runners = [threading.Thread(target=run) for _ in range(4)]
        for thread in runners:
            thread.start()
        for thread in runners:
            thread.join()
        assert sorted(applied) == [[], [], [], ["0001_foundation", "0002_orders"]]
        assert status(dsn).sql_state == "current"


@pytest.mark.parametrize("where", ["migration", "set"])
def test_a_killed_runner_leaves_nothing_half_done(toy: Toy, where: str) -> None:
    if where == "migration":
        toy.migration(3, "gated", GATED)
    else:
        toy.write("sql/50_gated.sql", GATED.replace("table", "table if not exists"))
    program = (
        "import pathlib, sys; from pgpaper import migrate\n"
        "migrate.source_root = lambda: pathlib.Path(sys.argv[1])\n"
        "migrate.migrate(sys.argv[2])"
    )
    with psycopg.connect(toy.dsn) as gate:
        gate.execute("select pg_advisory_xact_lock(%s)", (GATE,))
        process = subprocess.Popen([sys.executable, "-c", program, toy.root, toy.dsn], env=python_path())
        wait_until(lambda: len(waiting(toy)) == 1)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    # Its session goes on to the end of the script, sees that nobody is there, and rolls back.
    report = migrate(toy.dsn)
    assert report.applied == (["0003_gated"] if where == "migration" else [])
    assert report.sql_applied
    assert toy.exists("paper.gated")
    assert status(toy.dsn).sql_state == "current"
    assert toy.rows("select count(*) from paper_internal.deployment") == [(1,)]


# Who may


def test_the_owner_of_the_database_with_createrole_may_migrate(toy: Toy) -> None:
    toy.dsn = plain_login(toy)
    migrate(toy.dsn)
    toy.migration(3, "more", "create table paper.more ();")
    assert migrate(toy.dsn).applied == ["0003_more"]
    assert status(toy.dsn).sql_state == "current"
    assert toy.rows("select distinct applied_by from paper_internal.migrations") == [
        (conninfo_to_dict(toy.dsn)["user"],)
    ]
    assert toy.rows("select tableowner from pg_tables where schemaname like 'paper%%'") == [(toy.owner,)] * 4


def test_a_later_run_may_be_a_superusers(toy: Toy) -> None:
    migrate(plain_login(toy))
    toy.migration(3, "more", "create table paper.more ();")
    assert migrate(toy.admin_dsn).applied == ["0003_more"]


def test_a_role_that_may_not_is_told_what_is_needed(toy: Toy) -> None:
    dsn = plain_login(toy, "login")
    with pytest.raises(
        ScriptFailed, match=r"0001_foundation\.sql: permission denied .*\n(.*\n)*Migrate as a"
    ):
        migrate(dsn)
    migrate(toy.admin_dsn)
    for call in (migrate, status):
        with pytest.raises(MigrationError, match=r"_login may not read pgpaper's bookkeeping\. Migrate as a"):
            call(dsn)


# install.sql


def psql(pg_bin: Path, dsn: str, file: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [pg_bin / "psql", "-X", "-f", file, dsn],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
    )


def assert_same_text(expected: str, actual: str, message: str) -> None:
    difference = list(difflib.unified_diff(expected.splitlines(), actual.splitlines(), n=1, lineterm=""))
    if difference:
        pytest.fail("\n".join([message, *difference[:60]]), pytrace=False)


def assert_same_install(dsns: list[str], pg_bin: Path, text: str, tmp_path: Path, **environment: str) -> str:
    """Run `migrate` on the first database, the text through psql on the second; returns their dump."""
    by_runner, by_psql = (Toy(tmp_path / "unused", dsn) for dsn in dsns)
    file = tmp_path / "install.sql"
    file.write_text(text, encoding="utf-8")
    migrate(by_runner.dsn)
    run = psql(pg_bin, by_psql.dsn, file, **environment)
    assert (run.returncode, run.stderr) == (0, "")
    dump = normalised_dump(by_runner.dsn, pg_bin / "pg_dump")
    assert_same_text(
        dump, normalised_dump(by_psql.dsn, pg_bin / "pg_dump"), "install.sql differs from migrate"
    )
    assert by_psql.bookkeeping() == by_runner.bookkeeping()
    report = migrate(by_psql.dsn)
    assert (report.applied, report.sql_applied) == ([], False)
    return dump


def test_install_sql_equals_migrate(
    toy: Toy, new_database: Callable[[], str], pg_bin: Path, tmp_path: Path
) -> None:
    toy.migration(3, "more", "alter type paper.side add value 'sell';  -- :sell %s zwölf 🐘")
    toy.write(
        "sql/90_late.sql",
        "create or replace view paper.sells as select 'sell'::paper.side as side, 'ö' as letter;",
    )
    dump = assert_same_install(
        [toy.dsn, new_database()], pg_bin, install_sql(), tmp_path, PGCLIENTENCODING="LATIN1"
    )
    assert "CREATE TABLE paper_internal.migrations" in dump
    assert "zwölf" not in dump
    assert "12 % 5" in dump
    assert re.search(rf"ALTER (VIEW|TABLE) paper\.sells OWNER TO {toy.owner}", dump)
    assert not re.search(r"restrict|Dumped|^SET statement|^-- Name", dump, flags=re.MULTILINE)


def test_install_sql_is_for_an_empty_database(toy: Toy, pg_bin: Path, tmp_path: Path) -> None:
    file = tmp_path / "install.sql"
    file.write_text(install_sql(), encoding="utf-8")
    migrate(toy.dsn)
    before = normalised_dump(toy.dsn, pg_bin / "pg_dump"), toy.bookkeeping()
    run = psql(pg_bin, toy.dsn, file)
    assert run.returncode == 3
    assert "already has pgpaper in it" in run.stderr
    assert "pgpaper migrate" in run.stderr
    assert (normalised_dump(toy.dsn, pg_bin / "pg_dump"), toy.bookkeeping()) == before


def test_install_sql_stops_at_an_error_and_migrate_goes_on_from_there(
    toy: Toy, pg_bin: Path, tmp_path: Path
) -> None:
    toy.migration(3, "bad", "select 1 / 0;\ncreate table paper.late ();")
    file = tmp_path / "install.sql"
    file.write_text(install_sql(), encoding="utf-8")
    run = psql(pg_bin, toy.dsn, file)
    assert run.returncode == 3
    assert "division by zero" in run.stderr
    assert toy.applied() == ["0001_foundation", "0002_orders"]
    toy.migration(3, "bad", "create table paper.late ();")
    assert migrate(toy.dsn).applied == ["0003_bad"]


def test_install_sql_waits_for_a_runner(toy: Toy, pg_bin: Path, tmp_path: Path) -> None:
    """Else both would see an empty database."""
    file = tmp_path / "install.sql"
    file.write_text(install_sql(), encoding="utf-8")
    toy.migration(3, "gated", GATED)
    first = threading.Thread(target=migrate, args=(toy.dsn,))
    runs: list[subprocess.CompletedProcess[str]] = []
    second = threading.Thread(
        target=lambda: runs.append(psql(pg_bin, toy.dsn, file, PGAPPNAME="pgpaper migrate"))
    )
    with psycopg.connect(toy.dsn) as gate:
        gate.execute("select pg_advisory_xact_lock(%s)", (GATE,))
        first.start()
        wait_until(lambda: len(waiting(toy)) == 1)
        second.start()
        wait_until(lambda: len(waiting(toy)) == 2 or bool(runs))
        assert not runs
    first.join()
    second.join()
    assert "already has pgpaper in it" in runs[0].stderr


def test_the_command_prints_install_sql(tmp_path: Path) -> None:
    if not any((CHECKOUT / "migrations").glob("*.sql")):
        pytest.skip("migrations/ is empty")
    command = [sys.executable, "-m", "pgpaper.migrate"]
    run = subprocess.run([*command, "--install-sql"], env=python_path(), capture_output=True, check=True)
    assert run.stdout.decode() == install_sql()
    run = subprocess.run(command, env=python_path(), capture_output=True, check=False)
    assert run.returncode == 1
    assert b"usage:" in run.stderr


# The real folders


@pytest.fixture
def real() -> None:
    if not any((CHECKOUT / "migrations").glob("*.sql")) or not any((CHECKOUT / "sql").rglob("*.sql")):
        pytest.skip("migrations/ or sql/ is empty")


@pytest.mark.usefixtures("real")
def test_the_real_install_sql_equals_migrate_and_the_committed_schema(
    new_database: Callable[[], str], pg_bin: Path, tmp_path: Path
) -> None:
    dsn = new_database()
    dump = assert_same_install([dsn, new_database()], pg_bin, install_sql(), tmp_path)
    with psycopg.connect(dsn) as conn:
        assert conn.execute("select paper.schema_version()").fetchone() == (expected_version(),)
        major = conn.info.server_version // 10000
    if major == 18:
        committed = (CHECKOUT / "tests" / "schema.sql").read_text(encoding="utf-8")
        assert_same_text(
            committed,
            without_bodies(dump),
            "tests/schema.sql is out of date, see tests/python/schema_dump.py",
        )


@pytest.mark.usefixtures("real")
def test_the_real_folders_work_for_the_owner_of_the_database(
    new_database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under other role names, because the server's own may exist already and belong to the superuser."""
    migrate(new_database())
    plain = Toy(tmp_path / "real", new_database())
    prefix = f"{conninfo_to_dict(plain.dsn)['dbname']}_"
    roles = [role for (role,) in plain.rows(r"select rolname from pg_roles where rolname like 'paper\_%%'")]
    for file in (*(CHECKOUT / "migrations").glob("*.sql"), *(CHECKOUT / "sql").rglob("*.sql")):
        text = re.sub(rf"\b(?={'|'.join(roles)}\b)", prefix, file.read_text(encoding="utf-8"))
        plain.write(file.relative_to(CHECKOUT).as_posix(), text)
    monkeypatch.setattr(runner, "source_root", lambda: plain.root)
    dsn = plain_login(plain)
    migrate(dsn)
    report = migrate(dsn)
    assert (report.applied, report.sql_applied) == ([], False)
    assert status(dsn).sql_state == "current"


# Where the folders are


def python_path() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(Path(runner.__file__).parents[1])}


def test_a_checkout_has_the_folders_at_its_top() -> None:
    assert runner.source_root() == CHECKOUT


def test_a_wheel_has_the_folders_inside(tmp_path: Path) -> None:
    source = tmp_path / "source"
    files = {
        "migrations/0001_first.sql": "select 1;",
        "migrations/0002_second.sql": "select 2;",
        "sql/00_session.sql": "select 3;",
        "sql/10_deep/deeper/view.sql": "select 4;",
        "README.md": "toy",
        "LICENSE": "toy",
        "pyproject.toml": (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"),
        "python_client/pgpaper/__init__.py": "",
        "python_client/pgpaper/migrate.py": Path(runner.__file__).read_text(encoding="utf-8"),
        "python_client/pgpaper/dsn.py": Path(runner.__file__).with_name("dsn.py").read_text(encoding="utf-8"),
        "python_client/pgpaper/report/templates/report.html": "toy",
    }
    for path, text in files.items():
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(text, encoding="utf-8")
    isolation = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", *isolation, "-w", tmp_path, source],
        check=True,
    )
    (wheel,) = tmp_path.glob("pgpaper-*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    assert (site / "pgpaper/report/templates/report.html").is_file()
    program = (
        "from pgpaper import migrate as m; package = m._load()\n"
        "print(m.source_root(), m.expected_version(), package.client_version)\n"
        "print(*(s.path for s in (*package.migrations, *package.sql)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(site)},
        check=True,
        capture_output=True,
        text=True,
    )
    where, paths = run.stdout.splitlines()
    version = wheel.name.split("-")[1]
    assert where == f"{site / 'pgpaper'} 2 {version}"
    assert paths.split() == [path for path in files if path.endswith(".sql")]
