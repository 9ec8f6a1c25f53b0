"""What is changed in a function, and how a mutant is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.mutants import Candidate, Leaf, leaves


def changes(statement: str, enums: list[list[str]] | None = None) -> list[str]:
    leaf = Leaf("f", Path("f.sql"), statement, 1)
    mutants = leaf.mutants(enums or [])
    assert all(c.statement != statement for mutant in mutants for c in mutant.candidates)
    return [mutant.candidates[0].text.partition("⟦")[2].partition("⟧")[0] for mutant in mutants]


HEAD = "create function f(p_a integer default 1 + 2) returns integer language sql immutable "


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return p_a + 1", ["+ → -", "1 → 2", "1 → 0"]),
        ("return -p_a / 1.5", ["- → +", "/ → *", "1.5 → 2.5", "1.5 → 0.5"]),
        ("return p_a < 1e2", ["< → <=", "1e2 → 101", "1e2 → 99"]),
        ("return a <= b and c <> d", ["<= → <", "and → or", "<> → ="]),
        ("return a is null or b is not true", ["is → is not", "or → and", "not → ", "true → false"]),
        ("return a in ('x', 'y')", ["in → not in", "'x' → 'y'", "'y' → 'x'"]),
        ("return 'x'", ["'x' → 'xx'"]),
        ("return least(abs(a), b)", ["least → greatest", "abs → "]),
        ("begin atomic select a * b; end", ["* → /"]),
        ("as $$ select a * 1 -- a + b\n $$", ["* → /", "1 → 2", "1 → 0"]),
        ("as 'select a * b'", ["* → /"]),
        ("return $1 >= 2 -- é + 1", [">= → >", "2 → 3", "2 → 1"]),
    ],
)
def test_each_operator_and_constant_is_changed_once(body: str, expected: list[str]) -> None:
    assert changes(HEAD + body) == expected


def test_a_label_of_an_enum_becomes_the_next_label() -> None:
    assert changes(HEAD + "return p_a = 'sell'", [["buy", "sell"]]) == ["= → <>", "'sell' → 'buy'"]


def test_a_json_document_is_changed_inside() -> None:
    assert changes(HEAD + """return '{"a": 1, "b": [true, "x"]}'""") == [
        """'{"a": 1, "b": [true, "x"]}' → '{"ax": 1, "b": [true, "x"]}'""",
        """'{"a": 1, "b": [true, "x"]}' → '{"a": 2, "b": [true, "x"]}'""",
        """'{"a": 1, "b": [true, "x"]}' → '{"a": 0, "b": [true, "x"]}'""",
        """'{"a": 1, "b": [true, "x"]}' → '{"a": 1, "bx": [true, "x"]}'""",
        """'{"a": 1, "b": [true, "x"]}' → '{"a": 1, "b": [false, "x"]}'""",
        """'{"a": 1, "b": [true, "x"]}' → '{"a": 1, "b": [true, "xx"]}'""",
    ]


def test_a_mutant_is_the_function_with_one_change() -> None:
    (mutant,) = Leaf("f", Path("f.sql"), HEAD + "\nreturn (\n    a and b\n)", 5).mutants()
    assert mutant.line == 7
    assert mutant.candidates == (Candidate("a ⟦and → or⟧ b", HEAD + "\nreturn (\n    a or b\n)"),)


def test_equal_lines_have_names_that_differ() -> None:
    leaf = Leaf("f", Path("f.sql"), HEAD + "return (\na and b\nor\na and b\n)", 1)
    names = [mutant.candidates[0].text for mutant in leaf.mutants()]
    assert names == ["a ⟦and → or⟧ b", "⟦or → and⟧", "a ⟦and → or⟧ b (number 2)"]


def test_only_functions_of_language_sql_are_leaves(tmp_path: Path) -> None:
    (tmp_path / "f.sql").write_text(f"-- é\n{HEAD}return 1;\ncomment on function f is 'F';", encoding="utf-8")
    (tmp_path / "g.sql").write_text(
        "create function g() returns integer language plpgsql as $$ begin return 1; end $$;", encoding="utf-8"
    )
    (leaf,) = leaves(tmp_path)
    assert (leaf.name, leaf.line, leaf.statement) == ("f", 2, f"{HEAD}return 1")
