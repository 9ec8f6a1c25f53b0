"""`pgpaper submit`, `explain`, `orders` and `positions`."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, LiteralString
from uuid import UUID

from cyclopts import Parameter

from pgpaper.cli import order_files, output, session
from pgpaper.cli.arguments import DEFAULT_ACCOUNT, Account, Key, OptionalNumber, key_or_new, pairs
from pgpaper.cli.errors import Exit, Failure
from pgpaper.cli.output import Column

Side = Literal["buy", "sell"]
OrderType = Literal["market", "limit", "stop", "stop_limit", "trailing_stop"]
TimeInForce = Literal["day", "gtc", "gtd", "ioc", "fok", "opg", "cls"]
OrderClass = Literal["simple", "bracket", "oco", "oto"]
Status = Literal[
    "pending", "accepted", "partially_filled", "filled", "cancelled", "rejected", "expired", "replaced"
]

COLUMNS: LiteralString = (
    "account_id, order_id, seq, idempotency_key, ticker, side, order_type, quantity, limit_price, stop_price,"
    " status, fill_quantity, fill_price, fees, realized_pnl, cash_after, quantity_after, reject_reason,"
    " error, submitted_at, filled_at, replaces, replaced_by, options"
)


def submit(
    side: Annotated[Side | None, Parameter(help="buy or sell.")] = None,
    quantity: Annotated[OptionalNumber, Parameter(help="How many shares or units.")] = None,
    ticker: Annotated[str | None, Parameter(help="What, for example AAPL.")] = None,
    /,
    *,
    account: Account = DEFAULT_ACCOUNT,
    limit: Annotated[
        OptionalNumber,
        Parameter(name=["--limit", "-l"], help="Limit price; with --type market an estimate of the price."),
    ] = None,
    stop: Annotated[OptionalNumber, Parameter(name=["--stop", "-s"], help="Stop price.")] = None,
    type: Annotated[  # noqa: A002
        OrderType | None,
        Parameter(name=["--type", "-t"], help="Type; default: what the prices given make it, else market."),
    ] = None,
    tif: Annotated[
        TimeInForce | None, Parameter(help="Time in force; default: gtc, with --expires gtd.")
    ] = None,
    expires: Annotated[str | None, Parameter(help="When a gtd order expires, in ISO 8601.")] = None,
    trail: Annotated[OptionalNumber, Parameter(help="Trail by this much, for --type trailing_stop.")] = None,
    trail_percent: Annotated[OptionalNumber, Parameter(help="Trail by so many percent; 1 is 1 %.")] = None,
    take_profit: Annotated[
        OptionalNumber, Parameter(help="Limit price of the leg that takes profit.")
    ] = None,
    stop_loss: Annotated[OptionalNumber, Parameter(help="Stop price of the leg that limits loss.")] = None,
    stop_loss_limit: Annotated[OptionalNumber, Parameter(help="Limit price of that leg.")] = None,
    order_class: Annotated[
        OrderClass | None,
        Parameter(name="--class", help="How legs hang together; default: both make a bracket, one an oto."),
    ] = None,
    oco_group: Annotated[str | None, Parameter(help="Orders of one group cancel each other.")] = None,
    touch: Annotated[
        bool | None, Parameter(negative="", help="A resting limit fills already when it is touched.")
    ] = None,
    tag: Annotated[str | None, Parameter(help="A word of your own, stored with the order.")] = None,
    key: Key = None,
    option: Annotated[
        list[str] | None,
        Parameter(
            name=["--option", "-o"],
            negative="",
            help="Any other option as name=value, may be repeated: recommendation_id=…",
        ),
    ] = None,
    preview: Annotated[
        bool,
        Parameter(
            name=["--preview", "--dry-run"],
            negative="",
            show_default=False,
            help="Only say what would happen; change nothing.",
        ),
    ] = False,
    file: Annotated[
        Path | None,
        Parameter(
            name=["--file", "-f"],
            allow_leading_hyphen=True,
            help="Submit the orders of a CSV file; - is stdin.",
        ),
    ] = None,
    partial: Annotated[
        bool,
        Parameter(
            negative="", show_default=False, help="Of a file, leave out bad lines and submit the others."
        ),
    ] = False,
    batch: Annotated[int, Parameter(help="Of a file, orders that go in together.")] = 1000,
) -> int:
    """Submit an order, or a file of orders.

    Exit code 5 when one was rejected. The account must be open: `pgpaper account
    open`.

    The first line of a file names its columns: ticker, side and quantity, perhaps
    order_type, limit_price, stop_price, idempotency_key, and options:
    time_in_force expires_at trail_amount trail_percent order_class take_profit
    stop_loss stop_loss_limit oco_group touch tag recommendation_id decision_trace.
    A file goes in as one transaction. If any line is bad (exit code 8), nothing is
    submitted, unless `--partial` says otherwise. A line without a key gets one
    made of its number and its content: the same file again submits nothing twice.
    Where a new file may have the same order on the same line, give each a `--key`
    of its own, with which those keys then begin.

    For example:

        pgpaper submit buy 10 AAPL --account mine --limit 187.50
        pgpaper submit buy 10 AAPL --account swing --take-profit 210 --stop-loss 180
        pgpaper submit sell 10 AAPL --account mine --key exit-2025-01-31
        pgpaper submit --file orders.csv --account mine --dry-run
    """
    if file is not None:
        given = (side, limit, stop, type, tif, expires, trail, trail_percent, take_profit, stop_loss)
        if any(
            value is not None
            for value in (*given, stop_loss_limit, order_class, oco_group, touch, tag, option)
        ):
            raise Failure(
                Exit.USAGE, "with --file, what is ordered stands in the file", "leave the order out"
            )
        return order_files.submit_file(
            file, account, key=key, partial=partial, preview=preview, batch=batch, columns=COLUMNS
        )
    if side is None or quantity is None or ticker is None:
        raise Failure(
            Exit.USAGE,
            "an order needs SIDE QUANTITY TICKER",
            "write it like buy 10 AAPL, or take --file FILE",
        )
    if partial:
        raise Failure(Exit.USAGE, "--partial goes with --file")
    implied = order_files.implied_type(
        limit=limit is not None, stop=stop is not None, trail=trail is not None or trail_percent is not None
    )
    if stop_loss is None and stop_loss_limit is not None:
        raise Failure(Exit.USAGE, "--stop-loss-limit goes with --stop-loss")
    named = {
        "time_in_force": tif or ("gtd" if expires else None),
        "expires_at": expires,
        "trail_amount": trail,
        "trail_percent": trail_percent,
        "order_class": order_class
        or order_files.implied_class(take_profit=take_profit is not None, stop_loss=stop_loss is not None),
        "take_profit": _leg(limit_price=take_profit),
        "stop_loss": _leg(stop_price=stop_loss, limit_price=stop_loss_limit),
        "oco_group": oco_group,
        "touch": touch,
        "tag": tag,
    }
    options = [f"{name}={_json(value)}" for name, value in named.items() if value is not None]
    parameters = {
        "account": account,
        "key": key_or_new(key),
        "ticker": ticker,
        "side": side,
        "quantity": quantity,
        "type": type or implied,
        "limit": limit,
        "stop": stop,
        "options": pairs([*options, *(option or [])]),
    }
    if preview:
        with session.connection(mode="read") as opened:
            order = session.one(
                opened,
                f"select {COLUMNS} from paper.preview_orders(p_account_id => %(account)s,"
                " p_orders => array[row("
                "%(key)s, %(ticker)s, %(side)s, %(quantity)s, %(type)s, %(limit)s, %(stop)s,"
                " %(options)s)::paper.order_request])",
                parameters,
            )
    else:
        order = session.call(
            f"select {COLUMNS} from paper.submit_order(p_account_id => %(account)s,"
            " p_idempotency_key => %(key)s, p_ticker => %(ticker)s, p_side => %(side)s,"
            " p_quantity => %(quantity)s, p_order_type => %(type)s, p_limit_price => %(limit)s,"
            " p_stop_price => %(stop)s, p_options => %(options)s::jsonb)",
            parameters,
        )
    if session.options.json:
        output.print_json(order)
    else:
        fields = _order_fields(order)
        if preview:
            fields = {"preview": "nothing was submitted", **fields}
            del fields["order"], fields["key"]
        output.print_fields(fields)
    if order["status"] != "rejected":
        return Exit.DONE
    sys.stdout.flush()
    if not session.options.json:
        print(
            f"pgpaper: rejected, {order['reject_reason']}: {output.printable(order['error'])}",
            file=sys.stderr,
        )
    return Exit.REJECTED


def _leg(**prices: Decimal | None) -> str | None:
    """A leg of a group as JSON, None when it has no price."""
    given = [f'"{name}": {price:f}' for name, price in prices.items() if price is not None]
    return "{" + ", ".join(given) + "}" if given else None


def _json(value: Any) -> str:
    """A value of an option: JSON, so that a tag of digits stays text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if isinstance(value, str) and value.startswith("{") else json.dumps(value)


