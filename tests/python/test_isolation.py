"""What two sessions can do to one account at once: a permutation of their steps, and who wins.

The anomalies a broker has to rule out, as Hermitage and PostgreSQL's own isolation specs list those
of databases. A permutation says in what order the steps of two sessions are begun and what each step
comes to: `b.call:waits`, later `b.call:40001`; without a word it is through at once. What an outcome
says of a call is what the caller sees of it, after the retry that a 40001 asks for.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
import pytest
from pgpaper import migrate
from psycopg import IsolationLevel

Connection = psycopg.Connection[tuple[object, ...]]

CONFLICT = "40001"

#: Each with a in front; the mirror images follow from swapping the names.
PERMUTATIONS = {
    "one after the other": "a.call a.commit b.call b.commit",
    "the later one waits and has lost": "a.call b.call:waits a.commit b.call:40001 b.rollback",
    "the later one waits, the other gives up": "a.call b.call:waits a.rollback b.call b.commit",
    "the later one has looked before": "b.look a.call a.commit b.call:40001 b.rollback",
    "both have looked": "a.look b.look a.call b.call:waits a.commit b.call:40001 b.rollback",
    "both have looked, one gives up": "a.look b.look a.call b.call:waits a.rollback b.call b.commit",
}


class Session:
    """A session whose statements may wait while the test goes on."""

    def __init__(self, name: str, connection: Connection, account: str, call: Sequence[str]) -> None:
        self.name = name
        self.connection = connection
        self.pid = connection.info.backend_pid
        self.steps: dict[str, Sequence[str]] = {
            "look": [f"select seq from paper.accounts where account_id = '{account}'"],
            "call": call,
            "commit": ["commit"],
            "rollback": ["rollback"],
        }
        self.thread = ThreadPoolExecutor(1)
        self.pending: tuple[str, Future[str]] | None = None
        self.outcome: str | None = None  # of the latest call, until its transaction is rolled back

    def begin(self, step: str) -> None:
        self.pending = (step, self.thread.submit(self._run, step))

    def _run(self, step: str) -> str:
        """Run the statements of a step and return what the last one said, or the SQLSTATE."""
        found: list[tuple[object, ...]] = []
        try:
            for statement in self.steps[step]:
                cursor = self.connection.execute(statement.encode())
                found = cursor.fetchall() if cursor.description else []
        except psycopg.Error as err:
            return str(err.sqlstate)
        return ", ".join(" ".join(map(str, row)) for row in found)

    def finish(self) -> tuple[str, str]:
        """Return the step that has ended, and what it came to."""
        assert self.pending is not None
        (step, future), self.pending = self.pending, None
        outcome = future.result()
        if step == "call":
            self.outcome = outcome
        elif step == "rollback":
            self.outcome = None
        return step, outcome

    def tried_again(self) -> str:
        """Make the call again, if it left nothing behind, and return what the caller sees of it."""
        if self.outcome is None:
            self.outcome = self._run("call")
            self.connection.execute("rollback" if is_sqlstate(self.outcome) else "commit")
        return self.outcome


def is_sqlstate(outcome: str) -> bool:
    return len(outcome) == 5 and (outcome == CONFLICT or outcome.startswith("ZP"))


def run(observer: Connection, sessions: Sequence[Session], permutation: str) -> str:
    """Begin the steps in their order; return the permutation with what they came to."""
    trace = []
    named = {session.name: session for session in sessions}

    def ended(session: Session) -> None:
        step, outcome = session.finish()
        trace.append(f"{session.name}.{step}" + (f":{outcome}" if outcome == CONFLICT else ""))

    words = permutation.split()
    for word in words:
        if not word.endswith(":waits") and f"{word.partition(':')[0]}:waits" in words:
            continue  # the end of a step that was begun before
        name, _, step = word.partition(":")[0].partition(".")
        assert named[name].pending is None, f"{name} still waits before {word}"
        named[name].begin(step)
        if waits(observer, named[name], sessions):
            trace.append(f"{name}.{step}:waits")
        else:
            ended(named[name])
        for other in sessions:
            if other.pending is not None and not waits(observer, other, sessions):
                ended(other)
    return " ".join(trace)


def waits(observer: Connection, session: Session, sessions: Sequence[Session]) -> bool:
    """Return once the session's step has ended, or waits for another session."""
    assert session.pending is not None
    future = session.pending[1]
    pids = [other.pid for other in sessions]
    while not wait([future], 0.001).done:
        row = observer.execute(
            "select pg_isolation_test_session_is_blocked(%s, %s)", (session.pid, pids)
        ).fetchone()
        if row == (True,) and not future.done():
            return True
    return False


