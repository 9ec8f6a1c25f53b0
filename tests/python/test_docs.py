"""What the documentation says is run: blocks, outputs, links, tables, generated pages.

A page is run from top to bottom on a database of its own: its SQL in psql, its Python as scripts and its
commands in a shell, with PGPAPER_DSN set. A block of text right behind one that is run is its output, and has
to be exactly that. Every block of code is run, but those behind a comment `<!-- not run: REASON -->`, and the
queries of the cook book, which are run to write it again.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pgpaper
import psycopg
import pytest
from pgpaper.errors import BY_SQLSTATE, PaperError, translate
from support.servers import Server

# What is shown is of the client, or of functions that have tests on every server.
pytestmark = pytest.mark.servers("embedded")

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
GENERATED = re.compile(r"<!-- cookbook: \w+ -->\n\Z")
NOT_RUN = re.compile(r"<!-- not run: (?P<reason>[^>]+) -->\s*\Z")

UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")

#: Pages that query what the demonstration leaves.
ON_THE_DEMO = {"analysts", "cookbook"}

#: Pages of many commands and programs, each a process that takes its time to begin.
OF_THE_CLIENT = {"frames", "tutorial"}

SHELL = "sh"
#: Shown, no code: output, signatures, pictures made of characters, files.
SHOWN = {"text", "ini"}


@dataclass(frozen=True)
class Block:
    """A fenced block; `output` is the text block right behind it, if there is one."""

    place: str
    language: str
    text: str
    output: str | None
    not_run: str | None
    is_generated: bool


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    matches = list(BLOCK.finditer(text))
    found = []
    for match, after in zip(matches, [*matches, None][1:], strict=True):
        follows = after is not None and after["language"] == "text"
        is_output = follows and after is not None and not text[match.end() : after.start()].strip()
        line = text.count("\n", 0, match.start()) + 1
        output = after["text"] if after is not None and is_output else None
        before = text[: match.start()]
        marked = NOT_RUN.search(before)
        found.append(
            Block(
                f"{page.name}:{line}",
                match["language"],
                match["text"],
                output,
                marked and marked["reason"],
                is_generated=GENERATED.search(before) is not None,
            )
        )
    return found


def name_of(page: Path) -> str:
    return page.stem


def load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


build = load_build()


@pytest.fixture(scope="module")
def demo_dsn(server: Server) -> Iterator[str]:
    """A database with the data of the demonstration."""
    with server.database("docs") as name:
        dsn = server.dsn_of(name)
        build.run_demo(dsn)
        yield dsn


@pytest.fixture
def page_dsn(request: pytest.FixtureRequest, page: Path) -> str:
    """The database for a page: a fresh one, or one with the demonstration's data."""
    wanted = "demo_dsn" if page.stem in ON_THE_DEMO else "dsn"
    dsn: str = request.getfixturevalue(wanted)
    return dsn


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that, as root, the embedded server's own account can enter."""
    path = Path(tempfile.mkdtemp(prefix="pgpaper-docs-", dir="/tmp"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_blocks_run_and_print_what_the_page_says(
    server: Server, page_dsn: str, page: Path, folder: Path
) -> None:
    if page.stem in OF_THE_CLIENT and server.target.name != "embedded":
        pytest.skip("what it shows is the client's, and runs on the embedded server")
    for block in blocks(page):
        if block.language in SHOWN or block.is_generated:
            continue
        if block.not_run is not None:
            assert len(block.not_run.split()) > 2, f"{block.place}: that is no reason"
            continue
        if block.language == "sql":
            found = build.psql(server.pg_bin, page_dsn, block.text, "-c TimeZone=UTC")
        elif block.language == "python":
            found = run_program(block, page_dsn, folder, sys.executable)
        else:
            assert block.language == SHELL, f"{block.place}: a block of {block.language or 'nothing'}"
            found = run_program(block, page_dsn, folder, "sh", "-eu")
        if block.output is not None:
            assert trimmed(found) == trimmed(block.output), f"{block.place} prints something else"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_code_is_in_fenced_blocks(page: Path) -> None:
    """Code that is only indented would not be run."""
    prose = BLOCK.sub("", page.read_text(encoding="utf-8"))
    assert not re.search(r"^\n {4}\S", prose, re.MULTILINE), "an indented block"
    marked = [block for block in blocks(page) if block.not_run is not None]
    assert prose.count("<!-- not run:") == len(marked), "a mark that stands before no block"
    assert "```" not in prose, "a block that is not closed, or not alone on its lines"


def test_an_unmarked_block_is_run(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```sh\nfalse\n```\n\n<!-- not run: it would fail -->\n```sh\nfalse\n```\n\n```sh\nfalse\n```\n"
    )
    assert [(block.not_run, block.is_generated) for block in blocks(page)] == [
        (None, False), ("it would fail", False), (None, False)
    ]  # fmt: skip
    with pytest.raises(AssertionError, match=r"page\.md:1"):
        run_program(blocks(page)[0], "", tmp_path, "sh", "-eu")


def run_program(block: Block, dsn: str, folder: Path, *command: str) -> str:
    """Return what a program that reads its own text prints; it has to succeed, and say nothing on stderr."""
    script = folder / "block"
    script.write_text(block.text, encoding="utf-8")
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PGPAPER_DSN": dsn,
        "PGPAPER_HOME": str(folder / "home"),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONWARNINGS": "error",
        "COLUMNS": str(build.WIDTH),
        "TZ": "UTC",
    }
    done = subprocess.run(
        [*command, script], env=environment, cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{block.place}: {done.stderr}"
    assert not done.stderr, f"{block.place}: {done.stderr}"
    return done.stdout


def trimmed(text: str) -> list[str]:
    """The lines, without the blanks at their ends, which nobody sees; one random id is as good as another."""
    return [UUID.sub("…", line).rstrip() for line in text.rstrip().splitlines()]


# -- what the pages name


def slug(heading: str) -> str:
    """The anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").strip().lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    prose = BLOCK.sub("", page.read_text(encoding="utf-8"))
    return {slug(heading) for heading in re.findall(r"^#+ (.*)$", prose, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    prose = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\[[^]]*\]\(([^)]+)\)", prose):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name}: there is no {target}"
        assert file.is_relative_to(ROOT)
        if anchor:
            assert anchor in anchors(file), f"{page.name}: there is no heading for {target}"


def commands(page: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the words and the options of each pgpaper command that a page shows."""
    text = page.read_text(encoding="utf-8")
    shown = [block.text for block in blocks(page) if block.language == SHELL]
    shown += re.findall(r"`(pgpaper [^`\n]+)`", BLOCK.sub("", text))
    for command in re.findall(r"\bpgpaper ([^|#&)\n]+)", "\n".join(shown)):
        words = re.match(r"(?:[a-z]+ ?)*", command)
        yield (words[0].split() if words else []), re.findall(r"(?<= )--[a-z-]+", f" {command}")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_exist(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pgpaper.cli.app import app, run

    for words, options in commands(page):
        path: list[str] = []
        level = app
        for word in words:
            known = {name for name in level if not name.startswith("-")}
            if not known:  # a command; what follows are its arguments
                break
            assert word in known, f"{page.name}: there is no command pgpaper {' '.join([*path, word])}"
            path.append(word)
            level = level[word]
        assert run([*path, "--help"]) == 0
        described = capsys.readouterr().out
        for option in options:
            assert option in described, f"{page.name}: pgpaper {' '.join(path)} has no {option}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z.-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(
        re.findall(r"`make ([a-z.-]+)`|^make ([a-z.-]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {name for pair in named for name in pair if name} <= targets


# -- the page of errors


def rows_of(heading: str) -> dict[str, list[str]]:
    """The table under a heading of errors.md: first cell to the other cells, the code marks taken off."""
    _, _, section = (DOCS / "errors.md").read_text(encoding="utf-8").partition(f"## {heading}\n")
    lines = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("| `")]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    assert len({row[0] for row in rows}) == len(rows) > 0
    return {row[0].strip("`"): row[1:] for row in rows}


def sources() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "sql").rglob("*.sql")))


