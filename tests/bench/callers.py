"""Concurrent callers of an async function, in a closed loop or at a fixed rate."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

from load import Load, retries_of_adapters
from pgpaper import PaperError

Call = Callable[[int], Awaitable[object]]


async def closed_loop(call: Call, callers: int, seconds: float) -> Load:
    """Each of the callers calls again as soon as it has its answer; `call` gets the caller's number."""
    latencies: list[float] = []
    failed = 0
    started = time.perf_counter()

    async def caller(number: int) -> None:
        nonlocal failed
        while (called := time.perf_counter()) < started + seconds:
            try:
                await call(number)
            except PaperError:
                failed += 1
            else:
                latencies.append(time.perf_counter() - called)

    with retries_of_adapters() as retried:
        await asyncio.gather(*(caller(number) for number in range(callers)))
    return Load(time.perf_counter() - started, latencies, retried.by_sqlstate, retried.again, failed)


async def open_loop(call: Call, rate: float, seconds: float, patience: float) -> Load:
    """Call at random times, `rate` a second on average, whether or not the calls before have been answered.

    A latency counts from the time a call was meant for, not from when it was made: a stall is felt by all
    that it held up. What has no answer `patience` seconds after the last was due counts as failed, with the
    latency it has reached by then.
    """
    chance = random.Random(rate)
    intended = [chance.expovariate(rate)]
    while intended[-1] < seconds:
        intended.append(intended[-1] + chance.expovariate(rate))
    intended.pop()
    latencies: list[float] = []
    waiting: dict[asyncio.Task[None], float] = {}
    failed = 0
    answered = 0.0
    started = time.perf_counter()

    async def one(number: int, due: float) -> None:
        nonlocal failed, answered
        try:
            await call(number)
        except PaperError:
            failed += 1
        else:
            answered = time.perf_counter() - started
            latencies.append(answered - due)

    with retries_of_adapters() as retried:
        for number, due in enumerate(intended):
            if (early := due - (time.perf_counter() - started)) > 0:
                await asyncio.sleep(early)
            task = asyncio.create_task(one(number, due))
            waiting[task] = due
            task.add_done_callback(waiting.pop)
            if number % 100 == 99:
                await asyncio.sleep(0)  # when the loop is late, answers are still read
        if waiting:
            await asyncio.wait(list(waiting), timeout=patience)
        unanswered = dict(waiting)
        for task in unanswered:
            task.cancel()
        await asyncio.gather(*unanswered, return_exceptions=True)
    gave_up = time.perf_counter() - started
    rest = [gave_up - due for due in unanswered.values()]
    seconds = gave_up if rest else answered
    return Load(seconds, latencies, retried.by_sqlstate, retried.again, failed + len(rest), rest)
