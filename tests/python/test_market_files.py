"""Quotes, trades and bars from files."""

import gzip
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow
import pytest
from pgpaper import Bar, Quote, Trade
from pgpaper.market_files import BadFile, Datum, MarketFile, MissingPackage, Options, length_of
from pyarrow import parquet

NEW_YORK = ZoneInfo("America/New_York")

Csv = Callable[..., Path]


@pytest.fixture
def csv(tmp_path: Path) -> Csv:
    def writer(*lines: str, name: str = "file.csv") -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return writer


def read(path: Path, **options: Any) -> list[Datum]:
    with MarketFile(path, Options(**options)) as file:
        return list(file)


def problem(path: Path, **options: Any) -> str:
    with pytest.raises(BadFile) as refused:
        read(path, **options)
    return str(refused.value)


def test_our_own_names(csv: Csv) -> None:
    path = csv(
        "ticker,at,bid,ask,bid_size,ask_size,sequence",
        "A,2024-08-09T00:00:00.087891Z,1.50,1.6,0,,7",
        "B/C,2024-08-09 02:00+02:00,,2,3,4,",
    )
    at = datetime(2024, 8, 9, tzinfo=UTC)
    assert read(path) == [
        Quote("A", at.replace(microsecond=87891), Decimal("1.50"), Decimal("1.6"), Decimal(0), None, 7),
        Quote("B/C", at, None, Decimal(2), Decimal(3), Decimal(4), None),
    ]
    path = csv("ticker,at,price,size,sequence", "A,2024-08-09T00:00:00Z,1.25,3,9")
    assert read(path) == [Trade("A", at, Decimal("1.25"), Decimal(3), 9)]
    path = csv(
        "ticker,starts_at,ends_at,open,high,low,close,volume",
        "A,2024-08-09T00:00:00Z,2024-08-09T00:01:00Z,1,3,0.5,2,100",
    )
    later = at + timedelta(minutes=1)
    assert read(path) == [Bar("A", at, later, *map(Decimal, ("1", "3", "0.5", "2", "100")))]


def test_the_names_of_an_exchange(csv: Csv) -> None:
    path = csv(
        "recv_ts_ns,symbol,update_id,bid_price,bid_qty,ask_price,ask_qty",
        "1723161254087891268,BTCUSDT,50093239212,61837.63000000,3.78826000,61837.64000000,1.54698000",
    )
    at = datetime(2024, 8, 8, 23, 54, 14, 87891, tzinfo=UTC)
    bid, ask = Decimal("61837.63000000"), Decimal("61837.64000000")
    sizes = Decimal("3.78826000"), Decimal("1.54698000")
    assert read(path) == [Quote("BTCUSDT", at, bid, ask, *sizes, 50093239212)]
    path = csv(
        "recv_ts_ns,symbol,trade_id,price,qty,trade_time_ms,event_time_ms,buyer_is_maker",
        "1723161254087896568,BTCUSDT,3735683259,61837.63,0.02,1723161255342,1723161255343,true",
    )
    at = datetime(2024, 8, 8, 23, 54, 14, 87896, tzinfo=UTC)
    assert read(path) == [Trade("BTCUSDT", at, Decimal("61837.63"), Decimal("0.02"), 3735683259)]


@pytest.mark.parametrize("date_column", ["Date", ""])
def test_daily_bars_are_days_of_the_zone(csv: Csv, date_column: str) -> None:
    path = csv(
        f"{date_column},Open,High,Low,Close,Volume,Adj Close",
        "2024-03-08,1,3,0.5,2,100,9",
        "2024-03-10,1,3,0.5,2,100,9",
    )
    bars = read(path, ticker="A", zone=NEW_YORK)
    assert [
        (bar.starts_at.astimezone(UTC), bar.ends_at.astimezone(UTC)) for bar in bars if isinstance(bar, Bar)
    ] == [
        (datetime(2024, 3, 8, 5, tzinfo=UTC), datetime(2024, 3, 9, 5, tzinfo=UTC)),
        (datetime(2024, 3, 10, 5, tzinfo=UTC), datetime(2024, 3, 11, 4, tzinfo=UTC)),  # a day of 23 hours
    ]
    assert {bar.ticker for bar in bars} == {"A"}


