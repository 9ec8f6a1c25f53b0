"""The connections of one server in one event loop, shared by every adapter that uses it.

There are three pools, because an autocommit statement takes its isolation level from the session's default
and one round trip has no room to set it. Writes run serializable, as the engine demands. Reads run repeatable
read, read only: in a serializable session every read would leave predicate locks that abort writers. Market
data goes in read committed. The pools open their connections when they are first needed and let idle ones go.

When a connection is lost, the rest of its pool is most likely dead as well (the server was restarted, or a
failover happened): the pool is replaced as a whole as soon as the server answers again.

The settings live in the session. A pooler in session mode (pgbouncer: `pool_mode = session`, with
`prepare_threshold=None` before pgbouncer 1.21) keeps them; one in transaction mode deals sessions out at
random, and writes then fail with `NotSerializable`, never wrongly.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Sequence
from typing import Any, Literal
from weakref import WeakValueDictionary

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from pgpaper.calls import Caller, logger
from pgpaper.combiner import Combiner
from pgpaper.dsn import FORMS, MalformedDsn, parse
from pgpaper.errors import InvalidRequest, SchemaMismatch, translate
from pgpaper.retry import is_lost

Row = tuple[Any, ...]
Mode = Literal["read", "write", "feed"]

_Connection = psycopg.AsyncConnection[Row]
_Pool = AsyncConnectionPool[_Connection]

# Set by the client, whatever the role or the database prefer.
_SETTINGS = {
    # How values are printed.
    "timezone": "UTC",
    "datestyle": "ISO",
    "extra_float_digits": "1",
    # Compiling takes longer than any of our statements.
    "jit": "off",
}
_MODES: dict[Mode, dict[str, str]] = {
    "write": {"default_transaction_isolation": "serializable", "default_transaction_read_only": "off"},
    "read": {
        "default_transaction_isolation": "repeatable read",
        "default_transaction_read_only": "on",
        # Pages are read in the order of an index; before there are statistics, a bitmap of the whole account
        # and a sort look cheaper.
        "enable_bitmapscan": "off",
    },
    # Touches no account; serializable, it would lose to every trader.
    "feed": {"default_transaction_isolation": "read committed", "default_transaction_read_only": "off"},
}

_CONNECT_TIMEOUT = "10"  # seconds, unless the DSN says otherwise
_IDLE_LIFETIME = 300.0

_shared: dict[asyncio.AbstractEventLoop, dict[Any, "Database"]] = {}


class Database:
    """Get one with `share`, give it back with `release`; the last to do so closes the connections."""

    def __init__(
        self, conninfo: str, start: Callable[[], object] | None, prepare_threshold: int | None
    ) -> None:
        self._conninfo = conninfo
        self._start = start
        self._prepare_threshold = prepare_threshold
        self._size = 1
        self._max_wait = 0.0
        self._users = 0
        self._pools: dict[Mode, _Pool] = {}
        self._lock = asyncio.Lock()
        self._writes: WeakValueDictionary[str, Combiner] = WeakValueDictionary()

    @classmethod
    async def share(
        cls, dsn: str | None, *, pool_size: int, max_wait: float, prepare_threshold: int | None
    ) -> "Database":
        """Return the database that `dsn` names, opened and found to be of the right version.

        None names PGPAPER_DSN, else the embedded server, which is started and migrated. A call waits up to
        `max_wait` seconds for one of `pool_size` connections; of several users the first `max_wait` and the
        largest `pool_size` hold.
        """
        server = dsn or os.environ.get("PGPAPER_DSN") or ""
        start: Callable[[], object] | None = None
        if not server:
            server, start = await asyncio.to_thread(_embedded)
        for ended in [loop for loop in _shared if loop.is_closed()]:
            del _shared[ended]
        databases = _shared.setdefault(asyncio.get_running_loop(), {})
        key = (server, prepare_threshold)
        database = databases.get(key)
        if database is None:
            database = databases[key] = cls(_conninfo(server), start, prepare_threshold)
        database._users += 1
        try:
            await database._open(pool_size, max_wait)
        except BaseException:
            await database.release()
            raise
        return database

    async def release(self) -> None:
        """Give up one share."""
        self._users -= 1
        if self._users == 0:
            databases = _shared[asyncio.get_running_loop()]
            for key in [key for key, database in databases.items() if database is self]:
                del databases[key]
            pools, self._pools = self._pools, {}
            for pool in pools.values():
                await pool.close()

    def writes_of(self, account_id: str, *, max_batch: int, max_queued: int) -> Combiner:
        """Return the queue of an account's writes, shared by all who use it; the largest bounds hold."""
        writes = self._writes.get(account_id)
        if writes is None:
            writes = self._writes[account_id] = Combiner(max_batch=max_batch, max_queued=max_queued)
        writes.widen(max_batch=max_batch, max_queued=max_queued)
        return writes

    async def run(
        self,
        mode: Mode,
        query: str,
        params: Sequence[Any],
        caller: Caller,
        *,
        account_id: str | None = None,
        batch: int = 1,
        binary: bool = False,
    ) -> list[Row]:
        """Run one statement in its own transaction, in one round trip, and return its rows.

        `binary` is how they travel: less work at both ends for floats, more for numeric, and bytes instead
        of strings for enums. `account_id` and `batch` are told with the call. Raises the exceptions of
        `pgpaper.errors`.
        """
        failed: _Pool | None = None

        async def attempt() -> list[Row]:
            nonlocal failed
            if failed is not None:
                await self._replace(mode, failed)
                failed = None
            pool = self._pools.get(mode)
            if pool is None:
                raise psycopg.InterfaceError("the adapter was closed while it was in use")
            try:
                return await _fetch(pool, query, params, binary)
            except psycopg.Error as err:
                failed = pool if is_lost(err) else None
                raise

        try:
            return await caller.call(attempt, query, account_id=account_id, batch=batch)
        except psycopg.Error as err:
            raise translate(err) from err

    async def _open(self, pool_size: int, max_wait: float) -> None:
        async with self._lock:
            if not self._pools:
                self._size, self._max_wait = pool_size, max_wait
                await self._check_version()
                for mode in _MODES:
                    self._pools[mode] = await self._new_pool(mode)
            elif pool_size > self._size:
                self._size = pool_size
                for pool in self._pools.values():
                    await pool.resize(0, pool_size)

    async def _check_version(self) -> None:
        """Connect once, directly: a pool would hide why it cannot."""
        from pgpaper.migrate import expected_version

        expected = await asyncio.to_thread(expected_version)
        try:
            async with await self._connect() as connection:
                cursor = await connection.execute("select paper.schema_version()")
                row = await cursor.fetchone()
        except psycopg.Error as err:
            raise translate(err) from err
        found = row[0] if row else None
        if found is None or found < expected:
            raise SchemaMismatch(
                f"the database is at schema version {found or 0}, this pgpaper needs {expected}: "
                "run pgpaper migrate"
            )
        if found > expected:
            raise SchemaMismatch(
                f"the database is at schema version {found}, this pgpaper knows {expected}: upgrade pgpaper"
            )

    async def _connect(self) -> _Connection:
        return await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, prepare_threshold=None)

    async def _new_pool(self, mode: Mode) -> _Pool:
        settings = {**_SETTINGS, **_MODES[mode]}
        statement = "select " + ", ".join(f"set_config('{k}', '{v}', false)" for k, v in settings.items())

        async def configure(connection: _Connection) -> None:
            connection.add_notice_handler(_log)
            await connection.execute(statement)

        pool: _Pool = AsyncConnectionPool(
            self._conninfo,
            kwargs={"autocommit": True, "prepare_threshold": self._prepare_threshold},
            configure=configure,
            min_size=0,
            max_size=self._size,
            timeout=self._max_wait,
            max_idle=_IDLE_LIFETIME,
            num_workers=1,
            name=f"pgpaper-{mode}",
            open=False,
        )
        await pool.open()
        return pool

    async def _replace(self, mode: Mode, failed: _Pool) -> None:
        """Put a new pool in place of one that lost a connection, once the server can be reached.

        Raises psycopg's OperationalError while it cannot.
        """
        if self._start is not None:
            try:
                await asyncio.to_thread(self._start)
            except RuntimeError as err:
                raise psycopg.OperationalError(str(err)) from err
        async with await self._connect():
            pass
        async with self._lock:
            if self._pools.get(mode) is failed:
                self._pools[mode] = await self._new_pool(mode)
                await failed.close(timeout=0)


async def _fetch(pool: _Pool, query: str, params: Sequence[Any], binary: bool) -> list[Row]:
    connection = await pool.getconn()
    try:
        cursor = await connection.execute(query, params, binary=binary)
        return await cursor.fetchall()
    finally:
        await pool.putconn(connection)


def _log(notice: psycopg.errors.Diagnostic) -> None:
    level = logging.WARNING if notice.severity_nonlocalized == "WARNING" else logging.DEBUG
    logger.log(level, "%s", notice.message_primary, extra={"sqlstate": notice.sqlstate})


def _conninfo(dsn: str) -> str:
    try:
        given = parse(dsn)
    except MalformedDsn as err:
        raise InvalidRequest(str(err), hint=FORMS) from None
    return make_conninfo(
        dsn,
        client_encoding="UTF8",
        connect_timeout=given.get("connect_timeout", _CONNECT_TIMEOUT),
        fallback_application_name="pgpaper",
    )


def _embedded() -> tuple[str, Callable[[], object]]:
    from pgpaper.embedded import EmbeddedServer
    from pgpaper.migrate import migrate

    server = EmbeddedServer()
    dsn = server.start()
    migrate(dsn)
    return dsn, server.start
