"""What a report says: figures and rows of one account, read in one transaction that sees one state.

The figures are those of the SQL functions (`paper.performance`, `paper.equity_curve`, …); what is worked out
here is only how to look at them: how long a step is, and which months the steps fall in. Lists that may be
long are cut by SQL, and say how long they were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt
from statistics import StatisticsError, correlation, linear_regression, stdev
from typing import TYPE_CHECKING, Any, LiteralString

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[dict[str, Any]]

Row = dict[str, Any]

#: From this many days on the steps are days; below, as long as gives some hundreds of them.
DAILY_FROM = timedelta(days=45)
#: Below this a return is not extrapolated to a year.
ANNUAL_FROM = timedelta(days=30)

_SHORT_STEPS = (
    *((f"{n} second", n) for n in (1, 5, 15, 30)),
    *((f"{n} minute", n * 60) for n in (1, 5, 15, 30)),
    *((f"{n} hour", n * 3600) for n in (1, 2, 4)),
)
_SHORT_POINTS = 1000

NEWEST_TRIPS, EXTREME_TRIPS = 100, 25
CHARTED_TICKERS = 20
#: A chart has a marker for each fill up to so many, then one for those of a side in each part of its time.
SINGLE_MARKERS, MARKER_PARTS = 400, 120
LONGEST_LIST = 200


@dataclass(frozen=True)
class Listed:
    """The rows of a list that are shown, and how many there are."""

    rows: list[Row] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class Instrument:
    """What is needed to draw a ticker: its price, part by part of the time, and the fills."""

    ticker: str
    source: str  # bars, trades, quotes, or fills where no market data was fed
    prices: list[Row]  # at, low, high, last
    fills: list[Row]  # at, side, quantity, price, fills, and of a single fill tag and realized_pnl
    total_fills: int


@dataclass(frozen=True)
class Comparison:
    """Another account, or a ticker held all along."""

    name: str
    curve: list[Row]  # at, value
    performance: Row
    correlation: float | None = None
    beta: float | None = None


@dataclass(frozen=True)
class ReportData:
    """Everything that a report says."""

    account: Row
    made_at: datetime
    schema_version: int
    from_at: datetime | None
    to_at: datetime | None
    step: str
    periods_per_year: int
    annualized: bool
    state: Row  # paper.account_at
    performance: Row
    curve: list[Row]
    months: list[Row]
    days: list[Row]
    drawdowns: list[Row]
    by_ticker: Listed
    by_tag: Listed
    instruments: list[Instrument]
    positions: Listed
    round_trips: Listed
    trip_returns: list[Row]
    costs: list[Row]
    dearest_fills: list[Row]
    rejections: list[Row]
    open_orders: Listed
    orders: list[Row]
    cash_flows: Listed
    epochs: Listed
    epoch: int | None
    violations: Listed
    versus: Comparison | None = None
    benchmark: Comparison | None = None

    def as_dict(self) -> dict[str, Any]:
        """Everything, for JSON."""
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, (Listed, Instrument, Comparison)):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True)
class Scope:
    """Which account, and what of it; `step` is worked out when it is not asked for."""

    account: str
    from_at: datetime | None = None
    to_at: datetime | None = None
    epoch: int | None = None
    step: str | None = None


def read(
    opened: "Connection", scope: Scope, *, versus: str | None = None, benchmark: str | None = None
) -> ReportData:
    """Read a report in one transaction; the connection is in autocommit and its sessions in UTC."""
    with opened.transaction():
        opened.execute("set transaction isolation level repeatable read, read only")
        return _Reader(opened, scope).report(versus, benchmark)


class _Reader:
    def __init__(self, opened: "Connection", scope: Scope) -> None:
        self._opened, self._scope = opened, scope
        self._parameters: dict[str, Any] = {
            "account": scope.account,
            "from": scope.from_at,
            "to": scope.to_at,
            "epoch": scope.epoch,
        }

    def _all(self, query: LiteralString, **parameters: Any) -> list[Row]:
        return self._opened.execute(query, {**self._parameters, **parameters}).fetchall()

    def _one(self, query: LiteralString, **parameters: Any) -> Row:
        rows = self._all(query, **parameters)
        return rows[0] if rows else {}

    def _listed(self, query: LiteralString, **parameters: Any) -> Listed:
        """Run a query whose column `total` counts all rows, most of which it leaves out."""
        rows = self._all(query, longest=LONGEST_LIST, **parameters)
        total = rows[0]["total"] if rows else 0
        return Listed([{name: row[name] for name in row if name != "total"} for row in rows], total)

    def report(self, versus: str | None, benchmark: str | None) -> ReportData:
        self._one("select paper.clock(%(account)s)")  # ZP001 when the caller has no such account
        account = self._one(_ACCOUNT)
        state = self._one(_STATE)
        bounds = self._one(_BOUNDS, epoch_seq=state.get("epoch_seq"), state_seq=state.get("seq"))
        self._parameters |= bounds
        step = self._scope.step or step_for(bounds["last_at"] - bounds["first_at"])
        self._parameters["step"] = step
        curve = self._all(_CURVE)
        from_at, to_at = (curve[0]["at"], curve[-1]["at"]) if curve else (None, None)
        per_year = periods_per_year(curve)
        self._parameters |= {
            "per_year": per_year,
            "curve_from": from_at,
            "curve_to": to_at,
            "curve_from_seq": curve[0]["seq"] if curve else 0,
        }
        by_ticker = self._listed(_PNL_BY, by="ticker")
        return ReportData(
            account=account,
            made_at=self._one("select now() as at")["at"],
            schema_version=self._one("select paper.schema_version() as version")["version"],
            from_at=from_at,
            to_at=to_at,
            step=step,
            periods_per_year=per_year,
            annualized=bool(curve) and curve[-1]["at"] - curve[0]["at"] >= ANNUAL_FROM,
            state=state,
            performance=self._one(_PERFORMANCE),
            curve=curve,
            months=by_period(curve, "%Y-%m"),
            days=by_period(curve, "%Y-%m-%d") if bounds["last_at"] - bounds["first_at"] < DAILY_FROM else [],
            drawdowns=self._all(_DRAWDOWNS),
            by_ticker=by_ticker,
            by_tag=self._listed(_PNL_BY, by="tag"),
            instruments=self._instruments(by_ticker.rows),
            positions=self._listed(_POSITIONS),
            round_trips=self._listed(_ROUND_TRIPS, newest=NEWEST_TRIPS, extreme=EXTREME_TRIPS),
            trip_returns=self._all(_TRIP_RETURNS),
            costs=self._all(_COSTS),
            dearest_fills=self._all(_DEAREST_FILLS),
            rejections=self._all(_REJECTIONS),
            open_orders=self._listed(_OPEN_ORDERS),
            orders=self._all(_ORDERS),
            cash_flows=self._listed(_CASH_FLOWS),
            epochs=self._listed(_EPOCHS),
            epoch=self._one(_EPOCH).get("epoch"),
            violations=self._listed(_VIOLATIONS),
            versus=self._versus(versus, curve) if versus is not None else None,
            benchmark=self._benchmark(benchmark, curve) if benchmark is not None else None,
        )

    def _instruments(self, traded: Sequence[Row]) -> list[Instrument]:
        chosen = [row["name"] for row in traded[:CHARTED_TICKERS]]
        if not chosen:
            return []
        counts = {row["name"]: row["fills"] for row in traded}
        few = [ticker for ticker in chosen if counts[ticker] <= SINGLE_MARKERS]
        many = [ticker for ticker in chosen if counts[ticker] > SINGLE_MARKERS]
        fills = self._all(_SINGLE_FILLS, tickers=few) + (
            self._all(_MANY_FILLS, tickers=many, parts=MARKER_PARTS) if many else []
        )
        parts = 1500 if len(chosen) <= 4 else 800 if len(chosen) <= 8 else 400
        found: dict[str, tuple[str, list[Row]]] = {}
        for source, query in _PRICES.items():
            missing = [ticker for ticker in chosen if ticker not in found]
            for row in self._all(query, tickers=missing, parts=parts) if missing else ():
                found.setdefault(row.pop("ticker"), (source, []))[1].append(row)
        return [
            Instrument(
                ticker,
                *found.get(ticker, ("fills", [])),
                [
                    {name: row[name] for name in row if name != "ticker"}
                    for row in fills
                    if row["ticker"] == ticker
                ],
                counts[ticker],
            )
            for ticker in chosen
        ]

    def _versus(self, name: str, curve: Sequence[Row]) -> Comparison:
        """Another account, in its current epoch and the time of this one."""
        begin = curve[0]["at"] if curve else self._scope.from_at
        parameters = {"account": name, "epoch": None, "from": begin}
        rows = self._all(_CURVE, **parameters)
        value, values = 1.0, []
        for row in rows:
            value *= 1 + (row["return"] or 0.0)
            values.append({"at": row["at"], "value": value})
        related = _related(curve, _returns(_at_points(curve, values)))
        return Comparison(name, values, self._one(_PERFORMANCE, **parameters), *related)

    def _benchmark(self, ticker: str, curve: Sequence[Row]) -> Comparison:
        prices: list[Row] = []
        for source, query in _PRICES.items():
            if source != "fills" and curve and not prices:
                prices = self._all(query, tickers=[ticker], parts=max(len(curve) - 1, 1))
        held = _at_points(curve, [{"at": row["at"], "value": float(row["last"])} for row in prices])
        returns = _returns(held)
        performance = _figures(held, list(returns.values()), self._parameters["per_year"])
        base = held[0]["value"] if held else 1.0
        rows = [{"at": row["at"], "value": row["value"] / base} for row in held]
        return Comparison(ticker, rows, performance, *_related(curve, returns))


def _at_points(curve: Sequence[Row], values: Sequence[Row]) -> list[Row]:
    """The newest value at each point of the curve that has one above 0."""
    found, used, newest = [], 0, None
    for row in curve:
        while used < len(values) and values[used]["at"] <= row["at"]:
            newest = values[used]["value"]
            used += 1
        if newest:
            found.append({"at": row["at"], "value": newest, "active": row["active"]})
    return found


def _returns(held: Sequence[Row]) -> dict[datetime, float]:
    """What each step in which anything happened brought."""
    return {
        after["at"]: after["value"] / before["value"] - 1
        for before, after in pairwise(held)
        if after["active"]
    }


def step_for(span: timedelta) -> str:
    """A day; for what is younger than `DAILY_FROM`, the shortest step with some hundreds of points."""
    if span >= DAILY_FROM:
        return "1 day"
    for name, seconds in _SHORT_STEPS:
        if span / timedelta(seconds=seconds) <= _SHORT_POINTS:
            return name
    return "4 hour"


def periods_per_year(curve: Sequence[Row]) -> int:
    """How many steps a year has in which anything happens: 252 or 365 days; shorter ones are counted."""
    if len(curve) < 3:
        return 252
    active = sum(row["active"] for row in curve[1:])
    years = (curve[-1]["at"] - curve[0]["at"]) / timedelta(days=365.25)
    if curve[1]["at"] - curve[0]["at"] < timedelta(days=1):
        return max(round(active / years), 1) if years else 252
    return 252 if active / years < 300 else 365


def by_period(curve: Sequence[Row], form: str) -> list[Row]:
    """Chain the returns of the steps that end in each month or day."""
    chained: dict[str, float] = {}
    for row in curve[1:]:
        name = row["at"].strftime(form)
        chained[name] = chained.get(name, 1.0) * (1 + (row["return"] or 0.0))
    return [{"period": name, "return": value - 1} for name, value in chained.items()]


def _related(curve: Sequence[Row], other: Mapping[datetime, float]) -> tuple[float | None, float | None]:
    """Correlation and beta of the steps that both have a return for."""
    pairs = [
        (other[row["at"]], row["return"])
        for row in curve
        if row["active"] and row["return"] is not None and row["at"] in other
    ]
    theirs, own = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    try:
        return correlation(theirs, own), linear_regression(theirs, own).slope
    except StatisticsError:
        return None, None


def _figures(held: Sequence[Row], returns: Sequence[float], per_year: int) -> Row:
    """The figures of what was bought at the first point and kept, as paper.performance defines them."""
    if len(held) < 2:
        return {}
    total = held[-1]["value"] / held[0]["value"]
    peak, deepest = held[0]["value"], 0.0
    for row in held:
        peak = max(peak, row["value"])
        deepest = min(deepest, row["value"] / peak - 1)
    mean = sum(returns) / len(returns) if returns else 0.0
    deviation = stdev(returns) if len(returns) > 1 else 0.0
    downside = sqrt(sum(min(value, 0.0) ** 2 for value in returns) / len(returns)) if returns else 0.0
    annual = total ** (per_year / len(returns)) - 1 if returns else None
    return {
        "total_return": total - 1,
        "annual_return": annual,
        "annual_volatility": deviation * sqrt(per_year),
        "sharpe": mean / deviation * sqrt(per_year) if deviation else None,
        "sortino": mean / downside * sqrt(per_year) if downside else None,
        "calmar": annual / -deepest if annual is not None and deepest else None,
        "max_drawdown": deepest,
        "best_return": max(returns, default=None),
        "worst_return": min(returns, default=None),
        "periods": len(returns),
    }


_ACCOUNT: LiteralString = """
    select account_id, status, currency, cash, reserved, buying_power, portfolio_value, initial_cash, seq,
        epoch_seq, owner, clock, opened_at, settings
    from paper.accounts where account_id = %(account)s