def test_bars_of_a_length(csv: Csv) -> None:
    path = csv("ticker,timestamp,open,high,low,close", "A,2024-03-10T06:30:00Z,1,1,1,1")
    (bar,) = read(path, length=timedelta(hours=1))
    assert isinstance(bar, Bar)
    assert (bar.ends_at, bar.volume) == (datetime(2024, 3, 10, 7, 30, tzinfo=UTC), None)
    path = csv("ticker,timestamp,open,high,low,close", "A,2024-03-10 01:30:00,1,1,1,1")
    (bar,) = read(path, length=timedelta(hours=1), zone=NEW_YORK)  # the clock goes forward meanwhile
    assert isinstance(bar, Bar)
    assert bar.ends_at - datetime(2024, 3, 10, 6, 30, tzinfo=UTC) == timedelta(hours=1)
    path = csv("ticker,timestamp,open,high,low,close", "A,2024-03-10T06:30:00Z,1,1,1,1")
    assert problem(path) == (
        "file.csv, line 2: nothing says when the bar ends: give its length with --length, like 1m, 1h or 1d"
    )


def new_york(ticker: str) -> list[tuple[datetime, datetime]]:
    """Of one ticker: a day, another, and one after a holiday; New York is five hours behind."""
    days = {24: 21, 26: 21, 29: 18}  # the last one closes early
    return [
        (datetime(2024, 11, day, 14, 30, tzinfo=UTC), datetime(2024, 11, day, hour, tzinfo=UTC))
        for day, hour in days.items()
        if ticker == "A"
    ]


def times(bars: list[Datum]) -> list[tuple[str, str]]:
    return [
        (f"{bar.starts_at.astimezone(UTC):%d %H:%M}", f"{bar.ends_at.astimezone(UTC):%d %H:%M}")
        for bar in bars
        if isinstance(bar, Bar)
    ]


@pytest.mark.parametrize(
    ("column", "options"),
    [
        (["2024-11-24", "2024-11-26", "2024-11-28", "2024-11-29"], {}),
        (["2024-11-24", "2024-11-26", "2024-11-28", "2024-11-29"], {"zone": NEW_YORK}),
        (
            [f"2024-11-{day} 00:00:00-05:00" for day in (24, 26, 28, 29)],
            {"length": timedelta(days=1)},
        ),
    ],
)
def test_daily_bars_have_the_times_of_their_session(
    csv: Csv, column: list[str], options: dict[str, Any]
) -> None:
    path = csv("Date,Open,High,Low,Close", *(f"{day},1,3,0.5,2" for day in column))
    bars = times(read(path, ticker="A", sessions=new_york, **options))
    assert (bars[0], bars[1], bars[3]) == (
        ("24 14:30", "24 21:00"),
        ("26 14:30", "26 21:00"),
        ("29 14:30", "29 18:00"),
    )
    midnight = "00:00" if options == {} else "05:00"
    assert bars[2] == (f"28 {midnight}", f"29 {midnight}")  # nothing trades on that day
    around_the_clock = times(read(path, ticker="B", sessions=new_york, **options))
    assert around_the_clock[0] == (f"24 {midnight}", f"25 {midnight}")


def test_a_session_belongs_to_the_day_it_closes_on(csv: Csv) -> None:
    def evenings(_: str) -> list[tuple[datetime, datetime]]:
        return [
            (datetime(2024, 11, day, 23, tzinfo=UTC), datetime(2024, 11, day + 1, 22, tzinfo=UTC))
            for day in (24, 25)
        ]

    path = csv("Date,Open,High,Low,Close", "2024-11-25,1,3,0.5,2", "2024-11-26,1,3,0.5,2")
    assert times(read(path, ticker="A", sessions=evenings)) == [
        ("24 23:00", "25 22:00"),
        ("25 23:00", "26 22:00"),
    ]


