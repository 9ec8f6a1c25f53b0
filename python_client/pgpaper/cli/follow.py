"""An account followed over a connection that may be slow, or lost for a while.

One small question a tick; what its answer says has changed is read again, and nothing else.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, LiteralString

from pgpaper.cli import account as accounts
from pgpaper.cli import orders as order_commands
from pgpaper.cli import output, session
from pgpaper.cli.errors import understand

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.AsyncConnection[dict[str, Any]]

Row = dict[str, Any]

EVENTS_A_READ = 1000
_EVENTS_KEPT = 200
_ORDERS_SHOWN = 200
_PATIENCE = 30.0  # seconds for a reply; after that the connection counts as lost
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 10.0  # between two attempts to connect

_TICK: LiteralString = """
select
    a.seq, a.epoch_seq, a.clock, date_trunc('day', paper.clock(a.account_id)) as day,
    (
        select sum(m.tape_seq)
        from paper.positions as p
        inner join paper.market as m on p.ticker = m.ticker
        where p.account_id = a.account_id and p.quantity <> 0
    ) as market
from paper.accounts as a
where a.account_id = %(account)s"""

_JOURNAL: LiteralString = """
select
    account_id, seq, at, event_type, order_id, idempotency_key, ticker, side, order_type, quantity,
    limit_price, stop_price, price, amount, fee, realized_pnl, cash_after, quantity_after,
    avg_entry_price_after, reject_reason, error, options, detail, market_at, liquidity, rule
from paper.journal
where account_id = %(account)s and seq > %(after)s"""

_ACCOUNT: LiteralString = f"select {accounts.COLUMNS} from paper.accounts where account_id = %(account)s"

_OPEN_ORDERS: LiteralString = (
    f"select {order_commands.COLUMNS} from paper.open_orders where account_id = %(account)s"
    f" order by seq desc limit {_ORDERS_SHOWN + 1}"
)

# Equity when the day began (UTC, on the account's clock), or when the account was opened or reset on that
# day. What was held then is what is held now without the fills since; it is valued at the newest data fed for
# a time before the day, without any at the average entry price.
_DAY: LiteralString = """
with begun as (
    select
        a.account_id, a.settings ->> 'mark' as mark, %(day)s::timestamptz as day,
        greatest(
            paper.seq_at(a.account_id, %(day)s::timestamptz - interval '1 microsecond'), a.epoch_seq
        ) as seq
    from paper.accounts as a
    where a.account_id = %(account)s
)
select
    b.seq,
    j.cash_after + coalesce((
        select sum(h.quantity * coalesce(
            case b.mark
                when 'close' then bar.close when 'mid' then quote.mid when 'bid_ask' then quote.bid
            end,
            trade.price, quote.mid, bar.close, entry.price
        ))
        from (
            select
                p.ticker,
                p.quantity - coalesce((
                    select sum(case f.side when 'buy' then f.quantity else -f.quantity end)
                    from paper.fills as f
                    where f.account_id = b.account_id and f.seq > b.seq and f.ticker = p.ticker
                ), 0) as quantity
            from paper.positions as p
            where p.account_id = b.account_id
        ) as h
        left join paper.market as m on h.ticker = m.ticker
        left join lateral (
            select t.price from paper.trades as t
            where m.last is not null and t.ticker = h.ticker and t.at < b.day order by t.tape_seq desc limit 1
        ) as trade on true
        left join lateral (
            select (t.bid + t.ask) / 2 as mid, t.bid from paper.quotes as t
            where m.quote_at is not null and t.ticker = h.ticker and t.at < b.day
            order by t.tape_seq desc limit 1
        ) as quote on true
        left join lateral (
            select t.close from paper.bars as t
            where m.close is not null and t.ticker = h.ticker and t.ends_at < b.day
            order by t.tape_seq desc limit 1
        ) as bar on true
        left join lateral (
            select f.avg_entry_price_after as price from paper.fills as f
            where f.account_id = b.account_id and f.ticker = h.ticker and f.seq <= b.seq
            order by f.seq desc limit 1
        ) as entry on true
        where h.quantity <> 0
    ), 0) as equity
