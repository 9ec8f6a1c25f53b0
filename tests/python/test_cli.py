"""The command line, run as a user runs it: what it prints, on which stream, and the exit code."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import io
import json
import os
import pty
import re
import shutil
import socketserver
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import tomllib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pgpaper.cli import arguments, database, output
from pgpaper.cli.app import run
from pgpaper.cli.errors import Exit, Failure
from pgpaper.embedded import EmbeddedServer
from psycopg import sql
from psycopg.conninfo import make_conninfo
from support.servers import Server

CHECKOUT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "pgpaper"]
SECRET = "correct-horse-7"

COMMANDS = [
    *("status", "migrate", "psql", "demo", "submit", "orders", "positions", "check"),
    *("account", "account open", "account list", "account show", "account deposit", "account withdraw"),
    *("account reset", "account close", "account settings", "account grant", "account revoke"),
    *("account export", "account import", "account fork", "account replay", "account compare"),
    *("server", "server start", "server stop", "server status", "role", "role add"),
    *("feed", "match", "calendar", "calendar load", "calendar list", "instrument", "explain", "report"),
    *("watch", "sql"),
]

HOSTILE_NAMES = [
    "o'brien",
    'say "hi"',
    "x; drop role postgres; --",
    "back\\slash %s {} $1",
    "two words",
    "Ünïcode-Ж",
    "select",
    "new\nline",
]


@dataclass(frozen=True)
class Done:
    """What a finished command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Done]


def environment(**variables: str) -> dict[str, str]:
    """A user's environment that names no server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), **variables}


def execute(*args: str, stdin: str = "", **variables: str) -> Done:
    done = subprocess.run(
        [*PROGRAM, *args],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment(**variables),
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def cli(module_dsn: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    """Run a command on the database that the tests of this module share, in this process to save time."""

    def runner(*args: str, stdin: str = "", **variables: str) -> Done:
        with monkeypatch.context() as patch:
            for name, value in {"PGPAPER_DSN": module_dsn, **variables}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8"))
            capfd.readouterr()
            code = run(list(args))
            done = Done(code, *capfd.readouterr())
        assert code != Exit.BUG, done.err
        return done

    return runner


@pytest.fixture
def account(cli: Cli) -> str:
    """An account of the test's own, opened with 1000."""
    name = f"cli-{uuid.uuid4().hex[:12]}"
    assert cli("account", "open", name, "--cash", "1000").code == Exit.DONE
    return name


@pytest.fixture
def new_role(server: Server, module_dsn: str) -> Iterator[Callable[[str], str]]:
    """Give out names for roles, which go with the test."""
    given: list[str] = []

    def giver(name: str = "cli") -> str:
        given.append(f"{name} {uuid.uuid4().hex[:8]}")
        return given[-1]

    yield giver
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        for name in given:
            if connection.execute("select from pg_roles where rolname = %s", (name,)).fetchone() is not None:
                connection.execute(sql.SQL("drop owned by {} cascade").format(sql.Identifier(name)))
                connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


@pytest.fixture
def home() -> Iterator[Path]:
    """A home for an embedded server, which as root runs as another user and has to get in."""
    folder = Path(tempfile.mkdtemp(prefix="pgpaper-cli-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder / "home"
    finally:
        EmbeddedServer(folder / "home").stop()
        shutil.rmtree(folder)


# -- help


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example_in_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command.split(), "--help"]) == Exit.DONE
    text = capsys.readouterr().out
    assert "For example:" in text
    assert f"\n    pgpaper {command}" in text.replace('    psql "$(pgpaper', "    pgpaper")


def test_the_help_lists_every_command_and_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == Exit.DONE
    text = capsys.readouterr().out
    for command in COMMANDS:
        assert re.search(rf"^│ {command.split()[0]} ", text, re.MULTILINE), command
    documented = {int(number) for number in re.findall(r"^  (\d+) ", text, re.MULTILINE)}
    assert documented == set(map(int, Exit))


