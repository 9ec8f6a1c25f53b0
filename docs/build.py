"""Write the generated parts of these pages: `make docs`, or `python docs/build.py [--check]`.

- `commands.md`, the whole page, from the help of the commands.
- `python.md`, the whole page, from the docstrings of the package.
- `entities.md`, the whole page, and its diagram, from the catalog.
- `reference.md`, the whole page, from the catalog of a migrated database: what schema `paper` holds, and what
  its comments say about it.
- `cookbook.md`, what stands between `<!-- cookbook: NAME -->` and `<!-- end -->`: the query in
  `cookbook/NAME.sql`, and what it prints on the data of `pgpaper demo` and of `cookbook/scene.py`.
- `fills.md`, what stands between `<!-- scene: NAME -->` and `<!-- end -->`, and the pictures in `pictures/`:
  what the engine did with the scenes of `pictures.py`.

Everything is run on an embedded server in a temporary home, which is removed afterwards. With `--check`
nothing is written, and the exit code is 1 when a page is not what it should be.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from pgpaper.embedded import EmbeddedServer, find_binaries
from pgpaper.migrate import migrate
from psycopg.rows import dict_row

DOCS = Path(__file__).resolve().parent
WIDTH = 110
sys.path += [str(DOCS), str(DOCS / "cookbook")]

import docstrings  # noqa: E402
import entities  # noqa: E402
import pictures  # noqa: E402
import scene  # noqa: E402

#: What an analyst's role has, and what decides how values are printed.
ANALYST = (
    r"-c default_transaction_isolation=repeatable\ read -c default_transaction_read_only=on"
    " -c TimeZone=UTC -c DateStyle=ISO"
)

#: The folders of sql/ that hold public functions, in the order of the page.
GROUPS = {
    "accounts": "Accounts",
    "orders": "Orders",
    "market": "Market data",
    "books": "Reading and proving the books",
    "analysis": "Analysis",
    "what_if": "What if",
    "math": "Fill math",
}

_FUNCTIONS = """
select
    p.proname as name,
    p.prokind = 'a' as is_aggregate,
    coalesce((
        select jsonb_agg(jsonb_build_object(
            'name', p.proargnames[a.n],
            'type', format_type(a.type, null),
            'default', pg_get_function_arg_default(p.oid, a.n::integer)
        ) order by a.n)
        from unnest(p.proargtypes::oid[]) with ordinality as a (type, n)
    ), '[]') as arguments,
    pg_get_function_result(p.oid) as result,
    has_function_privilege('paper_analyst', p.oid, 'execute') as is_for_analysts,
    obj_description(p.oid, 'pg_proc') as comment
from pg_proc as p
where p.pronamespace = 'paper'::regnamespace
order by p.proname, p.oid::regprocedure::text
"""

_VIEWS = """
select
    c.relname as name,
    obj_description(c.oid, 'pg_class') as comment,
    (
        select jsonb_agg(jsonb_build_object(
            'name', a.attname,
            'type', format_type(a.atttypid, a.atttypmod),
            'comment', col_description(c.oid, a.attnum)
        ) order by a.attnum)
        from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as columns
from pg_class as c
where c.relnamespace = 'paper'::regnamespace and c.relkind = 'v'
order by c.relname
"""

_TYPES = """
select
    t.typname as name,
    obj_description(t.oid, 'pg_type') as comment,
    (
        select jsonb_agg(e.enumlabel order by e.enumsortorder)
        from pg_enum as e
        where e.enumtypid = t.oid
    ) as labels,
    (
        select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
            order by a.attnum)
        from pg_attribute as a
        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    ) as fields
from pg_type as t
left join pg_class as c on t.typrelid = c.oid
where t.typnamespace = 'paper'::regnamespace
    and (t.typtype = 'e' or (t.typtype = 'c' and c.relkind = 'c'))
order by t.typtype desc, t.typname
"""

_REFERENCE_HEAD = """\
# Reference of schema `paper`

Written by `make docs` from the comments in the database (`\\df+ paper.*`, `\\d+ paper.orders` and
`\\dT+ paper.*` show them in psql): change the comments in `sql/` and `migrations/`, not this page.

