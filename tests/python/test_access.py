"""Who may do what: each function and each view, for each kind of caller.

The tables below name every function and view of schema paper, and a test compares them with the catalog: what
is new fails until it says who may use it. To whom an account is not open, it does not exist: every call says
the same of it as of one that was never opened, whatever state it is in and whatever its owner is doing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import psycopg
import pytest
from psycopg import sql
from support.servers import Server

Connection = psycopg.Connection[Any]

TRADER, ANALYST = "paper_trader", "paper_analyst"
BOTH = frozenset({TRADER, ANALYST})
TRADERS = frozenset({TRADER})
NOBODY: frozenset[str] = frozenset()

#: In everything that is the victim's alone: names, keys, tags, figures. No view and no error tells it.
SECRET = "5ecret"
FIGURE = "7654321"


@dataclass(frozen=True)
class Function:
    """Who may call it, and a call: {account} and {order} are put in."""

    callers: frozenset[str]
    call: str
    only_owner: bool = False

    @property
    def of_account(self) -> bool:
        return "{account}" in self.call


ORDER = "row('k', 'A', 'buy', 1, 'limit', 10, null, null)::paper.order_request"
FUNCTIONS = {
    # of an account
    "open_account": Function(TRADERS, "paper.open_account({account}, 1, null)"),
    "update_settings": Function(TRADERS, "paper.update_settings({account}, 'k', '{{}}')"),
    "close_account": Function(TRADERS, "paper.close_account({account}, 'k')"),
    "grant_account": Function(TRADERS, "paper.grant_account({account}, 'paper_trader')", only_owner=True),
    "revoke_account": Function(TRADERS, "paper.revoke_account({account}, 'paper_trader')", only_owner=True),
    "deposit": Function(TRADERS, "paper.deposit({account}, 'k', 1)"),
    "withdraw": Function(TRADERS, "paper.withdraw({account}, 'k', 1)"),
    "reset_account": Function(TRADERS, "paper.reset_account({account}, 'k', 1)"),
    "set_clock": Function(TRADERS, "paper.set_clock({account}, '2030-01-01')"),
    "submit_order": Function(TRADERS, "paper.submit_order({account}, 'k', 'A', 'buy', 1, 'limit', 10)"),
    "submit_orders": Function(TRADERS, f"paper.submit_orders({{account}}, array[{ORDER}])"),
    "cancel_order": Function(TRADERS, "paper.cancel_order({account}, {order})"),
    "cancel_orders": Function(TRADERS, "paper.cancel_orders({account}, array[{order}])"),
    "cancel_all_orders": Function(TRADERS, "paper.cancel_all_orders({account})"),
    "close_position": Function(TRADERS, "paper.close_position({account}, 'k', 'A')"),
    "replace_order": Function(TRADERS, "paper.replace_order({account}, {order}, 'k', 3)"),
    "match_account": Function(TRADERS, "paper.match_account({account})"),
    "clock": Function(BOTH, "paper.clock({account})"),
    "seq_at": Function(BOTH, "paper.seq_at({account}, now())"),
    "explain_order": Function(BOTH, "paper.explain_order({account}, {order})"),
    "preview_orders": Function(BOTH, f"paper.preview_orders({{account}}, array[{ORDER}])"),
    "check": Function(BOTH, "paper.check({account})"),
    "positions_at": Function(BOTH, "paper.positions_at({account})"),
    "account_at": Function(BOTH, "paper.account_at({account})"),
    "equity_curve": Function(BOTH, "paper.equity_curve({account})"),
    "returns": Function(BOTH, "paper.returns({account})"),
    "drawdowns": Function(BOTH, "paper.drawdowns({account})"),
    "exposure": Function(BOTH, "paper.exposure({account})"),
    "turnover": Function(BOTH, "paper.turnover({account})"),
    "performance": Function(BOTH, "paper.performance({account})"),
    "round_trips": Function(BOTH, "paper.round_trips({account})"),
    "lots": Function(BOTH, "paper.lots({account})"),
    "fill_costs": Function(BOTH, "paper.fill_costs({account})"),
    "pnl_by": Function(BOTH, "paper.pnl_by({account}, 'ticker')"),
    "export_account": Function(BOTH, "paper.export_account({account})"),
    "compare_accounts": Function(BOTH, "paper.compare_accounts({account}, {account})"),
    "fork_account": Function(TRADERS, "paper.fork_account({account}, 'forked')"),
    "replay_account": Function(TRADERS, "paper.replay_account({account}, 'replayed')"),
    # of what the caller may see
    "order_of": Function(BOTH, "paper.order_of({order})"),
    "sweep": Function(BOTH, "paper.sweep()"),
    "sweep_done": Function(TRADERS, "paper.sweep_done('{{}}', pg_current_snapshot())"),
    "check_done": Function(TRADERS, "paper.check_done(0, 0)"),
    "match_all": Function(TRADERS, "paper.match_all()"),
    # of the market, which is everybody's
    "feed_quotes": Function(TRADERS, "paper.feed_quotes('{{}}')"),
    "feed_trades": Function(TRADERS, "paper.feed_trades('{{}}')"),
    "feed_bars": Function(TRADERS, "paper.feed_bars('{{}}')"),
    "load_sessions": Function(TRADERS, "paper.load_sessions('X', '{{}}')"),
    "set_instrument": Function(TRADERS, "paper.set_instrument('A', '{{}}')"),
    "trim_tape": Function(NOBODY, "paper.trim_tape()"),
    # of nothing but their arguments
    "import_account": Function(TRADERS, "paper.import_account('{{}}')"),
    "schema_version": Function(BOTH, "paper.schema_version()"),
    "fill_price": Function(BOTH, "paper.fill_price('buy', 'limit', 1, null, 1, 0)"),
    "apply_fill": Function(BOTH, "paper.apply_fill(0, 0, 'buy', 1, 1)"),
    "position_of": Function(BOTH, "paper.position_of('buy', 1, 1)"),
}

#: own: rows of accounts. caller: what the caller's role has done. shared: the market's or the server's.
VIEWS: dict[str, Literal["own", "caller", "shared"]] = {
    "accounts": "own", "broker_accounts": "own", "cash_ledger": "own", "epochs": "own", "fills": "own",
    "journal": "own",
    "open_orders": "own", "order_events": "own", "orders": "own", "positions": "own",
    "sweeps": "caller", "status": "caller",
    "bars": "shared", "instruments": "shared", "lock_waits": "shared", "market": "shared", "quotes": "shared",
    "sessions": "shared", "trades": "shared",
}  # fmt: skip

ACCOUNT_FUNCTIONS = [name for name, function in FUNCTIONS.items() if function.of_account]
ORDER_FUNCTIONS = [name for name in ACCOUNT_FUNCTIONS if "{order}" in FUNCTIONS[name].call]


@dataclass
class Stage:
    """Two accounts of one role, and roles that stand in every relation to it."""

    dsn: str
    admin: Connection
    roles: dict[str, str]
    accounts: tuple[str, str]
    orders: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def session(self, who: str, isolation: str = "serializable", **options: Any) -> Iterator[Connection]:
        options.setdefault("autocommit", True)
        with psycopg.connect(self.dsn, user=self.roles[who], **options) as connection:
            connection.execute("select set_config('default_transaction_isolation', %s, false)", (isolation,))
            if not connection.autocommit:
                connection.commit()
            yield connection

    def call(self, name: str, account: str, order: str | None = None) -> str:
        """Write a call of a function on an account, by default with one of its orders."""
        return FUNCTIONS[name].call.format(
            account=f"'{account}'", order=f"'{order or self.orders.get(account, NO_ORDER)}'::uuid"
        )


NO_ORDER = "12345678-1234-8123-9234-000000000002"
KINDS = ("owner", "member", "grantee", "member_of_grantee", "stranger", "analyst", "outsider")


@pytest.fixture(scope="module")
def stage(server: Server, module_dsn: str) -> Iterator[Stage]:
    suffix = uuid.uuid4().hex[:8]
    roles = {kind: f"{kind}_{suffix}" for kind in KINDS}
    with psycopg.connect(module_dsn, autocommit=True) as admin:
        for kind, role in roles.items():
            admin.execute(f"create role {role} login")
            if kind not in {"analyst", "outsider"}:
                admin.execute(f"grant {TRADER} to {role}")
        admin.execute(f"grant {ANALYST} to {roles['analyst']}")
        admin.execute(f"grant {roles['owner']} to {roles['member']}")
        admin.execute(f"grant {roles['grantee']} to {roles['member_of_grantee']}")
        made = Stage(module_dsn, admin, roles, (f"rests-{SECRET}", f"filled-{SECRET}"))
        with made.session("owner") as owner:
            for account, model in zip(made.accounts, ("market", "immediate"), strict=True):
                made.orders[account] = furnish(owner, account, model, roles["grantee"])
        try:
            yield made
        finally:
            for role in roles.values():
                admin.execute(sql.SQL("drop owned by {}").format(sql.Identifier(role)))
                admin.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))


def furnish(owner: Connection, account: str, model: str, grantee: str) -> str:
    """Open an account, put something into every table, and return the id of an order of it."""
    owner.execute(
        "select paper.open_account(%s, %s, jsonb_build_object('fill_model', %s::text, 'clock', 'simulated'))",
        (account, f"{FIGURE}.25", model),
    )
    owner.execute("select paper.feed_quotes(array[row('A', '2026-01-05 10:00+00', 9, 10, 100, 100, null)"
                  "::paper.quote])")  # fmt: skip
    owner.execute("select paper.grant_account(%s, %s)", (account, grantee))
    for key, price, quantity in ((f"{SECRET}-1", 10, 5), (f"{SECRET}-2", 1, 2), (f"{SECRET}-3", 10, 10**9)):
        owner.execute(
            "select paper.submit_order(%s, %s, 'A', 'buy', %s, 'limit', %s, null, %s)",
            (account, key, quantity, price, f'{{"tag": "{SECRET}-tag"}}'),
        )
    row = owner.execute(
        "select order_id::text from paper.orders where idempotency_key = %s and account_id = %s",
        (f"{SECRET}-2", account),
    ).fetchone()
    assert row is not None
    return str(row[0])


def failure(connection: Connection, statement: str) -> dict[str, str | None]:
    """Return all that an error says, but where in the source it was raised."""
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(statement.encode())
    if not connection.autocommit:
        connection.rollback()
    diag = caught.value.diag
    names = [name for name in dir(diag) if not name.startswith(("_", "source"))]
    return {name: value for name in names if isinstance(value := getattr(diag, name), str)}


# -- the tables are complete, and the privileges are theirs


def test_every_function_is_in_the_table(stage: Stage) -> None:
    found = stage.admin.execute("select proname from pg_proc where pronamespace = 'paper'::regnamespace")
    assert sorted(row[0] for row in found) == sorted(FUNCTIONS)


def test_every_view_is_in_the_table(stage: Stage) -> None:
    found = stage.admin.execute(
        "select relname from pg_class where relnamespace = 'paper'::regnamespace and relkind <> 'c'"
    )
    assert sorted(row[0] for row in found) == sorted(VIEWS)


@pytest.mark.parametrize("role", ["paper_trader", "paper_analyst", "paper_reader", "outsider"])
def test_who_may_call_a_function(stage: Stage, role: str) -> None:
    found = stage.admin.execute(
        "select proname, has_function_privilege(%s, oid, 'execute') from pg_proc"
        " where pronamespace = 'paper'::regnamespace",
        (stage.roles.get(role, role),),
    )
    assert dict(found.fetchall()) == {name: role in FUNCTIONS[name].callers for name in FUNCTIONS}


@pytest.mark.parametrize("role", ["paper_trader", "paper_analyst", "outsider"])
def test_who_may_read_a_view(stage: Stage, role: str) -> None:
    privileges = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
    found = stage.admin.execute(
        "select c.relname, p, has_table_privilege(%s, c.oid, p) from pg_class as c, unnest(%s::text[]) as p"
        " where c.relnamespace = 'paper'::regnamespace and c.relkind <> 'c'",
        (stage.roles.get(role, role), list(privileges)),
    )
    assert {(view, privilege) for view, privilege, has in found if has} == (
        {(view, "select") for view in VIEWS} if role in BOTH else set()
    )


@pytest.mark.parametrize("role", ["paper_trader", "paper_analyst"])
def test_nobody_has_anything_of_the_internal_schema(stage: Stage, role: str) -> None:
    found = stage.admin.execute(
        "select c.oid::regclass::text from pg_class as c"
        " where c.relnamespace = 'paper_internal'::regnamespace and c.relkind in ('r', 'p', 'v')"
        " and has_any_column_privilege(%(role)s, c.oid, 'select, insert, update, references')"
        " union all select nspname from pg_namespace"
        " where nspname = 'paper_internal' and has_schema_privilege(%(role)s, oid, 'usage, create')",
        {"role": role},
    )
    assert found.fetchall() == []


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("who", ["analyst", "outsider"])
def test_who_may_not_call_a_function_is_refused(stage: Stage, who: str, name: str) -> None:
    """By the privilege, before anything of the account is looked at."""
    if who == "analyst" and ANALYST in FUNCTIONS[name].callers:
        return
    verb = "call" if name == "match_all" else "select"
    with stage.session(who) as session:
        said = failure(session, f"{verb} {stage.call(name, stage.accounts[0])}")
    assert said["sqlstate"] == "42501"
    assert SECRET not in str(said)


@pytest.mark.parametrize("view", VIEWS)
def test_an_outsider_reads_no_view(stage: Stage, view: str) -> None:
    with stage.session("outsider") as session:
        assert failure(session, f"select from paper.{view}")["sqlstate"] == "42501"


# -- somebody else's account


@pytest.mark.parametrize("name", ACCOUNT_FUNCTIONS)
def test_an_account_of_somebody_else_does_not_exist(stage: Stage, name: str) -> None:
    for account in stage.accounts:
        absent = f"absent-{account}"
        with stage.session("stranger") as session:
            said = failure(session, f"select {stage.call(name, account)}")
            if name == "open_account":  # it would open the other
                assert said["sqlstate"] == "ZP001"
                continue
            expected = failure(session, f"select {stage.call(name, absent, stage.orders[account])}")
        assert expected["sqlstate"] == "ZP001"
        assert said == {key: value.replace(absent, account) for key, value in expected.items() if value}


@pytest.mark.parametrize("name", ACCOUNT_FUNCTIONS)
def test_nobody_can_tell_that_an_account_of_somebody_else_is_in_use(stage: Stage, name: str) -> None:
    """Neither by waiting for its owner's transaction, nor by a 40001 once that has committed."""
    account = stage.accounts[1]
    with (
        stage.session("owner", autocommit=False) as owner,
        stage.session("stranger", autocommit=False) as stranger,
    ):
        stranger.execute("select 1")  # its snapshot is from before
        owner.execute("select paper.deposit(%s, %s, 1)", (account, uuid.uuid4().hex))
        stranger.execute("set local lock_timeout = '2s'")
        stranger.execute("savepoint before")
        for commits in (False, True):
            if commits:
                owner.commit()
            with pytest.raises(psycopg.Error) as caught:
                stranger.execute(f"select {stage.call(name, account)}".encode())
            assert caught.value.sqlstate == "ZP001", caught.value
            stranger.execute("rollback to before")


