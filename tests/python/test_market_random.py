"""Random markets and orders: the engine and a model written from the contract, and what must always hold.

`PAPER_TEST_EXAMPLES` asks for more examples than the few of a usual run, which is the same every time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import market_model as model
import psycopg
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from support.desk import Balance, Bar, Datum, Desk, Fill, Floor, Holding, Order, Quote, Request, Trade

EXAMPLES = int(os.environ.get("PAPER_TEST_EXAMPLES", "0"))
KINDS = ("Q", "T", "B")
FINAL = ("filled", "cancelled", "rejected", "expired", "replaced")


def rigour(usual: int) -> settings:
    """Settings of a hypothesis test: the same examples every time, or `PAPER_TEST_EXAMPLES` new ones."""
    return settings(
        max_examples=EXAMPLES or usual,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        # Shrinking plays hundreds of scenarios: minutes, which only a search for more is worth.
        phases=(Phase.explicit, Phase.generate, *((Phase.shrink,) if EXAMPLES else ())),
        suppress_health_check=list(HealthCheck),
    )


# --- what a scenario is made of; prices are in ticks of a cent around 100 ----------------------


@dataclass(frozen=True)
class FeedRow:
    """Numbers that become a quote, a print or a bar, by the kind of ticker."""

    wait: int
    move: int
    first: int
    second: int
    third: int
    size: int | None
    other_size: int | None
    missing: bool


@dataclass(frozen=True)
class Feed:
    kind: str
    rows: tuple[FeedRow, ...]


@dataclass(frozen=True)
class Submit:
    kind: str
    side: str
    quantity: int
    order_type: str
    away: int
    further: int
    tif: str
    minutes: int
    touch: bool
    exits: str


@dataclass(frozen=True)
class Pair:
    """Two legs of an oco_group."""

    kind: str
    side: str
    quantity: int
    other_quantity: int
    away: int
    further: int


@dataclass(frozen=True)
class Cancel:
    which: int


@dataclass(frozen=True)
class Replace:
    which: int
    quantity: int | None
    away: int | None


@dataclass(frozen=True)
class Wait:
    seconds: int


Step = Feed | Submit | Pair | Cancel | Replace | Wait

_sizes = st.one_of(st.none(), st.integers(0, 12), st.integers(1, 12), st.just(500))
_rows = st.builds(
    FeedRow,
    wait=st.sampled_from((1, 2, 7, 60, 300, 1200)),
    move=st.one_of(st.integers(-4, 4), st.integers(-60, 60)),
    first=st.integers(0, 6),
    second=st.integers(0, 6),
    third=st.integers(-6, 6),
    size=_sizes,
    other_size=_sizes,
    missing=st.sampled_from((False, False, False, False, False, True)),
)
_feeds = st.builds(Feed, st.sampled_from(KINDS), st.lists(_rows, min_size=1, max_size=4).map(tuple))
_submits = st.builds(
    Submit,
    kind=st.sampled_from(KINDS),
    side=st.sampled_from(("buy", "buy", "sell")),
    quantity=st.one_of(st.integers(1, 12), st.integers(1, 40)),
    order_type=st.sampled_from(("market", "limit", "limit", "stop", "stop_limit", "trailing_stop")),
    away=st.integers(-4, 8),
    further=st.integers(0, 5),
    tif=st.sampled_from(("gtc", "gtc", "gtc", "day", "gtd", "ioc", "fok")),
    minutes=st.sampled_from((1, 5, 30, 600)),
    touch=st.booleans(),
    exits=st.sampled_from(("", "", "", "bracket", "take_profit", "stop_loss")),
)
_pairs = st.builds(
    Pair,
    kind=st.sampled_from(KINDS),
    side=st.sampled_from(("sell", "sell", "buy")),
    quantity=st.integers(1, 10),
    other_quantity=st.integers(1, 10),
    away=st.integers(1, 6),
    further=st.integers(1, 6),
)
_steps = st.one_of(
    _feeds, _feeds, _feeds, _submits, _submits, _pairs,
    st.builds(Cancel, st.integers(0, 9)),
    st.builds(Replace, st.integers(0, 9), st.none() | st.integers(1, 15), st.none() | st.integers(-4, 8)),
    st.builds(Wait, st.sampled_from((10, 100, 1000, 10_000, 50_000))),
)  # fmt: skip
_fees = st.sampled_from(
    (
        {}, {}, {"per_order": 1}, {"per_share": 0.005, "minimum": 1}, {"percent": 0.001},
        {"percent": 0.0015, "decimals": 2}, {"per_order": 0.35, "per_share": 0.01, "maximum": 0.005},
    )
)  # fmt: skip
_settings = st.fixed_dictionaries(
    {},
    optional={
        "fees": _fees,
        "slippage": st.sampled_from(({"model": "fixed_bps", "bps": 5}, {"model": "fixed_bps", "bps": 100})),
        "participation_rate": st.sampled_from((0.5, None)),
        "volume_limit": st.sampled_from((0.1, 0.5)),
        "market_buffer": st.just(0),
        "check": st.just("fill"),
        "intrabar": st.just("limit_first"),
        "bar_price": st.just("close"),
        "compat": st.sampled_from(
            ({"slippage_on": "opening"}, {"slippage_within_bar": False}, {"stop_limit_fill": "stop"})
        ),
    },
)
_cash = st.sampled_from((100_000, 100_000, 10_000, 7_500))

_LIQUID = FeedRow(wait=1, move=0, first=1, second=1, third=0, size=500, other_size=500, missing=False)
_HOLD = Submit("", "buy", 20, "market", 0, 0, "gtc", 1, touch=False, exits="")

#: Something of each kind of ticker is held before anything happens, so that there is something to sell.
PRELUDE: tuple[Step, ...] = (
    *(Feed(kind, (_LIQUID,)) for kind in KINDS),
    *(replace(_HOLD, kind=kind) for kind in KINDS),
    *(Feed(kind, (_LIQUID,)) for kind in KINDS),
)


def scenarios(steps: int) -> st.SearchStrategy[list[Step]]:
    return st.lists(_steps, min_size=steps // 2, max_size=steps).map(lambda found: [*PRELUDE, *found])


def cents(ticks: int) -> Decimal:
    return Decimal(max(ticks, 1)).scaleb(-2)


# --- a scenario acts on a desk, on a model, or on both ------------------------------------------


class Books(NamedTuple):
    """What an account says of itself at one moment."""

    orders: list[Order]
    balance: Balance
    positions: dict[str, Holding]


@dataclass
class Stage:
    """Where a scenario is played: its tickers, its time and where their prices stand."""

    desk: Desk
    number: int
    start: datetime
    now: datetime
    account: model.Account | None = None
    ticks: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 10_000))
    sequence: int = 0
    used: int = 0
    entries: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    feed_apart: bool = False
    stable: dict[int, Order] = field(default_factory=dict)

    def ticker(self, kind: str) -> str:
        return f"{kind}{self.number}"

    def new_key(self) -> str:
        self.used += 1
        return f"k{self.used}"

    # Building

    def data(self, feed: Feed) -> list[Datum]:
        return [self._datum(feed.kind, row) for row in feed.rows]

    def _datum(self, kind: str, row: FeedRow) -> Datum:
        self.now += timedelta(seconds=row.wait)
        self.ticks[kind] += row.move
        mid, ticker = self.ticks[kind], self.ticker(kind)
        self.sequence += 1
        if kind == "Q":
            bid: Decimal | None = cents(mid - row.first)
            ask: Decimal | None = cents(mid + row.second)
            if row.missing:
                bid, ask = (None, ask) if row.third < 0 else (bid, None)
            return Quote(ticker, self.now, bid, ask, row.size, row.other_size, self.sequence)
        if kind == "T":
            return Trade(ticker, self.now, cents(mid), row.size or 3, self.sequence)
        close = mid + row.third
        prices = (mid, max(mid, close) + row.first, min(mid, close) - row.second, close)
        starts_at, self.now = self.now, self.now + timedelta(minutes=1)
        self.ticks[kind] = close
        opening, high, low, last = (cents(price) for price in prices)
        return Bar(ticker, starts_at, self.now, opening, high, low, last, row.size or 0)

    def requests(self, step: Submit | Pair) -> list[Request]:
        if isinstance(step, Pair):
            return self._pair(step)
        sign = 1 if step.side == "buy" else -1
        mid = self.ticks[step.kind]
        options: dict[str, Any] = {}
        limit = stop = None
        once = step.tif in ("ioc", "fok")
        order_type = step.order_type
        if once and (order_type not in ("market", "limit") or step.kind == "T"):
            order_type, once = order_type, False
        tif = step.tif if once or step.tif not in ("ioc", "fok") else "gtc"
        match order_type:
            case "limit":
                limit = cents(mid - sign * step.away)
            case "stop":
                stop = cents(mid + sign * max(step.away, 1))
            case "stop_limit":
                stop = cents(mid + sign * max(step.away, 1))
                limit = cents(mid + sign * (max(step.away, 1) + step.further))
            case "trailing_stop":
                options["trail_amount"] = cents(max(step.away, 1))
        if tif != "gtc":
            options["time_in_force"] = tif
        if tif == "gtd":
            options["expires_at"] = (self.now + timedelta(minutes=step.minutes, seconds=0.5)).isoformat()
        if step.touch and limit is not None:
            options["touch"] = True
        if step.exits and step.side == "buy" and not once:
            options["order_class"] = "bracket" if step.exits == "bracket" else "oto"
            if step.exits != "stop_loss":
                options["take_profit"] = {"limit_price": cents(mid + 12 + step.further)}
            if step.exits != "take_profit":
                options["stop_loss"] = {"stop_price": cents(mid - 12 - step.further)}
        key = self.new_key()
        self.keys.append(key)
        if "order_class" in options:
            self.entries.append(key)
        return [
            Request(key, self.ticker(step.kind), step.side, step.quantity, order_type, limit, stop, options)
        ]

    def _pair(self, step: Pair) -> list[Request]:
        sign = 1 if step.side == "buy" else -1
        mid = self.ticks[step.kind]
        found = []
        group = {"oco_group": f"g{self.used}"}
        for order_type, quantity, limit, stop in (
            ("limit", step.quantity, cents(mid - sign * (7 + step.away)), None),
            ("stop", step.other_quantity, None, cents(mid + sign * (7 + step.further))),
        ):
            key = self.new_key()
            self.keys.append(key)
            found.append(
                Request(key, self.ticker(step.kind), step.side, quantity, order_type, limit, stop, group)
            )
        return found

    # Acting

    def act(self, step: Step) -> None:
        match step:
            case Feed():
                data = self.data(step)
                for part in ([datum] for datum in data) if self.feed_apart else (data,):
                    assert self.desk.feed(*part) == (len(part), 0, 0, 0)
                    if self.feed_apart:
                        self.desk.match()
                if self.account:
                    self.account.market.feed(data)
            case Submit() | Pair():
                requests = self.requests(step)
                self._submit(requests)
            case Cancel():
                if self.keys:
                    self._cancel(self.keys[step.which % len(self.keys)])
            case Replace():
                if self.keys:
                    self._replace(self.keys[step.which % len(self.keys)], step)
            case Wait():
                self.now += timedelta(seconds=step.seconds)
                self.desk.set_clock(self.now)
                if self.account:
                    self.account.set_clock(self.now)

    def _submit(self, requests: Sequence[Request]) -> None:
        previews = self.desk.preview(*requests)
        orders = self.desk.submit_all(*requests)
        assert [told(order) for order in previews] == [told(order) for order in orders]
        if self.account:
            for r in requests:
                self.account.submit(
                    r.key, r.ticker, r.side, Decimal(r.quantity), r.order_type,
                    model.number(r.limit_price), model.number(r.stop_price), **parsed(r.options),
                )  # fmt: skip

    def _cancel(self, key: str) -> None:
        self.desk.cancel(key)
        if self.account:
            self.account.cancel(key)

    def _replace(self, key: str, step: Replace) -> None:
        """Replace an order by its quantity or the price it has; an entry of a group is left alone."""
        order = self.desk.order(key)
        quantity, limit, stop = step.quantity, order.limit_price, order.stop_price
        if step.away is not None:
            mid = self.ticks[order.ticker[0]]
            sign = 1 if order.side == "buy" else -1
            limit = cents(mid - sign * step.away) if limit is not None and stop is None else None
            stop = cents(mid + sign * max(step.away, 1)) if stop is not None and limit is None else None
        else:
            limit = stop = None
        if key in self.entries or (quantity is None and limit is None and stop is None):
            return
        new_key = self.new_key()
        self.keys.append(new_key)
        try:
            answer = self.desk.replace(key, new_key, quantity, limit, stop)
        except psycopg.Error as refused:
            if not (refused.sqlstate or "").startswith("ZP"):
                raise
            answer = None
        if answer is None or answer.key != new_key or answer.status == "rejected":
            self.keys.remove(new_key)
            if self.account:
                assert self.account.replace(key, new_key, number(quantity), limit, stop) is None
        elif self.account:
            assert self.account.replace(key, new_key, number(quantity), limit, stop) is not None

    # Looking

    def books(self) -> Books:
        return Books(self.desk.orders(), self.desk.balance(), self.desk.positions())

    def named(self, orders: Iterable[Order]) -> dict[str, Order]:
        """Name orders by their keys, children after their entries."""
        found: dict[str, Order] = {}
        entry = ""
        for order in orders:
            if order.key in self.keys:
                if order.key in self.entries:
                    entry = order.key
                found[order.key] = order
            elif order.status != "rejected":
                found[f"{entry}/{'take_profit' if order.order_type == 'limit' else 'stop_loss'}"] = order
        return found


def number(value: object) -> Decimal | None:
    return model.number(value)


def parsed(options: Any) -> dict[str, Any]:
    found = dict(options)
    if "expires_at" in found:
        found["expires_at"] = datetime.fromisoformat(found["expires_at"])
    return found


def told(order: Order) -> tuple[Any, ...]:
    """Return what a preview and the submission have in common."""
    return (
        order.key, order.ticker, order.side, order.order_type, order.quantity, order.status,
        order.fill_quantity, order.fill_price, order.fees, order.reject_reason,
    )  # fmt: skip


# --- the engine and the model -------------------------------------------------------------------


def assert_same_books(stage: Stage, books: Books) -> None:
    desk, account = stage.desk, stage.account
    assert account is not None
    account.catch_up()
    orders = stage.named(books.orders)
    names = {order.seq: name for name, order in orders.items()}
    engine_fills = [
        model.Fill(names[f.order_seq], f.side, f.quantity, f.price, f.fee, f.liquidity, f.at, f.market_at)
        for f in desk.fills()
    ]
    assert engine_fills == account.fills
    assert {name: (o.status, o.fill_quantity, o.fees) for name, o in orders.items()} == {
        name: (o.status, o.filled, o.fees) for name, o in account.orders.items()
    }
    reasons = {n: o.reject_reason for n, o in orders.items() if o.status in ("rejected", "cancelled")}
    assert reasons == {
        n: o.reason for n, o in account.orders.items() if o.status in ("rejected", "cancelled")
    }
    assert books.balance == (account.cash, account.reserved(), account.cash - account.reserved())
    held = {
        ticker: (h.quantity, h.avg_entry_price, h.realized_pnl, h.reserved)
        for ticker, h in books.positions.items()
        if h.quantity or h.realized_pnl
    }
    assert held == {
        ticker: (p.quantity, p.average, p.realized, account.reserved_shares(ticker))
        for ticker, p in account.positions.items()
        if p.quantity or p.realized
    }


def assert_always_holds(stage: Stage, books: Books) -> None:
    """What is true of any account at any time, whatever the fill model does."""
    orders, balance = books.orders, books.balance
    assert balance.cash >= 0
    assert balance.buying_power == balance.cash - balance.reserved
    assert stage.desk.settings.get("check") == "fill" or balance.buying_power >= 0
    assert all(order.fill_quantity <= (order.quantity or 0) for order in orders)
    for order in orders:
        if order.seq in stage.stable:
            assert order == stage.stable[order.seq]
        elif order.status in FINAL:
            stage.stable[order.seq] = order
    working = {o.seq for o in orders if o.status not in (*FINAL, "pending")}
    assert {o.seq for o in stage.desk.open_orders() if o.status != "pending"} == working
    for ticker, holding in books.positions.items():
        assert Decimal(0) <= holding.reserved <= holding.quantity, ticker
    if not any(order.status not in FINAL for order in orders):
        assert balance.reserved == 0
        assert all(holding.reserved == 0 for holding in books.positions.values())


def opened(floor: Floor, cash: int, wanted: dict[str, Any], *, modelled: bool = True) -> Stage:
    desk = floor.desk(cash, wanted)
    start = floor.start
    desk.set_clock(start)
    account = (
        model.Account(Decimal(cash), model.Terms.of(wanted), model.Market(), start) if modelled else None
    )
    return Stage(desk, floor.opened, start, start, account)


@rigour(60)
@given(cash=_cash, wanted=_settings, steps=scenarios(30))
def test_the_engine_and_the_model_agree(
    floor: Floor, cash: int, wanted: dict[str, Any], steps: list[Step]
) -> None:
    stage = opened(floor, cash, wanted)
    for done, step in enumerate(steps, start=1):
        stage.act(step)
        note(repr(step))
        stage.desk.match()
        books = stage.books()
        assert_same_books(stage, books)
        assert_always_holds(stage, books)
        # The journal keeps what went wrong: only a search for more looks after every step.
        if EXAMPLES or done % 4 == 0 or done == len(steps):
            assert stage.desk.violations() == []


@rigour(20)
@given(cash=_cash, wanted=_settings, steps=scenarios(40))
def test_any_batch_size_gives_the_same_journal(
    floor: Floor, cash: int, wanted: dict[str, Any], steps: list[Step]
) -> None:
    """Rows fed one by one and matched after each; and in batches, matched when something else asks for it."""
    together = opened(floor, cash, wanted, modelled=False)
    for step in merged(steps):
        together.act(step)
    together.desk.match()
    apart = opened(floor, cash, wanted, modelled=False)
    apart.feed_apart = True
    for step in steps:
        apart.act(step)
    assert told_journal(apart) == told_journal(together)
    assert_always_holds(together, together.books())
    assert together.desk.violations() == []


@rigour(20)
@given(wanted=_settings, steps=scenarios(30))
def test_a_second_feed_changes_nothing(floor: Floor, wanted: dict[str, Any], steps: list[Step]) -> None:
    stage = opened(floor, 100_000, wanted, modelled=False)
    fed: list[list[Datum]] = []
    for step in steps:
        if isinstance(step, Feed):
            fed.append(stage.data(step))
            stage.desk.feed(*fed[-1])
        else:
            stage.act(step)
    stage.desk.match()
    before = (stage.desk.journal(), stage.desk.balance(), stage.desk.positions(), stage.desk.clock())
    for data in fed:
        assert stage.desk.feed(*data).accepted == 0
    assert stage.desk.match() == 0
    assert (stage.desk.journal(), stage.desk.balance(), stage.desk.positions(), stage.desk.clock()) == before


@rigour(30)
@given(wanted=_settings, steps=scenarios(30))
def test_fills_are_what_the_market_allows(floor: Floor, wanted: dict[str, Any], steps: list[Step]) -> None:
    """Each fill has a datum that allows it: later than the order, with its price, with its size."""
    stage = opened(floor, 100_000, wanted, modelled=False)
    submitted: dict[str, datetime] = {}
    data: list[Datum] = []
    for step in steps:
        known = len(stage.keys)
        if isinstance(step, Feed):
            rows = stage.data(step)
            data += rows
            stage.desk.feed(*rows)
        else:
            stage.act(step)
        submitted |= dict.fromkeys(stage.keys[known:], stage.desk.clock())
    stage.desk.match()
    orders = {order.seq: order for order in stage.desk.orders()}
    slips = "slippage" in wanted
    leaves_bar = slips and wanted.get("compat") == {"slippage_within_bar": False}
    for fill in stage.desk.fills():
        order = orders[fill.order_seq]
        source = datum_of(fill, data)
        if isinstance(source, Bar) and order.key is not None:
            assert source.starts_at is not None
            assert source.starts_at >= submitted[order.key]  # type: ignore[operator]
        assert_allowed(fill, order, source, slips=slips, leaves_bar=leaves_bar)
    if wanted.get("participation_rate", 1) is not None:
        assert_taken_once(stage.desk.fills(), [d for d in data if isinstance(d, Trade)])


def datum_of(fill: Fill, data: Iterable[Datum]) -> Datum:
    for datum in data:
        if datum.ticker == fill.ticker:
            times = (datum.starts_at, datum.ends_at) if isinstance(datum, Bar) else (datum.at,)
            if fill.market_at in times:
                return datum
    raise AssertionError(f"no datum at {fill.market_at} for {fill}")


def assert_allowed(fill: Fill, order: Order, datum: Datum, *, slips: bool, leaves_bar: bool) -> None:
    buys = fill.side == "buy"
    if order.limit_price is not None:
        assert fill.price <= order.limit_price if buys else fill.price >= order.limit_price
    if isinstance(datum, Bar):
        low, high = Decimal(str(datum.low)), Decimal(str(datum.high))
        assert leaves_bar or low <= fill.price <= high
        return
    prices = (datum.ask, datum.bid) if isinstance(datum, Quote) else (datum.price, datum.price)
    touched = number(prices[0] if buys else prices[1])
    assert touched is not None
    if fill.liquidity == "taker" and not slips:
        assert fill.price == touched
    if fill.liquidity == "maker":
        # Through a gap a resting limit gets the quote.
        assert fill.price in (order.limit_price, touched)
        assert touched <= fill.price if buys else touched >= fill.price


def assert_taken_once(fills: Sequence[Fill], trades: Iterable[Trade]) -> None:
    for trade in trades:
        taken = sum(
            (f.quantity for f in fills if f.ticker == trade.ticker and f.market_at == trade.at), Decimal(0)
        )
        assert trade.size is None or taken <= Decimal(str(trade.size))


def merged(steps: Iterable[Step]) -> list[Step]:
    """Put feeds of one kind that follow each other into one batch."""
    found: list[Step] = []
    for step in steps:
        if isinstance(step, Feed) and found and isinstance(found[-1], Feed) and found[-1].kind == step.kind:
            found[-1] = replace(found[-1], rows=found[-1].rows + step.rows)
        else:
            found.append(step)
    return found


def told_journal(stage: Stage) -> list[tuple[Any, ...]]:
    """Return the journal, times counted from the start of the scenario and tickers by their kind."""
    rows = []
    for row in stage.desk.journal():
        seq, at, event_type, order_seq, key, ticker, *numbers, options, detail = row
        told_detail = dict(detail or {})
        if "market_at" in told_detail:
            told_detail["market_at"] = datetime.fromisoformat(told_detail["market_at"]) - stage.start
        told_options = {name: value for name, value in (options or {}).items() if name != "expires_at"}
        rows.append(
            (
                seq, None if seq == 1 else at - stage.start, event_type, order_seq, key,
                ticker and ticker[0], numbers, told_options, told_detail,
            )
        )  # fmt: skip
    return rows
