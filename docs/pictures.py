"""The pictures of fills.md: each scene is played on a real server, and what the engine did is drawn.

A scene is data of the market and orders, at minutes after 10:00. What is drawn is the data as it was fed,
the prices at which the open orders of the account stood after each step, and what the journal then has: so a
picture shows what happens, not what somebody thinks happens.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

DOCS = Path(__file__).resolve().parent
if str(DOCS.parent / "tests") not in sys.path:
    sys.path.append(str(DOCS.parent / "tests"))

from support import desk  # noqa: E402

BAR = timedelta(minutes=10)
ENDS = {"fill", "cancelled", "expired", "rejected"}


class Quote(NamedTuple):
    bid: str
    ask: str
    bid_size: int | None = None
    ask_size: int | None = None


class Bar(NamedTuple):
    """Ten minutes, from the step's minute on."""

    open: str
    high: str
    low: str
    close: str
    volume: int = 1000


class Order(NamedTuple):
    """`options` named `until` is the minute at which a gtd order expires."""

    key: str
    side: str
    quantity: int
    order_type: str = "market"
    limit: str | None = None
    stop: str | None = None
    options: Mapping[str, Any] = {}


class Cancel(NamedTuple):
    key: str


class Clock(NamedTuple):
    """Time goes by without any data."""


Step = tuple[float, Quote | Bar | Order | Cancel | Clock]


@dataclass(frozen=True)
class Scene:
    name: str
    shows: str
    steps: Sequence[Step]
    settings: Mapping[str, Any] = field(default_factory=dict)
    holds: int = 0
    session: tuple[int, int] | None = None


