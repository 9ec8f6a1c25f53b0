"""Orders from a CSV file: `pgpaper submit --file`."""

import csv
import hashlib
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString

from pgpaper.cli import output, session
from pgpaper.cli.arguments import decimal_of, text_of
from pgpaper.cli.errors import Exit, Failure
from pgpaper.cli.output import Column

if TYPE_CHECKING:
    import psycopg

    from pgpaper.cli.session import Connection
    from pgpaper.interface import OrderRequest

Row = dict[str, Any]

#: Names that a column may have, and the field it is.
COLUMNS = {
    "idempotency_key": "idempotency_key", "key": "idempotency_key", "client_order_id": "idempotency_key",
    "ticker": "ticker", "symbol": "ticker",
    "side": "side",
    "quantity": "quantity", "qty": "quantity",
    "order_type": "order_type", "type": "order_type",
    "limit_price": "limit_price", "limit": "limit_price",
    "stop_price": "stop_price", "stop": "stop_price",
    "time_in_force": "time_in_force", "tif": "time_in_force",
    "expires_at": "expires_at", "expires": "expires_at",
    "trail_amount": "trail_amount", "trail": "trail_amount", "trail_percent": "trail_percent",
    "order_class": "order_class", "class": "order_class",
    "take_profit": "take_profit", "stop_loss": "stop_loss", "stop_loss_limit": "stop_loss_limit",
    "oco_group": "oco_group", "touch": "touch", "tag": "tag",
    "recommendation_id": "recommendation_id", "decision_trace": "decision_trace",
}  # fmt: skip

_NEEDED = ("ticker", "side", "quantity")
_NUMBERS = {
    *("quantity", "limit_price", "stop_price", "trail_amount", "trail_percent"),
    *("take_profit", "stop_loss", "stop_loss_limit"),
}
_YES_AND_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_PROBLEMS_SHOWN = 20
_ROWS_SHOWN = 50


@dataclass(frozen=True)
class Line:
    """An order of the file, and the number of the line it begins on."""

    number: int
    order: "OrderRequest"


@dataclass(frozen=True)
class BadLine:
    """What is wrong with a line."""

    number: int
    problem: str


class _Refused(Exception):  # noqa: N818
    """Lines that the database refuses."""

    def __init__(self, bad: Sequence[BadLine]) -> None:
        super().__init__(bad)
        self.bad = bad


def implied_type(*, limit: bool, stop: bool, trail: bool) -> str:
    """The type of an order that names none: what its prices make it."""
    if trail and not limit and not stop:
        return "trailing_stop"
    return {
        (False, False): "market",
        (True, False): "limit",
        (False, True): "stop",
        (True, True): "stop_limit",
    }[limit, stop]


def implied_class(*, take_profit: bool, stop_loss: bool) -> str | None:
    """The class of an order that names none: both legs make a bracket, one an oto."""
    return (None, "oto", "bracket")[take_profit + stop_loss]


def submit_file(
    file: Path,
    account: str,
    *,
    key: str | None,
    partial: bool,
    preview: bool,
    batch: int,
    columns: LiteralString,
) -> int:
    """Submit the orders of a file, or only say what would become of them."""
    if batch < 1:
        raise Failure(Exit.USAGE, "--batch must be at least 1")
    lines, bad = read(file, key)
    count = len(lines) + len(bad)
    if bad and not partial:
        raise _failure(file, bad, count, "nothing was submitted")
    on = session.target()
    send = _Sending(on, account, columns, batch, file.name)
    with session.connection(on, mode="read") as opened:
        session.require_account(opened, account)
        known = session.one(opened, "select seq from paper.accounts where account_id = %s", (account,))["seq"]
    try:
        if preview:
            found = send.preview(lines)
        elif partial:
            found, refused = send.some(lines)
            bad = sorted([*bad, *refused], key=lambda each: each.number)
        else:
            found = send.all(lines)
    except _Refused as err:
        raise _failure(file, err.bad, count, "nothing was submitted") from None
    _show(file, found, None if preview else known)
    sys.stdout.flush()
    if bad:
        raise _failure(file, bad, count, "the others were submitted")
    rejected = sum(row["status"] == "rejected" for _, row in found)
    if rejected and not session.options.json:
        print(f"pgpaper: rejected: {rejected} of {len(found)} orders", file=sys.stderr)
    return Exit.REJECTED if rejected else Exit.DONE


# -- reading


def read(file: Path, key: str | None) -> tuple[list[Line], list[BadLine]]:
    """Return the orders of a file and its bad lines. `key` begins the keys of lines that have none."""
    reader = csv.reader(io.StringIO(text_of(file), newline=""), strict=True)
    lines, bad = list[Line](), list[BadLine]()
    number = 1
    try:
        fields = _fields(next(reader, []), file)
        number = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                try:
                    lines.append(Line(number, _order(fields, cells, number, key)))
                except ValueError as err:
                    bad.append(BadLine(number, str(err)))
            number = reader.line_num + 1
    except csv.Error as err:
        bad.append(BadLine(number, f"no CSV: {err}"))
    return lines, bad


