"""Many clients, many faults, and a checker that knows what each client saw.

    python tests/campaigns/campaign.py --server embedded --minutes 5 --seed 1 --faults all --json out.json

The campaign goes in rounds, each with a database of its own: clients trade on a few accounts of both fill
models while faults happen; then all of them stop, the server is brought to rest, and the log of the calls is
checked against the books (`history`). It ends by itself: after its minutes, and what the last round needs to
come to rest. The exit code is 1 when there was a violation; seed, commit and command are then printed.

The seed decides what is asked for and which faults happen when; how the calls interleave it cannot decide.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import logging
import random
import shlex
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "python")]

import psycopg  # noqa: E402
from clients import (  # noqa: E402
    MARKET_TICKERS,
    MIDDLE,
    NOT_ANSWERED,
    TRADING,
    Account,
    AdapterClient,
    Feeder,
    Limits,
    MemoryLog,
    RawClient,
    SharedAdapter,
    Victim,
)
from faults import CRASHES, FULL_DISKS, MAKE_LOCKED_ROWS, SETTINGS, Faults, Scene, chosen, ended, small_disks  # noqa: E402
from history import Books, Call, Request, Row, Seen, Violation, check_account, check_tape, positions_text  # noqa: E402
from pgpaper import MarketFeed, Quote, RetryPolicy  # noqa: E402
from pgpaper.embedded import EmbeddedError  # noqa: E402
from pgpaper.migrate import migrate, status  # noqa: E402
from psycopg import sql  # noqa: E402
from support.servers import (  # noqa: E402
    TARGETS,
    Server,
    clean_environment,
    interrupt_when_terminated,
    missing,
)
from way import rough_way  # noqa: E402

ACCOUNTS = (
    Account("cash-1", "immediate"),
    Account("cash-2", "immediate"),
    Account("market-1", "market", {"clock": "simulated"}),
    Account("market-2", "market", trades_groups=True),
    Account(
        "market-3",
        "market",
        {"clock": "simulated", "fees": {"percent": 0.001, "minimum": 0.5}},
        trades_groups=True,
    ),
)

PATIENT = RetryPolicy(attempts=40, first_pause=0.005, longest_pause=0.5)
IMPATIENT = RetryPolicy(attempts=3, first_pause=0.005, longest_pause=0.05)

#: Accounts with one order that nothing but a sweep leads to: type, limit and stop.
WAITING = {
    "waits-for-less": ("limit", MIDDLE - 2, None),
    "waits-for-more": ("stop", None, MIDDLE + 2),
}

#: Of the quotes that are fed when all is quiet; above those of the feeders.
LAST_SEQUENCE = 10**9

#: What calls and faults that are under way at the end of a round may still take, in seconds.
DRAIN = 75.0

#: A start gives up after a minute without an answer, which recovery on a busy machine may need.
RECOVERY_TRIES = 5

_JOURNAL = """
    select
        j.seq, i.xmin::text::bigint, j.at, j.event_type::text, j.order_seq, j.idempotency_key, j.ticker,
        j.side::text, j.order_type::text, j.quantity, j.limit_price, j.stop_price, j.price, j.amount, j.fee,
        j.realized_pnl, j.cash_after, j.quantity_after, j.avg_entry_price_after, j.detail::text,
        j.options::text
    from paper.journal as j
    inner join paper_internal.journal as i using (account_id, seq)
    where j.account_id = %s
    order by j.seq"""
_TAPE = """
    select ticker, tape_seq, sequence from paper_internal.tape order by ticker, tape_seq"""


@dataclass
class Result:
    """What the campaign did and found."""

    seed: int
    server: str
    version: str
    commit: str
    command: str
    seconds: float = 0.0
    under_load: float = 0.0
    rounds: int = 0
    calls: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    #: Calls that wrote, or may have, and whose caller was not told: by raw clients, and attempts of adapters.
    ambiguous: int = 0
    ambiguous_hidden: int = 0
    #: Of the former, those that the journal shows to have been committed.
    ambiguous_committed: int = 0
    journal_rows: int = 0
    #: Orders that were not rejected, by type, by class, and those that came as legs.
    orders: Counter[str] = field(default_factory=Counter)
    quotes: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    failed_faults: dict[str, str] = field(default_factory=dict)
    skipped_faults: dict[str, str] = field(default_factory=dict)
    recoveries: int = 0
    calls_under_way_at_kills: int = 0
    #: Seconds since the beginning at which each fault began and ended, its kind, and what prevented it.
    fault_history: list[tuple[float, float, str, str]] = field(default_factory=list)
    #: Calls that nobody waited for any longer: when they were made, on which account, of which kind.
    unanswered: list[tuple[float, str, str]] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)

    def by_outcome(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for (_, outcome), count in self.outcomes.items():
            total[outcome] += count
        return total

    def to_json(self) -> dict[str, Any]:
        facts = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        kinds: dict[str, dict[str, int]] = {}
        for (kind, outcome), count in sorted(self.outcomes.items()):
            kinds.setdefault(kind, {})[outcome] = count
        facts["outcomes"] = dict(self.by_outcome())
        facts["kinds"] = kinds
        facts["errors"] = dict(self.errors.most_common())
        facts["violations"] = [violation._asdict() for violation in self.violations]
        return facts


class Campaign:
    def __init__(self, asked: argparse.Namespace, command: str) -> None:
        self.asked = asked
        self.chance = random.Random(asked.seed)
        target = TARGETS[asked.server]
        # Nothing of it is to survive the machine, so it need not wait for its disks.
        self.target = dataclasses.replace(target, settings={**SETTINGS}, profiled=False)
        self.result = Result(asked.seed, asked.server, "", _commit(), command)
        self.seconds = 60 * asked.minutes
        self.log = MemoryLog()
        self._began = 0.0

    def run(self) -> Result:
        result = self.result
        with ExitStack() as stack:
            server = Server(self.target)
            stack.callback(server.stop)
            with server.connect() as connection:
                result.version = str(_value(connection, "show server_version"))
            server.template()
            wanted = chosen(self.asked.faults, self.asked.speed)
            disks = stack.enter_context(small_disks(server)) if FULL_DISKS & wanted.keys() else {}
            if disks:
                with server.connect() as connection:
                    place = sql.Literal(str(disks["data"] / "data"))
                    connection.execute(sql.SQL("create tablespace small location {}").format(place))
            tour = self.asked.tour if self.asked.tour is not None else min(60.0, self.seconds / 2)
            faults = Faults(server, wanted, tour, random.Random(self.asked.seed + 1), disks)
            self._began = time.monotonic()
            with self._progress(faults):
                while (left := self.seconds - result.under_load) > 0.5:
                    self._round(server, faults, min(left, self.asked.round), in_tablespace=bool(disks))
                    self._conclude(faults)
                    if len(result.violations) > 1000:
                        break
        return result

    def _conclude(self, faults: Faults) -> None:
        """Take up what the faults did, and write all of it down: no hour is lost in its last round."""
        result = self.result
        result.seconds = time.monotonic() - self._began
        result.faults = dict(faults.done)
        result.skipped_faults = faults.skipped
        result.failed_faults = {
            kind: f"{count} times, the last: {faults.last_failure[kind]}"
            for kind, count in faults.failed.items()
        }
        result.fault_history = [
            (round(began - self._began, 3), round(ended - self._began, 3), kind, problem)
            for began, ended, kind, problem in faults.history
        ]
        result.recoveries = faults.recoveries.look()
        result.calls_under_way_at_kills = faults.calls_under_way_at_kills
        if self.asked.json:
            self.asked.json.write_text(json.dumps(result.to_json(), indent=1) + "\n")

    # -- a round

    def _round(self, server: Server, faults: Faults, seconds: float, *, in_tablespace: bool) -> None:
        number = self.result.rounds
        self.result.rounds += 1
        name = server.create_database("campaign")
        dsn = server.dsn_of(name)
        if in_tablespace:
            with server.connect() as connection:
                connection.execute(
                    sql.SQL("alter database {} set tablespace small").format(sql.Identifier(name))
                )
        with server.connect(name) as connection:
            connection.execute(MAKE_LOCKED_ROWS)
            if self.asked.sabotage:
                connection.execute(self.asked.sabotage.read_text())
            connection.execute("set default_transaction_isolation = serializable")
            for account in ACCOUNTS:
                connection.execute(
                    "select paper.open_account(%s, 50000, %s::jsonb)",
                    (account.name, json.dumps(account.all_settings)),
                )
        asyncio.run(self._load(dsn, number, faults, seconds))
        _recover(server)
        self._come_to_rest(dsn)
        self._judge(dsn)
        self._count()
        with server.connect() as connection:
            connection.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
            )

    async def _load(self, dsn: str, number: int, faults: Faults, seconds: float) -> None:
        """Clients and faults, for so long."""
        stop, limits = asyncio.Event(), Limits()
        async with AsyncExitStack() as stack:
            way = await stack.enter_async_context(rough_way(dsn, self._new_chance()))
            feed = await stack.enter_async_context(_closing(MarketFeed(dsn=dsn, retry=PATIENT, timeout=10)))
            adapters: list[SharedAdapter] = []
            clients: list[RawClient | AdapterClient | Feeder] = []
            for account in ACCOUNTS:
                prefix = f"{number}.{account.name}"
                for place, through in enumerate((dsn, way.dsn)):
                    name = f"{prefix}.raw{place}"
                    clients.append(RawClient(name, through, account, self.log, self._new_chance(), limits))
                for kind, mixed, trading, through, retry in (
                    ("direct", 6, 40, dsn, PATIENT),
                    ("rough", 3, 4, way.dsn, PATIENT),
                    ("brief", 2, 0, way.dsn, IMPATIENT),
                ):
                    adapter = SharedAdapter(account, through, retry=retry, pool_size=len(ACCOUNTS))
                    await stack.enter_async_context(_closing(adapter.broker))
                    adapters.append(adapter)
                    for place in range(mixed + trading * self.asked.clients):
                        name = f"{prefix}.{kind}{place}"
                        wishes = None if place < mixed else TRADING
                        clients.append(AdapterClient(name, adapter, self.log, self._new_chance(), wishes))
            clients.append(Feeder("M", dsn, self.log, self._new_chance()))
            clients.append(Feeder("N", dsn, self.log, self._new_chance(), feed))
            victims = 0

            async def victim() -> Victim:
                nonlocal victims
                victims += 1
                name = f"{number}.victim{victims}"
                accounts = [*ACCOUNTS]
                self.chance.shuffle(accounts)
                started = Victim(name, dsn, self.chance.getrandbits(32), accounts, self.log)
                await started.start()
                return started

            names = [account.name for account in ACCOUNTS]
            scene = Scene(dsn, way, limits, victim, names)
            tasks = [asyncio.create_task(client.run(stop)) for client in clients]
            faulting = asyncio.create_task(faults.run(scene, stop))
            stack.push_async_callback(ended, [*tasks, faulting])
            began = time.monotonic()
            # A client that ends before it is told to has failed.
            await asyncio.wait([*tasks, faulting], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            self.result.under_load += time.monotonic() - began
            _, late = await asyncio.wait([*tasks, faulting], timeout=DRAIN)
            await ended(late)
            endings = await asyncio.gather(*tasks, faulting, return_exceptions=True)
            for ending in endings:
                if isinstance(ending, Exception):
                    raise ending
            if late:
                raise TimeoutError(f"{len(late)} clients did not end within {DRAIN:.0f} s")
            self.result.ambiguous_hidden += sum(adapter.lost_writes for adapter in adapters)

    def _new_chance(self) -> random.Random:
        return random.Random(self.chance.getrandbits(64))

    def _come_to_rest(self, dsn: str) -> None:
        """End what clients that were cut off left behind, finish a migration, match what was fed."""
        with psycopg.connect(dsn, autocommit=True) as connection:
            others = (
                "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                " and backend_type <> 'autovacuum worker'"
            )
            deadline = time.monotonic() + DRAIN
            while _value(connection, f"select count(pg_terminate_backend(pid)) {others}"):
                if time.monotonic() > deadline:
                    raise TimeoutError("backends do not end")
                time.sleep(0.02)
            migrate(dsn)
            assert status(dsn).sql_state == "current"
            connection.execute("set default_transaction_isolation = serializable")
            for name, (kind, limit, stop) in WAITING.items():
                connection.execute(
                    "select paper.open_account(%s, 50000, %s::jsonb)", (name, '{"fill_model": "market"}')
                )
                connection.execute(
                    "select * from paper.submit_order(%s, 'waiting', 'M', 'buy', 1, %s, %s, %s)",
                    (name, kind, limit, stop),
                ).fetchall()
        asyncio.run(self._last_quotes(dsn))

    async def _last_quotes(self, dsn: str) -> None:
        """Reach what still rests when nobody else writes to its account: sweeps alone can find it now."""
        quotes = [
            Quote(ticker, datetime.now(UTC), price, price, 5, 5, LAST_SEQUENCE + number)
            for ticker in MARKET_TICKERS
            for number, price in enumerate((MIDDLE - 3, MIDDLE + 3, MIDDLE))
        ]
        call = Call(
            "", "feed", time.monotonic(), tuple(Request(f"{q.ticker}:{q.sequence}", ()) for q in quotes)
        )
        self.log.made(call)
        async with MarketFeed(dsn=dsn) as feed:
            fed = await feed.feed_quotes(quotes)
        call.answered = time.monotonic()
        call.outcome = "ok" if fed.accepted == len(quotes) else "unknown"
        self.log.answered(call)

    def _judge(self, dsn: str) -> None:
        found = self.result.violations
        with psycopg.connect(dsn, autocommit=True) as connection:
            for account in ACCOUNTS:
                calls = self.log.calls.get(account.name, [])
                books = _books(connection, account)
                self.result.journal_rows += len(books.rows)
                self.result.orders += _kinds(books.rows)
                found += check_account(calls, books)
                self._count_ambiguous(calls, {row.key for row in books.rows})
                checked = connection.execute("select rule, detail from paper.check(%s)", (account.name,))
                found += [Violation("check", account.name, f"{rule}: {detail}") for rule, detail in checked]
            tape = connection.execute(_TAPE).fetchall()
            self.result.quotes += len(tape)
            found += check_tape(self.log.calls.get("", []), tape)
            unfilled = connection.execute(
                "select account_id from paper.open_orders where account_id = any(%s)", ([*WAITING],)
            )
            found += [
                Violation("missed-order", name, "it was reached, and no sweep led to it")
                for (name,) in unfilled
            ]
            # Everything was swept: who still has something to match was missed.
            connection.execute("set default_transaction_isolation = serializable")
            for name in (*(account.name for account in ACCOUNTS), *WAITING):
                if rows := _value(connection, "select paper.match_account(%s)", name):
                    found.append(Violation("missed-order", name, f"{rows} rows after the last sweep"))

    def _count_ambiguous(self, calls: Sequence[Call], keys: set[str | None]) -> None:
        unknown = [call for call in calls if call.outcome == "unknown" and call.kind != "read"]
        self.result.ambiguous += len(unknown)
        self.result.ambiguous_committed += sum(
            any(request.key in keys for request in call.requests) for call in unknown
        )

    def _count(self) -> None:
        result, log = self.result, self.log
        result.unanswered += [
            (round(call.invoked - self._began, 3), call.account, call.kind)
            for calls in log.calls.values()
            for call in calls
            if call.error == NOT_ANSWERED
        ]
        result.outcomes += log.outcomes
        result.errors += log.errors
        result.calls = sum(result.outcomes.values())
        self.log = MemoryLog()

    # -- for people

    @contextmanager
    def _progress(self, faults: Faults) -> Iterator[None]:
        """A line that tells how far it is, on a terminal."""
        from rich.console import Console

        console = Console(stderr=True)
        if not console.is_terminal:
            yield
            return
        import threading

        ended = threading.Event()

        def tell() -> None:
            with console.status("") as line:
                before, at = 0, time.monotonic()
                while not ended.wait(1):
                    calls = self.result.calls + sum(self.log.outcomes.values())
                    now = time.monotonic()
                    line.update(
                        f"{now - self._began:.0f} s of {self.seconds:.0f} s under load, round "
                        f"{self.result.rounds}: {calls:,} calls, {(calls - before) / (now - at):,.0f}/s, "
                        f"{sum(faults.done.values()):,} faults, {faults.recoveries.count} recoveries, "
                        f"{len(self.result.violations)} violations"
                    )
                    before, at = calls, now

        teller = threading.Thread(target=tell)
        teller.start()
        try:
            yield
        finally:
            ended.set()
            teller.join()


@asynccontextmanager
async def _closing(opened: Any) -> AsyncIterator[Any]:
    """Open it, and close it at the end, but do not wait for that forever, nor at all when interrupted."""
    await opened.__aenter__()
    yield opened
    async with asyncio.timeout(DRAIN):
        await opened.close()


def _books(connection: psycopg.Connection[Any], account: Account) -> Books:
    rows = [Row(*row) for row in connection.execute(_JOURNAL, (account.name,))]
    seq, cash, reserved = connection.execute(
        "select seq, cash, reserved from paper.accounts where account_id = %s", (account.name,)
    ).fetchone() or (0, None, None)
    positions = connection.execute(
        "select ticker, quantity, avg_entry_price, realized_pnl, reserved from paper.positions"
        " where account_id = %s",
        (account.name,),
    ).fetchall()
    reserve_prices = connection.execute(
        "select seq, reserve_price from paper_internal.orders where account_id = %s", (account.name,)
    ).fetchall()
    return Books(
        account.name,
        rows,
        Seen(seq, cash, reserved, positions_text(positions)),
        dict(reserve_prices),
        reserved_can_be_folded="fees" not in account.settings and not account.trades_groups,
    )


def _kinds(rows: Sequence[Row]) -> Counter[str]:
    kinds: Counter[str] = Counter()
    exits: set[int] = set()
    for row in rows:
        options = json.loads(row.options) if row.options else {}
        if row.order_type is not None and row.event != "rejected":
            kinds[row.order_type] += 1
            kinds[options.get("order_class", "named oco" if "oco_group" in options else "simple")] += 1
            if row.key is None:
                kinds["leg"] += 1
                exits.add(row.seq)
        elif row.order_seq in exits:
            kinds[f"leg: {row.event}"] += 1
    return kinds


def _value(connection: psycopg.Connection[Any], query: str, *params: Any) -> Any:
    row = connection.execute(query, params or None).fetchone()
    return row and row[0]


def _commit() -> str:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", "-C", HERE, *arguments], capture_output=True, text=True, check=False)
        return done.stdout.strip()

    return (git("rev-parse", "HEAD") or "unknown") + (" and changes" if git("status", "--porcelain") else "")


def report(result: Result) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    outcomes = result.by_outcome()
    table = Table(title=f"Campaign on PostgreSQL {result.version}, seed {result.seed}", title_justify="left")
    table.add_column("what")
    table.add_column("count", justify="right")

    def add(what: str, count: object) -> None:
        table.add_row(what, f"{count:,}" if isinstance(count, int) else str(count))

    add("calls", result.calls)
    for outcome in ("ok", "rejected", "error", "unknown"):
        add(f"  {outcome}", outcomes[outcome])
    add("seconds under load", round(result.under_load))
    add("calls a second", round(result.calls / max(result.under_load, 1)))
    add("rows of journals", result.journal_rows)
    for kind in ("stop_limit", "trailing_stop", "bracket", "oto", "oco", "named oco"):
        add(f"orders: {kind}", result.orders[kind])
    add("fills of their legs", result.orders["leg: fill"] + result.orders["leg: partial_fill"])
    add("quotes on the tape", result.quotes)
    table.add_section()
    for kind, count in sorted(result.faults.items()):
        add(kind + (" (crash)" if kind in CRASHES else ""), count)
    for kind, reason in result.skipped_faults.items():
        add(kind, f"skipped: {reason}")
    table.add_section()
    add("crash recoveries", result.recoveries)
    add("calls not answered in time", len(result.unanswered))
    add("calls under way when their process was killed", result.calls_under_way_at_kills)
    add("ambiguous commits", result.ambiguous + result.ambiguous_hidden)
    add("  seen by the client", result.ambiguous)
    add("    of which the journal has", result.ambiguous_committed)
    add("  hidden by the adapter's retries", result.ambiguous_hidden)
    table.add_section()
    add("violations", len(result.violations))
    console.print(table)
    for kind, failure in result.failed_faults.items():
        console.print(f"{kind} could not be done {failure}", markup=False)
    if result.violations:
        shown: Counter[str] = Counter()
        for violation in result.violations:
            shown[violation.rule] += 1
            if shown[violation.rule] <= 5:
                print(violation)
        print(f"by rule: {dict(shown)}")
        print(f"seed {result.seed}, commit {result.commit}; again with:\n    {result.command}")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--server", choices=list(TARGETS), default="embedded")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=5.0, help="under load, checking apart")
    parser.add_argument(
        "--faults", default="all", help="all, none, or kinds: terminate,cut=0.2 (seconds between)"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="makes all faults so many times as frequent")
    parser.add_argument("--round", type=float, default=60.0, help="seconds under load between two checks")
    parser.add_argument(
        "--tour", type=float, help="seconds in which each kind of fault happens once, first of all"
    )
    parser.add_argument("--clients", type=int, default=1, help="times as many clients that only trade")
    parser.add_argument(
        "--sabotage", type=Path, metavar="FILE", help="SQL that breaks the engine: to see it found"
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


def _recover(server: Server) -> None:
    """Wait until the server answers: on a busy machine recovery may take minutes."""
    for _ in range(RECOVERY_TRIES):
        try:
            server.process.start()
            return
        except EmbeddedError as err:
            unanswered = err
    raise unanswered


def main() -> None:
    asked = _arguments().parse_args()
    clean_environment()
    for name in ("pgpaper", "psycopg"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they tell of is what we do to them
    if reason := missing(asked.server):
        sys.exit(reason)
    interrupt_when_terminated()
    command = shlex.join(["python", "tests/campaigns/campaign.py", *sys.argv[1:]])
    try:
        result = Campaign(asked, command).run()
    except KeyboardInterrupt:
        print("interrupted: its server is stopped, its disks are gone", file=sys.stderr)
        sys.exit(130)
    report(result)
    sys.exit(1 if result.violations else 0)


if __name__ == "__main__":
    main()
