"""The clients of the fault campaign: each makes one call after the other and logs what it saw of it.

Two kinds trade on the same few accounts. Raw ones send serializable statements through psycopg and repeat
them as applications do, or do not. The others share adapters, with the queue and the retries of pgpaper.
Requests that ended unknown are made again later with the same key, or never.

    python clients.py DSN NAME SEED ACCOUNT …

runs raw clients in a process of its own, made to be killed: what it logs goes to the standard output, each
record before the call is sent and after its answer is there.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import random
import struct
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

sys.path[:0] = [str(Path(__file__).parent)]

import psycopg  # noqa: E402
from history import Answer, Call, Request, Seen, Terms, legs_of, options_text, positions_text  # noqa: E402
from pgpaper import (  # noqa: E402
    ConnectionLost,
    InsufficientFunds,
    MarketFeed,
    OrderRequest,
    OrderResponse,
    PaperError,
    PaperTradingAdapter,
    Quote,
    wire,
)
from pgpaper.calls import Call as DatabaseCall  # noqa: E402
from pgpaper.retry import is_conflict, is_lost  # noqa: E402
from psycopg.conninfo import make_conninfo  # noqa: E402

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
Result = tuple[tuple[Answer, ...], Seen | None]

#: No call is waited for any longer; what becomes of it is unknown then.
PATIENCE = 30.0
NOT_ANSWERED = "not answered in time"

IMMEDIATE_TICKERS = ("A", "B", "C")
MARKET_TICKERS = ("M", "N")
MIDDLE = 100

#: Between two calls of a client, on average and in seconds: without pauses the writers of an account would do
#: little but abort each other. Those that only trade make none.
RAW_PAUSE, ADAPTER_PAUSE = 0.03, 0.02

_LOW_HALF = (1 << 63) - 1
_CENT = Decimal("0.01")

OUTCOME = """
    idempotency_key, seq, status::text, fill_quantity, fill_price, round(cash_after, 2), quantity_after,
    order_id::text
"""
SUBMIT = f"""
    select {OUTCOME} from paper.submit_order(
        %s, %s, %s, %s, %s::numeric, %s, %s::numeric, %s::numeric, %s::jsonb)"""
SUBMIT_BATCH = f"select {OUTCOME} from paper.submit_orders(%s, %s::paper.order_request[])"
CANCEL = f"select {OUTCOME} from paper.cancel_order(%s, %s::uuid)"
CANCEL_ALL = f"select {OUTCOME} from paper.cancel_all_orders(%s)"
REPLACE = f"select {OUTCOME} from paper.replace_order(%s, %s::uuid, %s, %s::numeric, %s::numeric)"
CLOSE = f"select {OUTCOME} from paper.close_position(%s, %s, %s, %s::numeric)"
DEPOSIT = "select seq, cash, reserved from paper.deposit(%s, %s, %s::numeric)"
WITHDRAW = "select seq, cash, reserved from paper.withdraw(%s, %s, %s::numeric)"
RESET = "select seq, cash, reserved from paper.reset_account(%s, %s, %s::numeric)"
MATCH = "select paper.match_account(%s)"
READ = """
    select a.seq, a.cash, a.reserved, array(
        select row(p.ticker, p.quantity, p.avg_entry_price, p.realized_pnl, p.reserved)::text
        from paper.positions as p
        where p.account_id = a.account_id
    )
    from paper.accounts as a
    where a.account_id = %s"""
FEED = """
    select accepted + duplicates
    from paper.feed_quotes(array(
        select q from jsonb_populate_recordset(null::paper.quote, %s::jsonb) as q
    ))"""


@dataclass(frozen=True)
class Account:
    name: str
    fill_model: str
    settings: dict[str, Any] = field(default_factory=dict)
    trades_groups: bool = False

    @property
    def rests(self) -> bool:
        return self.fill_model == "market"

    @property
    def all_settings(self) -> dict[str, Any]:
        return {**({"fill_model": "market"} if self.rests else {}), **self.settings}


class Log(Protocol):
    def made(self, call: Call) -> None:
        """The call is about to be sent."""

    def answered(self, call: Call) -> None:
        """Its outcome is known, or known to be unknown."""


class MemoryLog:
    """The calls of one round by account, and what has been counted of all."""

    def __init__(self) -> None:
        self.calls: dict[str, list[Call]] = defaultdict(list)
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.errors: Counter[str] = Counter()

    def made(self, call: Call) -> None:
        self.calls[call.account].append(call)

    def answered(self, call: Call) -> None:
        outcome: str = call.outcome
        if outcome == "ok" and call.answers and all(answer.status == "rejected" for answer in call.answers):
            outcome = "rejected"
        self.outcomes[call.kind, outcome] += 1
        if call.error:
            self.errors[call.error] += 1


class PipeLog:
    """Writes each record to a pipe at once, so that it outlives the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._numbers: dict[int, int] = {}
        self._count = 0

    def made(self, call: Call) -> None:
        self._count += 1
        self._numbers[id(call)] = self._count
        self._write((self._count, call))

    def answered(self, call: Call) -> None:
        self._write((self._numbers.pop(id(call)), call))

    def _write(self, record: tuple[int, Call]) -> None:
        data = pickle.dumps(record)
        os.write(self._descriptor, struct.pack("<I", len(data)) + data)


