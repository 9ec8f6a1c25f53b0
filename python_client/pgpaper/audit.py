"""The hash chain of the journal, computed again outside the database.

Each call that changes an account seals the rows it wrote: the last of them carries the SHA-256 over the seal
of the call before, the number and time of the rows, and their text. `sealed_text` and `seal_of` in
`sql/10_math` say the same in SQL; this module shares no code with them, so that the two prove each other.

A `Head` is the newest seal of an account. One that is kept where nobody who can write the database can reach
it fixes the whole journal up to there: `verify` reads the journal and says where it is no longer what it was.
Realized profit, cash, quantity and average price after a row are not in its text: they follow from it, and
`paper.check()` folds them again.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain
from typing import Any

import psycopg
from psycopg.rows import dict_row

FIELD_END, RECORD_END = "\x1f", "\x1e"
FORMAT = "pgpaper audit 1"

#: Microseconds since 2000, as PostgreSQL stores a time; everything else as it prints.
_ROWS = """
select
    j.seq,
    (extract(epoch from j.at) * 1000000 - 946684800000000)::bigint as at,
    j.event_type::text, j.order_seq, j.order_type::text, j.side::text, j.ticker, j.idempotency_key,
    j.quantity::text, j.limit_price::text, j.stop_price::text, j.price::text, j.amount::text, j.fee::text,
    j.reject_reason, j.options::text, j.error, j.detail::text,
    (extract(epoch from j.market_at) * 1000000 - 946684800000000)::bigint as market_at,
    j.liquidity::text, j.rule::text, j.tape_seq, encode(j.seal, 'hex') as seal
from paper.journal as j
where j.account_id = %s
order by j.seq
"""

_HEADS = """
select a.account_id, a.seq, j.at, encode(j.seal, 'hex') as seal
from paper.accounts as a
left join paper.journal as j on a.account_id = j.account_id and a.seq = j.seq
where %(account_id)s::text is null or a.account_id = %(account_id)s
order by a.account_id
"""

#: The fields of a row that filled at once and has nothing rare, and those of any other row, in their order.
_SHORT = ("order_type", "side", "ticker", "idempotency_key", "quantity", "limit_price", "price")
_LONG = (
    "at", "event_type", "order_seq", "order_type", "side", "ticker", "idempotency_key", "quantity",
    "limit_price", "stop_price", "price", "amount", "fee", "reject_reason", "options", "error", "detail",
    "market_at", "liquidity", "rule", "tape_seq",
)  # fmt: skip


class HeadsError(ValueError):
    """The text is not what `export` writes."""


@dataclass(frozen=True)
class Head:
    """Where an account's chain stood: on row `seq`, of time `at` (ISO 8601), is `seal` (64 hex digits)."""

    account_id: str
    seq: int
    at: str
    seal: str


@dataclass(frozen=True)
class Finding:
    """One way in which a journal is not what it was. `rule` is missing, head, seq or seal."""

    account_id: str
    rule: str
    detail: str