def test_bars_of_a_length_end_with_their_session(csv: Csv) -> None:
    starts = ("13:30", "14:30", "16:30", "17:30", "18:00")
    path = csv("time,open,high,low,close", *(f"2024-11-29T{start}Z,1,1,1,1" for start in starts))
    bars = times(read(path, ticker="A", sessions=new_york, length=timedelta(hours=1)))
    assert [start for start, _ in bars] == [f"29 {start}" for start in starts]
    ends = ("14:30", "15:30", "17:30", "18:00", "19:00")
    assert [end for _, end in bars] == [f"29 {end}" for end in ends]
    path = csv("time,open,high,low,close", "2024-11-24,1,1,1,1")
    week = read(path, ticker="A", sessions=new_york, length=timedelta(days=7))
    assert times(week) == [("24 14:30", "29 18:00")]


def test_bars_that_say_when_they_end_are_taken_at_their_word(csv: Csv) -> None:
    path = csv("start,end,open,high,low,close", "2024-11-29,2024-11-30,1,1,1,1")
    assert times(read(path, ticker="A", sessions=new_york)) == [("29 00:00", "30 00:00")]


@pytest.mark.parametrize(
    ("column", "text", "at"),
    [
        ("time", "2024-08-09", datetime(2024, 8, 9, tzinfo=NEW_YORK)),
        ("time", "20240809", datetime(2024, 8, 9, tzinfo=NEW_YORK)),
        ("time", "2024-08-09 09:30", datetime(2024, 8, 9, 9, 30, tzinfo=NEW_YORK)),
        ("time", "2024-08-09T09:30:00.123456789Z", datetime(2024, 8, 9, 9, 30, 0, 123456, tzinfo=UTC)),
        ("time", "1723161254", datetime(2024, 8, 8, 23, 54, 14, tzinfo=UTC)),
        ("time", "1723161254.087891", datetime(2024, 8, 8, 23, 54, 14, 87891, tzinfo=UTC)),
        ("time", "1723161254087", datetime(2024, 8, 8, 23, 54, 14, 87000, tzinfo=UTC)),
        ("time", "1723161254087891", datetime(2024, 8, 8, 23, 54, 14, 87891, tzinfo=UTC)),
        ("time", "1723161254087891268", datetime(2024, 8, 8, 23, 54, 14, 87891, tzinfo=UTC)),
        ("trade_time_ms", "20240809", datetime(1970, 1, 1, 5, 37, 20, 809000, tzinfo=UTC)),
        ("Time NS", "1723161254087891268", datetime(2024, 8, 8, 23, 54, 14, 87891, tzinfo=UTC)),
    ],
)
def test_times(csv: Csv, column: str, text: str, at: datetime) -> None:
    path = csv(f"ticker,{column},price", f"A,{text},1")
    (trade,) = read(path, zone=NEW_YORK, columns={"at": column})
    assert isinstance(trade, Trade)
    assert trade.at == at


def test_columns_can_be_named(csv: Csv) -> None:
    path = csv("sym,when,px,price", "A,2024-08-09,1,2")
    (trade,) = read(path, columns={"ticker": "sym", "at": "when", "price": "PX"})
    assert trade == Trade("A", datetime(2024, 8, 9, tzinfo=UTC), Decimal(1))
    assert problem(path, columns={"at": "wen"}) == "file.csv has no column 'wen': it has sym, when, px, price"
    assert problem(path, columns={"bit": "px"}, kind="trades") == (
        "file.csv: trades have no field bit, but ticker, at, price, size, sequence;"
        " its columns are sym, when, px, price"
    )