def test_help_imports_no_driver() -> None:
    code = (
        "import sys; from pgpaper.cli.app import run; run(['--help'])\n"
        "print(sorted({'psycopg', 'asyncio', 'pgpaper.migrate'} & {*sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert done.stderr.strip() == "[]"


def test_the_script_of_the_package_is_the_command_line() -> None:
    script = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["scripts"]["pgpaper"]
    module, name = script.split(":")
    code = f"import sys; from {module} import {name}; sys.argv[1:] = ['nonsense']; {name}()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment())
    assert (done.returncode, done.stdout) == (Exit.USAGE, "")
    assert "nonsense" in done.stderr


# -- migrate and status


def test_an_empty_database_is_named_and_migrated(server: Server) -> None:
    with server.database("bare", template="template1") as name:
        dsn = server.dsn_of(name)
        refused = execute("account", "list", "--dsn", dsn)
        assert refused.code == Exit.NOT_MIGRATED
        assert name in refused.err
        assert "pgpaper migrate" in refused.err

        files = [f"migrations/{path.name}" for path in sorted((CHECKOUT / "migrations").glob("*.sql"))]
        before = execute("status", "--dsn", dsn, "--json").json
        assert (before["schema_version"], before["functions"]) == (0, "absent")
        assert before["pending_migrations"] == [Path(file).stem for file in files]
        dry = execute("migrate", "--dry-run", "--dsn", dsn)
        assert [line for line in dry.out.splitlines() if line.startswith("migrations/")] == files
        assert execute("status", "--dsn", dsn, "--json").json == before

        done = execute("--dsn", dsn, "--json", "migrate")
        assert done.json["applied"] == [Path(file).stem for file in files]
        assert done.json["schema_version"] == len(files)
        again = execute("migrate", "--dsn", dsn)
        assert (again.code, again.out) == (
            Exit.DONE,
            f"nothing to do: the schema is at version {len(files)}\n",
        )
        assert execute("account", "list", "--dsn", dsn, "--json").json == []


def test_a_database_of_another_version_is_refused(server: Server) -> None:
    with server.database("other") as name, server.connect(name) as connection:
        connection.execute(
            "insert into paper_internal.migrations (version, name, sha256) values (999, 'x', 'x')"
        )
        for command in (["account", "list"], ["migrate"]):
            refused = execute(*command, "--dsn", server.dsn_of(name))
            assert refused.code == Exit.NOT_MIGRATED
            assert "upgrade pgpaper" in refused.err.lower()


def test_status_gives_a_dsn_for_any_client(cli: Cli, module_dsn: str, server: Server) -> None:
    facts = cli("status", "--json").json
    assert facts["embedded"] is False
    assert facts["schema_version"] == len(list((CHECKOUT / "migrations").glob("*.sql")))
    assert facts["functions"] == "current"
    assert int(facts["server_version"].split(".")[0]) == server.target.major
    with psycopg.connect(facts["dsn"]) as given, psycopg.connect(module_dsn) as own:
        assert given.info.dbname == own.info.dbname


def test_status_works_for_a_role_that_may_only_read(cli: Cli, module_dsn: str, new_role: Any) -> None:
    name = new_role()
    assert cli("role", "add", name, "--analyst").code == Exit.DONE
    facts = cli("status", "--json", PGPAPER_DSN=make_conninfo(module_dsn, user=name)).json
    assert facts["user"] == name
    assert facts["schema_version"] == facts["expected_schema_version"]


@pytest.mark.parametrize(
    ("dsn", "code"),
    [
        ("host=/nowhere dbname=x password={}", Exit.NO_CONNECTION),
        ("postgresql://u:{}@127.0.0.1:1/x", Exit.NO_CONNECTION),
        ("postgresql://u:{}@127.0.0.1:1/x?nope=1", Exit.USAGE),
        ("host {}", Exit.USAGE),
        ("password='{}", Exit.USAGE),
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_password_is_in_no_error(dsn: str, code: Exit, form: list[str]) -> None:
    done = execute("status", *form, "--dsn", dsn.format(SECRET))
    assert done.code == code
    assert done.out == ""
    assert SECRET not in done.err


def test_a_password_is_in_no_output(cli: Cli, module_dsn: str) -> None:
    dsn = make_conninfo(module_dsn, password=SECRET, sslpassword=SECRET)
    told = cli("status", "--json", PGPAPER_DSN=dsn)
    shown = cli("status", PGPAPER_DSN=dsn)
    assert SECRET not in told.out + told.err + shown.out + shown.err
    assert "password=********" in shown.out
    assert told.json["password_omitted"] is True
    with psycopg.connect(told.json["dsn"]) as connection:
        assert connection.info.password == ""
    assert cli("status", "--json").json["password_omitted"] is False


FIGURES = {
    *("database_bytes", "journal_bytes", "tape_bytes", "accounts", "journal_rows", "open_orders", "commits"),
    *("rollbacks", "deadlocks", "counted_since", "lock_waits", "oldest_transaction_at", "market_newest_at"),
    *("swept_at", "rows_not_swept", "checked_at", "checked_by", "checked_accounts", "check_violations"),
}


def test_status_shows_how_it_is_doing(cli: Cli, account: str, dsn: str) -> None:
    facts = cli("status", "--json").json
    assert facts.keys() >= FIGURES
    assert facts["accounts"] > 0 < facts["journal_rows"]
    assert facts["database_bytes"] > facts["journal_bytes"] > 0
    shown = {line.split("  ")[0] for line in cli("status").out.splitlines()}
    assert shown >= {"size", "accounts", "open orders", "transactions", "oldest open", "market", "last check"}
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("drop view paper.status")
    older = cli("status", "--json", PGPAPER_DSN=dsn).json
    assert {older[name] for name in FIGURES} == {None}
    assert "size" not in cli("status", PGPAPER_DSN=dsn).out


def test_a_check_is_remembered(cli: Cli, account: str, module_dsn: str, dsn: str, new_role: Any) -> None:
    assert cli("status", "--json", PGPAPER_DSN=dsn).json["checked_at"] is None
    assert "last check" in cli("status", PGPAPER_DSN=dsn).out
    analyst = new_role()
    cli("role", "add", analyst, "--analyst")
    theirs = {"PGPAPER_DSN": make_conninfo(dsn, user=analyst)}
    assert cli("check", **theirs).code == Exit.DONE
    assert cli("status", "--json", PGPAPER_DSN=dsn).json["checked_at"] is None  # an analyst writes nothing

    assert cli("check", PGPAPER_DSN=dsn).code == Exit.DONE
    facts = cli("status", "--json", **theirs).json
    assert (facts["checked_accounts"], facts["check_violations"]) == (0, 0)
    assert cli("account", "open", "wrong", PGPAPER_DSN=dsn).code == Exit.DONE
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("update paper_internal.accounts set cash = cash + 1")
    assert cli("check", "--account", "wrong", PGPAPER_DSN=dsn).code == Exit.VIOLATIONS
    assert cli("status", "--json", PGPAPER_DSN=dsn).json["checked_accounts"] == 0  # one account is no check
    assert cli("check", PGPAPER_DSN=dsn).code == Exit.VIOLATIONS
    facts = cli("status", "--json", PGPAPER_DSN=dsn).json
    assert facts["checked_accounts"] == 1
    assert facts["check_violations"] > 0


@pytest.mark.parametrize("how", [(["--log-json"], {}), ([], {"PGPAPER_LOG_JSON": "1"})])
def test_calls_are_logged_as_json(module_dsn: str, how: tuple[list[str], dict[str, str]]) -> None:
    dsn = make_conninfo(module_dsn, password=SECRET)
    options, variables = how
    name = f"logged-{uuid.uuid4().hex[:12]}"
    assert execute("account", "open", name, PGPAPER_DSN=dsn).err == ""
    done = execute("account", "deposit", name, "5", *options, PGPAPER_DSN=dsn, **variables)
    (record,) = map(json.loads, done.err.splitlines())
    assert (record["call"], record["account_id"], record["attempts"]) == ("deposit", name, 1)
    refused = execute("account", "withdraw", name, "1e9", *options, PGPAPER_DSN=dsn, **variables)
    record, *_ = refused.err.splitlines()
    assert json.loads(record)["sqlstates"] == ["ZP009"]
    assert SECRET not in done.err + refused.err


# -- accounts


def test_the_money_of_an_account(cli: Cli, account: str) -> None:
    def cash_after(*command: str) -> Decimal:
        return Decimal(cli("account", *command, "--json").json["cash"])

    assert cash_after("deposit", account, "0.1") == Decimal("1000.1")
    assert cash_after("deposit", account, "0.2", "--key", "d") == Decimal("1000.3")
    assert cash_after("deposit", account, "0.2", "--key", "d") == Decimal("1000.3")
    assert cash_after("withdraw", account, "1e2") == Decimal("900.3")
    assert cash_after("deposit", account, "123456789012345.123456789012") == Decimal(
        "123456789013245.423456789012"
    )
    assert cash_after("reset", account, "--cash", "77", "--yes") == 77
    facts = cli("account", "show", account, "--json").json
    assert (facts["cash"], facts["initial_cash"], facts["status"], facts["seq"]) == ("77", "77", "open", 6)

    listed = {row["account_id"]: row for row in cli("account", "list", "--json").json}
    assert listed[account] == facts
    assert cli("account", "close", account, "--yes", "--json").json["status"] == "closed"
    refused = cli("account", "deposit", account, "1")
    assert (refused.code, "ZP005" in refused.err) == (Exit.REFUSED, True)


def test_an_account_is_opened_once(cli: Cli, account: str) -> None:
    again = cli("account", "open", account, "--cash", "5", "--json").json
    assert (again["cash"], again["seq"]) == ("1000", 1)
    other = cli("account", "open", account, "--set", "slippage_pct=0.5")
    assert (other.code, "ZP006" in other.err) == (Exit.REFUSED, True)


def test_settings_are_shown_and_changed(cli: Cli) -> None:
    name = f"cli-{uuid.uuid4().hex[:12]}"
    opened = cli("account", "open", name, "--set", "clock=simulated", "--set", "currency=EUR", "--json").json
    assert (opened["settings"]["clock"], opened["settings"]["currency"]) == ("simulated", "EUR")
    changed = cli("account", "settings", name, "slippage_pct=0.002", "default_price=50", "--json")
    assert '"slippage_pct": 0.002' in changed.out  # a number of JSON, as it is written
    assert changed.json == opened["settings"] | {"slippage_pct": 0.002, "default_price": 50}
    assert cli("account", "settings", name, "--json").json == changed.json
    assert re.search(r"^slippage_pct\s+0\.002$", cli("account", "settings", name).out, re.MULTILINE)


@pytest.mark.parametrize("command", [["close"], ["reset", "--cash", "5"]])
def test_what_cannot_be_undone_wants_a_yes(cli: Cli, account: str, command: list[str]) -> None:
    asked = cli("account", command[0], account, *command[1:], stdin="y\n")
    assert (asked.code, "--yes" in asked.err) == (Exit.USAGE, True)
    facts = cli("account", "show", account, "--json").json
    assert (facts["status"], facts["cash"]) == ("open", "1000")


def test_an_account_is_shared_and_taken_back(cli: Cli, account: str, module_dsn: str, new_role: Any) -> None:
    name = new_role()
    cli("role", "add", name, "--trader")
    theirs = {"PGPAPER_DSN": make_conninfo(module_dsn, user=name)}
    assert cli("account", "show", account, **theirs).code == Exit.REFUSED
    assert cli("account", "grant", account, name).code == Exit.DONE
    assert cli("account", "deposit", account, "1", **theirs).code == Exit.DONE
    assert cli("account", "revoke", account, name).code == Exit.DONE
    assert "ZP001" in cli("account", "deposit", account, "1", **theirs).err


# -- orders


def test_orders_and_positions(cli: Cli, account: str) -> None:
    bought = cli("submit", "buy", "3", "AAPL", "-a", account, "--limit", "100.50", "--key", "b", "--json")
    assert bought.code == Exit.DONE
    assert bought.json["order_type"] == "limit"
    assert Decimal(bought.json["cash_after"]) == Decimal(1000) - 3 * Decimal("100.50")
    sold = cli("submit", "sell", "1", "AAPL", "-a", account, "-l", "110", "-o", "tag=out", "--json").json
    assert Decimal(sold["realized_pnl"]) == Decimal(110) - Decimal("100.50")
    assert sold["options"] == {"tag": "out"}
    dear = cli("submit", "buy", "100", "IBM", "-a", account, "--limit", "100", "--key", "dear", "--json")
    assert dear.code == Exit.REJECTED
    assert (dear.json["status"], dear.json["reject_reason"]) == ("rejected", "insufficient_cash")

    rows = cli("orders", "-a", account, "--json").json
    assert [row["order_id"] for row in rows] == [
        dear.json["order_id"],
        sold["order_id"],
        bought.json["order_id"],
    ]
    assert cli("orders", "-a", account, "--status", "rejected", "--json").json == rows[:1]
    assert cli("orders", "-a", account, "--ticker", "AAPL", "--json").json == rows[1:]
    assert cli("orders", "-a", account, "--after", str(rows[1]["seq"]), "--json").json == rows[:1]
    assert cli("orders", "-a", account, "-n", "2", "--json").json == rows[:2]
    assert cli("orders", "-a", account, "-n", "0", "--json").json == rows
    (position,) = cli("positions", "-a", account, "--json").json
    assert (position["ticker"], position["quantity"], position["avg_entry_price"]) == ("AAPL", "2", "100.5")
    assert Decimal(position["realized_pnl"]) == Decimal("9.5")

    assert cli("submit", "sell", "2", "AAPL", "-a", account, "-l", "100").code == Exit.DONE
    assert cli("positions", "-a", account, "--json").json == []
    assert cli("positions", "-a", account).out == "no positions\n"
    assert [row["quantity"] for row in cli("positions", "-a", account, "--all", "--json").json] == ["0"]


def test_a_key_is_one_order(cli: Cli, account: str) -> None:
    order = ["submit", "buy", "100", "IBM", "-a", account, "-l", "100", "--key", "k", "--json"]
    first, again = cli(*order), cli(*order)
    assert (first.code, again.code) == (Exit.REJECTED, Exit.REJECTED)
    assert first.json == again.json
    assert "insufficient_cash" in cli(*order[:-1]).err
    other = cli("submit", "buy", "1", "IBM", "-a", account, "-l", "100", "--key", "k")
    assert (other.code, other.out, "ZP002" in other.err) == (Exit.REFUSED, "", True)
    assert len(cli("orders", "-a", account, "--json").json) == 1


@pytest.mark.parametrize(
    ("prices", "kind"),
    [
        ([], "market"),
        (["--limit", "10"], "limit"),
        (["--stop", "10"], "stop"),
        (["--limit", "10", "--stop", "11"], "stop_limit"),
        (["--limit", "10", "--type", "market"], "market"),
    ],
)
def test_the_type_follows_from_the_prices(cli: Cli, account: str, prices: list[str], kind: str) -> None:
    order = cli("submit", "buy", "1", "AAPL", "-a", account, *prices, "--json").json
    assert order["order_type"] == kind
    assert order["status"] == "filled"


def test_the_account_and_the_database_by_environment(cli: Cli, account: str) -> None:
    assert cli("orders", "--json", PGPAPER_ACCOUNT=account).json == []
    assert cli("orders", "-a", account, PGPAPER_ACCOUNT="other").out == "no such orders\n"
    elsewhere = cli("orders", "--dsn", "host=/nowhere", PGPAPER_ACCOUNT=account)
    assert elsewhere.code == Exit.NO_CONNECTION


# -- errors


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["nonsense"], Exit.USAGE, "nonsense"),
        (["orders", "--nonsense"], Exit.USAGE, "--nonsense"),
        (["submit", "buy", "1"], Exit.USAGE, "TICKER"),
        (["submit", "hold", "1", "AAPL"], Exit.USAGE, "hold"),
        (["submit", "buy", "1,000", "AAPL"], Exit.USAGE, "'1,000'"),
        (["submit", "buy", "ten", "AAPL"], Exit.USAGE, "'ten'"),
        (["submit", "buy", "NaN", "AAPL"], Exit.USAGE, "'NaN'"),
        (["submit", "buy", "Infinity", "AAPL"], Exit.USAGE, "'Infinity'"),
        (["submit", "buy", "\N{ARABIC-INDIC DIGIT ONE}", "AAPL"], Exit.USAGE, "not a decimal number"),
        (["submit", "buy", "1", "AAPL", "--limit", "$5"], Exit.USAGE, "'$5'"),
        (["submit", "buy", "1", "AAPL", "--option", "tag"], Exit.USAGE, "'tag'"),
        (["orders", "--status", "done"], Exit.USAGE, "done"),
        (["orders", "--after", "x"], Exit.USAGE, "--after"),
        (["role", "add", "x"], Exit.USAGE, "--trader"),
        (["role", "add", "x", "--trader", "--analyst"], Exit.USAGE, "--trader"),
        (["role", "add", "x" * 64, "--trader"], Exit.USAGE, "63"),
        (["role", "add", "", "--trader"], Exit.USAGE, "63"),
        (["--dsn", "", "status"], Exit.USAGE, "DSN"),
        (["submit", "buy", "0", "AAPL", "-a", "{}"], Exit.REFUSED, "ZP004"),
        (["submit", "buy", "-5", "AAPL", "-a", "{}"], Exit.REFUSED, "quantity must be above 0"),
        (["submit", "buy", "1e30", "AAPL", "-a", "{}"], Exit.REFUSED, "ZP004"),
        (["submit", "buy", "1e999", "AAPL", "-a", "{}"], Exit.REFUSED, "ZP004"),
        (["submit", "buy", "1", "A B", "-a", "{}"], Exit.REFUSED, "ZP004"),
        (["submit", "buy", "1", "AAPL", "-a", "{}", "--key", ""], Exit.REFUSED, "ZP004"),
        (["submit", "buy", "1", "AAPL", "-a", "{}", "--option", "nonsense=1"], Exit.REFUSED, "nonsense"),
        (["submit", "buy", "1", "AAPL", "-a", "{}", "--type", "stop"], Exit.REFUSED, "stop_price"),
        (["account", "withdraw", "{}", "1000.01"], Exit.REFUSED, "ZP009"),
        (["account", "settings", "{}", "nonsense=1"], Exit.REFUSED, "nonsense"),
        (["account", "settings", "{}", "slippage_pct=NaN"], Exit.REFUSED, "slippage_pct"),
        (["account", "grant", "{}", "nobody-of-that-name"], Exit.REFUSED, "42704"),
        (["account", "show", "no-such"], Exit.REFUSED, "ZP001"),
        (["account", "show", "\udcff"], Exit.USAGE, "UTF-8"),
        (["orders", "-a", "no-such"], Exit.REFUSED, "ZP001"),
        (["positions", "-a", "no-such"], Exit.REFUSED, "ZP001"),
        (["check", "-a", "no-such"], Exit.REFUSED, "ZP001"),
        (["submit", "buy", "1", "AAPL", "-a", "no-such"], Exit.REFUSED, "pgpaper account open"),
        (["role", "add", "postgresql", "--trader", "--dsn", "host=/nowhere"], Exit.NO_CONNECTION, "/nowhere"),
        (["role", "add", "pg_x", "--trader"], Exit.REFUSED, "pg_x"),
        (["role", "add", "paper_owner", "--trader"], Exit.REFUSED, "paper_owner"),
        (["role", "add", "paper_analyst", "--trader"], Exit.REFUSED, "paper_analyst"),
    ],
)
def test_errors_say_what_and_why(cli: Cli, account: str, args: list[str], code: Exit, words: str) -> None:
    done = cli(*(arg.format(account) if arg == "{}" else arg for arg in args))
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert 1 <= len(done.err.splitlines()) <= 2
    assert done.err.startswith("pgpaper: ")


