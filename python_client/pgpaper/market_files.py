"""Quotes, trades and bars from files: CSV, compressed or not, and Parquet.

Columns are found by name, our own and the usual ones, in any case. Numbers of a text file keep every digit.
Times are ISO 8601, or numbers since 1970 in the unit that the column's name ends with (_ns, _us, _ms, _s),
else the one in which they make sense; times without a zone are in the zone given.

Bars whose end no column has keep to the sessions of their ticker: one of a day begins and ends with the
session that closes on it, a shorter one ends when its session closes. What lives for a session ends at its
close, before anything that a bar reaching beyond it could do.
"""

import csv
import gzip
import re
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from io import TextIOWrapper
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

from pgpaper.interface import Bar, Quote, Trade

Datum: TypeAlias = Quote | Trade | Bar
KindName = Literal["quotes", "trades", "bars"]


class BadFile(Exception):  # noqa: N818
    """A file that cannot be read: which, and why."""


class BadRow(BadFile):
    """A row that cannot be read; those before it were."""


class MissingPackage(Exception):  # noqa: N818
    """What reads this kind of file is not installed."""


_KINDS: dict[KindName, type[Datum]] = {"quotes": Quote, "bars": Bar, "trades": Trade}

_TIMES = (
    *("recv_ts_ns", "timestamp", "time", "datetime", "date", "ts", "ts_event", "event_time", "event_time_ms"),
    *("trade_time", "trade_time_ms", "trade_date", "open_time", "__index_level_0__", ""),
)

#: By field, the names of columns that it is taken from, the first that is there.
_COLUMNS: dict[KindName, dict[str, tuple[str, ...]]] = {
    "quotes": {
        "ticker": ("ticker", "symbol", "instrument"),
        "at": ("at", *_TIMES),
        "bid": ("bid", "bid_price", "best_bid", "best_bid_price", "bid_px"),
        "ask": ("ask", "ask_price", "best_ask", "best_ask_price", "ask_px", "offer"),
        "bid_size": (
            "bid_size",
            "bid_qty",
            "bid_quantity",
            "best_bid_qty",
            "bid_volume",
            "bid_sz",
            "bidsize",
        ),
        "ask_size": (
            "ask_size",
            "ask_qty",
            "ask_quantity",
            "best_ask_qty",
            "ask_volume",
            "ask_sz",
            "asksize",
        ),
        "sequence": ("sequence", "seq", "update_id"),
    },
    "trades": {
        "ticker": ("ticker", "symbol", "instrument"),
        "at": ("at", *_TIMES),
        "price": ("price", "trade_price", "last", "px"),
        "size": ("size", "qty", "quantity", "amount", "volume"),
        "sequence": ("sequence", "seq", "trade_id", "id", "agg_trade_id"),
    },
    "bars": {
        "ticker": ("ticker", "symbol", "instrument"),
        "starts_at": ("starts_at", "start", "open_time", "at", *_TIMES),
        "ends_at": ("ends_at", "end", "close_time"),
        "open": ("open",),
        "high": ("high",),
        "low": ("low",),
        "close": ("close",),
        "volume": ("volume", "vol"),
    },
}

_UNITS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9}
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_FRACTION = re.compile(r"[+-]?\d+\.\d+(?:[eE][+-]?\d+)?", re.ASCII)
_LENGTH = re.compile(r"(\d+)\s*(s|sec|m|min|h|d|w)", re.ASCII)
_LENGTHS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}

Reader: TypeAlias = Callable[[Any], Any]

#: When the sessions of a ticker open and close, in order; none for one that trades around the clock.
Sessions: TypeAlias = Callable[[str], Sequence[tuple[datetime, datetime]]]


@dataclass(frozen=True)
class Options:
    """How a file is to be read; None is found out."""

    kind: KindName | None = None
    ticker: str | None = None
    columns: Mapping[str, str] | None = None  # by field, the name of the column
    zone: tzinfo = UTC
    length: timedelta | None = None
    sessions: Sessions = lambda _: ()