@dataclass
class Limits:
    """Timeouts that the next calls of raw clients are to have, one each."""

    asked: deque[str] = field(default_factory=deque)


# --- what to ask for -----------------------------------------------------------------------------


@dataclass
class Wish:
    """A call to be made, which can be made again."""

    kind: str
    requests: tuple[Request, ...]
    #: The id of the order that a cancel or a replacement is about.
    order_id: str = ""


class Desires:
    """Draws what a client wants next, from a seeded generator; its keys are its own."""

    def __init__(
        self, name: str, account: Account, chance: random.Random, wishes: Mapping[str, float] | None = None
    ) -> None:
        self.account = account
        self.chance = chance
        self._name = name
        self._count = 0
        #: Ids of orders that may be open, and their seqs.
        self.known: deque[tuple[str, int]] = deque(maxlen=40)
        self.unsure: list[Wish] = []
        self.done: deque[Wish] = deque(maxlen=40)
        weights = wishes or (_MARKET_WISHES if account.rests else _IMMEDIATE_WISHES)
        self._kinds, self._weights = list(weights), list(weights.values())

    def key(self) -> str:
        self._count += 1
        return f"{self._name}.{self._count}"

    def next(self) -> Wish:
        if self.unsure and self.chance.random() < 0.2:
            wish = self.unsure.pop(self.chance.randrange(len(self.unsure)))
            if self.chance.random() < 0.6:
                return wish  # else it is never known
        (kind,) = self.chance.choices(self._kinds, self._weights)
        if kind in ("cancel", "replace") and not self.known:
            kind = "submit"
        if kind in ("replay", "probe") and not self.done:
            kind = "submit"
        return getattr(self, f"_{kind}")()  # type: ignore[no-any-return]

    def ended(self, wish: Wish, call: Call) -> None:
        """Remember what is to be asked about again."""
        if call.outcome == "unknown" and wish.requests:
            self.unsure.append(wish)
            del self.unsure[:-50]
        elif call.outcome == "ok" and wish.requests and wish.kind != "multi":
            self.done.append(wish)

    def learn(self, wish: Wish, answers: Sequence[Answer], ids: Sequence[str]) -> None:
        """Remember what a call was told of and may be open, and the legs that came with it."""
        terms = {request.key: request.terms for request in wish.requests if request.terms[0] == "order"}
        for order_id, answer in zip(ids, answers, strict=True):
            if answer.status in ("accepted", "partially_filled"):
                self.known.append((order_id, answer.seq))
            if answer.status != "rejected" and answer.key in terms:
                _, _, side, *_, options = terms[answer.key]
                for place, _ in enumerate(legs_of(side, options), start=1):
                    self.known.append((str(UUID(int=UUID(order_id).int + place)), answer.seq + place))

    def _order(self) -> Terms:
        chance = self.chance
        side = chance.choice(("buy", "buy", "sell"))
        quantity = Decimal(chance.randint(1, 12))
        limit: Decimal | None = None
        stop: Decimal | None = None
        options: dict[str, Any] = {}
        if not self.account.rests:
            kind = chance.choices(("limit", "market", "stop"), (6, 3, 1))[0]
            ticker, price = chance.choice(IMMEDIATE_TICKERS), Decimal(chance.randint(500, 2000)) / 100
            limit, stop = (price if kind == "limit" else None), (price if kind == "stop" else None)
            return ("order", ticker, side, quantity, kind, limit, stop, None)
        kind = chance.choices(("limit", "market", "stop", "stop_limit", "trailing_stop"), (6, 3, 1, 1, 1))[0]
        ticker = chance.choice(MARKET_TICKERS)
        # Away from the market, as the prices of orders that rest are: below it for a limit of a buy.
        toward = 1 if side == "buy" else -1
        if kind in ("stop", "stop_limit"):
            stop = MIDDLE + toward * self._cents(-300, 500)
        if kind == "limit":
            limit = MIDDLE - toward * self._cents(-300, 500)
        elif kind == "stop_limit":
            assert stop is not None
            limit = stop + toward * self._cents(-20, 50)
        elif kind == "trailing_stop":
            options |= chance.choice(({"trail_amount": 0.5}, {"trail_percent": 0.75}))
        if self.account.trades_groups and chance.random() < 0.4:
            options |= self._group(side, kind)
            quantity *= 5  # often more than is on offer at once
        if options.get("order_class") != "oco" and kind in ("limit", "market") and chance.random() < 0.1:
            options["time_in_force"] = "ioc"
        return ("order", ticker, side, quantity, kind, limit, stop, options_text(options))

    def _group(self, side: str, kind: str) -> dict[str, Any]:
        """What makes the order one of several: at prices that the market comes to before long."""
        chance = self.chance
        way = chance.choice(("bracket", "oto", "oco", "name"))
        if way == "name":
            return {"oco_group": f"group-{chance.randint(1, 4)}"}
        # The exits of a buy are sells, the other leg of an oco order is on its own side.
        above = 1 if (side == "buy") == (way != "oco") else -1
        profit = {"limit_price": float(MIDDLE + above * self._cents(5, 120))}
        loss = {"stop_price": float(MIDDLE - above * self._cents(5, 120))}
        if chance.random() < 0.3:
            loss["limit_price"] = float(Decimal(str(loss["stop_price"])) - above * self._cents(0, 100))
        legs = {"take_profit": profit, "stop_loss": loss}
        if way != "bracket":
            del legs["take_profit" if kind == "limit" or chance.random() < 0.5 else "stop_loss"]
        return {"order_class": way, **legs}

    def _cents(self, lowest: int, highest: int) -> Decimal:
        return Decimal(self.chance.randint(lowest, highest)) / 100

    def _submit(self) -> Wish:
        return Wish("submit", (Request(self.key(), self._order()),))

    def _batch(self) -> Wish:
        count = self.chance.randint(2, 20)
        return Wish("batch", tuple(Request(self.key(), self._order()) for _ in range(count)))

    def _multi(self) -> Wish:
        """A deposit and an order in one transaction."""
        amount = Decimal(self.chance.randint(1, 9999)) / 100
        return Wish("multi", (Request(self.key(), ("deposit", amount)), Request(self.key(), self._order())))

    def _deposit(self) -> Wish:
        amount = Decimal(self.chance.randint(1, 99999)) / 100
        return Wish("deposit", (Request(self.key(), ("deposit", amount)),))

    def _withdraw(self) -> Wish:
        amount = Decimal(self.chance.randint(1, 99999)) / 100
        return Wish("withdraw", (Request(self.key(), ("withdrawal", amount)),))

    def _reset(self) -> Wish:
        return Wish("reset", (Request(self.key(), ("reset", Decimal(self.chance.randint(1000, 99999)))),))

    def _close(self) -> Wish:
        ticker = self.chance.choice(MARKET_TICKERS if self.account.rests else IMMEDIATE_TICKERS)
        return Wish("close", (Request(self.key(), ("close", ticker, None)),))

    def _cancel(self) -> Wish:
        return Wish("cancel", (), self.chance.choice(self.known)[0])

    def _cancel_all(self) -> Wish:
        return Wish("cancel_all", ())

    def _replace(self) -> Wish:
        order_id, seq = self.chance.choice(self.known)
        quantity = self.chance.randint(1, 12)
        return Wish("replace", (Request(self.key(), ("replace", seq, quantity, None)),), order_id)

    def _match(self) -> Wish:
        return Wish("match", ())

    def _read(self) -> Wish:
        return Wish("read", ())

    def _replay(self) -> Wish:
        """What is stored is to be told again."""
        return self.chance.choice(self.done)

    def _malformed(self) -> Wish:
        """An order that is refused; of a batch that combines calls, it alone."""
        terms = self._order()
        return Wish("submit", (Request(self.key(), (*terms[:3], Decimal(0), *terms[4:])),))

    def _probe(self) -> Wish:
        """A key that was used, with another request: to be refused."""
        wish = self.chance.choice(self.done)
        return Wish("deposit", (Request(wish.requests[0].key, ("deposit", Decimal("0.07"))),))


