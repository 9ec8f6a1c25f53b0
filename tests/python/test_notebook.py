"""The notebook among the pages: each cell runs as plain Python, and returns and prints what it shows."""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas
import pytest

# What it shows is of the functions, which have tests on every server.
pytestmark = pytest.mark.servers("embedded")

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebook.ipynb"


def content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return found


def code_cells() -> list[dict[str, Any]]:
    return [cell for cell in content()["cells"] if cell["cell_type"] == "code"]


def shown(cell: dict[str, Any]) -> tuple[str, str, int]:
    """What a cell that was run shows: what it printed, what it returned, and how many pictures it drew."""
    printed = returned = ""
    pictures = 0
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            assert output["name"] == "stdout", f"{cell['id']}: {output['text']}"
            printed += "".join(output["text"])
        elif output["output_type"] == "execute_result":
            returned = "".join(output["data"]["text/plain"])
        else:
            assert output["output_type"] == "display_data", f"{cell['id']}: {output}"
            pictures += "image/png" in output["data"]
    return printed, returned, pictures


def run(source: str, names: dict[str, Any]) -> tuple[str, str, int]:
    """Do as a notebook does: run it, and return what it prints, its last expression, and its pictures."""
    body, value = ast.parse(source).body, None
    last = body.pop()
    if not isinstance(last, ast.Expr):
        body.append(last)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(ast.Module(body, []), str(NOTEBOOK), "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), names)
    pictures = len(plt.get_fignums())
    plt.close("all")
    return printed.getvalue(), "" if value is None else repr(value), pictures


@pytest.mark.filterwarnings("ignore:FigureCanvasAgg is non-interactive")
def test_every_cell_runs_and_shows_what_the_page_says(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPAPER_DSN", dsn)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    mpl.use("agg")
    names: dict[str, Any] = {}
    options = ("display.float_format", None, "display.width", 80, "display.max_columns", 0)
    with mpl.rc_context(), pandas.option_context(*options):
        for cell in code_cells():
            assert run("".join(cell["source"]), names) == shown(cell), cell["id"]


def test_it_was_run_from_top_to_bottom() -> None:
    cells = code_cells()
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert sum(shown(cell)[2] for cell in cells) >= 5
    assert "".join(cells[-2]["outputs"][0]["data"]["text/plain"]).startswith("Empty DataFrame")  # check()


def test_it_holds_no_times_no_names_of_a_machine_and_no_large_pictures() -> None:
    found = content()
    assert set(found["metadata"]) == {"kernelspec", "language_info"}
    assert found["metadata"]["language_info"] == {"name": "python"}
    assert all(not cell["metadata"] for cell in found["cells"])
    size = 0
    for cell in code_cells():
        for output in cell["outputs"]:
            size += len(base64.b64decode("".join(output.get("data", {}).pop("image/png", ""))))
    assert 0 < size < 500_000
    assert not re.search(r"/tmp/|/root/|/home/|/work/| at 0x", json.dumps(found))