@dataclass(frozen=True)
class Race:
    """Two calls on one account, and what their callers see: when the first one wins, when the second does."""

    first: Sequence[str]
    second: Sequence[str]
    first_wins: tuple[str, str]
    second_wins: tuple[str, str]
    setup: Sequence[str] = ()
    settings: str = "{}"


ORDER = "select concat_ws(' ', status, reject_reason) from paper."
CASH = "select 'cash ' || trim_scale(cash) from paper."
MATCH = "select paper.match_account('ACCOUNT') || ' rows'"
MARKET = '{"fill_model": "market", "clock": "simulated"}'


def submit(key: str, side: str, quantity: int, price: int, options: str = "{}", kind: str = "limit") -> str:
    limit, stop = (price, "null") if kind == "limit" else ("null", price)
    return (
        f"{ORDER}submit_order('ACCOUNT', '{key}', 'TICKER', '{side}', {quantity}, '{kind}', "
        f"{limit}, {stop}, '{options}')"
    )


def quote(second: int, bid: float, ask: float) -> str:
    return (
        "select accepted from paper.feed_quotes(array[row('TICKER', "
        f"'2026-03-02 10:00:{second:02}+00', {bid}, {ask}, null, null, null)::paper.quote])"
    )


def of_order(function: str, key: str, rest: str = "") -> str:
    """Call a function of an order with its id, which another session may have made known meanwhile."""
    return (
        f"{ORDER}{function}('ACCOUNT', (select order_id from paper.orders "
        f"where account_id = 'ACCOUNT' and idempotency_key = '{key}'){rest})"
    )


BUY = submit("buy", "buy", 6, 100)
WITHDRAW = f"{CASH}withdraw('ACCOUNT', 'withdraw', 600)"
RESET = f"{CASH}reset_account('ACCOUNT', 'reset', 500)"
RESTS = [quote(1, 11, 12), submit("rests", "buy", 10, 10)]
REACHED = [quote(2, 9.5, 10), MATCH]
CANCEL = of_order("cancel_order", "rests")
REPLACE = of_order("replace_order", "rests", ", 'replace', 5, 9")
OCO = [
    quote(1, 10, 10), submit("entry", "buy", 10, 10),
    submit("high", "sell", 10, 12, '{"oco_group": "exit"}'),
    submit("low", "sell", 10, 8, '{"oco_group": "exit"}', "stop"),
]  # fmt: skip

BRACKET = [
    quote(1, 11, 12),
    submit("entry", "buy", 10, 10, '{"order_class": "bracket", "take_profit": {"limit_price": 12}, '
                                   '"stop_loss": {"stop_price": 8}}'),
]  # fmt: skip
TRAILING = [
    quote(1, 10, 10), submit("entry", "buy", 10, 10),
    f"{ORDER}submit_order('ACCOUNT', 'trailing', 'TICKER', 'sell', 10, 'trailing_stop', null, null, "
    "'{\"trail_amount\": 1}')",
]  # fmt: skip
BATCH = (
    "select string_agg(concat_ws(' ', status, reject_reason), ', ' order by seq) "
    "from paper.submit_orders('ACCOUNT', array[('one', 'TICKER', 'buy', 6, 'limit', 100, null, null), "
    "('two', 'TICKER', 'buy', 2, 'limit', 100, null, null)]::paper.order_request[])"
)
CLOSE = f"{ORDER}close_position('ACCOUNT', 'close', 'TICKER')"
DEPOSIT = f"{CASH}deposit('ACCOUNT', 'deposit', 7)"

