"""Trade what the strategy says, day by day, and show what came of it."""

import asyncio
import itertools
import logging
import os
import shlex
import shutil
import sys
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString

from pgpaper.adapter import PaperTradingAdapter
from pgpaper.cli import output
from pgpaper.cli.account import COLUMNS as ACCOUNT_COLUMNS
from pgpaper.cli.account import account_fields
from pgpaper.cli.books import VIOLATION_TABLE
from pgpaper.cli.errors import Exit, Failure
from pgpaper.cli.orders import COLUMNS as ORDER_COLUMNS
from pgpaper.cli.orders import ORDER_TABLE, POSITION_TABLE, POSITIONS
from pgpaper.cli.output import Column
from pgpaper.cli.session import Target, connection, one
from pgpaper.demo import bars
from pgpaper.embedded import EmbeddedServer
from pgpaper.interface import Bar, OrderRequest

if TYPE_CHECKING:
    from rich.console import Console

    from pgpaper.cli.session import Connection

INITIAL_CASH = Decimal(100_000)
_LAST_SEQ = 2**63 - 1
SETTINGS = {"clock": "simulated"}
STRATEGY = Path(__file__).with_name("ma_cross.sql")

_Days = list[tuple[datetime, list[dict[str, Any]]]]


def run(target: Target, *, account: str, crash: bool, as_json: bool) -> int:
    """Run the demonstration on a migrated database; return the exit code.

    `crash` is for the embedded server only.
    """
    started = time.monotonic()
    console = output.console(stderr=as_json)
    with connection(target, mode="write") as opened:
        size, is_new = bars.load(opened)
        state = "loaded into demo.bars" if is_new else "are in demo.bars and are what the package has"
        console.print(f"{size:,} daily bars of {', '.join(bars.TICKERS)} {state}", soft_wrap=True)
        market = bars.market(opened)
        orders = opened.execute(STRATEGY.read_bytes()).fetchall()
        days = [(at, list(group)) for at, group in itertools.groupby(orders, key=lambda order: order["at"])]
        console.print(f"{STRATEGY.name} wants {len(orders)} orders on {len(days)} days", soft_wrap=True)
        known = opened.execute(
            "select idempotency_key as key from paper.orders where account_id = %s", (account,)
        ).fetchall()
        seq = _seq(opened, account)
        newest = one(opened, "select max(newest_at) as at from paper.market")["at"]

    keys = {row["key"] for row in known}
    new = [at for at, orders in days if {order["idempotency_key"] for order in orders} - keys]
    if new and newest is not None and newest > new[0]:
        console.print(
            f"the market here is at {newest:%Y-%m-%d %H:%M}Z, and simulated time is never behind it:"
            " new orders will all be of that time. For their own dates, begin where nothing was fed yet"
            " (set PGPAPER_HOME or PGPAPER_DSN)",
            soft_wrap=True,
        )
    planned = _Crash(target, account, new[len(new) // 2], console) if crash and new else None
    fed = asyncio.run(_trade(target, account, market, days, new, planned, console))

    with connection(target, mode="read") as opened:
        result = _result(opened, account, len(orders), seq)
    result["bars"] = {kind: fed[kind] for kind in ("accepted", "duplicates", "out_of_order", "invalid")}
    result["crashes"] = 1 if planned else 0
    result["seconds"] = round(time.monotonic() - started, 1)
    if as_json:
        output.print_json(result)
    else:
        _show(result, console)
    return Exit.VIOLATIONS if result["violations"] else Exit.DONE


async def _trade(
    target: Target,
    account: str,
    market: list[Bar],
    days: _Days,
    new: list[datetime],
    crash: "_Crash | None",
    console: "Console",
) -> Counter[str]:
    """Feed the bars, and submit each day's orders at its close; what is stored already is only replayed."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    # Without a DSN the adapter knows that the server is its own, and starts it again when it is gone.
    adapter = PaperTradingAdapter(
        account, INITIAL_CASH, settings=SETTINGS, dsn=None if target.embedded else target.dsn
    )
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=console, disable=not console.is_terminal)
    fed: Counter[str] = Counter()
    begin = 0
    async with adapter as broker:
        with progress, _overheard(console):
            task = progress.add_task("trading", total=sum(len(orders) for _, orders in days))
            for at, orders in days:
                crashes = crash is not None and at == crash.day
                if crash is not None and crashes:
                    await asyncio.to_thread(crash.strike)
                if at in new:
                    # The clock of the account follows the market: with these bars it is `at`.
                    end = bisect_right(market, at, key=attrgetter("ends_at"))
                    fed.update((await broker.feed_bars(market[begin:end])).to_dict())
                    begin = end
                await broker.submit_orders([_request(order) for order in orders])
                if crash is not None and crashes:
                    await asyncio.to_thread(crash.compare)
                progress.update(task, advance=len(orders), description=f"trading {at:%Y-%m-%d}")
            fed.update((await broker.feed_bars(market[begin:])).to_dict())
    return fed


@contextmanager
def _overheard(console: "Console") -> Iterator[None]:
    """Show what the adapter has to say while it works: which calls it makes again, and why."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            console.print(f"the adapter: {output.printable(record.getMessage())}", style="dim")

    logger, handler = logging.getLogger("pgpaper"), Handler(logging.WARNING)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


def _request(order: dict[str, Any]) -> OrderRequest:
    return OrderRequest(
        ticker=order["ticker"],
        side=order["side"],
        quantity=order["quantity"],
        order_type="limit",
        limit_price=order["limit_price"],
        idempotency_key=order["idempotency_key"],
    )


class _Crash:
    """The embedded server, killed before the bars and orders of one day."""

    def __init__(self, target: Target, account: str, day: datetime, console: "Console") -> None:
        self.day = day
        self._target, self._account, self._console = target, account, console
        self._seq = self._orders = 0
        self._struck = 0.0

    def strike(self) -> None:
        """Note what the account has, and kill -9 the server."""
        with connection(self._target, mode="read") as opened:
            self._seq = _seq(opened, self._account)
            self._orders = _count(opened, self._account, self._seq)
        self._struck = time.monotonic()
        EmbeddedServer().kill()
        self._console.print(f"kill -9 to the server; until then it had stored {self._orders} orders")

    def compare(self) -> None:
        """Look for the same orders, after the adapter has gone on by itself."""
        seconds = time.monotonic() - self._struck
        with connection(self._target, mode="read") as opened:
            found = _count(opened, self._account, self._seq)
        self._console.print(
            f"{seconds:.1f} s later it is up and stores the next ones; of those before, {found} are there"
        )
        if found != self._orders:
            raise Failure(Exit.VIOLATIONS, f"of {self._orders} stored orders, {found} are left")


def _seq(opened: "Connection", account: str) -> int:
    query: LiteralString = "select coalesce(max(seq), 0) as seq from paper.accounts where account_id = %s"
    return int(one(opened, query, (account,))["seq"])


def _count(opened: "Connection", account: str, seq: int) -> int:
    query: LiteralString = "select count(*) as orders from paper.orders where account_id = %s and seq <= %s"
    return int(one(opened, query, (account, seq))["orders"])


_OUTCOMES: LiteralString = """
    select status, reject_reason, count(*) as orders
    from paper.orders where account_id = %(account)s
    group by status, reject_reason order by status, reject_reason
"""
_BY_TICKER: LiteralString = """
    select p.ticker, count(f.seq) as fills, p.quantity, p.realized_pnl
    from paper.positions as p
    left join paper.fills as f on f.account_id = p.account_id and f.ticker = p.ticker
    where p.account_id = %(account)s
    group by p.ticker, p.quantity, p.realized_pnl order by p.ticker
"""


def _result(opened: "Connection", account: str, wanted: int, seq_before: int) -> dict[str, Any]:
    parameters = {"account": account, "all": True, "newest": 6}
    new = _count(opened, account, _LAST_SEQ) - _count(opened, account, seq_before)
    return {
        "account": one(
            opened, f"select {ACCOUNT_COLUMNS} from paper.accounts where account_id = %(account)s", parameters
        ),
        "positions": opened.execute(POSITIONS, parameters).fetchall(),
        "newest_orders": opened.execute(
            f"select {ORDER_COLUMNS} from paper.orders where account_id = %(account)s"
            " order by seq desc limit %(newest)s",
            parameters,
        ).fetchall(),
        "outcomes": opened.execute(_OUTCOMES, parameters).fetchall(),
        "by_ticker": opened.execute(_BY_TICKER, parameters).fetchall(),
        "orders": wanted,
        "new_orders": new,
        "replayed_orders": wanted - new,
        "violations": opened.execute(
            "select account_id, rule, detail from paper.check(p_account_id => %(account)s)", parameters
        ).fetchall(),
    }


def _show(result: dict[str, Any], console: "Console") -> None:
    def title(text: str) -> None:
        console.print(f"\n{text}", style="bold")

    title("Account")
    output.print_fields(account_fields(result["account"]), on=console)
    title("Positions")
    held = [position for position in result["positions"] if position["quantity"]]
    output.print_table(held, POSITION_TABLE, empty="none", on=console)
    title("The newest orders")
    output.print_table(result["newest_orders"], ORDER_TABLE, empty="none", on=console)
    title("Orders by outcome")
    output.print_table(
        result["outcomes"],
        [Column("status"), Column("reject_reason"), Column("orders", right=True)],
        empty="none",
        on=console,
    )
    title("Realized profit by ticker")
    output.print_table(
        result["by_ticker"],
        [Column("ticker"), Column("fills", right=True), Column("realized_pnl", output.money, right=True)],
        empty="none",
        on=console,
    )
    title("paper.check()")
    output.print_table(result["violations"], VIOLATION_TABLE, empty="no rows", on=console)
    fed = result["bars"]
    console.print(f"\n{fed['accepted']:,} new bars fed as market data, {fed['duplicates']:,} known before")
    if unused := fed["out_of_order"] + fed["invalid"]:
        console.print(f"{unused} bars not used: the market has newer data of their tickers")
    console.print(
        f"{result['new_orders']} new orders, {result['replayed_orders']} replayed, in {result['seconds']} s"
    )
    if not result["new_orders"]:
        console.print(
            "all orders were stored by an earlier run and found by their keys: nothing was submitted twice"
        )
    name = shlex.quote(result["account"]["account_id"])
    console.print(f"`{_program()} report {name}` writes a page about it", soft_wrap=True)


def _program() -> str:
    """What to type to call pgpaper again: after `make demo` it is in an environment that is not active."""
    if shutil.which("pgpaper"):
        return "pgpaper"
    return shlex.quote(sys.argv[0]) if os.access(sys.argv[0], os.X_OK) else "python -m pgpaper"
