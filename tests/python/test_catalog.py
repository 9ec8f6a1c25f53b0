"""What must hold of every object in the catalog: rights, owners, search_path, comments, security.

Each rule is a query that returns what breaks it. The same query is asked again after the rule
has been broken on purpose: a rule that cannot fail says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from support.servers import Server

Connection = psycopg.Connection[tuple[object, ...]]

#: The functions that change something. Everything else in schema paper only reads or computes.
WRITE_FUNCTIONS = {
    "open_account", "update_settings", "close_account", "grant_account", "revoke_account",
    "submit_order", "submit_orders", "cancel_order", "cancel_orders", "cancel_all_orders",
    "replace_order", "close_position", "deposit", "withdraw", "reset_account", "set_clock",
    "record_fill", "match_account",
    "feed_quotes", "feed_trades", "feed_bars", "feed_corporate_actions",
    "load_sessions", "set_instrument", "sweep_done", "trim_tape", "check_done",
    "fork_account", "replay_account", "import_account",
}  # fmt: skip

#: What takes history away from everybody is for those who run the database.
OWNER_FUNCTIONS = {"trim_tape"}


#: Reads, but the clock: what it returns changes within a statement.
VOLATILE_READERS = {"clock", "preview_orders"}


def names(functions: set[str]) -> str:
    """Return the names as an SQL array."""
    return f"'{{{','.join(sorted(functions))}}}'::text[]"


@dataclass(frozen=True)
class Rule:
    """A query that names every violation, and a statement that makes one."""

    violations: str
    broken_by: str


FUNCTIONS = """
    select p.*, p.oid::regprocedure::text as signature, n.nspname, l.lanname,
           p.prosqlbody is null as string_body
    from pg_proc as p
    join pg_namespace as n on n.oid = p.pronamespace
    join pg_language as l on l.oid = p.prolang
    where n.nspname in ('paper', 'paper_internal')
