"""`pgpaper server …`"""

from typing import Any

from cyclopts import App

from pgpaper.cli import output, session
from pgpaper.cli.errors import Exit

app = App(
    name="server",
    help="""Start, stop and look at the embedded server.

    These commands mean it whatever `--dsn` and `PGPAPER_DSN` say. Other commands
    start it when they need it. Its data is under `PGPAPER_HOME`.

    For example:

        pgpaper server status
    """,
)


@app.command
def start() -> None:
    """Start and migrate the embedded server, if it does not run.

    For example:

        pgpaper server start
    """
    from pgpaper.embedded import EmbeddedServer
    from pgpaper.migrate import migrate

    server = EmbeddedServer()
    was_running = server.is_running()
    dsn = server.start()
    migrate(dsn)
    if session.options.json:
        output.print_json({"running": True, "started": not was_running, "home": str(server.home), "dsn": dsn})
    else:
        output.say(f"{'already running' if was_running else 'started'}: {dsn}")


@app.command
def stop() -> None:
    """Stop the embedded server.

    Open transactions are rolled back, what was committed stays.

    For example:

        pgpaper server stop
    """
    from pgpaper.embedded import EmbeddedServer

    server = EmbeddedServer()
    was_running = server.is_running()
    server.stop()
    if session.options.json:
        output.print_json({"running": False, "stopped": was_running, "home": str(server.home)})
    else:
        output.say("stopped" if was_running else "it was not running")


@app.command
def status() -> int:
    """Say whether the embedded server runs.

    Does not start it. Exit code 3 when it does not run.

    For example:

        pgpaper server status --json
    """
    from pgpaper.embedded import EmbeddedServer

    server = EmbeddedServer()
    running = server.is_running()
    facts: dict[str, Any] = {"running": running, "home": str(server.home), "dsn": server.dsn}
    if session.options.json:
        output.print_json(facts)
    else:
        state = "running" if running else "not running"
        output.print_fields({"server": state, "home": facts["home"], "dsn": facts["dsn"]})
    return Exit.DONE if running else Exit.NO_CONNECTION
