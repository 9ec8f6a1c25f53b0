"""Statement and branch coverage of PL/pgSQL, counted by plpgsql_check's profiler.

The profiler keeps its counts in shared memory, apart for each database, and they survive a
rollback. Every test has a database of its own, so the counts of a database are read before it
is dropped and summed here by function and statement. A function that a test replaced by
another text counts for nothing.

A branch is what plpgsql_coverage_branches() calls one: the body of a loop, each arm of an if
(the missing else included), each arm of a case, a block that has handlers and each handler. Two
that nothing could ever cover are left out: the missing else of a case, which raises, and an arm
with no statement in it (a bare null), of which the profiler has no row. One is added: a function
without any branch has itself, so that it counts as covered only when something calls it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import psycopg

SCHEMAS = ("paper", "paper_internal")

#: The extension's functions without the extension, in the session's own temporary schema, so
#: that looking leaves nothing behind in the database that is looked at.
_HELPERS = """
create function pg_temp.profile_of(regprocedure) returns table (
    stmtid integer, parent_stmtid integer, parent_note text, block_num integer, lineno integer,
    queryid bigint, exec_stmts bigint, exec_stmts_err bigint, total_time float8, avg_time float8,
    max_time float8, processed_rows bigint, stmtname text
) language c strict as '$libdir/plpgsql_check', 'plpgsql_profiler_function_statements_tb';
create function pg_temp.profiled_functions() returns table (
    funcoid regprocedure, exec_count bigint, exec_stmts_err bigint, total_time float8,
    avg_time float8, stddev_time float8, min_time float8, max_time float8
) language c strict as '$libdir/plpgsql_check', 'plpgsql_profiler_functions_all_tb';
create function pg_temp.forget_profile(regprocedure) returns void
    language c strict as '$libdir/plpgsql_check', 'plpgsql_profiler_reset';
"""

_KNOWN = """
select p.oid::regprocedure::text as signature, md5(p.prosrc) as version,
       s.stmtid, s.parent_stmtid, s.parent_note, s.block_num, s.lineno, s.stmtname
from pg_proc as p
join pg_language as l on l.oid = p.prolang and l.lanname = 'plpgsql'
cross join lateral pg_temp.profile_of(p.oid::regprocedure) as s
where p.pronamespace = any (%s::regnamespace[])
order by 1, s.stmtid
"""

_COUNTS = """
select p.oid::regprocedure::text as signature, md5(p.prosrc) as version, s.stmtid, s.exec_stmts
from pg_temp.profiled_functions() as f
join pg_proc as p on p.oid = f.funcoid::oid and p.pronamespace = any (%s::regnamespace[])
cross join lateral pg_temp.profile_of(p.oid::regprocedure) as s
where s.exec_stmts > 0
"""

_FORGET = """
select count(pg_temp.forget_profile(f.funcoid)) from pg_temp.profiled_functions() as f
"""


@dataclass(frozen=True)
class Statement:
    """One statement of a function: its place in the tree and in the text."""

    number: int
    parent: int
    note: str
    position: int
    line: int
    kind: str


@dataclass
class Function:
    """A PL/pgSQL function with how often each of its statements ran."""

    signature: str
    version: str
    statements: list[Statement] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def ran(self, statement: Statement) -> bool:
        return self.counts[statement.number] > 0

    def branches(self) -> list[tuple[str, bool]]:
        """Return every branch as (where it is, whether it was taken)."""
        found: list[tuple[str, bool]] = []
        children: dict[int, dict[str, Statement]] = defaultdict(dict)
        for statement in self.statements:
            if statement.position == 1:
                children[statement.parent][statement.note] = statement
        for statement in self.statements:
            arms = children[statement.number]
            handlers = any(note.startswith("exception") for note in arms)
            if statement.kind == "statement block" and not handlers:
                continue
            for note, first in arms.items():
                found.append((f"line {first.line}, {note} of line {statement.line}", self.ran(first)))
            if statement.kind == "IF" and "else body" not in arms:
                inside = sum(self.counts[first.number] for first in arms.values())
                passed = self.counts[statement.number] > inside
                found.append((f"line {statement.line}, if that is not true", passed))
        return found or [("the function as a whole", any(map(self.ran, self.statements)))]

    def lines_not_run(self) -> list[int]:
        return sorted({s.line for s in self.statements if s.line > 0 and not self.ran(s)})

    @property
    def statement_percent(self) -> float:
        return _percent([self.ran(s) for s in self.statements if s.line > 0])

    @property
    def branch_percent(self) -> float:
        return _percent([taken for _, taken in self.branches()])


class Profile:
    """The counts of every database of a server, summed."""

    def __init__(self, schemas: Sequence[str] = SCHEMAS) -> None:
        self.schemas = list(schemas)
        self.functions: dict[str, Function] = {}

    def learn(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        """Read which functions and statements there are, from a migrated database."""
        with connection.transaction():
            present = self._present(connection)
            connection.execute(_HELPERS)
            rows = connection.execute(_KNOWN, (present,)).fetchall()
            for row in rows:
                signature, version, number, parent, note, position, line, kind = row
                function = self.functions.setdefault(str(signature), Function(str(signature), str(version)))
                function.statements.append(
                    Statement(_int(number), -1 if parent is None else _int(parent), str(note or ""),
                              _int(position), _int(line), str(kind))
                )  # fmt: skip
            raise psycopg.Rollback()

    def collect(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        """Add what ran in this database and reset its counts, so that nothing counts twice."""
        with connection.transaction():
            present = self._present(connection)
            connection.execute(_HELPERS)
            for signature, version, number, times in connection.execute(_COUNTS, (present,)).fetchall():
                function = self.functions.get(str(signature))
                if function is not None and function.version == version:
                    function.counts[_int(number)] += _int(times)
            connection.execute(_FORGET)
            raise psycopg.Rollback()

    def _present(self, connection: psycopg.Connection[tuple[object, ...]]) -> list[str]:
        rows = connection.execute(
            "select nspname from pg_namespace where nspname = any (%s)", (self.schemas,)
        )
        return [str(name) for (name,) in rows]


def report(functions: Iterable[Function], floor: float | None) -> tuple[list[str], list[str]]:
    """Return the table of all functions, and what is wrong with those below the floor."""
    ordered = sorted(functions, key=lambda f: f.signature)
    width = max([len(f.signature) for f in ordered] + [len("function")])
    table = [f"{'function':<{width}} | statements % | branches %"]
    problems: list[str] = []
    for function in ordered:
        statements, branches = function.statement_percent, function.branch_percent
        table.append(f"{function.signature:<{width}} | {statements:12.1f} | {branches:10.1f}")
        if floor is not None and branches < floor:
            problems.append(f"{function.signature}: {branches:.1f} % of its branches ran, not {floor:g} %")
            problems.extend(f"    not taken: {where}" for where, taken in function.branches() if not taken)
            lines = ", ".join(map(str, function.lines_not_run()))
            if lines:
                problems.append(f"    lines of the body never run: {lines}")
    return table, problems


def _percent(hits: Sequence[bool]) -> float:
    return 100.0 * sum(hits) / len(hits) if hits else 100.0


def _int(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"expected a whole number, got {value!r}")
    return value