def test_errors_in_json(cli: Cli) -> None:
    done = cli("--json", "orders", "-a", "no-such")
    told = json.loads(done.err)
    assert (done.code, done.out, told["sqlstate"]) == (Exit.REFUSED, "", "ZP001")
    assert json.loads(cli("orders", "--nonsense", "--json").err)["error"]


def test_a_caller_without_rights(cli: Cli, account: str, module_dsn: str, new_role: Any) -> None:
    name = new_role()
    cli("role", "add", name, "--analyst")
    theirs = {"PGPAPER_DSN": make_conninfo(module_dsn, user=name)}
    assert cli("orders", "-a", account, "--json", **theirs).json == []
    for command in (
        ["submit", "buy", "1", "AAPL", "-a", account],
        ["account", "open", "theirs"],
        ["role", "add", "other", "--trader"],
    ):
        refused = cli(*command, **theirs)
        assert (refused.code, "42501" in refused.err) == (Exit.REFUSED, True), command


class Refusing(socketserver.BaseRequestHandler):
    """A server that asks for a password and refuses it, as PostgreSQL does."""

    def handle(self) -> None:
        length = struct.unpack("!i", self.request.recv(4))[0]
        if struct.unpack("!i", self.request.recv(length - 4)[:4])[0] == 80877103:  # asks for TLS
            self.request.sendall(b"N")
            self.request.recv(1000)
        self.request.sendall(b"R" + struct.pack("!ii", 8, 3))
        self.request.recv(1000)
        fields = b'SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user "u"\0\0'
        self.request.sendall(b"E" + struct.pack("!i", 4 + len(fields)) + fields)


