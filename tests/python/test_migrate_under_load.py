"""`pgpaper migrate` while others trade: what is as it should be is not locked, what is not waits and wins."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from pgpaper.migrate import migrate, status
from psycopg import IsolationLevel
from schema_dump import normalised_dump

Connection = psycopg.Connection[tuple[object, ...]]

RELATIONS = """
    select string_agg(c.oid::regclass::text, ', ' order by c.oid)
    from pg_class as c
    where c.relnamespace::regnamespace::text in ('paper', 'paper_internal') and c.relkind = 'r'"""

#: What somebody has done to the database by hand; each locks another kind of relation to be put right.
DAMAGE = {
    "a policy is gone": "drop policy visible on paper_internal.orders",
    "a policy lets everybody see": "alter policy visible on paper_internal.journal using (true)",
    "a policy is for another role": "alter policy visible on paper_internal.accounts to paper_trader",
    "row security is off": "alter table paper_internal.positions disable row level security",
    "a trigger is gone": "drop trigger append_only on paper_internal.journal",
    "a trigger is disabled": "alter table paper_internal.journal disable trigger append_only",
    "a trigger misses an event": "create or replace trigger append_only"
    " before update on paper_internal.journal execute function paper_internal.append_only()",
    "a view shows less": "create or replace view paper.sweeps as select * from"
    " (table paper.sweeps limit 0) as none",
    "a view is another's": "alter view paper.orders owner to paper_owner",
    "a view is a barrier": "alter view paper.fills set (security_barrier = true)",
    "a view is gone": "drop view paper.open_orders cascade",
    "a comment is gone": "comment on column paper.orders.seq is null",
    "a privilege is gone": "revoke select on paper.orders from paper_trader",
}


def do_damage(connection: Connection, statement: str) -> None:
    """In the way of those who trade, it is tried until it is done."""
    while True:
        try:
            connection.execute(statement.encode())
        except psycopg.errors.DeadlockDetected:
            continue
        return


def outdate(connection: Connection) -> None:
    """Let the next migration put all of sql/ there again."""
    connection.execute(
        "insert into paper_internal.deployment (schema_version, sha256, client_version)"
        " select schema_version, 'outdated', client_version from paper_internal.deployment"
        " order by number desc limit 1"
    )


@pytest.fixture
def admin(dsn: str) -> Iterator[Connection]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def test_what_is_as_it_should_be_is_passed_by(dsn: str, admin: Connection) -> None:
    """Another transaction has read everything, writes to every table, and does not end meanwhile."""
    outdate(admin)
    views = admin.execute(
        "select oid::regclass::text from pg_class"
        " where relkind = 'v' and relnamespace = 'paper'::regnamespace"
    )
    with psycopg.connect(dsn) as other:
        (tables,) = admin.execute(RELATIONS).fetchone() or ("",)
        other.execute(f"lock table {tables} in row exclusive mode".encode())
        for (view,) in views.fetchall():
            other.execute(f"select from {view} limit 0".encode())
        assert migrate(dsn).sql_applied
    assert status(dsn).sql_state == "current"


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_not_as_it_should_be_is_put_right(
    dsn: str, admin: Connection, pg_bin: Path, damage: str
) -> None:
    def dump() -> list[str]:
        return sorted(normalised_dump(dsn, pg_bin / "pg_dump").splitlines())

    right = dump()
    admin.execute(DAMAGE[damage].encode())
    assert dump() != right
    outdate(admin)
    migrate(dsn)
    assert dump() == right


def test_a_migration_that_waited_in_vain_tries_again(dsn: str, admin: Connection) -> None:
    admin.execute(DAMAGE["a trigger is gone"].encode())
    outdate(admin)
    with ThreadPoolExecutor(1) as thread:
        with psycopg.connect(dsn) as other:
            other.execute("lock table paper_internal.journal in row exclusive mode")
            migrating = thread.submit(migrate, dsn)
            transactions: set[tuple[object, ...]] = set()
            while len(transactions) < 2 and not migrating.done():
                transactions |= set(admin.execute(
                    "select xact_start from pg_stat_activity"
                    " where application_name = 'pgpaper migrate' and wait_event_type = 'Lock'"
                ))  # fmt: skip
        assert migrating.result().sql_applied
    assert len(transactions) == 2


class Traders:
    """Threads that submit orders one after the other, and read, in transactions of several statements."""

    def __init__(self, dsn: str, count: int) -> None:
        self._dsn = dsn
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(count)
        self._running = [self._pool.submit(self._trade, f"trader-{number}") for number in range(count)]
        #: By key, how often each order was acknowledged.
        self.acknowledged: Counter[str] = Counter()
        self.conflicts: Counter[str] = Counter()

    def _trade(self, name: str) -> None:
        account = f"account-{int(name[-1]) % 2}"
        number = 0
        with psycopg.connect(self._dsn) as connection:
            connection.isolation_level = IsolationLevel.SERIALIZABLE
            while not self._stop.is_set():
                key = f"{name}.{number}"
                try:
                    with connection.transaction():
                        self._order(connection, account, key)
                except psycopg.errors.OperationalError as err:
                    if err.sqlstate not in ("40001", "40P01"):
                        raise
                    self.conflicts[err.sqlstate] += 1
                    continue
                self.acknowledged[key] += 1
                number += 1

    @staticmethod
    def _order(connection: Connection, account: str, key: str) -> None:
        """From the views to the tables and back: crosswise to what goes through sql/ in its order."""
        connection.execute("select count(*) from paper.open_orders where account_id = %s", (account,))
        connection.execute(
            "select * from paper.submit_order(%s, %s, 'A', 'buy', 1, 'limit', 1)", (account, key)
        ).fetchall()
        connection.execute(
            "select * from paper.positions natural join paper.accounts where account_id = %s", (account,)
        ).fetchall()

    def wait_for_orders(self) -> None:
        """Until each has made one more."""
        before = self.acknowledged.total()
        while self.acknowledged.total() < before + len(self._running) and not self.failed():
            self._stop.wait(0.01)

    def failed(self) -> bool:
        return any(running.done() for running in self._running)

    def end(self) -> None:
        self._stop.set()
        for running in self._running:
            running.result()
        self._pool.shutdown()


@contextmanager
def trading(dsn: str, admin: Connection) -> Iterator[Traders]:
    """While the block runs; after it, what was acknowledged is in the books once, and nothing else."""
    admin.execute("set default_transaction_isolation = serializable")
    for account, settings in (("account-0", "{}"), ("account-1", '{"fill_model": "market"}')):
        admin.execute("select paper.open_account(%s, 1000000, %s)", (account, settings))
    admin.execute("select paper.feed_quotes(array[row('A', now(), 1, 1, null, null, 1)::paper.quote])")
    traders = Traders(dsn, 4)
    try:
        traders.wait_for_orders()
        yield traders
        traders.wait_for_orders()
    finally:
        traders.end()
    keys = Counter(key for (key,) in admin.execute("select idempotency_key from paper.orders"))
    assert keys == traders.acknowledged
    assert set(traders.acknowledged.values()) == {1}
    for account in ("account-0", "account-1"):
        assert admin.execute("select * from paper.check(%s)", (account,)).fetchall() == []


@pytest.mark.parametrize(
    "damage", [None, "a policy is for another role", "a trigger is disabled", "a view is a barrier"]
)
def test_migrating_while_orders_come_in(dsn: str, admin: Connection, damage: str | None) -> None:
    """Every migration succeeds, whether or not it has something to lock, and no order is lost."""
    with trading(dsn, admin) as traders:
        for _ in range(5 if damage is None else 1):
            if damage is not None:
                do_damage(admin, DAMAGE[damage])
            outdate(admin)
            assert migrate(dsn).sql_applied
            traders.wait_for_orders()


def test_two_migrations_while_orders_come_in(dsn: str, admin: Connection) -> None:
    """The second waits for the first, and finds nothing to do."""
    with trading(dsn, admin) as traders:
        for _ in range(3):
            outdate(admin)
            with ThreadPoolExecutor(2) as threads:
                both = [threads.submit(migrate, dsn) for _ in "ab"]
            assert sorted(migration.result().sql_applied for migration in both) == [False, True]
            traders.wait_for_orders()
