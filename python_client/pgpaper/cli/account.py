"""`pgpaper account …`"""

import sys
from decimal import Decimal
from typing import Annotated, Any, LiteralString

from cyclopts import App, Parameter

from pgpaper.cli import output, session
from pgpaper.cli.arguments import Key, Number, key_or_new, pairs
from pgpaper.cli.errors import Exit, Failure
from pgpaper.cli.output import Column

app = App(
    name="account",
    help="""Open, show, fund, share, reset and close accounts.

    For example:

        pgpaper account open mine --cash 50000
        pgpaper account show mine
    """,
)

Name = Annotated[str, Parameter(help="Account.")]
Yes = Annotated[bool, Parameter(name=["--yes", "-y"], negative="", show_default=False, help="Do not ask.")]

_CASH = Decimal(100_000)

COLUMNS: LiteralString = (
    "account_id, status, currency, cash, reserved, buying_power, portfolio_value, initial_cash, seq,"
    " epoch_seq, owner, clock, opened_at, settings"
)


@app.command
def open(  # noqa: A001
    name: Name,
    /,
    *,
    cash: Annotated[Number, Parameter(help="Initial cash; counts at the opening only.")] = _CASH,
    settings: Annotated[
        list[str] | None,
        Parameter(
            name=["--set"],
            negative="",
            help="A setting as name=value, may be repeated: see `account settings`.",
        ),
    ] = None,
) -> None:
    """Open an account, or show the one that is there.

    Your role owns it. An account that is there must have the settings that `--set`
    asks for; without `--set` it is taken as it is.

    For example:

        pgpaper account open mine --cash 50000
        pgpaper account open swing --set fill_model=market
        pgpaper account open backtest --set clock=simulated --set slippage_pct=0
    """
    known = session.read("select from paper.accounts where account_id = %(account)s", {"account": name})
    _write(
        f"select {COLUMNS} from paper.open_account(p_account_id => %(account)s, p_initial_cash => %(cash)s,"
        " p_settings => %(settings)s::jsonb)",
        {"account": name, "cash": cash, "settings": pairs(settings) if settings else None if known else "{}"},
    )


@app.command(name="list")
def list_() -> None:
    """List the accounts you may use.

    For example:

        pgpaper account list --json
    """
    rows = session.read(f"select {COLUMNS} from paper.accounts order by account_id")
    if session.options.json:
        return output.print_json(rows)
    return output.print_table(
        rows,
        [
            Column("account_id"),
            Column("status", rank=4),
            Column("currency", rank=3),
            Column("cash", output.money, right=True),
            Column("buying_power", output.money, right=True, rank=5),
            Column("portfolio_value", output.money, right=True, rank=6),
            Column("owner", rank=2),
            Column("clock", output.moment, rank=1),
        ],
        empty="no accounts: `pgpaper account open NAME` opens one",
    )


@app.command
def show(name: Name, /) -> None:
    """Show an account: cash, value, settings.

    For example:

        pgpaper account show mine --json
    """
    with session.connection(mode="read") as opened:
        session.require_account(opened, name)
        account = session.one(opened, f"select {COLUMNS} from paper.accounts where account_id = %s", (name,))
    show_account(account)


@app.command
def deposit(
    name: Name, amount: Annotated[Number, Parameter(help="Cash to add.")], /, *, key: Key = None
) -> None:
    """Add cash to an account.

    For example:

        pgpaper account deposit mine 2500.50 --key salary-2025-01
    """
    _write(
        f"select {COLUMNS} from paper.deposit(p_account_id => %(account)s, p_idempotency_key => %(key)s,"
        " p_amount => %(amount)s)",
        {"account": name, "key": key_or_new(key), "amount": amount},
    )


@app.command
def withdraw(
    name: Name, amount: Annotated[Number, Parameter(help="Cash to take out.")], /, *, key: Key = None
) -> None:
    """Take cash out of an account, at most its buying power.

    For example:

        pgpaper account withdraw mine 1000 --key rent-2025-01
    """
    _write(
        f"select {COLUMNS} from paper.withdraw(p_account_id => %(account)s, p_idempotency_key => %(key)s,"
        " p_amount => %(amount)s)",
        {"account": name, "key": key_or_new(key), "amount": amount},
    )


