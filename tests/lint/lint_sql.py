#!/usr/bin/env python3
"""What every SQL file of pgpaper must keep to, and no other tool looks at.

    python tests/lint/lint_sql.py [folder or file …]        (default: migrations sql)

Prints `file:line: rule: message` for each finding; the exit code is 1 when there is one. Give it
all of migrations and sql at once: a comment may stand in another file than the object it is on.

Statements are parsed by PostgreSQL's own parser (pglast). Bodies in $$ are read as tokens, by
PostgreSQL's own lexer: what libpg_query offers for PL/pgSQL (`pglast.parse_plpgsql`) refuses
every variable of a schema-qualified type.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pglast
from pglast import ast
from pglast.enums import FunctionParameterMode, ObjectType, VariableSetKind

SEARCH_PATH = ["pg_catalog", "pg_temp"]

#: Commit inside, so PostgreSQL allows them no SET clause; they run as their caller.
MAY_LACK_SEARCH_PATH = {("paper", "match_all")}

#: The one function that may ask the server for the time.
CLOCKS = {("paper_internal", "server_time")}

TIME_FUNCTIONS = {
    "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday",
}  # fmt: skip
TIME_KEYWORDS = {"current_timestamp", "current_date", "current_time", "localtime", "localtimestamp"}

LEVELS = {"debug", "log", "info", "notice", "warning"}

#: A quantifier with bounds, after something that it can repeat; an array literal is none.
BOUNDED_REGEX = re.compile(r"[^\s{,'\"]\{\d+(?:,\d*)?\}")


@dataclass(frozen=True, order=True)
class Finding:
    path: Path
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


@dataclass(frozen=True)
class Token:
    text: str
    line: int
    kind: str

    @property
    def word(self) -> str:
        return self.text.lower()


@dataclass
class Function:
    """A CREATE FUNCTION or PROCEDURE and where its parts are."""

    schema: str
    name: str
    node: Any
    line: int
    body: list[Token]
    string_body: bool
    language: str
    options: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def definer(self) -> bool:
        return any(bool(option.arg.boolval) for option in self.options.get("security", []))


@dataclass
class PublicObject:
    """Something in schema paper that needs a comment."""

    kind: str
    name: str
    path: Path
    line: int


class Linter:
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.public: list[PublicObject] = []
        self.commented: set[tuple[str, str]] = set()

    def run(self, paths: Iterable[Path]) -> list[Finding]:
        for path in paths:
            self.file(path, path.read_text(encoding="utf-8"))
        self.comments()
        return sorted(set(self.findings))

    def report(self, path: Path, line: int, rule: str, message: str) -> None:
        self.findings.append(Finding(path, line, rule, message))

    # -- a file and its statements

    def file(self, path: Path, source: str) -> None:
        try:
            statements = pglast.parse_sql(source)
        except pglast.parser.ParseError as err:
            self.report(path, 1, "syntax", str(err))
            return
        created: list[tuple[str, str, int]] = []
        for raw in statements:
            start = raw.stmt_location or 0
            text = source[start : start + raw.stmt_len] if raw.stmt_len else source[start:]
            line = source.count("\n", 0, start) + 1
            self.bounded_regex(path, text, line)
            named = self.statement(path, raw.stmt, text, line)
            if named is not None:
                created.append((*named, line))
        self.one_object(path, created)

    def statement(self, path: Path, node: Any, text: str, line: int) -> tuple[str, str] | None:
        """Check a statement; return the schema and name of the function or view it creates."""
        kind = type(node)
        if kind is ast.CreateFunctionStmt:
            function = self.function(node, text, line)
            self.check_function(path, function)
            return function.schema, function.name
        if kind is ast.ViewStmt:
            return self.view(path, node, text, line)
        if kind is ast.DefineStmt and node.kind == ObjectType.OBJECT_AGGREGATE:
            self.define("function", *qualified(node.defnames), path, line)
            return qualified(node.defnames)
        if kind in {ast.CreateEnumStmt, ast.CreateRangeStmt}:
            self.define("type", *qualified(node.typeName), path, line)
        elif kind is ast.CompositeTypeStmt:
            self.define("type", node.typevar.schemaname or "", node.typevar.relname, path, line)
        elif kind is ast.CreateDomainStmt:
            self.define("type", *qualified(node.domainname), path, line)
        elif kind is ast.CommentStmt:
            self.comment(node)
        elif kind is ast.DoStmt:
            self.check_block(path, "do", do_body(text, line))
        return None

    def one_object(self, path: Path, created: Sequence[tuple[str, str, int]]) -> None:
        names = {(schema, name) for schema, name, _ in created}
        for schema, name, line in created:
            if not schema:
                self.report(path, line, "qualified", f"{name} is created in no schema")
            if path.stem != name:
                self.report(path, line, "file-name", f"{schema}.{name} belongs in a file named {name}.sql")
        if len(names) > 1:
            listed = ", ".join(sorted(f"{schema}.{name}" for schema, name in names))
            self.report(path, created[0][2], "one-object", f"one function or view a file, found {listed}")

    def bounded_regex(self, path: Path, text: str, line: int) -> None:
        for token in deep_tokens(text, line):
            if token.kind == "SCONST" and BOUNDED_REGEX.search(token.text):
                self.report(
                    path, token.line, "bounded-regex",
                    f"{token.text}: a bounded repetition is slow, ask for the length instead",
                )  # fmt: skip

    # -- functions

    def function(self, node: Any, text: str, line: int) -> Function:
        schema, name = qualified(node.funcname)
        options: dict[str, list[Any]] = {}
        for option in node.options or ():
            options.setdefault(option.defname, []).append(option)
        language = str(options["language"][0].arg.sval) if "language" in options else "sql"
        tokens = list(tokens_of(text, line))
        first = tokens[0].line
        strings = [token for token in tokens if token.kind == "SCONST"]
        if "as" in options:
            body = next(token for token in strings if is_body(token, tokens))
            inner = list(tokens_of(unquoted(body.text), body.line))
            return Function(schema, name, node, first, inner, True, language, options)
        start = next(
            index for index, token in enumerate(tokens)
            if token.word == "return" or (token.word == "atomic" and tokens[index - 1].word == "begin")
        )  # fmt: skip
        return Function(schema, name, node, first, tokens[start:], False, language, options)

    def check_function(self, path: Path, function: Function) -> None:
        if function.schema == "paper":
            kind = "procedure" if function.node.is_procedure else "function"
            self.define(kind, function.schema, function.name, path, function.line)
        self.search_path(path, function)
        self.definer(path, function)
        self.parameters(path, function)
        self.clock(path, function)
        self.check_block(path, function.label, function.body)

    def check_block(self, path: Path, label: str, body: Sequence[Token]) -> None:
        """What holds of every block of PL/pgSQL."""
        self.when_others(path, label, body)
        self.errcodes(path, label, body)
        self.locals(path, label, body)

    def search_path(self, path: Path, function: Function) -> None:
        settings = [option.arg for option in function.options.get("set", [])]
        pinned = [s for s in settings if s.name == "search_path"]
        must = function.definer or (
            function.string_body and (function.schema, function.name) not in MAY_LACK_SEARCH_PATH
        )
        if must:
            exact = len(pinned) == 1 and pinned[0].kind == VariableSetKind.VAR_SET_VALUE
            if not exact or [str(value.val.sval) for value in pinned[0].args or ()] != SEARCH_PATH:
                self.report(
                    path, function.line, "search-path",
                    f"{function.label} must say: set search_path = pg_catalog, pg_temp",
                )  # fmt: skip
        elif settings and not function.string_body:
            self.report(
                path, function.line, "leaf-set",
                f"{function.label} has a SET clause, which stops PostgreSQL from inlining it",
            )  # fmt: skip

    def definer(self, path: Path, function: Function) -> None:
        if function.definer and function.schema != "paper":
            self.report(
                path, function.line, "definer",
                f"{function.label} is security definer outside schema paper",
            )  # fmt: skip

    def parameters(self, path: Path, function: Function) -> None:
        inputs = {
            FunctionParameterMode.FUNC_PARAM_IN,
            FunctionParameterMode.FUNC_PARAM_INOUT,
            FunctionParameterMode.FUNC_PARAM_VARIADIC,
            FunctionParameterMode.FUNC_PARAM_DEFAULT,
        }
        for parameter in function.node.parameters or ():
            if parameter.mode in inputs and not (parameter.name or "").startswith("p_"):
                self.report(
                    path, function.line, "parameter-name",
                    f"{function.label}: parameter {parameter.name or 'without a name'} should start with p_",
                )  # fmt: skip

    def clock(self, path: Path, function: Function) -> None:
        if (function.schema, function.name) not in CLOCKS:
            self.no_time(path, function.label, function.body)

    def no_time(self, path: Path, label: str, body: Sequence[Token]) -> None:
        for index, token in enumerate(body):
            following = body[index + 1].text if index + 1 < len(body) else ""
            if token.word in TIME_KEYWORDS or (token.word in TIME_FUNCTIONS and following == "("):
                self.report(path, token.line, "clock", f"{label} asks for the time itself: {token.word}")

    # -- blocks of PL/pgSQL, token by token

    def when_others(self, path: Path, label: str, body: Sequence[Token]) -> None:
        for index, token in enumerate(body):
            if token.word != "when":
                continue
            for other in body[index + 1 :]:
                if other.word == "then":
                    break
                if other.word == "others":
                    self.report(path, other.line, "when-others", f"{label} catches what must abort")

    def errcodes(self, path: Path, label: str, body: Sequence[Token]) -> None:
        for statement in plpgsql_statements(body):
            if statement[0].word != "raise":
                continue
            words = [token.word for token in statement]
            if len(words) == 1 or words[1] in LEVELS:
                continue
            first = statement[2 if words[1] == "exception" else 1]
            # A condition by name or by SQLSTATE stands where else the format string does.
            has_condition = first.word != "using" and first.kind != "SCONST"
            if not has_condition and "errcode" not in words:
                self.report(path, statement[0].line, "errcode", f"{label} raises without an ERRCODE")

    def locals(self, path: Path, label: str, body: Sequence[Token]) -> None:
        for name in local_names(body):
            if not name.word.startswith("v_"):
                self.report(
                    path, name.line, "local-name", f"{label}: variable {name.text} should start with v_"
                )

    # -- views and comments

    def view(self, path: Path, node: Any, text: str, line: int) -> tuple[str, str]:
        schema, name = node.view.schemaname or "", node.view.relname
        tokens = list(tokens_of(text, line))
        self.define("view", schema, name, path, tokens[0].line)
        self.no_time(path, f"{schema}.{name}", tokens)
        columns = [a.sval for a in node.aliases or ()] or list(column_names(node.query))
        for column in columns:
            self.define("column", schema, f"{name}.{column}", path, tokens[0].line)
        return schema, name

    def define(self, kind: str, schema: str, name: str, path: Path, line: int) -> None:
        if schema == "paper":
            self.public.append(PublicObject(kind, name, path, line))

    def comment(self, node: Any) -> None:
        if not node.comment:
            return
        kinds = {
            ObjectType.OBJECT_FUNCTION: "function", ObjectType.OBJECT_AGGREGATE: "function",
            ObjectType.OBJECT_PROCEDURE: "procedure", ObjectType.OBJECT_ROUTINE: "function",
            ObjectType.OBJECT_VIEW: "view", ObjectType.OBJECT_COLUMN: "column",
            ObjectType.OBJECT_TYPE: "type", ObjectType.OBJECT_DOMAIN: "type",
        }  # fmt: skip
        kind = kinds.get(node.objtype)
        if kind is None:
            return
        target = node.object
        if type(target) is ast.ObjectWithArgs:
            target = target.objname
        elif type(target) is ast.TypeName:
            target = target.names
        parts = [part.sval for part in target]
        if parts[0] == "paper":
            self.commented.add((kind, ".".join(parts[1:])))

    def comments(self) -> None:
        for item in self.public:
            if (item.kind, item.name) not in self.commented:
                self.report(
                    item.path, item.line, "comment", f"{item.kind} paper.{item.name} has no comment on it"
                )


# -- tokens and names


def tokens_of(text: str, line: int) -> Iterator[Token]:
    """Yield the tokens of a piece of SQL or PL/pgSQL, comments left out."""
    position = 0
    for token in pglast.parser.scan(text):
        line += text.count("\n", position, token.start)
        position = token.start
        if token.name not in {"SQL_COMMENT", "C_COMMENT"}:
            yield Token(text[token.start : token.end + 1], line, token.name)


def deep_tokens(text: str, line: int) -> Iterator[Token]:
    """Yield tokens, and those inside strings in dollars as well."""
    for token in tokens_of(text, line):
        if token.kind == "SCONST" and token.text.startswith("$"):
            yield from deep_tokens(unquoted(token.text), token.line)
        else:
            yield token


def unquoted(literal: str) -> str:
    """Return the text of a string literal; lines stay where they are."""
    if literal.startswith("$"):
        fence = literal[: literal.index("$", 1) + 1]
        return literal[len(fence) : -len(fence)]
    return literal[literal.index("'") + 1 : -1].replace("''", "'")


def is_body(token: Token, tokens: Sequence[Token]) -> bool:
    return tokens[tokens.index(token) - 1].word == "as"


def do_body(text: str, line: int) -> list[Token]:
    literal = next(token for token in tokens_of(text, line) if token.kind == "SCONST")
    return list(tokens_of(unquoted(literal.text), literal.line))


def qualified(names: Sequence[Any]) -> tuple[str, str]:
    parts = [name.sval for name in names]
    return (parts[-2] if len(parts) > 1 else "", parts[-1])


STARTERS = {";", "begin", "declare", "then", "else", "loop", ">>"}


def plpgsql_statements(body: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield runs of tokens that start where a statement of PL/pgSQL can start and end at its semicolon."""
    for index, token in enumerate(body):
        if index == 0 or body[index - 1].word in STARTERS:
            end = next((i for i in range(index, len(body)) if body[i].text == ";"), len(body))
            if token.text != ";" and end > index:
                yield body[index:end]


