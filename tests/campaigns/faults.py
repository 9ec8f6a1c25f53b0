"""What goes wrong in the fault campaign: each fault by its name, how often it happens, and how it is done."""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

import psycopg  # noqa: E402
from clients import Limits, Victim  # noqa: E402
from psycopg import sql  # noqa: E402
from support.servers import Server  # noqa: E402
from way import RoughWay, Trouble  # noqa: E402

#: The seconds between two of a kind, on average: an hour has 1,800 ended backends and 120 crashes. Each
#: lost connection makes an adapter open all of its connections again, so those are not more frequent.
SECONDS_BETWEEN: Mapping[str, float] = {
    "terminate": 2,  # pg_terminate_backend
    "cancel": 1,  # pg_cancel_backend
    "statement_timeout": 1,
    "lock_timeout": 1,
    "backend_kill": 60,  # kill -9 of one backend: the server ends all others and recovers
    "postmaster_kill": 120,  # kill -9 of the server's first process
    "immediate": 120,  # immediate shutdown
    "client_kill": 15,
    "lost_reply": 3,
    "lost_request": 6,
    "cut": 4,
    "delay": 2,
    "full_wal": 240,  # no room for the log: the server panics and recovers
    "full_data": 120,  # no room for tables
    "connections": 60,  # all taken
    "predicate_locks": 60,  # all taken
    "clock": 15,  # jumps
    "migrate_twice": 120,  # two at once
    "migrate_killed": 120,  # half way
    "vacuum_full": 30,
    "reindex": 30,
}

#: Those after which the server has to recover.
CRASHES = frozenset({"backend_kill", "postmaster_kill", "immediate", "full_wal"})
FULL_DISKS = frozenset({"full_wal", "full_data"})
TROUBLES: frozenset[str] = frozenset(get_args(Trouble))

#: No fault and no recovery is waited for any longer.
PATIENCE = 60.0

#: For so long a fault that cannot be done is tried again.
PERSISTENCE = 15.0

WAL_ROOM, DATA_ROOM = "160m", "640m"

MAX_CONNECTIONS, PREDICATE_LOCKS = 110, 64

SETTINGS = {
    # Killed processes leave torn pages, as a machine that loses power does.
    "full_page_writes": "on",
    "autovacuum": "on",
    "autovacuum_naptime": "5s",
    "jit": "off",
    "max_connections": str(MAX_CONNECTIONS),
    # Few, and never exchanged for coarser ones, so that they can run out.
    "max_pred_locks_per_transaction": str(PREDICATE_LOCKS),
    "max_pred_locks_per_relation": "1000000",
    "max_pred_locks_per_page": "10000",
    # Recovery takes a moment.
    "checkpoint_timeout": "30s",
    "max_wal_size": "48MB",
    "min_wal_size": "32MB",
    "checkpoint_completion_target": "0.1",
    # A full disk is noticed at the next segment.
    "wal_recycle": "off",
    "deadlock_timeout": "200ms",
}

_RECOVERY = re.compile(rb"automatic recovery in progress")
_TABLES = ("accounts", "journal", "positions", "orders", "working", "market", "watches")
_JUMPS = (-86400, -3600, -1, 0, 0, 0.5, 3600, 3 * 86400)


def chosen(text: str, speed: float = 1.0) -> dict[str, float]:
    """Read `all`, `none`, or kinds as `terminate,cut=0.2`, and return the seconds between two of each."""
    wanted: dict[str, float] = {}
    for part in filter(None, text.split(",")):
        name, _, seconds = part.strip().partition("=")
        if name == "all":
            wanted |= SECONDS_BETWEEN
        elif name in SECONDS_BETWEEN:
            wanted[name] = float(seconds) if seconds else SECONDS_BETWEEN[name]
        elif name != "none":
            raise ValueError(f"no fault is called {name}: there are {', '.join(SECONDS_BETWEEN)}")
    return {name: seconds / speed for name, seconds in wanted.items()}


def schedule(
    seconds_between: Mapping[str, float], tour: float, chance: random.Random
) -> Iterator[tuple[float, str]]:
    """Yield when which fault is to happen: one of each within the first `tour` seconds, then at random."""
    kinds = list(seconds_between)
    chance.shuffle(kinds)
    for number, kind in enumerate(kinds):
        yield tour * (number + 0.5) / len(kinds), kind
    upcoming = {kind: tour + chance.expovariate(1 / seconds) for kind, seconds in seconds_between.items()}
    while upcoming:
        kind = min(upcoming, key=lambda name: upcoming[name])
        yield upcoming[kind], kind
        upcoming[kind] += chance.expovariate(1 / seconds_between[kind])