"""
_STATE: LiteralString = """
    select at, seq, cash, market_value, equity, realized_pnl, unrealized_pnl, fees, net_deposits, epoch_seq
    from paper.account_at(
        p_account_id => %(account)s, p_at => %(to)s::timestamptz, p_epoch => %(epoch)s::integer)
"""
# The rows of the journal that the report is about are those after from_seq, up to to_seq.
_BOUNDS: LiteralString = """
    select
        greatest(s.epoch_seq, 0, case when %(from)s::timestamptz is null then 0 else
            paper.seq_at(%(account)s, %(from)s::timestamptz - interval '1 microsecond') end) as from_seq,
        coalesce(s.seq, 0) as to_seq,
        -- As paper.equity_curve: what was opened before its clock was set begins when it trades.
        greatest(%(from)s::timestamptz, coalesce((
            select j.at from paper.journal as j
            where j.account_id = %(account)s and j.seq >= s.epoch_seq and j.seq <= s.seq
                and j.at > '1900-01-01 00:00+00'
            order by j.seq limit 1
        ), b.at)) as first_at,
        b.at as last_at
    from (select %(epoch_seq)s::bigint as epoch_seq, %(state_seq)s::bigint as seq) as s
    cross join (
        select coalesce((
            select a.at from paper.account_at(%(account)s, %(to)s::timestamptz, %(epoch)s::integer) as a
        ), now()) as at
    ) as b