A trader (a member of `paper_trader`) may call every function, an analyst (`paper_analyst`) those that say so;
both may read every view. A function that writes an account wants a serializable transaction, see
[operators](operators.md#isolation-levels). Call arguments by name: `p_ticker => 'AAPL'`. The [table of
errors](errors.md) explains the SQLSTATEs.
"""


def reference(connection: "psycopg.Connection[Any]") -> str:
    """Return the page `reference.md` for the schema of a migrated database."""
    with connection.cursor(row_factory=dict_row) as cursor:
        functions, views, types = ([*cursor.execute(query)] for query in (_FUNCTIONS, _VIEWS, _TYPES))
    parts = [_REFERENCE_HEAD]
    for folder, title in GROUPS.items():
        members = [function for function in functions if _folder(function["name"]) == folder]
        parts += [f"## {title}", _contents(members), *map(_function, members)]
    parts += ["## Views", _contents(views), *map(_view, views)]
    parts += ["## Types", _contents(types), *map(_type, types)]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _folder(function: str) -> str:
    """The folder of sql/ that the function is in, without its number."""
    (file,) = DOCS.parent.glob(f"sql/*/{function}.sql")
    folder = file.parent.name.partition("_")[2]
    if folder not in GROUPS:
        raise LookupError(f"{file} is public, and GROUPS has no title for its folder")
    return folder


def _contents(things: list[dict[str, Any]]) -> str:
    return _wrapped(", ".join(f"[{thing['name']}](#{thing['name']})" for thing in things))


def _function(function: dict[str, Any]) -> str:
    lines = [_argument(**argument) for argument in function["arguments"]]
    kind = "aggregate " if function["is_aggregate"] else "" if function["result"] else "procedure "
    name = kind + f"paper.{function['name']}"
    signature = f"{name}({', '.join(lines)})"
    result = (function["result"] or "").replace("SETOF", "setof").replace("TABLE(", "table (")
    returns = f" returns {result}" if result else ""
    if len(signature) + len(returns) >= WIDTH:
        signature = "\n".join([f"{name}(", *(f"    {line}," for line in lines)]).rstrip(",") + "\n)"
    marked = " For analysts too." if function["is_for_analysts"] else ""
    text = _wrapped(_marked_up(function["comment"]) + marked)
    return f"### {function['name']}\n\n```text\n{signature}{returns}\n```\n\n{text}"


def _argument(name: str, type: str, default: str | None) -> str:  # noqa: A002
    if default is None:
        return f"{name} {type}"
    value = re.sub(r"::[a-z_.]+$", "", default)
    return f"{name} {type} default {value.lower() if value == 'NULL' else value}"


def _view(view: dict[str, Any]) -> str:
    if not any(column["comment"] for column in view["columns"]):  # the columns of another view
        return f"### {view['name']}\n\n{_prose(view)}"
    rows = [f"| `{c['name']}` | {c['type']} | {_cell(c['comment'])} |" for c in view["columns"]]
    table = "\n".join(["| column | type | meaning |", "|---|---|---|", *rows])
    return f"### {view['name']}\n\n{_prose(view)}\n\n{table}"


def _type(type_: dict[str, Any]) -> str:
    head = f"### {type_['name']}\n\n{_prose(type_)}"
    if type_["labels"]:
        return f"{head}\n\n" + _wrapped("Enum: " + ", ".join(f"`{label}`" for label in type_["labels"]) + ".")
    rows = [f"| `{field['name']}` | {field['type']} |" for field in type_["fields"]]
    return "\n".join([head, "", "| field | type |", "|---|---|", *rows])


def _prose(thing: dict[str, Any]) -> str:
    return _wrapped(_marked_up(thing["comment"]))


def _marked_up(comment: str) -> str:
    """The comment with names set as code."""
    pattern = r"(?<![\w.])((?:paper\.)?[a-z]\w*\([^()]*\)|paper\.\w+|\w+_\w+)"
    return re.sub(pattern, r"`\1`", " ".join(comment.split()))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _cell(comment: str) -> str:
    return " ".join(comment.split()).replace("|", "\\|")


_EXAMPLES = "<!-- not run: tests/python/test_cli_help.py runs the examples of the help -->"
_COMMANDS_HEAD = """\
# Commands