@pytest.mark.parametrize("name", ORDER_FUNCTIONS)
def test_an_order_of_somebody_else_does_not_exist(stage: Stage, name: str) -> None:
    """Nor by way of an account of one's own."""
    own = f"own-{uuid.uuid4().hex[:8]}"
    with stage.session("stranger") as session:
        session.execute('select paper.open_account(%s, 1000, \'{"fill_model": "market"}\')', (own,))
        for foreign in stage.orders.values():
            said = failure(session, f"select {stage.call(name, own, foreign)}")
            expected = failure(session, f"select {stage.call(name, own, NO_ORDER)}")
            assert expected["sqlstate"] == "ZP007"
            assert said == {key: value.replace(NO_ORDER, foreign) for key, value in expected.items() if value}


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in ACCOUNT_FUNCTIONS])
def test_what_needs_no_account_tells_nothing_of_those_of_somebody_else(stage: Stage, name: str) -> None:
    function = FUNCTIONS[name]
    if TRADER not in function.callers or name == "import_account":  # which wants the lines of an export
        return
    with stage.session("stranger") as session:
        session.execute("set default_transaction_isolation = 'read committed'")
        for account in stage.accounts:
            verb = "call" if name == "match_all" else "select"
            cursor = session.execute(f"{verb} {stage.call(name, account)}".encode())
            rows = cursor.fetchall() if cursor.description else []
            assert SECRET not in str(rows)
            assert stage.orders[account] not in str(rows)
            if "{order}" in function.call:
                assert rows == []


