"""What a load did: how much, how fast, and how often it had to try again."""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg


@dataclass(frozen=True)
class Load:
    """Seconds it ran, and the latency in seconds of each unit of work that was answered."""

    seconds: float
    latencies: list[float]
    retried: Counter[str] = field(default_factory=Counter)  # failures that another try followed, by SQLSTATE
    again: int = 0  # how many were tried again, however often each
    failed: int = 0
    unanswered: list[float] = field(
        default_factory=list
    )  # how long those waited that nobody waited for longer

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def latency(self, percentile: float) -> float:
        """Milliseconds: the smallest latency that so many percent did not exceed, none estimated."""
        ordered = sorted(self.latencies + self.unanswered)
        return 1000 * ordered[max(0, math.ceil(round(percentile * len(ordered) / 100, 6)) - 1)]

    @property
    def retried_percent(self) -> float:
        return 100 * self.again / max(1, len(self.latencies))


def best(rounds: int, *loads: Callable[[], Load]) -> list[Load]:
    """Let loads take turns and return the fastest round of each: others only ever make a round slower."""
    turns = [[load() for load in loads] for _ in range(rounds)]
    return [max(of_one, key=lambda load: load.rate) for of_one in zip(*turns, strict=True)]


class Retries(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.by_sqlstate: Counter[str] = Counter()
        self.again = 0

    def emit(self, record: logging.LogRecord) -> None:
        match record.args:
            case int(attempt), psycopg.Error() as err:
                self.by_sqlstate[err.sqlstate or "connection"] += 1
                self.again += attempt == 1


@contextmanager
def retries_of_adapters() -> Iterator[Retries]:
    """Count what adapters try again, by SQLSTATE: they say so in the log."""
    handler, logger = Retries(), logging.getLogger("pgpaper")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield handler
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