Written by `make docs` from `pgpaper --help` and `pgpaper COMMAND --help`: change the help in
`python_client/pgpaper/cli`, not this page.
"""


def commands() -> str:
    """Return the page `commands.md`: what the help of each command says."""
    from pgpaper.cli.app import app
    from pgpaper.cli.errors import MEANINGS

    prose, _ = _help_of([])
    prose = re.sub(r"(?s)Exit codes:\n\n.*\Z", "", prose).strip()
    names = sorted(name for name in app if not name.startswith("-"))
    chains = [chain for name in names for chain in ([name], *_below(name))]
    codes = [f"| {int(code)} | {meaning} |" for code, meaning in MEANINGS.items()]
    contents = ", ".join(f"[{' '.join(chain)}](#pgpaper-{'-'.join(chain)})" for chain in chains)
    parts = [
        _COMMANDS_HEAD,
        _paragraphs(prose),
        "```text\n" + _panels([], only="Options of every command") + "\n```",
        "## Exit codes",
        "\n".join(["| exit code | meaning |", "|---|---|", *codes]),
        "## The commands",
        _wrapped(contents),
    ]
    for chain in chains:
        prose, examples = _help_of(chain)
        parts += [
            f"### pgpaper {' '.join(chain)}",
            _paragraphs(prose),
            f"{_EXAMPLES}\n```sh\n{examples}\n```",
        ]
        parts.append("```text\n" + _panels(chain) + "\n```")
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _below(name: str) -> list[list[str]]:
    """The commands of a command that has some."""
    from pgpaper.cli.app import app

    return [[name, below] for below in sorted(app[name]) if not below.startswith("-")]


def _help_of(chain: list[str]) -> tuple[str, str]:
    """What the help of a command says, and its examples."""
    from pgpaper.cli.app import app

    level = app
    for name in chain:
        level = level[name]
    prose, _, examples = textwrap.dedent(_with_indented_first_line(level.help or "")).partition(
        "For example:"
    )
    return prose.strip(), textwrap.dedent(examples.strip("\n").rstrip())


def _with_indented_first_line(text: str) -> str:
    """A docstring whose first line, which stands at its left, is in line with the others."""
    rest = text.partition("\n")[2]
    margin = re.search(r"(?m)^ *(?=\S)", rest)
    return (margin[0] if margin else "") + text


def _paragraphs(prose: str) -> str:
    """Paragraphs in the width of the page; what is indented is text that stays as it is."""
    return "\n\n".join(
        f"```text\n{textwrap.dedent(paragraph)}\n```" if paragraph.startswith("    ") else _wrapped(paragraph)
        for paragraph in re.split(r"\n\n", prose)
    )


def _panels(chain: list[str], only: str = "") -> str:
    """How a command is called: usage, arguments and options, without frames."""
    from io import StringIO

    from pgpaper.cli.app import app
    from rich.console import Console

    with patch.dict(os.environ, {}, clear=True):
        printed = StringIO()
        (app if chain else app.meta).help_print(chain, console=Console(file=printed, width=104))
    lines = printed.getvalue().splitlines()
    found, title = ([] if only else [lines[0]]), ""
    for line in lines:
        if start := re.match(r"╭─ (.*?) ─", line):
            title = start[1]
            if title == only or (not only and title != "Options of every command"):
                found += ([""] if found else []) + [f"{title}:"]
        elif line.startswith("│") and (title == only or (not only and title != "Options of every command")):
            found.append(
                f"  {line.strip('│').strip()}"
                if not line.startswith("│   ")
                else f" {line.strip('│').rstrip()}"
            )
    return "\n".join(found)


def cookbook(page: str, run: Callable[[str], str]) -> str:
    """Return the page with each query of the cook book as its file has it, and what `run` prints for it."""

    def fill(match: re.Match[str]) -> str:
        query = (DOCS / "cookbook" / f"{match['name']}.sql").read_text(encoding="utf-8").strip()
        return f"{match['begin']}\n```sql\n{query}\n```\n\n```text\n{run(query)}\n```\n<!-- end -->"

    return re.sub(r"(?s)(?P<begin><!-- cookbook: (?P<name>\w+) -->)\n.*?<!-- end -->", fill, page)


def psql(binaries: Path, dsn: str, script: str, options: str = "") -> str:
    """Return what psql prints for a script, run with these PGOPTIONS; raises RuntimeError when it fails."""
    done = subprocess.run(  # noqa: S603
        [binaries / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--dbname", dsn, "-f", "-"],
        input=script,
        capture_output=True,
        encoding="utf-8",
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGCLIENTENCODING": "UTF8", "PGOPTIONS": options},
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"psql: {done.stderr.strip()}\n{script}")
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def run_demo(dsn: str) -> None:
    """Trade the demonstration, without the crash, on a migrated database; play the desk."""
    command = [sys.executable, "-m", "pgpaper", "demo", "--no-crash", "--dsn", dsn]
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"the demo failed with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    scene.play(dsn)


@contextmanager
def demo_database() -> Iterator[str]:
    """A migrated database with the demo's data, on a server of its own that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pgpaper-docs-"))
    folder.chmod(0o711)  # as root the server runs as another user, who has to get in
    server = EmbeddedServer(folder / "home", settings={"fsync": "off"})
    try:
        dsn = server.start()
        migrate(dsn)
        run_demo(dsn)
        yield dsn
    finally:
        server.stop()
        shutil.rmtree(folder)