@pytest.mark.parametrize(
    "call",
    [
        "fork_account('{own}', '{account}')",
        "replay_account('{own}', '{account}')",
        "import_account(array(select paper.export_account('{own}')), '{account}')",
    ],
)
def test_nothing_is_made_over_an_account_of_somebody_else(stage: Stage, call: str) -> None:
    own = f"own-{uuid.uuid4().hex[:8]}"
    with stage.session("stranger") as session:
        session.execute("select paper.open_account(%s, 1000)", (own,))
        for account in stage.accounts:
            said = failure(session, f"select paper.{call.format(own=own, account=account)}")
            assert said["sqlstate"] == "ZP001"


def test_check_of_everything_is_of_the_callers_accounts(stage: Stage) -> None:
    with stage.admin.transaction(force_rollback=True):
        stage.admin.execute("update paper_internal.accounts set cash = cash + 1")
        stage.admin.execute("update paper_internal.positions set account_id = 'orphan-' || account_id")
        for who, sees in (("stranger", False), ("owner", True), ("analyst", True)):
            stage.admin.execute(sql.SQL("set local role {}").format(sql.Identifier(stage.roles[who])))
            assert (SECRET in str(stage.admin.execute("select * from paper.check()").fetchall())) is sees, who


@pytest.mark.parametrize("view", VIEWS)
def test_rows_of_somebody_else_are_in_no_view(stage: Stage, view: str) -> None:
    whole = f"select v::text from paper.{view} as v"
    with stage.session("stranger") as session:
        assert SECRET not in str(found := session.execute(whole.encode()).fetchall())
        assert FIGURE not in str(found)
    if VIEWS[view] == "own":
        for who in ("owner", "member", "grantee", "member_of_grantee", "analyst"):
            with stage.session(who) as session:
                assert SECRET in str(session.execute(whole.encode()).fetchall()), who