def test_a_wrong_password_is_said_clearly(cli: Cli) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as refusing:
        threading.Thread(target=refusing.serve_forever, daemon=True).start()
        port = refusing.server_address[1]
        refused = cli("orders", "--dsn", f"host=127.0.0.1 port={port} user=u password={SECRET} dbname=d")
        refusing.shutdown()
    assert (refused.code, refused.out) == (Exit.NO_CONNECTION, "")
    what, hint = refused.err.splitlines()
    assert what.startswith("pgpaper: no connection: ")
    assert "password authentication failed" in what
    assert hint == "hint: check the password: in the DSN, PGPASSWORD or ~/.pgpass"
    assert SECRET not in refused.err


@pytest.mark.parametrize(
    ("named", "hint"), [({"dbname": "no-such"}, "check dbname="), ({"user": "no-such"}, "check the user")]
)
def test_who_or_what_is_not_there_is_said_clearly(
    cli: Cli, module_dsn: str, named: dict[str, Any], hint: str
) -> None:
    refused = cli("orders", PGPAPER_DSN=make_conninfo(module_dsn, **named))
    assert (refused.code, "no-such" in refused.err, hint in refused.err) == (Exit.NO_CONNECTION, True, True)


def test_a_role_without_any_rights(cli: Cli, module_dsn: str, new_role: Any) -> None:
    name = new_role()
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("create role {} login").format(sql.Identifier(name)))
    theirs = {"PGPAPER_DSN": make_conninfo(module_dsn, user=name)}
    for command in (["orders"], ["status"], ["account", "open", "x"], ["sql", "select 1"], ["watch"]):
        refused = cli(*command, **theirs)
        assert (refused.code, refused.out) == (Exit.REFUSED, "")
        assert "42501" in refused.err
        assert "pgpaper role add" in refused.err


