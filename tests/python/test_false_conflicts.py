"""Writers of different accounts do not abort each other, not even in empty tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

Connection = psycopg.Connection[tuple[Any, ...]]


def submit(
    connection: Connection, account: str, count: int, prefix: str, ticker: str = "AAPL", tickers: int = 1
) -> None:
    connection.execute(
        """
        select count(*) from paper.submit_orders(%s, array(
            select row(%s || i, %s || mod(i, %s), 'buy', 1, 'limit', 10, null, '{}')::paper.order_request
            from generate_series(1, %s) as i
        ))""",
        (account, prefix, ticker, tickers, count),
    )


@pytest.mark.parametrize("count", [1, 10, 100])
def test_first_orders_of_two_accounts_commit_side_by_side(
    connect: Callable[..., Connection], count: int
) -> None:
    one, other = connect(), connect()
    for account in ("a", "b"):
        one.execute("select paper.open_account(%s, 1e12)", (account,))
    with one.transaction(), other.transaction():
        submit(one, "a", count, "first-")
        submit(other, "b", count, "first-")
        submit(one, "a", count, "again-")


@pytest.mark.parametrize("count", [1, 10, 100])
def test_later_orders_of_two_accounts_commit_side_by_side(
    connect: Callable[..., Connection], count: int
) -> None:
    one, other = connect(), connect()
    for account in ("a", "b"):
        one.execute("select paper.open_account(%s, 1e12)", (account,))
        submit(one, account, 1, "first-")
    with one.transaction(), other.transaction():
        submit(one, "a", count, "later-")
        submit(other, "b", count, "later-")
        submit(one, "a", count, "again-")


@pytest.mark.parametrize("count", [1, 10, 100])
def test_new_tickers_of_two_accounts_commit_side_by_side(
    connect: Callable[..., Connection], count: int
) -> None:
    """A position that is not there is not looked for."""
    one, other = connect(), connect()
    for account in ("a", "b"):
        one.execute("select paper.open_account(%s, 1e12)", (account,))
        submit(one, account, 1, "first-")
    with one.transaction(), other.transaction():
        submit(one, "a", count, "new-", "NEW", 5)
        submit(other, "b", count, "new-", "NEW", 5)
        submit(one, "a", count, "again-", "NEWER", 5)


def test_a_call_that_began_before_another_one_committed_fails(connect: Callable[..., Connection]) -> None:
    """The keys of a small batch are not read first: the row of the account keeps racing calls apart."""
    one, other = connect(), connect()
    one.execute("select paper.open_account('a', 1e12)")

    def race() -> None:
        with other.transaction():
            other.execute("select count(*) from paper.orders")
            submit(one, "a", 1, "same-")
            submit(other, "a", 1, "same-")

    with pytest.raises(psycopg.errors.SerializationFailure):
        race()
    submit(other, "a", 1, "same-")
    assert other.execute("select count(*) from paper.orders").fetchone() == (1,)
