"""Random histories: what the functions of analysis say, against a fold of our own in Python.

The histories are planted: short positions, withdrawals, resets, fees, several rows of one moment. The fold
below is written from the definitions, step by step and in decimals, and shares nothing with the SQL.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support import desk, planted
from support.planted import Cash, Event, Fill, Reset

Connection = psycopg.Connection[Any]

START = datetime(2024, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPENING = Decimal(10_000)
METHODS = ("fifo", "lifo", "hifo", "average")
accounts = itertools.count(1)


@dataclass
class Lot:
    seq: int
    at: datetime
    quantity: Decimal
    price: Decimal
    fee: Decimal
    tag: str | None


@dataclass
class Holding:
    quantity: Decimal = Decimal(0)
    average: Decimal = Decimal(0)
    pnl: Decimal = Decimal(0)


@dataclass
class State:
    """What folding a journal gives, of its current epoch."""

    seq: int = 1
    epoch_seq: int = 1
    cash: Decimal = OPENING
    deposits: Decimal = OPENING
    fees: Decimal = Decimal(0)
    holdings: dict[str, Holding] = field(default_factory=lambda: defaultdict(Holding))
    fills: list[tuple[int, Fill]] = field(default_factory=list)

    def apply(self, event: Event) -> None:
        self.seq += 1
        if isinstance(event, Reset):
            self.epoch_seq, self.cash, self.deposits = self.seq, event.initial_cash, event.initial_cash
            self.fees = Decimal(0)
            self.holdings, self.fills = defaultdict(Holding), []
        elif isinstance(event, Cash):
            self.cash += event.amount
            self.deposits += event.amount
        else:
            self.cash -= event.quantity * event.price + event.fee
            self.fees += event.fee
            self.fills.append((self.seq, event))
            held = self.holdings[event.ticker]
            after = held.quantity + event.quantity
            if held.quantity * event.quantity >= 0:
                value = abs(held.quantity) * held.average + abs(event.quantity) * event.price
                held.average = (value / abs(after)).quantize(Decimal("1e-12"), ROUND_HALF_UP)
            else:
                closed = min(abs(held.quantity), abs(event.quantity))
                held.pnl += closed * (event.price - held.average) * (1 if held.quantity > 0 else -1)
                if after * held.quantity <= 0:
                    held.average = event.price if after else Decimal(0)
            held.quantity = after


@dataclass(frozen=True)
class Datum:
    """A quote (bid, ask), a trade (price) or the close of a bar."""

    ticker: str
    at: datetime
    kind: str
    values: tuple[Decimal | None, ...]


class History:
    """Events and market data of one account, and what they lead to."""

    def __init__(self, events: Sequence[Event], data: Sequence[Datum], mark: str) -> None:
        self.events, self.data, self.mark = events, data, mark
        self.start = START

    def moved(self, by: timedelta) -> None:
        """Move everything to a later time."""
        self.start += by
        self.events = [replace(event, at=event.at + by) for event in self.events]
        self.data = [replace(datum, at=datum.at + by) for datum in self.data]

    def at(self, moment: datetime) -> State:
        state = State()
        for event in self.events:
            if event.at <= moment:
                state.apply(event)
        return state

    def price(self, ticker: str, holding: Holding, moment: datetime) -> Decimal:
        newest: dict[str, tuple[Decimal | None, ...]] = {}
        for datum in self.data:
            if datum.ticker == ticker and datum.at <= moment:
                newest[datum.kind] = datum.values
        bid, ask = newest.get("quote", (None, None))
        mid = None if bid is None or ask is None else (bid + ask) / 2
        (last,), (close,) = newest.get("trade", (None,)), newest.get("bar", (None,))
        wanted = {
            "last": last, "mid": mid, "close": close, "bid_ask": ask if holding.quantity < 0 else bid,
        }[self.mark]  # fmt: skip
        return next(p for p in (wanted, last, mid, close, holding.average) if p is not None)

    def reference(self, ticker: str, moment: datetime) -> Decimal:
        """What a fill is measured by: the mid, the last trade, the close, else the default price."""
        newest = {d.kind: d.values for d in self.data if d.ticker == ticker and d.at <= moment}
        bid, ask = newest.get("quote", (None, None))
        mid = None if bid is None or ask is None else (bid + ask) / 2
        found = (mid, *newest.get("trade", ()), *newest.get("bar", ()), Decimal(100))
        return next(price for price in found if price is not None)

    def worth(self, state: State, moment: datetime) -> dict[str, Decimal]:
        return {
            ticker: holding.quantity * self.price(ticker, holding, moment)
            for ticker, holding in state.holdings.items()
            if holding.quantity
        }


def match(
    fills: Sequence[tuple[int, Fill]], method: str
) -> tuple[list[tuple[Any, ...]], dict[str, list[Lot]]]:
    """Match the fills one by one; return the trips and what stays open."""
    trips: list[tuple[Any, ...]] = []
    lots: dict[str, list[Lot]] = defaultdict(list)
    for seq, fill in fills:
        held, rest, fee = lots[fill.ticker], fill.quantity, fill.fee
        while rest and held and held[0].quantity * rest < 0:
            lot = {
                "fifo": lambda held=held: held[0],
                "average": lambda held=held: held[0],
                "lifo": lambda held=held: held[-1],
                "hifo": lambda held=held: max(held, key=lambda one: one.price),
            }[method]()
            part = min(abs(rest), abs(lot.quantity))
            sign = 1 if lot.quantity > 0 else -1
            entry_fee, exit_fee = lot.fee * part / abs(lot.quantity), fee * part / abs(rest)
            trips.append(
                (
                    fill.ticker, sign, part, lot.price, fill.price, entry_fee + exit_fee,
                    sign * part * (fill.price - lot.price), lot.at, fill.at, lot.seq, seq, lot.tag,
                )
            )  # fmt: skip
            lot.quantity -= sign * part
            lot.fee -= entry_fee
            rest += sign * part
            fee -= exit_fee
            if not lot.quantity:
                held.remove(lot)
        if not rest:
            continue
        if method == "average" and held:
            (lot,) = held
            value = abs(lot.quantity) * lot.price + abs(rest) * fill.price
            lot.quantity += rest
            lot.price = (value / abs(lot.quantity)).quantize(Decimal("1e-12"), ROUND_HALF_UP)
            lot.fee += fee
        else:
            held.append(Lot(seq, fill.at, rest, fill.price, fee, fill.tag))
    return trips, lots


# -- histories

# Some of them often, so that lots of one price meet.
prices = st.integers(1, 400).map(lambda n: Decimal(n) / 4) | st.integers(9, 11).map(Decimal)
quantities = st.integers(1, 20).map(Decimal) | st.integers(1, 40).map(lambda n: Decimal(n) / 8)
tickers = st.sampled_from("AB")


@st.composite
def histories(draw: st.DrawFn) -> History:
    at, events, data = START, list[Event](), list[Datum]()
    fed: dict[tuple[str, str], datetime] = {}
    for _ in range(draw(st.integers(1, 25))):
        at += draw(st.integers(0, 30)) * HOUR
        kind = draw(st.sampled_from(["fill"] * 5 + ["cash", "reset", "quote", "trade", "bar", "bar"]))
        ticker = draw(tickers)
        if kind == "fill":
            quantity = draw(quantities) * draw(st.sampled_from([1, 1, -1]))
            fee = draw(st.sampled_from([Decimal(0), Decimal("0.25"), Decimal("1.1")]))
            events.append(
                Fill(at, ticker, quantity, draw(prices), fee, draw(st.sampled_from([None, "s", "t"])))
            )
        elif kind == "cash":
            events.append(Cash(at, draw(st.integers(-30, 60).filter(bool)) * Decimal(10)))
        elif kind == "reset":
            if draw(st.booleans()):
                events.append(Reset(at, draw(st.integers(1, 40)) * Decimal(100)))
        elif fed.get((ticker, kind), START) < at:
            fed[ticker, kind] = at
            bid = draw(prices)
            values = {
                "quote": draw(st.sampled_from([(bid, bid + 1), (bid, None), (None, bid)])),
                "trade": (bid,),
                "bar": (bid,),
            }[kind]
            data.append(Datum(ticker, at, kind, values))
    return History(events, data, draw(st.sampled_from(["last", "mid", "bid_ask", "close"])))


@pytest.fixture(scope="module")
def connection(module_dsn: str) -> Iterator[Connection]:
    with desk.connect(module_dsn) as opened:
        yield opened


def stored(connection: Connection, history: History) -> str:
    """Plant a history. All accounts share the tape and its time: it gets tickers and a month of its own."""
    number = next(accounts)
    account = f"H{number}"
    history.moved(number * timedelta(days=40))

    def named(ticker: str) -> str:
        return f"{account}.{ticker}"

    connection.execute(
        "select paper.open_account(%s, %s, %s)",
        (account, OPENING, json.dumps({"clock": "simulated", "mark": history.mark})),
    )
    if history.events:
        events = [replace(e, ticker=named(e.ticker)) if isinstance(e, Fill) else e for e in history.events]
        planted.plant(connection, account, events)
    for datum in history.data:
        ticker, one = named(datum.ticker), datum.values[0]
        row: desk.Datum
        if datum.kind == "quote":
            row = desk.Quote(ticker, datum.at, one, datum.values[1])
        elif datum.kind == "trade":
            row = desk.Trade(ticker, datum.at, one)
        else:
            row = desk.Bar(ticker, datum.at - HOUR, datum.at, one, one, one, one)
        accepted = desk.feed(connection, [row]).accepted
        assert accepted or datum.kind == "bar", "only bars may overlap"
    history.data = [d for d in history.data if d.kind != "bar" or _was_fed(connection, named(d.ticker), d)]
    return account


def _was_fed(connection: Connection, ticker: str, bar: Datum) -> bool:
    query = "select 1 from paper.bars where ticker = %s and ends_at = %s"
    return bool(connection.execute(query, (ticker, bar.at)).fetchone())


def rows(connection: Connection, query: str, *parameters: object) -> list[Any]:
    return connection.execute(query, parameters).fetchall()


def near(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


RANDOM = settings(
    max_examples=20,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@RANDOM
@given(histories())
def test_moments(connection: Connection, history: History) -> None:
    """Every moment at which something happened: positions_at and account_at are the fold to there."""
    account = stored(connection, history)
    with localcontext(prec=60):
        assert rows(connection, "select * from paper.check(%s) where rule <> 'range'", account) == []
        moments = sorted(
            {e.at for e in history.events} | {d.at for d in history.data} | {history.start - HOUR}
        )
        for moment in [*moments, None]:
            point = moment or max([history.start, *moments])
            state = history.at(point)
            worth = history.worth(state, point)
            found = {
                row[0].removeprefix(f"{account}."): row[1:]
                for row in rows(connection, "select * from paper.positions_at(%s, %s)", account, moment)
            }
            assert {t: row[:3] for t, row in found.items()} == {
                t: (h.quantity, h.average, h.pnl) for t, h in state.holdings.items()
            }
            assert {t: row[4] for t, row in found.items() if row[0]} == worth
            assert all(row[5] == row[0] * (row[3] - row[1]) for row in found.values())

            (row,) = rows(connection, "select * from paper.account_at(%s, %s)", account, moment)
            value = sum(worth.values())
            cost = sum(h.quantity * h.average for h in state.holdings.values())
            pnl = sum(h.pnl for h in state.holdings.values())
            assert row[2:] == (
                state.seq, state.cash, value, state.cash + value, pnl, value - cost, state.fees,
                state.deposits, state.epoch_seq,
            )  # fmt: skip
            # What is earned is realized, or not yet, less fees; averages are rounded to 12 decimals.
            assert abs(row[5] - row[9] - (pnl + value - cost - state.fees)) < Decimal("1e-6")


@RANDOM
@given(histories(), st.integers(1, 60), st.integers(-20, 60))
def test_curves(connection: Connection, history: History, step: int, offset: int) -> None:
    """Each point of an equity curve, its flow, return and drawdown; and what else is made of the curve."""
    account = stored(connection, history)
    span = [e.at for e in history.events] + [d.at for d in history.data]
    end = max([history.start, *span])
    state = history.at(end)
    began = next(
        (e.at for n, e in enumerate(history.events, 2) if n == state.epoch_seq),
        datetime.min.replace(tzinfo=UTC),
    )
    start = max(history.start + offset * HOUR, began)
    curve = rows(
        connection,
        "select at, seq, cash, market_value, net_deposits, flow, return, drawdown, gross_value, active "
        "from paper.equity_curve(%s, %s, %s, %s)",
        account, history.start + offset * HOUR, end, step * HOUR,
    )  # fmt: skip
    if start > end:
        assert curve == []
        return
    expected, point = [], start
    while point < end:
        expected.append(point)
        point += step * HOUR
    expected.append(end)
    assert [row[0] for row in curve] == expected

    traded = {fill.ticker for _, fill in state.fills}
    index = peak = 1.0
    before: Decimal | None = None
    deposits, returns, drawdowns = Decimal(0), [], []
    with localcontext(prec=60):
        for n, (at, seq, cash, value, net, flow, change, drawdown, gross, active) in enumerate(curve):
            state = history.at(at)
            worth = history.worth(state, at)
            assert (seq, cash, value, net) == (state.seq, state.cash, sum(worth.values()), state.deposits)
            assert gross == sum(map(abs, worth.values()))
            equity = cash + value
            assert flow == (net - deposits if n else 0)
            wanted = None if before is None or before <= 0 else float((equity - flow - before) / before)
            assert near(change, wanted)
            index *= 1 + (wanted or 0.0)
            peak = max(peak, index)
            assert near(drawdown, index / peak - 1)
            assert drawdown <= 0
            since = curve[n - 1][0] if n else datetime.min.replace(tzinfo=UTC)
            news = [e.at for e in history.events] + [d.at for d in history.data if d.ticker in traded]
            first = n == 0 or not any(d.ticker in traded and d.at <= end for d in history.data)
            assert active == (first or any(since < moment <= at for moment in news))
            if active and change is not None:
                returns.append((at, change))
            drawdowns.append(drawdown)
            before, deposits = equity, net

    assert rows(
        connection, "select at, return from paper.returns(%s, %s, %s, %s)", account, start, end, step * HOUR
    ) == returns  # fmt: skip
    found = rows(
        connection, "select peak_at, valley_at, recovered_at, depth from paper.drawdowns(%s, %s, %s, %s)",
        account, start, end, step * HOUR,
    )  # fmt: skip
    runs = [list(g) for below, g in itertools.groupby(range(len(curve)), lambda n: drawdowns[n] < 0) if below]
    assert [(r[0], r[2], r[3]) for r in found] == [
        (
            max(row[0] for row in curve[: run[0]] if row[9]),
            curve[run[-1] + 1][0] if run[-1] + 1 < len(curve) else None,
            min(drawdowns[n] for n in run),
        )
        for run in runs
    ]
    (last,) = rows(connection, "select cash, market_value, seq from paper.account_at(%s, %s)", account, end)
    assert (curve[-1][2], curve[-1][3], curve[-1][1]) == last
    traded_values = rows(
        connection, "select sum(bought), sum(sold), sum(fees) from paper.turnover(%s, %s, %s, %s)",
        account, start, end, step * HOUR,
    )[0]  # fmt: skip
    window = [fill for seq, fill in history.at(end).fills if seq > curve[0][1]]
    if len(curve) > 1:
        assert traded_values == (
            sum(f.quantity * f.price for f in window if f.quantity > 0),
            -sum(f.quantity * f.price for f in window if f.quantity < 0),
            sum(f.fee for f in window),
        )
    shares = rows(
        connection, "select at, sum(net_value) from paper.exposure(%s, %s, %s, %s, true) group by at",
        account, start, end, step * HOUR,
    )  # fmt: skip
    assert dict(shares) == {row[0]: row[3] for row in curve if row[8]}


@RANDOM
@given(histories())
def test_trips(connection: Connection, history: History) -> None:
    """Round trips and lots by each method, and the breakdowns, of every epoch."""
    account = stored(connection, history)
    epochs = [State()]
    for event in history.events:
        if isinstance(event, Reset):
            epochs.append(State(seq=epochs[-1].seq, epoch_seq=epochs[-1].seq + 1))
        epochs[-1].apply(event)
    with localcontext(prec=60):
        for number, state in enumerate(epochs, 1):
            for method in METHODS:
                trips, lots = match(state.fills, method)
                found = rows(
                    connection,
                    "select ticker, case side when 'long' then 1 else -1 end, quantity, entry_price, "
                    "exit_price, fees, pnl, opened_at, closed_at, entry_seq, exit_seq, tag, net_pnl, trip, "
                    "return, entry_value, duration "
                    "from paper.round_trips(%s, %s, p_epoch => %s)",
                    account, method, number,
                )  # fmt: skip
                assert [row[13] for row in found] == list(range(1, len(trips) + 1))
                for row, trip in zip(found, trips, strict=True):
                    assert row[0] == f"{account}.{trip[0]}"
                    assert row[1:5] == trip[1:5]
                    assert abs(row[5] - trip[5]) < Decimal("1e-12")
                    assert row[6:12] == trip[6:12]
                    assert row[12] == row[6] - row[5]
                    assert row[15] == trip[2] * trip[3]
                    assert near(row[14], float(row[6] / row[15]))
                    assert row[16] == trip[8] - trip[7]
                left = rows(
                    connection,
                    "select ticker, open_seq, case side when 'long' then quantity else -quantity end, "
                    "price, cost from paper.lots(%s, %s, p_epoch => %s)",
                    account, method, number,
                )  # fmt: skip
                assert left == [
                    (f"{account}.{ticker}", lot.seq, lot.quantity, lot.price, abs(lot.quantity) * lot.price)
                    for ticker in sorted(lots)
                    for lot in lots[ticker]
                ]
                if method == "average":
                    pnl = sum(h.pnl for h in state.holdings.values())
                    assert sum(row[6] for row in found) == pnl
                # Every fee is a trip's or still a lot's: exactly, though shares of it are rounded.
                open_fees = sum(lot.fee for held in lots.values() for lot in held)
                assert abs(sum(row[5] for row in found) + open_fees - state.fees) < Decimal("1e-9")
            totals = {
                by: rows(
                    connection,
                    "select sum(fills), sum(realized_pnl), sum(fees), sum(bought), sum(sold) "
                    "from paper.pnl_by(%s, %s, p_epoch => %s)",
                    account, by, number,
                )
                for by in ("ticker", "tag", "day", "month")
            }  # fmt: skip
            bought = sum(f.quantity * f.price for _, f in state.fills if f.quantity > 0)
            sold = -sum(f.quantity * f.price for _, f in state.fills if f.quantity < 0)
            if state.fills:
                pnl = sum(h.pnl for h in state.holdings.values())
                whole = (len(state.fills), pnl, state.fees, bought, sold)
                assert all(total == [whole] for total in totals.values())


@RANDOM
@given(histories())
def test_lots_of_the_past(connection: Connection, history: History) -> None:
    """What was open at each moment at which something happened, by each method."""
    account = stored(connection, history)
    with localcontext(prec=60):
        for moment in sorted({event.at for event in history.events}):
            for method in METHODS:
                _, lots = match(history.at(moment).fills, method)
                assert rows(
                    connection,
                    "select ticker, side, open_seq, opened_at, quantity, price from paper.lots(%s, %s, %s)",
                    account, method, moment,
                ) == [
                    (
                        f"{account}.{ticker}", "long" if lot.quantity > 0 else "short", lot.seq, lot.at,
                        abs(lot.quantity), lot.price,
                    )
                    for ticker in sorted(lots)
                    for lot in lots[ticker]
                ]  # fmt: skip


@RANDOM
@given(histories(), st.integers(1, 60), st.sampled_from([0, 0, 1, 20, 80]))
def test_performance(connection: Connection, history: History, step: int, offset: int) -> None:
    """The sums and trips of performance, and what fills cost, from the fold; the rest from the curve."""
    account = stored(connection, history)
    end = max([history.start, *(e.at for e in history.events), *(d.at for d in history.data)])
    state = history.at(end)
    began = next((e.at for n, e in enumerate(history.events, 2) if n == state.epoch_seq), history.start)
    # From some row of the epoch on, when there is one so late.
    start = min(max(began, history.start) + offset * HOUR, end)
    arguments = (account, start, end, step * HOUR)
    curve = rows(
        connection,
        "select equity, gross_value, seq, at, flow from paper.equity_curve(%s, %s, %s, %s)",
        *arguments,
    )
    returns = [
        row[0] for row in rows(connection, "select return from paper.returns(%s, %s, %s, %s)", *arguments)
    ]
    (found,) = rows(
        connection,
        "select to_jsonb(p) as p from paper.performance(%s, %s, %s, %s, 365, 0.001) as p",
        *arguments,
    )
    row = json.loads(json.dumps(found[0]), parse_float=Decimal)
    with localcontext(prec=60):
        window = [(seq, fill) for seq, fill in state.fills if seq > curve[0][2]]
        trips = [t for t in match(state.fills, "fifo")[0] if t[10] > curve[0][2]]
        earned = [trip[6] - trip[5] for trip in trips]
        won, lost = [e for e in earned if e > 0], [e for e in earned if e < 0]
        value = sum(abs(fill.quantity) * fill.price for _, fill in window)
        cost = Decimal(0)
        for _, fill in window:
            prices = [history.reference(fill.ticker, fill.at)]
            cost += sum(fill.quantity * (fill.price - price) for price in prices)
        mean = sum(point[0] for point in curve) / len(curve)
        expected: dict[str, Any] = {
            "start_equity": curve[0][0], "end_equity": curve[-1][0], "net_deposits": sum(p[4] for p in curve),
            "trips": len(trips), "wins": len(won), "losses": len(lost),
            "win_rate": Decimal(len(won)) / len(trips) if trips else None,
            "profit_factor": sum(won) / -sum(lost) if won and lost else None,
            "average_win": sum(won) / len(won) if won else None,
            "average_loss": sum(lost) / len(lost) if lost else None,
            "expectancy": sum(earned) / len(trips) if trips else None,
            "fees": sum(fill.fee for _, fill in window), "slippage": cost, "periods": len(returns),
            "turnover": value / abs(mean) if window and mean else 0,
            "exposure": sum(p[1] / p[0] for p in curve if p[0] > 0) / len(curve),
            "best_return": max(returns, default=None), "worst_return": min(returns, default=None),
        }  # fmt: skip
        for name, wanted in expected.items():
            have = row[name]
            assert (have is None) == (wanted is None), name
            assert wanted is None or near(float(have), float(wanted)), (name, have, wanted)
        costs = rows(
            connection, "select sum(slippage), sum(fee), count(*) from paper.fill_costs(%s, p_to => %s)",
            account, end,
        )[0]  # fmt: skip
        assert costs[2] == len(state.fills)
        if window == state.fills and window:
            assert near(float(costs[0]), float(cost))
            assert costs[1] == expected["fees"]
