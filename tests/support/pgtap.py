"""Run a pgTAP file one statement at a time and read what its assertions say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pglast
import psycopg
from pglast import ast
from pglast.enums import TransactionStmtKind
from psycopg.pq import TransactionStatus

#: Where Debian's package puts the SQL of pgTAP: any version of the server can read it.
_PGTAP_FILES = "/usr/share/postgresql/*/extension/pgtap--[0-9].[0-9].[0-9].sql"

_RESULT = re.compile(r"^(not )?ok (\d+)(?: - (.*?))?(?:\s+# (TODO|SKIP)\b:?\s*(.*))?$", re.IGNORECASE)
_PLAN = re.compile(r"^1\.\.(\d+)(\s|$)")

_INSIDE = {
    TransactionStmtKind.TRANS_STMT_SAVEPOINT,
    TransactionStmtKind.TRANS_STMT_RELEASE,
    TransactionStmtKind.TRANS_STMT_ROLLBACK_TO,
}

Outcome = Literal["passed", "failed", "skipped", "todo"]


@dataclass
class Assertion:
    """One line of TAP, with the diagnostics that follow it."""

    number: int
    passed: bool
    description: str
    directive: str
    reason: str
    diagnostics: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        if self.directive == "SKIP":
            return "skipped"
        if self.passed:
            return "passed"
        return "todo" if self.directive == "TODO" else "failed"

    def __str__(self) -> str:
        word = "ok" if self.passed else "not ok"
        note = f" # {self.directive} {self.reason}".rstrip() if self.directive else ""
        return "\n".join([f"{word} {self.number} - {self.description}{note}", *self.diagnostics])


@dataclass
class Report:
    """What a pgTAP file did."""

    planned: int | None = None
    assertions: list[Assertion] = field(default_factory=list)
    error: str | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def failures(self) -> list[Assertion]:
        return [a for a in self.assertions if a.outcome == "failed"]

    @property
    def passed(self) -> bool:
        return self.error is None and not self.problems and not self.failures

    def __str__(self) -> str:
        """List everything: assertions in order, then the error, then what is wrong with the file."""
        lines = [f"1..{self.planned}" if self.planned is not None else "no plan"]
        lines += [str(assertion) for assertion in self.assertions]
        lines += [self.error] if self.error else []
        lines += [f"problem: {problem}" for problem in self.problems]
        return "\n".join(lines)


@dataclass(frozen=True)
class Step:
    """A statement of a file and the line it starts on."""

    text: str
    line: int


def statements(path: Path) -> list[Step]:
    """Split a file, and refuse one that does not end as it began: begin … rollback.

    A file with no other transaction control cannot leave anything behind for the next one.
    """
    source = path.read_text(encoding="utf-8")
    parsed = pglast.parse_sql(source)
    if not parsed:
        raise ValueError("the file is empty")
    steps: list[Step] = []
    control: list[TransactionStmtKind | None] = []
    for part, raw in zip(pglast.split(source, only_slices=True), parsed, strict=True):
        steps.append(Step(source[part], source.count("\n", 0, part.start) + 1))
        control.append(raw.stmt.kind if isinstance(raw.stmt, ast.TransactionStmt) else None)
    if control[0] != TransactionStmtKind.TRANS_STMT_BEGIN:
        raise ValueError("the first statement is not begin")
    if control[-1] != TransactionStmtKind.TRANS_STMT_ROLLBACK:
        raise ValueError("the last statement is not rollback")
    for step, kind in zip(steps[1:-1], control[1:-1], strict=True):
        if kind is not None and kind not in _INSIDE:
            raise ValueError(f"line {step.line} ends or begins a transaction: {step.text}")
    if not any(re.search(r"\bfinish\s*\(", step.text) for step in steps):
        raise ValueError("nothing calls finish()")
    return steps


def run_file(connection: psycopg.Connection[tuple[object, ...]], path: Path) -> Report:
    """Run a file on a connection in autocommit that is used for nothing else."""
    try:
        steps = statements(path)
    except (ValueError, pglast.parser.ParseError) as err:
        return Report(problems=[str(err)])
    return run_steps(connection, steps)


def run_steps(connection: psycopg.Connection[tuple[object, ...]], steps: Sequence[Step]) -> Report:
    """Run the statements of a file; whatever happens, no transaction stays open."""
    report = Report()
    try:
        for step in steps:
            try:
                cursor = connection.execute(step.text.encode())
            except psycopg.Error as err:
                report.error = _describe(step, err)
                break
            for line in _text_lines(cursor):
                _read(report, line)
        if report.error is None:
            _check_plan(report)
            if connection.info.transaction_status != TransactionStatus.IDLE:
                report.problems.append("a transaction is still open at the end of the file")
    finally:
        if not connection.closed:
            connection.rollback()
    return report


def load(connection: psycopg.Connection[tuple[object, ...]], fixtures: Path | None = None) -> None:
    """Load pgTAP into the schema tap and the fixtures, if any, into paper_test."""
    found = sorted(Path("/").glob(_PGTAP_FILES.lstrip("/")))
    if not found:
        raise LookupError("no pgTAP: apt-get install postgresql-15-pgtap")
    with connection.transaction():
        connection.execute("create schema tap")
        connection.execute("set local search_path = tap, pg_catalog")
        connection.execute("set local check_function_bodies = off")
        connection.execute("set local client_min_messages = warning")
        connection.execute(found[-1].read_bytes())
        connection.execute("grant usage on schema tap to public")
    if fixtures is not None and fixtures.is_file():
        with connection.transaction():
            connection.execute(fixtures.read_bytes())


def prepare_session(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Make a connection what a pgTAP file expects: pgTAP in reach, every transaction serializable.

    What an earlier file left behind outside of its transaction goes; plans and compiled functions stay.
    """
    connection.execute(
        "reset all; deallocate all; discard temp; discard sequences; select pg_advisory_unlock_all()"
    )
    connection.execute("set search_path = tap, public")
    connection.execute("set default_transaction_isolation = 'serializable'")
    connection.execute("set client_min_messages = warning")