_IMMEDIATE_WISHES = {
    "submit": 40, "batch": 10, "multi": 4, "deposit": 8, "withdraw": 6, "read": 16, "close": 2, "reset": 0.3,
    "replay": 5, "probe": 1, "malformed": 1,
}  # fmt: skip
_MARKET_WISHES = {
    "submit": 30, "batch": 3, "multi": 3, "deposit": 5, "withdraw": 5, "read": 16, "close": 2, "reset": 0.3,
    "cancel": 18, "cancel_all": 2, "replace": 8, "match": 5, "replay": 5, "probe": 1, "malformed": 1,
}  # fmt: skip

#: Of those who do little but submit orders one by one, which an adapter combines.
TRADING: Mapping[str, float] = {"submit": 30, "read": 1, "replay": 1}


def seq_of(order_id: str) -> int:
    return UUID(order_id).int & _LOW_HALF


def requested(request: Request) -> OrderRequest:
    _, ticker, side, quantity, kind, limit, stop, options = request.terms
    return OrderRequest(ticker, side, quantity, kind, limit, stop, request.key, **json.loads(options or "{}"))


# --- clients that speak SQL ----------------------------------------------------------------------


class RawClient:
    """Sends serializable statements on a connection of its own."""

    def __init__(
        self, name: str, dsn: str, account: Account, log: Log, chance: random.Random, limits: Limits
    ) -> None:
        self.desires = Desires(name, account, chance)
        self._account = account.name
        self._dsn = make_conninfo(
            dsn,
            application_name=f"campaign {name}",
            connect_timeout=5,
            options="-c default_transaction_isolation=serializable -c timezone=UTC",
        )
        self._log = log
        self._limits = limits
        self._chance = chance
        self._connection: Connection | None = None
        #: Ids of the orders that the call under way was told of.
        self._ids: list[str] = []

    async def run(self, stop: asyncio.Event) -> None:
        try:
            while not stop.is_set():
                wish = self.desires.next()
                connection = await self._connected(stop)
                if connection is None:
                    return
                call = Call(self._account, wish.kind, time.monotonic(), wish.requests)
                call.is_statement = wish.kind != "multi"
                await self._make(call, wish, connection)
                self.desires.ended(wish, call)
                await asyncio.sleep(self._chance.expovariate(1 / RAW_PAUSE))
        finally:
            await self._close()

    async def _connected(self, stop: asyncio.Event) -> Connection | None:
        pause = 0.02
        while self._connection is None and not stop.is_set():
            try:
                async with asyncio.timeout(PATIENCE):
                    self._connection = await psycopg.AsyncConnection.connect(self._dsn, autocommit=True)
            except (psycopg.Error, TimeoutError):
                await asyncio.sleep(pause * self._chance.random())
                pause = min(2 * pause, 0.5)
        return self._connection

    async def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                await connection.close()

    async def _make(self, call: Call, wish: Wish, connection: Connection) -> None:
        attempts = self._chance.choice((1, 3, 10))
        limit = self._limits.asked.popleft() if self._limits.asked else None
        self._ids = []
        self._log.made(call)
        try:
            async with asyncio.timeout(PATIENCE):
                if limit:
                    await connection.execute(f"set {limit}")
                while True:
                    attempts -= 1
                    try:
                        call.answers, call.seen = await self._send(wish, connection)
                        break
                    except psycopg.Error as err:
                        if not is_conflict(err) or not attempts:
                            raise
                        await asyncio.sleep(0.02 * self._chance.random())
            call.outcome = "ok"
        except TimeoutError:
            call.error = NOT_ANSWERED
            await self._close()
        except psycopg.Error as err:
            call.error = err.sqlstate or ("lost" if is_lost(err) else type(err).__name__)
            call.outcome = "unknown" if is_lost(err) else "error"
            if connection.closed or is_lost(err):
                await self._close()
        call.answered = time.monotonic()
        self._log.answered(call)
        if limit and self._connection is not None:
            with suppress(psycopg.Error):
                await connection.execute(f"reset {limit.split()[0]}")
        if call.outcome == "ok":
            self.desires.learn(wish, call.answers, self._ids)

    async def _send(self, wish: Wish, connection: Connection) -> Result:
        keys = [request.key for request in wish.requests]
        terms = [request.terms for request in wish.requests]
        account = self._account
        match wish.kind:
            case "submit":
                return await self._submit(connection, wish.requests[0])
            case "batch":
                elements, _ = wire.order_requests([requested(request) for request in wish.requests])
                return await self._orders_of(connection, SUBMIT_BATCH, account, wire.array(elements)), None
            case "multi":
                async with connection.transaction():
                    await connection.execute(DEPOSIT, (account, keys[0], terms[0][1]))
                    return await self._submit(connection, wish.requests[1])
            case "cancel":
                answers = await self._orders_of(connection, CANCEL, account, wish.order_id)
                return tuple(answer._replace(key=None) for answer in answers), None
            case "cancel_all":
                answers = await self._orders_of(connection, CANCEL_ALL, account)
                return tuple(answer._replace(key=None) for answer in answers), None
            case "replace":
                _, _, quantity, price = terms[0]
                return (
                    await self._orders_of(
                        connection, REPLACE, account, wish.order_id, keys[0], quantity, price
                    ),
                    None,
                )
            case "close":
                return await self._orders_of(connection, CLOSE, account, keys[0], *terms[0][1:]), None
            case "deposit" | "withdraw" | "reset":
                query = {"deposit": DEPOSIT, "withdraw": WITHDRAW, "reset": RESET}[wish.kind]
                cursor = await connection.execute(query, (account, keys[0], terms[0][1]))
                return (), Seen(*_one(await cursor.fetchone()))
            case "match":
                await connection.execute(MATCH, (account,))
                return (), None
            case _:
                return (), await self._read(connection)

    async def _submit(self, connection: Connection, request: Request) -> Result:
        _, *order, options = request.terms
        params = (self._account, request.key, *order, options or "{}")
        return await self._orders_of(connection, SUBMIT, *params), None

    async def _orders_of(self, connection: Connection, query: str, *params: Any) -> tuple[Answer, ...]:
        cursor = await connection.execute(query, params)
        rows = await cursor.fetchall()
        self._ids = [row[7] for row in rows]
        return tuple(
            Answer(seq, status, filled, price, cash if filled else None, held if filled else None, key)
            for key, seq, status, filled, price, cash, held, _ in rows
        )

    async def _read(self, connection: Connection) -> Seen:
        seq, cash, reserved, positions = _one(
            await (await connection.execute(READ, (self._account,))).fetchone()
        )
        return Seen(seq, cash, reserved, _positions_of(positions))