"""
_EPOCH: LiteralString = """
    select epoch from paper.epochs
    where account_id = %(account)s and %(to_seq)s between from_seq and to_seq order by epoch desc limit 1
"""
_CURVE: LiteralString = """
    select at, seq, cash, market_value, equity, net_deposits, flow, return, drawdown, gross_value, active
    from paper.equity_curve(p_account_id => %(account)s, p_from => %(from)s::timestamptz,
        p_to => %(to)s::timestamptz, p_step => %(step)s::interval, p_epoch => %(epoch)s::integer)
"""
_PERFORMANCE: LiteralString = """
    select * from paper.performance(p_account_id => %(account)s, p_from => %(from)s::timestamptz,
        p_to => %(to)s::timestamptz, p_step => %(step)s::interval, p_periods_per_year => %(per_year)s,
        p_epoch => %(epoch)s::integer)
"""
_DRAWDOWNS: LiteralString = """
    select peak_at, valley_at, recovered_at, depth, extract(epoch from length)::double precision as seconds
    from paper.drawdowns(p_account_id => %(account)s, p_from => %(from)s::timestamptz,
        p_to => %(to)s::timestamptz, p_step => %(step)s::interval, p_epoch => %(epoch)s::integer)
    order by depth, peak_at limit 5
"""
_PNL_BY: LiteralString = """
    select name, fills, bought, sold, realized_pnl, fees, net_pnl, wins, losses, first_at, last_at,
        count(*) over () as total
    from paper.pnl_by(p_account_id => %(account)s, p_by => %(by)s, p_from => %(from)s::timestamptz,
        p_to => %(to)s::timestamptz, p_epoch => %(epoch)s::integer)
    order by bought + sold desc, name collate "C" limit %(longest)s
