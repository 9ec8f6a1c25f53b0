"""Each rule of the SQL lint reports what breaks it, and only that."""

from __future__ import annotations

from pathlib import Path

import pytest
from lint_sql import Finding, Linter, main

PINNED = "set search_path = pg_catalog, pg_temp"


def lint(tmp_path: Path, **files: str) -> list[Finding]:
    paths = []
    for name, text in files.items():
        path = tmp_path / f"{name}.sql"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return Linter().run(paths)


def plpgsql(body: str, *, head: str = PINNED, declare: str = "", parameters: str = "p_a integer") -> str:
    return (
        f"create or replace function paper_internal.f({parameters}) returns integer\n"
        f"language plpgsql volatile\n{head}\nas $$\n{declare}\nbegin\n{body}\nend\n$$;\n"
    )


GOOD = {
    "f": """
-- Prose with now(), when others and é before everything.
create or replace function paper.f(p_account_id text, p_rows integer[], out v_total numeric) returns numeric
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
<<outer>>
declare
    v_row paper_internal.accounts;  -- not now()
    v_rows paper_internal.accounts[];
    c_limit constant integer := 5;
begin
    return 1;
end
$$;
comment on function paper.f is 'Text about now() and {1,200}.';
""".replace("c_limit constant", "v_limit constant"),
    "leaf": """
create or replace function paper_internal.leaf(p_a integer) returns integer
language sql immutable
return case when p_a = 1 then '{1,2}'::int[] = '{{3},{4}}'::int[] else '{"now": 1}'::jsonb is null end::int;
""",
    "query": """
create or replace function paper_internal.query(p_a text) returns setof text
language sql stable
begin atomic
    select a.account_id from paper_internal.accounts as a where a.account_id = p_a for update;
end;
""",
    "v": """
create or replace view paper.v as
select a.account_id, a.cash + 1 as cash from paper_internal.accounts as a
union all select a.x, a.y from paper_internal.y as a;
comment on view paper.v is 'View.';
comment on column paper.v.account_id is 'Account.';
comment on column paper.v.cash is 'Cash.';
""",
    "match_all": """
create or replace procedure paper.match_all()
language plpgsql
as $$
begin
    commit;
end
$$;
comment on procedure paper.match_all() is 'All.';
""",
    "server_time": """
create or replace function paper_internal.server_time() returns timestamptz
language sql volatile
return clock_timestamp();
""",
    "position_of": """
create or replace aggregate paper.position_of(side text, quantity numeric) (
    sfunc = paper_internal.step, stype = numeric
);
comment on aggregate paper.position_of(text, numeric) is 'Position.';
""",
    "types": """
create type paper.side as enum ('buy', 'sell');
create domain paper.price as numeric;
create type paper.request as (a integer);
create table paper_internal.t (at timestamptz default now());
comment on type paper.side is 'Side.';
comment on domain paper.price is 'Price.';
comment on type paper.request is 'Request.';
""",
    "loops": plpgsql(
        """
    for v_i in 1 .. 3 loop
        perform substring('abc' from v_i for 2);
        select a.b into v_a from paper.t as a for update;
    end loop;
    foreach v_a in array v_b loop
        if v_a = 1 then
            raise exception using errcode = 'ZP001', message = 'x';
        elsif v_a = 2 then
            raise unique_violation using message = 'x';
        else
            raise sqlstate 'ZP002';
        end if;
        raise notice 'seen %', v_a;
        raise 'x' using errcode = 'ZP003';
    end loop;
    case v_a when 1 then raise exception 'a %', 1 using errcode = 'ZP001'; end case;
    begin
        perform 1;
    exception
        when unique_violation or sqlstate 'ZP001' then
            raise;
    end;""",
        declare="declare\n    v_a integer;\n    v_b integer[];\n    v_c cursor for select 1;",
    ).replace("paper_internal.f(", "paper_internal.loops("),
}


def test_good_files_have_no_finding(tmp_path: Path) -> None:
    assert lint(tmp_path, **GOOD) == []


