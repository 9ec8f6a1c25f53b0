"""The help: it fits a terminal, and each of its examples is understood, and done where it can be."""

from __future__ import annotations

import gzip
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cyclopts import App
from pgpaper.cli.app import app, run
from pgpaper.cli.errors import Exit
from psycopg import sql
from support.servers import Server
from test_cli import COMMANDS, Cli, cli

# Of the client: what it asks of the database has tests on every server.
pytestmark = pytest.mark.servers("embedded")

__all__ = ["cli"]

GLOBAL = ("", *COMMANDS)

#: Examples that are parsed only, and why.
NOT_RUN = {
    r"server (start|stop|status)": "the embedded server",
    r"demo": "has tests of its own, and takes long",
    r"psql": "replaces the process",
    r"watch \w+( --after.*)?$": "does not end",
    r"migrate --dsn": "a server of the reader's",
    r"role add .*--password": "asks at the terminal",
    r"explain": "an id of the reader's",
    r"calendar load": "has tests of its own, and takes long",
    r"account import \S+$": "the account is still there",
    r"account fork .* --at": "the account is younger",
    r"report": "has tests of its own, and wants market data",
    r"instrument": "wants a calendar that is loaded",
}

#: What comes before and after the others, to have something to work on.
FIRST, LAST = ("account open", "role add", "account grant"), ("account reset", "account close")


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run([*command.split(), "--help"]) == Exit.DONE
    return capsys.readouterr().out


def source(command: str) -> str:
    level: App = app
    for word in command.split():
        level = level[word]
    return level.help or ""


def examples() -> list[str]:
    """Every example of every help, as the pgpaper command that is in it."""
    lines = [
        line.strip()
        for command in GLOBAL
        for line in source(command).partition("For example:")[2].splitlines()
        if line.strip()
    ]
    found = [command_in(line) for line in lines]
    assert all(found)
    return found


def command_in(line: str) -> str:
    """The pgpaper command in a line for the shell, without pipes, redirections and what is around it."""
    start = re.search(r"(?:^|\| |\$\()(?=pgpaper\b)", line)
    if start is None:
        return ""
    quote, command = "", ""
    for letter in line[start.end() :]:
        if not quote and letter in "|>)":
            break
        if letter in "'\"" and quote in ("", letter):
            quote = "" if quote else letter
        command += letter
    return command.strip()


EXAMPLES = examples()


@pytest.mark.parametrize("command", GLOBAL)
def test_the_help_fits_a_terminal(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The first line stands alone in lists of commands; no other is broken by a terminal of 80 columns."""
    first, *others = source(command).strip().splitlines()
    assert first.endswith(".")
    assert len(first) <= 66
    prose, _, shown = "\n".join(others).partition("For example:")
    assert max(map(len, [line.removeprefix("    ") for line in prose.splitlines()] or [""])) <= 80
    assert shown.strip()
    assert first in " ".join(help_of(command, capsys).split())


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_understood(example: str) -> None:
    program, *tokens = shlex.split(example)
    assert program == "pgpaper"
    _, shared, *_ = app.meta.parse_args(tokens, print_error=False, exit_on_error=False)
    command, *_ = app.parse_args(shared.args, print_error=False, exit_on_error=False)
    assert callable(command)


def test_every_help_has_examples() -> None:
    assert len(EXAMPLES) >= len(GLOBAL)
    assert all(
        any(example.startswith(f"pgpaper {command}".strip()) for example in EXAMPLES) for command in GLOBAL
    )


@pytest.fixture
def roles(server: Server, dsn: str) -> Iterator[None]:
    """The roles of the examples, which must not be somebody's already, go with the test."""
    names = ("alice", "bob")
    with psycopg.connect(dsn, autocommit=True) as connection:
        assert not connection.execute("select from pg_roles where rolname = any(%s)", ([*names],)).fetchone()
        connection.execute("create role alice")
        yield
        for name in names:
            if connection.execute("select from pg_roles where rolname = %s", (name,)).fetchone():
                role = sql.Identifier(name)
                connection.execute(sql.SQL("drop owned by {} cascade").format(role))
                connection.execute(sql.SQL("drop role {}").format(role))


@pytest.mark.usefixtures("roles")
def test_the_examples_do_what_they_say(
    cli: Cli, dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    monkeypatch.chdir(tmp_path)
    quotes = "ticker,at,bid,ask\nAAPL,2026-01-05T15:00:00Z,187,187.10\n"
    Path("quotes.csv.gz").write_bytes(gzip.compress(quotes.encode()))
    Path("daily.csv").write_text("date,open,high,low,close,volume\n2026-01-05,1,2,1,2,9\n")
    prints = {"ticker": ["IBM"], "at": ["2026-01-05T15:00:00Z"], "px": ["140.5"], "lots": ["10"]}
    parquet.write_table(pyarrow.table(prints), "prints.parquet")
    Path("orders.csv").write_text("ticker,side,quantity\nAAPL,buy,1\n")
    Path("report.sql").write_text("select * from paper.positions")

    def place(example: str) -> int:
        words = example.removeprefix("pgpaper ")
        firsts = [i for i, start in enumerate(FIRST) if words.startswith(start)]
        lasts = [len(FIRST) + 1 + i for i, start in enumerate(LAST) if words.startswith(start)]
        return (firsts + lasts or [len(FIRST)])[0]

    done = 0
    for example in sorted(dict.fromkeys(EXAMPLES), key=place):
        words = example.removeprefix("pgpaper ")
        if any(re.match(pattern, words) for pattern in NOT_RUN):
            continue
        stdin = "select count(*) from paper.orders" if words == "sql --json" else ""
        finished = cli(*shlex.split(words), stdin=stdin, PGPAPER_DSN=dsn)
        assert finished.code == Exit.DONE, f"{example}: {finished.err}"
        done += 1
    assert done > 30


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_installed_and_knows_the_commands(
    shell: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "a home"
    home.mkdir()
    for name in ("ZSH", "ZSH_CUSTOM", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert cli("--install-completion", "--shell", shell, HOME=str(home)).code == Exit.DONE
    (script,) = (file for file in home.rglob("*pgpaper*") if file.is_file())
    text = script.read_text()
    for word in ("watch", "submit", "stop-loss"):
        assert word in text
    if shell == "bash":
        line = (
            'source "$1"; COMP_WORDS=(pgpaper submit --stop); COMP_CWORD=2; _pgpaper; echo "${COMPREPLY[@]}"'
        )
        done = subprocess.run(
            ["bash", "-c", line, "bash", script], capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == ["--stop", "--stop-loss", "--stop-loss-limit"]