def local_names(body: Sequence[Token]) -> Iterator[Token]:
    """Yield the names that a block declares: in DECLARE sections and as variables of loops."""
    index = 0
    while index < len(body):
        if body[index].word == "declare" and (index == 0 or body[index - 1].word in STARTERS):
            index += 1
            while index < len(body) and body[index].word != "begin":
                if body[index].word != "declare":
                    yield body[index]
                    while index < len(body) and body[index].text != ";":
                        index += 1
                index += 1
            continue
        if body[index].word in {"for", "foreach"} and (index == 0 or body[index - 1].word in STARTERS):
            name = index + 1
            while name < len(body) and body[name].word not in {"in", "slice", "loop"}:
                if body[name].text != ",":
                    yield body[name]
                name += 1
        index += 1


def column_names(query: Any) -> Iterator[str]:
    """Yield the names of a view's columns, as far as its text says them."""
    while type(query) is ast.SelectStmt and query.larg is not None:
        query = query.larg
    for target in query.targetList or ():
        if target.name:
            yield target.name
            continue
        value: Any = target.val
        last: Any = value.fields[-1] if hasattr(value, "fields") else None
        if hasattr(last, "sval"):
            yield last.sval


def sql_files(arguments: Iterable[str]) -> list[Path]:
    files: list[Path] = []
    for argument in arguments:
        path = Path(argument)
        if not path.exists():
            raise SystemExit(f"{argument}: no such file or folder")
        files.extend(sorted(path.rglob("*.sql")) if path.is_dir() else [path])
    return files


def main(arguments: Sequence[str]) -> int:
    files = sql_files(arguments or ["migrations", "sql"])
    if not files:
        raise SystemExit("no .sql file found")
    findings = Linter().run(files)
    for finding in findings:
        print(finding)
    print(f"{len(files)} files, {len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
