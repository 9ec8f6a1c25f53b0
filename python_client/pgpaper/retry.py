"""When a call is made again, and how often.

A call is one statement in its own transaction, so what is repeated is everything up to and including the
commit. Two failures are worth a repetition: losing to another transaction (nothing was written), and losing
the connection, after which nobody knows whether the commit took place. Every write carries an idempotency
key or changes nothing when done twice; so the same call again is the answer in both cases.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import psycopg
import tenacity
from psycopg_pool import PoolTimeout

logger = logging.getLogger("pgpaper")

T = TypeVar("T")

CONFLICT = frozenset({"40001", "40P01"})
LOST = frozenset({"57P01", "57P02", "57P03", "57P05"})

# Classes of SQLSTATEs that judge the request, after its keys were looked up. All others are what befell one
# attempt.
_ANSWERS = frozenset({"ZP", "22", "42", "3F"})


@dataclass(frozen=True)
class RetryPolicy:
    """How often a call is made at most, and the bounds of the pauses between, in seconds.

    Each pause is random, from 0 to a limit that starts at `first_pause` and doubles up to `longest_pause`.
    The defaults sit out a server that needs a few seconds to restart. `attempts=1` never repeats.
    """

    attempts: int = 20
    first_pause: float = 0.005
    longest_pause: float = 1.0


def is_conflict(err: BaseException) -> bool:
    """Whether another transaction won: nothing was written."""
    return isinstance(err, psycopg.Error) and err.sqlstate in CONFLICT


def is_lost(err: BaseException) -> bool:
    """Whether the connection is gone, and with it the knowledge of what the call did."""
    if not isinstance(err, psycopg.Error):
        return False
    if err.sqlstate is not None:
        return err.sqlstate in LOST or err.sqlstate.startswith("08")
    # A pool that had no connection to give for its whole timeout has done its waiting.
    return isinstance(err, psycopg.OperationalError) and not isinstance(err, PoolTimeout)


def is_transient(err: BaseException) -> bool:
    return is_conflict(err) or is_lost(err)


def _answers(err: psycopg.Error) -> bool:
    """Whether the failure would have been the stored outcome, had an attempt before it been carried out."""
    return err.sqlstate is not None and err.sqlstate[:2] in _ANSWERS


async def retrying(
    call: Callable[[], Awaitable[T]], policy: RetryPolicy, told: Mapping[str, object] | None = None
) -> T:
    """Return what `call` returns, calling it again after transient failures; the last failure is raised.

    But once an attempt is lost, only an answer tells what became of it: a conflict of the attempt after it,
    for one, does not mean that nothing was written. The failure that lost it is raised then, from the last.

    What is `told` of the call goes into the records of the log as extra fields.
    The first attempt is made outside tenacity, whose bookkeeping costs as much as a third of a round trip.
    """
    try:
        return await call()
    except psycopg.Error as err:
        if policy.attempts <= 1 or not is_transient(err):
            raise
        failures = [err]
        lost = err if is_lost(err) else None

    async def attempt() -> T:
        nonlocal lost
        if failures:
            raise failures.pop()
        try:
            return await call()
        except psycopg.Error as err:
            if is_lost(err):
                lost = err
            raise

    def log(state: tenacity.RetryCallState) -> None:
        err = state.outcome.exception() if state.outcome else None
        if isinstance(err, psycopg.Error):
            logger.log(
                logging.WARNING if is_lost(err) else logging.DEBUG,
                "attempt %d failed, trying again: %s",
                state.attempt_number,
                err.diag.message_primary or err,
                extra={**(told or {}), "attempt": state.attempt_number, "sqlstate": err.sqlstate},
            )

    attempts = tenacity.AsyncRetrying(
        retry=tenacity.retry_if_exception(is_transient),
        wait=tenacity.wait_random_exponential(multiplier=policy.first_pause, max=policy.longest_pause),
        stop=tenacity.stop_after_attempt(policy.attempts),
        before_sleep=log,
        reraise=True,
    )
    try:
        return await attempts(attempt)
    except psycopg.Error as err:
        if lost is None or lost is err or _answers(err):
            raise
        raise lost from err