SCENES = [
    Scene("market", "A market order fills at the opposite side of the quote", [
        (0, Quote("99.90", "100.10")), (2, Quote("100.00", "100.20")), (3, Order("buy", "buy", 100)),
        (4, Quote("100.10", "100.30")), (6, Quote("100.00", "100.20")), (7, Order("sell", "sell", 100)),
        (8, Quote("99.90", "100.10")), (10, Quote("99.90", "100.10")),
    ], holds=100),
    Scene("market_waits", "A market order waits while the newest quote is too old", [
        (0, Quote("99.90", "100.10")), (20, Order("buy", "buy", 100)),
        (25, Quote("100.30", "100.50")), (28, Quote("100.20", "100.40")),
    ]),
    Scene("limit_resting", "A limit order that rests fills at its limit, when the ask reaches it", [
        (0, Quote("100.00", "100.20")), (1, Order("buy", "buy", 100, "limit", "99.80")),
        (3, Quote("99.80", "100.00")), (5, Quote("99.70", "99.90")), (7, Quote("99.50", "99.70")),
        (10, Quote("99.60", "99.80")),
    ]),
    Scene("limit_marketable", "A limit order that can trade at once fills at the ask, not at its limit", [
        (0, Quote("99.90", "100.10")), (2, Quote("99.95", "100.15")),
        (3, Order("buy", "buy", 100, "limit", "100.60")), (5, Quote("100.10", "100.30")),
        (8, Quote("100.30", "100.50")),
    ]),
    Scene("stop_gap", "A gap fills a stop beyond its price", [
        (0, Quote("100.00", "100.10")), (1, Order("stop", "sell", 100, "stop", stop="99.40")),
        (3, Quote("99.80", "99.90")), (5, Quote("99.60", "99.70")), (7, Quote("98.70", "98.80")),
        (9, Quote("98.90", "99.00")), (11, Quote("98.90", "99.00")),
    ], holds=100),
    Scene("stop_limit", "A stop-limit order is elected by the gap, and waits for its limit", [
        (0, Quote("100.00", "100.10")),
        (1, Order("stop-limit", "sell", 100, "stop_limit", limit="99.20", stop="99.40")),
        (3, Quote("99.60", "99.70")), (5, Quote("98.70", "98.80")), (7, Quote("98.90", "99.00")),
        (9, Quote("99.30", "99.40")), (11, Quote("99.50", "99.60")),
    ], holds=100),
    Scene("trailing_stop", "A trailing stop follows the best price, and never goes back", [
        (0, Quote("100.00", "100.10")),
        (1, Order("trail", "sell", 100, "trailing_stop", options={"trail_amount": 0.5})),
        (2, Quote("100.20", "100.30")), (3, Quote("100.60", "100.70")), (4, Quote("100.40", "100.50")),
        (5, Quote("100.30", "100.40")), (6, Quote("100.90", "101.00")), (7, Quote("100.70", "100.80")),
        (8, Quote("100.50", "100.60")), (9, Quote("100.35", "100.45")), (11, Quote("100.50", "100.60")),
    ], holds=100),
    Scene("bracket", "A bracket: the entry fills, its exits begin to work, one ends the other", [
        (0, Quote("100.00", "100.10")),
        (1, Order("entry", "buy", 100, "limit", "99.80", options={
            "order_class": "bracket",
            "take_profit": {"limit_price": 100.4}, "stop_loss": {"stop_price": 99.4},
        })),
        (3, Quote("99.80", "99.90")), (5, Quote("99.60", "99.70")), (7, Quote("99.80", "99.90")),
        (9, Quote("100.10", "100.20")), (11, Quote("100.50", "100.60")), (13, Quote("100.30", "100.40")),
    ]),
    Scene("oco", "One cancels the other: the stop fills, the take-profit is gone", [
        (0, Quote("100.00", "100.10")),
        (1, Order("profit", "sell", 100, "limit", "100.50", options={"oco_group": "exit"})),
        (1, Order("loss", "sell", 100, "stop", stop="99.60", options={"oco_group": "exit"})),
        (3, Quote("100.30", "100.40")), (5, Quote("99.90", "100.00")), (7, Quote("99.60", "99.70")),
        (9, Quote("100.20", "100.30")), (11, Quote("100.60", "100.70")),
    ], holds=100),
    Scene("expiry", "An order is gone at its time, before the quote that would have filled it", [
        (0, Quote("100.00", "100.20")),
        (1, Order("gtd", "buy", 100, "limit", "99.80", options={"time_in_force": "gtd", "until": 6})),
        (3, Quote("99.80", "100.00")), (5, Quote("99.70", "99.90")), (7, Quote("99.50", "99.70")),
        (9, Quote("99.60", "99.80")),
    ]),
    Scene("day", "A day order lives until its session closes", [
        (0, Quote("100.00", "100.20")),
        (1, Order("day", "buy", 100, "limit", "99.80", options={"time_in_force": "day"})),
        (3, Quote("99.80", "100.00")), (5, Quote("99.70", "99.90")), (9, Quote("99.50", "99.70")),
        (11, Quote("99.60", "99.80")),
    ], session=(-60, 7)),
    Scene("ioc_fok", "ioc takes what is there and cancels the rest; fok wants all or nothing", [
        (0, Quote("100.00", "100.10", 500, 300)),
        (2, Order("fok", "buy", 500, "limit", "100.30", options={"time_in_force": "fok"})),
        (4, Order("ioc", "buy", 500, "limit", "100.30", options={"time_in_force": "ioc"})),
        (6, Quote("100.05", "100.15", 500, 300)), (8, Quote("100.05", "100.15", 500, 300)),
    ]),
    Scene("displayed_size", "Displayed size is taken once: only what is new is there to be had", [
        (0, Quote("100.00", "100.20", 500, 200)), (1, Order("buy", "buy", 500, "limit", "100.20")),
        (3, Quote("100.00", "100.20", 500, 200)), (5, Quote("100.00", "100.20", 500, 350)),
        (7, Quote("99.90", "100.10", 500, 100)), (9, Quote("99.90", "100.10", 500, 400)),
        (11, Quote("99.90", "100.10", 500, 400)),
    ]),
    Scene("bar_open", "A market order fills at the open of the next bar", [
        (0, Bar("100.00", "100.50", "99.80", "100.30")), (10, Order("buy", "buy", 100)),
        (10, Bar("100.40", "100.80", "100.20", "100.60")), (20, Bar("100.60", "101.00", "100.40", "100.90")),
    ]),
    Scene("bar_range", "A limit inside the range fills at the limit; beyond it, at the open", [
        (0, Bar("100.00", "100.50", "99.80", "100.30")),
        (10, Order("inside", "buy", 100, "limit", "99.70")),
        (10, Order("below", "buy", 100, "limit", "99.00")),
        (10, Bar("100.20", "100.40", "99.50", "99.80")), (20, Bar("98.60", "98.90", "98.40", "98.80")),
        (30, Bar("98.80", "99.10", "98.60", "98.90")),
    ]),
    Scene("bar_touch", "A limit that the range only touches does not fill, but with the option touch", [
        (0, Bar("100.00", "100.50", "99.80", "100.30")),
        (10, Order("limit", "buy", 100, "limit", "99.60")),
        (10, Order("touch", "buy", 100, "limit", "99.60", options={"touch": True})),
        (10, Bar("100.20", "100.40", "99.60", "100.10")), (20, Bar("100.10", "100.30", "99.90", "100.20")),
    ]),
    Scene("bar_stop_first", "A bar that reaches both exits: the stop, unless the account says otherwise", [
        (0, Bar("100.00", "100.30", "99.80", "100.10")),
        (10, Order("profit", "sell", 100, "limit", "100.80", options={"oco_group": "exit"})),
        (10, Order("loss", "sell", 100, "stop", stop="99.40", options={"oco_group": "exit"})),
        (10, Bar("100.10", "101.10", "99.10", "100.20")), (20, Bar("100.20", "100.50", "100.00", "100.30")),
    ], holds=100),
    Scene("bar_limit_first", "The same bar, with the setting intrabar limit_first", [
        (0, Bar("100.00", "100.30", "99.80", "100.10")),
        (10, Order("profit", "sell", 100, "limit", "100.80", options={"oco_group": "exit"})),
        (10, Order("loss", "sell", 100, "stop", stop="99.40", options={"oco_group": "exit"})),
        (10, Bar("100.10", "101.10", "99.10", "100.20")), (20, Bar("100.20", "100.50", "100.00", "100.30")),
    ], holds=100, settings={"intrabar": "limit_first"}),
    Scene("auctions", "opg and cls: at the open and at the close of the session", [
        (-20, Order("opg", "buy", 100, options={"time_in_force": "opg"})),
        (0, Bar("100.00", "100.40", "99.90", "100.20")),
        (10, Order("cls", "buy", 100, options={"time_in_force": "cls"})),
        (10, Bar("100.20", "100.60", "100.10", "100.50")), (20, Bar("100.50", "100.90", "100.40", "100.80")),
        (30, Bar("100.80", "101.00", "100.60", "100.70")),
    ], session=(0, 40)),
]  # fmt: skip