def test_a_database_that_is_behind_is_named(cli: Cli, dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "delete from paper_internal.migrations where version = (select max(version) from"
            " paper_internal.migrations)"
        )
    refused = cli("orders", PGPAPER_DSN=dsn)
    assert (refused.code, "run `pgpaper migrate`" in refused.err) == (Exit.NOT_MIGRATED, True)


@pytest.mark.parametrize(
    "command",
    [
        ["account", "show", "{}"],
        ["account", "list"],
        ["positions", "-a", "{}"],
        ["orders", "-a", "{}"],
        ["check", "-a", "{}"],
        ["status"],
        ["submit", "buy", "1", "AAPL", "-a", "{}", "-l", "1"],
        ["account", "deposit", "{}", "1"],
        ["account", "settings", "{}"],
        ["migrate"],
        ["watch", "{}", "--once"],
        ["sql", "select 1 as a"],
    ],
)
def test_quiet_prints_errors_and_what_json_asks_for(cli: Cli, account: str, command: list[str]) -> None:
    arguments = [argument.format(account) for argument in command]
    assert cli(*arguments).out.strip()
    quiet = cli(*arguments, "--quiet")
    assert (quiet.code, quiet.out, quiet.err) == (Exit.DONE, "", "")
    assert cli(*arguments, "--quiet", "--json").json is not None
    refused = cli("account", "show", "no-such", "-q")
    assert (refused.code, "ZP001" in refused.err) == (Exit.REFUSED, True)