BAD = {
    "when-others": [
        plpgsql("begin\nperform 1;\nexception when others then\nnull;\nend;"),
        plpgsql("begin\nperform 1;\nexception\nwhen unique_violation or OTHERS then\nnull;\nend;"),
        "do $$ begin perform 1; exception when others then null; end $$;",
    ],
    "search-path": [
        plpgsql("return 1;", head=""),
        plpgsql("return 1;", head="set search_path = ''"),
        plpgsql("return 1;", head="set search_path = pg_catalog"),
        plpgsql("return 1;", head="set search_path = pg_temp, pg_catalog"),
        plpgsql("return 1;", head="set search_path = 'pg_catalog, pg_temp'"),
        plpgsql("return 1;", head="set search_path = pg_catalog, public, pg_temp"),
        plpgsql("return 1;", head="set search_path from current"),
        plpgsql("return 1;", head="set work_mem = '1MB'"),
        "create function paper_internal.f() returns integer language sql as $$ select 1 $$;",
        "create function paper_internal.f() returns integer language sql as 'select 1';",
        "create function paper.f() returns integer language sql security definer return 1;"
        "comment on function paper.f() is 'F.';",
        "create procedure paper_internal.f() language plpgsql as $$ begin commit; end $$;",
    ],
    "leaf-set": [
        f"create function paper_internal.f() returns integer language sql immutable {PINNED} return 1;",
        "create function paper_internal.f() returns integer language sql set jit = off"
        " begin atomic select 1; end;",
    ],
    "definer": [
        f"create function paper_internal.f() returns integer language sql security definer {PINNED} return 1;"
    ],
    "errcode": [
        plpgsql("raise exception 'broken';"),
        plpgsql("if p_a = 1 then\nraise exception 'broken %', p_a using hint = 'no';\nend if;"),
        plpgsql("raise 'broken';"),
        plpgsql("raise using message = 'broken';"),
        plpgsql("raise exception using message = 'broken';"),
        plpgsql("case p_a\nwhen 1 then\nraise exception 'broken';\nelse\nnull;\nend case;"),
        plpgsql("<<here>>\nraise exception 'broken';"),
    ],
    "clock": [
        plpgsql("perform now();"),
        plpgsql("perform pg_catalog.now();"),
        plpgsql("p_a := CURRENT_TIMESTAMP;"),
        plpgsql("perform clock_timestamp();"),
        plpgsql("perform statement_timestamp();"),
        plpgsql("perform transaction_timestamp();"),
        plpgsql("null;", declare="declare v_at timestamptz := now();"),
        "create function paper_internal.f() returns timestamptz language sql stable return now();",
        "create function paper_internal.f() returns date language sql stable begin atomic"
        " select current_date; end;",
        "create function paper.server_time() returns timestamptz language sql return clock_timestamp();"
        "comment on function paper.server_time() is 'Not this one.';",
        "create view paper_internal.f as select now() as at;",
    ],
    "bounded-regex": [
        "create domain paper_internal.d as text check (value ~ '^[!-~]{1,200}$');",
        "create domain paper_internal.d as text check (value ~ '^a{3}$');",
        "create domain paper_internal.d as text check (value ~ '(ab){2,}');",
        plpgsql("perform 'é' ~ '^\\w{1,200}$';"),
        "create function paper_internal.f(p_a text) returns boolean language sql immutable"
        " return p_a ~ '^.{1,32}$';",
    ],
    "parameter-name": [
        plpgsql("return 1;", parameters="a integer"),
        plpgsql("return 1;", parameters="integer"),
        plpgsql("return 1;", parameters="inout a integer"),
        plpgsql("return 1;", parameters="variadic a integer[]"),
        plpgsql("return 1;", parameters="p_a integer, b integer default 1"),
    ],
    "local-name": [
        plpgsql("return 1;", declare="declare a integer;"),
        plpgsql("return 1;", declare="declare\nv_a integer := 1;\nb text;"),
        plpgsql("for i in 1 .. 3 loop\nnull;\nend loop;"),
        plpgsql("for v_a, b in select 1, 2 loop\nnull;\nend loop;"),
        plpgsql("foreach x in array array[1] loop\nnull;\nend loop;"),
        plpgsql("declare\nb integer;\nbegin\nnull;\nend;"),
    ],
    "comment": [
        "create function paper.f() returns integer language sql immutable return 1;",
        "create function paper.f() returns integer language sql immutable return 1;"
        "comment on function paper.f() is null;",
        "create function paper.f() returns integer language sql immutable return 1;"
        "comment on function paper_internal.f() is 'Another.';",
        "create procedure paper.match_all() language plpgsql as $$ begin commit; end $$;",
        "create type paper.f as enum ('a');",
        "create domain paper.f as text;",
        "create type paper.f as (a integer);",
        "create aggregate paper.f(text) (sfunc = paper_internal.step, stype = numeric);",
        "create view paper.f as select 1 as one; comment on column paper.f.one is 'One.';",
        "create view paper.f as select a.one from paper_internal.a; comment on view paper.f is 'F.';",
        "create view paper.f (one) as select 1; comment on view paper.f is 'F.';",
    ],
    "one-object": [
        "create view paper_internal.f as select 1 as one;"
        "create function paper.f() returns integer language sql immutable return 1;"
        "comment on function paper.f() is 'F.';",
    ],
    "file-name": [
        "create function paper_internal.g() returns integer language sql immutable return 1;",
        "create view paper_internal.g as select 1 as one;",
    ],
    "qualified": ["create function f() returns integer language sql immutable return 1;"],
    "syntax": ["selec 1;", "create function paper_internal.f() returns integer language sql return selec 1;"],
}

