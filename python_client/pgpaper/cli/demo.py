"""`pgpaper demo`."""

from typing import Annotated

from cyclopts import Parameter

from pgpaper.cli import session


def demo(
    *,
    account: Annotated[
        str,
        Parameter(
            name=["--account", "-a"], help="Account to trade on, with a simulated clock; opened if need be."
        ),
    ] = "demo",
    crash: Annotated[
        bool, Parameter(negative="--no-crash", help="Kill the embedded server half way and go on.")
    ] = True,
) -> int:
    """Trade a moving-average cross on 13 years of daily bars.

    Loads the real bars of AAPL, IBM, MSFT and GOOG into the schema `demo`, lets one
    SQL query decide, and day by day feeds the bars to the market and submits the
    orders. Half way the embedded server is killed with kill -9, never one named by
    a DSN. A second run feeds and submits nothing twice. Exit code 1 when the books
    are wrong at the end.

    For example:

        pgpaper demo
        pgpaper demo --account demo-2 --no-crash --json
    """
    from pgpaper.demo import run

    target = session.target()
    return run(target, account=account, crash=crash and target.embedded, as_json=session.options.json)