def test_the_kind_is_what_the_columns_say(csv: Csv) -> None:
    both = csv("ticker,date,open,high,low,close,bid,ask,price", "A,2024-08-09,1,1,1,1,1,2,3")
    kinds = [type(read(both, kind=kind)[0]) for kind in (None, "quotes", "trades", "bars")]
    assert kinds == [Quote, Quote, Trade, Bar]
    assert problem(csv("ticker,date,open", "A,2024-08-09,1")) == (
        "file.csv: no column for bid, ask of quotes; no column for high, low, close of bars;"
        " no column for price of trades; its columns are ticker, date, open"
    )
    assert problem(csv("date,price", "2024-08-09,1")) == (
        "file.csv: no column for ticker of trades; name it with --ticker"
    )


def test_a_column_that_is_there_twice_is_not_guessed(csv: Csv) -> None:
    path = csv("ticker,date,price,price", "A,2024-08-09,1,2")
    assert "no column for price of trades" in problem(path)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,2024-08-09,abc", "'abc' is not a number"),
        ("A,2024-08-09,'1,000'", "the row has 4 columns, the header 3"),
        ("A,2024-08-09", "the row has 2 columns, the header 3"),
        ("A,soon,1", "'soon' is no time of ISO 8601 and no number"),
        ("A,,1", "the time is missing"),
        (",2024-08-09,1", "the ticker is missing"),
        ("A,99999999999999999999999,1", "99999999999999999999999 is too far from now to be a time"),
        ('A,2024-08-09,"1', "unexpected end of data"),
    ],
)
def test_a_bad_row_is_named_by_its_line(csv: Csv, row: str, reason: str) -> None:
    path = csv("ticker,date,price", "A,2024-08-08,1", row)
    assert problem(path) == f"file.csv, line 3: {reason}"


def test_rows_before_a_bad_one_come_first(csv: Csv) -> None:
    path = csv("ticker,date,price", "A,2024-08-08,1", "A,2024-08-09,bad")
    with MarketFile(path, Options()) as file:
        rows = iter(file)
        assert next(rows) == Trade("A", datetime(2024, 8, 8, tzinfo=UTC), Decimal(1))
        with pytest.raises(BadFile, match="line 3"):
            next(rows)


def test_numbers_that_are_none_are_left_to_the_server(csv: Csv) -> None:
    (trade,) = read(csv("ticker,date,price", "A,2024-08-09,nan"))
    assert isinstance(trade, Trade)
    assert str(trade.price) == "NaN"


def test_files_that_cannot_be_read(csv: Csv, tmp_path: Path) -> None:
    assert problem(tmp_path / "none.csv") == f"{tmp_path}/none.csv: No such file or directory"
    assert problem(tmp_path) == f"{tmp_path}: Is a directory"
    assert problem(csv(name="empty.csv")) == "empty.csv is empty"
    assert problem(csv("ticker;at;bid;ask", "A;2024-08-09;1,5;2", name="europe.csv")) == (
        "europe.csv: semicolons are between its columns: write commas there, and points in decimals"
    )
    path = tmp_path / "latin.csv"
    path.write_bytes(b"ticker,date,price\n\xe9,2024-08-09,1\n")
    assert problem(path).endswith("it is not text in UTF-8")
    whole = gzip.compress(b"ticker,date,price\n" + b"A,2024-08-09,1\n" * 5000, mtime=0)
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(whole[:-40])
    assert problem(path).startswith("cut.csv.gz, line ")
    assert problem(path).endswith(": the file ends too early")


def test_a_compressed_file_with_the_mark_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "whatever.gz"
    path.write_bytes(gzip.compress("\ufeffticker,date,price\r\nA,2024-08-09,1\r\n".encode()))
    assert read(path) == [Trade("A", datetime(2024, 8, 9, tzinfo=UTC), Decimal(1))]