from begun as b
inner join paper.journal as j on b.account_id = j.account_id and b.seq = j.seq"""

_TRANSFERS: LiteralString = """
select coalesce(max(seq), %(after)s) as seq, coalesce(sum(amount), 0) as amount
from paper.cash_ledger
where account_id = %(account)s and seq > %(after)s and event_type in ('deposit', 'withdrawal', 'transfer')"""


@dataclass
class View:
    """What is known of an account; the newest event and the newest order come first."""

    account: Row = field(default_factory=dict)
    positions: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    events: deque[Row] = field(default_factory=lambda: deque(maxlen=_EVENTS_KEPT))
    day_pnl: Decimal = Decimal(0)


class Follower:
    """Follows an account over a connection that may be slow, or lost for a while.

    `read_at` is when the latest reply came (time.monotonic()), None before the first; `trouble` says why
    there is no connection at the moment.
    """

    def __init__(self, on: session.Target, account_id: str, every: float) -> None:
        self.account_id = account_id
        self.view = View()
        self.read_at: float | None = None
        self.trouble: str | None = None
        self._on, self._every = on, every
        self._tick: Row = {}
        self._day: tuple[Any, ...] = ()
        self._opening = self._transferred = Decimal(0)
        self._transfers_seq = 0

    async def follow(
        self, look: "Callable[[Connection], Awaitable[bool]]", told: Callable[[], None] = lambda: None
    ) -> None:
        """Look, tick by tick, for ever; `told` is called when there is something new to say."""
        import psycopg

        pause = _FIRST_PAUSE
        while True:
            try:
                async with await self.connect() as opened:
                    while True:
                        async with asyncio.timeout(_PATIENCE):
                            changed = await look(opened)
                        changed |= self.trouble is not None
                        self.read_at, self.trouble, pause = time.monotonic(), None, _FIRST_PAUSE
                        if changed:
                            told()
                        await asyncio.sleep(self._every)
            except TimeoutError:
                self.trouble = f"no reply for {_PATIENCE:.0f} s"
            except psycopg.Error as err:
                if self.read_at is None or not _passes(err):
                    raise
                self.trouble = understand(err).what.removeprefix("no connection: ")
            told()
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def connect(self) -> "Connection":
        import psycopg
        from psycopg.rows import dict_row
        from psycopg.types.json import set_json_loads

        opened = await psycopg.AsyncConnection.connect(
            **session.connect_options(self._on), autocommit=True, row_factory=dict_row
        )
        try:
            set_json_loads(output.from_json, opened)
            await opened.execute(session.PREPARE, session.READING)
        except BaseException:
            await opened.close()
            raise
        return opened

    async def look(self, opened: "Connection") -> bool:
        """Bring the view up to date; return whether anything has changed."""
        rows = await self._rows(opened, _TICK)
        if not rows:  # taken away since; this raises what says so
            await opened.execute("select paper.clock(%s)", (self.account_id,))
        (tick,) = rows
        if tick == self._tick:
            return False
        # One snapshot; what was read before stays until all of it is there.
        async with opened.transaction():
            await self._read_changed(opened, tick)
        self._tick = tick
        return True

    async def _read_changed(self, opened: "Connection", tick: Row) -> None:
        view = self.view
        (account,) = await self._rows(opened, _ACCOUNT)
        positions = await self._rows(opened, order_commands.POSITIONS, all=False)
        orders, events = view.orders, list[Row]()
        if tick["seq"] != self._tick.get("seq"):
            known = self._tick.get("seq", 0)
            orders = await self._rows(opened, _OPEN_ORDERS)
            events = await self._rows(
                opened, _JOURNAL + f" order by seq desc limit {_EVENTS_KEPT}", after=known
            )
        pnl = await self._day_pnl(opened, account, tick)
        view.account, view.positions, view.orders, view.day_pnl = account, positions, orders, pnl
        view.events.extendleft(reversed(events))

    async def _day_pnl(self, opened: "Connection", account: Row, tick: Row) -> Decimal:
        day = (tick["day"], tick["epoch_seq"])
        if day != self._day:
            (begun,) = await self._rows(opened, _DAY, day=tick["day"])
            self._day, self._opening, self._transfers_seq = day, begun["equity"], begun["seq"]
            self._transferred = Decimal(0)
        (transfers,) = await self._rows(opened, _TRANSFERS, after=self._transfers_seq)
        self._transferred += transfers["amount"]
        self._transfers_seq = account["seq"]
        pnl: Decimal = account["portfolio_value"] - self._opening - self._transferred
        return pnl

    async def events_after(self, opened: "Connection", seq: int) -> list[Row]:
        """Rows of the journal behind a seq, oldest first."""
        return await self._rows(opened, _JOURNAL + f" order by seq limit {EVENTS_A_READ}", after=seq)

    async def newest_seq(self, opened: "Connection") -> int:
        (tick,) = await self._rows(opened, _TICK)
        return int(tick["seq"])

    async def _rows(self, opened: "Connection", query: LiteralString, **parameters: Any) -> list[Row]:
        cursor = await opened.execute(query, {"account": self.account_id, **parameters})
        return await cursor.fetchall()


def _passes(err: "psycopg.Error") -> bool:
    """Whether what went wrong may be over when it is tried again."""
    from pgpaper.retry import is_transient

    return is_transient(err) or err.sqlstate in {"53300", "57P04", "25P02"}