OWN_FILES = {"paper.server_time": "server_time", "paper.match_all": "match_all"}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        pytest.param(rule, text, id=f"{rule}-{number}")
        for rule, texts in BAD.items()
        for number, text in enumerate(texts)
    ],
)
def test_what_breaks_a_rule_is_reported(tmp_path: Path, rule: str, text: str) -> None:
    name = next((name for label, name in OWN_FILES.items() if label in text), "f")
    findings = lint(tmp_path, **{name: text})
    assert {finding.rule for finding in findings} == {rule}, list(map(str, findings))


@pytest.mark.parametrize("name", GOOD)
def test_every_good_file_can_be_broken(tmp_path: Path, name: str) -> None:
    """None of them is passed over: with one letter taken away, each is reported."""
    text = GOOD[name].replace("create", "creat", 1)
    assert [finding.rule for finding in lint(tmp_path, **{name: text})] == ["syntax"]


def test_a_finding_names_its_line(tmp_path: Path) -> None:
    text = "-- é\n\n" + plpgsql("-- é\nperform 1;\nraise exception 'x';")
    (finding,) = lint(tmp_path, f=text)
    assert text.splitlines()[finding.line - 1] == "raise exception 'x';"


def test_a_comment_may_stand_in_another_file(tmp_path: Path) -> None:
    files = {
        "f": "create function paper.f() returns integer language sql immutable return 1;",
        "comments": "comment on function paper.f() is 'F.';",
    }
    assert lint(tmp_path, **files) == []


def test_the_command_prints_findings_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.sql").write_text(plpgsql("perform now();"), encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert capsys.readouterr().out == (
        f"{tmp_path / 'f.sql'}:7: clock: paper_internal.f asks for the time itself: now\n"
    )
    (tmp_path / "f.sql").write_text(plpgsql("perform 1;"), encoding="utf-8")
    assert main([str(tmp_path)]) == 0


def test_the_command_refuses_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"no \.sql file"):
        main([str(tmp_path)])
    with pytest.raises(SystemExit, match="no such file"):
        main([str(tmp_path / "missing")])


def test_the_project_has_no_finding() -> None:
    top = Path(__file__).parents[2]
    assert main([str(top / "migrations"), str(top / "sql")]) == 0