def test_progress_ends_at_the_end(csv: Csv) -> None:
    path = csv("ticker,date,price", *["A,2024-08-09,1"] * 50_000)
    with MarketFile(path, Options()) as file:
        seen = [file.progress() for _ in file]
    assert seen == sorted(seen)
    assert seen[0] < 0.2
    assert seen[-1] == 1


def test_in_order_of_time(csv: Csv) -> None:
    path = csv("ticker,date,price", "B,2024-08-09,1", "B,2024-08-08,2", "A,2024-08-09,3", "B,2024-08-09,4")
    with MarketFile(path, Options()) as file:
        assert [int(trade.price) for trade in file.in_order() if isinstance(trade, Trade)] == [2, 3, 1, 4]


@pytest.mark.parametrize(
    ("text", "length"), [("30s", 30), ("5m", 300), ("1h", 3600), ("1d", 86400), ("1W", 604800)]
)
def test_lengths(text: str, length: int) -> None:
    assert length_of(text) == timedelta(seconds=length)


@pytest.mark.parametrize("text", ["", "m", "0m", "-1m", "1", "1.5h", "1y"])
def test_what_is_no_length(text: str) -> None:
    with pytest.raises(ValueError, match="is no length"):
        length_of(text)


def test_parquet(tmp_path: Path) -> None:
    at = datetime(2024, 8, 9, 13, 30, tzinfo=UTC)
    path = tmp_path / "trades.parquet"
    columns = {
        "symbol": pyarrow.array(["A", "B"]).dictionary_encode(),
        "timestamp": pyarrow.array([at, at], pyarrow.timestamp("ns", "America/New_York")),
        "price": pyarrow.array([1.5, float("nan")]),
        "size": pyarrow.array([Decimal("2.50"), None], pyarrow.decimal128(10, 2)),
        "trade_id": pyarrow.array([7, None], pyarrow.int32()),
    }
    parquet.write_table(pyarrow.table(columns), path)
    first, second = read(path)
    assert first == Trade("A", at, 1.5, Decimal("2.50"), 7)
    assert isinstance(second, Trade)
    assert (second.ticker, str(second.price), second.size, second.sequence) == ("B", "nan", None, None)


def test_parquet_with_dates_and_numbers_for_times(tmp_path: Path) -> None:
    prices = dict.fromkeys(("Open", "High", "Low", "Close"), pyarrow.array([1.0]))
    path = tmp_path / "bars.parquet"
    parquet.write_table(pyarrow.table({"Date": pyarrow.array([date(2024, 8, 9)]), **prices}), path)
    (bar,) = read(path, ticker="A")
    assert bar == Bar(
        "A", datetime(2024, 8, 9, tzinfo=UTC), datetime(2024, 8, 10, tzinfo=UTC), 1.0, 1.0, 1.0, 1.0
    )
    parquet.write_table(pyarrow.table({"ts": pyarrow.array([1723161254.25]), **prices}), path)
    (bar,) = read(path, ticker="A", length=timedelta(minutes=1))
    assert isinstance(bar, Bar)
    assert bar.starts_at == datetime(2024, 8, 8, 23, 54, 14, 250000, tzinfo=UTC)


def test_parquet_that_is_none_or_has_bad_rows(tmp_path: Path) -> None:
    path = tmp_path / "file.parquet"
    assert problem(path) == f"{path}: No such file or directory"
    path.write_bytes(b"not parquet at all")
    assert problem(path).startswith("file.parquet: ")
    columns = {"ticker": ["A", None], "date": [date(2024, 8, 9)] * 2, "price": [1.0, 2.0]}
    parquet.write_table(pyarrow.table(columns), path)
    assert problem(path) == "file.parquet, row 2: the ticker is missing"


def test_parquet_without_its_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingPackage, match="pgpaper\\[parquet\\]"):
        MarketFile(tmp_path / "file.parquet", Options())