# -- output


def test_nothing_but_text_in_a_pipe(cli: Cli, account: str, module_dsn: str) -> None:
    key = "k" * 200
    cli("submit", "buy", "1", "AAPL", "-a", account, "--key", key)
    for command in (["orders", "-a", account], ["positions", "-a", account], ["account", "show", account],
                    ["account", "list"], ["status"], ["check"], ["--help"]):  # fmt: skip
        done = execute(*command, PGPAPER_DSN=module_dsn, TERM="xterm-256color", COLUMNS="40")
        assert done.code == Exit.DONE
        assert "\x1b" not in done.out
    (header, row) = execute("orders", "-a", account, PGPAPER_DSN=module_dsn, COLUMNS="40").out.splitlines()
    assert header.split()[-1] == "idempotency_key"
    assert row.endswith(f"  {key}")


@pytest.mark.parametrize("columns", [50, 80, 200])
def test_a_table_fits_its_window(cli: Cli, account: str, module_dsn: str, columns: int) -> None:
    cli("submit", "buy", "1", "AAPL", "-a", account, "-l", "987.654", "--key", "k" * 30)
    text = on_terminal(columns, "orders", "-a", account, PGPAPER_DSN=module_dsn)
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in text.splitlines()]
    assert max(map(len, lines)) <= columns
    (place,) = (place for place, line in enumerate(lines) if "AAPL" in line)  # one row is one line
    row, note = lines[place], " ".join(lines[place + 1 :])
    assert "987.654" in row.split()  # no number is cut
    missing = {name for name in ("seq", "cash_after", "idempotency_key") if name in note}
    assert ("k" * 30 in row) == ("idempotency_key" not in missing)
    assert ("--json" in note) == bool(missing) == (columns < 200)
    assert "stop_price" not in note  # no row has one: nothing is missed


