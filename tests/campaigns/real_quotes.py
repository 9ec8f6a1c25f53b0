"""Two traders over a file of real quotes, through the adapter, and a third that buys 100 at once.

    python tests/campaigns/real_quotes.py QUOTES [TRADES] [--every N] [--server embedded|debian]

QUOTES has the columns recv_ts_ns, update_id, bid_price, bid_qty, ask_price, ask_qty, and TRADES recv_ts_ns,
trade_id, price, qty, as hftbacktest publishes them for Binance spot; either may be gzipped. A market maker
keeps two limits at the best prices, a trend follower enters with brackets. Afterwards:

- check() is empty, and the fills are those of the model in tests/python/market_model.py, one by one;
- every fill lies within the quote that made it, and no displayed size is taken twice;
- nothing is reserved once the open orders are cancelled;
- the files fed a second time change nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import gzip
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "python")]

import market_model as model  # noqa: E402
from pgpaper import OrderRequest, PaperTradingAdapter  # noqa: E402
from support.desk import Connection, Datum, Desk, Fill, Quote, Trade, connect, feed  # noqa: E402
from support.servers import TARGETS, Server, clean_environment  # noqa: E402

TICKER = "BTCUSDT"
#: Trades are fed too, and would elect the stops; the model follows the quotes alone.
SETTINGS = {
    "fill_model": "market",
    "clock": "simulated",
    "trigger_type": "bid_ask",
    "fees": {"maker": 0.0002, "taker": 0.0005},
}
MAKER, TREND, TAKER = "maker", "trend", "taker"
CASH = 10_000_000
LOT = Decimal("0.05")
STAKE = Decimal(5)


def opened(path: Path) -> IO[str]:
    return gzip.open(path, "rt") if path.suffix == ".gz" else path.open()


def time_of(row: dict[str, str]) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(row["recv_ts_ns"]) // 1000)


def quotes_of(path: Path) -> Iterator[Quote]:
    with opened(path) as file:
        for row in csv.DictReader(file):
            yield Quote(
                TICKER, time_of(row), Decimal(row["bid_price"]), Decimal(row["ask_price"]),
                Decimal(row["bid_qty"]), Decimal(row["ask_qty"]), int(row["update_id"]),
            )  # fmt: skip


def trades_of(path: Path) -> Iterator[Trade]:
    with opened(path) as file:
        for row in csv.DictReader(file):
            price, size = Decimal(row["price"]), Decimal(row["qty"])
            yield Trade(TICKER, time_of(row), price, size, int(row["trade_id"]))


# --- the traders --------------------------------------------------------------------------------


@dataclass
class Trader:
    """A strategy on an account; what it asks for goes to the adapter and to the model."""

    broker: PaperTradingAdapter
    account: model.Account
    ids: dict[str, str] = field(default_factory=dict)
    sent: int = 0

    async def send(
        self,
        side: str,
        quantity: Decimal,
        order_type: str = "market",
        limit: Decimal | None = None,
        take_profit: Decimal | None = None,
        stop_loss: Decimal | None = None,
    ) -> str:
        self.sent += 1
        key = f"order-{self.sent}"
        options: dict[str, object] = {}
        if take_profit is not None:
            options = {
                "order_class": "bracket",
                "take_profit": {"limit_price": take_profit},
                "stop_loss": {"stop_price": stop_loss},
            }
        response = await self.broker.submit_order(
            OrderRequest(TICKER, side, quantity, order_type, limit, None, key, **options)  # type: ignore[arg-type]
        )
        self.ids[key] = response.broker_order_id
        self.account.submit(key, TICKER, side, quantity, order_type, limit, None, **options)
        return key

    async def cancel(self, key: str) -> None:
        await self.broker.cancel_order(self.ids[key])
        self.account.cancel(key)

    def is_open(self, key: str | None) -> bool:
        return key is not None and self.account.orders[key].is_open

    def held(self) -> Decimal:
        return self.account.held(TICKER)


@dataclass
class MarketMaker(Trader):
    quoted: dict[str, tuple[str, Decimal]] = field(default_factory=dict)

    async def decide(self, quote: Quote) -> None:
        """Keep a bid at the best bid and an offer at the best ask."""
        if not self.sent:
            await self.send("buy", STAKE)
            return
        for side, price in (("buy", quote.bid), ("sell", quote.ask)):
            assert isinstance(price, Decimal)
            key, old = self.quoted.get(side, ("", Decimal(0)))
            if key and self.is_open(key):
                if old == price:
                    continue
                await self.cancel(key)
            if side == "sell" and self.held() - self.account.reserved_shares(TICKER) < LOT:
                continue
            self.quoted[side] = (await self.send(side, LOT, "limit", price), price)


@dataclass
class TrendFollower(Trader):
    seen: deque[Decimal] = field(default_factory=lambda: deque(maxlen=20))
    entry: str | None = None

    async def decide(self, quote: Quote) -> None:
        """Buy above the average of what was seen, out at a profit or a loss of four basis points."""
        assert isinstance(quote.bid, Decimal)
        assert isinstance(quote.ask, Decimal)
        mid = (quote.bid + quote.ask) / 2
        self.seen.append(mid)
        busy = self.is_open(self.entry) or self.held() > 0
        if busy or len(self.seen) < 20 or mid <= sum(self.seen) / 20:
            return
        away = round(mid * Decimal("0.0004"), 2)
        entry = await self.send("buy", LOT, take_profit=quote.ask + away, stop_loss=quote.bid - away)
        self.entry = entry


@dataclass
class Taker(Trader):
    async def decide(self, quote: Quote) -> None:
        if not self.sent:
            await self.send("buy", Decimal(100))


# --- the run ------------------------------------------------------------------------------------


def batches(quotes: Sequence[Quote], trades: Sequence[Trade], every: int) -> Iterator[list[Datum]]:
    """Yield everything in time order, `every` quotes at a time and the trades up to them."""
    position = 0
    for begin in range(0, len(quotes), every):
        part = quotes[begin : begin + every]
        end = position
        while end < len(trades) and trades[end].at <= part[-1].at:  # type: ignore[operator]
            end += 1
        yield [*part, *trades[position:end]]
        position = end


def feed_all(connection: Connection, data: Sequence[Datum]) -> int:
    quotes = [datum for datum in data if isinstance(datum, Quote)]
    trades = [datum for datum in data if isinstance(datum, Trade)]
    return feed(connection, quotes).accepted + feed(connection, trades).accepted


async def trade_the_file(dsn: str, data: Iterator[list[Datum]]) -> list[Trader]:
    connection = connect(dsn)
    traders: list[MarketMaker | TrendFollower | Taker] = []
    for kind, name in ((MarketMaker, MAKER), (TrendFollower, TREND), (Taker, TAKER)):
        broker = PaperTradingAdapter(name, CASH, dsn=dsn, settings=SETTINGS, exact=True)
        opening = datetime(1900, 1, 1, tzinfo=UTC)
        account = model.Account(Decimal(CASH), model.Terms.of(SETTINGS), model.Market(), opening)
        traders.append(kind(broker, account))
    for batch in data:
        fed = feed_all(connection, batch)
        assert fed == len(batch), f"{fed} of {len(batch)} rows were accepted"
        quotes = [datum for datum in batch if isinstance(datum, Quote)]
        for trader in traders:
            trader.account.market.feed([*quotes])
            trader.account.catch_up()
            # The engine learns of it by the write that follows, or at the end.
            await trader.decide(quotes[-1])
    for trader in traders:
        await trader.broker.cancel_all_orders()
        for key in [key for key, order in trader.account.orders.items() if order.is_open]:
            trader.account.cancel(key)
        await trader.broker.close()
    connection.close()
    return [*traders]


# --- what must hold -----------------------------------------------------------------------------


def assert_within_quotes(
    fills: Sequence[Fill], limits: dict[int, Decimal | None], quotes: Sequence[Quote]
) -> None:
    """Lay the fills over the quotes: each within its quote, and nothing displayed taken twice."""
    waiting = deque(fills)
    left = {"buy": Decimal(0), "sell": Decimal(0)}
    before: Quote | None = None
    for quote in quotes:
        for side, name in (("buy", "ask"), ("sell", "bid")):
            price, size = getattr(quote, name), getattr(quote, f"{name}_size")
            if before is None or getattr(before, name) != price:
                left[side] = size
            else:
                grown = max(Decimal(0), size - getattr(before, f"{name}_size"))
                left[side] = min(left[side] + grown, size)
        before = quote
        while waiting and waiting[0].market_at == quote.at and fits(waiting[0], limits, quote, left):
            fill = waiting.popleft()
            left[fill.side] -= fill.quantity
        assert not waiting or waiting[0].market_at >= quote.at, f"no quote allows {waiting[0]}"  # type: ignore[operator]
    assert not waiting, f"no quote allows {waiting[0]}"


def fits(fill: Fill, limits: dict[int, Decimal | None], quote: Quote, left: dict[str, Decimal]) -> bool:
    touched = quote.ask if fill.side == "buy" else quote.bid
    assert isinstance(touched, Decimal)
    if fill.quantity > left[fill.side]:
        return False
    if fill.liquidity == "taker":
        return fill.price == touched
    beyond = touched <= fill.price if fill.side == "buy" else touched >= fill.price
    return beyond and fill.price == limits[fill.order_seq]


def assert_same_fills(desk: Desk, account: model.Account) -> None:
    ours = [(f.side, f.quantity, f.price, f.fee, f.liquidity, f.market_at) for f in desk.fills()]
    told = [(f.side, f.quantity, f.price, f.fee, f.liquidity, f.market_at) for f in account.fills]
    for number, (one, other) in enumerate(zip(ours, told, strict=False)):
        assert one == other, f"fill {number}: engine {one}, model {other}"
    assert len(ours) == len(told)
    assert desk.cash() == account.cash


def examine(connection: Connection, traders: Sequence[Trader], quotes: Sequence[Quote]) -> None:
    for trader in traders:
        desk = Desk(connection, trader.broker.account_id, CASH, SETTINGS)
        limits = {order.seq: order.limit_price for order in desk.orders()}
        assert desk.violations() == []
        assert_same_fills(desk, trader.account)
        assert_within_quotes(desk.fills(), limits, quotes)
        assert desk.open_orders() == []
        assert desk.balance().reserved == 0
        assert desk.positions()[TICKER].reserved == 0
        used = {fill.market_at for fill in desk.fills()}
        print(f"{desk.account_id}: {len(limits)} orders, {len(desk.fills())} fills at {len(used)} times")


def assert_second_feed_changes_nothing(connection: Connection, data: Iterator[list[Datum]]) -> None:
    desks = [Desk(connection, name, CASH, SETTINGS) for name in (MAKER, TREND, TAKER)]
    before = [(desk.journal(), desk.balance(), desk.positions()) for desk in desks]
    for batch in data:
        assert feed_all(connection, batch) == 0
    assert [desk.match() for desk in desks] == [0, 0, 0]
    assert [(desk.journal(), desk.balance(), desk.positions()) for desk in desks] == before


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("quotes", type=Path)
    parser.add_argument("trades", type=Path, nargs="?")
    parser.add_argument("--every", type=int, default=200, help="quotes between two decisions")
    parser.add_argument("--server", choices=list(TARGETS), default="embedded")
    asked = parser.parse_args()
    quotes = list(quotes_of(asked.quotes))
    trades = list(trades_of(asked.trades)) if asked.trades else []
    clean_environment()
    server = Server(TARGETS[asked.server])
    try:
        with server.database("campaign") as name:
            began = time.monotonic()
            dsn = server.dsn_of(name)
            traders = asyncio.run(trade_the_file(dsn, batches(quotes, trades, asked.every)))
            print(f"{len(quotes)} quotes, {len(trades)} trades in {time.monotonic() - began:.1f} s")
            with connect(dsn) as connection:
                examine(connection, traders, quotes)
                assert_second_feed_changes_nothing(connection, batches(quotes, trades, asked.every))
    finally:
        server.stop()
    print("all of it held")


if __name__ == "__main__":
    main()
