"""`pgpaper sql` and `pgpaper psql ACCOUNT`: what is printed, what is refused, how errors read."""

import json
import uuid
from pathlib import Path

import psycopg
import pytest
from pgpaper.cli.errors import Exit
from test_cli import Cli, account, cli, execute

# Of the client: what it asks of the database has tests on every server.
pytestmark = pytest.mark.servers("embedded")

__all__ = ["account", "cli"]


def test_a_table_shows_null_and_text_as_the_server_writes_it(cli: Cli) -> None:
    done = cli(
        "sql", "select 1.50 as n, null as nothing, '' as empty, interval '1 day' as i, '{a,b}'::text[] as a"
    )
    header, row = done.out.splitlines()
    assert header.split() == ["n", "nothing", "empty", "i", "a"]
    assert row.split() == ["1.50", "NULL", "1", "day", "{a,b}"]
    assert row.index("1") == header.index("n") - 3  # numbers stand at the right of their column


def test_json_has_every_digit_and_every_type(cli: Cli) -> None:
    query = (
        "select 7 as i, 0.10000000000000000001 as n, 'NaN'::numeric as nan, true as t, null as nothing,"
        " '{\"a\": 1.10}'::jsonb as j, 'infinity'::timestamptz as never,"
        " '2025-01-02 03:04:05+00'::timestamptz as at,"
        " '{1,2}'::int[] as a, 'x' as n"
    )
    (row,) = cli("sql", query, "--json").json
    assert row == {
        "i": 7,
        "n": "0.10000000000000000001",
        "nan": "NaN",
        "t": True,
        "nothing": None,
        "j": {"a": 1.1},
        "never": "infinity",
        "at": "2025-01-02T03:04:05+00:00",
        "a": [1, 2],
        "n_2": "x",
    }


def test_csv_is_read_back_as_it_was(cli: Cli, module_dsn: str) -> None:
    query = "select 1 as a, null as b, '' as c, e'x,\"y\\n' as d, ' s' as e, '\\.' as f"
    done = cli("sql", query, "--csv")
    assert done.out.splitlines()[0] == "a,b,c,d,e,f"
    with psycopg.connect(module_dsn) as connection, connection.cursor() as back:
        back.execute("create temp table back (a int, b text, c text, d text, e text, f text)")
        with back.copy("copy back from stdin with (format csv, header)") as into:
            into.write(done.out)
        assert back.execute("select * from back").fetchone() == (1, None, "", 'x,"y\n', " s", "\\.")


def test_the_statement_comes_from_a_file_or_from_stdin(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "query.sql"
    file.write_text("select '½' as half")
    assert cli("sql", "-f", str(file), "--json").json == [{"half": "½"}]
    assert cli("sql", "--json", stdin="select 2 as two").json == [{"two": 2}]
    missing = cli("sql", "-f", str(tmp_path / "none.sql"))
    assert (missing.code, "none.sql" in missing.err) == (Exit.UNREADABLE, True)
    file.write_bytes(b"select '\xff'")
    assert cli("sql", "-f", str(file)).code == Exit.UNREADABLE
    assert cli("sql", "select 1", "-f", str(file)).code == Exit.USAGE


def test_several_statements_are_one_transaction(cli: Cli, account: str) -> None:
    done = cli("sql", "select 1 as a; select 2 as b", "--json")
    assert [json.loads(line) for line in done.out.splitlines()] == [[{"a": 1}], [{"b": 2}]]
    deposit = f"select seq from paper.deposit('{account}', 'd', 5)"
    failed = cli("sql", "--write", f"{deposit}; select 1 / 0")
    assert (failed.code, failed.out, "22012" in failed.err) == (Exit.REFUSED, "", True)
    assert cli("account", "show", account, "--json").json["cash"] == "1000"
    assert cli("sql", "--write", f"{deposit}; select 1").code == Exit.DONE
    assert cli("account", "show", account, "--json").json["cash"] == "1005"


def test_without_write_nothing_is_changed(cli: Cli, account: str) -> None:
    refused = cli("sql", f"select from paper.deposit('{account}', 'd', 5)")
    assert (refused.code, "--write" in refused.err) == (Exit.REFUSED, True)
    table = f"t_{uuid.uuid4().hex[:8]}"
    created = cli("sql", f"create table public.{table} (i int)")
    assert (created.code, "25006" in created.err) == (Exit.REFUSED, True)
    written = cli("sql", "--write", f"create table public.{table} (i int); drop table public.{table}")
    assert (written.code, written.out.split()) == (Exit.DONE, ["CREATE", "TABLE", "DROP", "TABLE"])


def test_an_error_shows_its_place_its_detail_and_its_hint(cli: Cli) -> None:
    done = cli("sql", "select 1,\n  nonsense from paper.orders")
    assert done.code == Exit.REFUSED
    first, line, mark = done.err.splitlines()[:3]
    assert "42703" in first
    assert line == "line 2:   nonsense from paper.orders"
    assert mark.index("^") == line.index("nonsense")
    told = json.loads(cli("sql", "select 1,\n  nonsense from paper.orders", "--json").err)
    assert (told["sqlstate"], told["position"]) == ("42703", 13)
    raised = cli("sql", "do $$begin raise 'bad' using detail = 'why', hint = 'do this'; end$$")
    assert raised.err.splitlines() == ["pgpaper: bad (P0001)", "detail: why", "hint: do this"]
    hinted = cli("sql", "select quantit from paper.orders")
    assert "hint: Perhaps you meant" in hinted.err


def test_odd_statements(cli: Cli) -> None:
    assert (cli("sql", "").code, cli("sql", ";;").code) == (Exit.DONE, Exit.DONE)
    assert cli("sql", "select 100 % 7 as a, '%s' as b", "--json").json == [{"a": 2, "b": "%s"}]
    assert "no rows" in cli("sql", "select 1 as a where false").out
    assert cli("sql", "select 1 as a where false", "--json").json == []
    notice = cli("sql", "do $$begin raise notice 'hello'; end$$")
    assert (notice.code, "hello" in notice.err, "hello" in notice.out) == (Exit.DONE, True, False)
    assert cli("sql", "do $$begin raise notice 'hello'; end$$", "--quiet").err == ""
    copied = cli("sql", "copy (select 1) to stdout")
    assert (copied.code, "psql" in copied.err) == (Exit.USAGE, True)


def test_psql_knows_the_account(account: str, module_dsn: str) -> None:
    own = {"PGPAPER_DSN": module_dsn}
    query = "select cash from paper.accounts where account_id = :'account';"
    assert execute("psql", account, "-X", "-A", "-t", stdin=query, **own).out == "1000\n"
    unknown = execute("psql", "no-such", "-X", stdin=query, **own)
    assert (unknown.code, unknown.out, "ZP001" in unknown.err) == (Exit.REFUSED, "", True)
