"""The runner of pgTAP files notices what can be wrong with a file."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from support import pgtap
from support.servers import Server

Run = Callable[[str], pgtap.Report]


@pytest.fixture(scope="module")
def tap_database(server: Server) -> Iterator[str]:
    with server.database("runner", template="template0") as name:
        with server.connect(name) as connection:
            pgtap.load(connection)
        yield name


@pytest.fixture
def run(server: Server, tap_database: str, tmp_path: Path) -> Iterator[Run]:
    with server.connect(tap_database) as connection:
        pgtap.prepare_session(connection)

        def runner(text: str) -> pgtap.Report:
            path = tmp_path / "test_it.sql"
            path.write_text(textwrap.dedent(text), encoding="utf-8")
            return pgtap.run_file(connection, path)

        yield runner


def file_of(*body: str, plan: int = 1) -> str:
    return "\n".join(["begin;", f"select plan({plan});", *body, "select * from finish();", "rollback;"])


def test_a_good_file_passes(run: Run) -> None:
    report = run(file_of("select ok(true, 'it -- holds; really');", "select is(1, 1);", plan=2))
    assert report.passed, str(report)
    assert [(a.number, a.outcome) for a in report.assertions] == [(1, "passed"), (2, "passed")]
    assert report.assertions[0].description == "it -- holds; really"


def test_a_failing_assertion_fails_with_its_diagnostics(run: Run) -> None:
    report = run(file_of("select is(1, 2, 'one is two');"))
    assert not report.passed
    assert [a.description for a in report.failures] == ["one is two"]
    assert "want: 2" in str(report)


def test_an_error_shows_the_statement_and_the_failures_before_it(run: Run) -> None:
    report = run(file_of("select is(1, 2, 'one is two');", "", "select 1 / 0;", "select ok(true);", plan=2))
    assert not report.passed
    assert report.error is not None
    assert report.error.startswith("line 5: 22012: division by zero")
    assert "select 1 / 0" in report.error
    assert "not ok 1 - one is two" in str(report)


@pytest.mark.parametrize("plan", [1, 3])
def test_another_number_of_assertions_than_planned_fails(run: Run, plan: int) -> None:
    report = run(file_of("select ok(true);", "select ok(true);", plan=plan))
    assert report.problems == [f"planned {plan} tests but ran 2"]


def test_a_file_without_a_plan_fails(run: Run) -> None:
    report = run("begin; select * from no_plan(); select ok(true); select * from finish; rollback;")
    assert not report.passed
    report = run("begin; select ok(true); select * from finish(); rollback;")
    assert not report.passed


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("select plan(1); select ok(true); select * from finish(); rollback;", "first statement is not"),
        ("begin; select plan(1); select ok(true); select * from finish();", "last statement is not rollback"),
        ("begin; select plan(1); select ok(true); select * from finish(); commit;", "last statement is not"),
        ("begin; select plan(1); commit; select ok(true); select finish(); rollback;", "ends or begins"),
        ("begin; select plan(1); select ok(true); rollback;", "nothing calls finish"),
        ("begin; selec plan(1); rollback;", "syntax error"),
        ("", "the file is empty"),
    ],
)
def test_a_file_that_could_leave_something_behind_is_not_run(run: Run, text: str, problem: str) -> None:
    report = run(text)
    assert not report.passed
    assert problem in str(report)
    assert not report.assertions


def test_savepoints_are_allowed(run: Run) -> None:
    for ending in ("rollback to a;", "release a;"):
        report = run(file_of("savepoint a;", "select ok(true);", ending, "select ok(true);", plan=2))
        assert report.passed, str(report)


def test_todo_and_skip_are_honoured(run: Run) -> None:
    report = run(
        file_of("select todo('later', 1);", "select ok(false, 'x');", "select skip('not here', 1);", plan=2)
    )
    assert report.passed, str(report)
    assert [(a.outcome, a.reason) for a in report.assertions] == [("todo", "later"), ("skipped", "not here")]


def test_nothing_remains_after_an_error(run: Run, server: Server, tap_database: str) -> None:
    run(file_of("create table public.left_behind ();", "select 1 / 0;"))
    with server.connect(tap_database) as connection:
        found = connection.execute("select to_regclass('public.left_behind')").fetchone()
    assert found == (None,)


def test_a_broken_connection_is_reported(run: Run) -> None:
    report = run(file_of("select pg_terminate_backend(pg_backend_pid());"))
    assert report.error is not None
    assert "57P01" in report.error


def test_transactions_are_serializable(run: Run) -> None:
    report = run(file_of("select is(current_setting('transaction_isolation'), 'serializable');"))
    assert report.passed, str(report)


def test_nothing_of_an_earlier_file_is_left_in_a_session_that_is_prepared_again(
    server: Server, tap_database: str
) -> None:
    with server.connect(tap_database) as connection:
        pgtap.prepare_session(connection)
        connection.execute("prepare left_behind as select 1")
        connection.execute("create temporary table left_behind ()")
        connection.execute("select pg_advisory_lock(1), set_config('a.b', 'c', false)")
        pgtap.prepare_session(connection)
        row = connection.execute(
            "select (select count(*) from pg_prepared_statements where name = 'left_behind'), "
            "to_regclass('pg_temp.left_behind'), current_setting('a.b'), "
            "(select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())"
        ).fetchone()
    assert row == (0, None, "", 0)


def test_a_session_without_pgtap_fails(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "test_it.sql"
    path.write_text(file_of("select ok(true);"), encoding="utf-8")
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        report = pgtap.run_file(connection, path)
    assert report.error is not None
    assert "plan(integer) does not exist" in report.error
