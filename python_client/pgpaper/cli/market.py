"""`pgpaper feed` and `match`: what everybody's orders trade against."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from pgpaper.cli import output, session
from pgpaper.cli.errors import Exit, Failure

if TYPE_CHECKING:
    from pgpaper.interface import FeedResult
    from pgpaper.market_files import Datum, MarketFile, Sessions

Kind = Literal["quotes", "trades", "bars"]

_BATCH = 5000
_STEP = 1000  # rows between two looks at the progress


def feed(
    file: Annotated[Path, Parameter(help="CSV, also compressed (.csv.gz), or Parquet.")],
    /,
    *,
    kind: Annotated[
        Kind | None, Parameter(name=["--kind", "-k"], help="What it has; default: what its columns say.")
    ] = None,
    ticker: Annotated[
        str | None, Parameter(name=["--ticker", "-t"], help="The instrument, where no column names it.")
    ] = None,
    map: Annotated[  # noqa: A002
        list[str] | None,
        Parameter(
            name=["--map", "-m"],
            negative="",
            help="Take a field from a column, as column=field, may be repeated: close_bid=bid.",
        ),
    ] = None,
    timezone: Annotated[str, Parameter(help="Zone of times that name none, like America/New_York.")] = "UTC",
    length: Annotated[
        str | None,
        Parameter(
            help="Length of bars whose end no column has, like 1m, 1h or 1d; default for dates: a day."
        ),
    ] = None,
    sort: Annotated[
        bool,
        Parameter(
            negative="",
            show_default=False,
            help="Put the rows in order of time first; takes memory.",
        ),
    ] = False,
    strict: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="Stop at a row that is late or cannot be true."),
    ] = False,
    batch: Annotated[int, Parameter(help="Rows in a transaction.")] = _BATCH,
) -> None:
    """Feed market data from a file and fill what it fills.

    Columns are found by name, our own (ticker, at, bid, ask, bid_size …) and the
    usual ones. Rows known already are counted as duplicates and change nothing:
    after a failure, feed the same file again. Fields by kind:

        quotes  ticker at bid ask bid_size ask_size sequence
        trades  ticker at price size sequence
        bars    ticker starts_at ends_at open high low close volume

    Bars whose end no column has keep to the sessions of a ticker that has a
    calendar: one of a day begins and ends with the session that closes on it, a
    shorter one ends when its session closes.

    Exit code 8 when the file, or a row of it, cannot be read; what came before is
    fed.

    For example:

        pgpaper feed quotes.csv.gz
        pgpaper feed daily.csv --ticker AAPL --timezone America/New_York
        pgpaper feed prints.parquet --map px=price --map lots=size
    """
    from pgpaper.errors import MarketDataInvalid
    from pgpaper.market_files import BadFile, BadRow, MarketFile, MissingPackage, Options

    if batch < 1:
        raise Failure(Exit.USAGE, "--batch must be at least 1")
    options = Options(kind, ticker, _columns(map or []), _zone(timezone), _length(length), _sessions())
    try:
        with MarketFile(file, options) as opened:
            rows, result = _feed(opened, sort, strict, batch)
    except MarketDataInvalid as err:
        raise Failure(
            Exit.REFUSED, f"{file.name}, {err}", "what came before its batch is fed", err.sqlstate
        ) from None
    except MissingPackage as err:
        raise Failure(Exit.MISSING, str(err)) from err
    except BadFile as err:
        hint = "what came before is fed; mend it and feed it again" if isinstance(err, BadRow) else None
        raise Failure(Exit.UNREADABLE, str(err), hint) from err
    fields = {"file": str(file), "kind": opened.kind, "rows": rows, **result.to_dict()}
    if session.options.json:
        output.print_json(fields)
    else:
        output.print_fields({name.replace("_", " "): _shown(value) for name, value in fields.items()})


def match() -> None:
    """Apply market data that was fed with SQL.

    It goes to every account that it concerns. Commands and adapters that feed do
    this themselves.

    For example:

        pgpaper match
    """
    import asyncio

    from pgpaper.feed import MarketFeed

    async def run() -> int:
        async with MarketFeed(dsn=session.target().dsn) as market:
            return await market.match()

    written = asyncio.run(run())
    if session.options.json:
        output.print_json({"matched": written})
    else:
        output.print_fields({"matched": f"{written:,}"})


def _feed(file: "MarketFile", sort: bool, strict: bool, batch: int) -> "tuple[int, FeedResult]":
    import asyncio

    from pgpaper.feed import MarketFeed

    counted = 0
    newest: datetime | None = None
    in_order = True

    def rows(advance: output.Advance) -> "Iterator[Datum]":
        nonlocal counted, newest, in_order
        for datum in file.in_order() if sort else file:
            counted += 1
            if not counted % _STEP:
                advance(counted, file.progress())
            at = file.time(datum)
            if newest is not None and at < newest:
                in_order = False
            newest = at
            yield datum
        advance(counted, 1.0)

    async def run() -> "FeedResult":
        async with MarketFeed(dsn=session.target().dsn, batch_size=batch) as market:
            with output.progress(file.path.name) as advance:
                feeding: Any = getattr(market, f"feed_{file.kind}")
                result: FeedResult = await feeding(rows(advance), strict)
                return result

    result = asyncio.run(run())
    if not in_order:
        output.note(
            f"the rows of {file.path.name} are not in order of time; orders may"
            " have filled in another order than they would have: --sort feeds them in order"
        )
    return counted, result


def _sessions() -> "Sessions":
    """Look sessions up as they are needed, those of a calendar once."""
    from functools import cache

    @cache
    def calendars() -> dict[str, str]:
        rows = session.read("select ticker, calendar from paper.instruments where calendar is not null")
        return {row["ticker"]: row["calendar"] for row in rows}

    @cache
    def sessions(calendar: str) -> list[tuple[datetime, datetime]]:
        rows = session.read(
            "select opens_at, closes_at from paper.sessions where calendar = %(calendar)s order by closes_at",
            {"calendar": calendar},
        )
        return [(row["opens_at"], row["closes_at"]) for row in rows]

    return lambda ticker: sessions(calendars()[ticker]) if ticker in calendars() else ()


def _columns(texts: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for text in texts:
        column, separator, field = text.rpartition("=")
        if not separator or not field:
            raise Failure(Exit.USAGE, f"{text!r} is not column=field", "write it like --map close_bid=bid")
        if field in fields:
            raise Failure(Exit.USAGE, f"two columns are mapped to {field}")
        fields[field] = column
    return fields


def _zone(name: str) -> Any:
    from datetime import UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as err:
        raise Failure(
            Exit.USAGE, f"{name!r} is no time zone", "write it like America/New_York or Europe/Berlin"
        ) from err


def _length(text: str | None) -> Any:
    from pgpaper.market_files import length_of

    try:
        return None if text is None else length_of(text)
    except ValueError as err:
        raise Failure(Exit.USAGE, str(err)) from err


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