class MarketFile:
    """An open file: its `kind`, and its rows, once."""

    def __init__(self, path: Path, options: Options) -> None:
        self.path = path
        self._options = options
        self._table: _Csv | _Parquet
        self._table = _Parquet(path) if path.suffix.lower() in {".parquet", ".pq"} else _Csv(path)
        try:
            self.kind, self._build = self._layout(self._table.header)
        except BaseException:
            self.close()
            raise
        #: When a row is, which is what they should be in order of.
        self.time: Callable[[Datum], datetime] = attrgetter("starts_at" if self.kind == "bars" else "at")

    def close(self) -> None:
        self._table.close()

    def __enter__(self) -> "MarketFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def progress(self) -> float:
        """How much of the file was read, from 0 to 1."""
        return self._table.progress()

    def __iter__(self) -> Iterator[Datum]:
        build, place = self._build, self._table.place
        try:
            for row in self._table.rows():
                yield build(row)
        except (ValueError, ArithmeticError, LookupError, OSError, EOFError, zlib.error) as err:
            raise BadRow(f"{self.path.name}, {place()}: {_reason(err)}") from err

    def in_order(self) -> Iterator[Datum]:
        """Yield the rows by time, then ticker, then as they come; all of them are held in memory."""
        return iter(sorted(self, key=lambda datum: (self.time(datum), datum.ticker)))

    def _layout(self, header: Sequence[str]) -> tuple[KindName, Callable[[Sequence[Any]], Datum]]:
        """Find out what the columns are, and return what makes a datum of a row."""
        names = [_normal(name) for name in header]
        doubled = {name for name in names if names.count(name) > 1}
        kinds: list[KindName] = [self._options.kind] if self._options.kind else list(_KINDS)
        given: dict[str, int] = {}
        for field, column in (self._options.columns or {}).items():
            wanted = _normal(column)
            if wanted not in names:
                raise BadFile(f"{self.path.name} has no column {column!r}: it has {_list(header)}")
            given[field] = names.index(wanted)
        problems = []
        for kind in kinds:
            known = _COLUMNS[kind]
            if unknown := set(given) - set(known):
                problems.append(f"{kind} have no field {_list(sorted(unknown))}, but {_list(known)}")
                continue
            found = given | {
                field: names.index(name)
                for field, aliases in known.items()
                if field not in given
                for name in [next((alias for alias in aliases if alias in names), None)]
                if name is not None and name not in doubled
            }
            missing = [f.name for f in fields(_KINDS[kind]) if f.default is MISSING and f.name not in found]
            missing = [
                name
                for name in missing
                if not (name == "ticker" and self._options.ticker) and name != "ends_at"
            ]
            if not missing:
                return kind, self._builder(kind, found, header)
            problems.append(f"no column for {_list(missing)} of {kind}")
        only_ticker = next((p for p in problems if p.startswith("no column for ticker of")), None)
        if only_ticker:
            raise BadFile(f"{self.path.name}: {only_ticker}; name it with --ticker")
        raise BadFile(f"{self.path.name}: {'; '.join(problems)}; its columns are {_list(header)}")

    def _builder(
        self, kind: KindName, found: Mapping[str, int], header: Sequence[str]
    ) -> Callable[[Sequence[Any]], Datum]:
        make, zone = _KINDS[kind], self._options.zone
        readers: list[tuple[int, Reader]] = []
        for field in fields(make):
            name, column = field.name, found.get(field.name, 0)
            if name == "ticker" and self._options.ticker:
                readers.append((0, _always(self._options.ticker)))
            elif name not in found:
                readers.append((0, _always(None)))
            elif name in {"at", "starts_at", "ends_at"}:
                readers.append((column, _time_reader(_normal(header[column]), zone)))
            elif name == "ticker":
                readers.append((column, _text))
            else:
                readers.append((column, _integer if name == "sequence" else _number))

        def build_any(row: Sequence[Any]) -> Datum:
            return make(*[read(row[column]) for column, read in readers])

        # Nearly every cell of a text file is what its type reads by itself.
        quick = [(column, _QUICK.get(read, read)) for column, read in readers]

        def build_text(row: Sequence[str]) -> Datum:
            try:
                return make(*[read(row[column]) for column, read in quick])
            except (ValueError, ArithmeticError):
                return build_any(row)

        build = build_text if isinstance(self._table, _Csv) else build_any
        if kind != "bars" or "ends_at" in found:
            return build
        return _with_ends(build, readers[1][0], self._options.length, self._options.sessions)