class Event(NamedTuple):
    """A row of the journal about an order."""

    key: str
    at: datetime
    what: str
    quantity: Decimal | None
    price: Decimal | None
    rule: str | None
    reason: str | None


class Level(NamedTuple):
    """The price at which an open order stood from one moment to another."""

    key: str
    kind: str
    since: datetime
    until: datetime
    price: float


@dataclass
class Played:
    scene: Scene
    start: datetime
    data: list[tuple[datetime, Quote | Bar]]
    events: list[Event]
    levels: list[Level]


_EVENTS = """
select
    coalesce(c.idempotency_key, case c.order_type when 'limit' then 'take profit' else 'stop loss' end),
    case when j.price is null then j.at else greatest(c.at, j.market_at) end, j.event_type::text,
    j.quantity, j.price, j.rule::text, j.reject_reason::text
from paper.journal as j
inner join paper.journal as c on j.account_id = c.account_id and j.order_seq = c.seq
where j.account_id = %s
order by j.seq
"""
_LEVELS = """
select
    coalesce(c.idempotency_key, case c.order_type when 'limit' then 'take profit' else 'stop loss' end),
    k.kind, k.price
from paper_internal.orders as o
inner join paper.journal as c using (account_id, seq)
cross join lateral (
    values ('limit', o.limit_price), ('stop', case when not o.elected then o.stop_price end)
) as k (kind, price)
where o.account_id = %s and o.status in ('accepted', 'partially_filled') and k.price is not null
order by o.seq, k.kind
"""


def play(dsn: str, scenes: Sequence[Scene] = tuple(SCENES)) -> list[Played]:
    """Play each scene on an account, a ticker and a day of its own."""
    with desk.connect(dsn) as connection:
        return [_played(connection, scene, number) for number, scene in enumerate(scenes)]