RACES = {
    "double order": Race(
        [BUY], [submit("other", "buy", 6, 100)],
        ("filled", "rejected insufficient_cash"), ("rejected insufficient_cash", "filled"),
    ),
    "double sale": Race(
        [submit("sell", "sell", 6, 100)], [f"{ORDER}close_position('ACCOUNT', 'close', 'TICKER')"],
        ("filled", "rejected no_position"), ("rejected insufficient_shares", "filled"),
        setup=[BUY],
    ),
    "double close": Race(
        [CLOSE], [f"{ORDER}close_position('ACCOUNT', 'again', 'TICKER')"],
        ("filled", "rejected no_position"), ("rejected no_position", "filled"),
        setup=[BUY],
    ),
    "a batch against an order": Race(
        [BATCH], [BUY],
        ("filled, filled", "rejected insufficient_cash"), ("rejected insufficient_cash, filled", "filled"),
    ),
    "the same key for the same order": Race([BUY], [BUY], ("filled", "filled"), ("filled", "filled")),
    "the same key for two orders": Race(
        [BUY], [submit("buy", "buy", 1, 100)], ("filled", "ZP002"), ("ZP002", "filled"),
    ),
    "the same key in a batch and alone": Race(
        [BATCH], [submit("two", "buy", 2, 100)], ("filled, filled", "filled"), ("filled, filled", "filled"),
    ),
    "the same key for the same deposit": Race(
        [DEPOSIT], [DEPOSIT], ("cash 1007", "cash 1007"), ("cash 1007", "cash 1007"),
    ),
    "the same key for two deposits": Race(
        [DEPOSIT], [f"{CASH}deposit('ACCOUNT', 'deposit', 8)"],
        ("cash 1007", "ZP002"), ("ZP002", "cash 1008"),
    ),
    "the same key for an order and a withdrawal": Race(
        [submit("withdraw", "buy", 6, 100)], [WITHDRAW], ("filled", "ZP002"), ("ZP002", "cash 400"),
    ),
    "withdraw against buy": Race(
        [WITHDRAW], [BUY], ("cash 400", "rejected insufficient_cash"), ("ZP009", "filled"),
    ),
    "withdraw against an order that rests": Race(
        [WITHDRAW], [submit("reserve", "buy", 100, 9)],
        ("cash 400", "rejected insufficient_cash"), ("ZP009", "accepted"),
        setup=[quote(1, 11, 12)], settings=MARKET,
    ),
    "double withdrawal": Race(
        [WITHDRAW], [f"{CASH}withdraw('ACCOUNT', 'again', 600)"],
        ("cash 400", "ZP009"), ("ZP009", "cash 400"),
    ),
    "double fill": Race(
        [MATCH], [MATCH], ("1 rows", "0 rows"), ("0 rows", "1 rows"),
        setup=[*RESTS, quote(2, 9.5, 10)], settings=MARKET,
    ),
    # The tape decides, not the race: whoever comes first applies the quote.
    "cancel against the fill of a quote on the tape": Race(
        [CANCEL], [MATCH], ("filled", "0 rows"), ("filled", "1 rows"),
        setup=[*RESTS, quote(2, 9.5, 10)], settings=MARKET,
    ),
    "cancel against fill": Race(
        [CANCEL], REACHED, ("cancelled", "0 rows"), ("filled", "1 rows"), setup=RESTS, settings=MARKET,
    ),
    "cancel against cancel": Race(
        [CANCEL], [CANCEL], ("cancelled", "cancelled"), ("cancelled", "cancelled"),
        setup=RESTS, settings=MARKET,
    ),
    "replace against fill": Race(
        [REPLACE], REACHED, ("accepted", "0 rows"), ("rejected not_open", "1 rows"),
        setup=RESTS, settings=MARKET,
    ),
    "replace against cancel": Race(
        [REPLACE], [CANCEL], ("accepted", "replaced"), ("rejected not_open", "cancelled"),
        setup=RESTS, settings=MARKET,
    ),
    "replace against replace": Race(
        [REPLACE], [of_order("replace_order", "rests", ", 'other', 4, 8")],
        ("accepted", "rejected not_open"), ("rejected not_open", "accepted"),
        setup=RESTS, settings=MARKET,
    ),
    # The later quote first: the earlier one is out of order then, and changes nothing.
    "oco legs from two quotes": Race(
        [quote(2, 12, 13), MATCH], [quote(3, 7, 8), MATCH], ("2 rows", "0 rows"), ("0 rows", "2 rows"),
        setup=OCO, settings=MARKET,
    ),
    "oco legs from two matchers": Race(
        [MATCH], [MATCH], ("2 rows", "0 rows"), ("0 rows", "2 rows"),
        setup=[*OCO, quote(2, 12, 13), quote(3, 7, 8)], settings=MARKET,
    ),
    "an oco leg cancelled against the fill of the other": Race(
        [of_order("cancel_order", "low")], [quote(2, 12, 13), MATCH],
        ("cancelled", "0 rows"), ("cancelled", "2 rows"), setup=OCO, settings=MARKET,
    ),
    "the exits of a bracket from two quotes": Race(
        [quote(3, 12, 13), MATCH], [quote(4, 7, 8), MATCH], ("2 rows", "0 rows"), ("0 rows", "2 rows"),
        setup=[*BRACKET, quote(2, 9.5, 10), MATCH], settings=MARKET,
    ),
    # Of the three rows one is the fill, the others let the exits work.
    "an entry cancelled against its fill": Race(
        [of_order("cancel_order", "entry")], REACHED, ("cancelled", "0 rows"), ("filled", "3 rows"),
        setup=BRACKET, settings=MARKET,
    ),
    "an entry replaced against its fill": Race(
        [of_order("replace_order", "entry", ", 'replace', 5, 9")], REACHED,
        ("accepted", "0 rows"), ("rejected not_open", "3 rows"), setup=BRACKET, settings=MARKET,
    ),
    "an oco leg replaced against the fill of the other": Race(
        [of_order("replace_order", "low", ", 'replace', 5, null, 7")], [quote(2, 12, 13), MATCH],
        ("accepted", "2 rows"), ("rejected not_open", "2 rows"), setup=OCO, settings=MARKET,
    ),
    # From 13 down to 11 it is reached; from 10 up to 11 it is not, and 13 is out of order then.
    "a trailing stop from two quotes": Race(
        [quote(2, 13, 13), MATCH], [quote(3, 11, 11), MATCH], ("0 rows", "1 rows"), ("0 rows", "0 rows"),
        setup=TRAILING, settings=MARKET,
    ),
    "close against an order": Race(
        ["select status from paper.close_account('ACCOUNT', 'close')"], [BUY],
        ("closed", "ZP005"), ("closed", "filled"),
    ),
    "settings against an order": Race(
        ["select 'price ' || (settings ->> 'default_price') from paper.update_settings('ACCOUNT', 's', "
         '\'{"default_price": 300, "slippage_pct": 0}\')'],
        [submit("market", "buy", 6, 0).replace("'limit', 0", "'market', null")],
        ("price 300", "rejected insufficient_cash"), ("price 300", "filled"),
    ),
    "reset against an order": Race([RESET], [BUY], ("cash 500", "rejected insufficient_cash"),
                                   ("cash 500", "filled")),
    "reset against a withdrawal": Race([RESET], [WITHDRAW], ("cash 500", "ZP009"), ("cash 500", "cash 400")),
    "reset against a deposit": Race(
        [RESET], [f"{CASH}deposit('ACCOUNT', 'deposit', 7)"],
        ("cash 500", "cash 507"), ("cash 500", "cash 1007"),
    ),
    "reset against a sale": Race(
        [RESET], [submit("sell", "sell", 6, 100)],
        ("cash 500", "rejected insufficient_shares"), ("cash 500", "filled"), setup=[BUY],
    ),
    "reset against closing a position": Race(
        [RESET], [f"{ORDER}close_position('ACCOUNT', 'close', 'TICKER')"],
        ("cash 500", "rejected no_position"), ("cash 500", "filled"), setup=[BUY],
    ),
    "reset against a batch": Race(
        [RESET], [BATCH], ("cash 500", "rejected insufficient_cash, filled"), ("cash 500", "filled, filled"),
    ),
    "reset against an oco order": Race(
        [RESET], [submit("pair", "buy", 10, 10, '{"order_class": "oco", "stop_loss": {"stop_price": 13}}'),
                  "select count(*) from paper.open_orders where account_id = 'ACCOUNT'"],
        ("cash 500", "2"), ("cash 500", "2"), setup=[quote(1, 11, 12)], settings=MARKET,
    ),
    "reset against the fill of an entry": Race(
        [RESET], REACHED, ("cash 500", "0 rows"), ("cash 500", "3 rows"), setup=BRACKET, settings=MARKET,
    ),
    "reset against a cancel of some": Race(
        [RESET], ["select string_agg(status::text, ', ') from paper.cancel_orders('ACCOUNT', array(select "
                  "order_id from paper.orders where account_id = 'ACCOUNT'))"],
        ("cash 500", "cancelled"), ("cash 500", "cancelled"), setup=RESTS, settings=MARKET,
    ),
    "reset against a grant": Race(
        [RESET], ["select 'granted' from paper.grant_account('ACCOUNT', 'paper_reader')"],
        ("cash 500", "granted"), ("cash 500", "granted"),
    ),
    "reset against a revoke": Race(
        [RESET], ["select 'revoked' from paper.revoke_account('ACCOUNT', 'paper_reader')"],
        ("cash 500", "revoked"), ("cash 500", "revoked"),
        setup=["select paper.grant_account('ACCOUNT', 'paper_reader')"],
    ),
    "reset against a fill": Race(
        [RESET], REACHED, ("cash 500", "0 rows"), ("cash 500", "1 rows"), setup=RESTS, settings=MARKET,
    ),
    "reset against a cancel": Race(
        [RESET], [CANCEL], ("cash 500", "cancelled"), ("cash 500", "cancelled"),
        setup=RESTS, settings=MARKET,
    ),
    "reset against a replace": Race(
        [RESET], [REPLACE], ("cash 500", "rejected not_open"), ("cash 500", "accepted"),
        setup=RESTS, settings=MARKET,
    ),
    "reset against a reset": Race(
        [RESET], [f"{CASH}reset_account('ACCOUNT', 'other', 700)"],
        ("cash 500", "cash 700"), ("cash 500", "cash 700"),
    ),
    "reset against the closing of the account": Race(
        [RESET], ["select status from paper.close_account('ACCOUNT', 'close')"],
        ("cash 500", "closed"), ("ZP005", "closed"),
    ),
    "reset against settings": Race(
        [RESET], ["select 'price ' || (settings ->> 'default_price') from paper.update_settings("
                  "'ACCOUNT', 's', '{\"default_price\": 300}')"],
        ("cash 500", "price 300"), ("cash 500", "price 300"),
    ),
    "reset against the clock": Race(
        [RESET], ["select 'hour ' || extract(hour from paper.set_clock('ACCOUNT', '2026-03-02 11:00+00') "
                  "at time zone 'UTC')"],
        ("cash 500", "hour 11"), ("cash 500", "hour 11"), setup=RESTS, settings=MARKET,
    ),
    "reset against cancelling everything": Race(
        [RESET], ["select count(*) || ' cancelled' from paper.cancel_all_orders('ACCOUNT')"],
        ("cash 500", "0 cancelled"), ("cash 500", "1 cancelled"), setup=RESTS, settings=MARKET,
    ),
    # As in the hole below: one finds a row and need not write it, the other saw no deposit and takes the row.
    "a grant that is there already, with a deposit, against revoke": Race(
        ["select account_id from paper.grant_account('ACCOUNT', 'paper_reader')",
         f"{CASH}deposit('ACCOUNT', 'deposit', 7)"],
        ["select cash from paper.accounts where account_id = 'ACCOUNT'",
         f"{CASH}revoke_account('ACCOUNT', 'paper_reader')"],
        ("cash 1007", "cash 1007"), ("cash 1007", "cash 1000"),
        setup=["select paper.grant_account('ACCOUNT', 'paper_reader')"],
    ),
    "grant against revoke": Race(
        ["select account_id is not null from paper.grant_account('ACCOUNT', 'paper_trader')"],
        ["select account_id is not null from paper.revoke_account('ACCOUNT', 'paper_reader')"],
        ("True", "True"), ("True", "True"),
        setup=["select paper.grant_account('ACCOUNT', 'paper_reader')"],
    ),
}  # fmt: skip