def length_of(text: str) -> timedelta:
    """Read the length of a bar: 30s, 5m, 1h, 1d, 1w."""
    match = _LENGTH.fullmatch(text.strip().lower())
    if match is None or not int(match[1]):
        raise ValueError(f"{text!r} is no length: write it like 30s, 5m, 1h, 1d or 1w")
    return timedelta(seconds=int(match[1]) * _LENGTHS[match[2]])


def _with_ends(
    build: Callable[[Sequence[Any]], Datum], starts: int, length: timedelta | None, sessions: Sessions
) -> Callable[[Sequence[Any]], Datum]:
    """Bars that say when they start: they end after `length`, those of a day at the next midnight, or before
    that with their session."""

    def complete(row: Sequence[Any]) -> Datum:
        bar = build(row)
        assert isinstance(bar, Bar)  # noqa: S101  (this is how the type checker is told)
        if length is None and not _is_day(row[starts]):
            raise ValueError(
                "nothing says when the bar ends: give its length with --length, like 1m, 1h or 1d"
            )
        if length is None or length >= _DAY:
            # On the clock of its zone: a day may have 23 or 25 hours.
            bar.ends_at = bar.starts_at + (length or _DAY)
        else:
            bar.ends_at = bar.starts_at.astimezone(UTC) + length
        _keep_to_sessions(bar, sessions(bar.ticker), is_day=length is None or length >= _DAY)
        return bar

    return complete


def _keep_to_sessions(bar: Bar, sessions: Sequence[tuple[datetime, datetime]], *, is_day: bool) -> None:
    closes_at = itemgetter(1)
    first = bisect_right(sessions, bar.starts_at, key=closes_at)
    last = bisect_right(sessions, bar.ends_at, key=closes_at) - 1
    if first > last:
        return
    if is_day:
        bar.starts_at = sessions[first][0]
    bar.ends_at = sessions[last][1]


def _is_day(value: object) -> bool:
    if isinstance(value, str):
        text = value.strip()
        return len(text) in {8, 10} and "." not in text and (len(text) == 8 or "-" in text)
    return isinstance(value, date) and not isinstance(value, datetime)


def _always(value: str | None) -> Reader:
    return lambda _: value


def _number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        if not value.strip():
            return None
        raise ValueError(f"{value!r} is not a number") from None


def _integer(value: Any) -> int | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        number = int(value)
    except (ValueError, TypeError, OverflowError):
        raise ValueError(f"{value!r} is not an integer") from None
    if not isinstance(value, str) and number != value:
        raise ValueError(f"{value!r} is not an integer")
    return number


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("the ticker is missing")
    return value.strip()


_QUICK: dict[Reader, Reader] = {_number: Decimal, _integer: int, _text: lru_cache(maxsize=4096)(_text)}