"""
_POSITIONS: LiteralString = """
    select ticker, quantity, avg_entry_price, mark_price, market_value, unrealized_pnl, realized_pnl,
        count(*) over () as total
    from paper.positions_at(p_account_id => %(account)s, p_at => %(to)s::timestamptz,
        p_epoch => %(epoch)s::integer)
    where quantity <> 0
    order by abs(market_value) desc, ticker limit %(longest)s
"""
_TRIPS: LiteralString = """
    select * from paper.round_trips(p_account_id => %(account)s, p_at => %(to)s::timestamptz,
        p_epoch => %(epoch)s::integer) as t
    where t.exit_seq > %(curve_from_seq)s
"""
_ROUND_TRIPS: LiteralString = f"""
    with ranked as (
        select t.*, row_number() over (order by t.trip desc) as age,
            row_number() over (order by t.net_pnl desc, t.trip) as best,
            row_number() over (order by t.net_pnl, t.trip) as worst, count(*) over () as total
        from ({_TRIPS}) as t
    )
    select trip, ticker, side, opened_at, closed_at, quantity, entry_price, exit_price, entry_value, pnl,
        fees, net_pnl, return, extract(epoch from duration)::double precision as seconds, entry_seq, exit_seq,
        entry_order_id, exit_order_id, tag, total
    from ranked
    where total <= %(longest)s or age <= %(newest)s or best <= %(extreme)s or worst <= %(extreme)s
    order by trip desc
