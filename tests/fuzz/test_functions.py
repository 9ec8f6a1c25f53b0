"""Random values, random bytes and wrong types into every parameter of every public function.

Functions, their parameters and the fields of composite types come from the catalog, so that a new one is
covered without a word here. Whatever goes in, what comes out is a result or a SQLSTATE of docs/errors.md, and
the books stay right. `PAPER_TEST_EXAMPLES` asks for so many calls of each function instead of a few,
`PAPER_FUZZ_SEED` for other ones (`make fuzz`).
"""

from __future__ import annotations

import json
import os
import random
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.pq import DiagnosticField, ExecStatus, Format
from support import lived_in
from support.desk import START
from support.servers import Server

CALLS = int(os.environ.get("PAPER_TEST_EXAMPLES", "0")) or 60
SEED = int(os.environ.get("PAPER_FUZZ_SEED", "1"))
ROUND = 250  # calls, after which the accounts are new and the books are checked

ERRORS = Path(__file__).resolve().parents[2] / "docs" / "errors.md"

#: Documented, but not for what one caller alone can bring about with values.
NEVER = re.compile(r"23|3F|40|53|57|XX|08(?!P01)|42P01|42703|42883|42804|25006")

Connection = psycopg.Connection[Any]
Value = tuple[bytes | None, Format]


def documented() -> set[str]:
    codes = set(re.findall(r"^\| `(\w{5})` \|", ERRORS.read_text(encoding="utf-8"), re.MULTILINE))
    return {code for code in codes if not NEVER.match(code)}


# -- what there is to call


@dataclass(frozen=True)
class Type:
    """A type as far as values are made of it: its fields, its labels, or its element."""

    oid: int
    name: str
    fields: tuple[tuple[str, int], ...] = ()
    labels: tuple[str, ...] = ()
    element: int = 0


@dataclass(frozen=True)
class Function:
    signature: str
    call: str
    arguments: tuple[tuple[str, int], ...]

    @property
    def oids(self) -> tuple[int, ...]:
        return tuple(oid for _, oid in self.arguments)


FUNCTIONS = """
select p.oid::regprocedure::text, p.proname, p.prokind::text, p.proargtypes::oid[]::bigint[], p.proargnames
from pg_proc as p where p.pronamespace = 'paper'::regnamespace order by 1
"""
TYPES = """
select
    t.oid::bigint, format_type(t.oid, null),
    array(
        select array[a.attname, a.atttypid::bigint::text] from pg_attribute as a
        where a.attrelid = t.typrelid and t.typtype = 'c' and a.attnum > 0 and not a.attisdropped
        order by a.attnum
    ),
    array(select e.enumlabel::text from pg_enum as e where e.enumtypid = t.oid order by e.enumsortorder),
    case t.typcategory when 'A' then t.typelem::bigint else 0 end
from pg_type as t
"""


def functions(connection: Connection) -> list[Function]:
    found = []
    for signature, name, kind, oids, names in connection.execute(FUNCTIONS):
        numbers = ", ".join(f"${n}" for n in range(1, len(oids) + 1))
        # Names of what goes in come before those of what comes out.
        arguments = zip((name.removeprefix("p_") for name in names or ()), oids, strict=False)
        call = {
            "p": f"call paper.{name}({numbers})",
            "a": f"select paper.{name}({numbers}) from generate_series(1, 2)",
        }.get(kind, f"select * from paper.{name}({numbers})")
        found.append(Function(signature, call, tuple(arguments)))
    return found


def types(connection: Connection) -> dict[int, Type]:
    rows = connection.execute(TYPES).fetchall()
    return {
        oid: Type(oid, name, tuple((field, int(of)) for field, of in fields), tuple(labels), element)
        for oid, name, fields, labels, element in rows
    }


# -- values