def _time_reader(column: str, zone: tzinfo) -> Reader:
    unit = next((size for suffix, size in _UNITS.items() if column.endswith(f"_{suffix}")), None)

    def since_epoch(value: int | Decimal) -> datetime:
        scale = unit or _likely_unit(value)
        try:
            return _EPOCH + timedelta(microseconds=int(value * scale // 1000))
        except ArithmeticError:
            raise ValueError(f"{value} is too far from now to be a time") from None

    def read(value: Any) -> datetime:
        if isinstance(value, str):
            if unit is not None and value.isdecimal():
                return since_epoch(int(value))
            text = value.strip()
            if _INTEGER.fullmatch(text) and not (unit is None and _is_calendar_day(text)):
                return since_epoch(int(text))
            if _FRACTION.fullmatch(text):
                return since_epoch(Decimal(text))
            if not text:
                raise ValueError("the time is missing")
            try:
                value = datetime.fromisoformat(text)
            except ValueError:
                raise ValueError(f"{value!r} is no time of ISO 8601 and no number") from None
        if isinstance(value, datetime):
            return value if value.tzinfo is not None else value.replace(tzinfo=zone)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=zone)
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise ValueError("the time is missing" if value is None else f"{value!r} is no time")
        return since_epoch(Decimal(repr(value)) if isinstance(value, float) else value)

    return read


def _likely_unit(value: int | Decimal) -> int:
    """The unit that puts a number between 1970 and 5138, as fine as may be."""
    size = abs(Decimal(value))
    if size < 10**11:
        return _UNITS["s"]
    return _UNITS["ms"] if size < 10**14 else _UNITS["us"] if size < 10**17 else _UNITS["ns"]


def _is_calendar_day(text: str) -> bool:
    """Whether it is written like 20240808."""
    return len(text) == 8 and text[:2] in {"18", "19", "20"}


def _normal(name: str) -> str:
    return re.sub(r"[\s\-.]+", "_", name.strip().lower())


def _list(names: Any) -> str:
    return ", ".join(name or '""' for name in names)


def _reason(err: BaseException) -> str:
    if isinstance(err, UnicodeDecodeError):
        return "it is not text in UTF-8"
    if isinstance(err, EOFError):
        return "the file ends too early"
    if isinstance(err, IndexError):
        return "the row has too few columns"
    return str(err) or type(err).__name__


def not_commas(header: Sequence[str]) -> str | None:
    """Say what stands between the columns of a CSV file instead of commas, None when commas do."""
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            return f"{name} are between its columns: write commas there, and points in decimals"
    return None


class _Csv:
    def __init__(self, path: Path) -> None:
        try:
            self._raw: IO[bytes] = path.open("rb")
        except OSError as err:
            raise BadFile(f"{path}: {err.strerror}") from err
        try:
            self._size = path.stat().st_size
            plain = self._raw if self._raw.read(2) != b"\x1f\x8b" else gzip.GzipFile(fileobj=self._raw)
            self._raw.seek(0)
            self._rows = csv.reader(TextIOWrapper(plain, encoding="utf-8-sig", newline=""), strict=True)
            self.header = next(self._rows)
            if problem := not_commas(self.header):
                raise csv.Error(problem)
        except StopIteration:
            self.close()
            raise BadFile(f"{path.name} is empty") from None
        except (OSError, EOFError, UnicodeDecodeError, zlib.error, csv.Error) as err:
            self.close()
            raise BadFile(f"{path.name}: {_reason(err)}") from err

    def close(self) -> None:
        self._raw.close()

    def progress(self) -> float:
        return 1.0 if self._raw.closed or not self._size else self._raw.tell() / self._size

    def place(self) -> str:
        return f"line {self._rows.line_num}"

    def rows(self) -> Iterator[list[str]]:
        width = len(self.header)
        try:
            for row in self._rows:
                if len(row) == width:
                    yield row
                elif row:
                    raise ValueError(f"the row has {len(row)} columns, the header {width}")
        except csv.Error as err:
            raise ValueError(str(err)) from err


class _Parquet:
    def __init__(self, path: Path) -> None:
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as err:
            raise MissingPackage("reading Parquet needs pyarrow: pip install 'pgpaper[parquet]'") from err
        self._row = 0
        try:
            self._file = parquet.ParquetFile(path)
        except FileNotFoundError as err:
            raise BadFile(f"{path}: No such file or directory") from err
        except (OSError, pyarrow.ArrowException) as err:
            raise BadFile(f"{path.name}: {err}") from err
        self._total = self._file.metadata.num_rows
        self.header: list[str] = list(self._file.schema_arrow.names)

    def close(self) -> None:
        self._file.close()

    def progress(self) -> float:
        return self._row / self._total if self._total else 1.0

    def place(self) -> str:
        return f"row {self._row}"

    def rows(self) -> Iterator[tuple[Any, ...]]:
        import pyarrow

        try:
            for batch in self._file.iter_batches(batch_size=4096):
                for row in zip(*[_values(column) for column in batch.columns], strict=True):
                    self._row += 1
                    yield row
        except pyarrow.ArrowException as err:
            raise ValueError(str(err)) from err


def _values(column: Any) -> list[Any]:
    """The values of a column as Python has them; times to the microsecond, which is all that is kept."""
    from pyarrow import types

    if types.is_timestamp(column.type):
        import pyarrow

        column = column.cast(pyarrow.timestamp("us", column.type.tz), safe=False)
    values: list[Any] = column.to_pylist()
    return values
