"""Histories written into the journal by hand: what the engine would have stored, and what it cannot yet.

A fill is whatever it says, short positions included, which no order may make today. The balances after each
row are folded by `paper.apply_fill`, and the projections follow, so that `paper.check` has nothing to say.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from support.desk import Connection


@dataclass(frozen=True)
class Fill:
    """Of a market order that it fills; the sign of the quantity is the side."""

    at: datetime
    ticker: str
    quantity: Decimal
    price: Decimal
    fee: Decimal = Decimal(0)
    tag: str | None = None


@dataclass(frozen=True)
class Cash:
    """A deposit, or below 0 a withdrawal."""

    at: datetime
    amount: Decimal


@dataclass(frozen=True)
class Reset:
    at: datetime
    initial_cash: Decimal


Event = Fill | Cash | Reset

_PLANT = """
with recursive events as (
    select n, e
    from jsonb_array_elements(%(events)s::jsonb) with ordinality as i (e, n)
),

rows (n, at, kind, ticker, quantity, price, fee, tag, amount, cash, positions, pnl) as (
    select 0::bigint, a.clock, null, null, null::numeric, null::numeric, null::numeric, null, null::numeric,
        a.cash::numeric, '{}'::jsonb, null::numeric
    from paper_internal.accounts as a where a.account_id = %(account)s
    union all
    select
        i.n, (i.e ->> 'at')::timestamptz, i.e ->> 'kind', i.e ->> 'ticker', v.quantity, v.price, v.fee,
        i.e ->> 'tag',
        case i.e ->> 'kind' when 'reset' then v.amount - r.cash else v.amount end,
        case i.e ->> 'kind'
            when 'fill' then r.cash - v.quantity * v.price - v.fee
            when 'reset' then v.amount
            else r.cash + v.amount
        end,
        case i.e ->> 'kind'
            when 'fill' then r.positions || jsonb_build_object(i.e ->> 'ticker', jsonb_build_array(
                (p.after).quantity, (p.after).avg_entry_price, p.pnl + (p.after).realized_pnl
            ))
            when 'reset' then '{}' else r.positions
        end,
        (p.after).realized_pnl
    from rows as r
    inner join events as i on i.n = r.n + 1
    cross join lateral (
        select (i.e ->> 'quantity')::numeric as quantity, (i.e ->> 'price')::numeric as price,
            (i.e ->> 'fee')::numeric as fee, (i.e ->> 'amount')::numeric as amount
    ) as v
    cross join lateral (
        select
            paper.apply_fill(
                coalesce((r.positions -> (i.e ->> 'ticker') ->> 0)::numeric, 0),
                coalesce((r.positions -> (i.e ->> 'ticker') ->> 1)::numeric, 0),
                (case when v.quantity < 0 then 'sell' else 'buy' end)::paper.order_side, abs(v.quantity),
                v.price
            ) as after,
            coalesce((r.positions -> (i.e ->> 'ticker') ->> 2)::numeric, 0) as pnl
    ) as p
),

stored as (
    insert into paper_internal.journal (
        account_id, seq, order_seq, at, event_type, order_type, side, ticker, idempotency_key, quantity,
        price, amount, fee, realized_pnl, cash_after, quantity_after, avg_entry_price_after, options, detail
    )
    select
        a.account_id, a.seq + r.n, case r.kind when 'fill' then a.seq + r.n end, r.at,
        (case when r.kind <> 'cash' then r.kind when r.amount < 0 then 'withdrawal' else 'deposit' end
        )::paper.event_type,
        case r.kind when 'fill' then 'market'::paper.order_type end,
        case when r.quantity < 0 then 'sell'::paper.order_side when r.quantity > 0 then 'buy' end,
        r.ticker, 'planted-' || a.seq + r.n, abs(r.quantity), r.price, r.amount, r.fee,
        case r.kind when 'fill' then r.pnl end, r.cash,
        (r.positions -> r.ticker ->> 0)::numeric, (r.positions -> r.ticker ->> 1)::numeric,
        case when r.tag is not null then jsonb_build_object('tag', r.tag) end,
        case r.kind
            when 'cash'
                then jsonb_build_object(
                    case when r.amount < 0 then 'withdraw' else 'deposit' end, abs(r.amount)
                )
            when 'reset' then jsonb_build_object('reset', r.cash)
        end
    from rows as r
    cross join paper_internal.accounts as a
    where a.account_id = %(account)s and r.n > 0
),

balances as (
    update paper_internal.accounts as a set
        seq = a.seq + r.n, cash = r.cash, clock = r.at, position_filter = decode(repeat('ff', 32), 'hex'),
        epoch_seq = coalesce(a.seq + (select max(i.n) from rows as i where i.kind = 'reset'), a.epoch_seq)
    from (select * from rows order by n desc limit 1) as r
    where a.account_id = %(account)s
)

insert into paper_internal.positions
select
    %(account)s, p.key, (p.value ->> 0)::numeric, (p.value ->> 1)::numeric, (p.value ->> 2)::numeric, 0,
    (select max(i.at) from rows as i where i.ticker = p.key)
from (select * from rows order by n desc limit 1) as r
cross join lateral jsonb_each(r.positions) as p
"""

#: As if all of it had been one call.
_SEAL = """
with sealed as (
    update paper_internal.journal as j set seal = paper_internal.seal_at(j.account_id, j.seq)
    from paper_internal.accounts as a
    where a.account_id = %(account)s and j.account_id = a.account_id and j.seq = a.seq
    returning j.seal
)

update paper_internal.accounts as a set seal = s.seal from sealed as s where a.account_id = %(account)s
"""


def plant(connection: Connection, account_id: str, events: Sequence[Event]) -> None:
    """Append the events to the journal of an account that has not traded yet."""
    kinds = {Fill: "fill", Cash: "cash", Reset: "reset"}
    rows: list[dict[str, Any]] = []
    for event in events:
        row = {name: _text(value) for name, value in vars(event).items()}
        if isinstance(event, Reset):
            row["amount"] = row.pop("initial_cash")
        rows.append({"kind": kinds[type(event)], **row})
    connection.execute(_PLANT, {"account": account_id, "events": json.dumps(rows)})
    with connection.transaction():
        connection.execute("alter table paper_internal.journal disable trigger append_only")
        connection.execute(_SEAL, {"account": account_id})
        connection.execute("alter table paper_internal.journal enable trigger append_only")


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, datetime) else str(value)