_numbers = itertools.count(1)


@dataclass
class Ring:
    """An account of its own, on which two sessions meet."""

    account: str
    ticker: str
    connections: dict[str, Connection]

    @property
    def observer(self) -> Connection:
        return self.connections["observer"]

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        cursor = self.observer.execute(self._prepared(statement).encode())
        return cursor.fetchall()

    def session(
        self, name: str, call: Sequence[str], isolation: IsolationLevel = IsolationLevel.SERIALIZABLE
    ) -> Session:
        connection = self.connections[name]
        connection.isolation_level = isolation
        return Session(name, connection, self.account, [self._prepared(statement) for statement in call])

    def _prepared(self, statement: str) -> str:
        return statement.replace("ACCOUNT", self.account).replace("TICKER", self.ticker)

    def check(self) -> None:
        """The books are right, and the journal has no gap."""
        assert self.ask("select * from paper.check('ACCOUNT')") == []
        gapless = (
            "select min(seq) = 1 and max(seq) = count(*) from paper.journal where account_id = 'ACCOUNT'"
        )
        assert self.ask(gapless) == [(True,)]


@pytest.fixture(scope="module")
def connections(module_dsn: str) -> Iterator[dict[str, Connection]]:
    """The named sessions, and one that looks on."""
    with ExitStack() as stack:
        opened = {
            name: stack.enter_context(psycopg.connect(module_dsn, application_name=name))
            for name in ("a", "b", "observer")
        }
        opened["observer"].autocommit = True
        opened["observer"].execute("set default_transaction_isolation = serializable")
        yield opened