"""
_TRIP_RETURNS: LiteralString = f"""
    with returns as (select t.return as r, t.net_pnl from ({_TRIPS}) as t),
    extremes as (
        select greatest(max(abs(r)), 1e-9) as furthest,
            greatest(percentile_disc(0.98) within group (order by abs(r)), 1e-9) as usual
        from returns
    ),
    width as (select 2 * usual / 30 as w, usual from extremes)
    select floor(greatest(least(r, usual), -usual) / w)::integer as part, min(w) as width, count(*) as trips,
        sum(net_pnl) as net_pnl
    from returns, width group by 1 order by 1
"""
_FILL_COSTS: LiteralString = """
    select * from paper.fill_costs(p_account_id => %(account)s, p_from => %(from)s::timestamptz,
        p_to => %(to)s::timestamptz, p_epoch => %(epoch)s::integer)
"""
_COSTS: LiteralString = f"""
    select reference, liquidity, count(*) as fills, sum(quantity * price) as value, sum(slippage) as slippage,
        sum(fee) as fees, sum(cost) as cost,
        (sum(slippage) / nullif(sum(quantity * reference_price), 0) * 10000)::float8 as slippage_bps,
        (sum(cost) / nullif(sum(quantity * reference_price), 0) * 10000)::float8 as cost_bps
    from ({_FILL_COSTS}) as f group by reference, liquidity order by value desc
"""
_DEAREST_FILLS: LiteralString = f"""
    select at, ticker, side::text, quantity, price, reference, reference_price, slippage, slippage_bps, fee,
        cost
    from ({_FILL_COSTS}) as f where cost > 0 order by cost desc, seq limit 10
"""
_ORDERS: LiteralString = """
    select status::text, order_type::text, count(*) as orders
    from paper.orders
    where account_id = %(account)s and seq > %(from_seq)s and seq <= %(to_seq)s
    group by status, order_type order by status, order_type
"""
# The newest three of each reason, as a JSON list.
_REJECTIONS: LiteralString = """
    with refused as (
        select *, row_number() over (partition by status, reject_reason order by seq desc) as age
        from paper.orders
        where account_id = %(account)s and seq > %(from_seq)s and seq <= %(to_seq)s
            and (status = 'rejected' or reject_reason is not null)
    )
    select status::text, reject_reason, count(*) as orders, min(submitted_at) as first_at,
        max(submitted_at) as last_at,
        jsonb_agg(jsonb_build_object('seq', seq, 'at', submitted_at, 'idempotency_key', idempotency_key,
            'ticker', ticker, 'side', side, 'order_type', order_type, 'quantity', quantity::text,
            'limit_price', limit_price::text, 'stop_price', stop_price::text, 'error', error,
            'tag', options ->> 'tag') order by age) filter (where age <= 3) as examples
    from refused group by status, reject_reason order by orders desc, status, reject_reason
