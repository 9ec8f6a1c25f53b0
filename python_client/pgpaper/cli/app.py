"""The commands by name, the options they share, and the one place where errors become exit codes."""

import logging
import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

from cyclopts import App, CycloptsError, Group, Parameter

from pgpaper.cli import (
    account,
    audit,
    books,
    calendar,
    database,
    demo,
    market,
    orders,
    role,
    server,
    session,
    sql,
    transfer,  # noqa: F401  (its commands are of account)
    watch,
)
from pgpaper.cli import report as report_command
from pgpaper.cli.errors import MEANINGS, Exit, Failure, report, understand

_CODES = "\n".join(f"  {code} {meaning}" for code, meaning in MEANINGS.items())
_HELP = f"""A paper-trading broker that lives inside PostgreSQL.

Without `--dsn` or `PGPAPER_DSN` the commands use an embedded server, which
they start and migrate when needed and which stays up (`pgpaper server stop`
ends it). Its data is under `PGPAPER_HOME`.

`--json` prints one object, or a list of objects, with the column names as
keys. Decimals are strings, exact to the last digit; times are ISO 8601.
Passwords are never printed.

Exit codes:

{_CODES}

For example:

    pgpaper account open mine --cash 50000
    pgpaper submit buy 10 AAPL --account mine --limit 187.50
    pgpaper positions --account mine --json
"""


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pgpaper")
    except PackageNotFoundError:
        return "unknown (not installed)"


_Command = App | Callable[..., Any]

app = App(name="pgpaper", help=_HELP, help_format="plaintext", version=_version)
app.register_install_completion_command(
    help="Install completion for your shell (bash, zsh, fish), or say which by --shell.",
    group=Group("Options of every command", sort_key=100),
)


def _add(command: _Command, group: Group) -> None:
    if isinstance(command, App):
        command.group = group
        app.command(command)
    else:
        app.command(command, group=group)


_SHARED = Group("Options of every command", sort_key=100)

_TRADING, _MARKET, _DATABASE = (
    Group(name, sort_key=place) for place, name in enumerate(("Trading", "Market", "Database"))
)
_trading: list[_Command] = [
    account.app,
    orders.submit,
    orders.orders,
    orders.explain,
    orders.positions,
    watch.watch,
    books.check,
    audit.app,
    report_command.report,
    demo.demo,
]
_market: list[_Command] = [market.feed, market.match, calendar.app, calendar.instrument]
_database: list[_Command] = [database.status, database.migrate, database.psql, sql.sql, server.app, role.app]
for _command in _trading:
    _add(_command, _TRADING)
for _command in _market:
    _add(_command, _MARKET)
for _command in _database:
    _add(_command, _DATABASE)


@app.meta.default
def _launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    dsn: Annotated[
        str | None, Parameter(group=_SHARED, help="Database to use. [env var: PGPAPER_DSN]")
    ] = None,
    json: Annotated[
        bool, Parameter(group=_SHARED, negative="", show_default=False, help="Print JSON instead of a table.")
    ] = False,
    quiet: Annotated[
        bool,
        Parameter(
            name=["--quiet", "-q"],
            group=_SHARED,
            negative="",
            show_default=False,
            help="Print errors only, and data that --json or --csv asks for.",
        ),
    ] = False,
    log_json: Annotated[
        bool,
        Parameter(
            group=_SHARED,
            negative="",
            show_default=False,
            env_var="PGPAPER_LOG_JSON",
            help="Log calls of the database to stderr, a line of JSON for each.",
        ),
    ] = False,
) -> Any:
    session.options.dsn, session.options.json, session.options.quiet = dsn, json, quiet
    if log_json:
        _log_as_json()
    return app(tokens, print_error=False, exit_on_error=False, result_action="return_value")


def _log_as_json() -> None:
    from pgpaper.logs import JsonFormatter

    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    for name, level in (("pgpaper", logging.DEBUG), ("psycopg", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)


def run(arguments: list[str]) -> int:
    """Run a command line; return the exit code."""
    if not os.environ.get("PGPAPER_DEBUG"):
        # A pool complains of each connection it loses; what matters is said where the call is made again.
        logging.getLogger("psycopg").addHandler(logging.NullHandler())
    try:
        code = app.meta(arguments, print_error=False, exit_on_error=False, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError as err:
        command = " ".join(["pgpaper", *(err.command_chain or ())])
        failure = Failure(Exit.USAGE, str(err).strip(), f"see `{command} --help`")
        return report(failure, as_json="--json" in arguments)
    except BrokenPipeError:
        # The interpreter flushes stdout once more when it exits; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.BROKEN_PIPE
    except SystemExit:
        raise
    except BaseException as err:
        return report(understand(err), as_json=session.options.json)
    return code if isinstance(code, int) else Exit.DONE