def _text_lines(cursor: psycopg.Cursor[tuple[object, ...]]) -> Iterator[str]:
    while True:
        if cursor.description is not None and len(cursor.description) == 1:
            for (value,) in cursor:
                if isinstance(value, str):
                    yield from value.split("\n")
        if not cursor.nextset():
            return


def _read(report: Report, line: str) -> None:
    if found := _RESULT.match(line):
        report.assertions.append(
            Assertion(
                number=int(found[2]),
                passed=found[1] is None,
                description=found[3] or "",
                directive=(found[4] or "").upper(),
                reason=found[5] or "",
            )
        )
    elif found := _PLAN.match(line):
        if report.planned is not None:
            report.problems.append("planned twice")
        report.planned = int(found[1])
    elif line.startswith("#") and report.assertions:
        report.assertions[-1].diagnostics.append(line)


def _check_plan(report: Report) -> None:
    ran = len(report.assertions)
    if report.planned is None:
        report.problems.append("no plan: select plan(n) comes first")
    elif report.planned != ran:
        report.problems.append(f"planned {report.planned} tests but ran {ran}")
    numbers = [assertion.number for assertion in report.assertions]
    if numbers != list(range(1, ran + 1)):
        report.problems.append(f"tests out of order: {numbers}")


def _describe(step: Step, err: psycopg.Error) -> str:
    parts = [f"line {step.line}: {err.sqlstate or type(err).__name__}: {err.diag.message_primary or err}"]
    for name, text in (("detail", err.diag.message_detail), ("hint", err.diag.message_hint),
                       ("context", err.diag.context)):  # fmt: skip
        if text:
            parts.append(f"    {name}: {text}")
    parts.append("    in: " + step.text.replace("\n", "\n        "))
    return "\n".join(parts)
