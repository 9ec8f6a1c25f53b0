"""Servers, databases and the collection of pgTAP files for every test.

A test that asks for `server`, `database`, `dsn` or `module_dsn` runs on each server that the
option --server names and that this machine has; `pytest.mark.servers("debian")` narrows that.
"""

from __future__ import annotations

import os
import types
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from support import coverage, desk, pgtap
from support.servers import TARGETS, Server, choose, clean_environment, interrupt_when_terminated

PGTAP_FOLDER = Path(__file__).parent / "pgtap"
PGTAP_FIXTURES = PGTAP_FOLDER / "fixtures.sql"

Connection = psycopg.Connection[tuple[object, ...]]
Connect = Callable[..., Connection]

_running = pytest.StashKey[list[Server]]()
_profiles = pytest.StashKey[list[coverage.Profile]]()
_chosen = pytest.StashKey[list[str]]()
_absent = pytest.StashKey[dict[str, str]]()
_coverage_problems = pytest.StashKey[list[str]]()
_coverage_table = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("pgpaper")
    group.addoption(
        "--server", choices=[*TARGETS, "all"], default="all",
        help="the server to test: embedded (18), debian (15) or all of them that are here (default)",
    )  # fmt: skip
    group.addoption(
        "--half", type=int, choices=[1, 2], default=None,
        help="1: the tests on the first server; 2: those on the others and on none; to run both side by side",
    )  # fmt: skip
    group.addoption(
        "--coverage-floor", type=float, default=None, metavar="PERCENT",
        help="fail when fewer branches of a PL/pgSQL function ran on the debian server; for full runs",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "servers(*names): run only on these servers")
    clean_environment()
    config.stash[_running] = []
    config.stash[_profiles] = []
    config.stash[_coverage_table] = []
    config.stash[_coverage_problems] = []
    required = os.environ.get("CI", "").lower() in {"1", "true"}
    try:
        config.stash[_chosen], config.stash[_absent] = choose(config.getoption("--server"), required=required)
    except LookupError as err:
        raise pytest.UsageError(str(err)) from err
    interrupt_when_terminated()