def test_errors_lists_every_sqlstate_of_ours() -> None:
    rows = rows_of("SQLSTATEs of pgpaper")
    raised = set(re.findall(r"'(ZP\d{3})'", sources()))
    assert set(rows) == raised | {code for code in BY_SQLSTATE if code.startswith("ZP")}
    assert {code for code, cells in rows.items() if "Not raised yet" in cells[1]} == set(rows) - raised


def test_errors_lists_every_other_sqlstate_that_functions_raise() -> None:
    raised = set(re.findall(r"errcode = '(\w{5})'", sources()))
    assert {code for code in raised if not code.startswith("ZP")} <= set(rows_of("SQLSTATEs of PostgreSQL"))


def test_errors_names_the_exception_of_each_sqlstate() -> None:
    for heading in ("SQLSTATEs of pgpaper", "SQLSTATEs of PostgreSQL"):
        for code, cells in rows_of(heading).items():
            raised = type("Raised", (psycopg.Error,), {"sqlstate": code})("as the server raises it")
            assert cells[0] == f"`{type(translate(raised)).__name__}`", code


def test_errors_names_every_exception() -> None:
    text = (DOCS / "errors.md").read_text(encoding="utf-8")
    exported = {getattr(pgpaper, name) for name in pgpaper.__all__}
    kinds = {kind.__name__ for kind in exported if isinstance(kind, type) and issubclass(kind, PaperError)}
    assert kinds <= set(re.findall(r"`(?:pgpaper\.)?(\w+)`", text))