# -- the account of one's own, of a role one is a member of, or that was granted


@pytest.mark.parametrize("who", ["owner", "member", "grantee", "member_of_grantee"])
@pytest.mark.parametrize("name", ACCOUNT_FUNCTIONS)
def test_who_may_use_an_account_may_do_everything_with_it(stage: Stage, name: str, who: str) -> None:
    """But grant it on: that is its owner's."""
    with stage.session(who, autocommit=False) as session:
        statement = f"select {stage.call(name, stage.accounts[0])}"
        if FUNCTIONS[name].only_owner and "grantee" in who:
            assert failure(session, statement)["sqlstate"] == "42501"
        else:
            session.execute(statement.encode())
        session.rollback()


def uses(session: Connection, account: str) -> tuple[bool, bool]:
    """Say whether an account can be read and be written, by statements that are prepared."""
    shown = session.execute("select from paper.orders where account_id = %s", (account,), prepare=True)
    sqlstate = None
    try:
        with session.transaction(force_rollback=True):
            session.execute("select paper.deposit(%s, 'tried', 1)", (account,), prepare=True)
    except psycopg.Error as err:
        sqlstate = err.sqlstate
    assert sqlstate in {None, "ZP001"}
    return shown.rowcount > 0, sqlstate is None


Change = Callable[[Stage, Connection], None]


