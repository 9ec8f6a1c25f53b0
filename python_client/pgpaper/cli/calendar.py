"""`pgpaper calendar …` and `instrument`: when what is traded."""

import re
import warnings
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from pgpaper.cli import output, session
from pgpaper.cli.errors import Exit, Failure
from pgpaper.cli.output import Column

if TYPE_CHECKING:
    from types import ModuleType

app = App(
    name="calendar",
    help="""Load the trading sessions of exchanges.

    Orders that live for a session need them.

    For example:

        pgpaper calendar load XNYS
        pgpaper calendar list
    """,
)

Name = Annotated[str, Parameter(help="Calendar by its market identifier code, like XNYS or XLON.")]


@app.command
def load(
    name: Name,
    /,
    *,
    from_: Annotated[
        date | None, Parameter(name="--from", help="First day; default: what the source has, some 20 years.")
    ] = None,
    to: Annotated[
        date | None, Parameter(name="--to", help="Last day; default: a year from now, all that is known.")
    ] = None,
) -> None:
    """Load the sessions of an exchange.

    Early closes and holidays are as they were. They come from the package
    exchange_calendars, which knows a year ahead: load again before that is over.
    What is loaded already is replaced. A lunch break does not divide a session.

    For example:

        pgpaper calendar load XNYS
        pgpaper calendar load XLON --from 2015-01-01 --to 2020-12-31
    """
    sessions = sessions_of(name, from_, to)
    session.call(
        "select paper.load_sessions(p_calendar => %(name)s, p_sessions => %(sessions)s::paper.session[])",
        {"name": name, "sessions": "{" + ",".join(f'"({o},{c})"' for o, c in sessions) + "}"},
    )
    loaded = {"calendar": name, "sessions": len(sessions), "from": sessions[0][0], "to": sessions[-1][1]}
    if session.options.json:
        output.print_json(loaded)
    else:
        output.print_fields({field: str(value) for field, value in loaded.items()})


def sessions_of(name: str, first: date | None, last: date | None) -> list[tuple[str, str]]:
    """Return opening and close of each session, in ISO 8601."""
    source = _source()
    errors = source.errors
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of itself, when its pandas is newer than it
            calendar = source.get_calendar(name, start=first and str(first), end=last and str(last))
            schedule = calendar.schedule[["open", "close"]]
            return [
                (opens.isoformat(), closes.isoformat()) for opens, closes in schedule.itertuples(index=False)
            ]
    except errors.InvalidCalendarName:
        names = source.get_calendar_names(include_aliases=False)
        near = [known for known in names if name.upper()[:2] in known][:10]
        hint = f"near to it are {', '.join(near)}" if near else "XNYS, XLON, XTKS and others are known"
        raise Failure(Exit.USAGE, f"there is no calendar {name!r}", hint) from None
    except (errors.CalendarError, ValueError) as err:
        raise Failure(Exit.USAGE, re.sub(r"\s*\n\s*", "; ", str(err).strip())) from err


def _source() -> "ModuleType":
    try:
        import exchange_calendars
    except ImportError as err:
        raise Failure(
            Exit.MISSING, "calendars need exchange_calendars", "pip install 'pgpaper[calendars]'"
        ) from err
    module: ModuleType = exchange_calendars
    return module


@app.command(name="list")
def list_() -> None:
    """List the calendars that are loaded.

    For example:

        pgpaper calendar list --json
    """
    rows = session.read(
        "select calendar, count(*) as sessions, min(opens_at) as opens_at, max(closes_at) as closes_at"
        " from paper.sessions group by calendar order by calendar"
    )
    if session.options.json:
        return output.print_json(rows)
    return output.print_table(
        rows,
        [
            Column("calendar"),
            Column("sessions", right=True),
            Column("opens_at", output.moment),
            Column("closes_at", output.moment),
        ],
        empty="no calendars: `pgpaper calendar load XNYS` loads one",
    )


def instrument(
    ticker: Annotated[str, Parameter(help="What, for example AAPL.")],
    /,
    *,
    calendar: Annotated[
        str | None, Parameter(name=["--calendar", "-c"], help="Calendar it trades by; a loaded one.")
    ] = None,
    around_the_clock: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="It trades at all hours."),
    ] = False,
) -> None:
    """Say by which calendar an instrument trades, if by any.

    For example:

        pgpaper instrument AAPL --calendar XNYS
    """
    if (calendar is None) != around_the_clock:
        raise Failure(Exit.USAGE, "give either --calendar or --around-the-clock")
    from psycopg.types.json import Jsonb

    settings: dict[str, Any] = {"calendar": calendar}
    session.call(
        "select paper.set_instrument(p_ticker => %(ticker)s, p_settings => %(settings)s)",
        {"ticker": ticker, "settings": Jsonb(settings)},
    )
    if session.options.json:
        output.print_json({"ticker": ticker, **settings})
    else:
        output.print_fields({"instrument": ticker, "calendar": calendar or "none: around the clock"})