"""

RULES = {
    "nobody but who was granted it may call a function": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        cross join lateral aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) as a
        where a.grantee = 0 and a.privilege_type = 'EXECUTE'
        """,
        "create function paper.broken() returns integer language sql immutable return 1",
    ),
    # All but the procedure match_all, which commits, and so can have no SET clause.
    "a string body pins its search_path": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        where f.string_body and f.prokind <> 'a' and f.signature <> 'paper.match_all()'
          and not coalesce(f.proconfig @> array['search_path=pg_catalog, pg_temp'], false)
        """,
        "create function paper.broken() returns integer language sql immutable"
        " set search_path = '' as $$select 1$$",
    ),
    "a security definer function pins its search_path": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        where f.prosecdef and not coalesce(f.proconfig @> array['search_path=pg_catalog, pg_temp'], false)
        """,
        "create function paper.broken() returns integer language sql security definer return 1",
    ),
    "an inlinable leaf has no SET clause": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        where not f.string_body and not f.prosecdef and f.proconfig is not null
        """,
        "create function paper.broken() returns integer language sql immutable"
        " set search_path = pg_catalog, pg_temp return 1",
    ),
    "every function belongs to paper_owner": Rule(
        f"select f.signature from ({FUNCTIONS}) as f where f.proowner <> 'paper_owner'::regrole",
        "create function paper_internal.broken() returns integer language sql immutable return 1",
    ),
    "no function belongs to a superuser": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        join pg_roles as r on r.oid = f.proowner where r.rolsuper
        """,
        "create function paper.broken() returns integer language sql immutable return 1",
    ),
    "a role that owns objects cannot log in, bypass row security or do what it likes": Rule(
        """
        select r.rolname from pg_roles as r
        where r.rolname in ('paper_owner', 'paper_reader', 'paper_trader', 'paper_analyst')
          and (r.rolcanlogin or r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb)
        """,
        "alter role paper_reader bypassrls",
    ),
    "a volatile function of the public surface is one of the write functions, and a definer": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        where f.nspname = 'paper' and f.prokind = 'f' and f.provolatile = 'v'
          and not (f.prosecdef and f.proname = any ({names(WRITE_FUNCTIONS | VOLATILE_READERS)}))
        """,
        "create function paper.broken() returns integer language sql return 1",
    ),
    "a write function is volatile and a definer": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        where f.nspname = 'paper' and f.proname = any ({names(WRITE_FUNCTIONS)})
          and not (f.prosecdef and f.provolatile = 'v')
        """,
        "create function paper.submit_orders(p_broken integer) returns integer language sql stable return 1",
    ),
    "a definer outside the public surface is a hole": Rule(
        f"select f.signature from ({FUNCTIONS}) as f where f.nspname = 'paper_internal' and f.prosecdef",
        "create function paper_internal.broken() returns integer language sql security definer return 1",
    ),
    "every public function says what it does": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        where f.nspname = 'paper' and obj_description(f.oid, 'pg_proc') is null
        """,
        "create function paper.broken() returns integer language sql immutable return 1",
    ),
    "every public view says what it shows": Rule(
        """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'paper'::regnamespace and c.relkind in ('v', 'm', 'r', 'p', 'f')
          and obj_description(c.oid, 'pg_class') is null
        """,
        "create view paper.broken as select 1 as one",
    ),
    "every column of a public view says what it means": Rule(
        """
        select c.oid::regclass || '.' || a.attname from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'paper'::regnamespace and c.relkind in ('v', 'm')
          and col_description(c.oid, a.attnum) is null
        """,
        "create view paper.broken as select 1 as one",
    ),
    "every public type says what it is": Rule(
        """
        select t.oid::regtype::text from pg_type as t
        left join pg_class as c on c.oid = t.typrelid
        where t.typnamespace = 'paper'::regnamespace and t.typcategory <> 'A'
          and t.typtype in ('e', 'd', 'c', 'r') and coalesce(c.relkind, 'c') = 'c'
          and obj_description(t.oid, 'pg_type') is null
        """,
        "create type paper.broken as enum ('one')",
    ),
    "the public schema of ours holds no tables and no sequences": Rule(
        """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'paper'::regnamespace and c.relkind in ('r', 'p', 'S', 'f')
        """,
        "create table paper.broken (a integer)",
    ),
    "views belong to paper_reader, whom row-level security filters": Rule(
        """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'paper'::regnamespace and c.relkind = 'v'
          and c.relowner <> 'paper_reader'::regrole
        """,
        "create view paper.broken as select 1 as one",
    ),
    "no view is a security barrier or reads as its caller": Rule(
        """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'paper'::regnamespace and c.relkind = 'v' and c.reloptions is not null
        """,
        "create view paper.broken with (security_barrier) as select 1 as one",
    ),
    "row-level security is on, and not forced, where rows belong to an account": Rule(
        """
        select c.oid::regclass::text from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
        where c.relnamespace = 'paper_internal'::regnamespace and c.relkind in ('r', 'p')
          and (not c.relrowsecurity or c.relforcerowsecurity
               or not exists (select from pg_policy as y
                              where y.polrelid = c.oid and 'paper_reader'::regrole = any (y.polroles)))
        """,
        "create table paper_internal.broken (account_id text)",
    ),
    "tables belong to paper_owner": Rule(
        """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'paper_internal'::regnamespace and c.relkind in ('r', 'p', 'S')
          and c.relowner <> 'paper_owner'::regrole
        """,
        "create table paper_internal.broken (a integer)",
    ),
    "nobody but its owner and paper_reader may enter paper_internal": Rule(
        """
        select a.grantee::regrole::text || ' ' || a.privilege_type from pg_namespace as n
        cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
        where n.nspname = 'paper_internal'
          and a.grantee <> all (array['paper_owner', 'paper_reader']::regrole[])
        union all
        select r.rolname || ' usage' from pg_roles as r
        where r.rolname in ('paper_trader', 'paper_analyst')
          and has_schema_privilege(r.oid, 'paper_internal', 'usage, create')
        """,
        "grant usage on schema paper_internal to paper_analyst",
    ),
    "no table of paper_internal is granted to anybody but paper_reader, who may only read": Rule(
        """
        select c.oid::regclass || ': ' || a.grantee::regrole || ' ' || a.privilege_type from pg_class as c
        cross join lateral aclexplode(c.relacl) as a
        where c.relnamespace = 'paper_internal'::regnamespace and a.grantee <> c.relowner
          and not (a.grantee = 'paper_reader'::regrole and a.privilege_type = 'SELECT')
        """,
        "grant select on paper_internal.accounts to paper_trader",
    ),
    "views can only be read": Rule(
        """
        select c.oid::regclass || ': ' || a.grantee::regrole || ' ' || a.privilege_type from pg_class as c
        cross join lateral aclexplode(c.relacl) as a
        where c.relnamespace = 'paper'::regnamespace and a.grantee <> c.relowner
          and a.privilege_type <> 'SELECT'
        """,
        "grant insert on paper.accounts to paper_trader",
    ),
    "traders and analysts may read every view": Rule(
        """
        select c.oid::regclass || ': ' || r.rolname from pg_class as c
        cross join (select * from pg_roles where rolname in ('paper_trader', 'paper_analyst')) as r
        where c.relnamespace = 'paper'::regnamespace and c.relkind = 'v'
          and not has_table_privilege(r.oid, c.oid, 'select')
        """,
        "revoke select on paper.accounts from paper_analyst",
    ),
    "an analyst may call no write function": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        where f.nspname = 'paper' and f.proname = any ({names(WRITE_FUNCTIONS)})
          and has_function_privilege('paper_analyst', f.oid, 'execute')
        """,
        "create function paper.deposit(p_broken integer) returns integer language sql return 1",
    ),
    "a trader may call every public function": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        where f.nspname = 'paper' and f.proname <> all ({names(OWNER_FUNCTIONS)})
          and not has_function_privilege('paper_trader', f.oid, 'execute')
        """,
        "create function paper.broken() returns integer language sql immutable return 1;"
        "revoke execute on function paper.broken() from public",
    ),
    "an analyst may call every public function that only reads": Rule(
        f"""
        select f.signature from ({FUNCTIONS}) as f
        where f.nspname = 'paper' and f.proname <> all ({names(WRITE_FUNCTIONS)}) and f.prokind <> 'p'
          and not has_function_privilege('paper_analyst', f.oid, 'execute')
        """,
        "create function paper.broken() returns integer language sql immutable return 1;"
        "revoke execute on function paper.broken() from public",
    ),
    "nobody may create objects where functions look names up": Rule(
        """
        select n.nspname || ': ' || a.grantee::regrole from pg_namespace as n
        cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
        where n.nspname in ('paper', 'paper_internal') and a.privilege_type = 'CREATE'
          and a.grantee <> n.nspowner
        """,
        "grant create on schema paper to public",
    ),
    # Both only make names of numbers.
    "SQL is made of text where partitions are made and dropped, and nowhere else": Rule(
        rf"""
        select f.signature from ({FUNCTIONS}) as f
        where f.lanname = 'plpgsql' and regexp_replace(f.prosrc, '--[^\n]*', '', 'g') ~* '\mexecute\M'
          and f.signature <> all ('{{paper.trim_tape(interval),paper_internal.make_partition()}}')
        """,
        "create function paper.trim_tape(p_name text) returns void language plpgsql"
        " as $$ begin execute p_name; end $$",
    ),
    # A serializable transaction may pass over a row that it does not see, and read what is not there.
    "no function passes over a conflict": Rule(
        rf"""
        select f.signature from ({FUNCTIONS}) as f
        where f.prokind <> 'a'
          and regexp_replace(pg_get_functiondef(f.oid), '--[^\n]*', '', 'g') ~* '\mdo\s+nothing\M'
        """,
        "create function paper.broken() returns void language sql begin atomic"
        " insert into paper_internal.migrations values (1, '', '') on conflict do nothing; end",
    ),
    "no function takes a lock that anybody may hold": Rule(
        f"select f.signature from ({FUNCTIONS}) as f where f.prosrc ~* 'advisory'",
        "create function paper.broken() returns void language sql as $$ select pg_advisory_xact_lock(1) $$",
    ),
    "every table has a primary key": Rule(
        """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace = 'paper_internal'::regnamespace and c.relkind in ('r', 'p')
          and not exists (select from pg_index as i where i.indrelid = c.oid and i.indisprimary)
        """,
        "create table paper_internal.broken (a integer)",
    ),
    "every foreign key has an index": Rule(
        """
        select c.conrelid::regclass || ': ' || c.conname from pg_constraint as c
        where c.connamespace = 'paper_internal'::regnamespace and c.contype = 'f'
          and not exists (
              select from pg_index as i
              where i.indrelid = c.conrelid and i.indisvalid and i.indpred is null
                and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] @> c.conkey
          )
        """,
        "create table paper_internal.broken (a text primary key, b text references paper_internal.accounts)",
    ),
    "no index is there twice": Rule(
        """
        select i.indexrelid::regclass::text from pg_index as i
        join pg_class as c on c.oid = i.indrelid and c.relnamespace = 'paper_internal'::regnamespace
        join pg_index as j on j.indrelid = i.indrelid and j.indexrelid <> i.indexrelid
        where j.indkey = i.indkey and j.indclass = i.indclass and j.indcollation = i.indcollation
          and pg_get_expr(j.indexprs, j.indrelid) is not distinct from pg_get_expr(i.indexprs, i.indrelid)
          and pg_get_expr(j.indpred, j.indrelid) is not distinct from pg_get_expr(i.indpred, i.indrelid)
        """,
        "create index broken on paper_internal.accounts (account_id)",
    ),
    "one policy says who sees a row": Rule(
        """
        select p.polrelid::regclass::text from pg_policy as p
        join pg_class as c on c.oid = p.polrelid and c.relnamespace = 'paper_internal'::regnamespace
        group by p.polrelid
        having count(*) > 1 or not bool_and(p.polpermissive and p.polcmd = 'r')
        """,
        "create policy broken on paper_internal.accounts for select to paper_reader using (true)",
    ),
    "a policy is in force, and lets nobody in whom paper_reader does not stand for": Rule(
        """
        select p.polrelid::regclass::text from pg_policy as p
        join pg_class as c on c.oid = p.polrelid and c.relnamespace = 'paper_internal'::regnamespace
        where not c.relrowsecurity or p.polroles <> array['paper_reader'::regrole::oid]
        """,
        "create policy broken on paper_internal.market for select to public using (true)",
    ),
    # A caller's object in a schema that was searched first while ours were made would be run as their owner.
    "nothing of ours depends on an object in another schema": Rule(
        """
        with ours as (
            select 'pg_proc'::regclass as kind, oid from pg_proc where pronamespace::regnamespace::text in
            ('paper', 'paper_internal')
            union all
            select 'pg_class'::regclass, oid from pg_class where relnamespace::regnamespace::text in
            ('paper', 'paper_internal')
            union all
            select 'pg_rewrite'::regclass, r.oid from pg_rewrite as r join pg_class as c on c.oid = r.ev_class
            where c.relnamespace::regnamespace::text in ('paper', 'paper_internal')
            union all
            select 'pg_policy'::regclass, oid from pg_policy
            union all
            select 'pg_constraint'::regclass, oid from pg_constraint where connamespace::regnamespace::text in
            ('paper', 'paper_internal')
        )
        select pg_describe_object(d.classid, d.objid, d.objsubid) || ': '
               || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
        from pg_depend as d
        join ours as o on (d.classid, d.objid) = (o.kind, o.oid)
        cross join lateral pg_identify_object(d.refclassid, d.refobjid, d.refobjsubid) as i
        where i.schema <> all (array['paper', 'paper_internal', 'pg_catalog'])
        """,
        "create function public.broken() returns integer language sql immutable return 1;"
        "create function paper.broken() returns integer language sql immutable return public.broken()",
    ),
    "nothing of ours is an extension's, or needs one": Rule(
        """
        select pg_describe_object(d.classid, d.objid, d.objsubid) from pg_depend as d
        cross join lateral pg_identify_object(d.classid, d.objid, d.objsubid) as i
        where d.refclassid = 'pg_extension'::regclass and i.schema in ('paper', 'paper_internal')
        """,
        "create function paper.broken() returns integer language sql immutable return 1;"
        "alter extension plpgsql add function paper.broken()",
    ),
    "no materialized view, or foreign table is there to be read past row security": Rule(
        """
        select c.oid::regclass::text from pg_class as c
        where c.relnamespace::regnamespace::text in ('paper', 'paper_internal') and c.relkind in ('m', 'f')
        """,
        "create materialized view paper.broken as select 1 as one",
    ),
    "who owns the views owns no table, and is no member of who does": Rule(
        """
        select c.oid::regclass::text from pg_class as c
        where c.relkind in ('r', 'p') and c.relowner = 'paper_reader'::regrole
        union all
        select r.rolname::text from pg_roles as r where pg_has_role('paper_reader', r.oid, 'member')
          and r.rolname <> 'paper_reader'
        """,
        "grant paper_trader to paper_reader",
    ),
    "nobody is a member of what owns objects, but the owner of the tables, who makes the views": Rule(
        """
        select m.member::regrole::text || ' in ' || m.roleid::regrole::text from pg_auth_members as m
        where m.roleid in ('paper_owner'::regrole, 'paper_reader'::regrole)
          and (m.roleid, m.member) <> ('paper_reader'::regrole, 'paper_owner'::regrole)
        """,
        "grant paper_owner to paper_trader",
    ),
    # Once for each query, not for each row.
    "a policy asks who the caller is in a sub-select of its own": Rule(
        r"""
        select p.polrelid::regclass::text from pg_policy as p
        join pg_class as c on c.oid = p.polrelid and c.relnamespace = 'paper_internal'::regnamespace
        where regexp_replace(
            pg_get_expr(p.polqual, p.polrelid), 'SELECT (pg_has_role\(\(?)?paper_internal\.actor', '', 'g'
        ) ~ 'paper_internal\.actor'
        """,
        "alter policy visible on paper_internal.accounts using (owner = paper_internal.actor())",
    ),
    "nobody but their owner has rights on our types, as none but public ones can be named": Rule(
        """
        select t.oid::regtype || ': ' || a.grantee::regrole from pg_type as t
        cross join lateral aclexplode(t.typacl) as a
        where t.typnamespace::regnamespace::text in ('paper', 'paper_internal')
          and a.grantee <> t.typowner and a.grantee <> 0
        """,
        "grant usage on type paper.order_side to paper_trader",
    ),
    "default privileges give nothing away": Rule(
        """
        select d.defaclrole::regrole || ': ' || a.grantee::regrole from pg_default_acl as d
        cross join lateral aclexplode(d.defaclacl) as a
        where d.defaclrole in ('paper_owner'::regrole, 'paper_reader'::regrole) and a.grantee <> d.defaclrole
        """,
        "alter default privileges for role paper_owner in schema paper grant select on tables to public",
    ),
    "no column holds an oid, which means nothing in another database": Rule(
        """
        select a.attrelid::regclass || '.' || a.attname from pg_attribute as a
        join pg_class as c on c.oid = a.attrelid and c.relnamespace = 'paper_internal'::regnamespace
        join pg_type as t on t.oid = a.atttypid
        where c.relkind in ('r', 'p') and a.attnum > 0 and (t.typname like 'reg%' or t.typname = 'oid')
        """,
        "create table paper_internal.broken (a regclass)",
    ),
}


@pytest.fixture
def catalog(server: Server, module_dsn: str) -> Iterator[Connection]:
    """A superuser's transaction that is always rolled back."""
    with psycopg.connect(module_dsn) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("name", RULES)
def test_rule_holds(catalog: Connection, name: str) -> None:
    found = violations(catalog, RULES[name])
    assert not found, "\n".join([name, *found])


@pytest.mark.parametrize("name", RULES)
def test_breaking_the_rule_is_noticed(catalog: Connection, name: str) -> None:
    before = violations(catalog, RULES[name])
    catalog.execute(RULES[name].broken_by.encode())
    assert len(violations(catalog, RULES[name])) > len(before)


def violations(connection: Connection, rule: Rule) -> list[str]:
    return sorted(str(row[0]) for row in connection.execute(rule.violations.encode()))
