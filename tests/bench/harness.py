"""Databases to measure in, pgbench, and what a case reports."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from load import Load
from pgpaper.embedded import EmbeddedServer, find_binaries
from pgpaper.migrate import migrate
from psycopg.conninfo import make_conninfo

HERE = Path(__file__).parent
DEBIAN = Path("/usr/lib/postgresql/15/bin")

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Result:
    """One figure beside its baseline; the ratio says how many times better it is."""

    case: str
    value: float
    unit: str
    baseline_case: str
    baseline: float
    ratio: float
    target: float | None = None  # of the ratio: at least
    retried: Mapping[str, int] = field(default_factory=dict)  # by SQLSTATE
    failed: int = 0
    curve: str | None = None  # a point of this curve, at x
    series: str | None = None
    x: float | None = None


SMALLEST = 0.001  # of a figure in a ratio: nothing tried again is not infinitely better


def compare(
    case: str,
    value: float,
    unit: str,
    baseline_case: str,
    baseline: float,
    *,
    target: float | None = None,
    load: Load | None = None,
    at: tuple[str, str, float] | None = None,
) -> Result:
    """The result of a case: a rate ("/s") is better when it is more, everything else when it is less.

    `load` says what was retried or failed on the way; `at` is the place in a curve: its name, series and x.
    """
    better, worse = (value, baseline) if "/s" in unit else (baseline, value)
    ratio = max(better, SMALLEST) / max(worse, SMALLEST)
    return Result(
        case, round(value, 3), unit, baseline_case, round(baseline, 3), float(f"{ratio:.4g}"),
        target, dict(load.retried) if load else {}, load.failed if load else 0, *(at or (None, None, None)),
    )  # fmt: skip


@dataclass(frozen=True)
class Size:
    seconds: float  # of a load
    transactions: int | None  # of a client of pgbench, in place of the seconds
    rounds: int
    batch: int
    accounts: int
    small_accounts: int
    tpcb_scale: int
    callers: tuple[int, ...]
    rates: tuple[int, ...]
    report_seconds: float
    stored_orders: tuple[int, ...]

    @property
    def is_quick(self) -> bool:
        return self.transactions is not None


FULL = Size(
    seconds=8, transactions=None, rounds=3, batch=20_000, accounts=1_000, small_accounts=5_000, tpcb_scale=16,
    callers=(1, 8, 32, 128), rates=(1_000, 5_000, 10_000, 20_000), report_seconds=60,
    stored_orders=(10_000, 100_000, 1_000_000, 10_000_000),
)  # fmt: skip
QUICK = Size(
    seconds=0.2, transactions=10, rounds=1, batch=500, accounts=20, small_accounts=64, tpcb_scale=1,
    callers=(1, 8), rates=(300,), report_seconds=2, stored_orders=(1_000,),
)  # fmt: skip


class BooksWrong(Exception):  # noqa: N818
    """paper.check() found violations after a case."""


class Database:
    """A fresh database with pgpaper and accounts bench-1, bench-2, … in it."""

    def __init__(self, dsn: str, binaries: Path, size: Size, connection: Connection, accounts: int) -> None:
        self.dsn = dsn
        self.size = size
        self.accounts = accounts
        self.connection = connection
        self._binaries = binaries
        self._has_tpcb = False

    def value(self, query: str, *parameters: Any) -> float:
        row = self.connection.execute(query.encode(), parameters or None).fetchone()
        assert row
        return float(row[0])

    def timed(self, query: str) -> float:
        started = time.perf_counter()
        self.connection.execute(query.encode()).fetchall()
        return time.perf_counter() - started

    def tpcb(self, clients: int, rate: float | None = None) -> Load:
        """pgbench's own transaction, read committed as it comes."""
        if not self._has_tpcb:
            self._run("pgbench", "-i", "-q", "-s", self.size.tpcb_scale)
            self._has_tpcb = True
        return self._pgbench(clients, rate, isolation="read committed")

    def pgbench(
        self, clients: int, script: str, *, isolation: str = "serializable", max_tries: int = 1000,
        settings: str = "", **variables: int,
    ) -> Load:  # fmt: skip
        """A script from the folder of the cases, run by so many clients."""
        arguments: list[object] = ["-f", HERE / "cases" / script, "--max-tries", max_tries]
        for name, value in ({"accounts": self.accounts, "clients": clients} | variables).items():
            arguments += ["-D", f"{name}={value}"]
        return self._pgbench(clients, None, *arguments, isolation=isolation, settings=settings)

    def _pgbench(
        self, clients: int, rate: float | None, *arguments: object, isolation: str, settings: str = ""
    ) -> Load:
        length = (
            ("-t", self.size.transactions) if self.size.transactions else ("-T", round(self.size.seconds))
        )
        if rate:
            arguments = (*arguments, "--rate", rate)
            length = ("-T", max(1, round(self.size.seconds)))
        level = isolation.replace(" ", "\\ ")
        deadlocks = self._deadlocks()
        with tempfile.TemporaryDirectory(prefix="pgpaper-pgbench-") as logs:
            output = self._run(
                "pgbench", "-n", "-M", "prepared", "-c", clients, "-j", min(2, clients), *length,
                "--failures-detailed", "-l", "--log-prefix", f"{logs}/log", *arguments,
                options=f"-c default_transaction_isolation={level} {settings}",
            )  # fmt: skip
            transactions = [transaction for log in Path(logs).iterdir() for transaction in _logged(log)]
        # pgbench tries two errors again and counts them together; the server counts one of them.
        retries = _figure(r"total number of retries: (\d+)", output, 0)
        again = _figure(r"transactions retried: (\d+)", output, 0)
        failures = _figure(r"number of failed transactions: (\d+)", output, 0)
        deadlocks = self._deadlocks() - deadlocks
        retried = Counter({"40P01": round(deadlocks), "40001": round(retries + failures - deadlocks)})
        latencies = [transaction.latency for transaction in transactions]
        # pgbench takes what is due in turn: when time is up, it owes what was due since the last it began.
        backlog = max(transactions, key=lambda transaction: transaction.ended).lag * rate if rate else 0
        unanswered = [number / rate for number in range(1, round(backlog) + 1)] if rate else []
        return Load(
            len(latencies) / _figure(r"tps = ([\d.]+)", output),
            latencies, +retried, round(again), round(failures) + len(unanswered), unanswered,
        )  # fmt: skip

    def _deadlocks(self) -> float:
        return self.value("select deadlocks from pg_stat_database where datname = current_database()")

    def _run(self, program: str, *arguments: object, options: str = "") -> str:
        done = subprocess.run(
            [self._binaries / program, *map(str, arguments), self.dsn],
            capture_output=True, text=True, env=os.environ | {"PGOPTIONS": options}, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")
        return done.stdout


def _figure(pattern: str, output: str, default: float | None = None) -> float:
    match = re.search(pattern, output)
    if match is None and default is not None:
        return default
    assert match, output
    return float(match[1])


class _Transaction(NamedTuple):
    latency: float  # seconds, from when it was due
    ended: float
    lag: float  # seconds, from when it was due until it began; 0 without a schedule


def _logged(log: Path) -> Iterator[_Transaction]:
    """The transactions in a log of pgbench, but those that failed."""
    for line in log.read_text().splitlines():
        _, _, latency, _, seconds, microseconds, *lag = line.split()
        if latency.isdigit():
            ended = int(seconds) + int(microseconds) / 1e6
            yield _Transaction(int(latency) / 1e6, ended, int(lag[0]) / 1e6 if lag else 0)


class Bench:
    """A server to measure on; each case makes databases of its own there."""

    def __init__(
        self, name: str, size: Size, *, floor: Path | None = None, pgledger: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.name = name  # embedded, debian or a DSN
        self.size = size
        self.floor = floor
        self.pgledger = pgledger
        self.settings = settings
        self.is_own = name in ("embedded", "debian")
        self._stack = ExitStack()

    def __enter__(self) -> Bench:
        with self._stack as opening:
            self.binaries = DEBIAN if self.name == "debian" else find_binaries()
            self._dsn = opening.enter_context(self._server()) if self.is_own else self.name
            self._template = f"pgpaper_bench_{uuid.uuid4().hex[:12]}"
            opening.enter_context(self._created(self._template))
            migrate(make_conninfo(self._dsn, dbname=self._template))
            self._stack = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def with_settings(self, **settings: str) -> Bench:
        """Another server, started with these settings."""
        return Bench(self.name, self.size, settings=settings)

    @contextmanager
    def _server(self) -> Iterator[str]:
        """A durable server as it comes, in a temporary folder."""
        with tempfile.TemporaryDirectory(prefix="pgpaper-bench-") as folder:
            Path(folder).chmod(0o711)
            server = EmbeddedServer(Path(folder) / "home", binaries=self.binaries, settings=self.settings)
            try:
                yield server.start()
            finally:
                server.stop()

    @contextmanager
    def _created(self, name: str, template: str = "template1") -> Iterator[None]:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            connection.execute(f'create database "{name}" template "{template}"'.encode())
        try:
            yield
        finally:
            with psycopg.connect(self._dsn, autocommit=True) as connection:
                connection.execute(f'drop database "{name}" with (force)'.encode())

    @contextmanager
    def database(self, accounts: int | None = None, *, an_order_each: bool = True) -> Iterator[Database]:
        """A fresh database; when the block is done its books must be right, or BooksWrong is raised.

        The accounts have an order each, as TPC-B begins with filled tables.
        """
        accounts = self.size.accounts if accounts is None else accounts
        name = f"pgpaper_bench_{uuid.uuid4().hex[:12]}"
        dsn = make_conninfo(self._dsn, dbname=name)
        with self._created(name, self._template), psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("set default_transaction_isolation = serializable")
            connection.execute(
                "select count(*) from generate_series(1, %s) as i, paper.open_account('bench-' || i, 1e12)",
                (accounts,),
            )
            if an_order_each:
                connection.execute(
                    "select count(*) from generate_series(1, %s) as i, paper.submit_order("
                    "'bench-' || i, 'first', 'AAPL', 'buy', 1, 'limit', 100)",
                    (accounts,),
                )
            yield Database(dsn, self.binaries, self.size, connection, accounts)
            # What the baselines write into the same tables has no seals.
            violations = connection.execute(
                "select * from paper.check() where rule <> 'seal' limit 5"
            ).fetchall()
            if violations:
                raise BooksWrong(violations)

    def facts(self) -> dict[str, str]:
        """What the figures depend on: the machine, the server and its settings."""
        names = (
            "fsync", "synchronous_commit", "commit_delay", "shared_buffers", "max_wal_size",
            "max_pred_locks_per_transaction", "autovacuum",
        )  # fmt: skip
        with psycopg.connect(self._dsn) as connection:
            values = {
                name: connection.execute("select current_setting(%s)", (name,)).fetchone() or ("",)
                for name in ("server_version", *names)
            }
        return {
            "machine": machine(),
            "server": f"PostgreSQL {values['server_version'][0].split()[0]}",
            "settings": ", ".join(f"{name} = {values[name][0]}" for name in names),
        }


def machine() -> str:
    """Cores, processor and memory, as far as the system tells."""
    parts = [f"{os.cpu_count()} cores"]
    for file, pattern in (
        ("/proc/cpuinfo", r"model name\s*: (.*)"),
        ("/proc/meminfo", r"MemTotal:\s*(\d+) kB"),
    ):
        match = re.search(pattern, Path(file).read_text()) if Path(file).exists() else None
        if match:
            parts.append(f"{int(match[1]) / 2**20:.0f} GB" if match[1].isdigit() else match[1].strip())
    return ", ".join([*parts, " ".join(os.uname()[i] for i in (0, 4))])
