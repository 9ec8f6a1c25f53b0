"""Mutants of SQL functions: the same function with one operator or one constant changed.

A mutant that no test notices shows what the tests do not look at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pglast
from pglast import ast

SWAPS = {
    "+": "-", "-": "+", "*": "/", "/": "*", "|": "&", "&": "|",
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "<>", "<>": "=", "!=": "=",
    "~": "!~", "!~": "~", "~*": "!~*", "!~*": "~*",
    "and": "or", "or": "and", "true": "false", "false": "true", "not": "",
    "least": "greatest", "greatest": "least", "floor": "ceil", "ceil": "floor", "abs": "",
    "min": "max", "max": "min", "asc": "desc", "desc": "asc", "first": "last", "last": "first",
    "any": "all", "all": "any", "between": "not between",
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A function with one change, and the changed line with the change marked."""

    text: str
    statement: str


@dataclass(frozen=True)
class Mutant:
    """One place to change, with the ways to do it: the first that PostgreSQL accepts counts."""

    line: int
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Leaf:
    """A CREATE FUNCTION of language sql."""

    name: str
    path: Path
    statement: str
    line: int

    def mutants(self, enums: Sequence[Sequence[str]] = ()) -> list[Mutant]:
        """Return every mutant; `enums` are the labels that a constant may be swapped with."""
        found: list[Mutant] = []
        seen: Counter[str] = Counter()
        for start, end, replacements in _changes(self.statement, enums):
            candidates = []
            for replacement in replacements:
                text = self._marked(start, end, replacement)
                seen[text] += 1
                candidates.append(
                    Candidate(
                        text if seen[text] == 1 else f"{text} (number {seen[text]})",
                        self.statement[:start] + replacement + self.statement[end:],
                    )
                )
            line = self.line + self.statement.count("\n", 0, start)
            found.append(Mutant(line, tuple(candidates)))
        return found

    def _marked(self, start: int, end: int, replacement: str) -> str:
        before = self.statement[:start].rpartition("\n")[2]
        after = self.statement[end:].partition("\n")[0]
        return f"{before}⟦{self.statement[start:end]} → {replacement}⟧{after}".strip()


def leaves(folder: Path) -> list[Leaf]:
    """Return the functions of language sql in the files of a folder."""
    found: list[Leaf] = []
    for path in sorted(folder.rglob("*.sql")):
        source = path.read_text(encoding="utf-8")
        for raw in pglast.parse_sql(source):
            node: Any = raw.stmt
            if not isinstance(raw.stmt, ast.CreateFunctionStmt):
                continue
            language = next((o.arg.sval for o in node.options or () if o.defname == "language"), "sql")
            if language == "sql":
                start = raw.stmt_location or 0
                text = source[start : start + raw.stmt_len] if raw.stmt_len else source[start:]
                line = source.count("\n", 0, start) + 1
                found.append(Leaf(node.funcname[-1].sval, path, text, line))
    return found


def _changes(statement: str, enums: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (start, end, replacements) for each change within the body."""
    tokens = [t for t in pglast.parser.scan(statement) if not t.name.endswith("_COMMENT")]
    texts = [statement[t.start : t.end + 1] for t in tokens]
    words = [text.lower() for text in texts]
    body = _body(words, [t.name for t in tokens])
    if body is None:
        literal = next(i for i, word in enumerate(words) if i and words[i - 1] == "as" and word[0] in "$'")
        fence = texts[literal].index("$", 1) + 1 if texts[literal].startswith("$") else 1
        offset = tokens[literal].start + fence
        inner = "return " + texts[literal][fence:-fence]
        for start, end, replacements in _changes(inner, enums):
            yield start + offset - len("return "), end + offset - len("return "), replacements
        return
    literals = [t for t, token in zip(texts, tokens, strict=True) if token.name == "SCONST"]
    for index in range(body, len(tokens)):
        token, word = tokens[index], words[index]
        start, end = token.start, token.end + 1
        if token.name == "ICONST" or token.name == "FCONST":
            for step in (1, -1):
                yield start, end, [f"{Decimal(word) + step:f}"]
        elif token.name == "SCONST":
            yield from _strings(start, end, texts[index], literals, enums)
        elif word in SWAPS:
            yield start, end, [SWAPS[word]]
        elif (word == "is" and words[index + 1] != "not") or (word == "in" and words[index - 1] != "not"):
            yield start, end, ["is not" if word == "is" else "not in"]


def _body(words: Sequence[str], names: Sequence[str]) -> int | None:
    """Return the index of the first token of a body that is not a string."""
    for index, word in enumerate(words):
        if word == "return" or (word == "atomic" and words[index - 1] == "begin"):
            return index + 1
        if names[index] == "SCONST" and words[index - 1] == "as":
            return None
    return None


def _strings(
    start: int, end: int, literal: str, literals: Sequence[str], enums: Sequence[Sequence[str]]
) -> Iterator[tuple[int, int, list[str]]]:
    content = literal[1:-1]
    try:
        value = json.loads(content)
    except ValueError:
        value = None
    if isinstance(value, dict | list) and value:
        for changed in _json_changes(value):
            yield start, end, ["'" + json.dumps(changed, ensure_ascii=False).replace("'", "''") + "'"]
        return
    partners: list[str] = []
    for labels in enums:
        if content in labels:
            following = labels[(labels.index(content) + 1) % len(labels)]
            partners.append(f"'{following}'")
    here = literals.index(literal)
    partners += [other for other in [*literals[here:], *literals[:here]] if other != literal]
    partners += [f"'{content}x'", f"'{content.replace(chr(34), '')}x'", "'\"x\"'"]
    yield start, end, list(dict.fromkeys(p for p in partners if p != literal))


def _json_changes(value: Any) -> Iterator[Any]:
    """Yield the document once for each of its keys and values, with that one changed."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {(key + "x" if k == key else k): v for k, v in value.items()}
            for changed in _json_changes(inner):
                yield {**value, key: changed}
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            for changed in _json_changes(inner):
                yield [*value[:index], changed, *value[index + 1 :]]
    elif isinstance(value, bool) or value is None:
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
        yield value - 1
    else:
        yield f"{value}x"