def explain(order: Annotated[UUID, Parameter(help="Id of an order.")], /) -> None:
    """Say why an order did or did not fill.

    For example:

        pgpaper explain 0c4f7d6a-3b1e-8d20-9a55-000000000007
    """
    with session.connection(mode="read") as opened:
        found = opened.execute("select account_id from paper.order_of(p_order_id => %s)", (order,)).fetchone()
        if found is None:
            raise Failure(
                Exit.REFUSED,
                f"there is no order {order} that you may see",
                "`pgpaper orders` lists them",
                "ZP007",
            )
        rows = opened.execute(
            "select step, seq, at, rule, outcome, price, size, detail from paper.explain_order("
            "p_account_id => %s, p_order_id => %s) order by step",
            (found["account_id"], order),
        ).fetchall()
    if session.options.json:
        output.print_json(rows)
    else:
        output.print_table(rows, EXPLANATION_TABLE, empty="nothing has happened to it yet")


def orders(
    *,
    account: Account = DEFAULT_ACCOUNT,
    ticker: Annotated[str | None, Parameter(help="Only orders in this ticker.")] = None,
    status: Annotated[Status | None, Parameter(help="Only orders that stand so.")] = None,
    after: Annotated[int | None, Parameter(help="Only orders with a seq above this.")] = None,
    limit: Annotated[int, Parameter(name=["--limit", "-n"], help="At most this many, 0 for all.")] = 50,
) -> None:
    """List the orders of an account, the newest first.

    For example:

        pgpaper orders --account mine --ticker AAPL
        pgpaper orders --account mine --status rejected --limit 0 --json
    """
    query: LiteralString = (
        f"select {COLUMNS} from paper.orders where account_id = %(account)s"
        " and (%(ticker)s::text is null or ticker = %(ticker)s)"
        " and (%(status)s::paper.order_status is null or status = %(status)s)"
        " and seq > %(after)s order by seq desc limit %(limit)s"
    )
    parameters = {
        "account": account,
        "ticker": ticker,
        "status": status,
        "after": after or 0,
        "limit": limit if limit > 0 else None,
    }
    with session.connection(mode="read") as opened:
        session.require_account(opened, account)
        rows = opened.execute(query, parameters).fetchall()
    if session.options.json:
        output.print_json(rows)
    else:
        output.print_table(rows, ORDER_TABLE, empty="no such orders")