def of_owner(function: str, to: str) -> Change:
    def run(stage: Stage, owner: Connection) -> None:
        owner.execute(f"select paper.{function}(%s, %s)".encode(), (stage.accounts[0], stage.roles[to]))

    return run


def membership(template: str, of: str, who: str) -> Change:
    def run(stage: Stage, _: Connection) -> None:
        stage.admin.execute(template.format(stage.roles[of], stage.roles[who]).encode())

    return run


@pytest.mark.parametrize(
    ("who", "take", "give"),
    [
        ("grantee", of_owner("revoke_account", "grantee"), of_owner("grant_account", "grantee")),
        ("member_of_grantee", of_owner("revoke_account", "grantee"), of_owner("grant_account", "grantee")),
        ("member", membership("revoke {} from {}", "owner", "member"),
         membership("grant {} to {}", "owner", "member")),
        ("member_of_grantee", membership("revoke {} from {}", "grantee", "member_of_grantee"),
         membership("grant {} to {}", "grantee", "member_of_grantee")),
    ],
    ids=["grant", "grant to a group", "membership", "membership in a role granted to"],
)  # fmt: skip
def test_what_is_taken_back_is_gone_at_once(stage: Stage, who: str, take: Change, give: Change) -> None:
    """For a session that is open and has its statements planned for good."""
    account = stage.accounts[0]
    with stage.session("owner") as owner, stage.session(who) as session:
        for _ in range(7):
            assert uses(session, account) == (True, True)
        take(stage, owner)
        try:
            assert uses(session, account) == (False, False)
        finally:
            give(stage, owner)
        assert uses(session, account) == (True, True)


