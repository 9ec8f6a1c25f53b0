"""The hash chain, computed again outside the database, and heads that were kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pgpaper import audit
from pgpaper.audit import Finding, Head
from pgpaper.cli.errors import Exit
from test_check import LIFE, RESTING, connect, journal, undone
from test_cli import Cli, cli  # noqa: F401

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def connection(module_dsn: str) -> Iterator[Connection]:
    """`victim` has rows of every kind; `bystander` lived beside it, one order a call and all in one."""
    with connect(module_dsn) as opened:
        for statement in [*filter(None, LIFE.splitlines()), RESTING]:
            opened.execute(statement)
        opened.execute("select paper.open_account('bystander', 1000000)")
        opened.execute(
            "select paper.submit_orders('bystander', array(select row('k' || i, 'T' || i % 7, 'buy', i, "
            "'market', null, null, "
            ' case i % 3 when 0 then \'{"tag": "t, \\"q\\" ü"}\'::jsonb end)::paper.order_request '
            "from generate_series(1, 300) as i))"
        )
        yield opened


def findings(connection: Connection, *arguments: Any) -> list[Finding]:
    return list(audit.verify(connection, *arguments))


def test_the_chain_is_that_of_the_database(connection: Connection) -> None:
    assert findings(connection) == []
    for head in audit.heads(connection):
        rows = connection.execute(
            "select a.seq, encode(a.seal, 'hex') from paper_internal.accounts as a where a.account_id = %s",
            (head.account_id,),
        )
        assert rows.fetchall() == [(head.seq, head.seal)]


def test_a_seal_is_sha_256_of_what_the_documentation_says(connection: Connection) -> None:
    """Written out by hand for the opening deposit and a fill after it, from docs/operators.md."""
    import hashlib

    connection.execute("select paper.open_account('by-hand', 1000)")
    connection.execute("select paper.submit_order('by-hand', 'k', 'A', 'buy', 10, 'limit', 10.5)")
    (first, second) = connection.execute(
        "select encode(timestamptz_send(at), 'hex'), seal, coalesce(detail::text, '') from paper.journal "
        "where account_id = 'by-hand' order by seq"
    ).fetchall()
    deposit = f"1\x1e{first[0]}\x1e" + "\x1f".join(
        ["", "deposit", *[""] * 9, "1000", *[""] * 4, first[2], *[""] * 4]
    )
    assert hashlib.sha256(deposit.encode()).digest() == first[1]
    fill = f"2\x1e{second[0]}\x1e" + "\x1f".join(["limit", "buy", "A", "k", "10", "10.5", "10.5"])
    assert hashlib.sha256(first[1] + fill.encode()).digest() == second[1]


@pytest.mark.parametrize(
    ("tampering", "rules"),
    [
        (journal("error = 'fine'", 3), ["seal"]),
        (journal("at = at + interval '1 microsecond'", 7), ["seal"]),
        (journal("market_at = market_at + interval '1 microsecond'", 17), ["seal"]),
        (journal("order_seq = 15", 17), ["seal"]),
        (journal("seal = sha256('')", 24), ["seal"]),
        (journal("seal = null", 24), ["seal"]),
        ("delete from paper_internal.journal where account_id = 'victim' and seq = 1", ["seq", "seal"]),
        ("delete from paper_internal.journal where account_id = 'victim' and seq = 9", ["seq", "seal"]),
    ],
)
def test_a_changed_row_is_found(connection: Connection, tampering: str, rules: list[str]) -> None:
    """Once: what comes after it is proved by the seal that is stored."""
    with undone(connection):
        connection.execute(tampering)
        found = findings(connection)
        assert [(finding.account_id, finding.rule) for finding in found] == [
            ("victim", rule) for rule in rules
        ]


def test_a_journal_sealed_anew_is_found_by_its_head_alone(connection: Connection) -> None:
    """Who may write everything can seal a changed journal again; a head kept elsewhere still names it."""
    kept = audit.heads(connection)
    with undone(connection):
        fixtures = Path(__file__).parents[1] / "pgtap" / "fixtures.sql"
        connection.execute(fixtures.read_bytes())
        connection.execute(journal("error = 'fine'", 3))
        connection.execute("select paper_test.reseal()")
        assert findings(connection) == []
        (found,) = findings(connection, kept)
        assert (found.account_id, found.rule) == ("victim", "head")


def test_every_head_that_was_kept_counts(connection: Connection) -> None:
    """One before somebody changed the journal and sealed it anew, and one after, of the same row."""
    (head,) = audit.heads(connection, "victim")
    forged = replace(head, seal="00" * 32)
    assert findings(connection, [head, head]) == []
    for kept in ([head, forged], [forged, head]):
        assert [(found.account_id, found.rule) for found in findings(connection, kept)] == [
            ("victim", "head")
        ]
    beyond = [replace(head, seq=head.seq + 1), replace(head, seq=head.seq + 1)]
    assert [found.rule for found in findings(connection, beyond)] == ["head", "head"]


def test_one_account_is_proved_by_its_own_heads(connection: Connection) -> None:
    kept = [replace(head, seal="00" * 32) for head in audit.heads(connection)]
    gone = Head("gone", 3, "2026-01-01T00:00:00+00:00", "00" * 32)
    for account_id in ("bystander", "victim"):
        found = findings(connection, [*kept, gone], account_id)
        assert [(finding.account_id, finding.rule) for finding in found] == [(account_id, "head")]


def test_a_journal_that_grew_still_has_its_head(connection: Connection) -> None:
    kept = audit.heads(connection)
    with undone(connection):
        connection.execute("select paper.deposit('victim', 'grown', 1)")
        assert findings(connection, kept) == []
        assert findings(connection, audit.heads(connection)) == []


def test_a_journal_cut_short_and_an_account_gone_are_found(connection: Connection) -> None:
    kept = audit.heads(connection)
    with undone(connection):
        connection.execute("delete from paper_internal.journal where account_id = 'victim' and seq = 24")
        connection.execute("update paper_internal.accounts set seq = 23 where account_id = 'victim'")
        assert [finding.rule for finding in findings(connection, kept)] == ["head"]
    gone = Head("gone", 3, "2026-01-01T00:00:00+00:00", "00" * 32)
    assert [(found.account_id, found.rule) for found in findings(connection, [*kept, gone])] == [
        ("gone", "missing")
    ]


def test_heads_are_kept_and_verified_by_command(cli: Cli, connection: Connection, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "heads.json"
    assert cli("audit", "export", str(file)).code == Exit.DONE
    assert audit.loads(file.read_text()) == audit.heads(connection)
    assert cli("audit", "export", str(file)).code == Exit.UNREADABLE, "it is not overwritten"
    assert cli("audit", "export", "--account", "victim").json["heads"][0]["account_id"] == "victim"
    whole = cli("audit", "verify", str(file))
    assert (whole.code, "the chains are whole" in whole.out) == (Exit.DONE, True)
    assert cli("audit", "verify").code == Exit.DONE

    rows = connection.execute("select count(*) from paper.journal where account_id = 'victim'").fetchone()
    assert rows is not None
    (head,) = cli("audit", "export", "--account", "victim").json["heads"]
    one = cli("audit", "verify", "-", stdin=json.dumps({"format": audit.FORMAT, "heads": [head]}))
    assert (one.code, f"(accounts: 1, journal rows: {rows[0]})" in one.out) == (Exit.DONE, True)

    kept = json.loads(file.read_text())
    kept["heads"][0]["seal"] = "00" * 32
    found = cli("audit", "verify", "-", "--json", stdin=json.dumps(kept))
    assert found.code == Exit.VIOLATIONS
    assert [row["rule"] for row in found.json] == ["head"]
    other = kept["heads"][1]["account_id"]
    assert cli("audit", "verify", "-", "--account", other, stdin=json.dumps(kept)).code == Exit.DONE


def test_what_is_not_there_is_said(cli: Cli, tmp_path: Path) -> None:  # noqa: F811
    assert cli("audit", "export", "--account", "nobody").code == Exit.REFUSED
    assert cli("audit", "verify", "--account", "nobody").code == Exit.REFUSED
    assert cli("audit", "verify", str(tmp_path / "missing")).code == Exit.UNREADABLE
    assert cli("audit", "export", str(tmp_path / "missing" / "heads")).code == Exit.UNREADABLE
    (tmp_path / "no-text").write_bytes(b'{"format": "pgpaper audit 1", "heads": [], "\xff": 1}')
    assert cli("audit", "verify", str(tmp_path / "no-text")).code == Exit.UNREADABLE


SEAL = "00" * 32


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"format": "pgpaper audit 2", "heads": []}',
        *(
            json.dumps({"format": audit.FORMAT, "heads": [head]})
            for head in (
                {"account_id": "a"},
                {"account_id": "a", "seq": 1, "at": "", "seal": ""},
                {"account_id": "a", "seq": 1, "at": "", "seal": "00" * 33},
                {"account_id": "a", "seq": 1, "at": "", "seal": "0x" * 32},
                {"account_id": "a", "seq": 0, "at": "", "seal": SEAL},
                {"account_id": "a", "seq": 1.0, "at": "", "seal": SEAL},
                {"account_id": "a", "seq": True, "at": "", "seal": SEAL},
                {"account_id": "a", "seq": 1, "at": None, "seal": SEAL},
                {"account_id": ["a"], "seq": 1, "at": "", "seal": SEAL},
                {"account_id": 1, "seq": 1, "at": "", "seal": SEAL},
                {"account_id": "a", "seq": 1, "at": "", "seal": SEAL, "more": 1},
                [1],
            )
        ),
    ],
)
def test_a_file_of_something_else_is_refused(cli: Cli, text: str) -> None:  # noqa: F811
    assert cli("audit", "verify", "-", stdin=text).code == Exit.UNREADABLE