@pytest.fixture
def ring(connections: dict[str, Connection]) -> Iterator[Callable[..., Ring]]:
    def made(settings: str = "{}", setup: Sequence[str] = ()) -> Ring:
        number = next(_numbers)
        found = Ring(f"account-{number}", f"T{number}", connections)
        for statement in (f"select paper.open_account('ACCOUNT', 1000, '{settings}')", *setup):
            found.ask(statement)
        return found

    yield made
    for name in "ab":
        connections[name].rollback()


def swapped(permutation: str) -> str:
    return " ".join({"a": "b", "b": "a"}[word[0]] + word[1:] for word in permutation.split())


@pytest.mark.parametrize("second_begins", [False, True], ids=["first begins", "second begins"])
@pytest.mark.parametrize("permutation", PERMUTATIONS)
@pytest.mark.parametrize("name", RACES)
def test_calls_on_one_account_come_one_after_the_other(
    ring: Callable[..., Ring], name: str, permutation: str, second_begins: bool
) -> None:
    race = RACES[name]
    steps = PERMUTATIONS[permutation]
    if second_begins:
        steps = swapped(steps)
    scene = ring(race.settings, race.setup)
    sessions = [scene.session("a", race.first), scene.session("b", race.second)]
    assert run(scene.observer, sessions, steps) == steps

    gave_up = "gives up" in permutation
    expected = race.first_wins if second_begins == gave_up else race.second_wins
    # Who committed is done; who did not tries again.
    assert (sessions[0].tried_again(), sessions[1].tried_again()) == expected
    scene.check()


