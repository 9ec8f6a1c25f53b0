"""Coverage summed over databases is what one database would have counted."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import psycopg
import pytest
from support import coverage
from support.servers import Server

pytestmark = pytest.mark.servers("debian")

SCHEMA = "coverage_toy"

TOY = f"""
create schema {SCHEMA};
create function {SCHEMA}.toy(p_a integer) returns integer language plpgsql as $$
declare
  v_sum integer := 0;
begin
  if p_a = 1 then
    v_sum := 1;
  elsif p_a = 2 then
    v_sum := 2;
  end if;
  if p_a = 3 then
    raise exception 'three' using errcode = 'ZP001';
  else
    v_sum := v_sum + 1;
  end if;
  case p_a when 1 then v_sum := 5; when 2 then v_sum := 6; else v_sum := 7; end case;
  for v_i in 1 .. p_a loop
    if v_i = 2 then continue; end if;
    v_sum := v_sum + 1;
  end loop;
  while v_sum < 0 loop
    v_sum := 1;
  end loop;
  begin
    perform 1 / (p_a - 1);
  exception when division_by_zero then
    v_sum := 9;
  end;
  return v_sum;
end
$$;
create function {SCHEMA}.never() returns void language plpgsql as $$ begin perform 1; end $$;
create function {SCHEMA}.half(p_a boolean) returns integer language plpgsql as $$
begin
  case when p_a then return 1; end case;
  return 2;
end
$$;
"""  # fmt: skip

SIGNATURE = f"{SCHEMA}.toy(integer)"


@pytest.fixture(scope="module")
def toy(server: Server) -> Iterator[str]:
    with server.database("toy", template="template0") as name:
        with server.connect(name) as connection:
            connection.execute(TOY)
        yield name


def percents(
    server: Server, toy: str, *calls_by_database: list[str]
) -> tuple[coverage.Function, float, float]:
    """Run each list of calls in a copy; return ours, and what plpgsql_check says of all in one copy."""
    profile = coverage.Profile([SCHEMA])
    with server.connect(toy) as connection:
        profile.learn(connection)
    for calls in calls_by_database:
        with server.database("copy", template=toy) as name, server.connect(name) as connection:
            run(connection, calls)
            profile.collect(connection)
    with server.database("whole", template=toy) as name, server.connect(name) as connection:
        connection.execute("create extension plpgsql_check")
        run(connection, [call for calls in calls_by_database for call in calls])
        row = connection.execute(
            "select 100 * plpgsql_coverage_statements(%s::regprocedure),"
            " 100 * plpgsql_coverage_branches(%s::regprocedure)",
            (SIGNATURE, SIGNATURE),
        ).fetchone()
    assert row is not None
    return profile.functions[SIGNATURE], float(str(row[0])), float(str(row[1]))


def run(connection: psycopg.Connection[tuple[object, ...]], calls: list[str]) -> None:
    """Each call in a transaction that is rolled back, as pgTAP does it; errors are part of it."""
    for call in calls:
        connection.execute("begin")
        with contextlib.suppress(psycopg.Error):
            connection.execute(call)
        connection.execute("rollback")


@pytest.mark.parametrize(
    "databases",
    [
        [[]],
        [["select coverage_toy.toy(1)"]],
        [["select coverage_toy.toy(1)"], ["select coverage_toy.toy(2)"]],
        [["select coverage_toy.toy(3)"], ["select coverage_toy.toy(2)"], []],
        [["select coverage_toy.toy(1)", "select coverage_toy.toy(2)"], ["select coverage_toy.toy(3)"] * 3],
        [["select coverage_toy.toy(4)"], ["select coverage_toy.toy(1)"] * 2],
    ],
)
def test_the_sum_over_databases_is_what_one_database_counts(
    server: Server, toy: str, databases: list[list[str]]
) -> None:
    ours, statements, branches = percents(server, toy, *databases)
    assert ours.statement_percent == pytest.approx(statements)
    assert ours.branch_percent == pytest.approx(branches)


def test_counts_add_up_and_nothing_counts_twice(server: Server, toy: str) -> None:
    profile = coverage.Profile([SCHEMA])
    with server.connect(toy) as connection:
        profile.learn(connection)
    for _ in range(2):
        with server.database("copy", template=toy) as name, server.connect(name) as connection:
            connection.execute(f"select {SCHEMA}.toy(1)")
            profile.collect(connection)
            profile.collect(connection)
    assert profile.functions[SIGNATURE].counts[0] == 2
    never = profile.functions[f"{SCHEMA}.never()"]
    assert never.statement_percent == 0
    assert never.branch_percent == 0, "a function without branches is covered by being called"


def test_a_replaced_function_counts_for_nothing(server: Server, toy: str) -> None:
    profile = coverage.Profile([SCHEMA])
    with server.connect(toy) as connection:
        profile.learn(connection)
    with server.database("copy", template=toy) as name, server.connect(name) as connection:
        connection.execute(
            f"create or replace function {SCHEMA}.never() returns void language plpgsql"
            " as $$ begin perform 2; end $$"
        )
        connection.execute(f"select {SCHEMA}.never()")
        profile.collect(connection)
    assert profile.functions[f"{SCHEMA}.never()"].statement_percent == 0


def test_a_case_without_else_has_only_the_branches_it_shows(server: Server, toy: str) -> None:
    profile = coverage.Profile([SCHEMA])
    with server.connect(toy) as connection:
        profile.learn(connection)
    half = profile.functions[f"{SCHEMA}.half(boolean)"]
    assert [taken for _, taken in half.branches()] == [False]


def test_the_report_lists_what_did_not_run_below_the_floor(server: Server, toy: str) -> None:
    ours, _, _ = percents(server, toy, ["select coverage_toy.toy(1)"])
    table, problems = coverage.report([ours], floor=95)
    assert table[1].startswith(SIGNATURE)
    assert problems[0].startswith(f"{SIGNATURE}: ")
    assert "    not taken: line 8, elsif 1 of line 5" in problems
    assert coverage.report([ours], floor=None)[1] == []
    assert coverage.report([ours], floor=ours.branch_percent)[1] == []