def test_errors_lists_every_reject_reason(server: Server, dsn: str) -> None:
    rows = rows_of("Reject reasons")
    with psycopg.connect(dsn) as connection:
        labels = connection.execute("select unnest(enum_range(null::paper.reject_reason))::text").fetchall()
        assert list(rows) == [label for (label,) in labels]
        for reason, (meaning, example) in rows.items():
            given = f"'{reason}'" in sources()
            assert ("Not given yet" in meaning) is not given
            if reason == "not_fillable":  # cancels, never rejects: there is no text
                assert example == ""
            elif given:
                query = "select paper_internal.fill_error(%s::paper.reject_reason, 2.5, 10.5, 990, 1)"
                (text,) = connection.execute(query, (reason,)).fetchone() or ("",)
                assert without_numbers(example.strip("`")) == without_numbers(text)


def without_numbers(text: str) -> str:
    return re.sub(r"\d+(\.\d+)?", "N", text)


def test_the_page_of_commands_lists_every_exit_code() -> None:
    from pgpaper.cli.errors import Exit

    _, _, section = (DOCS / "commands.md").read_text(encoding="utf-8").partition("| exit code |")
    assert re.findall(r"^\| (\d+) \|", section, re.MULTILINE) == [str(int(code)) for code in Exit]


# -- what is generated


def test_generated_pages_are_up_to_date(server: Server, demo_dsn: str) -> None:
    for page, text in build.build(demo_dsn, server.pg_bin).items():
        assert page.read_text(encoding="utf-8") == text, f"{page.name}: make docs"


def test_what_belongs_to_a_table_has_its_row_there(demo_dsn: str) -> None:
    with psycopg.connect(demo_dsn) as connection:
        shown = build.entities.tables(connection)
        pairs = [(table, build.entities.parent(table, shown)) for table in shown]
        assert sum(parent is not None for _, parent in pairs) >= 8
        for table, parent in pairs:
            if parent is not None:
                key = ", ".join(parent.key)
                orphans = connection.execute(
                    f"select {key} from paper_internal.{table.name} except "
                    f"select {key} from paper_internal.{parent.name}"
                ).fetchall()
                assert not orphans, f"{table.name} of {parent.name}"


def test_foreign_keys_are_as_the_page_says(demo_dsn: str) -> None:
    with psycopg.connect(demo_dsn) as connection:
        declared = connection.execute(
            "select conrelid::regclass::text from pg_constraint where contype = 'f'"
            " and connamespace = 'paper_internal'::regnamespace"
        ).fetchall()
    assert declared == [("paper_internal.account_grants",)]


def test_every_scene_is_shown() -> None:
    text = (DOCS / "fills.md").read_text(encoding="utf-8")
    shown = re.findall(r"<!-- scene: (\w+) -->", text)
    assert sorted(shown) == sorted(scene.name for scene in build.pictures.SCENES)
    assert sorted(shown) == sorted(picture.stem for picture in (DOCS / "pictures").glob("[!_]*.svg"))


def test_every_query_of_the_cook_book_is_shown() -> None:
    shown = re.findall(r"<!-- cookbook: (\w+) -->", (DOCS / "cookbook.md").read_text(encoding="utf-8"))
    assert len(shown) == 40  # as the page says
    assert shown == sorted(file.stem for file in (DOCS / "cookbook").glob("*.sql"))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_is_plain(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"/tmp/|/root/|/home/|/work/", text), "a path of somebody's machine"
    prose = [line for line in BLOCK.sub("", text).splitlines() if not line.startswith("|")]
    assert max(map(len, prose)) <= build.WIDTH