def positions(
    *,
    account: Account = DEFAULT_ACCOUNT,
    all: Annotated[  # noqa: A002
        bool, Parameter(name=["--all"], negative="", show_default=False, help="Closed positions too.")
    ] = False,
) -> None:
    """List what an account holds.

    For example:

        pgpaper positions --account mine
        pgpaper positions --account mine --all --json
    """
    with session.connection(mode="read") as opened:
        session.require_account(opened, account)
        rows = opened.execute(POSITIONS, {"account": account, "all": all}).fetchall()
    if session.options.json:
        output.print_json(rows)
    else:
        output.print_table(rows, POSITION_TABLE, empty="no positions")


POSITIONS: LiteralString = (
    "select account_id, ticker, side, quantity, avg_entry_price, current_price, market_value, unrealized_pnl,"
    " realized_pnl, reserved, updated_at from paper.positions"
    " where account_id = %(account)s and (%(all)s or quantity <> 0) order by ticker"
)

POSITION_TABLE = [
    Column("ticker"),
    Column("side", rank=2),
    Column("quantity", output.quantity, right=True),
    Column("avg_entry_price", output.price, right=True),
    Column("current_price", output.price, right=True, rank=5),
    Column("market_value", output.money, right=True, rank=6),
    Column("unrealized_pnl", output.money, right=True, rank=7, style=output.gain),
    Column("realized_pnl", output.money, right=True, rank=4, style=output.gain),
    Column("updated_at", output.moment, rank=1),
]

