"""The known answers in tests/conformance/fixtures."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[1] / "conformance" / "fixtures"


def answers(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text())


def bars(name: str) -> list[dict[str, str]]:
    with (FIXTURES / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))
