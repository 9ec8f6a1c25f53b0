"""A proxy between client and server that loses what it is told to lose."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Literal

from psycopg.conninfo import conninfo_to_dict, make_conninfo

#: The end of every reply outside a transaction block: ReadyForQuery, idle. The commit has taken place then.
READY = b"Z\x00\x00\x00\x05I"

#: AuthenticationOk: more follows of itself.
LOGGED_IN = b"R\0\0\0\x08\0\0\0\0"

Loss = Literal["request", "reply"]


class Proxy:
    """Passes bytes on until `lose` says otherwise; `dsn` leads through it.

    A lost request never reaches the server. A lost reply is read to its end, so the server has done the work
    and committed, and then thrown away. The client sees the same in both cases: a closed connection.
    """

    def __init__(self, dsn: str, folder: Path) -> None:
        target = conninfo_to_dict(dsn)
        self._target = f"{target['host']}/.s.PGSQL.{target.get('port') or 5432}"
        self.path = folder / ".s.PGSQL.5432"
        self.dsn = make_conninfo(dsn, host=str(folder), port=5432)
        self.requests = 0
        self.lost = 0
        self._loss: Loss | None = None
        self._left = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def lose(self, what: Loss, times: int = 1) -> None:
        """Lose the next requests, or the replies to them, of whatever connection they are on."""
        self._loss, self._left = what, times

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        writers = [writer]
        # Cancelled by close(): asyncio would report a handler that ends cancelled as a failure.
        with suppress(asyncio.CancelledError):
            try:
                server_reader, server_writer = await asyncio.open_unix_connection(self._target)
                writers.append(server_writer)
                await self._pass_on(reader, writer, server_reader, server_writer)
            finally:
                for end in writers:
                    end.close()
                for end in writers:
                    with suppress(ConnectionError):
                        await end.wait_closed()

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        server_reader: asyncio.StreamReader,
        server_writer: asyncio.StreamWriter,
    ) -> None:
        """Pass requests and replies on, in turns, until one side ends or something is lost."""
        while request := await some(reader):
            self.requests += 1
            loss = None
            if self._left and not request.startswith(b"X"):  # which says goodbye
                loss, self._left, self.lost = self._loss, self._left - 1, self.lost + 1
            if loss == "request":
                return
            server_writer.write(request)
            await self._reply(server_reader, None if loss else writer)
            if loss:
                return

    async def _reply(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None) -> None:
        reply = b""
        while part := await some(reader):
            reply += part
            if writer is not None:
                writer.write(part)
            # What asks for more from the client: ready, or a request to log in.
            if reply.endswith(READY) or (reply.startswith(b"R") and not reply.startswith(LOGGED_IN)):
                return

    async def close(self) -> None:
        """End every connection, those still being accepted too."""
        await asyncio.sleep(0.01)  # an accepted connection has its task a few turns of the loop later
        while self._tasks:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)


async def some(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(1 << 16)
    except ConnectionError:
        return b""


@asynccontextmanager
async def proxy(dsn: str) -> AsyncIterator[Proxy]:
    """A proxy in front of the server that `dsn` names, which is reached by a Unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="pgpaper-proxy-", dir="/tmp"))
    try:
        running = Proxy(dsn, folder)
        server = await asyncio.start_unix_server(running._connected, running.path)
        try:
            yield running
        finally:
            server.close()
            await running.close()
            await server.wait_closed()
    finally:
        shutil.rmtree(folder)