def test_a_transaction_that_looked_before_the_revocation_writes_nothing_after_it(stage: Stage) -> None:
    account = stage.accounts[0]
    with stage.session("owner") as owner, stage.session("grantee", autocommit=False) as session:
        assert session.execute("select from paper.accounts where account_id = %s", (account,)).rowcount == 1
        owner.execute("select paper.revoke_account(%s, %s)", (account, stage.roles["grantee"]))
        try:
            assert failure(session, f"select paper.deposit('{account}', 'late', 1)")["sqlstate"] == "40001"
        finally:
            owner.execute("select paper.grant_account(%s, %s)", (account, stage.roles["grantee"]))


def test_an_owner_revokes_for_everybody_but_itself(stage: Stage) -> None:
    with stage.session("owner") as owner:
        owner.execute("select paper.revoke_account(%s, %s)", (stage.accounts[0], stage.roles["owner"]))
        assert uses(owner, stage.accounts[0]) == (True, True)


def test_a_role_that_was_set_is_the_caller_and_no_other_is(stage: Stage) -> None:
    account = stage.accounts[0]
    with stage.session("member") as session:
        assert uses(session, account) == (True, True)
        session.execute(f"set role {TRADER}")
        assert uses(session, account) == (False, False)
        session.execute(f"set role {stage.roles['owner']}")
        assert uses(session, account) == (True, True)
    for statement in (
        f"set role {stage.roles['owner']}",
        f"set session authorization {stage.roles['owner']}",
        f"select set_config('role', '{stage.roles['owner']}', false)",
        f"select set_config('session_authorization', '{stage.roles['owner']}', false)",
        f"set role {ANALYST}",
        "set role paper_owner",
        "set role paper_reader",
        f"grant {stage.roles['owner']} to current_user",
        f"grant {ANALYST} to current_user",
    ):
        with stage.session("stranger") as session:
            assert failure(session, statement)["sqlstate"] == "42501", statement
            assert uses(session, account) == (False, False)


