"""What a client tells of its calls: one hook for metrics, and records for logs.

A call is one statement in its own transaction, repeated until it is through (`pgpaper.retry`). When it is
over, `on_call` gets a `Call`, and the logger `pgpaper` a record at level DEBUG with the same as extra fields.
"""

import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import TypeVar

import psycopg

from pgpaper.retry import RetryPolicy, retrying

logger = logging.getLogger("pgpaper")

T = TypeVar("T")

#: Stands for a connection that was lost without a word of the server.
NO_SQLSTATE = "08006"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the database that is over.

    `name` is the function or view it used, `account_id` None where it concerned no single account, `batch`
    the number of orders, cancels or rows of market data it carried (1 for anything else). `attempts` is how
    often it was made, `sqlstates` are those of the attempts that failed; unless it `succeeded`, the last of
    them is what was raised, or, when the last tells nothing of an attempt that was lost, that one. `seconds`
    is the whole of it, pauses and waits for a connection included.
    """

    name: str
    account_id: str | None
    batch: int
    attempts: int
    sqlstates: tuple[str, ...]
    seconds: float
    succeeded: bool


OnCall = Callable[[Call], object]


@dataclass(frozen=True)
class Caller:
    """How calls are made: repeated by `policy`, and told to `on_call`."""

    policy: RetryPolicy = field(default_factory=RetryPolicy)
    on_call: OnCall | None = None

    async def call(
        self,
        attempt: Callable[[], Awaitable[T]],
        query: str,
        *,
        account_id: str | None = None,
        batch: int = 1,
    ) -> T:
        """Return what `attempt`, which runs `query`, returns, made again after transient failures.

        The last failure is raised.
        """
        name = _name_of(query)
        told = {"call": name, "account_id": account_id, "batch": batch}
        if self.on_call is None and not logger.isEnabledFor(logging.DEBUG):
            return await retrying(attempt, self.policy, told)
        sqlstates: list[str] = []
        attempts = 0
        succeeded = False

        async def counted() -> T:
            nonlocal attempts
            attempts += 1
            try:
                return await attempt()
            except psycopg.Error as err:
                sqlstates.append(err.sqlstate or NO_SQLSTATE)
                raise

        started = time.perf_counter()
        try:
            result = await retrying(counted, self.policy, told)
            succeeded = True
            return result
        finally:
            seconds = time.perf_counter() - started
            self._tell(Call(name, account_id, batch, attempts, tuple(sqlstates), seconds, succeeded))

    def _tell(self, call: Call) -> None:
        fields = asdict(call)
        fields["call"] = fields.pop("name")
        logger.debug("%s: %.1f ms", call.name, 1000 * call.seconds, extra=fields)
        if self.on_call is not None:
            try:
                self.on_call(call)
            except Exception:
                # What is wrong with the metrics does not undo what the call has done.
                logger.exception("on_call failed", extra={"call": call.name})


@lru_cache(maxsize=256)
def _name_of(query: str) -> str:
    """The one function or view that a statement of the client names."""
    match = re.search(r"\bpaper\.(\w+)", query)
    return match[1] if match else "other"