"""
_OPEN_ORDERS: LiteralString = """
    select seq, submitted_at, idempotency_key, ticker, side::text, order_type::text, quantity, fill_quantity,
        limit_price, stop_price, status::text, options ->> 'time_in_force' as time_in_force,
        options ->> 'tag' as tag, count(*) over () as total
    from paper.open_orders where account_id = %(account)s
    order by seq desc limit %(longest)s
"""
_CASH_FLOWS: LiteralString = """
    select at, seq, event_type::text, amount, cash_after, count(*) over () as total
    from paper.cash_ledger
    where account_id = %(account)s and seq <= %(to_seq)s
        and seq >= %(from_seq)s + (%(from)s::timestamptz is not null)::integer
        and event_type not in ('fill', 'partial_fill')
    order by seq desc limit %(longest)s
"""
_EPOCHS: LiteralString = """
    select epoch, from_seq, to_seq, from_at, to_at, initial_cash, final_cash, is_current,
        count(*) over () as total
    from paper.epochs where account_id = %(account)s order by epoch desc limit %(longest)s
"""
_VIOLATIONS: LiteralString = """
    select rule, detail, count(*) over () as total
    from paper.check(p_account_id => %(account)s) order by rule, detail limit %(longest)s
"""
_SINGLE_FILLS: LiteralString = """
    select f.ticker, f.at, f.side::text, f.quantity, f.price, f.realized_pnl, 1 as fills,
        (select o.options ->> 'tag' from paper.orders as o
            where o.account_id = f.account_id and o.seq = f.order_seq) as tag
    from paper.fills as f
    where f.account_id = %(account)s and f.seq > %(from_seq)s and f.seq <= %(to_seq)s
        and f.ticker = any(%(tickers)s)
    order by f.seq
"""
_MANY_FILLS: LiteralString = """
    select ticker, to_timestamp(avg(extract(epoch from at))) as at, side::text, sum(quantity) as quantity,
        sum(quantity * price) / sum(quantity) as price, sum(realized_pnl) as realized_pnl, count(*) as fills,
        null as tag
    from paper.fills
    where account_id = %(account)s and seq > %(from_seq)s and seq <= %(to_seq)s and ticker = any(%(tickers)s)
    group by ticker, side, width_bucket(extract(epoch from at),
        extract(epoch from %(curve_from)s::timestamptz),
        extract(epoch from %(curve_to)s::timestamptz) + 0.001, %(parts)s)
    order by 2
"""


def _prices(view: LiteralString, at: LiteralString, low: LiteralString, high: LiteralString,
            last: LiteralString) -> LiteralString:  # fmt: skip
    """The low, the high and the last price of each ticker in each part of the time."""
    return f"""
        select m.ticker, to_timestamp((max(m.pair))[1]) as at, min(m.low) as low, max(m.high) as high,
            (max(m.pair))[2]::numeric as last
        from (
            select ticker, {low} as low, {high} as high,
                array[extract(epoch from {at}), {last}]::double precision[] as pair
            from {view}
            where ticker = any(%(tickers)s) and {at} >= %(curve_from)s and {at} <= %(curve_to)s
                and {last} is not null
        ) as m
        group by m.ticker, width_bucket(m.pair[1], extract(epoch from %(curve_from)s::timestamptz)::float8,
            extract(epoch from %(curve_to)s::timestamptz)::float8 + 0.001, %(parts)s)
        order by m.ticker, 2
    """


_MID: LiteralString = "coalesce((bid + ask) / 2, bid, ask)"
_PRICES: dict[str, LiteralString] = {
    "bars": _prices("paper.bars", "ends_at", "low", "high", "close"),
    "trades": _prices("paper.trades", "at", "price", "price", "price"),
    "quotes": _prices("paper.quotes", "at", _MID, _MID, _MID),
    "fills": _prices(
        "(select * from paper.fills where account_id = %(account)s and seq > %(from_seq)s"
        " and seq <= %(to_seq)s) as f",
        "at",
        "price",
        "price",
        "price",
    ),
}