def on_terminal(columns: int, *args: str, **variables: str) -> str:
    """Run a command in a terminal of that width; return what it shows."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    variables = {"TERM": "xterm-256color", **variables}
    process = subprocess.Popen(
        [*PROGRAM, *args], stdin=terminal, stdout=terminal, stderr=terminal, env=environment(**variables)
    )
    os.close(terminal)
    shown = b""
    try:
        while block := os.read(main, 65536):
            shown += block
    except OSError:  # how a terminal says that the other side is gone
        pass
    os.close(main)
    assert process.wait(60) == Exit.DONE, shown
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [50, 80])
def test_progress_is_shown_with_its_rate_on_a_terminal_only(
    cli: Cli, module_dsn: str, tmp_path: Path, columns: int
) -> None:
    file = tmp_path / f"q{columns}.csv"
    rows = [f"T{columns},2026-01-05T15:{n // 60:02}:{n % 60:02}Z,1,2" for n in range(2500)]
    file.write_text("\n".join(["ticker,at,bid,ask", *rows]))
    text = on_terminal(columns, "feed", str(file), PGPAPER_DSN=module_dsn)
    drawn = [re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line) for line in re.split(r"[\r\n]+", text)]
    bars = [line for line in drawn if "rows, " in line]
    assert re.search(r"100% 2,500 rows, [\d,]+/s \d\d:\d\d left", bars[-1])
    assert max(map(len, drawn)) <= columns
    assert "\x1b[2K" in text  # it goes when it is done
    assert on_terminal(columns, "feed", str(file), "--quiet", PGPAPER_DSN=module_dsn) == ""
    assert cli("feed", str(file), "--json").err == ""


def test_a_terminal_without_utf_8_shows_what_it_can() -> None:
    done = execute("submit", "--help", PYTHONIOENCODING="ascii")
    assert (done.code, r"recommendation_id=\u2026" in done.out) == (Exit.DONE, True)


def test_control_characters_are_made_visible() -> None:
    assert output.printable("a\x1b[31m\nb\u202e") == r"a\x1b[31m\nb\u202e"
    assert output.printable("Жé€") == "Жé€"


def test_decimals_keep_every_digit_in_json() -> None:
    row = {
        "x": Decimal("0.100"),
        "y": Decimal("1E+3"),
        "z": Decimal("123456789012345678901.123456789012345678901234"),
    }
    assert json.loads(output.to_json(row)) == {
        "x": "0.1",
        "y": "1000",
        "z": "123456789012345678901.123456789012345678901234",
    }
    document = '{"rate": 0.30000000000000000004, "n": 12345678901234567890}'
    assert output.to_json(output.from_json(document)) == document


def test_a_reader_that_goes_away_is_no_error(cli: Cli, account: str, module_dsn: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [*PROGRAM, "orders", "-a", account],
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(PGPAPER_DSN=module_dsn),
    )
    os.close(writing)
    assert (process.returncode, process.stderr) == (Exit.BROKEN_PIPE, b"")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["a=1", "b=0.10", "c=true"], '{"a": 1, "b": 0.10, "c": true}'),
        (["a=x y", "b=", "c=1=2"], '{"a": "x y", "b": "", "c": "1=2"}'),
        (['a={"b": [1]}', 'q"=\\'], '{"a": {"b": [1]}, "q\\"": "\\\\"}'),
        (["a=NaN", "b=-Infinity"], '{"a": "NaN", "b": "-Infinity"}'),
    ],
)
def test_pairs_become_json(texts: list[str], expected: str) -> None:
    assert arguments.pairs(texts) == expected


# -- check


def test_check_finds_what_is_wrong(server: Server) -> None:
    with server.database("wrong") as name:
        dsn = server.dsn_of(name)
        for account in ("fine", "wrong"):
            execute("account", "open", account, "--dsn", dsn)
        assert execute("check", "--dsn", dsn, "--json").json == []
        right = execute("check", "--dsn", dsn)
        assert (right.code, "accounts: 2, journal rows: 2" in right.out) == (Exit.DONE, True)

        with server.connect(name) as connection:
            connection.execute(
                "update paper_internal.accounts set cash = cash + 1 where account_id = 'wrong'"
            )
        found = execute("check", "--dsn", dsn, "--json")
        assert found.code == Exit.VIOLATIONS
        assert {row["account_id"] for row in found.json} == {"wrong"}
        assert all(row["rule"] and row["detail"] for row in found.json)
        shown = execute("check", "--dsn", dsn)
        assert (shown.code, found.json[0]["detail"] in shown.out) == (Exit.VIOLATIONS, True)
        assert execute("check", "--account", "fine", "--dsn", dsn).code == Exit.DONE


# -- roles


def settings_of(dsn: str, role: str) -> dict[str, str]:
    names = ["default_transaction_isolation", "default_transaction_read_only", "statement_timeout"]
    query = "select name, current_setting(name) from unnest(%s::text[]) as n (name)"
    with psycopg.connect(make_conninfo(dsn, user=role)) as connection:
        return dict(connection.execute(query, (names,)).fetchall())


def test_a_trader_has_the_rights_and_settings_of_one(cli: Cli, module_dsn: str, new_role: Any) -> None:
    name = new_role()
    assert cli("role", "add", name, "--trader", "--json").json["created"] is True
    assert settings_of(module_dsn, name) == {
        "default_transaction_isolation": "serializable",
        "default_transaction_read_only": "off",
        "statement_timeout": "0",
    }
    account = f"cli-{uuid.uuid4().hex[:12]}"
    with psycopg.connect(make_conninfo(module_dsn, user=name), autocommit=True) as connection:
        row = connection.execute("select owner from paper.open_account(%s)", (account,)).fetchone()
    assert row == (name,)
    assert cli("role", "add", name, "--trader", "--json").json["created"] is False


def test_an_analyst_has_the_rights_and_settings_of_one(
    cli: Cli, account: str, module_dsn: str, new_role: Any
) -> None:
    name = new_role()
    assert cli("role", "add", name, "--analyst").code == Exit.DONE
    assert settings_of(module_dsn, name) == {
        "default_transaction_isolation": "repeatable read",
        "default_transaction_read_only": "on",
        "statement_timeout": "1min",
    }
    with psycopg.connect(make_conninfo(module_dsn, user=name), autocommit=True) as connection:
        row = connection.execute(
            "select cash from paper.accounts where account_id = %s", (account,)
        ).fetchone()
        assert row == (1000,)
        connection.execute("set default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select * from paper.open_account('analysts-own')")


def test_adding_a_role_again_brings_it_to_the_same_state(cli: Cli, module_dsn: str, new_role: Any) -> None:
    name = new_role()
    cli("role", "add", name, "--analyst")
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        role = sql.Identifier(name)
        connection.execute(sql.SQL("alter role {} nologin").format(role))
        connection.execute(sql.SQL("alter role {} reset all").format(role))
        connection.execute(sql.SQL("revoke paper_analyst from {}").format(role))
    again = cli("role", "add", name, "--analyst", "--json")
    assert again.json["created"] is False
    assert settings_of(module_dsn, name)["statement_timeout"] == "1min"
    assert cli("account", "list", PGPAPER_DSN=make_conninfo(module_dsn, user=name)).code == Exit.DONE


def test_a_role_is_not_both(cli: Cli, new_role: Any) -> None:
    name = new_role()
    cli("role", "add", name, "--analyst")
    refused = cli("role", "add", name, "--trader")
    assert (refused.code, "paper_analyst" in refused.err) == (Exit.REFUSED, True)


def test_a_superuser_is_left_alone(cli: Cli, module_dsn: str) -> None:
    with psycopg.connect(module_dsn) as connection:
        own = connection.info.user
        before = connection.execute("select rolconfig from pg_roles where rolname = %s", (own,)).fetchone()
        refused = cli("role", "add", own, "--analyst")
        after = connection.execute("select rolconfig from pg_roles where rolname = %s", (own,)).fetchone()
    assert (refused.code, "superuser" in refused.err) == (Exit.REFUSED, True)
    assert before == after


@pytest.mark.parametrize("hostile", HOSTILE_NAMES)
def test_a_name_is_taken_literally(cli: Cli, module_dsn: str, new_role: Any, hostile: str) -> None:
    name = new_role(hostile)
    query = "select rolname from pg_roles where rolname not like 'pg\\_%'"
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        before = {row[0] for row in connection.execute(query)}
        done = cli("role", "add", name, "--trader")
        assert done.code == Exit.DONE, done.err
        assert {row[0] for row in connection.execute(query)} - before == {name}
        assert before <= {row[0] for row in connection.execute(query)}
    assert settings_of(module_dsn, name)["default_transaction_isolation"] == "serializable"
    account = f"cli-{uuid.uuid4().hex[:12]}"
    assert cli("account", "open", account).code == Exit.DONE
    assert cli("account", "grant", account, name).code == Exit.DONE


def test_a_password_is_hashed_before_it_leaves(cli: Cli, module_dsn: str, new_role: Any) -> None:
    name = new_role()
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        database = sql.Identifier(connection.info.dbname)
        # What the server itself would do with a password that it sees.
        connection.execute(sql.SQL("alter database {} set password_encryption = 'md5'").format(database))
        try:
            done = cli("role", "add", name, "--trader", PGPAPER_ROLE_PASSWORD=SECRET)
        finally:
            connection.execute(sql.SQL("alter database {} reset password_encryption").format(database))
        assert done.code == Exit.DONE
        assert SECRET not in done.out + done.err
        row = connection.execute("select rolpassword from pg_authid where rolname = %s", (name,)).fetchone()
        assert row is not None
        stored = re.fullmatch(r"SCRAM-SHA-256\$(\d+):(.+)\$(.+):(.+)", row[0])
        assert stored is not None
        salted = hashlib.pbkdf2_hmac("sha256", SECRET.encode(), base64.b64decode(stored[2]), int(stored[1]))
        key = hmac.digest(salted, b"Client Key", "sha256")
        assert base64.b64decode(stored[3]) == hashlib.sha256(key).digest()
        # Without the variable the password stays.
        cli("role", "add", name, "--trader")
        assert (
            connection.execute("select rolpassword from pg_authid where rolname = %s", (name,)).fetchone()
            == row
        )


def test_a_password_is_asked_for_at_a_terminal_only(cli: Cli, new_role: Any) -> None:
    asked = cli("role", "add", new_role(), "--trader", "--password", stdin=f"{SECRET}\n{SECRET}\n")
    assert (asked.code, "PGPAPER_ROLE_PASSWORD" in asked.err) == (Exit.USAGE, True)
    given = cli("role", "add", new_role(), "--trader", "--password", SECRET)
    assert given.code == Exit.USAGE
    assert cli("role", "add", new_role(), "--trader", PGPAPER_ROLE_PASSWORD="").code == Exit.USAGE


# -- psql


def test_psql_is_on_the_same_database(cli: Cli, module_dsn: str) -> None:
    with psycopg.connect(module_dsn) as connection:
        name = connection.info.dbname
    own = {"PGPAPER_DSN": module_dsn}
    done = execute("psql", "-X", "-A", "-t", "-c", "select current_database()", "-c", "select 'a b'", **own)
    assert (done.code, done.out) == (Exit.DONE, f"{name}\na b\n")
    assert execute("psql", "-X", "-c", "select 1/0", "-v", "ON_ERROR_STOP=1", **own).code == 1


def test_psql_gets_the_password_by_its_environment(monkeypatch: pytest.MonkeyPatch, module_dsn: str) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(os, "execve", lambda _, argv, env: started.append((argv, env)))
    run(["--dsn", make_conninfo(module_dsn, password=SECRET), "psql", "-c", "select 1"])
    ((argv, env),) = started
    assert argv[-2:] == ["-c", "select 1"]
    assert not any(SECRET in argument for argument in argv)
    assert env["PGPASSWORD"] == SECRET


def test_no_psql_is_said_clearly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for program in ("postgres", "initdb"):
        (tmp_path / program).touch()
    monkeypatch.setenv("PGPAPER_PG_BIN", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PGPAPER_DSN", "host=/nowhere")
    with pytest.raises(Failure, match="no psql") as caught:
        database.psql()
    assert caught.value.code == Exit.MISSING
    assert "pgpaper[embedded]" in str(caught.value.hint)


# -- the embedded server


@pytest.mark.servers("embedded")
def test_without_a_dsn_the_embedded_server_is_used(server: Server, home: Path) -> None:
    own = {"PGPAPER_HOME": str(home)}
    absent = execute("server", "status", "--json", **own)
    assert (absent.code, absent.json["running"]) == (Exit.NO_CONNECTION, False)
    assert not home.exists()

    opened = execute("account", "open", "mine", "--json", **own)
    assert opened.json["owner"] == "pgpaper"
    facts = execute("status", "--json", **own).json
    assert (facts["embedded"], facts["functions"]) == (True, "current")
    with psycopg.connect(facts["dsn"]) as connection:
        row = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
        assert row == (True,)
        assert connection.execute("select account_id from paper.accounts").fetchall() == [("mine",)]
    assert execute("server", "status", **own).code == Exit.DONE

    submitted = "select status from paper.submit_order('mine', 'by-psql', 'AAPL', 'buy', 1)"
    assert execute("psql", "-X", "-A", "-t", "-c", submitted, **own).out == "filled\n"

    assert execute("server", "stop", "--json", **own).json["stopped"] is True
    assert execute("server", "stop", "--json", **own).json["stopped"] is False
    assert execute("server", "status", **own).code == Exit.NO_CONNECTION
    started = execute("server", "start", "--json", **own).json
    assert (started["started"], started["dsn"]) == (
        True,
        execute("server", "status", "--json", **own).json["dsn"],
    )
    assert execute("server", "start", "--json", **own).json["started"] is False
    assert len(execute("orders", "-a", "mine", "--json", **own).json) == 1


def test_an_embedded_server_that_cannot_run_is_said_clearly(home: Path, tmp_path: Path) -> None:
    refused = execute("status", PGPAPER_HOME=str(home), PGPAPER_PG_BIN=str(tmp_path))
    assert (refused.code, "PGPAPER_PG_BIN" in refused.err) == (Exit.NO_CONNECTION, True)