def _one(row: tuple[Any, ...] | None) -> tuple[Any, ...]:
    assert row is not None
    return row


def _positions_of(rows: Sequence[str]) -> str:
    return positions_text(
        (ticker, *map(Decimal, figures)) for ticker, *figures in (row.strip("()").split(",") for row in rows)
    )


# --- clients of the adapter ----------------------------------------------------------------------


_WRITES = frozenset({
    "submit_orders", "cancel_orders", "cancel_all_orders", "replace_order", "close_position", "deposit",
    "withdraw", "reset_account", "match_account",
})  # fmt: skip


class SharedAdapter:
    """An adapter that several clients use; it notices which of its attempts were lost."""

    def __init__(self, account: Account, dsn: str, **options: Any) -> None:
        self.account = account
        #: Attempts that ended without an answer, and those of them that may have written something.
        self.lost = self.lost_writes = 0
        self.broker = PaperTradingAdapter(
            account.name, dsn=dsn, exact=True, timeout=10.0, on_call=self._called, **options
        )

    def _called(self, call: DatabaseCall) -> None:
        lost = sum(state.startswith(("08", "57P")) for state in call.sqlstates)
        self.lost += lost
        if call.name in _WRITES:
            self.lost_writes += lost


class AdapterClient:
    """One task among many that use an adapter."""

    def __init__(
        self,
        name: str,
        adapter: SharedAdapter,
        log: Log,
        chance: random.Random,
        wishes: Mapping[str, float] | None = None,
    ) -> None:
        self.desires = Desires(name, adapter.account, chance, wishes)
        self._adapter = adapter
        self._pause = 0.0 if wishes else ADAPTER_PAUSE
        self._broker = adapter.broker
        self._account = adapter.account.name
        self._log = log
        self._chance = chance
        #: Ids of the orders that the call under way was told of.
        self._ids: list[str] = []

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            wish = self.desires.next()
            if wish.kind == "multi":
                continue
            call = Call(self._account, wish.kind, time.monotonic(), wish.requests)
            await self._make(call, wish)
            self.desires.ended(wish, call)
            if self._pause:
                await asyncio.sleep(self._chance.expovariate(1 / self._pause))

    async def _make(self, call: Call, wish: Wish) -> None:
        lost = self._adapter.lost
        self._ids = []
        self._log.made(call)
        try:
            async with asyncio.timeout(PATIENCE):
                call.answers, call.seen = await self._send(wish)
            call.outcome = "ok"
            self.desires.learn(wish, call.answers, self._ids)
        except TimeoutError:
            call.error = NOT_ANSWERED
        except ConnectionLost as err:
            call.error = err.sqlstate or "lost"
        except PaperError as err:
            call.error = err.sqlstate or type(err).__name__
            # What an attempt that was lost is still about to do may find more cash than the one after it.
            may_yet_happen = isinstance(err, InsufficientFunds) and self._adapter.lost > lost
            call.outcome = "unknown" if may_yet_happen else "error"
        call.answered = time.monotonic()
        self._log.answered(call)

    async def _send(self, wish: Wish) -> Result:
        broker = self._broker
        keys = [request.key for request in wish.requests]
        terms = [request.terms for request in wish.requests]
        match wish.kind:
            case "submit":
                order = requested(wish.requests[0])
                return self._told(await broker.submit_order(order)), None
            case "batch":
                orders = [requested(request) for request in wish.requests]
                return self._told(*await broker.submit_orders(orders)), None
            case "cancel":
                response = await broker.cancel_order(wish.order_id)
                # A refusal has the status rejected, whatever the order's is.
                return self._told(response, keyed=False) if response.error is None else (), None
            case "cancel_all":
                return self._told(*await broker.cancel_all_orders(), keyed=False), None
            case "replace":
                _, _, quantity, price = terms[0]
                return self._told(
                    await broker.replace_order(wish.order_id, quantity, price, idempotency_key=keys[0])
                ), None
            case "close":
                return self._told(await broker.close_position(*terms[0][1:], idempotency_key=keys[0])), None
            case "deposit" | "withdraw" | "reset":
                acts: dict[str, Callable[..., Awaitable[Any]]] = {
                    "deposit": broker.deposit,
                    "withdraw": broker.withdraw,
                    "reset": broker.reset_account,
                }
                act = acts[wish.kind]
                return (), _balance(await act(terms[0][1], idempotency_key=keys[0]))
            case "match":
                await broker.match()
                return (), None
            case _:
                if self._chance.random() < 0.5:
                    return (), _balance(await broker.get_account())
                text = positions_text(
                    (held.ticker, held.quantity, held.avg_entry_price)
                    for held in await broker.get_positions()
                )
                return (), Seen(None, None, None, text, open_only=True)

    def _told(self, *responses: OrderResponse, keyed: bool = True) -> tuple[Answer, ...]:
        answers = []
        for response in responses:
            raw, filled = response.raw_response, Decimal(response.filled_quantity)
            price = response.filled_avg_price
            answer = Answer(
                seq_of(response.broker_order_id), response.status.value, filled,
                None if price is None else Decimal(price),
                raw["cash_after"] if filled else None, raw["position_qty_after"] if filled else None,
                response.idempotency_key if keyed else None,
            )  # fmt: skip
            answers.append(answer)
        self._ids = [response.broker_order_id for response in responses]
        return tuple(answers)


