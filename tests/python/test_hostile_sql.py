"""A caller who may log in and send any SQL: what it tries against the database, and gets nothing by.

Values that are hostile are in test_hostile_input, somebody else's accounts in test_access. Here are the
means of the language: objects of the caller's that stand in the way of ours, settings, locks, functions that
see what they are given, statements that are an administrator's, and requests that are too large.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from pgpaper import migrate
from psycopg import sql
from support.servers import Server

Connection = psycopg.Connection[Any]

SECRET = "5ecret"


@dataclass
class Place:
    """A database with accounts of alice's in it, where mallory, a trader, and eve, an analyst, log in."""

    dsn: str
    admin: Connection
    alice: str
    mallory: str
    eve: str

    @contextmanager
    def session(self, role: str, *settings: str, autocommit: bool = True) -> Iterator[Connection]:
        with psycopg.connect(self.dsn, user=role, autocommit=autocommit) as connection:
            connection.execute("set default_transaction_isolation = serializable")
            for setting in settings:
                connection.execute(setting.encode())
            if not autocommit:
                connection.commit()
            yield connection


@pytest.fixture(scope="module")
def place(server: Server, module_dsn: str) -> Iterator[Place]:
    suffix = uuid.uuid4().hex[:8]
    with psycopg.connect(module_dsn, autocommit=True) as admin:
        made = Place(module_dsn, admin, *(f"{name}_{suffix}" for name in ("alice", "mallory", "eve")))
        for role in (made.alice, made.mallory, made.eve):
            admin.execute(
                f"create role {role} login in role paper_{'analyst' if role == made.eve else 'trader'}"
            )
        admin.execute(f"create schema mallory authorization {made.mallory}")
        with made.session(made.alice) as alice:
            for model in ("market", "immediate"):
                account = f"{model}-{SECRET}"
                alice.execute(
                    "select paper.open_account(%s, 7654321, jsonb_build_object('fill_model', %s::text))",
                    (account, model),
                )
                quote = "row('A', now() - interval '1 minute', 9, 10, 1000, 1000, null)::paper.quote"
                alice.execute(f"select paper.feed_quotes(array[{quote}])".encode())
                for number, price in enumerate((10, 1, 10, 10), 1):
                    alice.execute(
                        "select paper.submit_order(%s, %s, 'A', 'buy', 1, 'limit', %s, null, %s)",
                        (account, f"{SECRET}-{number}", price, f'{{"tag": "{SECRET}"}}'),
                    )
        yield made
        admin.execute("drop schema mallory cascade")
        for role in (made.alice, made.mallory, made.eve):
            admin.execute(sql.SQL("drop owned by {}").format(sql.Identifier(role)))
            admin.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))


# -- statements that are not the caller's to send