def pytest_unconfigure(config: pytest.Config) -> None:
    for server in config.stash.get(_running, []):
        server.stop()


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [f"NOT TESTED on {name}: {reason}" for name, reason in config.stash[_absent].items()]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "server" not in metafunc.fixturenames:
        return
    names = metafunc.config.stash[_chosen]
    marker = metafunc.definition.get_closest_marker("servers")
    only = list(TARGETS) if marker is None else list(marker.args)
    if unknown := set(only) - set(TARGETS):
        raise pytest.UsageError(f"{metafunc.definition.nodeid}: no such server: {sorted(unknown)}")
    absent = metafunc.config.stash[_absent]
    parameters = [
        pytest.param(name, marks=[pytest.mark.skip(reason=f"NOT TESTED on {name}: {absent[name]}")])
        if name in absent
        else pytest.param(name)
        for name in names
        if name in only
    ]
    if not parameters:
        reason = f"runs on {', '.join(only)} only"
        parameters = [pytest.param(names[0], marks=[pytest.mark.skip(reason=reason)])]
    metafunc.parametrize("server", parameters, indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    half = config.getoption("--half")
    if half is None:
        return

    def half_of(item: pytest.Item) -> int:
        callspec = getattr(item, "callspec", None)
        on = callspec.params.get("server") if callspec is not None else None
        return 1 if on == config.stash[_chosen][0] else 2

    config.hook.pytest_deselected(items=[item for item in items if half_of(item) != half])
    items[:] = [item for item in items if half_of(item) == half]


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A running server; the test runs once on each kind."""
    started = Server(TARGETS[request.param])
    request.config.stash[_running].append(started)
    try:
        yield started
    finally:
        if started.target.profiled and started.profile.functions:
            request.config.stash[_profiles].append(started.profile)
        request.config.stash[_running].remove(started)
        started.stop()


@pytest.fixture(scope="session")
def server_dsn(server: Server) -> str:
    """The superuser's DSN of the server itself; its database is not migrated."""
    return server.dsn


@pytest.fixture(scope="session")
def pg_bin(server: Server) -> Path:
    """The folder with psql, pg_dump, pgbench and the rest, of the server under test."""
    return server.pg_bin


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """The name of a fresh migrated database, dropped after the test with whoever is in it."""
    with server.database() as name:
        yield name


@pytest.fixture
def dsn(server: Server, database: str) -> str:
    """The superuser's DSN of the test's own migrated database."""
    return server.dsn_of(database)


@pytest.fixture(scope="module")
def module_dsn(server: Server) -> Iterator[str]:
    """The DSN of a migrated database that the tests of a module share."""
    with server.database("module") as name:
        yield server.dsn_of(name)


@pytest.fixture(scope="module")
def floor(module_dsn: str) -> Iterator[desk.Floor]:
    """Accounts in fill model market, all in the database that the tests of a module share."""
    with desk.connect(module_dsn) as connection:
        yield desk.Floor(connection)


@pytest.fixture
def connect(dsn: str) -> Iterator[Connect]:
    """Open connections to the test's database, closed after it.

    `connect()` is the superuser in autocommit with serializable transactions, as the engine
    wants them; any keyword of psycopg.connect changes that, `isolation="read committed"` too.
    """
    opened: list[Connection] = []

    def opener(*, isolation: str = "serializable", **options: object) -> Connection:
        options.setdefault("autocommit", True)
        connection: Connection = psycopg.connect(dsn, **options)  # type: ignore[arg-type]
        opened.append(connection)
        connection.execute("select set_config('default_transaction_isolation', %s, false)", (isolation,))
        if not connection.autocommit:
            connection.commit()
        return connection

    yield opener
    for connection in opened:
        connection.close()


@pytest.fixture
def make_role(server: Server, database: str) -> Iterator[Callable[..., str]]:
    """Create login roles, `make_role("paper_trader", …)` as members of groups; they go with the test."""
    created: list[str] = []

    def maker(*groups: str, label: str = "role") -> str:
        name = f"{label}_{uuid.uuid4().hex[:12]}"
        with server.connect(database) as connection:
            connection.execute(sql.SQL("create role {} login").format(sql.Identifier(name)))
            created.append(name)
            for group in groups:
                connection.execute(
                    sql.SQL("grant {} to {}").format(sql.Identifier(group), sql.Identifier(name))
                )
        return name

    yield maker
    with server.connect(database) as connection:
        for name in created:
            role = sql.Identifier(name)
            connection.execute(sql.SQL("drop owned by {} cascade").format(role))
            connection.execute(sql.SQL("drop role {}").format(role))


@pytest.fixture(scope="session")
def pgtap_database(server: Server) -> Iterator[str]:
    """The database all pgTAP files share; each of them rolls back what it does."""
    with server.database("pgtap") as name:
        with server.connect(name) as connection:
            pgtap.load(connection, PGTAP_FIXTURES)
        yield name


@pytest.fixture(scope="session")
def pgtap_session(server: Server, pgtap_database: str) -> Iterator[Connection]:
    """The connection all pgTAP files share, as most of their time went into warming up one of their own."""
    with server.connect(pgtap_database) as connection:
        yield connection


@pytest.fixture
def pgtap_connection(pgtap_session: Connection) -> Connection:
    """The shared connection, as a new one would be."""
    pgtap.prepare_session(pgtap_session)
    return pgtap_session


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Make a test of every tests/pgtap/**/test_*.sql, on each server."""
    if file_path.suffix != ".sql" or not file_path.name.startswith("test_"):
        return None
    if PGTAP_FOLDER not in file_path.parents:
        return None
    name = file_path.stem

    def run(pgtap_connection: Connection, subtests: pytest.Subtests) -> None:
        _report(pgtap.run_file(pgtap_connection, file_path), subtests)

    run.__name__ = run.__qualname__ = name
    content = types.ModuleType(name)
    setattr(content, name, run)
    node = pytest.Module.from_parent(parent, path=file_path)
    node.obj = content
    return node


def _report(report: pgtap.Report, subtests: pytest.Subtests) -> None:
    """Make a subtest of each assertion; anything else wrong fails the file, with all it printed."""
    for assertion in report.assertions:
        with subtests.test(msg=f"{assertion.number} {assertion.description}"):
            match assertion.outcome:
                case "failed":
                    pytest.fail(str(assertion), pytrace=False)
                case "skipped":
                    pytest.skip(assertion.reason)
                case "todo":
                    pytest.xfail(assertion.reason)
                case "passed":
                    pass
    if report.error or report.problems:
        pytest.fail(str(report), pytrace=False)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Judge the coverage once every server has been stopped."""
    floor: float | None = session.config.getoption("--coverage-floor")
    profiles = session.config.stash[_profiles]
    functions = [function for profile in profiles for function in profile.functions.values()]
    problems: list[str] = []
    if functions:
        session.config.stash[_coverage_table], problems = coverage.report(functions, floor)
    elif floor is not None and "debian" not in session.config.stash[_absent]:
        problems = ["a coverage floor was given, but nothing ran on the debian server"]
    session.config.stash[_coverage_problems] = problems
    if problems and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    table = config.stash[_coverage_table]
    if table and (config.getoption("--coverage-floor") is not None or config.get_verbosity() > 0):
        terminalreporter.section("PL/pgSQL coverage on PostgreSQL 15")
        for line in table:
            terminalreporter.write_line(line)
    if problems := config.stash[_coverage_problems]:
        terminalreporter.section("PL/pgSQL coverage too low", red=True)
        for line in problems:
            terminalreporter.write_line(line, red=True)
    for name, reason in config.stash[_absent].items():
        terminalreporter.write_line(f"NOT TESTED on {name}: {reason}", yellow=True, bold=True)
