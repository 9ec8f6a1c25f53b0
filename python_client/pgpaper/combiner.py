"""The queue of an account's writes: they take turns, and what waits side by side goes out together.

Two writers of one account only abort each other, so its writes are carried out one after the other, in the
order in which they were called. While one is under way the next ones queue; then those at the head of the
queue whose work is equal go out as one batch, and each call gets its own answers. There is no timer: an idle
account is served at once, and a busy one has batches as large as what came in during the one before.

A call that is cancelled while it queues is never sent. One that has been sent stays in, as it does when its
caller is gone in any other way; its keys tell what became of it.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pgpaper.errors import (
    ConnectionLost,
    NotSerializable,
    PermissionDenied,
    SchemaMismatch,
    TransactionConflict,
    UnknownAccount,
)

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Item_contra = TypeVar("Item_contra", contravariant=True)
Answer_co = TypeVar("Answer_co", covariant=True)

# What each call of a batch would get alone as well.
_CONCERNS_ALL = (
    ConnectionLost,
    NotSerializable,
    PermissionDenied,
    SchemaMismatch,
    TransactionConflict,
    UnknownAccount,
)


class Work(Protocol[Item_contra, Answer_co]):
    """What a call wants done to its items. Calls that queue side by side with equal work are combined."""

    async def carry_out(self, items: Sequence[Item_contra], /) -> Sequence[Answer_co]:
        """Return an answer for each item, or raise what prevents all of them; nothing is done then."""


# A batch of so many calls or more is answered in two halves: fewer cost the server more in two statements
# than the overlap saves.
_HALVED_FROM = 64


@dataclass(slots=True, eq=False)
class _Call:
    work: Work[Any, Any]
    items: Sequence[Any]
    answers: "asyncio.Future[Any]"


@dataclass(slots=True, eq=False)
class _Outcome:
    """What a call will be told: its answers, or why there are none."""

    call: _Call
    answers: Sequence[Any] | Exception

    def tell(self) -> None:
        future = self.call.answers
        if not future.done():
            if isinstance(self.answers, Exception):
                future.set_exception(self.answers)
            else:
                future.set_result(self.answers)


class _Nothing:
    """Work that is done when everything before it is."""

    async def carry_out(self, items: Sequence[None], /) -> Sequence[None]:
        return items


class Combiner:
    """One account's queue, in one event loop.

    A batch has up to `max_batch` items, unless a single call has more: a call is never divided. While
    `max_queued` items wait, further calls wait for room before they queue, in order.
    """

    def __init__(self, *, max_batch: int, max_queued: int) -> None:
        self._max_batch = max_batch
        self._max_queued = max_queued
        self._calls: deque[_Call] = deque()
        self._queued = 0
        self._outside: deque[_Call] = deque()
        self._server: asyncio.Task[None] | None = None

    def widen(self, *, max_batch: int, max_queued: int) -> None:
        """Raise the bounds to these, where they are lower."""
        self._max_batch = max(self._max_batch, max_batch)
        self._max_queued = max(self._max_queued, max_queued)

    def put(self, work: Work[Item, Answer], items: Sequence[Item]) -> "asyncio.Future[Sequence[Answer]]":
        """Queue a call, as soon as there is room, and return the future of its answers, one for each item."""
        loop = asyncio.get_running_loop()
        answers: asyncio.Future[Sequence[Answer]] = loop.create_future()
        self._outside.append(_Call(work, items, answers))
        self._admit()
        if self._server is None:
            self._server = loop.create_task(self._serve())
        return answers

    def _admit(self) -> None:
        """Let in those that wait outside, in order, while there is room."""
        while self._outside:
            call = self._outside[0]
            if not call.answers.done():  # else it was cancelled
                if self._queued and self._queued + len(call.items) > self._max_queued:
                    break
                self._calls.append(call)
                self._queued += len(call.items)
            self._outside.popleft()

    async def drained(self) -> None:
        """Wait for every call that is in the queue now."""
        await self.put(_Nothing(), [None])

    async def _serve(self) -> None:
        """Carry out what is queued, until nothing is.

        Outcomes are told while the next batch is under way. When nothing is queued, only half of a large
        batch is told at first: what these callers do next goes out before the others are told, so that the
        server and they are busy at the same time, not in turns.
        """
        loop = asyncio.get_running_loop()
        calls: list[_Call] = []
        outcomes: list[_Outcome] = []
        try:
            while calls := self._next_batch():
                loop.call_soon(_tell, outcomes)
                outcomes = await self._carry_out(calls)
                calls = []
                if not self._calls:
                    now = len(outcomes) if len(outcomes) < _HALVED_FROM else len(outcomes) // 2
                    _tell(outcomes[:now])
                    outcomes = outcomes[now:]
                    # Whoever was told may go on at once: its next call then needs no new task.
                    await asyncio.sleep(0)
                    if outcomes and not self._calls:
                        _tell(outcomes)
                        outcomes = []
                        await asyncio.sleep(0)
        finally:
            self._server = None
            _tell(outcomes)
            # Some are left when this task was cancelled, as it is at the end of its event loop.
            for call in (*calls, *self._calls, *self._outside):
                call.answers.cancel()
            self._calls.clear()
            self._outside.clear()
            self._queued = 0

    def _next_batch(self) -> list[_Call]:
        """Take the calls to be carried out next from the queue."""
        batch: list[_Call] = []
        size = 0
        while self._calls:
            call = self._calls[0]
            if not call.answers.done():  # else it was cancelled
                if batch and (size + len(call.items) > self._max_batch or call.work != batch[0].work):
                    break
                batch.append(call)
                size += len(call.items)
            self._calls.popleft()
            self._queued -= len(call.items)
        self._admit()
        if not batch and self._calls:  # all were cancelled, and others have come in from outside since
            return self._next_batch()
        return batch

    async def _carry_out(self, calls: Sequence[_Call]) -> list[_Outcome]:
        """Carry out calls of equal work and return what became of each.

        What one call may have brought upon the others is found by halving: each gets what it would alone.
        """
        try:
            answers = await calls[0].work.carry_out([item for call in calls for item in call.items])
        except Exception as err:
            if len(calls) > 1 and not isinstance(err, _CONCERNS_ALL):
                middle = len(calls) // 2
                return [*await self._carry_out(calls[:middle]), *await self._carry_out(calls[middle:])]
            return [_Outcome(call, _copy(err)) for call in calls]
        outcomes: list[_Outcome] = []
        first = 0
        for call in calls:
            end = first + len(call.items)
            outcomes.append(_Outcome(call, answers[first:end]))
            first = end
        return outcomes


def _tell(outcomes: Sequence[_Outcome]) -> None:
    for outcome in outcomes:
        outcome.tell()


def _copy(err: Exception) -> Exception:
    """An exception of the caller's own: being raised adds to it, and it may be added to."""
    own = copy(err)
    own.__cause__ = err.__cause__
    return own