def heads(connection: psycopg.Connection[Any], account_id: str | None = None) -> list[Head]:
    """The heads of an account, or of every account the caller may see, by account."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_HEADS, {"account_id": account_id}).fetchall()
    return [Head(row["account_id"], row["seq"], _iso(row["at"]), row["seal"] or "") for row in rows]


def dumps(kept: Iterable[Head]) -> str:
    """The heads as JSON, a line for each."""
    lines = ",\n".join("  " + json.dumps(asdict(head)) for head in kept)
    return f'{{"format": {json.dumps(FORMAT)}, "heads": [\n{lines}\n]}}\n'


def loads(text: str) -> list[Head]:
    """What `dumps` wrote; raises HeadsError."""
    try:
        document = json.loads(text)
        if document["format"] != FORMAT:
            raise HeadsError(f"its format is {document['format']!r}, not {FORMAT!r}")
        kept = [Head(**head) for head in document["heads"]]
        for head in kept:
            if not (type(head.seq) is int and isinstance(head.account_id, str) and isinstance(head.at, str)):
                raise HeadsError(f"the head of account {head.account_id!r} is none")
            if len(bytes.fromhex(head.seal)) != hashlib.sha256().digest_size or head.seq < 1:
                raise HeadsError(f"the head of account {head.account_id!r} has no seal")
    except (ValueError, KeyError, TypeError, RecursionError) as err:
        raise err if isinstance(err, HeadsError) else HeadsError("it holds no heads") from err
    return kept


def verify(
    connection: psycopg.Connection[Any], kept: Iterable[Head] = (), account_id: str | None = None
) -> Iterator[Finding]:
    """Compute the chains of the accounts in `kept` again, without one of all that the caller may see.

    Yields what is wrong, account by account. Rows are read in the caller's transaction if there is one, else
    each account's in one of its own.
    """
    fixed: dict[str, list[Head]] = {}
    for head in kept:
        fixed.setdefault(head.account_id, []).append(head)
    present = [head.account_id for head in heads(connection, account_id)]
    for name in sorted(fixed.keys() - set(present)) if account_id is None else ():
        yield Finding(name, "missing", "there is no such account, or you may not see it")
    for name in present if account_id is not None or not fixed else sorted(fixed.keys() & set(present)):
        yield from _verify_one(connection, name, fixed.get(name, ()))


def _verify_one(
    connection: psycopg.Connection[Any], account_id: str, fixed: Iterable[Head]
) -> Iterator[Finding]:
    seal, seq, first_at = b"", 0, 0
    texts: list[str] = []
    # Kept at different times, several heads may be of one row, and not all of one seal.
    unseen: dict[int, list[Head]] = {}
    for head in fixed:
        unseen.setdefault(head.seq, []).append(head)
    with (
        connection.transaction(),
        connection.cursor("pgpaper_audit", row_factory=dict_row) as cursor,
    ):
        cursor.itersize = 5000
        for row in cursor.execute(_ROWS, (account_id,)):
            if row["seq"] != seq + 1:
                yield Finding(account_id, "seq", f"{row['seq']} follows {seq}")
            seq = row["seq"]
            if not texts:
                first_at = row["at"]
            texts.append(sealed_text(row, first_at))
            for head in unseen.pop(seq, ()):
                if head.seal != row["seal"]:
                    yield Finding(
                        account_id, "head", f"seq {seq} has another seal than was kept on {head.at}"
                    )
            if row["seal"] is not None:
                stored = bytes.fromhex(row["seal"])
                if stored != seal_of(seal, seq, first_at, texts):
                    yield Finding(
                        account_id, "seal", f"seq {seq}: not the seal of the {len(texts)} rows of its call"
                    )
                seal, texts = stored, []
    if texts:
        yield Finding(account_id, "seal", f"seq {seq}: the last {len(texts)} rows have none")
    for head in chain.from_iterable(unseen.values()):
        yield Finding(
            account_id, "head", f"the journal ends at seq {seq}, on {head.at} it had {head.seq} rows"
        )


def sealed_text(row: Mapping[str, Any], first_at: int) -> str:
    """The text of a journal row in its call's seal; times are in microseconds since 2000."""
    at = row["at"] if row["at"] != first_at else None
    order_seq = row["order_seq"] if row["order_type"] is None else None
    fields = {**row, "at": _hex(at), "order_seq": order_seq, "market_at": _hex(row["market_at"])}
    required = [name for name in _SHORT if name != "limit_price"]
    rare = [name for name in _LONG if name not in {*_SHORT, "event_type", "order_seq"}]
    if (
        row["event_type"] == "fill"
        and all(fields[name] is not None for name in required)
        and all(fields[name] is None for name in rare)
    ):
        return FIELD_END.join(fields[name] for name in _SHORT if fields[name] is not None)
    return FIELD_END.join("" if fields[name] is None else str(fields[name]) for name in _LONG)


def seal_of(before: bytes, seq: int, first_at: int, texts: Iterable[str]) -> bytes:
    """The seal of a call: over the seal before, the seq of its last row, the time of its first, its texts."""
    text = RECORD_END.join([str(seq), _hex(first_at) or "", *texts])
    return hashlib.sha256(before + text.encode()).digest()


def _hex(at: int | None) -> str | None:
    return None if at is None else f"{at & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def _iso(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()