@app.command
def reset(
    name: Name,
    /,
    *,
    cash: Annotated[Number, Parameter(help="Cash to begin again with.")] = _CASH,
    key: Key = None,
    yes: Yes = False,
) -> None:
    """Begin again with fresh cash, no positions and no open orders.

    History and used keys stay.

    For example:

        pgpaper account reset mine --cash 100000 --yes
    """
    _confirm(f"Reset account {name}: clear its positions and set its cash to {cash:,f}?", yes)
    _write(
        f"select {COLUMNS} from paper.reset_account("
        "p_account_id => %(account)s, p_idempotency_key => %(key)s, p_initial_cash => %(cash)s)",
        {"account": name, "key": key_or_new(key), "cash": cash},
    )


@app.command
def close(name: Name, /, *, key: Key = None, yes: Yes = False) -> None:
    """Close an account for good.

    It stays readable, and stored outcomes still replay.

    For example:

        pgpaper account close mine --yes
    """
    _confirm(f"Close account {name} for good?", yes)
    _write(
        f"select {COLUMNS} from paper.close_account("
        "p_account_id => %(account)s, p_idempotency_key => %(key)s)",
        {"account": name, "key": key_or_new(key)},
    )


@app.command
def settings(
    name: Name, changes: Annotated[tuple[str, ...], Parameter(help="name=value")] = (), /, *, key: Key = None
) -> None:
    """Show the settings of an account, or change some.

    Those that are not given stay. `slippage_pct` (a fraction) and `default_price`
    price market orders; `clock` (wall, simulated) and `currency` are fixed when
    the account is opened.

    For example:

        pgpaper account settings mine
        pgpaper account settings mine slippage_pct=0.002 default_price=50
    """
    if changes:
        account = session.call(
            "select settings from paper.update_settings(p_account_id => %(account)s,"
            " p_idempotency_key => %(key)s, p_settings => %(settings)s::jsonb)",
            {"account": name, "key": key_or_new(key), "settings": pairs(changes)},
        )
    else:
        with session.connection(mode="read") as opened:
            session.require_account(opened, name)
            account = session.one(
                opened, "select settings from paper.accounts where account_id = %s", (name,)
            )
    if session.options.json:
        output.print_json(account["settings"])
    else:
        output.print_fields({field: _setting(value) for field, value in account["settings"].items()})


@app.command
def grant(name: Name, role: Annotated[str, Parameter(help="Role that may use the account.")], /) -> None:
    """Let a role, and every member of it, use an account that you own.

    For example:

        pgpaper account grant mine alice
    """
    _write(
        f"select {COLUMNS} from paper.grant_account(p_account_id => %(account)s, p_role => %(role)s)",
        {"account": name, "role": role},
    )


@app.command
def revoke(name: Name, role: Annotated[str, Parameter(help="Role that loses the account.")], /) -> None:
    """Take back what `account grant` gave.

    For example:

        pgpaper account revoke mine alice
    """
    _write(
        f"select {COLUMNS} from paper.revoke_account(p_account_id => %(account)s, p_role => %(role)s)",
        {"account": name, "role": role},
    )


def show_account(account: dict[str, Any]) -> None:
    """Print one account."""
    if session.options.json:
        output.print_json(account)
    else:
        output.print_fields(account_fields(account))


def account_fields(account: dict[str, Any]) -> dict[str, str]:
    """What people see of an account."""
    currency = account["currency"]
    amounts = ("cash", "reserved", "buying_power", "portfolio_value", "initial_cash")
    return {
        "account": account["account_id"],
        "status": account["status"],
        **{name.replace("_", " "): f"{output.money(account[name])} {currency}" for name in amounts},
        "owner": account["owner"],
        "clock": output.moment(account["clock"]),
        "journal rows": str(account["seq"]),
        "settings": ", ".join(
            f"{name}={_setting(value)}"
            for name, value in account["settings"].items()
            if value not in (None, {})
        ),
    }


def _setting(value: Any) -> str:
    """A setting as it is written: JSON, but text without quotes."""
    text = isinstance(value, str) and not isinstance(value, output.JsonNumber)
    return value if text else output.to_json(value)


def _write(query: LiteralString, parameters: dict[str, Any]) -> None:
    show_account(session.call(query, parameters))


def _confirm(question: str, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Failure(
            Exit.USAGE, "this wants to be confirmed, and there is no terminal to ask at", "add --yes"
        )
    print(f"{output.printable(question)} [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise Failure(Exit.USAGE, "not confirmed, nothing was done")