TEXTS = (
    "", " ", "A", "AAPL", "QQQ", "aapl", "XNYS", "gtc", "market", "buy", "k" * 200, "k" * 201, "A" * 32, "A" *
    33, "\x01", "\x7f", "é", "\u0410", "\U0001f418", "\ufeff", "'", '"', "\\", "{}", "()", ",", "%s", "$1",
    "null", "NULL", "--", "x; drop table y", "\n", "a" * 100_000, "paper_trader", "pg_read_all_data",
    "public", "../..", "1e5",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "1", "-1", "10", "100", "0.01", "1e-12", "1e-13", "0.333333333333",
    "999999999999999.999999999999", "1e15", "1e21", "-1e21", "1e300", "1e-300", "1e131071", "1e-16383", "NaN",
    "Infinity", "-Infinity", "98", "90", "1e1000",
)  # fmt: skip
TIMES = (
    "infinity", "-infinity", "epoch", "2024-01-02 09:00:03+00", "2024-01-03", "0001-01-01", "4713-01-01 BC",
    "294276-12-31 23:59:59", "2024-02-30", "2024-01-02 09:00:00+15:59", "now", "tomorrow", "9999999-01-01",
    "nonsense",
)  # fmt: skip
INTERVALS = (
    "0",
    "1 day",
    "-1 day",
    "178000000 years",
    "1 microsecond",
    "infinity",
    "PT1H",
    "P1Y",
    "1e300 days",
    "x",
)
SNAPSHOTS = (
    "1:1:",
    "10:20:10,14,15",
    "0:0:",
    "20:10:",
    "10:20:5",
    "999999999999:999999999999:",
    "a",
    "",
    "1:2",
)
WORDS = (
    "time_in_force", "expires_at", "trail_amount", "trail_percent", "order_class", "take_profit", "stop_loss",
    "limit_price", "stop_price", "oco_group", "touch", "tag", "recommendation_id", "decision_trace",
    "fill_model", "clock", "currency", "account_type", "default_price", "slippage_pct", "slippage", "model",
    "bps", "impact", "fees", "per_order", "per_share", "percent", "maker", "taker", "minimum", "maximum",
    "decimals", "check", "on_short_cash", "market_buffer", "bar_price", "volume_limit", "participation_rate",
    "max_quote_age", "trigger_type", "intrabar", "mark", "day_end", "compat", "children", "slippage_on",
    "stop_limit_fill", "calendar", "QQQ", "AAPL", "",
)  # fmt: skip
JSON_TEXTS = (
    *WORDS, "day", "gtc", "ioc", "fok", "opg", "cls", "gtd", "bracket", "oco", "oto", "simple", "immediate",
    "market", "wall", "simulated", "cash", "margin", "USD", "none", "fixed_bps", "volume_share", "spread",
    "submit", "fill", "cancel", "reduce", "open", "close", "PT15M", "P9999999999Y", "bid_ask", "last",
    "stop_first", "limit_first", "mid", "00:00", "25:99", "2024-01-03T00:00:00Z", "infinity", "all",
    "opening", "next_bar", "same_bar", "XNYS", *TEXTS,
)  # fmt: skip
OPTIONS = (
    "{}", "{}", '{"time_in_force": "day"}', '{"time_in_force": "ioc"}', '{"time_in_force": "opg"}',
    '{"time_in_force": "gtd", "expires_at": "2024-01-02T10:00:00Z"}', '{"trail_amount": 1.5}',
    '{"trail_percent": 2}', '{"touch": true}',
    '{"order_class": "bracket", "take_profit": {"limit_price": 120}, "stop_loss": {"stop_price": 80}}',
    '{"order_class": "oto", "stop_loss": {"stop_price": 80, "limit_price": 79}}', '{"oco_group": "g"}',
    '{"tag": "t"}',
)  # fmt: skip
SETTINGS = (
    "{}", '{"slippage_pct": 0.01}', '{"fees": {"per_order": 1, "percent": 0.001}}',
    '{"participation_rate": 0.5}',
    '{"fill_model": "market", "slippage": {"model": "fixed_bps", "bps": 5}}', '{"calendar": "XNYS"}',
    '{"calendar": null}', '{"fill_model": "market", "check": "fill", "on_short_cash": "reduce"}',
)  # fmt: skip


