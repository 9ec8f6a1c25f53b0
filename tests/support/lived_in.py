"""A database that has been lived in: something of everything that is stored, and a way to go on with it.

Dumps of it are kept for as long as there are releases to upgrade from (tests/releases): what `go_on` expects
has to hold for all of them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from support.desk import START, Bar, Connection, Desk, Quote, Request, Trade, connect

#: What no restore and no upgrade may change.
_KEPT = """
    select account_id, seq, at, event_type::text, order_seq, idempotency_key, ticker, side::text,
        order_type::text, quantity, limit_price, stop_price, price, amount, coalesce(fee, 0) as fee,
        realized_pnl, cash_after, quantity_after, avg_entry_price_after, reject_reason::text, error
    from paper.journal order by account_id, seq;
    select account_id, cash, reserved, buying_power, seq, status, owner
    from paper.accounts order by account_id;
    select account_id, ticker, quantity, avg_entry_price, realized_pnl, reserved
    from paper.positions order by account_id, ticker;
    select account_id, order_id, seq, status::text, fill_quantity, fill_price, fees
    from paper.orders order by account_id, seq;
    select account_id, seq from paper.open_orders order by account_id, seq;
    select ticker, bid, ask, last, close, newest_at, tape_seq from paper.market order by ticker;
    select ticker, tape_seq, at, bid, ask from paper.quotes order by ticker, tape_seq;
    select ticker, tape_seq, at, price, size from paper.trades order by ticker, tape_seq;
    select ticker, tape_seq, starts_at, open, close from paper.bars order by ticker, tape_seq;
    select calendar, opens_at, closes_at from paper.sessions order by calendar, closes_at;
    select ticker, calendar from paper.instruments order by ticker
"""


def live(dsn: str) -> None:
    """Trade in a migrated, empty database, and leave orders working and data that nobody has applied."""
    with connect(dsn) as connection:
        _immediate(connection)
        _market(connection)


def kept(dsn: str) -> list[list[tuple[Any, ...]]]:
    """Everything that has to be the same afterwards."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set timezone = 'UTC'")
        return [connection.execute(query.encode()).fetchall() for query in _KEPT.split(";")]


def go_on(dsn: str) -> None:
    """Go on where `live` ended: the books are right, keys replay, orders are taken and resting ones fill."""
    with connect(dsn) as connection:
        assert violations(connection) == []
        before = connection.execute(
            "select order_id, seq from paper.orders where account_id = 'steady' and idempotency_key = 'first'"
        ).fetchall()
        assert _first_order(connection) == before
        bought = connection.execute(
            "select status::text from paper.submit_order("
            "'steady', gen_random_uuid()::text, 'AAPL', 'buy', 1, 'limit', 100)"
        ).fetchall()
        assert bought == [("filled",)]
        with pytest.raises(psycopg.Error) as refused:
            connection.execute("select paper.deposit('closed', gen_random_uuid()::text, 1)")
        assert refused.value.sqlstate == "ZP005"

        # The order at 98 was reached by data that nobody has applied yet; the one at 90 is by what comes now.
        at = connection.execute("select newest_at from paper.market where ticker = 'QQQ'").fetchone()
        assert at is not None
        connection.execute(
            "select paper.feed_quotes(array[row('QQQ', %s, 89, 89.5, 1000, 1000, null)]::paper.quote[])",
            (at[0] + timedelta(seconds=1),),
        )
        connection.execute("call paper.match_all()")
        filled = connection.execute(
            "select idempotency_key, status::text from paper.orders "
            "where account_id = 'quotes' and idempotency_key in ('reached', 'resting') order by 1"
        ).fetchall()
        assert filled == [("reached", "filled"), ("resting", "filled")]
        assert violations(connection) == []


def violations(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute("select * from paper.check()").fetchall()


def _first_order(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select order_id, seq from paper.submit_order('steady', 'first', 'AAPL', 'buy', 10, 'limit', 100)"
    ).fetchall()


def _immediate(connection: Connection) -> None:
    for account in ("steady", "closed"):
        connection.execute("select paper.open_account(%s, 100000)", (account,))
    _first_order(connection)
    for call in (
        "submit_order('steady', 'dear', 'AAPL', 'buy', 1000000, 'limit', 100)",
        "submit_order('steady', 'exit', 'AAPL', 'sell', 4, 'limit', 110.123456789012)",
        "deposit('steady', 'in', 1000.5)",
        "withdraw('steady', 'out', 0.25)",
        "update_settings('steady', 'slip', '{\"slippage_pct\": 0.002}')",
        "close_position('steady', 'all', 'AAPL')",
        "reset_account('steady', 'anew', 50000)",
        "submit_order('steady', 'second', 'MSFT', 'buy', 3, 'limit', 33.333333333333)",
        "submit_order('closed', 'only', 'AAPL', 'buy', 1, 'limit', 10)",
        "close_account('closed', 'end')",
        "grant_account('steady', 'paper_trader')",
        "load_sessions('XNYS', array[('2024-01-02 14:30+00', '2024-01-02 21:00+00')]::paper.session[])",
        "set_instrument('QQQ', '{\"calendar\": null}')",
    ):
        connection.execute(f"select * from paper.{call}".encode()).fetchall()


def _market(connection: Connection) -> None:
    at = START
    quotes = Desk(connection, "quotes", settings={"fees": {"per_order": 1}})
    bars = Desk(connection, "bars")
    trades = Desk(connection, "trades", settings={"slippage": {"model": "fixed_bps", "bps": 5}})
    quotes.feed(Quote("QQQ", at, "99.9", "100", 500, 500, 1))
    bars.feed(Bar("SPY", at, at + timedelta(minutes=1), 400, 401, 399, 400, 1000))
    trades.feed(Trade("IWM", at, 200, 100, 1))

    quotes.submit("entry", "QQQ", "buy", 10)
    quotes.submit_all(
        Request("high", "QQQ", "sell", 5, "limit", 120, None, {"oco_group": "exits"}),
        Request("low", "QQQ", "sell", 5, "stop", None, 80, {"oco_group": "exits"}),
    )
    quotes.submit("trail", "QQQ", "sell", 2, "trailing_stop", trail_percent=50)
    quotes.submit("resting", "QQQ", "buy", 1, "limit", 90)
    quotes.submit("reached", "QQQ", "buy", 1, "limit", 98)
    quotes.submit("gone", "QQQ", "buy", 1, "limit", 50)
    quotes.cancel("gone")
    quotes.submit("once", "QQQ", "buy", 1, "limit", 51)
    quotes.replace("once", "twice", 2, "52")
    quotes.submit(
        "bracket", "QQQ", "buy", 3, "limit", 95, order_class="bracket",
        take_profit={"limit_price": 130}, stop_loss={"stop_price": 70},
    )  # fmt: skip
    bars.submit("market", "SPY", "buy", 7)
    bars.submit("day", "SPY", "buy", 1, "limit", 300, time_in_force="day")
    trades.submit("stop", "IWM", "buy", 9, "stop", None, 201)
    bars.bar("SPY", at + timedelta(minutes=1), (401, 402, 400, 401), 1000)
    trades.trade("IWM", at + timedelta(seconds=1), "201.5", 5, 2)
    connection.execute("call paper.match_all()")
    quotes.quote("QQQ", at + timedelta(seconds=2), "97.5", 98, 500, 500, 2)