def _played(connection: desk.Connection, scene: Scene, number: int) -> Played:
    start = datetime(2027, 1, 4, 10, tzinfo=UTC) + timedelta(days=number)
    ticker = f"SCENE{number}"
    if scene.session is not None:
        times = [start + timedelta(minutes=minute) for minute in scene.session]
        connection.execute(
            "select paper.load_sessions(%s, array[row(%s, %s)]::paper.session[])", (ticker, *times)
        )
        connection.execute(
            "select paper.set_instrument(%s, jsonb_build_object('calendar', %s::text))", (ticker, ticker)
        )
    account = desk.Desk(connection, f"scene {scene.name}".replace(" ", "-"), settings=scene.settings)
    if scene.holds:
        before = start - timedelta(hours=1)
        account.feed(desk.Quote(ticker, before, "100.00", "100.00"))
        account.submit("before", ticker, "buy", scene.holds)
    played = Played(scene, start, [], [], [])
    standing: dict[tuple[str, str, float], datetime] = {}
    ends = max(minute + (10 if isinstance(what, Bar) else 0) for minute, what in scene.steps)
    end = start + timedelta(minutes=ends)
    for minute, what in [*scene.steps, (ends, Clock())]:
        at = start + timedelta(minutes=minute)
        account.set_clock(at)
        now = at
        if isinstance(what, Quote):
            account.feed(desk.Quote(ticker, at, *what))
            played.data.append((at, what))
        elif isinstance(what, Bar):
            account.bar(ticker, at, what[:4], what.volume, BAR)
            now = at + BAR
            played.data.append((at, what))
        elif isinstance(what, Cancel):
            account.cancel(what.key)
        elif isinstance(what, Order):
            options = dict(what.options)
            if "until" in options:
                options["expires_at"] = (start + timedelta(minutes=options.pop("until"))).isoformat()
            account.submit(
                what.key, ticker, what.side, what.quantity, what.order_type, what.limit, what.stop, **options
            )
        account.match()
        rows = connection.execute(_LEVELS, (account.account_id,)).fetchall()
        found = {(key, kind, float(price)) for key, kind, price in rows}
        for gone in sorted(standing.keys() - found):
            played.levels.append(Level(gone[0], gone[1], standing.pop(gone), now, gone[2]))
        for level in sorted(found):
            standing.setdefault(level, at)
    played.levels += [Level(key, kind, since, end, price) for (key, kind, price), since in standing.items()]
    events = [Event(*row) for row in connection.execute(_EVENTS, (account.account_id,))]
    played.events = [event for event in events if event.key != "before"]
    ended = {event.key: event.at for event in played.events if event.what in ENDS}
    played.levels = [
        level._replace(until=min(level.until, ended.get(level.key, level.until))) for level in played.levels
    ]
    if account.violations():
        raise AssertionError(f"{scene.name}: the books are wrong")
    return played


# -- drawing

WIDTH, HEIGHT = 720, 330
LEFT, RIGHT, TOP, BOTTOM = 58, 128, 34, 34

#: Light and dark with the reader's system, the ground included, so that ink and ground always go together.
STYLE = """
svg { color-scheme: light dark; }
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.ground { fill: #ffffff; } .grid { stroke: #d8dee4; } .axis { fill: #57606a; }
.ask { stroke: #b35900; } .bid { stroke: #0969da; } .bar { stroke: #424a53; }
text.ask { fill: #b35900; stroke: none; } text.bid { fill: #0969da; stroke: none; }
.level { stroke: #8250df; stroke-dasharray: 5 3; } text.level { fill: #8250df; stroke: none; }
.sent { fill: #8250df; } .fill { fill: #1a7f37; }
.gone { stroke: #cf222e; } text.gone { fill: #cf222e; stroke: none; }
.halo { stroke: #ffffff; stroke-width: 4; stroke-linejoin: round; paint-order: stroke; }
.session { fill: #57606a; fill-opacity: 0.12; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.ground { fill: #0d1117; } .grid { stroke: #30363d; } .axis { fill: #9198a1; }
.ask { stroke: #ffa657; } .bid { stroke: #79c0ff; } .bar { stroke: #b1bac4; }
text.ask { fill: #ffa657; } text.bid { fill: #79c0ff; }
.level { stroke: #d2a8ff; } text.level { fill: #d2a8ff; }
.sent { fill: #d2a8ff; } .fill { fill: #3fb950; } .gone { stroke: #ff7b72; } text.gone { fill: #ff7b72; }
.halo { stroke: #0d1117; }
}
""".strip()


