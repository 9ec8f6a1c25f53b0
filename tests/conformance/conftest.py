"""Known answers of other simulators, asked of the public surface."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support import desk


@pytest.fixture(scope="module")
def floor(module_dsn: str) -> Iterator[desk.Floor]:
    with desk.connect(module_dsn) as connection:
        yield desk.Floor(connection)