def test_reset_meets_every_function_that_writes_to_an_account(module_dsn: str) -> None:
    """But for those that read an account and write to a new one: they are below."""
    with psycopg.connect(module_dsn) as connection:
        writes = connection.execute(
            "select proname from pg_proc"
            " where pronamespace = 'paper'::regnamespace and proargnames[1] = 'p_account_id'"
            " and has_function_privilege('paper_trader', oid, 'execute')"
            " and not has_function_privilege('paper_analyst', oid, 'execute')"
        ).fetchall()
    met = {
        name
        for title, race in RACES.items()
        if title.startswith("reset against")
        for statement in race.second
        for name in re.findall(r"paper\.(\w+)\(", statement)
    }
    expected = {name for (name,) in writes} - {"open_account", "fork_account", "replay_account"}
    assert len(expected) > 10
    assert expected - met == set()


#: Who copies an account reads it as it was when his transaction began: nobody waits. In a young index their
#: rows share a page, so that one of the two may have to try again.
COPY_AGAINST_WRITE = {
    "a.call a.commit b.call b.commit": 2,
    "b.call b.commit a.call a.commit": 1,
    "a.call b.call a.commit b.commit": 1,
    "a.call b.call b.commit a.commit": 1,
    "b.call a.call b.commit a.commit": 1,
    "b.call a.call a.commit b.commit": 1,
    "b.look a.call a.commit b.call b.commit": 1,
    "a.call b.call a.rollback b.commit": 1,
}


@pytest.mark.parametrize("write", [BUY, RESET], ids=["order", "reset"])
@pytest.mark.parametrize("copy", ["fork_account", "replay_account"])
@pytest.mark.parametrize("steps", COPY_AGAINST_WRITE)
def test_copy_against_write(ring: Callable[..., Ring], steps: str, copy: str, write: str) -> None:
    scene = ring()
    writer = scene.session("a", [write])
    copier = scene.session("b", [f"select seq from paper.{copy}('ACCOUNT', 'ACCOUNT-copy')"])
    words = run(scene.observer, [writer, copier], steps).split()
    assert [word.removesuffix(f":{CONFLICT}") for word in words] == steps.split()
    for session in (writer, copier):
        if any(word.startswith(session.name) and word.endswith(CONFLICT) for word in words):
            session.outcome = None
    seq = 2 if copier.outcome is None else COPY_AGAINST_WRITE[steps]
    assert writer.tried_again() == ("filled" if write == BUY else "cash 500")
    assert copier.tried_again() == str(seq)
    scene.check()
    assert scene.ask("select * from paper.check('ACCOUNT-copy')") == []