def _fields(header: Sequence[str], file: Path) -> list[str]:
    from pgpaper.market_files import not_commas

    if problem := not_commas(header):
        raise Failure(Exit.UNREADABLE, f"{file.name}: {problem}")
    fields = []
    for name in header:
        field = COLUMNS.get(name.strip().lower())
        if field is None:
            raise Failure(
                Exit.UNREADABLE,
                f"{file.name}: there is no column {name.strip()!r}",
                f"columns are {', '.join(dict.fromkeys(COLUMNS.values()))}",
            )
        if field in fields:
            raise Failure(Exit.UNREADABLE, f"{file.name}: two columns are {field}")
        fields.append(field)
    if missing := [name for name in _NEEDED if name not in fields]:
        raise Failure(
            Exit.UNREADABLE,
            f"{file.name}: the first line names no column {' and no column '.join(missing)}",
            "the least is ticker,side,quantity",
        )
    return fields


def _order(fields: Sequence[str], cells: Sequence[str], number: int, key: str | None) -> "OrderRequest":
    from pgpaper.interface import OrderRequest

    if len(cells) != len(fields):
        raise ValueError(f"{len(cells)} values for {len(fields)} columns")
    values = {
        field: _value(field, text)
        for field, cell in zip(fields, cells, strict=True)
        if (text := cell.strip())
    }
    if missing := [name for name in _NEEDED if name not in values]:
        raise ValueError(f"{' and '.join(missing)} must be given")
    idempotency_key = values.pop("idempotency_key", None) or _derived_key(values, number, key)
    prices = {name: name in values for name in ("limit_price", "stop_price")}
    values.setdefault(
        "order_type",
        implied_type(
            limit=prices["limit_price"],
            stop=prices["stop_price"],
            trail="trail_amount" in values or "trail_percent" in values,
        ),
    )
    take_profit, stop_loss = values.pop("take_profit", None), values.pop("stop_loss", None)
    stop_loss_limit = values.pop("stop_loss_limit", None)
    if stop_loss is None and stop_loss_limit is not None:
        raise ValueError("stop_loss_limit goes with stop_loss")
    if take_profit is not None:
        values["take_profit"] = {"limit_price": take_profit}
    if stop_loss is not None:
        limit = {} if stop_loss_limit is None else {"limit_price": stop_loss_limit}
        values["stop_loss"] = {"stop_price": stop_loss, **limit}
    values.setdefault(
        "order_class", implied_class(take_profit=take_profit is not None, stop_loss=stop_loss is not None)
    )
    if "expires_at" in values:
        values.setdefault("time_in_force", "gtd")
    return OrderRequest(**values, idempotency_key=idempotency_key)


def _value(field: str, text: str) -> Any:
    if field in _NUMBERS:
        try:
            return decimal_of(text)
        except ValueError as err:
            raise ValueError(f"{field}: {err}") from None
    if field == "touch":
        if text.lower() not in _YES_AND_NO:
            raise ValueError(f"touch is true or false, not {text!r}")
        return _YES_AND_NO[text.lower()]
    if field == "decision_trace":
        try:
            return json.loads(text)
        except ValueError:
            raise ValueError("decision_trace is no JSON") from None
    return text.lower() if field in {"side", "order_type", "time_in_force", "order_class"} else text


def _derived_key(values: Mapping[str, Any], number: int, key: str | None) -> str:
    """A key that this order on this line always gets, however its numbers are written."""
    plain = {
        name: str(value.normalize()) if isinstance(value, Decimal) else value
        for name, value in sorted(values.items())
    }
    digest = hashlib.sha256(json.dumps([number, plain]).encode()).hexdigest()[:32]
    return f"{'file' if key is None else key}-{digest}"


# -- sending