class Maker:
    """Makes values of any type: good ones, bad ones, and bytes."""

    def __init__(self, known: dict[int, Type], rng: random.Random) -> None:
        self.types = known
        self.rng = rng
        self.accounts: list[str] = []
        self.keys: list[str] = []
        self.order_ids: list[str] = []
        self.orders: dict[str, list[str]] = {}
        self.account = ""
        self.oddity = 0.0
        self.seconds = 0

    def values(self, arguments: Sequence[tuple[str, int]]) -> list[Value]:
        """Parameters of one call: all of them anything, or all but one likely to be taken."""
        self.account = self.rng.choice(self.accounts)
        odd = self.rng.choice((*range(len(arguments)), -1))
        if self.rng.random() < 0.2:
            return [self.value(oid) for _, oid in arguments]
        found: list[Value] = []
        for number, (name, oid) in enumerate(arguments):
            if number == odd and self.rng.random() < 0.7:
                found.append(self.value(oid))
            else:
                self.oddity = 0.2 if number == odd else 0.0
                text = self.likely(name, oid)
                found.append((None if text is None else text.encode("utf-8", "surrogatepass"), Format.TEXT))
        return found

    def likely(self, name: str, oid: int) -> str | None:
        """A value that fits the name of its parameter or field, but for fields of which some are odd."""
        kind, rng = self.types[oid], self.rng
        if kind.element:
            elements = [self.likely(name, kind.element) for _ in range(rng.choice((1, 1, 2, 4)))]
            return "{" + ",".join("NULL" if e is None else _quoted(e) for e in elements) + "}"
        if kind.fields:
            fields = [
                self.text(of) if rng.random() < self.oddity else self.likely(field, of)
                for field, of in kind.fields
            ]
            return "(" + ",".join("" if f is None else _quoted(f) for f in fields) + ")"
        if kind.labels:
            return rng.choice(kind.labels)
        self.seconds += 1
        at = (START + timedelta(minutes=3, seconds=self.seconds)).isoformat()
        match name:
            case "account_id":
                return self.account
            case "idempotency_key":
                return rng.choice((f"k{rng.getrandbits(40)}",) * 9 + (rng.choice(self.keys),))
            case "ticker":
                return rng.choice(("QQQ", "QQQ", "SPY", "IWM", "AAPL", "NEW"))
            case "order_id" | "order_ids":
                return rng.choice(self.orders.get(self.account) or self.order_ids)
            case "side":
                return rng.choice(("buy", "buy", "sell"))
            case "order_type":
                return rng.choice(("market", "limit", "stop", "stop_limit", "trailing_stop"))
            case "options":
                return rng.choice(OPTIONS)
            case "settings":
                return rng.choice(SETTINGS)
            case "role":
                return rng.choice(("paper_trader", "paper_analyst"))
            case "starts_at" | "opens_at":
                return at
            case "ends_at" | "closes_at":
                return (START + timedelta(minutes=4, seconds=self.seconds)).isoformat()
            case "positions":
                return rng.choice(("{}", '{"QQQ": 1}'))
            case "bid" | "low":
                return "97"
            case "ask" | "high":
                return "101"
            case "sequence":
                return None
        match kind.name:
            case "numeric":
                return rng.choice(("1", "2", "10", "98", "99.5", "100", "0.001"))
            case "timestamp with time zone":
                return at
            case "boolean":
                return rng.choice(("f", "f", "t"))
            case "interval":
                return "7 days"
            case "pg_snapshot":
                return "1:1:"
        return self.text(oid)

    def value(self, oid: int) -> Value:
        """One parameter; now and then random bytes, in text or in binary."""
        chance = self.rng.random()
        if (
            chance < 0.04 and self.types[oid].name != "jsonb"
        ):  # a version it does not know PostgreSQL calls XX000
            return self.rng.randbytes(self.rng.choice((0, 1, 4, 8, 16, 40))), Format.BINARY
        if chance < 0.08:
            return self._binary(self.types[oid])
        if chance < 0.12:
            return self.rng.randbytes(self.rng.randint(1, 20)).replace(b"\0", b"?"), Format.TEXT
        text = self.text(oid)
        return (None if text is None else text.encode("utf-8", "surrogatepass")), Format.TEXT

    def _binary(self, kind: Type) -> Value:
        """Bytes that look like what the type wants, to get past the first look."""
        rng = self.rng
        if kind.element or kind.fields:
            head = struct.pack(
                "!iiIii", rng.choice((0, 1, 2, 7)), rng.choice((0, 1)), kind.element or 25, 3, 1
            )
            return head + rng.randbytes(rng.randint(0, 60)), Format.BINARY
        if kind.name == "numeric":
            return (
                struct.pack(
                    "!hhHh",
                    rng.choice((0, 1, 2, -1)),
                    rng.randint(-99, 99),
                    rng.choice((0, 0x4000, 0xC000, 7)),
                    3,
                )
                + struct.pack("!hh", rng.randint(-9, 10_000), rng.randint(0, 9999)),
                Format.BINARY,
            )
        return b"\x01" + rng.randbytes(rng.choice((3, 7, 15, 30))), Format.BINARY

    def text(self, oid: int) -> str | None:
        kind, rng = self.types[oid], self.rng
        if rng.random() < 0.1:
            return None
        if kind.element:
            return self._array(kind)
        if kind.fields:
            return self._composite(kind)
        if kind.labels:
            return rng.choice((*kind.labels, *kind.labels, "nonsense", "", kind.labels[0].upper()))
        makers: dict[str, Callable[[], str]] = {
            "text": self._some_text,
            "numeric": self._number,
            "uuid": lambda: rng.choice((*self.order_ids, f"{rng.getrandbits(128):032x}", "0" * 32, "x")),
            "jsonb": lambda: (
                self._json(rng.randint(0, 3)) if rng.random() < 0.9 else rng.choice(("{", "nul", "'"))
            ),
            "boolean": lambda: rng.choice(("t", "f", "true", "maybe")),
            "timestamp with time zone": lambda: rng.choice(TIMES),
            "interval": lambda: rng.choice(INTERVALS),
            "pg_snapshot": lambda: rng.choice(SNAPSHOTS),
            "bigint": lambda: rng.choice(
                ("0", "1", "-1", "7", str(2**63 - 1), str(-(2**63)), str(2**63), "1.5")
            ),
            "integer": lambda: rng.choice(("0", "1", "-1", "7", str(2**31 - 1), str(2**31), "x")),
        }
        return makers.get(kind.name, self._some_text)()

    def _some_text(self) -> str:
        rng = self.rng
        chance = rng.random()
        if chance < 0.4 and self.accounts:
            return rng.choice(self.accounts)
        if chance < 0.5 and self.keys:
            return rng.choice(self.keys)
        if chance < 0.65:
            return f"k{rng.randint(1, 10**9)}"
        if chance < 0.9:
            return rng.choice(TEXTS)
        return "".join(
            chr(rng.choice((rng.randint(1, 127), rng.randint(128, 0x2FFF))))
            for _ in range(rng.randint(1, 40))
        )

    def _number(self) -> str:
        rng = self.rng
        if rng.random() < 0.6:
            return rng.choice(NUMBERS)
        sign, digits = "-" if rng.random() < 0.1 else "", rng.randint(0, 10 ** rng.randint(1, 16))
        return f"{sign}{digits}e-{rng.randint(0, 13)}"

    def _json(self, depth: int) -> str:
        rng = self.rng
        chance = rng.random()
        if depth and chance < 0.75:
            names = rng.sample(WORDS, rng.randint(0, 4))
            return "{" + ", ".join(f"{json.dumps(n)}: {self._json(depth - 1)}" for n in names) + "}"
        if depth and chance < 0.8:
            return "[" + ", ".join(self._json(depth - 1) for _ in range(rng.randint(0, 3))) + "]"
        if chance < 0.9:
            return json.dumps(rng.choice(JSON_TEXTS))
        return rng.choice(
            (*(n for n in NUMBERS if n[-1].isdigit()), "true", "false", "null", '"\\u0000"', '"\\ud800"')
        )

    def _array(self, kind: Type) -> str:
        rng = self.rng
        elements = [self.text(kind.element) for _ in range(rng.choice((0, 1, 1, 2, 5)))]
        body = "{" + ",".join("NULL" if e is None else _quoted(e) for e in elements) + "}"
        match rng.randint(0, 20):
            case 0:
                return "{" + body + "," + body + "}"  # two dimensions
            case 1:
                return f"[5:{4 + len(elements)}]={body}"
            case 2:
                return body[:-1]
        return body

    def _composite(self, kind: Type) -> str:
        fields = [self.text(oid) for _, oid in kind.fields]
        if self.rng.random() < 0.05:
            fields = fields[:-1]
        return "(" + ",".join("" if f is None else _quoted(f) for f in fields) + ")"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# -- calling