# -- what one role wrote and the session of another runs

OPERATIONS = (
    "analyze {schema}.bait",
    "vacuum (analyze) {schema}.bait",
    "reindex table {schema}.bait",
    "cluster {schema}.bait using bait_index",
    "refresh materialized view {schema}.copied",
)


@pytest.fixture
def bait(stage: Stage) -> Iterator[str]:
    """A table and a view of the stranger, whose function tries every call and keeps what it got."""
    schema = f"bait_{uuid.uuid4().hex[:8]}"
    statements = [
        f"select v::text as got from paper.{view} as v" for view, kind in VIEWS.items() if kind == "own"
    ] + [
        f"select {stage.call(name, account)}::text as got"
        for account in stage.accounts
        for name, function in FUNCTIONS.items()
        if function.of_account or name in {"order_of", "sweep"}
    ]
    body = "\n".join(
        f"""
        begin
            insert into {schema}.loot select got from ({statement}) as s;
        exception when others then
            null;
        end;"""
        for statement in statements
    )
    stage.admin.execute(f"create schema {schema} authorization {stage.roles['stranger']}")
    with stage.session("stranger") as session:
        session.execute(f"create table {schema}.loot (got text)")
        session.execute(f"create table {schema}.ran (by_session text)")
        session.execute(
            f"create function {schema}.steal() returns void language plpgsql as $$ begin "
            f"insert into {schema}.ran values (session_user); {body} end $$".encode()
        )
        session.execute(
            f"create function {schema}.trap(integer) returns integer immutable language plpgsql as $$ begin "
            f"if session_user <> '{stage.roles['stranger']}' then perform {schema}.steal(); end if; "
            "return $1; end $$".encode()
        )
        session.execute(f"create table {schema}.bait as select 1 as one")
        session.execute(f"create index bait_index on {schema}.bait ({schema}.trap(one))")
        session.execute(f"create materialized view {schema}.copied as select {schema}.trap(1)")
    yield schema
    stage.admin.execute(f"drop schema {schema} cascade")


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("isolation", ["serializable", "read committed"])
def test_what_an_administrator_maintains_gets_no_rights_of_its_own(
    stage: Stage, bait: str, operation: str, isolation: str
) -> None:
    """PostgreSQL runs the functions of an index as the owner of the table, in the administrator's session."""
    before = stage.admin.execute("select count(*), sum(seq) from paper.accounts").fetchone()
    with psycopg.connect(stage.dsn, autocommit=True) as admin:
        admin.execute("select set_config('default_transaction_isolation', %s, false)", (isolation,))
        admin.execute(operation.format(schema=bait).encode())
        assert admin.execute(f"select distinct by_session from {bait}.ran".encode()).fetchall() == [
            (admin.info.user,)
        ]
        assert SECRET not in str(admin.execute(f"select got from {bait}.loot".encode()).fetchall())
    assert stage.admin.execute("select count(*), sum(seq) from paper.accounts").fetchone() == before


def test_a_function_of_somebody_else_reads_views_as_its_owner(stage: Stage) -> None:
    """SECURITY DEFINER says so, and what it calls for the session does not change whose rows it sees."""
    schema = f"shared_{uuid.uuid4().hex[:8]}"
    with ExitStack() as stack:
        stage.admin.execute(f"create schema {schema} authorization {stage.roles['stranger']}")
        stack.callback(lambda: stage.admin.execute(f"drop schema {schema} cascade"))
        with stage.session("stranger") as session:
            session.execute(f"grant usage on schema {schema} to public")
            session.execute(
                f"create function {schema}.see() returns bigint language sql security definer"
                " return (select count(*) from paper.accounts where account_id like '%5ecret')"
            )
        with stage.session("owner") as owner:
            assert owner.execute(f"select {schema}.see()".encode()).fetchone() == (0,)