def _balance(account: Any) -> Seen:
    return Seen(None, account.cash, account.buying_power, cents=True)


# --- the market ----------------------------------------------------------------------------------


class Feeder:
    """Feeds one ticker, a few quotes at a time, and sweeps when it has a feed of the client's."""

    def __init__(
        self, ticker: str, dsn: str, log: Log, chance: random.Random, feed: MarketFeed | None = None
    ) -> None:
        self._ticker = ticker
        self._dsn = make_conninfo(dsn, application_name=f"campaign feeder {ticker}", connect_timeout=5)
        self._log = log
        self._chance = chance
        self._feed = feed
        self._sequence = 0
        self._middle = Decimal(MIDDLE)
        self._connection: Connection | None = None

    async def run(self, stop: asyncio.Event) -> None:
        quotes: list[Quote] = []
        try:
            while not stop.is_set():
                await asyncio.sleep(0.03 * self._chance.random())
                if not quotes or self._chance.random() < 0.3:
                    quotes = [self._quote() for _ in range(self._chance.randint(1, 6))]
                requests = tuple(Request(f"{self._ticker}:{quote.sequence}", ()) for quote in quotes)
                call = Call("", "feed", time.monotonic(), requests)
                self._log.made(call)
                try:
                    async with asyncio.timeout(PATIENCE):
                        stored = await self._send(quotes)
                    # Which ones were refused is not told.
                    call.outcome = "ok" if stored == len(quotes) else "unknown"
                except TimeoutError:
                    call.error = NOT_ANSWERED
                except psycopg.Error as err:
                    call.error = err.sqlstate or "lost"
                    call.outcome = "unknown" if is_lost(err) else "error"
                    if self._connection is not None and (self._connection.closed or is_lost(err)):
                        self._connection = None
                except PaperError as err:
                    call.error = err.sqlstate or "lost"  # the quotes may be stored, and a match have failed
                call.answered = time.monotonic()
                self._log.answered(call)
                if call.outcome == "ok":
                    quotes = []
        finally:
            if self._connection is not None:
                await self._connection.close()

    async def _send(self, quotes: Sequence[Quote]) -> int:
        if self._feed is not None:
            fed = await self._feed.feed_quotes(quotes)
            return fed.accepted + fed.duplicates
        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(self._dsn, autocommit=True)
        rows = [
            {
                "ticker": q.ticker, "at": q.at.isoformat(), "bid": str(q.bid), "ask": str(q.ask),
                "bid_size": str(q.bid_size), "ask_size": str(q.ask_size), "sequence": q.sequence,
            }
            for q in quotes
        ]  # fmt: skip
        cursor = await self._connection.execute(FEED, (json.dumps(rows),))
        (stored,) = _one(await cursor.fetchone())
        return int(stored)

    def _quote(self) -> Quote:
        """The next quote of a walk around MIDDLE."""
        self._sequence += 1
        pull = (MIDDLE - self._middle) / 50
        step = Decimal(self._chance.randint(-25, 25)) / 100
        self._middle = (self._middle + pull + step).quantize(_CENT)
        size = Decimal(self._chance.randint(5, 60))
        half = Decimal("0.05")
        return Quote(
            self._ticker, datetime.now(UTC), self._middle - half, self._middle + half, size, size,
            self._sequence,
        )  # fmt: skip