@contextmanager
def small_disks(server: Server) -> Iterator[dict[str, Path]]:
    """Put the server's log on a small file system of its own, and make room for a small tablespace.

    Empty where nothing can be mounted; the faults that need it are left out then.
    """
    disks: dict[str, Path] = {}
    with ExitStack() as stack:
        for name, size in (("wal", WAL_ROOM), ("data", DATA_ROOM)):
            folder = Path(tempfile.mkdtemp(prefix=f"pgpaper-{name}-", dir="/tmp"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            done = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", folder],
                capture_output=True,
                check=False,
            )
            if done.returncode != 0:
                yield {}
                return
            stack.callback(_unmount, folder)
            (folder / name).mkdir(mode=0o700)
            disks[name] = folder
        data = server.process.home / "data"
        owner = data.stat()
        server.process.stop()
        wal = disks["wal"] / "wal"
        shutil.copytree(data / "pg_wal", wal, dirs_exist_ok=True)
        for path in (wal, *wal.rglob("*"), disks["data"] / "data"):
            os.chown(path, owner.st_uid, owner.st_gid)
            path.chmod(0o700 if path.is_dir() else 0o600)
        shutil.rmtree(data / "pg_wal")
        (data / "pg_wal").symlink_to(wal)
        server.process.start()
        try:
            yield disks
        finally:
            server.stop()


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", folder], check=False)


async def ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks until they have ended: once is not enough, `wait_for` of Python 3.11 may swallow it."""
    while going_on := [task for task in tasks if not task.done()]:
        for task in going_on:
            task.cancel()
        await asyncio.wait(going_on, timeout=1)


class Recoveries:
    """Counts in the server's log how often it has recovered."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._read = 0
        self.count = 0

    def look(self) -> int:
        with suppress(FileNotFoundError), self._log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(self._read if size >= self._read else 0)  # it is cut when it gets long
            text = file.read()
            whole = text.rfind(b"\n") + 1
            self._read = file.tell() - len(text) + whole
            self.count += len(_RECOVERY.findall(text[:whole]))
        return self.count


@dataclass
class Scene:
    """What faults of one round are done to."""

    dsn: str
    way: RoughWay
    limits: Limits
    victim: Callable[[], Awaitable[Victim]]
    accounts: list[str]


class Faults:
    """Does what the schedule says, and counts what was done and what could not be."""

    def __init__(
        self,
        server: Server,
        seconds_between: Mapping[str, float],
        tour: float,
        chance: random.Random,
        disks: Mapping[str, Path],
    ) -> None:
        self._server = server
        self._chance = chance
        self._disks = disks
        self.skipped: dict[str, str] = {}
        wanted = dict(seconds_between)
        for kind in FULL_DISKS:
            if kind in wanted and not disks:
                del wanted[kind]
                self.skipped[kind] = "no file system can be mounted here"
        if "postmaster_kill" in wanted and os.geteuid() != server.process.home.stat().st_uid:
            raise RuntimeError("the server is another user's")
        self.done: Counter[str] = Counter(dict.fromkeys(wanted, 0))
        self.failed: Counter[str] = Counter()
        self.last_failure: dict[str, str] = {}
        self.calls_under_way_at_kills = 0
        self.recoveries = Recoveries(server.process.home / "server.log")
        self._schedule = schedule(wanted, tour, chance)
        self._next = next(self._schedule, None)
        self._elapsed = 0.0
        #: When each was done, on the clock of the calls: began, ended, kind, and what prevented it.
        self.history: list[tuple[float, float, str, str]] = []
        self._victim: Victim | None = None

    async def run(self, scene: Scene, stop: asyncio.Event) -> None:
        """Let faults happen until stopped; time stands still between rounds."""
        began = time.monotonic() - self._elapsed
        #: One at a time of those that take the server down or take all of something.
        self._alone = asyncio.Lock()
        tasks: dict[asyncio.Task[None], str] = {}
        self._victim = await scene.victim()
        try:
            while not stop.is_set():
                self._elapsed = time.monotonic() - began
                while self._next is not None and self._next[0] <= self._elapsed:
                    kind = self._next[1]
                    self._next = next(self._schedule, None)
                    # One of a kind at a time; what is quick does not wait for what is not.
                    if kind not in tasks.values():
                        task = asyncio.create_task(self._do(kind, scene, stop))
                        tasks[task] = kind
                        task.add_done_callback(lambda done: tasks.pop(done, None))
                pause = 0.25 if self._next is None else self._next[0] - self._elapsed
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), min(0.25, max(0.001, pause)))
        except asyncio.CancelledError:
            await ended(tasks)
            raise
        finally:
            if tasks:
                await asyncio.wait(list(tasks), timeout=PATIENCE)
            victim, self._victim = self._victim, None
            self.calls_under_way_at_kills += await victim.kill()
            self.recoveries.look()

    async def _do(self, kind: str, scene: Scene, stop: asyncio.Event) -> None:
        began, problem = time.monotonic(), ""
        try:
            while True:
                try:
                    if kind in TROUBLES:
                        scene.way.meet(kind)  # type: ignore[arg-type]
                    else:
                        async with asyncio.timeout(PATIENCE):
                            await getattr(self, f"_{kind}")(scene)
                    break
                except (psycopg.Error, RuntimeError):
                    # Another fault has the server down, most likely.
                    if stop.is_set() or time.monotonic() > began + PERSISTENCE:
                        raise
                await asyncio.sleep(0.3)
            self.done[kind] += 1
        except (psycopg.Error, OSError, TimeoutError, RuntimeError) as err:
            problem = f"{type(err).__name__}: {str(err).partition(chr(10))[0]}"
            self.failed[kind] += 1
            self.last_failure[kind] = problem
        self.history.append((began, time.monotonic(), kind, problem))

    @staticmethod
    async def _connect(scene: Scene) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(
            scene.dsn, autocommit=True, application_name="faults", connect_timeout=5
        )

    async def _execute(self, scene: Scene, query: str | sql.Composed, *params: Any) -> list[tuple[Any, ...]]:
        async with await self._connect(scene) as connection:
            cursor = await connection.execute(query, params or None)
            return await cursor.fetchall() if cursor.description else []

    async def _backend(self, scene: Scene) -> int:
        """The process of some client, rather one that is at work."""
        rows = await self._execute(
            scene,
            "select pid, state = 'active' from pg_stat_activity where datname = current_database()"
            " and backend_type = 'client backend' and application_name <> 'faults'",
        )
        at_work = [pid for pid, active in rows if active]
        if not rows:
            raise RuntimeError("no client is connected")
        return int(self._chance.choice(at_work or [pid for pid, _ in rows]))

    # -- one client

    async def _terminate(self, scene: Scene) -> None:
        await self._execute(scene, "select pg_terminate_backend(%s)", await self._backend(scene))

    async def _cancel(self, scene: Scene) -> None:
        await self._execute(scene, "select pg_cancel_backend(%s)", await self._backend(scene))

    async def _statement_timeout(self, scene: Scene) -> None:
        scene.limits.asked.append(f"statement_timeout = {self._chance.randint(1, 6)}")

    async def _lock_timeout(self, scene: Scene) -> None:
        scene.limits.asked.append("lock_timeout = 1")

    async def _client_kill(self, scene: Scene) -> None:
        victim = self._victim
        assert victim
        deadline = time.monotonic() + 5
        while not victim.is_at_work and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        self.calls_under_way_at_kills += await victim.kill()
        self._victim = await scene.victim()

    # -- the server

    async def _recovered(self, scene: Scene) -> None:
        """Start the server if it is down, and wait until it has recovered."""
        await asyncio.to_thread(self._server.process.start)
        while True:
            with suppress(psycopg.Error):
                await self._execute(scene, "select 1")
                self.recoveries.look()
                return
            await asyncio.sleep(0.05)

    async def _backend_kill(self, scene: Scene) -> None:
        async with self._alone:
            os.kill(await self._backend(scene), signal.SIGKILL)
            await asyncio.sleep(0.1)
            await self._recovered(scene)

    async def _postmaster_kill(self, scene: Scene) -> None:
        async with self._alone:
            await asyncio.to_thread(self._server.process.kill)
            await self._recovered(scene)

    async def _immediate(self, scene: Scene) -> None:
        async with self._alone:
            pid = int((self._server.process.home / "data" / "postmaster.pid").read_text().split("\n")[0])
            os.kill(pid, signal.SIGQUIT)
            with suppress(ChildProcessError):
                await asyncio.to_thread(os.waitpid, pid, 0)
            await self._recovered(scene)

    # -- what runs out

    @contextmanager
    def _filled(self, disk: str) -> Iterator[None]:
        filler = self._disks[disk] / "filler"
        try:
            with filler.open("wb") as file, suppress(OSError):
                while True:
                    file.write(bytes(1 << 20))
                    file.flush()
            yield
        finally:
            filler.unlink(missing_ok=True)

    async def _full_wal(self, scene: Scene) -> None:
        async with self._alone:
            with self._filled("wal"), suppress(psycopg.Error):
                for _ in range(20):
                    await self._execute(scene, "select pg_switch_wal()")
                    await asyncio.sleep(0.05)
            await self._recovered(scene)

    async def _full_data(self, scene: Scene) -> None:
        async with self._alone:
            with self._filled("data"):
                await asyncio.sleep(1.0)

    async def _connections(self, scene: Scene) -> None:
        async with self._alone:
            taken: list[psycopg.AsyncConnection[Any]] = []
            try:
                with suppress(psycopg.OperationalError):
                    for _ in range(MAX_CONNECTIONS):
                        taken.append(await self._connect(scene))  # noqa: PERF401
                    raise RuntimeError("there was no end of connections")
                # Somebody has to want one.
                for connection in taken[:2]:
                    await connection.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity"
                        " where datname = current_database() and application_name <> 'faults' limit 3"
                    )
                await asyncio.sleep(0.5)
            finally:
                for connection in taken:
                    await connection.close()

    async def _predicate_locks(self, scene: Scene) -> None:
        """Take all the locks there are, but those of transactions that are under way."""
        async with self._alone, await self._connect(scene) as connection:
            await connection.execute("set default_transaction_isolation = serializable")
            await connection.execute(
                "set enable_seqscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off"
            )
            async with connection.transaction(force_rollback=True):
                await connection.execute(_TAKE_LOCKS)
                taken = await (
                    await connection.execute("select current_setting('campaign.ran_out', true)")
                ).fetchone()
                if taken != ("yes",):
                    raise RuntimeError("there were locks for all that was read")
                await asyncio.sleep(0.5)

    # -- what is done to the database

    async def _clock(self, scene: Scene) -> None:
        seconds = self._chance.choice(_JUMPS)
        await self._execute(
            scene,
            "create or replace function paper_internal.server_time() returns timestamptz"
            f" language sql volatile return clock_timestamp() + interval '{seconds} seconds'",
        )

    async def _force_migration(self, scene: Scene) -> None:
        await self._execute(
            scene,
            "insert into paper_internal.deployment (schema_version, sha256, client_version)"
            " select schema_version, 'outdated', client_version from paper_internal.deployment"
            " order by number desc limit 1",
        )

    async def _migrate(self, scene: Scene) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "pgpaper", "migrate",
            env={**os.environ, "PGPAPER_DSN": scene.dsn},
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip

    async def _migrate_twice(self, scene: Scene) -> None:
        await self._force_migration(scene)
        both = [await self._migrate(scene), await self._migrate(scene)]
        outputs = await asyncio.gather(*(process.communicate() for process in both))
        # What else goes wrong meanwhile may stop them; the next one has to finish the work.
        if all(process.returncode for process in both):
            raise RuntimeError(outputs[0][1].decode(errors="replace").strip() or "migrate failed")

    async def _migrate_killed(self, scene: Scene) -> None:
        await self._force_migration(scene)
        process = await self._migrate(scene)
        watching = (
            "select exists (select from pg_stat_activity where application_name = 'pgpaper migrate'"
            " and xact_start is not null)"
        )
        deadline = time.monotonic() + 10
        while process.returncode is None and time.monotonic() < deadline:
            if (await self._execute(scene, watching))[0][0]:
                await asyncio.sleep(0.1 * self._chance.random())
                break
            await asyncio.sleep(0.01)
        if process.returncode is not None:
            raise RuntimeError("it had ended before it could be killed")
        process.kill()
        await process.communicate()

    async def _vacuum_full(self, scene: Scene) -> None:
        await self._execute(scene, f"vacuum full paper_internal.{self._chance.choice(_TABLES)}")

    async def _reindex(self, scene: Scene) -> None:
        how = self._chance.choice(("", "concurrently "))
        await self._execute(scene, f"reindex table {how}paper_internal.{self._chance.choice(_TABLES)}")


#: Something to read that is nobody's. As many rows as there can be locks on them.
LOCKED_ROWS = 20_000
MAKE_LOCKED_ROWS = f"""
create table public.to_be_locked as select n from pg_catalog.generate_series(1, {LOCKED_ROWS}) as n;
create unique index on public.to_be_locked (n);
"""
_TAKE_LOCKS = f"""
do $$
begin
    perform pg_catalog.set_config('campaign.ran_out', 'no', true);
    for v_n in 1..{LOCKED_ROWS} loop
        begin
            perform from public.to_be_locked as t where t.n = v_n;
        exception when out_of_memory then
            perform pg_catalog.set_config('campaign.ran_out', 'yes', true);
            return;
        end;
    end loop;
end
$$
"""