NOT_FOR_TRADERS = (
    # objects of ours
    "comment on view paper.accounts is 'mine'",
    "comment on function paper.check is 'mine'",
    "alter function paper.check(text) rename to uncheck",
    "alter function paper.submit_orders(text, paper.order_request[]) reset search_path",
    "alter function paper.submit_orders(text, paper.order_request[]) security invoker",
    "alter view paper.accounts owner to current_user",
    "alter view paper.accounts set (security_invoker = true)",
    "alter view paper.accounts rename to accounts_of_all",
    "alter type paper.order_side add value 'short'",
    "alter schema paper rename to prey",
    "drop function paper.check(text)",
    "drop view paper.accounts cascade",
    "drop schema paper cascade",
    "drop owned by paper_owner",
    "reassign owned by paper_owner to current_user",
    "create or replace function paper.check(p_account_id text default null)"
    " returns table (account_id text, rule text, detail text) language sql as 'select null, null, null'",
    "create or replace view paper.accounts as select 1 as one",
    "create table paper.mine (a integer)",
    "create type paper.mine as (a integer)",
    "create operator paper.=== (function = texteq, leftarg = text, rightarg = text)",
    "create rule mine as on select to paper.instruments do instead select null::text, null::text",
    "create rule mine as on insert to paper.accounts do instead nothing",
    "create trigger mine instead of insert on paper.accounts for each row"
    " execute function suppress_redundant_updates_trigger()",
    "create policy mine on paper_internal.accounts using (true)",
    "alter table paper_internal.accounts disable row level security",
    "alter table paper_internal.journal disable trigger all",
    "alter policy visible on paper_internal.accounts using (true)",
    "create index on paper_internal.journal (at)",
    "create statistics mallory.mine on account_id, at from paper_internal.journal",
    "create table mallory.child () inherits (paper_internal.journal)",
    "create table mallory.mine (account_id text references paper_internal.accounts)",
    "begin; lock table paper.accounts in exclusive mode",
    "begin; lock table paper_internal.accounts in access share mode",
    "select from paper.accounts for update",
    "select from paper.accounts for key share",
    "vacuum paper_internal.journal",
    "grant usage on schema paper_internal to current_user",
    "grant execute on function paper.trim_tape to current_user",
    "grant paper_owner to current_user",
    "grant paper_reader to current_user",
    "grant paper_trader to paper_analyst",
    "alter default privileges for role paper_owner grant all on tables to public",
    "alter role paper_reader login password 'mine'",
    "alter role paper_owner superuser",
    "drop role paper_analyst",
    # the server
    "set session_replication_role = replica",
    "set session authorization paper_owner",
    "set role paper_owner",
    "set role paper_reader",
    "set lo_compat_privileges = on",
    "set log_statement = 'all'",
    "alter system set fsync = off",
    "alter role current_user superuser",
    "alter role current_user bypassrls",
    "create role mine",
    "create event trigger mine on ddl_command_start execute function suppress_redundant_updates_trigger()",
    "create extension file_fdw",
    "create publication mine for all tables",
    "create server mine foreign data wrapper none",
    "create language mine handler plpgsql_call_handler",
    "create function mallory.mine() returns void language internal as 'pg_reload_conf'",
    "create function mallory.mine() returns void language c as 'libc', 'system'",
    "create cast (text as integer) without function",
    "copy (select 1) to program 'id'",
    "copy (select 1) to '/tmp/pgpaper-mine'",
    "create table mallory.taken (line text); copy mallory.taken from program 'id'",
    "create table mallory.taken (line text); copy mallory.taken from '/etc/passwd'",
    "copy paper_internal.accounts to stdout",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/tmp/pgpaper-mine')",
    "select pg_read_file('postgresql.conf')",
    "select pg_read_binary_file('postgresql.conf')",
    "select pg_ls_dir('.')",
    "select pg_stat_file('postgresql.conf')",
    "select pg_reload_conf()",
    "select pg_rotate_logfile()",
    "select pg_stat_reset()",
    "select pg_switch_wal()",
    "select pg_current_logfile()",
    "select * from pg_authid",
    "select * from pg_statistic",
    "select * from pg_hba_file_rules",
    "select * from pg_backend_memory_contexts",
    "select pg_create_physical_replication_slot('mine')",
    "select paper_internal.advance(null, null, null)",
    "select 'paper_internal.journal'::regclass",
    "table paper_internal.journal",
)  # fmt: skip

#: Nobody needs a privilege to see that there is no such thing.
OTHER_ANSWERS = {"create server mine foreign data wrapper none": "42704"}


@pytest.mark.parametrize("statement", NOT_FOR_TRADERS)
@pytest.mark.parametrize("who", ["mallory", "eve"])
def test_what_is_not_the_callers_to_do_is_refused(place: Place, who: str, statement: str) -> None:
    """An analyst's session is as one of its own may be: it has turned off that it only reads."""
    before = definitions(place.admin)
    role = {"mallory": place.mallory, "eve": place.eve}[who]
    with place.session(role, "set default_transaction_read_only = off") as session:
        with pytest.raises(psycopg.Error) as caught:
            session.execute(statement.encode())
        assert caught.value.sqlstate == OTHER_ANSWERS.get(statement, "42501"), caught.value
    assert definitions(place.admin) == before


def definitions(admin: Connection) -> list[Any]:
    """Fingerprint what schemas, roles and settings are made of."""
    return admin.execute(
        """
        select sum(hashtextextended(t, 0)) from (
            select p::text from pg_proc as p union all select n::text from pg_namespace as n
            union all select (c.relname, c.relowner, c.relacl, c.reloptions, c.relrowsecurity)::text
            from pg_class as c union all select t::text from pg_trigger as t
            union all select r::text from pg_rewrite as r union all select y::text from pg_policy as y
            union all select d::text from pg_default_acl as d union all select a::text from pg_authid as a
            union all select m::text from pg_auth_members as m
            union all select e::text from pg_event_trigger as e
        ) as s (t)
        """
    ).fetchall()