# --- a process to be killed ----------------------------------------------------------------------


class Victim:
    """Raw clients in a process of their own; what they log is read until their end."""

    CLIENTS = 3

    def __init__(self, name: str, dsn: str, seed: int, accounts: Sequence[Account], log: Log) -> None:
        self._arguments = [dsn, name, str(seed), *(json.dumps(vars(a)) for a in accounts)]
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._calls: dict[int, Call] = {}

    @property
    def is_at_work(self) -> bool:
        """Whether a call of it is under way."""
        return bool(self._calls)

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, __file__, *self._arguments, stdout=asyncio.subprocess.PIPE
        )
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process
        assert self._process.stdout
        with suppress(asyncio.IncompleteReadError):
            while True:
                (size,) = struct.unpack("<I", await self._process.stdout.readexactly(4))
                number, record = pickle.loads(await self._process.stdout.readexactly(size))
                call = self._calls.pop(number, None)
                if call is None:
                    self._calls[number] = record
                    self._log.made(record)
                else:
                    for name in ("answered", "outcome", "answers", "seen", "error"):
                        setattr(call, name, getattr(record, name))
                    self._log.answered(call)

    async def kill(self) -> int:
        """Kill it, and return how many calls were under way: nobody will know what became of them."""
        if self._process is None or self._reader is None:
            return 0
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await self._reader
        self._process = None
        under_way, self._calls = self._calls, {}
        for call in under_way.values():
            call.error = "client killed"
            self._log.answered(call)
        return len(under_way)


async def _be_a_victim(dsn: str, name: str, seed: str, *accounts: str) -> None:
    log, limits, stop = PipeLog(sys.stdout.fileno()), Limits(), asyncio.Event()
    traded = [Account(**json.loads(text)) for text in accounts]
    clients = [
        RawClient(
            f"{name}-{number}", dsn, traded[number % len(traded)], log,
            random.Random(f"{seed} {number}"), limits,
        )
        for number in range(Victim.CLIENTS)
    ]  # fmt: skip
    await asyncio.gather(*(client.run(stop) for client in clients))


if __name__ == "__main__":
    asyncio.run(_be_a_victim(*sys.argv[1:]))
