"""plpgsql_check finds nothing in any PL/pgSQL function."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from support.servers import Server

pytestmark = pytest.mark.servers("debian")

Connection = psycopg.Connection[tuple[object, ...]]

#: Every function in the schemas, once for each relation that a trigger function serves.
FINDINGS = """
with checked as (
    select p.oid::regprocedure as function, coalesce(t.tgrelid, 0)::regclass as relation,
           p.prorettype = 'trigger'::regtype and t.tgrelid is null as orphan
    from pg_proc as p
    join pg_language as l on l.oid = p.prolang and l.lanname = 'plpgsql'
    left join pg_trigger as t on t.tgfoid = p.oid and not t.tgisinternal
    where p.pronamespace = any (%s::regnamespace[])
)
select c.function::text, f.lineno, f.level, f.message, f.detail, f.hint, f.query
from checked as c
cross join lateral plpgsql_check_function_tb(
    c.function,
    c.relation,
    fatal_errors => false,
    other_warnings => true,
    extra_warnings => true,
    performance_warnings => true,
    security_warnings => true,
    compatibility_warnings => true
) as f
where not c.orphan
union all
select c.function::text, null, 'error', 'no trigger uses this trigger function', null, null, null
from checked as c where c.orphan
order by 1, 2
"""

COUNT = """
select count(*) from pg_proc as p
join pg_language as l on l.oid = p.prolang and l.lanname = 'plpgsql'
where p.pronamespace = any (%s::regnamespace[])
"""


@pytest.fixture
def checker(server: Server, database: str) -> Iterator[Connection]:
    with server.connect(database) as connection:
        connection.execute("create extension plpgsql_check")
        # Planning may evaluate a function that only computes; that is no test of it.
        connection.execute("set plpgsql_check.profiler = off")
        yield connection


def findings(connection: Connection, *schemas: str) -> list[str]:
    return [
        " | ".join(str(value) for value in row if value is not None)
        for row in connection.execute(FINDINGS, (list(schemas),))
    ]


def test_no_finding_in_any_function(checker: Connection) -> None:
    row = checker.execute(COUNT, (["paper", "paper_internal"],)).fetchone()
    assert row is not None
    assert isinstance(row[0], int)
    assert row[0] > 0, "there is nothing to check"
    found = findings(checker, "paper", "paper_internal")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("declare v_unused integer; begin return 1; end", "unused variable"),
        ("begin return (select c.nonexistent from pg_class as c); end", "does not exist"),
        ("begin if p_a = 1 then return 1; end if; end", "without RETURN"),
        ("begin return 1; perform 2; end", "unreachable code"),
        ("declare v_a bigint := 0; begin v_a := 'x'::text; return v_a; end", "target type is different"),
        ("begin execute 'select ' || p_b; return 1; end", "SQL injection"),
        ("begin return p_a; end", "unused parameter"),
        ("begin return p_a + length(p_b); end", "should be IMMUTABLE"),
    ],
)
def test_a_finding_is_reported(checker: Connection, body: str, message: str) -> None:
    checker.execute("create schema suspect")
    checker.execute(
        "create function suspect.f(p_a integer, p_b text) returns integer language plpgsql volatile"
        f" as $${body}$$"
    )
    assert any(message in finding for finding in findings(checker, "suspect")), findings(checker, "suspect")


def test_trigger_functions_are_checked_with_their_table(checker: Connection) -> None:
    checker.execute("create schema suspect")
    checker.execute("create table suspect.t (a integer)")
    checker.execute(
        "create function suspect.g() returns trigger language plpgsql as $$"
        " begin new.nonexistent := 1; return new; end $$"
    )
    assert any("no trigger uses" in finding for finding in findings(checker, "suspect"))
    checker.execute("create trigger g before insert on suspect.t for each row execute function suspect.g()")
    assert any("nonexistent" in finding for finding in findings(checker, "suspect"))