class _Sending:
    """The ways to send the orders of a file."""

    def __init__(
        self, on: session.Target, account: str, columns: LiteralString, batch: int, name: str
    ) -> None:
        self._on, self._account, self._batch, self._name = on, account, batch, name
        self._arguments: LiteralString = (
            "(p_account_id => %(account)s, p_orders => %(orders)s::paper.order_request[])"
        )
        self._columns = columns

    def preview(self, lines: Sequence[Line]) -> list[tuple[int, Row]]:
        """What would become of all of them now."""
        with session.connection(self._on, mode="read") as opened:
            rows, bad = self._call(opened, "preview_orders", lines)
        if bad:
            raise _Refused(bad)
        return rows

    def all(self, lines: Sequence[Line]) -> list[tuple[int, Row]]:
        """Submit all of them in one transaction, or none."""

        def work(opened: "Connection") -> list[tuple[int, Row]]:
            found, bad = list[tuple[int, Row]](), list[BadLine]()
            with output.progress(self._name, "orders", len(lines)) as advance, opened.transaction():
                for chunk in _chunks(lines, self._batch):
                    rows, refused = self._call(opened, "submit_orders", chunk, inside=True)
                    found += rows
                    bad += refused
                    advance(len(found))
                if bad:
                    raise _Refused(bad)
            return found

        return session.write(work, "submit_orders", self._account, self._on)

    def some(self, lines: Sequence[Line]) -> tuple[list[tuple[int, Row]], list[BadLine]]:
        """Submit those that are right, a transaction for each batch."""
        found, bad = list[tuple[int, Row]](), list[BadLine]()
        with output.progress(self._name, "orders", len(lines)) as advance:
            for chunk in _chunks(lines, self._batch):
                rest = chunk
                while rest:
                    rows, refused = self._written(rest)
                    found += rows
                    bad += refused
                    numbers = {each.number for each in refused}
                    rest = [line for line in rest if line.number not in numbers] if refused else []
                advance(len(found) + len(bad))
        return found, bad

    def _written(self, lines: Sequence[Line]) -> tuple[list[tuple[int, Row]], list[BadLine]]:
        return session.write(
            lambda opened: self._call(opened, "submit_orders", lines),
            "submit_orders",
            self._account,
            self._on,
        )

    def _call(
        self, opened: "Connection", function: LiteralString, lines: Sequence[Line], *, inside: bool = False
    ) -> tuple[list[tuple[int, Row]], list[BadLine]]:
        """Call a function with a batch: its rows, or no rows and what is wrong with which line."""
        import psycopg

        from pgpaper import wire

        elements, problems = wire.order_requests([line.order for line in lines])
        if problems:
            return [], [BadLine(lines[problem.index - 1].number, problem.problem) for problem in problems]
        query: LiteralString = f"select {self._columns} from paper.{function}{self._arguments}"
        parameters = {"account": self._account, "orders": wire.array(elements)}
        try:
            with opened.transaction() if inside else nullcontext():
                rows = opened.execute(query, parameters).fetchall()
        except psycopg.Error as err:
            bad = _bad_lines(err, lines)
            if not bad:
                raise
            return [], bad
        return [(line.number, row) for line, row in zip(lines, rows, strict=True)], []


def _bad_lines(err: "psycopg.Error", lines: Sequence[Line]) -> list[BadLine]:
    from pgpaper.errors import IdempotencyConflict, InvalidRequest, translate

    told = translate(err)
    if not isinstance(told, (InvalidRequest, IdempotencyConflict)):
        return []
    return [BadLine(lines[problem.index - 1].number, problem.problem) for problem in told.problems]


def _chunks(lines: Sequence[Line], size: int) -> Iterator[list[Line]]:
    rest = iter(lines)
    while chunk := list(islice(rest, size)):
        yield chunk


# -- telling


def _failure(file: Path, bad: Sequence[BadLine], count: int, consequence: str) -> Failure:
    lines = [f"line {each.number}: {each.problem}" for each in bad[:_PROBLEMS_SHOWN]]
    if len(bad) > _PROBLEMS_SHOWN:
        lines.append(f"… and {len(bad) - _PROBLEMS_SHOWN} more")
    return Failure(
        Exit.UNREADABLE,
        f"{file.name}: wrong are {len(bad)} of {count} orders, {consequence}",
        "mend them and submit the file again; --partial submits the others",
        lines=lines,
        facts={"problems": [{"line": each.number, "problem": each.problem} for each in bad]},
    )


def _show(file: Path, found: Sequence[tuple[int, Row]], known: int | None) -> None:
    """Print what became of orders; those with a seq up to `known` were there before, None is a preview."""
    rows = [{"line": line, **row} for line, row in found]
    if session.options.json:
        output.print_json(rows)
        return
    statuses = dict.fromkeys((row["status"] for row in rows), 0)
    for row in rows:
        statuses[row["status"]] += 1
    there = sum(known is not None and row["seq"] <= known for row in rows)
    fields = {"file": str(file), "orders": f"{len(rows):,}"}
    if known is None:
        fields = {"preview": "nothing was submitted", **fields}
    else:
        fields["known already"] = f"{there:,}"
    output.print_fields({**fields, **{status: f"{count:,}" for status, count in statuses.items()}})
    shown = rows if len(rows) <= _ROWS_SHOWN else [row for row in rows if row["status"] == "rejected"]
    if shown:
        output.say("")
        output.print_table(shown[:_ROWS_SHOWN], TABLE, empty="")
    if len(shown) > _ROWS_SHOWN:
        output.say(f"… and {len(shown) - _ROWS_SHOWN:,} more; --json has all")


TABLE = [
    Column("line", right=True),
    Column("side"),
    Column("quantity", output.quantity, right=True),
    Column("ticker"),
    Column("order_type", rank=5),
    Column("limit_price", output.price, right=True, rank=4),
    Column("stop_price", output.price, right=True, rank=3),
    Column("status"),
    Column("fill_price", output.price, right=True, rank=8),
    Column("reject_reason", rank=7),
    Column("error", rank=2, prose=True),
]
