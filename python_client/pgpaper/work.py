"""What is done to an account, as the queue of its writes carries it out: one statement for a whole batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pgpaper import wire
from pgpaper.calls import Caller
from pgpaper.combiner import Combiner
from pgpaper.database import Database, Row
from pgpaper.errors import IdempotencyConflict, InvalidRequest, Problem
from pgpaper.interface import OrderStatus
from pgpaper.queries import Queries

_OPEN = frozenset({OrderStatus.PENDING, OrderStatus.ACCEPTED, OrderStatus.PARTIALLY_FILLED})


@dataclass(frozen=True)
class Account:
    """An account as an open adapter uses it; equal when two adapters use it in the same way."""

    database: Database
    account_id: str
    queries: Queries
    caller: Caller
    writes: Combiner

    async def read(self, query: str, *params: Any) -> list[Row]:
        return await self.database.run("read", query, params, self.caller, account_id=self.account_id)

    async def write(self, query: str, *params: Any, batch: int = 1, binary: bool = False) -> list[Row]:
        """Write at once, past the queue."""
        return await self.database.run(
            "write",
            query,
            params,
            self.caller,
            account_id=self.account_id,
            batch=batch,
            binary=binary,
        )


@dataclass(frozen=True)
class Refusal:
    """Why the server did not take an order, and the error in which it said so."""

    problem: Problem
    cause: BaseException | None = None


@dataclass(slots=True)
class SubmitOrders:
    """Submit orders, which are elements of the wire's literal; what became of each is a row or a refusal.

    The server takes a batch only as a whole, so what it refuses is taken out and the rest sent again. A key
    in conflict is judged anew once malformed orders, which take no key, are out.
    """

    account: Account

    async def carry_out(self, orders: Sequence[str], /) -> Sequence[Row | Refusal]:
        account, queries = self.account, self.account.queries
        outcomes: dict[int, Row | Refusal] = {}
        pending: Sequence[int] = range(len(orders))
        while pending:
            literal = wire.array([orders[i] for i in pending])
            try:
                rows = await account.write(
                    queries.submit_orders,
                    account.account_id,
                    literal,
                    batch=len(pending),
                    binary=queries.binary,
                )
            except (InvalidRequest, IdempotencyConflict) as err:
                problems = [problem for problem in err.problems if problem.sqlstate == err.sqlstate]
                if not problems:
                    raise
                for problem in problems:
                    outcomes[pending[problem.index - 1]] = Refusal(problem, err.__cause__)
                pending = [i for i in pending if i not in outcomes]
            else:
                if not outcomes:
                    return rows
                outcomes.update(zip(pending, rows, strict=True))
                break
        return [outcomes[i] for i in range(len(orders))]


@dataclass(slots=True)
class CancelOrders:
    """Cancel those of the orders that can still trade.

    The answer for an id is the row of its order and whether this call is what cancelled it; None when the
    account has no such order.
    """

    account: Account

    async def carry_out(self, order_ids: Sequence[str], /) -> Sequence[tuple[Row, bool] | None]:
        # The server returns final orders unchanged: which were open is known only before. An order may still
        # be filled in between, and a call made again after a lost connection finds it cancelled by itself.
        account = self.account
        stored = await account.read(account.queries.orders_by_id, list(order_ids), account.account_id)
        rows = {row[0]: row for row in stored}
        open_ids = [order_id for order_id, row in rows.items() if row[1] in _OPEN]
        if open_ids:
            written = await account.write(
                account.queries.cancel_orders, account.account_id, open_ids, batch=len(open_ids)
            )
            rows |= {row[0]: row for row in written}
        cancelled = {order_id for order_id in open_ids if rows[order_id][1] == OrderStatus.CANCELLED}
        answers: list[tuple[Row, bool] | None] = []
        for order_id in order_ids:
            row = rows.get(order_id)
            answers.append(None if row is None else (row, order_id in cancelled))
            cancelled.discard(order_id)  # asked for twice, it is cancelled once
        return answers


@dataclass(slots=True, eq=False)
class Statement:
    """Run one statement by itself; its answer is its rows."""

    account: Account
    query: str

    async def carry_out(self, items: Sequence[Sequence[Any]], /) -> Sequence[list[Row]]:
        return [await self.account.write(self.query, *params) for params in items]