def draw(played: Played) -> str:
    """Return the picture of a scene as SVG."""
    prices = [float(p) for _, what in played.data for p in what[: 4 if isinstance(what, Bar) else 2]]
    prices += [level.price for level in played.levels]
    low, high = min(prices), max(prices)
    low, high = low - (high - low) * 0.10, high + (high - low) * 0.12
    times = [at for at, _ in played.data] + [event.at for event in played.events]
    times += [at + BAR for at, what in played.data if isinstance(what, Bar)]
    first, last = min(times), max(times)
    if isinstance(played.data[-1][1], Quote):
        last += (last - first) / 12  # else nobody sees the newest quote

    def across(at: datetime) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * ((at - first) / (last - first))

    def down(price: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (price - low) / (high - low)

    title = escape(played.scene.shows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{title}">',
        f"<style>{STYLE}</style>",
        f"<title>{title}</title>",
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text x="{LEFT}" y="20" font-weight="600">{title}</text>',
        *_axes(low, high, first, last, across, down),
        *_session(played, first, last, across),
    ]
    bars = [(at, what) for at, what in played.data if isinstance(what, Bar)]
    quotes = [(at, what) for at, what in played.data if isinstance(what, Quote)]
    parts += [line for at, bar in bars for line in _bar(at, bar, across, down)]
    labels = _Labels()
    if quotes:
        for side in ("ask", "bid"):
            path = f"M{across(quotes[0][0]):.1f} {down(float(getattr(quotes[0][1], side))):.1f}"
            for at, quote in quotes[1:]:
                path += f"H{across(at):.1f}V{down(float(getattr(quote, side))):.1f}"
            path += f"H{across(last):.1f}"
            parts.append(f'<path class="{side}" d="{path}" fill="none" stroke-width="2"/>')
            y = down(float(getattr(quotes[-1][1], side))) + 4
            labels.put(across(last) + 6, y, side, side)
        sizes = [(at, quote) for at, quote in quotes if quote.ask_size is not None]
        for at, quote in sizes:
            labels.put(across(at) + 3, down(float(quote.ask)) - 6, f"{quote.ask_size} offered", "axis")
    parts += _lines(played.levels, across, down)
    for (key, kind), level in _first_levels(played.levels).items():
        name = (
            key
            if key.replace("-", " ").endswith(kind) or len(_kinds(played.levels, key)) == 1
            else f"{key}: {kind}"
        )
        labels.put(across(level.since) + 3, down(level.price) - 5, f"{name} {level.price:.2f}", "level")
    for event in played.events:
        x = across(event.at)
        if event.what in ("fill", "partial_fill") and event.price is not None:
            y = down(float(event.price))
            parts.append(f'<circle class="fill" cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>')
            labels.put(x + 6, y - 8, f"{event.key}: {event.quantity:f} at {event.price:.2f}", "fill")
        elif event.what in ("cancelled", "expired", "rejected"):
            y = _where(event, played, down)
            parts.append(
                f'<path class="gone" d="M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10" '
                'stroke-width="2.5" fill="none"/>'
            )
            labels.put(x + 6, y - 8, f"{event.key} {event.what}", "gone")
        elif event.what == "triggered":
            labels.put(x + 9, down(low) - 6, f"{event.key} elected", "level")
    for event in _submissions(played):
        x, y = across(event[1]), HEIGHT - BOTTOM
        parts.append(f'<path class="sent" d="M{x:.1f} {y - 9:.1f}l5 9h-10z"/>')
        labels.put(x + 7, y - 4, f"{event[0]} sent", "level", shifts=(0, -15, -30, -45))
    return "\n".join([*parts, *labels.drawn, "</svg>", ""])


class _Labels:
    """Texts that keep out of each other's way."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self._taken: list[tuple[float, float, float]] = []

    def put(
        self, x: float, y: float, text: str, kind: str, shifts: Sequence[int] = (0, -15, 15, -30, 30, -45, 45)
    ) -> None:
        width = 6.6 * len(text)
        x = min(x, WIDTH - width - 4)
        for shift in shifts:
            if all(abs(y + shift - ty) > 12 or x > tx + tw or tx > x + width for tx, ty, tw in self._taken):
                y += shift
                break
        self._taken.append((x, y, width))
        self.drawn.append(f'<text class="halo {kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>')


def _axes(low: float, high: float, first: datetime, last: datetime, across: Any, down: Any) -> Iterator[str]:
    step = next(s for s in (0.1, 0.2, 0.5, 1.0, 2.0) if (high - low) / s <= 7)
    price = (low // step + 1) * step
    while price < high:
        y = down(price)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text class="axis" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{price:.2f}</text>'
        price += step
    minutes = next(m for m in (1, 2, 5, 10, 20) if (last - first) / timedelta(minutes=m) <= 8)
    at = first
    while at <= last:
        yield (
            f'<text class="axis" x="{across(at):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">'
            f"{at:%H:%M}</text>"
        )
        at += timedelta(minutes=minutes)


def _session(played: Played, first: datetime, last: datetime, across: Any) -> Iterator[str]:
    """What is outside the session is shaded."""
    if played.scene.session is None:
        return
    opens, closes = (played.start + timedelta(minutes=minute) for minute in played.scene.session)
    for begin, end in ((first, min(opens, last)), (max(closes, first), last)):
        if begin < end:
            x, width = across(begin), across(end) - across(begin)
            yield (
                f'<rect class="session" x="{x:.1f}" y="{TOP}" width="{width:.1f}" '
                f'height="{HEIGHT - TOP - BOTTOM}"/>'
            )
            yield f'<text class="axis" x="{x + 4:.1f}" y="{TOP + 14}">closed</text>'


def _bar(at: datetime, bar: Bar, across: Any, down: Any) -> Iterator[str]:
    x = across(at + BAR / 2)
    o, h, low, c = (down(float(price)) for price in bar[:4])
    yield (
        f'<path class="bar" d="M{x:.1f} {h:.1f}V{low:.1f}M{x - 22:.1f} {o:.1f}H{x:.1f}'
        f'M{x:.1f} {c:.1f}H{x + 22:.1f}" fill="none" stroke-width="3"/>'
    )


def _lines(levels: Sequence[Level], across: Any, down: Any) -> Iterator[str]:
    """A line for each price that an order has; one that moves, as that of a trailing stop, is one line."""
    for key, kind in _first_levels(levels):
        path, until = "", None
        for level in sorted(
            (v for v in levels if (v.key, v.kind) == (key, kind)), key=lambda level: level.since
        ):
            y = down(level.price)
            path += f"V{y:.1f}" if level.since == until else f"M{across(level.since):.1f} {y:.1f}"
            path += f"H{across(level.until):.1f}"
            until = level.until
        yield f'<path class="level" d="{path}" fill="none" stroke-width="1.5"/>'


def _first_levels(levels: Sequence[Level]) -> dict[tuple[str, str], Level]:
    found: dict[tuple[str, str], Level] = {}
    for level in sorted(levels, key=lambda level: (level.since, level)):
        found.setdefault((level.key, level.kind), level)
    return found


def _kinds(levels: Sequence[Level], key: str) -> set[str]:
    return {level.kind for level in levels if level.key == key}


def _where(event: Event, played: Played, down: Any) -> float:
    """The price at which an order stood when it ended; where it never stood, the middle of the picture."""
    prices = [level.price for level in played.levels if level.key == event.key]
    asked = [
        what.limit for _, what in played.scene.steps if isinstance(what, Order) and what.key == event.key
    ]
    prices += [float(price) for price in asked if price is not None]
    return max(float(down(prices[-1])), TOP + 18) if prices else (TOP + HEIGHT - BOTTOM) / 2


def _submissions(played: Played) -> list[tuple[str, datetime]]:
    return [
        (what.key, played.start + timedelta(minutes=minute))
        for minute, what in played.scene.steps
        if isinstance(what, Order)
    ]


def table(played: Played) -> str:
    """Return what became of the orders of a scene, as a table of Markdown."""
    rows = ["| order | time | what happened | quantity | price | rule |", "|---|---|---|---|---|---|"]
    for event in played.events:
        quantity = "" if event.quantity is None else f"{event.quantity:f}"
        price = "" if event.price is None else f"{event.price:.2f}"
        rule = event.reason or event.rule or ""
        rows.append(
            f"| {event.key} | {event.at:%H:%M} | {event.what.replace('_', ' ')} | {quantity} | {price} |"
            f"{f' `{rule}`' if rule else ''} |"
        )
    return "\n".join(rows)
