"""A way to the server on which things go wrong: a proxy for many clients at once, on which requests may meet
trouble."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Literal

sys.path[:0] = [str(Path(__file__).parents[1] / "python")]

from proxy import Proxy, some  # noqa: E402

#: What may happen to a request: it never arrives; it arrives, and the connection is cut at once, so that the
#: server goes on with it alone; the reply to it, read to its end, is thrown away; it takes its time.
Trouble = Literal["lost_request", "cut", "lost_reply", "delay"]

#: The message that runs what was bound, and the beginning of one that does without.
_EXECUTE, _QUERY = b"E\0\0\0\x09\0\0\0\0\0", b"Q"


def is_call(request: bytes) -> bool:
    """Whether it makes the server carry something out, settings of a new connection apart."""
    return (_EXECUTE in request or request.startswith(_QUERY)) and b"set_config" not in request


class RoughWay(Proxy):
    """Passes both directions on as they come; the next requests meet the troubles that were asked for.

    Only what makes the server carry something out counts as a request: a reply that is lost is then that to a
    commit, or to a read.
    """

    def __init__(self, dsn: str, folder: Path, chance: random.Random) -> None:
        super().__init__(dsn, folder)
        self.met: Counter[str] = Counter()
        self._chance = chance
        self._troubles: deque[Trouble] = deque()

    def meet(self, trouble: Trouble) -> None:
        self._troubles.append(trouble)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):  # there is no server just now
            await super()._connected(reader, writer)

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        server_reader: asyncio.StreamReader,
        server_writer: asyncio.StreamWriter,
    ) -> None:
        losing = False

        async def forth() -> None:
            nonlocal losing
            while request := await some(reader):
                trouble: Trouble | None = None
                if self._troubles and is_call(request):
                    trouble = self._troubles.popleft()
                    self.met[trouble] += 1
                if trouble == "lost_request":
                    return
                if trouble == "delay":
                    await asyncio.sleep(self._chance.uniform(0.02, 0.3))
                losing = losing or trouble == "lost_reply"
                server_writer.write(request)
                if trouble == "cut":
                    await server_writer.drain()
                    return

        async def back() -> None:
            last = b""
            while reply := await some(server_reader):
                if losing:
                    last = (last + reply)[-6:]
                    if last[:5] == b"Z\0\0\0\5":  # it is ready for more: all of the reply has come
                        return
                else:
                    writer.write(reply)

        directions = [asyncio.create_task(forth()), asyncio.create_task(back())]
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            await asyncio.gather(*directions, return_exceptions=True)


@asynccontextmanager
async def rough_way(dsn: str, chance: random.Random) -> AsyncIterator[RoughWay]:
    """A rough way to the server that `dsn` names, which is reached by a Unix socket."""
    with tempfile.TemporaryDirectory(prefix="pgpaper-way-", dir="/tmp") as folder:
        way = RoughWay(dsn, Path(folder), chance)
        server = await asyncio.start_unix_server(way._connected, way.path)
        try:
            yield way
        finally:
            server.close()
            await way.close()
            with suppress(TimeoutError):
                await asyncio.wait_for(server.wait_closed(), 5)
