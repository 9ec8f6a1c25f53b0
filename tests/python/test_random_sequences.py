"""Random sequences of requests against a real server, compared with a model written from the contract.

`PAPER_TEST_EXAMPLES` asks for more examples than the few of a usual run, which is the same every time.
"""

from __future__ import annotations

import functools
import itertools
import json
import os
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from model import (
    CASH_LIMIT,
    EXACT,
    ONE,
    PRICE_LIMIT,
    ZERO,
    Account,
    AccountState,
    Cancel,
    CancelAll,
    CloseAccount,
    ClosePosition,
    Deposit,
    Event,
    JournalRow,
    Order,
    OrderRequest,
    Outcome,
    Position,
    Refused,
    Request,
    Reset,
    SetClock,
    Settings,
    Submit,
    UpdateSettings,
    Withdraw,
    add,
    in_range,
    multiply,
    negate,
    round_down,
    signed_fill,
    without_times,
)
from psycopg.types.json import Json, set_json_loads

Connection = psycopg.Connection[Any]

EXAMPLES = int(os.environ.get("PAPER_TEST_EXAMPLES", "0"))


def rigour(usual: int) -> settings:
    """Settings of a hypothesis test: the same examples every time, or `PAPER_TEST_EXAMPLES` new ones."""
    return settings(
        max_examples=EXAMPLES or usual,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def connection(module_dsn: str) -> Iterator[Connection]:
    with connect(module_dsn) as opened:
        yield opened


def connect(dsn: str) -> Connection:
    """Connect as the engine wants it: autocommit, serializable; JSON numbers come as decimals."""
    opened: Connection = psycopg.connect(dsn, autocommit=True)
    opened.execute("set default_transaction_isolation = serializable")
    opened.execute("set timezone = 'UTC'")
    set_json_loads(functools.partial(json.loads, parse_float=Decimal, parse_int=Decimal), opened)
    return opened


# --- the server, asked as the model is --------------------------------------------------------

ORDER_COLUMNS = """
    seq, idempotency_key, ticker, side::text, order_type::text, quantity, limit_price, stop_price,
    status::text, fill_quantity, fill_price, fees, realized_pnl, cash_after, quantity_after,
    reject_reason, error, submitted_at, filled_at, options
"""
ACCOUNT_COLUMNS = """
    cash, reserved, buying_power, seq, settings, status, portfolio_value, initial_cash, epoch_seq,
    clock, currency
"""


def array_literal(orders: Sequence[OrderRequest]) -> str:
    """Write an array of order_request, every field quoted."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def written(value: object) -> str:
        if value is None:
            return ""
        return quoted(value if isinstance(value, str) else str(value))

    rows = (
        (o.key, o.ticker, o.side, o.quantity, o.order_type, o.limit_price, o.stop_price,
         None if o.options is None else json.dumps(o.options))
        for o in orders
    )  # fmt: skip
    return "{" + ",".join(quoted("(" + ",".join(map(written, row)) + ")") for row in rows) + "}"


def refusal(error: psycopg.Error) -> Refused:
    """Return what an error says to a program: its SQLSTATE and, of a batch, the DETAIL."""
    state = error.sqlstate or ""
    if state not in ("ZP002", "ZP004") or not error.diag.message_detail:
        return Refused(state)
    problems = json.loads(error.diag.message_detail)
    assert all(set(p) == {"index", "sqlstate", "problem"} and p["problem"] for p in problems)
    return Refused(state, tuple((p["index"], p["sqlstate"]) for p in problems))


@dataclass
class Server:
    """One account on the server; `handle` is the counterpart of the model's."""

    connection: Connection
    account_id: str
    simulated: bool

    def handle(self, request: Request) -> Outcome:
        try:
            return self._ask(request)
        except psycopg.Error as error:
            refused = refusal(error)
            return refused if isinstance(request, Submit) else Refused(refused.sqlstate)

    def _ask(self, request: Request) -> Outcome:
        match request:
            case Submit(orders=(order,), single=True):
                options = None if order.options is None else Json(order.options)
                return self._orders(
                    "submit_order(%s, %s, %s, %s::paper.order_side, %s::numeric, %s::paper.order_type, "
                    "%s::numeric, %s::numeric, %s::jsonb)",
                    order.key, order.ticker, order.side, order.quantity, order.order_type,
                    order.limit_price, order.stop_price, options,
                )  # fmt: skip
            case Submit():
                literal = array_literal(request.orders)
                return self._orders("submit_orders(%s, %s::paper.order_request[])", literal)
            case Deposit():
                return self._account("deposit(%s, %s, %s::numeric)", request.key, request.amount)
            case Withdraw():
                return self._account("withdraw(%s, %s, %s::numeric)", request.key, request.amount)
            case Reset():
                return self._account("reset_account(%s, %s, %s::numeric)", request.key, request.initial_cash)
            case ClosePosition():
                return self._orders(
                    "close_position(%s, %s, %s, %s::numeric)", request.key, request.ticker, request.quantity
                )
            case UpdateSettings():
                return self._account(
                    "update_settings(%s, %s, %s::text::jsonb)", request.key, settings_json(request.settings)
                )
            case CloseAccount():
                return self._account("close_account(%s, %s)", request.key)
            case Cancel(seqs=(seq,)):
                return self._orders("cancel_order(%s, %s)", self.order_id(seq))
            case Cancel():
                return self._orders(
                    "cancel_orders(%s, %s::uuid[])", [self.order_id(seq) for seq in request.seqs]
                )
            case CancelAll():
                return self._orders("cancel_all_orders(%s, %s)", request.ticker)
            case SetClock():
                at: datetime = self._value("select paper.set_clock(%s, %s)", request.at)
                return at

    def order_id(self, seq: int) -> uuid.UUID:
        """Name an order by its seq: an id counts on from the account's own."""
        own = self._value("select id from paper.broker_accounts where account_id = %s")
        assert isinstance(own, uuid.UUID)
        return uuid.UUID(int=own.int + seq)

    def rows(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, (self.account_id, *arguments)).fetchall()

    def _value(self, query: str, *arguments: object) -> Any:
        ((value,),) = self.rows(query, *arguments)
        return value

    def _orders(self, call: str, *arguments: object) -> tuple[Order, ...]:
        rows = self.rows(f"select {ORDER_COLUMNS} from paper.{call}", *arguments)
        return tuple(self.order(row) for row in rows)

    def order(self, row: tuple[Any, ...]) -> Order:
        order = Order(*row)
        if order.error is not None and order.error.startswith("Out of range: "):
            order = replace(order, error="Out of range")
        return order if self.simulated else without_times(order)

    def _account(self, call: str, *arguments: object) -> AccountState:
        (row,) = self.rows(f"select {ACCOUNT_COLUMNS} from paper.{call}", *arguments)
        state = AccountState(*row)
        return state if self.simulated else replace(state, clock=None)

    # The whole account, as the views show it

    def state(self) -> AccountState:
        (row,) = self.rows(f"select {ACCOUNT_COLUMNS} from paper.accounts where account_id = %s")
        state = AccountState(*row)
        return state if self.simulated else replace(state, clock=None)

    def orders(self) -> list[Order]:
        rows = self.rows(f"select {ORDER_COLUMNS} from paper.orders where account_id = %s order by seq")
        return [self.order(row) for row in rows]

    def positions(self) -> dict[str, Position]:
        rows = self.rows(
            "select ticker, quantity, avg_entry_price, realized_pnl, updated_at, reserved "
            "from paper.positions where account_id = %s"
        )
        held = (Position(*row) for row in rows)
        return {p.ticker: p if self.simulated else replace(p, updated_at=None) for p in held}

    def journal(self) -> list[JournalRow]:
        rows = self.rows(
            "select seq, at, event_type::text, order_seq, idempotency_key, ticker, side::text, "
            "order_type::text, quantity, limit_price, stop_price, price, amount, coalesce(fee, 0), "
            "realized_pnl, cash_after, quantity_after, avg_entry_price_after, reject_reason, "
            "case when error like 'Out of range: %%' then 'Out of range' else error end, "
            "coalesce(options, '{}') from paper.journal where account_id = %s order by seq"
        )
        found = [JournalRow(*row) for row in rows]
        return found if self.simulated else [replace(row, at=None) for row in found]

    def events(self) -> list[Event]:
        rows = self.rows(
            "select seq, event_type::text, data from paper.order_events where account_id = %s "
            "order by seq, event_type"
        )
        found = [Event(*row) for row in rows]
        for event in found:
            if str(event.data.get("error")).startswith("Out of range: "):
                assert isinstance(event.data, dict)
                event.data["error"] = "Out of range"
        return found

    def ledger(self) -> list[tuple[int, Decimal, Decimal]]:
        return [
            (seq, amount, cash)
            for seq, amount, cash in self.rows(
                "select seq, amount, cash_after from paper.cash_ledger where account_id = %s order by seq"
            )
        ]

    def folded_fills(self) -> dict[str, Position]:
        """Fold the fills of the epoch again with the aggregate."""
        rows = self.rows(
            "select f.ticker, (paper.position_of(f.side, f.quantity, f.price order by f.seq)).* "
            "from paper.fills as f join paper.accounts as a using (account_id) "
            "where f.account_id = %s and f.seq > a.epoch_seq group by f.ticker"
        )
        return {row[0]: Position(*row) for row in rows}

    def violations(self) -> list[tuple[Any, ...]]:
        return self.rows("select * from paper.check(%s)")


_numbers = itertools.count(1)


def open_account(connection: Connection, initial_cash: Decimal, wanted: Settings) -> tuple[Server, Account]:
    """Open an account on the server and its model."""
    account_id = f"account-{next(_numbers)}"
    connection.execute(
        "select paper.open_account(%s, %s, %s::text::jsonb)",
        (account_id, initial_cash, settings_json(wanted)),
    )
    simulated = wanted.get("clock") == "simulated"
    server = Server(connection, account_id, simulated)
    return server, Account(initial_cash, wanted, server.state().clock)


def settings_json(wanted: Settings) -> str:
    """Write settings as JSON with every digit of its numbers."""
    members = (
        f"{json.dumps(name)}: {value if isinstance(value, Decimal) else json.dumps(value)}"
        for name, value in wanted.items()
    )
    return "{" + ", ".join(members) + "}"


def assert_same_books(server: Server, model: Account) -> None:
    """Compare everything that the views show, and the books with themselves."""
    assert server.journal() == model.journal
    assert server.state() == model.state()
    assert server.positions() == model.positions
    assert server.orders() == list(model.orders.values())
    assert server.ledger() == model.ledger()
    story = {name: number for number, name in enumerate(("submitted", "accepted", "fill", "rejected"))}
    assert sorted(server.events(), key=lambda e: (e.seq, story[e.event_type])) == model.events()
    folded = {t: replace(p, updated_at=None) for t, p in model.positions.items()}
    assert server.folded_fills() == folded
    assert server.violations() == []


# --- random requests --------------------------------------------------------------------------

FRESH = "*"  # becomes a key that nobody has used


class Aim(Enum):
    """Where an order is aimed at: a limit of what the account can do, known only when it is there."""

    ANYWHERE = auto()
    SELL_ALL = auto()
    SELL_A_BIT_MORE = auto()
    SPEND_ALL = auto()
    SPEND_A_BIT_MORE = auto()


@dataclass(frozen=True)
class Aimed:
    """An order that is fitted to the account when its turn comes."""

    order: OrderRequest
    aim: Aim = Aim.ANYWHERE


@dataclass(frozen=True)
class Batch:
    orders: tuple[Aimed, ...]
    single: bool = False


@dataclass(frozen=True)
class Again:
    """An earlier request again, all of it or with one thing changed."""

    back: int
    change: str


@dataclass(frozen=True)
class WithdrawAll:
    extra: Decimal


@dataclass(frozen=True)
class MoveClock:
    by: timedelta


Step = Batch | Again | WithdrawAll | MoveClock | Request

SMALLEST = Decimal("1e-12")
LARGEST = PRICE_LIMIT - SMALLEST

TICKERS = ("AAPL", "BRK.B", "BTC/USD")


def decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def some_number(rng: random.Random, *favourites: str) -> Decimal:
    """A positive decimal with up to 12 places, often a favourite."""
    if rng.random() < 0.5:
        return Decimal(rng.choice(favourites))
    return Decimal(rng.randint(1, 10 ** rng.randint(1, 7))).scaleb(-rng.randint(0, 12))


def a_quantity(rng: random.Random) -> Decimal:
    return some_number(
        rng, "1", "2", "3", "10", "10.0", "100", "0.5", "0.333333333333", "0.000000000001", "7.250",
        "123456.789", "999999999999999.999999999999",
    )  # fmt: skip


def a_price(rng: random.Random) -> Decimal:
    return some_number(
        rng, "100", "99.99", "10.05", "33.333333333333", "0.00005", "0.000000000001", "5", "250.5",
        "0.00015", "100.000", "999999999999999.999999999999",
    )  # fmt: skip


def an_amount(rng: random.Random) -> Decimal:
    return some_number(rng, "1000", "0.000000000001", "250000.50", "999999999999999999999")


def some_cash(rng: random.Random) -> Decimal:
    return some_number(
        rng, "100000", "0", "1000.000000000001", "500000000000000000000", "999999999999999999999"
    )


OPTIONS: tuple[object, ...] = (
    None, None, None, {}, {"tag": "a"}, {"time_in_force": "day"},
    {"recommendation_id": "r-1", "decision_trace": {"model": "x", "steps": [1, None]}},
)  # fmt: skip

FAULTS: tuple[dict[str, Any], ...] = (
    {"quantity": ZERO}, {"quantity": Decimal(-1)}, {"quantity": None}, {"quantity": Decimal("NaN")},
    {"quantity": Decimal("Infinity")}, {"quantity": PRICE_LIMIT}, {"quantity": Decimal("1.0000000000001")},
    {"order_type": "limit", "limit_price": None}, {"order_type": "stop", "stop_price": None},
    {"order_type": "stop_limit", "limit_price": ONE, "stop_price": None},
    {"order_type": "stop_limit", "limit_price": None, "stop_price": ONE},
    {"limit_price": ZERO}, {"limit_price": Decimal("-Infinity")}, {"stop_price": Decimal("NaN")},
    {"stop_price": PRICE_LIMIT}, {"limit_price": Decimal("1e-13")},
    {"ticker": None}, {"ticker": ""}, {"ticker": "aapl"}, {"ticker": "A B"}, {"ticker": ".A"},
    {"ticker": "A" * 33}, {"key": None}, {"key": ""}, {"key": "a b"}, {"key": "k" * 201},
    {"options": []}, {"options": {"colour": "red"}}, {"options": {"tag": 1}},
    {"options": {"time_in_force": "tomorrow"}},
)  # fmt: skip

#: Single orders are asked for with enums: a server knows these words or refuses the call.
ENUM_FAULTS: tuple[dict[str, Any], ...] = (
    {"order_type": "trailing_stop"}, {"order_type": None}, {"side": None}, {"side": "hold"},
    {"order_type": "iceberg"}, {"side": "BUY"},
)  # fmt: skip

BAD_KEYS = (None, "", "a b", "k" * 201)
BAD_AMOUNTS = (None, Decimal(-5), Decimal("NaN"), Decimal("Infinity"), CASH_LIMIT, Decimal("1e-13"))
GOOD_SETTINGS: tuple[Settings, ...] = (
    {}, {}, {}, {"slippage_pct": ZERO}, {"slippage_pct": Decimal("0.5")},
    {"slippage_pct": Decimal("0.0123")},
    {"slippage_pct": Decimal("0.999999999999")}, {"default_price": Decimal("33.335")},
    {"default_price": Decimal("0.0001")}, {"default_price": LARGEST},
    {"slippage_pct": Decimal("0.0010"), "default_price": Decimal("12.3456789")},
)  # fmt: skip
BAD_SETTINGS: tuple[Settings, ...] = (
    {"slippage_pct": ONE}, {"slippage_pct": Decimal(-1)}, {"slippage_pct": "0.1"}, {"default_price": ZERO},
    {"default_price": PRICE_LIMIT}, {"clock": "sundial"}, {"currency": "EUR"}, {"leverage": Decimal(2)},
    {"fill_model": "dream"}, {"currency": "$"}, {"default_price": Decimal("1e-13")},
)  # fmt: skip


def a_key(rng: random.Random) -> str:
    return rng.choice([FRESH] * 8 + ["k1", "k2"])


def an_order(rng: random.Random) -> Aimed:
    order_type = rng.choice(["market", "market", "limit", "limit", "stop", "stop_limit"])
    has_limit = order_type in ("limit", "stop_limit") or rng.random() < 0.5
    has_stop = order_type in ("stop", "stop_limit") or rng.random() < 0.1
    order = OrderRequest(
        key=a_key(rng),
        ticker=rng.choice(TICKERS),
        side=rng.choice(["buy", "buy", "sell"]),
        quantity=a_quantity(rng),
        order_type=order_type,
        limit_price=a_price(rng) if has_limit else None,
        stop_price=a_price(rng) if has_stop else None,
        options=rng.choice(OPTIONS),
    )
    return Aimed(order, rng.choice([Aim.ANYWHERE, Aim.ANYWHERE, *Aim]))


def a_faulty_order(rng: random.Random, faults: Sequence[dict[str, Any]] = FAULTS) -> Aimed:
    return Aimed(replace(replace(an_order(rng).order, key=FRESH), **rng.choice(faults)))


def a_batch(rng: random.Random) -> Step:
    return Batch(tuple(an_order(rng) for _ in range(rng.randint(1, 5))))


def a_mixed_batch(rng: random.Random) -> Step:
    faults = (*FAULTS, *ENUM_FAULTS)
    wrong = rng.choices([True, False], k=rng.randint(0, 5))
    return Batch(tuple(a_faulty_order(rng, faults) if w else an_order(rng) for w in wrong))


def a_single_order(rng: random.Random) -> Step:
    faults = rng.choice([None, None, FAULTS, ENUM_FAULTS])
    return Batch((a_faulty_order(rng, faults) if faults else an_order(rng),), single=True)


def a_transfer(rng: random.Random) -> Step:
    kind: type[Deposit | Withdraw] = Deposit if rng.random() < 0.5 else Withdraw
    choices: list[Step] = [
        kind(a_key(rng), an_amount(rng)),
        kind(a_key(rng), an_amount(rng)),
        kind(rng.choice(BAD_KEYS), an_amount(rng)),
        kind(a_key(rng), rng.choice([*BAD_AMOUNTS, ZERO])),
        WithdrawAll(rng.choice([ZERO, SMALLEST])),
    ]  # fmt: skip
    return rng.choice(choices)


def new_terms(rng: random.Random) -> Step:
    choices: list[Step] = [
        UpdateSettings(a_key(rng), rng.choice(GOOD_SETTINGS)),
        UpdateSettings(a_key(rng), rng.choice(GOOD_SETTINGS)),
        UpdateSettings(a_key(rng), rng.choice(BAD_SETTINGS)),
        Reset(a_key(rng), some_cash(rng)),
        Reset(a_key(rng), rng.choice(BAD_AMOUNTS)),
        MoveClock(timedelta(seconds=rng.randint(-(10**5), 10**6))),
        MoveClock(timedelta(microseconds=rng.randint(-2, 2))),
        SetClock(None),
    ]  # fmt: skip
    return rng.choice(choices)


def a_closing(rng: random.Random) -> Step:
    choices: list[Step] = [
        ClosePosition(a_key(rng), rng.choice(TICKERS)),
        ClosePosition(a_key(rng), rng.choice(TICKERS), a_quantity(rng)),
        ClosePosition(a_key(rng), rng.choice(["", "a", "A B"])),
        ClosePosition(rng.choice([*BAD_KEYS, FRESH]), rng.choice(TICKERS), ZERO),
        Cancel(tuple(rng.randint(1, 12) for _ in range(rng.randint(1, 3)))),
        CancelAll(rng.choice([None, *TICKERS])),
    ]  # fmt: skip
    return rng.choice(choices)


def a_repetition(rng: random.Random) -> Step:
    changes = ("nothing", "nothing", "zeros", "quantity", "side", "ticker", "limit_price", "options")
    return Again(rng.randint(0, 20), rng.choice(changes))


def the_end(rng: random.Random) -> Step:
    return CloseAccount(a_key(rng))


MAKERS: dict[Callable[[random.Random], Step], int] = {
    a_batch: 40, a_single_order: 12, a_mixed_batch: 8, a_transfer: 10, new_terms: 10, a_closing: 9,
    a_repetition: 10, the_end: 1,
}  # fmt: skip


def pool_of_steps(size: int) -> list[Step]:
    """Make the steps that scripts are put together from.

    The simplest orders come first: hypothesis takes the first elements more often, and a script
    shrinks to them.
    """
    rng = random.Random(EXAMPLES)
    makers = rng.choices(list(MAKERS), list(MAKERS.values()), k=size)
    steps = [maker(rng) for maker in makers]
    simplest = sorted((step for step in steps if isinstance(step, Batch)), key=lambda step: len(repr(step)))
    return simplest[:50] + steps


#: To draw one of many ready steps is some fifty times faster than to draw what is in it.
scripts = st.lists(st.sampled_from(pool_of_steps(max(EXAMPLES, 4000))), min_size=12, max_size=40)

opening_terms: st.SearchStrategy[Settings] = st.builds(
    lambda chosen, simulated: {**chosen, **({"clock": "simulated"} if simulated else {})},
    st.sampled_from(GOOD_SETTINGS),
    st.sampled_from([True, True, True, False]),
)
opening_cash = st.sampled_from(
    decimals(
        "100000", "1000000000", "1000.000000000001", "0", "500000000000000000000", "999999999999999999999"
    )
)
accounts = st.tuples(opening_cash, opening_terms)


class Fitter:
    """Makes requests out of steps: gives fresh keys, aims orders, asks again."""

    def __init__(self, model: Account) -> None:
        self.model = model
        self.asked: list[Request] = []
        self.keys = itertools.count(1)

    def request(self, step: Step) -> Request:
        request = self._request(step)
        if not isinstance(step, Again):
            self.asked.append(request)
        return request

    def _request(self, step: Step) -> Request:
        match step:
            case Batch():
                return Submit(tuple(map(self._order, step.orders)), step.single)
            case Again():
                if not self.asked:
                    return Cancel((1,))
                return _changed(self.asked[-1 - step.back % len(self.asked)], step.change)
            case WithdrawAll():
                return Withdraw(self._key(FRESH), add(self.model.cash, step.extra))
            case MoveClock():
                return SetClock((self.model.clock or datetime.fromisoformat("2020-01-01T00Z")) + step.by)
            case Deposit() | Withdraw() | Reset() | ClosePosition() | UpdateSettings() | CloseAccount():
                return replace(step, key=self._key(step.key))
            case Submit() | Cancel() | CancelAll() | SetClock():
                return step

    def _key(self, key: str | None) -> str | None:
        return f"fresh-{next(self.keys)}" if key == FRESH else key

    def _order(self, aimed: Aimed) -> OrderRequest:
        order = replace(aimed.order, key=self._key(aimed.order.key))
        if aimed.aim is Aim.ANYWHERE or order.quantity is None:
            return order
        if aimed.aim in (Aim.SELL_ALL, Aim.SELL_A_BIT_MORE):
            held = self.model.positions.get(str(order.ticker))
            quantity = held.quantity if held else ZERO
            if aimed.aim is Aim.SELL_A_BIT_MORE:
                quantity += SMALLEST
            if not in_range(quantity, PRICE_LIMIT):
                return order
            return replace(order, side="sell", quantity=quantity)
        # The highest price the account can pay is exact where its cash has not too many decimals.
        quantity = ONE if self.model.cash < PRICE_LIMIT else Decimal(10) ** 6
        price = round_down(self.model.cash.scaleb(-6, EXACT) if quantity > 1 else self.model.cash)
        if aimed.aim is Aim.SPEND_A_BIT_MORE:
            price += SMALLEST
        if not in_range(price, PRICE_LIMIT):
            return order
        return replace(order, side="buy", quantity=quantity, order_type="limit", limit_price=price)


def _changed(request: Request, change: str) -> Request:
    """Ask a request again, differently where the change fits."""
    match request:
        case Submit():
            if not request.orders:
                return request
            first, *others = request.orders
            return replace(request, orders=(_changed_order(first, change), *others))
        case Deposit() | Withdraw():
            if change == "zeros" and request.amount is not None:
                return replace(request, amount=_with_zeros(request.amount))
            return replace(request, amount=Decimal(7)) if change == "quantity" else request
        case Reset():
            return replace(request, initial_cash=Decimal(7)) if change == "quantity" else request
        case ClosePosition():
            if change == "quantity":
                return replace(request, quantity=Decimal(7))
            return replace(request, ticker="OTHER") if change == "ticker" else request
        case UpdateSettings():
            return replace(request, settings={"slippage_pct": ZERO}) if change == "options" else request
        case _:
            return request


def _with_zeros(number: Decimal) -> Decimal:
    return number + Decimal("0.000") if number.is_finite() and number < 10**15 else number


def _changed_order(order: OrderRequest, change: str) -> OrderRequest:
    match change:
        case "zeros" if order.quantity is not None:
            return replace(order, quantity=_with_zeros(order.quantity))
        case "quantity":
            return replace(order, quantity=Decimal("7.5"))
        case "side":
            return replace(order, side="sell" if order.side == "buy" else "buy")
        case "ticker":
            return replace(order, ticker="OTHER")
        case "limit_price":
            return replace(order, limit_price=Decimal("7.5"))
        case "options":
            return replace(order, options={"tag": "another"})
        case _:
            return order


_A = OrderRequest(FRESH, "AAPL", "buy", Decimal(3), "limit", Decimal("10.01"))


@rigour(150)
@given(account=accounts, script=scripts)
@example(  # a partial sell, a reset, a repeat of a request from before it, the end
    account=(Decimal(100), {"clock": "simulated"}),
    script=[
        Batch((Aimed(_A), Aimed(replace(_A, limit_price=Decimal(10))))),
        Batch((Aimed(replace(_A, side="sell", quantity=ONE, limit_price=Decimal(11))),)),
        ClosePosition(FRESH, "AAPL"), ClosePosition(FRESH, "AAPL"), Reset(FRESH, Decimal(50)),
        Again(4, "nothing"), Again(4, "zeros"), Again(4, "quantity"), Batch((Aimed(_A, Aim.SPEND_ALL),)),
        CloseAccount("end"), Again(0, "nothing"), Batch((Aimed(_A),)), Again(6, "nothing"),
        Deposit(FRESH, ONE), Deposit("end", ONE), CancelAll(None), Cancel((2,)), Cancel((1,)),
    ],
)  # fmt: skip
@example(  # cash at its upper end: a sell and a deposit that would pass it, and the deposit that fitted again
    account=(Decimal(999999999999999999990), {}),
    script=[
        Batch((Aimed(_A),)), Deposit(FRESH, Decimal(39)), Again(0, "nothing"), Deposit(FRESH, Decimal(2)),
        Batch((Aimed(replace(_A, side="sell", quantity=ONE, limit_price=Decimal(500))),)),
    ],
)  # fmt: skip
def test_server_and_model_agree(
    connection: Connection, account: tuple[Decimal, Settings], script: list[Step]
) -> None:
    server, model = open_account(connection, *account)
    fitter = Fitter(model)
    for number, step in enumerate(script):
        request = fitter.request(step)
        expected = model.handle(request)
        assert server.handle(request) == expected, f"step {number}: {request}"
    assert_same_books(server, model)


def test_the_random_requests_reach_everything() -> None:
    """Every outcome the model knows comes up, so that agreeing says something about it."""
    seen: set[str] = set()

    @rigour(150)
    @given(account=accounts, script=scripts)
    def collect(account: tuple[Decimal, Settings], script: list[Step]) -> None:
        model = Account(account[0], account[1], datetime.fromisoformat("1900-01-01T00Z"))
        fitter = Fitter(model)
        for step in script:
            outcome = model.handle(fitter.request(step))
            if isinstance(outcome, Refused):
                seen.add(outcome.sqlstate)
        seen.update(row.reject_reason or row.event_type for row in model.journal)
        seen.update(f"{row.event_type} {row.side} {row.order_type}" for row in model.journal)

    collect()
    assert seen >= {
        "ZP002", "ZP004", "ZP005", "ZP007", "ZP009", "22P02",
        "insufficient_cash", "insufficient_shares", "no_position", "out_of_range",
        "deposit", "withdrawal", "reset", "correction",
        *(f"fill {side} {kind}" for side in ("buy", "sell")
          for kind in ("market", "limit", "stop", "stop_limit")),
    }  # fmt: skip


# --- one definition of the fill math ----------------------------------------------------------

Fill = tuple[str, Decimal, Decimal]


def random_number(rng: random.Random, whole_digits: int) -> Decimal:
    """A number of any size, with few decimals or with twelve."""
    digits = rng.randint(1, whole_digits)
    places = rng.choice([0, 0, 2, 4, 8, 12])
    return Decimal(rng.randint(1, 10 ** (digits + places) - 1)).scaleb(-places)


def random_fills(rng: random.Random, *, shorts: bool) -> list[Fill]:
    """Fills of one position, some of which add, reduce, close or, with shorts, go through zero."""
    fills: list[Fill] = []
    size = rng.randint(1, 7)
    held = ZERO
    for _ in range(rng.randint(1, 14)):
        price = random_number(rng, size)
        side = rng.choice(["buy", "sell"] if shorts or held else ["buy"])
        quantity = random_number(rng, size)
        against = held > 0 if side == "sell" else held < 0
        if against and rng.random() < 0.5:
            quantity = abs(held) if rng.random() < 0.4 else min(quantity, abs(held))
        if side == "sell" and not shorts:
            quantity = min(quantity, held)
        fills.append((side, quantity, price))
        held += quantity if side == "buy" else -quantity
    return fills


def folded(fills: Sequence[Fill]) -> tuple[Decimal, Decimal, Decimal]:
    quantity = price = realized = ZERO
    for side, fill_quantity, fill_price in fills:
        quantity, price, gain = signed_fill(quantity, price, side, fill_quantity, fill_price)
        realized = add(realized, gain)
    return quantity, price, realized


def applied(connection: Connection, sequences: Sequence[Sequence[Fill]]) -> list[tuple[Decimal, ...]]:
    """Fold each sequence with apply_fill: call by call, one call for all sequences at a time."""
    states: list[tuple[Decimal, ...]] = [(ZERO, ZERO, ZERO)] * len(sequences)
    for turn in range(max(map(len, sequences))):
        active = [number for number, fills in enumerate(sequences) if turn < len(fills)]
        rows = connection.execute(
            "select (paper.apply_fill(u.quantity, u.average, u.side, u.fill_quantity, u.fill_price)).* "
            "from unnest(%s::numeric[], %s::numeric[], %s::paper.order_side[], %s::numeric[], "
            "%s::numeric[]) "
            "with ordinality as u (quantity, average, side, fill_quantity, fill_price, number) "
            "order by u.number",
            (
                [states[n][0] for n in active],
                [states[n][1] for n in active],
                [sequences[n][turn][0] for n in active],
                [sequences[n][turn][1] for n in active],
                [sequences[n][turn][2] for n in active],
            ),
        ).fetchall()
        for number, (quantity, price, realized) in zip(active, rows, strict=True):
            states[number] = (quantity, price, add(states[number][2], realized))
    return states


def aggregated(connection: Connection, sequences: Sequence[Sequence[Fill]]) -> list[tuple[Decimal, ...]]:
    """Fold each sequence with position_of; the fills come shuffled, order by puts them right."""
    rows = [(n, t, *fill) for n, fills in enumerate(sequences) for t, fill in enumerate(fills)]
    random.Random(1).shuffle(rows)
    return connection.execute(
        "select (paper.position_of(u.side, u.quantity, u.price order by u.turn)).* "
        "from unnest(%s::int[], %s::int[], %s::paper.order_side[], %s::numeric[], %s::numeric[]) "
        "as u (number, turn, side, quantity, price) group by u.number order by u.number",
        [list(column) for column in zip(*rows, strict=True)],
    ).fetchall()


SEQUENCES = EXAMPLES or 3000


def test_signed_fill_math_is_one_definition(connection: Connection) -> None:
    """apply_fill call by call, position_of and the independent model, shorts and through zero included."""
    rng = random.Random(EXAMPLES)
    sequences = [random_fills(rng, shorts=True) for _ in range(SEQUENCES)]
    expected = [folded(fills) for fills in sequences]
    assert applied(connection, sequences) == expected
    assert aggregated(connection, sequences) == expected


def test_engine_and_fill_math_are_one_definition(connection: Connection) -> None:
    """Thousands of random sequences, each the whole life of one ticker, in one account."""
    rng = random.Random(EXAMPLES + 1)
    sequences = [random_fills(rng, shorts=False) for _ in range(SEQUENCES)]
    server, _ = open_account(connection, Decimal(10) ** 20, {})
    for turn in range(max(map(len, sequences))):
        orders = tuple(
            OrderRequest(f"{turn}/{number}", f"T{number}", side, quantity, "limit", price)
            for number, fills in enumerate(sequences)
            for side, quantity, price in fills[turn : turn + 1]
        )
        statuses = connection.execute(
            "select status::text, count(*) from paper.submit_orders(%s, %s::paper.order_request[]) "
            "group by 1",
            (server.account_id, array_literal(orders)),
        ).fetchall()
        assert statuses == [("filled", len(orders))]
    expected = [folded(fills) for fills in sequences]
    held = server.positions()
    engine = [held[f"T{n}"] for n in range(len(sequences))]
    assert [(p.quantity, p.avg_entry_price, p.realized_pnl) for p in engine] == expected
    again = server.folded_fills()
    assert [again[f"T{n}"] for n in range(len(sequences))] == [replace(p, updated_at=None) for p in engine]
    assert applied(connection, sequences) == expected
    assert server.violations() == []
    cash = Decimal(10) ** 20
    for side, quantity, price in itertools.chain.from_iterable(sequences):
        value = multiply(quantity, price)
        cash = add(cash, negate(value) if side == "buy" else value)
    assert server.state().cash == cash


# --- the reference, in floats -----------------------------------------------------------------


@dataclass
class FloatPosition:
    quantity: float = 0.0
    average: float = 0.0
    realized: float = 0.0


class FloatReference:
    """The rules of the reference adapter in the floats it used; good requests with fresh keys only."""

    def __init__(self, cash: float, slippage: float) -> None:
        self.cash = cash
        self.slippage = slippage
        self.positions: dict[str, FloatPosition] = {}

    def submit(self, order: OrderRequest) -> tuple[float, float] | str:
        """Return the fill price and the realized profit, or the text of the rejection."""
        price, quantity = self._price(order), float(order.quantity or 0)
        held = self.positions.setdefault(str(order.ticker), FloatPosition())
        if order.side == "buy":
            if price * quantity > self.cash:
                return f"Insufficient cash: need {price * quantity:.2f}, have {self.cash:.2f}"
            cost = held.average * held.quantity + price * quantity
            held.quantity += quantity
            held.average = cost / held.quantity
            self.cash -= price * quantity
            return price, 0.0
        if held.quantity < quantity:
            return "Insufficient shares"
        realized = quantity * (price - held.average)
        held.quantity -= quantity
        held.realized += realized
        if held.quantity <= 0:
            held.quantity = held.average = 0.0
        self.cash += price * quantity
        return price, realized

    def _price(self, order: OrderRequest) -> float:
        if order.order_type in ("limit", "stop_limit") and order.limit_price is not None:
            return float(order.limit_price)
        if order.order_type == "stop" and order.stop_price is not None:
            return float(order.stop_price)
        base = 100.0 if order.limit_price is None else float(order.limit_price)
        return round(base * (1 + (self.slippage if order.side == "buy" else -self.slippage)), 4)


#: Prices with two decimals, the last no 5: at 0.1 % slippage none is a tie at the fourth decimal,
#: where a float may fall on either side.
plain_prices = st.builds(
    lambda fives, more: Decimal(5 * fives + more).scaleb(-2), st.integers(20, 10_000), st.integers(1, 4)
)


@st.composite
def plain_orders(draw: st.DrawFn) -> OrderRequest:
    order_type = draw(st.sampled_from(["market", "market", "limit", "stop", "stop_limit"]))
    return OrderRequest(
        key=None,
        ticker=draw(st.sampled_from(["AAPL", "IBM"])),
        side=draw(st.sampled_from(["buy", "sell"])),
        quantity=Decimal(draw(st.integers(1, 120))),
        order_type=order_type,
        limit_price=None if order_type == "stop" else draw(plain_prices),
        stop_price=draw(plain_prices) if order_type in ("stop", "stop_limit") else None,
    )


@rigour(60)
@given(orders=st.lists(plain_orders(), min_size=1, max_size=40), cash=st.integers(10_000, 200_000))
def test_results_agree_with_the_reference_in_floats(
    connection: Connection, orders: list[OrderRequest], cash: int
) -> None:
    near = functools.partial(pytest.approx, rel=0, abs=1e-4)
    server, _ = open_account(connection, Decimal(cash), {})
    reference = FloatReference(float(cash), 0.001)
    keyed = tuple(replace(order, key=f"k{number}") for number, order in enumerate(orders))
    results = server.handle(Submit(keyed))
    assert isinstance(results, tuple)
    for order, result in zip(keyed, results, strict=True):
        expected = reference.submit(order)
        if isinstance(expected, str):
            assert result.status == "rejected"
            if expected == "Insufficient shares":
                assert str(result.error).startswith("Insufficient shares: need ")
            else:
                _assert_same_amounts(str(result.error), expected)
            continue
        assert result.status == "filled"
        assert (float(result.fill_price or 0), float(result.realized_pnl or 0)) == near(expected)
        assert float(result.cash_after) == near(reference.cash)
    held = server.positions()
    for ticker, position in reference.positions.items():
        same = held.get(ticker, Position(ticker, ZERO, ZERO, ZERO))
        assert float(same.quantity) == position.quantity
        assert float(same.avg_entry_price) == near(position.average)
        assert float(same.realized_pnl) == near(position.realized)


def _assert_same_amounts(text: str, expected: str) -> None:
    """Compare the texts of two rejections whose amounts may differ by a rounded cent."""

    def parts(message: str) -> tuple[str, list[float]]:
        words = message.replace(",", "").split()
        numbers = [float(word) for word in words if word[0].isdigit()]
        return " ".join(word for word in words if not word[0].isdigit()), numbers

    (wording, amounts), (wanted_wording, wanted) = parts(text), parts(expected)
    assert wording == wanted_wording
    assert amounts == pytest.approx(wanted, rel=0, abs=0.011)


@pytest.mark.parametrize("price", ["100.05", "12.35", "0.45", "77.75", "99.95", "33.15"])
def test_at_a_tie_a_float_is_off_by_the_last_decimal_at_most(connection: Connection, price: str) -> None:
    """Ties round away from zero here; in floats a tie is not a tie."""
    server, _ = open_account(connection, Decimal(1000), {})
    for side in ("buy", "sell"):
        order = OrderRequest(side, "A", side, ONE, "market", Decimal(price))
        result = server.handle(Submit((order,)))
        assert isinstance(result, tuple)
        reference = FloatReference(1000.0, 0.001)._price(order)
        assert float(result[0].fill_price or 0) == pytest.approx(reference, rel=0, abs=1.0001e-4)


@pytest.mark.parametrize(("record", "columns"), [(Order, ORDER_COLUMNS), (AccountState, ACCOUNT_COLUMNS)])
def test_the_columns_are_those_of_the_model(record: type[Order | AccountState], columns: str) -> None:
    """A dataclass is filled by position: as many columns as fields."""
    assert len(fields(record)) == columns.count(",") + 1
