"""`pgpaper watch`: an account as it moves.

`follow` keeps what is known of it up to date; it is drawn by `screen`, or printed line by line.
"""

import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from pgpaper.cli import orders as order_commands
from pgpaper.cli import output, session
from pgpaper.cli.arguments import DEFAULT_ACCOUNT, Number
from pgpaper.cli.errors import Exit, Failure, Quiet

if TYPE_CHECKING:
    from pgpaper.cli.follow import Connection, Follower, Row, View

_FIRST_EVENTS = 10


def watch(
    account: Annotated[str, Parameter(env_var="PGPAPER_ACCOUNT", help="Account to watch.")] = DEFAULT_ACCOUNT,
    /,
    *,
    every: Annotated[Number, Parameter(help="Seconds between two looks.")] = Decimal(1),
    after: Annotated[
        int | None,
        Parameter(help="Print events behind this seq, 0 for all; default: the newest ten, then what comes."),
    ] = None,
    once: Annotated[
        bool, Parameter(negative="", show_default=False, help="Print how it stands and end.")
    ] = False,
) -> None:
    """Watch an account as it moves.

    On a terminal it fills the window with equity, cash, positions, open orders and
    events, until q or Ctrl-C. Elsewhere it prints a line for each event, with
    `--json` a row of the journal as JSON. A lost connection is said and made
    again. The day's PnL counts from 00:00 UTC on the account's clock, without
    deposits and withdrawals.

    For example:

        pgpaper watch mine
        pgpaper watch mine --once
        pgpaper watch mine --after 0 --json | jq -c 'select(.event_type == "fill")'
    """
    import asyncio

    from pgpaper.cli.follow import Follower

    seconds = float(every)
    if not 0.1 <= seconds <= 3600:
        raise Failure(Exit.USAGE, "--every is from 0.1 to 3600 seconds")
    on = session.target()
    with session.connection(on, mode="read") as opened:  # what is wrong from the start is said at once
        session.require_account(opened, account)
    follower = Follower(on, account, seconds)
    if once:
        asyncio.run(_once(follower))
    elif after is None and not session.options.json and _has_screen():
        from pgpaper.cli.screen import run

        run(follower)
    else:
        asyncio.run(_print_events(follower, after))


def _has_screen() -> bool:
    console = output.console()
    return console.is_terminal and not console.is_dumb_terminal and not session.options.quiet


async def _once(follower: "Follower") -> None:
    async with await follower.connect() as opened:
        await follower.look(opened)
    view = follower.view
    if session.options.json:
        output.print_json(
            {
                "account": view.account,
                "day_pnl": view.day_pnl,
                "positions": view.positions,
                "open_orders": view.orders,
                "events": list(view.events)[:_FIRST_EVENTS],
            }
        )
        return
    output.print_fields({**figures(view), "clock": output.moment(view.account["clock"])})
    output.say("")
    output.print_table(view.positions, order_commands.POSITION_TABLE, empty="no positions")
    output.say("")
    output.print_table(view.orders, order_commands.OPEN_ORDER_TABLE, empty="no open orders")
    output.say("")
    for row in reversed(list(view.events)[:_FIRST_EVENTS]):
        output.say(line(row))


async def _print_events(follower: "Follower", after: int | None) -> None:
    import asyncio

    from pgpaper.cli.follow import EVENTS_A_READ

    seq = after
    trouble: str | None = None

    async def look(opened: "Connection") -> bool:
        nonlocal seq
        if seq is None:
            seq = max(await follower.newest_seq(opened) - _FIRST_EVENTS, 0)
        while rows := await follower.events_after(opened, seq):
            for row in rows:
                if session.options.json:
                    print(output.to_json(row))
                else:
                    output.say(line(row))
                seq = row["seq"]
            sys.stdout.flush()
            if len(rows) < EVENTS_A_READ:
                break
        return False

    def told() -> None:
        nonlocal trouble
        if follower.trouble and not trouble:
            output.note(f"connection lost, trying again: {follower.trouble}")
        elif trouble and not follower.trouble:
            output.note("connected again")
        trouble = follower.trouble

    try:
        await follower.follow(look, told)
    except asyncio.CancelledError:
        raise Quiet(Exit.INTERRUPTED) from None


def figures(view: "View") -> dict[str, str]:
    """The figures of an account for people."""
    account = view.account
    return {
        "account": f"{account['account_id']} ({account['status']}, {account['currency']})",
        "equity": output.money(account["portfolio_value"]),
        "day's PnL": f"{view.day_pnl:+,.2f}",
        "cash": output.money(account["cash"]),
        "buying power": output.money(account["buying_power"]),
        "reserved": output.money(account["reserved"]),
    }


def line(row: "Row") -> str:
    """An event in a line."""
    return (
        f"{output.moment(row['at'])}  {row['seq']:>6}  {story(row)}  (cash {output.money(row['cash_after'])})"
    )


def story(row: "Row") -> str:
    """What an event was, in words."""
    kind: str = row["event_type"]
    words = [{"fill": "filled", "partial_fill": "partly filled"}.get(kind, kind)]
    if row["amount"] is not None:
        words.append(f"{output.quantity(row['amount'])}")
    if row["side"]:
        words.append(row["side"])
    if row["ticker"]:
        quantity = [] if row["quantity"] is None else [output.quantity(row["quantity"])]
        words += [*quantity, row["ticker"]]
    if row["price"] is not None:
        words.append(f"at {output.price(row['price'])}")
        if row["realized_pnl"]:
            words.append(f"PnL {row['realized_pnl']:+,.2f}")
    elif row["order_type"]:
        words += [row["order_type"]] if row["order_type"] in {"market", "trailing_stop"} else []
        words += [
            f"{name} {output.price(row[column])}"
            for name, column in (("stop", "stop_price"), ("limit", "limit_price"))
            if row[column] is not None
        ]
    reason = row["error"] or row["reject_reason"]
    return " ".join(words) + (f": {reason}" if reason else "")