EXPLANATION_TABLE = [
    Column("step", right=True, rank=2),
    Column("seq", right=True, rank=3),
    Column("at", output.moment),
    Column("rule"),
    Column("outcome"),
    Column("price", output.price, right=True),
    Column("size", output.quantity, right=True),
    Column("detail", output.to_json, rank=1),
]

OPEN_ORDER_TABLE = [
    Column("seq", right=True, rank=2),
    Column("submitted_at", output.moment, rank=3),
    Column("ticker"),
    Column("side"),
    Column("quantity", output.quantity, right=True),
    Column("fill_quantity", output.quantity, right=True, rank=6),
    Column("order_type", rank=5),
    Column("limit_price", output.price, right=True, rank=8),
    Column("stop_price", output.price, right=True, rank=8),
    Column("status", rank=7),
    Column("idempotency_key", rank=1),
]

ORDER_TABLE = [
    Column("seq", right=True, rank=4),
    Column("submitted_at", output.moment, rank=5),
    Column("ticker"),
    Column("side"),
    Column("quantity", output.quantity, right=True),
    Column("order_type", rank=3),
    Column("limit_price", output.price, right=True, rank=3),
    Column("stop_price", output.price, right=True, rank=3),
    Column("status"),
    Column("fill_price", output.price, right=True),
    Column("realized_pnl", output.money, right=True, rank=6, style=output.gain),
    Column("cash_after", output.money, right=True, rank=2),
    Column("reject_reason", rank=7),
    Column("idempotency_key", rank=1),
]


def _order_fields(order: dict[str, Any]) -> dict[str, str]:
    what = f"{order['side']} {output.quantity(order['quantity'])} {order['ticker']} {order['order_type']}"
    fields = {
        "order": str(order["order_id"]),
        "key": order["idempotency_key"],
        "account": order["account_id"],
        "request": what,
        "status": order["status"],
    }
    if order["limit_price"] is not None:
        fields["limit price"] = output.price(order["limit_price"])
    if order["stop_price"] is not None:
        fields["stop price"] = output.price(order["stop_price"])
    if order["fill_price"] is not None:
        fields["filled"] = f"{output.quantity(order['fill_quantity'])} at {output.price(order['fill_price'])}"
        fields["realized PnL"] = output.money(order["realized_pnl"])
    if order["error"] is not None:
        fields["reason"] = f"{order['reject_reason']}: {order['error']}"
    fields["cash after"] = output.money(order["cash_after"])
    fields["submitted"] = output.moment(order["submitted_at"])
    return fields
