"""The daily bars of the demonstration: from the file beside this one into the table demo.bars.

They are real: four stocks of Quandl's WIKI prices, which are in the public domain, as the package
bokeh-sampledata 2026.1 has them. Prices are as they were traded, `adj_close` is the close adjusted for later
splits and dividends. Numbers go into the database as the file has them.
"""

import csv
import gzip
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg.rows import class_row

from pgpaper.cli.errors import Exit, Failure
from pgpaper.interface import Bar

FILE = Path(__file__).with_name("bars.csv.gz")
TICKERS = ("AAPL", "GOOG", "IBM", "MSFT")

_TABLE: LiteralString = """\
create schema if not exists demo;
create table demo.bars (
    ticker text collate "C" not null,
    day date not null,
    open numeric not null,
    high numeric not null,
    low numeric not null,
    close numeric not null,
    volume bigint not null,
    adj_close numeric not null,
    primary key (ticker, day)
);
comment on table demo.bars is
'Daily bars as they were traded; adj_close is adjusted for later splits and dividends.';
grant usage on schema demo to paper_trader, paper_analyst;
grant select on demo.bars to paper_trader, paper_analyst;
"""

_COLUMNS: LiteralString = "ticker, day, open, high, low, close, volume, adj_close"

_MARKET: LiteralString = """\
select
    ticker,
    (day + time '09:30') at time zone 'America/New_York' as starts_at,
    (day + time '16:00') at time zone 'America/New_York' as ends_at,
    open,
    high,
    low,
    close,
    volume
from demo.bars
order by day, ticker
"""


def rows() -> list[tuple[str, ...]]:
    """Return the bars as the file has them: texts, in the order of the table's columns, by ticker and day."""
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as file:
        return [tuple(bar) for bar in csv.reader(file)][1:]


def load(connection: "psycopg.Connection[Any]") -> tuple[int, bool]:
    """Make and fill demo.bars, or compare it with the file; return its size and whether it is new."""
    wanted = rows()
    try:
        with connection.transaction():
            found = connection.execute(
                "select from pg_catalog.pg_tables where schemaname = 'demo' and tablename = 'bars'"
            )
            if found.fetchone() is not None:
                _compare(connection, wanted)
                return len(wanted), False
            connection.execute(_TABLE)
            with connection.cursor().copy(f"copy demo.bars ({_COLUMNS}) from stdin") as copy:
                for row in wanted:
                    copy.write_row(row)
            return len(wanted), True
    except psycopg.errors.InsufficientPrivilege as err:
        raise Failure(
            Exit.REFUSED,
            f"{connection.info.user!r} may not make or read demo.bars: {err.diag.message_primary}",
            "let a role run the demo once that may create a schema here (grant create on database … to …)",
            err.sqlstate,
        ) from err


def market(connection: "psycopg.Connection[Any]") -> list[Bar]:
    """Return the bars of demo.bars as market data, in order of time."""
    with connection.cursor(row_factory=class_row(Bar)) as cursor:
        return cursor.execute(_MARKET).fetchall()


def _compare(connection: "psycopg.Connection[Any]", wanted: list[tuple[str, ...]]) -> None:
    query = f"copy (select {_COLUMNS} from demo.bars order by ticker, day) to stdout (format csv)"
    with connection.cursor().copy(query) as copy:
        text = b"".join(bytes(block) for block in copy).decode()
    stored = [tuple(row) for row in csv.reader(text.splitlines())]
    if stored != wanted:
        different = len(set(stored) ^ set(wanted))
        raise Failure(
            Exit.REFUSED,
            f"demo.bars is not what the package has: {different} rows are in only one of the two",
            "drop table demo.bars, and run the demo again",
        )