#: A feeder touches no account and a trader no tape: nobody waits, and nobody is told to try again.
FEED_AGAINST_SUBMIT = {
    "b.call b.commit a.call a.commit": "filled",
    "a.call a.commit b.call b.commit": "accepted",
    "a.call b.call a.commit b.commit": "accepted",
    "a.call b.call b.commit a.commit": "accepted",
    "b.call a.call b.commit a.commit": "accepted",
    "b.call a.call a.commit b.commit": "accepted",
    "a.look b.call b.commit a.call a.commit": "accepted",
    "a.look b.call a.call b.commit a.commit": "accepted",
}


@pytest.mark.parametrize("isolation", [IsolationLevel.READ_COMMITTED, IsolationLevel.SERIALIZABLE])
@pytest.mark.parametrize("steps", FEED_AGAINST_SUBMIT)
def test_feed_against_submit(ring: Callable[..., Ring], steps: str, isolation: IsolationLevel) -> None:
    """An order that did not see the quote rests, and the quote fills it afterwards, once."""
    scene = ring(MARKET, [quote(1, 11, 12)])
    submitter = scene.session("a", [submit("order", "buy", 10, 10)])
    feeder = scene.session("b", [quote(2, 9.5, 10)], isolation)
    assert run(scene.observer, [submitter, feeder], steps) == steps
    assert (submitter.outcome, feeder.outcome) == (FEED_AGAINST_SUBMIT[steps], "1")

    scene.ask(MATCH)
    assert scene.ask(MATCH) == [("0 rows",)]
    fills = "select quantity::integer, price::integer from paper.fills where account_id = 'ACCOUNT'"
    assert scene.ask(fills) == [(10, 10)]
    scene.check()


@pytest.mark.parametrize(
    ("steps", "outcomes"),
    [
        ("a.call a.commit b.call b.commit", ("1", "0")),
        ("a.call b.call:waits a.commit b.call b.commit", ("1", "0")),
        ("a.call b.call:waits a.rollback b.call b.commit", (None, "1")),
    ],
)
def test_two_feeders_of_one_quote(
    ring: Callable[..., Ring], steps: str, outcomes: tuple[str | None, str]
) -> None:
    """It is on the tape once: the later feeder waits for the earlier one's end."""
    scene = ring(MARKET)
    feeders = [scene.session(name, [quote(1, 11, 12)], IsolationLevel.READ_COMMITTED) for name in "ab"]
    assert run(scene.observer, feeders, steps) == steps
    assert tuple(feeder.outcome for feeder in feeders) == outcomes
    assert scene.ask("select tape_seq from paper.market where ticker = 'TICKER'") == [(1,)]


#: The functions and views are made anew, in one transaction, while orders come in: all of them, as when each
#: differs from what is there, or as `migrate` does it where nothing does.
DEPLOYMENT = [script.text for script in migrate._load().sql] + ["reset role", "select 'deployed'"]


def deployment_of_the_same(connection: Connection) -> list[str]:
    scripts = [migrate._outstanding(connection, script) for script in migrate._load().sql]
    return [*scripts, *DEPLOYMENT[-2:]]


DEPLOYMENT_AGAINST_SUBMIT = (
    "a.call a.commit b.call b.commit",
    "b.call b.commit a.call a.commit",
    "a.call b.call:waits a.commit b.call b.commit",
    "a.call b.call:waits a.rollback b.call b.commit",
    "b.call a.call:waits b.commit a.call a.commit",
    "b.call a.call:waits b.rollback a.call a.commit",
    "b.call a.look:waits b.commit a.look a.call a.commit",
)


@pytest.mark.parametrize("steps", DEPLOYMENT_AGAINST_SUBMIT)
def test_deployment_against_submit(ring: Callable[..., Ring], steps: str) -> None:
    """Each waits for the end of the other; an order is carried out once, by the old functions or the new."""
    scene = ring()
    submitter = scene.session("a", ["select 'planned before'", BUY])
    deployer = scene.session("b", DEPLOYMENT, IsolationLevel.READ_COMMITTED)
    scene.connections["a"].execute("select paper.schema_version()")
    scene.connections["a"].rollback()
    assert run(scene.observer, [submitter, deployer], steps) == steps
    assert submitter.tried_again() == "filled"
    assert scene.ask("select count(*) from paper.fills where account_id = 'ACCOUNT'") == [(1,)]
    scene.check()