def scenes(dsn: str) -> dict[Path, str]:
    """Return `fills.md` and its pictures. The database gets their accounts and market data."""
    page = DOCS / "fills.md"
    played = {scene.scene.name: scene for scene in pictures.play(dsn)}

    def fill(match: re.Match[str]) -> str:
        scene = played[match["name"]]
        shown = f"![{scene.scene.shows}](pictures/{scene.scene.name}.svg)"
        return f"{match['begin']}\n{shown}\n\n{pictures.table(scene)}\n<!-- end -->"

    text = re.sub(
        r"(?s)(?P<begin><!-- scene: (?P<name>\w+) -->)\n.*?<!-- end -->",
        fill,
        page.read_text(encoding="utf-8"),
    )
    return {page: text} | {DOCS / "pictures" / f"{name}.svg": pictures.draw(played[name]) for name in played}


def build(dsn: str, binaries: Path) -> dict[Path, str]:
    """Return the text that each generated page should have, from a migrated database with the demo's data."""
    with psycopg.connect(dsn) as connection:
        pages = {
            DOCS / "commands.md": commands(),
            DOCS / "entities.md": entities.page(connection),
            DOCS / "pictures" / "_entities.svg": entities.draw(connection),
            DOCS / "python.md": docstrings.page(),
            DOCS / "reference.md": reference(connection),
        }
    page = DOCS / "cookbook.md"
    pages[page] = cookbook(
        page.read_text(encoding="utf-8"), lambda query: psql(binaries, dsn, query, ANALYST)
    )
    return pages | scenes(dsn)


def _read(page: Path) -> str | None:
    return page.read_text(encoding="utf-8") if page.exists() else None


def main() -> int:
    """Write the pages, or with `--check` only compare them."""
    if sys.argv[1:] not in ([], ["--check"]):
        print(f"usage: python {Path(__file__).name} [--check]", file=sys.stderr)
        return 2
    with demo_database() as dsn:
        pages = build(dsn, find_binaries())
    stale = {page: text for page, text in pages.items() if _read(page) != text}
    for page, text in stale.items():
        if sys.argv[1:]:
            print(f"{page.relative_to(DOCS.parent)} is not up to date: make docs", file=sys.stderr)
        else:
            page.write_text(text, encoding="utf-8")
            print(f"{page.relative_to(DOCS.parent)} written")
    return 1 if stale and sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