@pytest.fixture(scope="module")
def fuzzed(server: Server) -> Iterator[str]:
    with server.database("fuzz") as name:
        dsn = server.dsn_of(name)
        lived_in.live(dsn)
        yield dsn


def connect(dsn: str) -> Connection:
    connection: Connection = psycopg.connect(dsn, autocommit=True)
    connection.execute("set default_transaction_isolation = serializable")
    connection.execute("set statement_timeout = '20s'")
    return connection


def new_accounts(connection: Connection, maker: Maker, number: int) -> None:
    """Open accounts that can trade and give the maker names of what there is."""
    maker.accounts = ["steady", "quotes", "bars", "trades", "closed"]
    maker.keys = ["first", "second", "resting"]
    for kind, settings in {
        "now": {},
        "market": {"fill_model": "market"},
        "old": {"fill_model": "market", "clock": "simulated"},
    }.items():
        account = f"{kind}-{number}"
        connection.execute("select paper.open_account(%s, 100000, %s)", (account, json.dumps(settings)))
        connection.execute(
            "select from paper.submit_order(%s, 'resting', 'QQQ', 'buy', 5, 'limit', 97)", (account,)
        ).fetchall()
        maker.accounts += [account] * 3
    rows = connection.execute(
        "select account_id, order_id::text from paper.open_orders union all"
        " (select account_id, order_id::text from paper.orders order by seq desc limit 50)"
    ).fetchall()
    maker.order_ids = [order_id for _, order_id in rows]
    maker.orders = {a: [order_id for account, order_id in rows if account == a] for a, _ in rows}