#: What is as it should be is passed by: nobody waits, and nobody is told to try again.
DEPLOYMENT_OF_THE_SAME_AGAINST_SUBMIT = (
    "a.call b.call a.commit b.commit",
    "a.call b.call b.commit a.commit",
    "a.call b.call a.rollback b.commit",
    "b.call a.call b.commit a.commit",
    "b.call a.call a.commit b.commit",
    "b.call a.call b.rollback a.commit",
    "a.look b.call a.call b.commit a.commit",
    "a.look b.call b.commit a.call a.commit",
)


@pytest.mark.parametrize("steps", DEPLOYMENT_OF_THE_SAME_AGAINST_SUBMIT)
def test_deployment_of_the_same_against_submit(ring: Callable[..., Ring], steps: str) -> None:
    scene = ring()
    submitter = scene.session("a", [BUY])
    deployer = scene.session("b", deployment_of_the_same(scene.observer), IsolationLevel.READ_COMMITTED)
    assert run(scene.observer, [submitter, deployer], steps) == steps
    if "b.rollback" not in steps:
        assert deployer.outcome == "deployed"
    assert submitter.tried_again() == "filled"
    assert scene.ask("select count(*) from paper.fills where account_id = 'ACCOUNT'") == [(1,)]
    scene.check()


def test_deployment_that_meets_a_transaction_crosswise(ring: Callable[..., Ring]) -> None:
    """One of the two gets 40P01 and is repeated: what holds some of the tables, and wants others."""
    scene = ring()
    submitter = scene.session("a", [BUY])
    deployer = scene.session("b", DEPLOYMENT, IsolationLevel.READ_COMMITTED)
    for name in "ab":
        scene.connections[name].execute("set local deadlock_timeout = '100ms'")
    outcomes = {}
    submitter.begin("look")
    submitter.finish()
    deployer.begin("call")
    assert waits(scene.observer, deployer, [submitter, deployer])
    submitter.begin("call")
    for session in (submitter, deployer):
        outcomes[session.name] = session.finish()[1]
        session.connection.execute("rollback" if outcomes[session.name] == "40P01" else "commit")
    assert min(outcomes.values()) == "40P01"
    assert set(outcomes.values()) - {"40P01"} <= {"filled", "deployed"}
    if outcomes["a"] == "40P01":
        submitter.outcome = None
    assert submitter.tried_again() == "filled"
    scene.check()


#: How a transaction makes sure of a row: as no function of ours does, and as ours do.
ENSURES = {
    "insert, or do nothing": "insert into scratch.keys values (1) on conflict do nothing",
    "read, then insert": "insert into scratch.keys select 1 "
    "where not exists (select from scratch.keys where key = 1)",
}


@pytest.mark.parametrize("ensures", ENSURES)
def test_a_hole_of_postgresql_that_no_function_of_ours_goes_through(
    connections: dict[str, Connection], ensures: str
) -> None:
    """What ON CONFLICT DO NOTHING has found is not guarded against a DELETE, so both of these can commit.

    One after the other, either the second one sees what the first wrote, or the key is there in the end.
    That no function passes over a conflict is a rule of test_catalog.
    """
    one, two, observer = (connections[name] for name in ("a", "b", "observer"))
    observer.execute("create schema scratch")
    try:
        observer.execute("create table scratch.keys (key integer primary key)")
        observer.execute("create table scratch.notes (note integer)")
        observer.execute("insert into scratch.keys values (1)")
        for connection in (one, two):
            connection.isolation_level = IsolationLevel.SERIALIZABLE
        assert one.execute(ENSURES[ensures].encode()).rowcount == 0
        assert two.execute("select from scratch.notes").rowcount == 0
        one.execute("insert into scratch.notes values (1)")
        outcomes = []
        for connection, last in ((two, "delete from scratch.keys"), (one, "select 1")):
            try:
                connection.execute(last.encode())
                connection.commit()
                outcomes.append("committed")
            except psycopg.Error as err:
                connection.rollback()
                outcomes.append(str(err.sqlstate))
        if ensures == "read, then insert":
            assert sorted(outcomes) == [CONFLICT, "committed"]
        elif CONFLICT in outcomes:
            pytest.skip("this server has closed the hole")
        else:
            assert outcomes == ["committed", "committed"]
            assert observer.execute("select from scratch.keys").rowcount == 0
    finally:
        for connection in (one, two):
            connection.rollback()
        observer.execute("drop schema scratch cascade")