def test_nobody_cancels_or_ends_what_another_role_does(place: Place) -> None:
    with place.session(place.alice) as alice, place.session(place.mallory) as mallory:
        pid = alice.info.backend_pid
        for function in ("pg_cancel_backend", "pg_terminate_backend"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                mallory.execute(f"select {function}(%s)".encode(), (pid,))
        assert alice.execute("select count(*) from paper.accounts").fetchone() == (2,)
        activity = mallory.execute("select query from pg_stat_activity where pid = %s", (pid,)).fetchone()
    assert activity == ("<insufficient privilege>",)


@pytest.mark.parametrize("key", [migrate._LOCK, 0, 1])
def test_no_advisory_lock_keeps_anybody_from_trading(place: Place, key: int) -> None:
    """Not even that of a migration, which anybody may take."""
    with place.session(place.mallory) as mallory, place.session(place.alice) as alice:
        mallory.execute("select pg_advisory_lock(%s)", (key,))
        alice.execute("set lock_timeout = '1s'")
        alice.execute("select paper.deposit(%s, %s, 1)", (f"market-{SECRET}", uuid.uuid4().hex))
        alice.execute("select paper.match_account(%s)", (f"market-{SECRET}",))


# -- functions that see what they are given

LEAK = """
create function mallory.leak(p_value text) returns boolean language plpgsql cost 0.000001 as $$
begin
    perform set_config('mallory.seen', concat(current_setting('mallory.seen', true), ' ', p_value), false);
    return true;
end $$;
create function mallory.leak_equal(text, text) returns boolean language plpgsql cost 0.000001
as $$ begin return mallory.leak($1) and mallory.leak($2); end $$;
-- With estimators of its own a planner may call it with the most common values of a column.
create operator mallory.=== (
    function = mallory.leak_equal, leftarg = text, rightarg = text, restrict = eqsel, join = eqjoinsel,
    commutator = operator(mallory.===)
);
create function mallory.leak_less(text, text) returns boolean language plpgsql cost 0.000001
as $$ begin return mallory.leak($1) and mallory.leak($2); end $$;
create operator mallory.<<< (
    function = mallory.leak_less, leftarg = text, rightarg = text,
    restrict = scalarltsel, join = scalarltjoinsel
);
grant usage on schema mallory to public;
"""

SHAPES = (
    "select count(*) from paper.{view} as v where mallory.leak(v.{column}::text)",
    "select count(*) from paper.{view} as v where v.{column}::text operator(mallory.===) 'x'",
    "select count(*) from paper.{view} as v where v.{column}::text operator(mallory.<<<) 'x'",
    "select count(*) from paper.{view} as v inner join paper.{view} as w"
    " on v.{column}::text operator(mallory.===) w.{column}::text",
)


@pytest.fixture(scope="module")
def columns(place: Place) -> dict[str, list[str]]:
    with place.session(place.mallory) as mallory:
        mallory.execute(LEAK.encode())
    place.admin.execute("analyze")  # so that there are most common values
    found = place.admin.execute(
        "select c.relname, array_agg(a.attname::text order by a.attnum) from pg_class as c"
        " join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " and a.atttypid in ('text'::regtype, 'uuid'::regtype, 'numeric'::regtype, 'jsonb'::regtype)"
        " where c.relnamespace = 'paper'::regnamespace and c.relkind = 'v' group by 1"
    )
    return dict(found.fetchall())


@pytest.mark.parametrize("shape", SHAPES, ids=["function", "equality", "comparison", "join"])
def test_what_a_query_calls_sees_no_row_of_somebody_else(
    place: Place, columns: dict[str, list[str]], shape: str
) -> None:
    """Cheap and not leakproof: row-level security comes first, before a join and in the statistics too."""
    seen = {}
    for role in (place.mallory, place.alice):
        with place.session(role) as session:
            for view, names in columns.items():
                for column in names:
                    session.execute(shape.format(view=view, column=column).encode())
            (told,) = session.execute("select current_setting('mallory.seen', true)").fetchone() or ("",)
            seen[role] = str(told)
    assert SECRET in seen[place.alice]
    assert SECRET not in seen[place.mallory]
    assert "7654321" not in seen[place.mallory]


def test_a_statement_that_is_planned_for_one_role_filters_for_the_next(place: Place) -> None:
    with psycopg.connect(place.dsn, autocommit=True) as session:
        session.execute("prepare mine as select account_id from paper.accounts")
        for role, rows in ((place.alice, 2), (place.mallory, 0), (place.alice, 2), (place.eve, 2)):
            session.execute(f"set role {role}")
            for _ in range(7):
                assert session.execute("execute mine").rowcount == rows


def test_a_view_over_a_view_shows_each_reader_its_own(place: Place) -> None:
    """Who made it lends nobody its rows: an analyst cannot, either."""
    place.admin.execute(f"create schema eve authorization {place.eve}")
    try:
        with place.session(place.eve, "set default_transaction_read_only = off") as eve:
            eve.execute("create view eve.everybodys as select * from paper.accounts")
            eve.execute("grant usage on schema eve to public")
            eve.execute("grant select on eve.everybodys to public")
            assert eve.execute("select from eve.everybodys").rowcount == 2
        with place.session(place.mallory) as mallory:
            assert mallory.execute("select from eve.everybodys").rowcount == 0
    finally:
        place.admin.execute("drop schema eve cascade")


# -- a session made strange

SCENARIO = (
    "select cash, settings, status from paper.open_account(ACCOUNT, 1000.50,"
    " '{\"fill_model\": \"market\", \"clock\": \"simulated\","
    " \"slippage\": {\"model\": \"fixed_bps\", \"bps\": 5}}')",
    "select * from paper.load_sessions(TICKER, array[row('2026-01-05 09:00+00', '2026-01-05 17:30+00')"
    "::paper.session])",
    "select ticker = TICKER, calendar = TICKER from paper.set_instrument(TICKER,"
    " jsonb_build_object('calendar', TICKER))",
    "select * from paper.feed_quotes(array[row(TICKER, '2026-01-05 10:00+00', 9.5, 10, 100, 100, null)"
    "::paper.quote])",
    "select status, fill_quantity, fill_price, error, options from paper.submit_order("
    "ACCOUNT, 'k1', TICKER, 'buy', 2, 'limit', 10.5, null, '{\"tag\": \"ä\\\\ \\\"''\"}')",
    "select status, fill_price, reject_reason, error from paper.submit_orders(ACCOUNT, array["
    "row('k2', TICKER, 'buy', 3, 'limit', 9, null, null),"
    "row('k3', TICKER, 'sell', 99, 'market', null, null, '{}'),"
    "row('k4', TICKER, 'buy', 1, 'stop', null, 11, '{\"time_in_force\": \"day\"}')]::paper.order_request[])",
    "select status, quantity, fill_price from paper.preview_orders(ACCOUNT, array["
    "row(null, TICKER, 'sell', 2, 'market', null, null, null)]::paper.order_request[])",
    "select * from paper.feed_trades(array[row(TICKER, '2026-01-05 11:00+00', 8.75, 2, null)::paper.trade])",
    "select * from paper.feed_bars(array[row(TICKER, '2026-01-05 12:00+00', '2026-01-05 12:05+00',"
    " 9, 12, 8, 11, 500)::paper.bar])",
    "select paper.match_account(ACCOUNT)",
    "select paper.set_clock(ACCOUNT, '2026-01-06 00:00+00') = '2026-01-06 00:00+00'",
    "select status, fill_price from paper.close_position(ACCOUNT, 'close', TICKER, 1)",
    "select status from paper.cancel_all_orders(ACCOUNT)",
    "select cash from paper.withdraw(ACCOUNT, 'w', 0.5)",
    "select paper.seq_at(ACCOUNT, '2026-01-05 10:30+00')",
    "select e.seq, e.rule, e.outcome, e.price, e.size, e.detail from paper.orders as o,"
    " paper.explain_order(o.account_id, o.order_id) as e where o.account_id = ACCOUNT order by o.seq, e.step",
    "select quantity, avg_entry_price, realized_pnl, current_price from paper.positions"
    " where account_id = ACCOUNT",
    "select cash, reserved, portfolio_value from paper.accounts where account_id = ACCOUNT",
    "select seq, extract(epoch from at), event_type, ticker = TICKER, quantity, limit_price, price, fee,"
    " realized_pnl, cash_after, quantity_after, avg_entry_price_after, reject_reason, error, options, detail,"
    " rule, extract(epoch from market_at) from paper.journal where account_id = ACCOUNT order by seq",
    "select * from paper.check(ACCOUNT)",
    "select paper.deposit(ACCOUNT, 'w', 1)",
    "select paper.submit_order(ACCOUNT, 'bad', 'a b', 'buy', -1)",
)  # fmt: skip


def played(session: Connection) -> list[str]:
    """Play the scenario on a new account and return all that it said, with the account's names taken out."""
    account, ticker = f"play-{uuid.uuid4().hex[:12]}", f"T{uuid.uuid4().hex[:8].upper()}"
    said = []
    for statement in SCENARIO:
        query = statement.replace("ACCOUNT", f"'{account}'").replace("TICKER", f"'{ticker}'")
        try:
            said.append(str(session.execute(query.encode(), prepare=False).fetchall()))
        except psycopg.Error as err:
            said.append(f"{err.sqlstate} {err.diag.message_primary} {err.diag.message_detail}")
    return [
        re.sub(r"[0-9a-f-]{36}", "ID", text.replace(account, "ACCOUNT").replace(ticker, "TICKER"))
        for text in said
    ]


@pytest.fixture(scope="module")
def as_usual(place: Place) -> list[str]:
    with place.session(place.mallory) as session:
        said = played(session)
    assert [text[:5] for text in said if text.startswith(("ZP", "4", "2"))] == ["ZP002", "ZP004"], said
    assert "8.75" in str(said)
    assert said[-3] == "[]"
    return said


GAMES = (
    "plan_cache_mode = force_custom_plan",
    "plan_cache_mode = force_generic_plan",
    "transform_null_equals = on",
    "array_nulls = off",
    "DateStyle = 'SQL, DMY'",
    "DateStyle = 'German'",
    "IntervalStyle = sql_standard",
    "TimeZone = 'Pacific/Kiritimati'",
    "extra_float_digits = -15",
    "bytea_output = escape",
    "xmlbinary = hex",
    "lc_numeric = 'C'",
    "quote_all_identifiers = on",
    "escape_string_warning = off",
    "enable_indexscan = off",
    "enable_nestloop = off",
    "enable_sort = off",
    "from_collapse_limit = 1",
    "join_collapse_limit = 1",
    "geqo_threshold = 2",
    "jit_above_cost = 0",
    "work_mem = '64kB'",
    "default_transaction_deferrable = on",
    "constraint_exclusion = on",
    "check_function_bodies = off",
    "cursor_tuple_fraction = 0",
    "default_table_access_method = heap",
    "client_min_messages = debug1",
    "search_path = ''",
    "search_path = mallory, pg_temp, public",
    "plpgsql.extra_errors = 'all'",
    "paper.actor = 'postgres'",
)  # fmt: skip


@pytest.mark.parametrize("game", GAMES)
def test_no_setting_changes_what_happens(place: Place, as_usual: Sequence[str], game: str) -> None:
    with place.session(place.mallory, f"set {game}") as session:
        assert played(session) == as_usual


def test_parallel_plans_change_nothing(place: Place, as_usual: Sequence[str]) -> None:
    name = "debug_parallel_query" if place.admin.info.server_version >= 160000 else "force_parallel_mode"
    eager = ("parallel_setup_cost = 0", "parallel_tuple_cost = 0", "min_parallel_table_scan_size = 0")
    with place.session(
        place.mallory, f"set {name} = on", *(f"set {setting}" for setting in eager)
    ) as session:
        assert played(session) == as_usual


def test_settings_of_the_role_change_nothing(place: Place, as_usual: Sequence[str]) -> None:
    own = sql.Identifier(place.mallory)
    with place.session(place.mallory) as session:
        session.execute(sql.SQL("alter role {} set search_path = mallory, pg_temp").format(own))
        session.execute(sql.SQL("alter role {} set transform_null_equals = on").format(own))
    try:
        with place.session(place.mallory) as session:
            assert session.execute("show search_path").fetchone() == ("mallory, pg_temp",)
            assert played(session) == as_usual
    finally:
        place.admin.execute(sql.SQL("alter role {} reset all").format(own))


def test_without_row_security_there_are_errors_and_no_rows(place: Place) -> None:
    with place.session(place.mallory, "set row_security = off") as session:
        for query in (
            "select from paper.accounts",
            "select from paper.journal",
            f"select paper.clock('market-{SECRET}')",
            "select from paper.check()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                session.execute(query.encode())
    place.admin.execute(f"alter role {place.mallory} bypassrls")
    try:
        with place.session(place.mallory, "set row_security = off") as session:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                session.execute("select from paper.accounts")
            session.execute("set row_security = on")
            assert session.execute("select from paper.accounts where account_id ~ '5ecret'").rowcount == 0
    finally:
        place.admin.execute(f"alter role {place.mallory} nobypassrls")


def test_no_temporary_table_takes_the_place_of_one_of_ours(place: Place, as_usual: Sequence[str]) -> None:
    """Of every relation there is in our schemas, and of every catalog that a function or view reads."""
    found = place.admin.execute(
        r"""
        select relname::text from pg_class where relkind in ('r', 'p', 'v')
        and relnamespace in ('paper'::regnamespace, 'paper_internal'::regnamespace)
        union select distinct c.relname::text from pg_class as c
        join (select prosrc || pg_get_functiondef(oid) as body from pg_proc where prokind <> 'a'
              and pronamespace in ('paper'::regnamespace, 'paper_internal'::regnamespace)
              union all select pg_get_viewdef(oid) from pg_class where relnamespace = 'paper'::regnamespace
              and relkind = 'v') as b on b.body ~ ('\m' || c.relname || '\M')
        where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind in ('r', 'v')
        """
    )
    names = [row[0] for row in found]
    assert {"accounts", "journal", "tape", "pg_roles", "pg_inherits", "pg_locks"} <= set(names)
    with place.session(place.mallory) as session:
        for name in names:
            session.execute(f'create temp table "{name}" (account_id text, owner text, seq bigint)'.encode())
        session.execute("set search_path = pg_temp, pg_catalog")
        assert played(session) == as_usual
        for name in names:
            assert session.execute(f'select from pg_temp."{name}"'.encode()).rowcount == 0


def test_no_type_of_the_callers_takes_the_place_of_one_of_ours(place: Place, as_usual: Sequence[str]) -> None:
    """A domain's check would run as the owner of the function that finds the domain first."""
    ours = place.admin.execute(
        "select typname::text from pg_type where typnamespace in ('paper'::regnamespace,"
        " 'paper_internal'::regnamespace) and typcategory <> 'A' and typtype <> 'm'"
    ).fetchall()
    theirs = (
        "text", "jsonb", "json", "uuid", "timestamptz", "timestamp", "date", "time", "interval", "int2",
        "int4", "int8", "bool", "numeric", "float8", "name", "oid", "regclass", "bytea", "xid8",
        "pg_snapshot", "bit", "char", "varchar", "bpchar", "xid", "regproc", "regprocedure", "regtype",
        "regrole", "regnamespace",
    )  # fmt: skip
    with place.session(place.mallory) as session:
        session.execute(
            """
            create function mallory.evil() returns pg_catalog.bool language plpgsql as $$
            begin
                perform pg_catalog.set_config('mallory.ran_as', pg_catalog.concat(
                    pg_catalog.current_setting('mallory.ran_as', true), ' ', current_user), false);
                return true;
            end $$
            """
        )
        for name in (*theirs, *sorted({row[0] for row in ours} - set(theirs))):
            base = f"pg_catalog.{name}" if name in theirs else "pg_catalog.text"
            session.execute(f'create domain pg_temp."{name}" as {base} check (mallory.evil())'.encode())
        session.execute("select ''::pg_temp.text")
        assert played(session) == as_usual
        ran = session.execute("select pg_catalog.current_setting('mallory.ran_as')").fetchone()
    assert ran is not None
    assert set(ran[0].split()) == {place.mallory}


# -- requests that are too large


def memory_of(session: Connection) -> int:
    row = session.execute("select sum(total_bytes)::bigint from pg_backend_memory_contexts").fetchone()
    assert row is not None
    return int(row[0])


ORDER = "paper.submit_order('large', 'k', 'A', 'buy', 1, 'limit', 1, null, {})"
LARGE = {
    "options of 10 MB": (ORDER.format("jsonb_build_object('tag', repeat('x', 10000000))"), "ZP004"),
    "a decision trace of 10 MB": (
        ORDER.format("jsonb_build_object('decision_trace', jsonb_build_array(repeat('x', 10000000)))"),
        "ZP004",
    ),
    "settings of 10 MB": (
        "paper.update_settings('large', 'k', jsonb_build_object('currency', repeat('x', 10000000)))", "ZP004",
    ),
    "a setting of 10 MB that is unknown": (
        "paper.open_account('other', 1, jsonb_build_object(repeat('x', 10000000), 1))", "ZP004",
    ),
    "a key of 10 MB": ("paper.deposit('large', repeat('x', 10000000), 1)", "ZP004"),
    "an account of 10 MB": ("paper.deposit(repeat('x', 10000000), 'k', 1)", "ZP001"),
    "a ticker of 10 MB": ("paper.close_position('large', 'k', repeat('x', 10000000))", "ZP004"),
    "a role of 10 MB": ("paper.grant_account('large', repeat('x', 10000000))", "42704"),
    "JSON too deep to be read": (ORDER.format("repeat('[', 1000000)::jsonb"), "54001"),
    "a decision trace 3000 deep": (
        ORDER.format("jsonb_build_object('tag', (repeat('[', 3000) || repeat(']', 3000))::jsonb)"), "ZP004",
    ),
    "twenty thousand ids": (
        "paper.cancel_orders('large', array_fill('12345678-1234-8123-9234-00000000000f'::uuid,"
        " array[20000]))",
        "ZP007",
    ),
    "twenty thousand orders of nothing": (
        "paper.submit_orders('large', array_fill(null::paper.order_request, array[20000]))", "ZP004",
    ),
    "twenty thousand sessions of nothing": (
        "paper.load_sessions('X', array_fill(null::paper.session, array[20000]))", "ZP004",
    ),
    "the largest number there is": (
        "paper.deposit('large', 'k', (repeat('9', 131072) || '.' || repeat('9', 16383))::numeric)", "ZP004",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def roomy(module_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        connection.execute("set default_transaction_isolation = serializable")
        connection.execute("select paper.open_account('large', 1000)")
        yield connection


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_large_is_refused_in_few_words_and_leaves_nothing(roomy: Connection, name: str) -> None:
    call, sqlstate = LARGE[name]
    before = memory_of(roomy)
    with pytest.raises(psycopg.Error) as caught:
        roomy.execute(f"select {call}".encode())
    assert caught.value.sqlstate == sqlstate
    assert len(caught.value.diag.message_primary or "") < 1000
    assert memory_of(roomy) - before < 5_000_000  # some of it for plans that are kept
    assert roomy.execute("select seq from paper.accounts where account_id = 'large'").fetchone() == (1,)


@pytest.mark.servers("embedded")
def test_a_hundred_megabytes_are_refused_as_well(roomy: Connection) -> None:
    before = memory_of(roomy)
    with pytest.raises(psycopg.Error) as caught:
        roomy.execute(f"select {ORDER.format('jsonb_build_object(repeat(chr(120), 100000000), 1)')}".encode())
    assert caught.value.sqlstate == "ZP004"
    assert memory_of(roomy) - before < 5_000_000


def test_a_list_of_problems_is_as_long_as_the_request(roomy: Connection) -> None:
    """Whoever sends twenty thousand wrong orders is told of each, and of each in a few words."""
    with pytest.raises(psycopg.Error) as caught:
        roomy.execute(f"select {LARGE['twenty thousand orders of nothing'][0]}".encode())
    problems = json.loads(caught.value.diag.message_detail or "")
    assert [problem["index"] for problem in problems] == list(range(1, 20_001))
