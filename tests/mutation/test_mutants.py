"""Every mutant of a pure SQL leaf is noticed by a test of that leaf: `make mutation`, or a quarter of them.

The tests of a function are the files tests/pgtap/<its name>/test_*.sql. Survivors are listed with
the changed line; one that cannot be told from the original goes to equivalent.toml, with a reason.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Literal

import psycopg
import pytest
from support import pgtap
from support.mutants import Candidate, Leaf, Mutant, leaves
from support.servers import Server

pytestmark = pytest.mark.servers("embedded")

TOP = Path(__file__).parents[2]
PGTAP = TOP / "tests" / "pgtap"
LEAVES = {leaf.name: leaf for folder in ("05_names", "10_math") for leaf in leaves(TOP / "sql" / folder)}
ALLOWED = Path(__file__).with_name("equivalent.toml")

WORKERS = 2
#: Of so many mutants one is tried, unless PAPER_MUTANTS is "all".
STRIDE = 1 if os.environ.get("PAPER_MUTANTS") == "all" else 4

ENUMS = """
select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum as e
join pg_type as t on t.oid = e.enumtypid where t.typnamespace = 'paper'::regnamespace
group by t.oid, t.typname order by t.typname
"""


@dataclass(frozen=True)
class Fate:
    """What became of a mutant, and the change that PostgreSQL accepted."""

    outcome: Literal["noticed", "survived", "impossible"]
    text: str = ""
    line: int = 0


@dataclass
class Worker:
    """A database of its own in which mutants replace the function."""

    server: Server
    database: str
    connection: psycopg.Connection[tuple[object, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.connect()

    def connect(self) -> None:
        self.connection = self.server.connect(self.database, prepare_threshold=None)
        pgtap.prepare_session(self.connection)
        self.connection.execute("set statement_timeout = '10s'")

    def create(self, candidates: Sequence[Candidate]) -> Candidate | None:
        for candidate in candidates:
            with suppress(psycopg.Error):
                self.connection.execute(candidate.statement.encode())
                return candidate
        return None

    def first_complaint(self, files: Sequence[Sequence[pgtap.Step]]) -> str | None:
        """Run the files until one fails and return what it says."""
        for steps in files:
            report = pgtap.run_steps(self.connection, steps)
            if self.connection.closed:
                self.connect()
                return "the connection was lost"
            if not report.passed:
                return str(report)
        return None


Pool = SimpleQueue[Worker]


@pytest.fixture(scope="module")
def workers(server: Server) -> Iterator[list[Worker]]:
    with ExitStack() as stack:
        found = []
        for _ in range(WORKERS):
            name = stack.enter_context(server.database("mutants"))
            with server.connect(name) as connection:
                pgtap.load(connection, PGTAP / "fixtures.sql")
            worker = Worker(server, name)
            stack.callback(worker.connection.close)
            found.append(worker)
        yield found


@pytest.fixture(scope="module")
def enums(workers: list[Worker]) -> list[list[str]]:
    return [list(row[0]) for row in workers[0].connection.execute(ENUMS) if isinstance(row[0], list)]


def fates(
    leaf: Leaf, mutants: Sequence[Mutant], files: Sequence[Sequence[pgtap.Step]], workers: list[Worker]
) -> list[Fate]:
    """Try every mutant, in parallel, and leave the databases with the function as it was."""
    original = [Candidate("as it is", leaf.statement)]
    free: Pool = SimpleQueue()
    for worker in workers:
        assert worker.create(original)
        complaint = worker.first_complaint(files)
        assert complaint is None, f"a test fails before anything is changed:\n{complaint}"
        free.put(worker)

    def fate(mutant: Mutant) -> Fate:
        worker = free.get()
        try:
            created = worker.create(mutant.candidates)
            if created is None:
                return Fate("impossible")
            survived = worker.first_complaint(files) is None
            return Fate("survived" if survived else "noticed", created.text, mutant.line)
        finally:
            free.put(worker)

    with ThreadPoolExecutor(len(workers)) as executor:
        found = list(executor.map(fate, mutants))
    for worker in workers:
        assert worker.create(original)
    return found


def allowed() -> dict[tuple[str, str], str]:
    entries = tomllib.loads(ALLOWED.read_text(encoding="utf-8")).get("equivalent", [])
    return {(entry["function"], entry["mutant"]): entry["reason"] for entry in entries}


def test_there_are_leaves() -> None:
    assert LEAVES


@pytest.mark.parametrize("name", LEAVES)
def test_every_mutant_is_noticed(name: str, workers: list[Worker], enums: list[list[str]]) -> None:
    leaf = LEAVES[name]
    paths = sorted((PGTAP / name).glob("test_*.sql"))
    assert paths, f"no tests in tests/pgtap/{name}"
    mutants = leaf.mutants(enums)[::STRIDE]
    found = fates(leaf, mutants, [pgtap.statements(path) for path in paths], workers)
    excused = {text for function, text in allowed() if function == name}
    survivors = [fate for fate in found if fate.outcome == "survived"]
    lines = [f"{leaf.path.name}:{s.line}: {s.text}" for s in survivors if s.text not in excused]
    if STRIDE == 1:
        lines += [
            f"equivalent.toml: not a survivor any more: {text}"
            for text in sorted(excused - {s.text for s in survivors})
        ]
    if lines:
        pytest.fail("\n".join([f"of {len(mutants)} mutants no test notices:", *lines]), pytrace=False)


def test_every_excused_mutant_has_a_function_and_a_reason() -> None:
    for (function, mutant), reason in allowed().items():
        assert function in LEAVES, f"no leaf is named {function}"
        assert reason.strip(), f"no reason is given for {mutant}"


# -- the method itself


TOY = """create or replace function public.toy(p_side text, p_a numeric) returns numeric
language sql immutable
return case when p_side = 'buy' and p_a > 0 then p_a * '2'::numeric else 0 end"""

STRONG = """
begin;
select plan(6);
select is(public.toy('buy', 3), 6::numeric);
select is(public.toy('sell', 3), 0::numeric);
select is(public.toy('sell', -3), 0::numeric);
select is(public.toy('buy', -3), 0::numeric);
select is(public.toy('buy', 0.25), 0.5);
select is(public.toy('buy', 1), 2::numeric);
select * from finish();
rollback;
"""


@pytest.fixture
def toy_fates(workers: list[Worker], tmp_path: Path) -> Iterator[dict[str, str]]:
    leaf = Leaf("toy", tmp_path / "toy.sql", TOY, 1)
    path = tmp_path / "test_toy.sql"
    path.write_text(STRONG, encoding="utf-8")
    found = fates(leaf, leaf.mutants(), [pgtap.statements(path)], workers)
    yield {fate.text.partition("⟦")[2].partition("⟧")[0]: fate.outcome for fate in found}
    for worker in workers:
        worker.connection.execute("drop function public.toy")


def test_noticed_and_surviving_mutants_are_told_apart(toy_fates: dict[str, str]) -> None:
    assert toy_fates == {
        "= → <>": "noticed",
        "'buy' → '2'": "noticed",
        "and → or": "noticed",
        "> → >=": "survived",  # nothing doubled is nothing: an equivalent mutant
        "0 → 1": "noticed",
        "0 → -1": "noticed",
        "* → /": "noticed",
        "": "impossible",
    }