def sqlstate(connection: Connection, call: str, oids: tuple[int, ...], values: list[Value]) -> str | None:
    """Make a call; the SQLSTATE it raised, None when it raised nothing."""
    result = connection.pgconn.exec_params(
        call.encode(), [v for v, _ in values], param_types=oids, param_formats=[f for _, f in values]
    )
    if result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        return None
    return (result.error_field(DiagnosticField.SQLSTATE) or b"gone").decode()


def how_often(function: Function) -> int:
    """What ends accounts is rare, so that most calls find one that takes them."""
    if not function.arguments:
        return 3
    return CALLS // 6 if "close_account" in function.signature else CALLS


def assert_books_are_right(connection: Connection) -> None:
    assert connection.execute("select * from paper.check()").fetchall() == []


def test_values_and_bytes(fuzzed: str) -> None:
    rng = random.Random(SEED)
    with connect(fuzzed) as connection:
        maker = Maker(types(connection), rng)
        calls = [
            function for function in functions(connection) for _ in range(CALLS if function.arguments else 3)
        ]
        rng.shuffle(calls)
        allowed = documented()
        outcomes: dict[str, set[str | None]] = {}
        surprises: dict[str, str] = {}
        for number, function in enumerate(calls):
            if number % ROUND == 0:
                assert_books_are_right(connection)
                new_accounts(connection, maker, number // ROUND)
            values = maker.values(function.arguments)
            state = sqlstate(connection, function.call, function.oids, values)
            outcomes.setdefault(function.signature, set()).add(state)
            if state is not None and state not in allowed:
                surprises[f"{state} from {function.call}"] = repr(values)
        assert_books_are_right(connection)
        connection.execute("call paper.match_all()")
        assert_books_are_right(connection)
    assert not surprises, "\n".join(f"{what} with {values}" for what, values in sorted(surprises.items()))
    # Values that are always refused for the same reason would test one line of a function.
    assert {s for states in outcomes.values() for s in states} >= {
        None,
        "ZP001",
        "ZP002",
        "ZP004",
        "ZP007",
        "22P02",
    }
    assert all(len(states) > 1 for signature, states in outcomes.items() if "()" not in signature), outcomes


def test_wrong_types(fuzzed: str) -> None:
    """A parameter of another type is no such function, or a value like any other."""
    rng = random.Random(SEED)
    with connect(fuzzed) as connection:
        maker = Maker(types(connection), rng)
        new_accounts(connection, maker, 10**6)
        oids = sorted({oid for function in functions(connection) for oid in function.oids})
        allowed = documented() | {"42883", "42804"}
        for function in functions(connection):
            for _ in range(max(CALLS // 5, 5) if function.arguments else 0):
                wrong = tuple(rng.choice((oid, oid, rng.choice(oids))) for oid in function.oids)
                values = [maker.value(oid) for oid in wrong]
                state = sqlstate(connection, function.call, wrong, values)
                assert state is None or state in allowed, (
                    f"{state} from {function.call} with {values} as {wrong}"
                )
        assert_books_are_right(connection)
