"""The checker reports each kind of planted error by its name, and nothing in right histories."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from math import inf
from typing import Any

import pytest
from history import (
    Answer,
    Books,
    Call,
    Request,
    Row,
    Seen,
    Violation,
    check_account,
    check_tape,
    legs_of,
    options_text,
    positions_text,
)

D = Decimal
ACCOUNT = "account"


class Teller:
    """Writes a right history by hand: an account at 1,000, each call takes from t to t + 1."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.rows: list[Row] = []
        self.reserve_prices: dict[int, Decimal | None] = {}
        self.cash = D(0)
        self.reserved = D(0)
        self.positions: dict[str, tuple[Decimal, Decimal, Decimal, Decimal]] = {}
        self.time = 0.0
        self.xid = 100
        self.row("deposit", amount=D(1000))

    def row(self, event: str, **fields: Any) -> Row:
        self.cash += fields.get("amount", 0)
        row = Row(
            len(self.rows) + 1,
            fields.pop("xid", self.xid),
            0,
            event,
            cash_after=self.cash,
            **fields,
        )
        self.rows.append(row)
        return row

    def call(self, kind: str, *requests: Request, **fields: object) -> Call:
        self.xid += 1
        self.time += 2
        call = Call(
            ACCOUNT,
            kind,
            self.time,
            requests,
            **{"answered": self.time + 1, "outcome": "ok", **fields},  # type: ignore[arg-type]
        )
        self.calls.append(call)
        return call

    def deposit(self, key: str, amount: int = 5, **fields: object) -> Call:
        call = self.call("deposit", Request(key, ("deposit", amount)), **fields)
        self.row("deposit", key=key, amount=D(amount))
        call.seen = Seen(len(self.rows), self.cash, self.reserved)
        return call

    def trade(self, key: str, side: str = "buy", quantity: int = 2, price: int = 10) -> Call:
        """A limit order that fills at once, all at 10 or sold again at 12."""
        terms = ("order", "A", side, D(quantity), "limit", D(price), None, None)
        call = self.call("submit", Request(key, terms))
        held, average, realized, reserved = self.positions.get("A", (D(0), D(0), D(0), D(0)))
        gained = D(0)
        if side == "buy":
            average = (held * average + quantity * D(price)) / (held + quantity)
            held += quantity
        else:
            gained = quantity * (price - average)
            held -= quantity
            average = average if held else D(0)
        self.positions["A"] = (held, average, realized + gained, reserved)
        self.cash += quantity * price if side == "sell" else -quantity * price
        seq = len(self.rows) + 1
        self.row(
            "fill", order_seq=seq, key=key, ticker="A", side=side, order_type="limit", quantity=D(quantity),
            limit_price=D(price), price=D(price), realized_pnl=gained, quantity_after=held,
            average_after=average,
        )  # fmt: skip
        call.answers = (Answer(seq, "filled", D(quantity), D(price), self.cash, held, key),)
        return call

    def rest(self, key: str, quantity: int = 3, price: int = 7) -> Call:
        """A limit order that rests."""
        terms = ("order", "B", "buy", D(quantity), "limit", D(price), None, None)
        call = self.call("submit", Request(key, terms))
        seq = len(self.rows) + 1
        self.row(
            "accepted", order_seq=seq, key=key, ticker="B", side="buy", order_type="limit",
            quantity=D(quantity), limit_price=D(price), quantity_after=D(0), average_after=D(0),
        )  # fmt: skip
        self.reserved += quantity * price
        self.reserve_prices[seq] = D(price)
        call.answers = (Answer(seq, "accepted", D(0), None, key=key),)
        return call

    def cancel(self, order: Call) -> Call:
        call = self.call("cancel")
        seq = order.answers[0].seq
        self.row("cancelled", order_seq=seq, ticker="B", side="buy", quantity_after=D(0))
        quantity = self.rows[seq - 1].quantity
        assert quantity is not None
        self.reserved -= quantity * (self.reserve_prices[seq] or 0)
        call.answers = (Answer(seq, "cancelled", D(0), None),)
        return call

    def batch(self, *keys: str, **fields: object) -> Call:
        call = self.call("batch", *(Request(key, ("deposit", 1)) for key in keys), **fields)
        for key in keys:
            self.row("deposit", key=key, amount=D(1))
        return call

    def read(self, **fields: object) -> Call:
        positions = positions_text((ticker, *figures) for ticker, figures in self.positions.items())
        seen = Seen(len(self.rows), self.cash, self.reserved, positions)
        return self.call("read", seen=seen, **fields)

    def look(self) -> Call:
        """A read that does not say which seq it saw, and rounds."""
        return self.call("account", seen=Seen(None, self.cash, self.cash - self.reserved, cents=True))

    def books(self) -> Books:
        positions = positions_text((ticker, *figures) for ticker, figures in self.positions.items())
        final = Seen(len(self.rows), self.cash, self.reserved, positions)
        return Books(ACCOUNT, self.rows, final, self.reserve_prices)

    def check(self) -> list[Violation]:
        return check_account(self.calls, self.books())

    def rules(self) -> set[str]:
        return {violation.rule for violation in self.check()}


@pytest.fixture
def teller() -> Teller:
    told = Teller()
    told.deposit("d1")
    told.trade("t1")
    told.read()
    told.trade("t2", quantity=3, price=12)
    told.trade("t3", "sell", 4, 15)
    told.look()
    order = told.rest("r1")
    told.rest("r2")
    told.read()
    told.cancel(order)
    told.batch("b1", "b2", "b3")
    told.read()
    return told


def replace_row(teller: Teller, key: str, **fields: object) -> None:
    (index,) = [index for index, row in enumerate(teller.rows) if row.key == key]
    teller.rows[index] = teller.rows[index]._replace(**fields)  # type: ignore[arg-type]


def call_of(teller: Teller, key: str) -> Call:
    return next(call for call in teller.calls if any(request.key == key for request in call.requests))


def remove_row(teller: Teller, key: str) -> None:
    """As if the call had never been; what follows moves up, cash included."""
    (index,) = [index for index, row in enumerate(teller.rows) if row.key == key]
    gone = teller.rows.pop(index)
    for place in range(index, len(teller.rows)):
        row = teller.rows[place]
        teller.rows[place] = row._replace(seq=row.seq - 1, cash_after=row.cash_after - (gone.amount or 0))
    teller.cash -= gone.amount or 0


def test_a_right_history_is_right(teller: Teller) -> None:
    assert teller.check() == []


def test_what_is_unknown_may_have_happened_or_not(teller: Teller) -> None:
    teller.deposit("late", answered=inf, outcome="unknown")
    teller.call("deposit", Request("never", ("deposit", 1)), answered=inf, outcome="unknown")
    assert teller.check() == []


def test_what_is_unknown_may_happen_after_the_client_gave_up(teller: Teller) -> None:
    """A server goes on with what it has got, whether or not anybody waits for it."""
    call = teller.call("deposit", Request("zombie", ("deposit", 5)), answered=inf, outcome="unknown")
    teller.trade("between")
    teller.row("deposit", key="zombie", amount=D(5))
    assert teller.check() == []
    call.answered, call.outcome = call.invoked + 1, "ok"
    assert teller.rules() == {"real-time-inversion"}


def test_a_repetition_tells_of_the_same_row(teller: Teller) -> None:
    first = call_of(teller, "t2")
    teller.call("submit", *first.requests, answers=first.answers)
    assert teller.check() == []


def test_calls_that_overlap_may_be_in_any_order(teller: Teller) -> None:
    one, two = teller.deposit("one"), teller.deposit("two")
    one.invoked, one.answered = 1000.0, 1010.0
    two.invoked, two.answered = 999.0, 1005.0
    assert one.seen
    one.seen = None
    two.seen = None
    assert teller.check() == []


def test_a_lost_acknowledgement(teller: Teller) -> None:
    teller.deposit("gone").seen = None
    remove_row(teller, "gone")
    assert teller.rules() == {"lost-ack"}


def test_a_lost_acknowledgement_in_the_middle(teller: Teller) -> None:
    remove_row(teller, "d1")
    assert "lost-ack" in teller.rules()


def test_a_doubled_effect(teller: Teller) -> None:
    teller.xid += 1
    teller.row("deposit", key="d1", amount=D(5))
    assert teller.rules() == {"doubled-effect"}


def test_an_effect_of_a_definite_error(teller: Teller) -> None:
    call = teller.deposit("failed")
    call.outcome, call.seen, call.error = "error", None, "57014"
    assert teller.rules() == {"effect-of-error"}
    # Unless another call with its key went in.
    teller.call("deposit", *call.requests)
    assert teller.check() == []


def test_an_effect_that_nobody_asked_for(teller: Teller) -> None:
    teller.xid += 1
    teller.row("deposit", key="stray", amount=D(5))
    assert teller.rules() == {"stray-effect"}


def test_an_effect_without_a_key(teller: Teller) -> None:
    teller.xid += 1
    teller.row("deposit", amount=D(5))
    assert teller.rules() == {"stray-effect"}


@pytest.mark.parametrize("outcome", ["ok", "unknown"])
def test_a_wrong_effect(teller: Teller, outcome: str) -> None:
    call = teller.deposit("wrong", 5)
    call.outcome = outcome  # type: ignore[assignment]
    call.requests = (Request("wrong", ("deposit", 6)),)
    assert teller.rules() == {"wrong-effect"}


def test_two_requests_of_one_key_that_both_succeed(teller: Teller) -> None:
    teller.call("deposit", Request("d1", ("deposit", 7)))
    assert teller.rules() == {"two-outcomes"}


@pytest.mark.parametrize("change", [{"price": D(11)}, {"cash": D(1)}, {"held": D(9)}, {"status": "rejected"}])
def test_two_answers_to_one_key(teller: Teller, change: dict[str, object]) -> None:
    first = call_of(teller, "t2")
    teller.call("submit", *first.requests, answers=(first.answers[0]._replace(**change),))  # type: ignore[arg-type]
    assert teller.rules() == {"two-outcomes"}


def test_two_answers_to_one_key_that_name_two_orders(teller: Teller) -> None:
    first, other = call_of(teller, "r1"), call_of(teller, "r2")
    answer = first.answers[0]._replace(seq=other.answers[0].seq)
    teller.call("submit", *first.requests, answers=(answer,))
    assert teller.rules() == {"two-outcomes"}


@pytest.mark.parametrize("change", [{"price": D(11)}, {"cash": D(1)}, {"held": D(9)}, {"filled": D(1)}])
def test_an_answer_that_the_journal_does_not_bear_out(teller: Teller, change: dict[str, object]) -> None:
    call = call_of(teller, "t2")
    call.answers = (call.answers[0]._replace(**change),)  # type: ignore[arg-type]
    assert teller.rules() == {"answer-differs"}


def test_an_answer_that_names_the_row_of_another_key(teller: Teller) -> None:
    call = call_of(teller, "t2")
    call.answers = (call.answers[0]._replace(seq=call.answers[0].seq + 1),)
    assert teller.rules() == {"answer-differs"}


def test_an_order_that_was_cancelled_and_is_not_there(teller: Teller) -> None:
    teller.call("cancel", answers=(Answer(99, "cancelled", D(0), None),))
    assert teller.rules() == {"lost-ack"}


def test_an_order_said_to_be_cancelled_that_is_not(teller: Teller) -> None:
    seq = call_of(teller, "r2").answers[0].seq
    teller.call("cancel", answers=(Answer(seq, "cancelled", D(0), None),))
    assert teller.rules() == {"answer-differs"}


def test_an_order_said_to_work_after_it_was_cancelled(teller: Teller) -> None:
    first = call_of(teller, "r1")
    teller.call("submit", *first.requests, answers=first.answers)
    assert teller.rules() == {"stale-read"}


def test_an_order_said_to_be_cancelled_before_what_came_first_was_asked_for() -> None:
    teller = Teller()
    order = teller.rest("r1")
    teller.deposit("first").seen = None
    call = teller.cancel(order)
    assert teller.check() == []
    call.invoked, call.answered = order.invoked, order.answered
    assert teller.rules() == {"future-read"}


def test_a_torn_batch(teller: Teller) -> None:
    call = teller.batch("c1", "c2", answered=inf, outcome="unknown")
    assert teller.check() == []
    remove_row(teller, "c2")
    assert teller.rules() == {"torn-call"}
    assert call.requests[1].key == "c2"


def test_a_batch_in_two_transactions(teller: Teller) -> None:
    teller.batch("c1", "c2")
    replace_row(teller, "c2", xid=1)
    assert teller.rules() == {"torn-call"}


def test_a_transaction_of_several_statements_has_several_ids(teller: Teller) -> None:
    teller.batch("c1", "c2", is_statement=False)
    replace_row(teller, "c2", xid=1)
    assert teller.check() == []


def test_a_gap(teller: Teller) -> None:
    teller.deposit("after").seen = None
    replace_row(teller, "after", seq=len(teller.rows) + 1)
    assert teller.rules() == {"gap", "bad-fold"}  # the account's own seq does not fit either


def test_a_gap_at_the_beginning(teller: Teller) -> None:
    books = teller.books()
    books.rows = books.rows[1:]
    assert "gap" in {violation.rule for violation in check_account([], books)}


def test_time_that_goes_back(teller: Teller) -> None:
    teller.xid += 1
    replace_row(teller, "b3", at=-1)
    assert teller.rules() == {"clock-backwards"}


def test_a_real_time_inversion(teller: Teller) -> None:
    first, second = teller.deposit("first"), teller.deposit("second")
    first.seen = second.seen = None
    first.invoked, first.answered, second.invoked, second.answered = (
        second.invoked, second.answered, first.invoked, first.answered,
    )  # fmt: skip
    assert teller.rules() == {"real-time-inversion"}


def test_a_stale_read(teller: Teller) -> None:
    stale = teller.read()
    teller.deposit("new")
    assert teller.check() == []
    stale.invoked, stale.answered = teller.time + 5, teller.time + 6
    assert teller.rules() == {"stale-read"}


def test_a_stale_read_after_a_newer_read(teller: Teller) -> None:
    stale = teller.read()
    teller.deposit("new", answered=inf, outcome="unknown")
    teller.read()
    assert teller.check() == []
    stale.invoked, stale.answered = teller.time + 5, teller.time + 6
    assert teller.rules() == {"stale-read"}


def test_a_stale_read_that_does_not_say_its_seq(teller: Teller) -> None:
    stale = teller.look()
    teller.deposit("new")
    assert teller.check() == []
    stale.invoked, stale.answered = teller.time + 5, teller.time + 6
    assert teller.rules() == {"impossible-read"}


def test_a_read_of_the_future() -> None:
    teller = Teller()
    teller.deposit("new").seen = None
    early = teller.read()
    early.invoked, early.answered = 0.0, 0.5
    assert teller.rules() == {"future-read"}


def test_a_torn_read_of_cash_and_positions(teller: Teller) -> None:
    old = teller.read().seen
    teller.trade("t9")
    call = teller.read()
    assert old
    assert call.seen
    call.seen = call.seen._replace(positions=old.positions)
    assert teller.rules() == {"torn-read"}


def test_a_torn_read_of_cash_and_what_is_reserved(teller: Teller) -> None:
    call = teller.read()
    assert call.seen
    call.seen = call.seen._replace(reserved=D(0))
    assert teller.rules() == {"torn-read"}


def test_a_read_of_half_a_transaction(teller: Teller) -> None:
    call = teller.batch("c1", "c2", answered=inf, outcome="unknown")
    half = teller.read(answered=inf)
    half.invoked, half.answered = call.invoked, call.invoked + 1
    half.seen = Seen(len(teller.rows) - 1, teller.cash - 1, teller.reserved)
    assert teller.rules() == {"torn-read"}


@pytest.mark.parametrize("cents", [False, True])
def test_an_impossible_read(teller: Teller, cents: bool) -> None:
    call = teller.read()
    assert call.seen
    call.seen = Seen(None if cents else call.seen.seq, D(1), None, cents=cents)
    assert teller.rules() == {"impossible-read"}


def test_a_read_beyond_the_end_of_the_journal(teller: Teller) -> None:
    teller.call("read", seen=Seen(999, teller.cash))
    assert "impossible-read" in teller.rules()


def test_a_read_of_open_positions_only(teller: Teller) -> None:
    text = positions_text([("A", D(1), D("11.2"))])
    call = teller.call("positions", seen=Seen(None, None, None, text, open_only=True))
    assert teller.check() == []
    assert call.seen
    call.seen = call.seen._replace(positions="A 2 11.2")
    assert teller.rules() == {"impossible-read"}


@pytest.mark.parametrize(
    "change",
    [{"cash_after": D(1)}, {"quantity_after": D(77)}, {"average_after": D(77)}, {"realized_pnl": D(77)}],
)
def test_stored_balances_that_do_not_follow(teller: Teller, change: dict[str, object]) -> None:
    teller.calls = [replace(call, answers=(), seen=None) for call in teller.calls]
    replace_row(teller, "t2", **change)
    assert teller.rules() == {"bad-fold"}


def test_a_final_balance_that_is_not_the_journals(teller: Teller) -> None:
    books = teller.books()
    books.final = books.final._replace(cash=D(1))
    assert [violation.rule for violation in check_account(teller.calls, books)] == ["bad-fold"]


def test_a_reset_begins_anew(teller: Teller) -> None:
    teller.call("reset", Request("reset", ("reset", 500)))
    teller.row("cancelled", order_seq=call_of(teller, "r2").answers[0].seq, ticker="B", side="buy")
    teller.row("reset", key="reset", amount=500 - teller.cash, detail='{"reset": 500}')
    teller.positions.clear()
    teller.reserved = D(0)
    teller.read()
    assert teller.check() == []


def test_a_replacement_and_a_close_are_read_from_their_details(teller: Teller) -> None:
    old = call_of(teller, "r2").answers[0].seq
    teller.call("replace", Request("new", ("replace", old, 4, D("6.5"))))
    teller.row("replaced", order_seq=old, ticker="B", side="buy")
    seq = len(teller.rows) + 1
    teller.row(
        "accepted", order_seq=seq, key="new", ticker="B", side="buy", order_type="limit", quantity=D(4),
        limit_price=D("6.5"),
        detail=f'{{"replace_order": {{"seq": {old}, "quantity": 4, "limit_price": 6.5}}}}',
    )  # fmt: skip
    teller.reserve_prices[seq] = D("6.5")
    teller.reserved = D(26)
    teller.call("close", Request("close", ("close", "C", None)))
    seq = len(teller.rows) + 1
    teller.row(
        "rejected", order_seq=seq, key="close", ticker="C", side="sell", order_type="market",
        detail='{"close_position": {"ticker": "C", "quantity": null}}',
    )  # fmt: skip
    teller.read()
    assert teller.check() == []


# --- groups of orders ------------------------------------------------------------------------------

BRACKET = {"order_class": "bracket", "take_profit": {"limit_price": 12}, "stop_loss": {"stop_price": 8.5}}
OTO = {"order_class": "oto", "stop_loss": {"stop_price": 8.5, "limit_price": 8}}
OCO = {"order_class": "oco", "stop_loss": {"stop_price": 11}}


class GroupTeller(Teller):
    """Tells of orders of 10 in ticker G, bought at a limit of 10, and of what comes with them."""

    def books(self) -> Books:
        books = super().books()
        books.reserved_can_be_folded = False
        return books

    def order(
        self, key: str, options: Mapping[str, object] | None = None, quantity: int = 10, **fields: Any
    ) -> int:
        text = options_text(options)
        terms = ("order", "G", "buy", D(quantity), "limit", D(10), None, text)
        self.call("submit", Request(key, terms))
        return self.born("buy", "limit", D(10), key=key, quantity=quantity, options=text, **fields)

    def born(
        self, side: str, order_type: str, limit: Decimal | None, stop: Decimal | None = None, *,
        event: str = "accepted", quantity: int = 10, **fields: Any,
    ) -> int:  # fmt: skip
        seq = len(self.rows) + 1
        self.row(
            event, order_seq=seq, ticker="G", side=side, order_type=order_type, quantity=D(quantity),
            limit_price=limit, stop_price=stop, **fields,
        )  # fmt: skip
        return seq

    def bracket(self, key: str) -> tuple[int, int, int]:
        entry = self.order(key, BRACKET)
        profit = self.born("sell", "limit", D(12), event="submitted")
        return entry, profit, self.born("sell", "stop", None, D("8.5"), event="submitted")

    def oco(self, key: str) -> tuple[int, int]:
        return self.order(key, OCO), self.born("buy", "stop", None, D(11))

    def replace(self, old: int, key: str, total: int, left: int, **fields: Any) -> int:
        self.call("replace", Request(key, ("replace", old, total, None)))
        self.went_on(old, "replaced")
        detail = f'{{"replace_order": {{"seq": {old}, "quantity": {total}, "limit_price": null}}}}'
        row = self.rows[old - 1]
        return self.born(
            row.side or "", row.order_type or "", row.limit_price, row.stop_price,
            key=key, quantity=left, detail=detail, options=row.options, **fields,
        )  # fmt: skip

    def went_on(self, seq: int, event: str, **fields: Any) -> None:
        self.row(event, order_seq=seq, ticker="G", side=self.rows[seq - 1].side, **fields)

    def ended(self, *seqs: int) -> None:
        for seq in seqs:
            self.went_on(seq, "cancelled")

    def filled(self, seq: int, size: int, event: str = "fill") -> None:
        """At 10, whatever its prices."""
        change = size if self.rows[seq - 1].side == "buy" else -size
        held = self.positions.get("G", (D(0), D(0), D(0), D(0)))[0] + change
        average = D(10) if held else D(0)
        self.positions["G"] = (held, average, D(0), D(0))
        self.cash -= change * 10
        self.went_on(
            seq, event, quantity=D(size), price=D(10), realized_pnl=D(0), quantity_after=held,
            average_after=average,
        )  # fmt: skip

    def hold(self) -> None:
        """Something to sell, whatever the orders of a group bring."""
        order = self.order("held")
        self.match()
        self.filled(order, 10)

    def match(self) -> None:
        self.call("match")


def bracket_filled_in_two(told: GroupTeller) -> None:
    entry, profit, loss = told.bracket("b")
    told.match()
    told.filled(entry, 4, "partial_fill")
    told.went_on(profit, "accepted")
    told.went_on(loss, "accepted")
    told.match()
    told.filled(profit, 3, "partial_fill")
    told.match()
    told.filled(entry, 6)
    told.match()
    told.filled(loss, 7)
    told.ended(profit)


def bracket_whose_entry_is_cancelled(told: GroupTeller) -> None:
    entry, profit, loss = told.bracket("b")
    told.match()
    told.filled(entry, 4, "partial_fill")
    told.went_on(profit, "accepted")
    told.went_on(loss, "accepted")
    told.call("cancel")
    told.ended(entry)
    told.match()
    told.filled(loss, 4)
    told.ended(profit)


def bracket_that_nothing_filled(told: GroupTeller) -> None:
    seqs = told.bracket("b")
    told.call("cancel")
    told.ended(*seqs)


def bracket_that_is_rejected(told: GroupTeller) -> None:
    told.order("b", BRACKET, event="rejected")


def oto_filled_at_once(told: GroupTeller) -> None:
    told.cash -= 100
    told.positions["G"] = (D(10), D(10), D(0), D(0))
    told.order(
        "o", OTO, event="fill", price=D(10), realized_pnl=D(0), quantity_after=D(10), average_after=D(10)
    )
    leg = told.born("sell", "stop_limit", D(8), D("8.5"))
    told.match()
    told.went_on(leg, "triggered")
    told.match()
    told.filled(leg, 4, "partial_fill")
    told.call("cancel")
    told.ended(leg)


def oco_filled_by_both(told: GroupTeller) -> None:
    one, two = told.oco("o")
    told.match()
    told.filled(one, 4, "partial_fill")
    told.match()
    told.filled(two, 6)
    told.ended(one)


def oco_with_a_leg_that_is_replaced(told: GroupTeller) -> None:
    one, two = told.oco("o")
    smaller = told.replace(two, "r", 4, 4)
    told.match()
    told.filled(one, 4, "partial_fill")
    told.ended(smaller)  # nothing is left of it
    told.match()
    told.filled(one, 6)


def named_group(told: GroupTeller) -> None:
    options = {"oco_group": "g"}
    one, two, three = told.order("1", options), told.order("2", options, 3), told.order("3", options)
    told.match()
    told.filled(one, 3, "partial_fill")
    told.ended(two)  # nothing is left of it
    told.call("cancel")
    told.ended(one, three)
    told.order("4", options)


def bracket_with_an_entry_that_is_replaced(told: GroupTeller) -> None:
    entry, profit, loss = told.bracket("b")
    told.match()
    told.filled(entry, 4, "partial_fill")
    told.went_on(profit, "accepted")
    told.went_on(loss, "accepted")
    entry = told.replace(entry, "r", 12, 8)
    told.match()
    told.filled(entry, 8)
    told.match()
    told.filled(profit, 10)  # no more than it was sent for
    told.ended(loss)


def bracket_with_an_exit_that_is_replaced(told: GroupTeller) -> None:
    entry, profit, loss = told.bracket("b")
    told.match()
    told.filled(entry, 4, "partial_fill")
    told.went_on(profit, "accepted")
    told.went_on(loss, "accepted")
    profit = told.replace(profit, "r", 20, 20)
    told.match()
    told.filled(profit, 4, "partial_fill")
    told.match()
    told.filled(entry, 6)
    told.match()
    told.filled(profit, 6)
    told.ended(loss)


RIGHT_GROUPS = (
    bracket_filled_in_two, bracket_whose_entry_is_cancelled, bracket_that_nothing_filled,
    bracket_that_is_rejected, oto_filled_at_once, oco_filled_by_both, oco_with_a_leg_that_is_replaced,
    named_group, bracket_with_an_entry_that_is_replaced, bracket_with_an_exit_that_is_replaced,
)  # fmt: skip


@pytest.mark.parametrize("tell", RIGHT_GROUPS, ids=lambda tell: tell.__name__)
def test_a_right_group_is_right(tell: Callable[[GroupTeller], None]) -> None:
    told = GroupTeller()
    tell(told)
    told.read()
    assert told.check() == []


def test_what_is_reserved_is_left_out_where_it_cannot_be_folded() -> None:
    told = GroupTeller()
    told.oco("o")
    call = told.read()
    assert call.seen
    call.seen = call.seen._replace(reserved=D(110))
    assert told.check() == []


def test_the_legs_that_options_ask_for() -> None:
    assert legs_of("buy", None) == legs_of("buy", options_text({"oco_group": "g"})) == []
    assert legs_of("buy", options_text(BRACKET)) == [
        ("sell", "limit", D(12), None), ("sell", "stop", None, D("8.5")),
    ]  # fmt: skip
    assert legs_of("sell", options_text(OTO)) == [("buy", "stop_limit", D(8), D("8.5"))]
    assert legs_of("sell", options_text(OCO)) == [("sell", "stop", None, D(11))]


def test_options_that_were_not_asked_for() -> None:
    told = GroupTeller()
    told.order("o", {"tag": "one"})
    replace_row(told, "o", options='{"tag": "two"}')
    assert told.rules() == {"wrong-effect"}


@pytest.mark.parametrize("legs", [0, 1])
def test_a_group_that_is_there_in_part(legs: int) -> None:
    told = GroupTeller()
    told.bracket("b")
    del told.rows[-2 + legs :]
    told.read()
    assert told.rules() == {"torn-group"}


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": D(9)}, {"side": "buy"}, {"stop_price": D(9)}, {"limit_price": D(9)}, {"xid": 1},
        {"order_type": "market"}, {"ticker": "H"},
    ],
)  # fmt: skip
def test_a_leg_that_is_not_what_was_asked_for(change: dict[str, Any]) -> None:
    told = GroupTeller()
    told.bracket("b")
    told.rows[-1] = told.rows[-1]._replace(**change)
    assert told.rules() == {"torn-group", "stray-effect"}  # it is no leg, so nobody asked for it


def test_a_leg_too_many() -> None:
    told = GroupTeller()
    told.bracket("b")
    told.born("sell", "limit", D(12), event="submitted")
    assert told.rules() == {"stray-effect"}


def test_legs_without_a_group() -> None:
    told = GroupTeller()
    told.order("o")
    told.born("sell", "limit", D(12))
    assert told.rules() == {"stray-effect"}


def test_an_order_that_fills_more_than_was_ordered() -> None:
    told = GroupTeller()
    order = told.order("o")
    told.match()
    told.filled(order, 6, "partial_fill")
    told.filled(order, 5)
    assert told.rules() == {"overfilled-order"}


def test_an_oco_that_fills_both_legs() -> None:
    told = GroupTeller()
    one, two = told.oco("o")
    told.match()
    told.filled(one, 10)
    assert told.rules() == {"surviving-leg"}
    told.filled(two, 10)
    assert told.rules() == {"overfilled-oco"}


def test_an_oco_whose_legs_together_fill_too_much() -> None:
    told = GroupTeller()
    one, two = told.oco("o")
    told.match()
    told.filled(one, 4, "partial_fill")
    told.match()
    told.filled(two, 7)
    told.ended(one)
    assert told.rules() == {"overfilled-oco"}


def test_a_named_group_that_fills_too_much() -> None:
    told = GroupTeller()
    one, two = told.order("1", {"oco_group": "g"}), told.order("2", {"oco_group": "g"})
    told.match()
    told.filled(one, 4, "partial_fill")
    told.filled(two, 7)
    told.ended(one)
    assert told.rules() == {"overfilled-oco"}


@pytest.mark.parametrize("entered", [0, 4])
def test_an_exit_that_fills_more_than_its_entry(entered: int) -> None:
    told = GroupTeller()
    told.hold()
    entry, profit, _ = told.bracket("b")
    told.match()
    if entered:
        told.filled(entry, entered, "partial_fill")
    told.match()
    told.filled(profit, entered + 1, "partial_fill")
    assert told.rules() == {"exit-exceeds-entry"}


def test_two_exits_that_together_fill_more_than_their_entry() -> None:
    told = GroupTeller()
    told.hold()
    entry, profit, loss = told.bracket("b")
    told.match()
    told.filled(entry, 4, "partial_fill")
    told.match()
    told.filled(profit, 4, "partial_fill")
    assert told.check() == []
    told.match()
    told.filled(loss, 4, "partial_fill")
    assert told.rules() == {"exit-exceeds-entry"}


def test_a_replaced_exit_that_fills_more_than_its_entry() -> None:
    told = GroupTeller()
    told.hold()
    entry, profit, _ = told.bracket("b")
    told.match()
    told.filled(entry, 4, "partial_fill")
    profit = told.replace(profit, "r", 20, 20)
    told.match()
    told.filled(profit, 5, "partial_fill")
    assert told.rules() == {"exit-exceeds-entry"}


@pytest.mark.parametrize("number", range(3))
def test_a_leg_that_survives_an_end_of_its_group(number: int) -> None:
    """The cancel of an oco order, of an entry, of an exit."""
    told = GroupTeller()
    if number == 0:
        one, two = told.oco("o")
    else:
        entry, profit, loss = told.bracket("b")
        one, two = (entry, profit) if number == 1 else (loss, profit)
    if number == 2:
        told.match()
        told.filled(entry, 10)
    told.call("cancel")
    told.ended(one)
    assert told.rules() == {"surviving-leg"}
    told.ended(two, *([loss] if number == 1 else []))
    assert told.check() == []


def test_a_leg_that_ends_in_a_later_transaction_than_its_group() -> None:
    told = GroupTeller()
    one, two = told.oco("o")
    told.match()
    told.filled(one, 10)
    told.match()
    told.ended(two)
    assert told.rules() == {"surviving-leg"}


def test_a_leg_that_works_on_with_nothing_left() -> None:
    told = GroupTeller()
    one, two = told.oco("o")
    told.replace(two, "r", 4, 4)
    told.match()
    told.filled(one, 4, "partial_fill")
    assert told.rules() == {"surviving-leg"}


def test_an_order_that_fills_after_its_end() -> None:
    told = GroupTeller()
    one, two = told.oco("o")
    told.call("cancel")
    told.ended(one, two)
    told.match()
    told.filled(two, 10)
    assert told.rules() == {"surviving-leg"}


# --- market data -----------------------------------------------------------------------------------

TAPE = [("A", 1, 10), ("A", 2, 11), ("B", 1, 10), ("B", 2, 11)]


def fed(*keys: str, outcome: str = "ok") -> Call:
    return Call("", "feed", 1.0, tuple(Request(key, ()) for key in keys), 2.0, outcome)  # type: ignore[arg-type]


RIGHT = [fed("A:10", "A:11"), fed("B:10"), fed("B:11", outcome="unknown"), fed("B:12", outcome="unknown")]


@pytest.mark.parametrize(
    ("calls", "tape", "rules"),
    [
        (RIGHT, TAPE, set()),
        (RIGHT, TAPE[1:], {"lost-quote", "tape-gap"}),
        (RIGHT, [*TAPE[:2], *TAPE[2:3]], set()),
        (RIGHT, TAPE[:2], {"lost-quote"}),
        (RIGHT, [*TAPE, ("B", 3, 11)], {"doubled-quote"}),
        (RIGHT, [*TAPE, ("B", 4, 12)], {"tape-gap"}),
        (RIGHT, [*TAPE, ("B", 3, 99)], {"stray-quote"}),
        ([*RIGHT, fed("B:13", outcome="error")], [*TAPE, ("B", 3, 13)], {"quote-of-error"}),
    ],
)
def test_the_tape(calls: list[Call], tape: list[tuple[str, int, int]], rules: set[str]) -> None:
    assert {violation.rule for violation in check_tape(calls, tape)} == rules


# --- any number of clients ----------------------------------------------------------------------------


def simulated(seed: int, clients: int = 5, calls: int = 300) -> Teller:
    """Clients that overlap at random, on a server that takes one call after the other."""
    chance = random.Random(seed)
    teller = Teller()
    free_at = [0.0] * clients
    server_time = 0.0
    pending: list[tuple[float, Callable[[], Call], float, float]] = []
    for number in range(calls):
        client = min(range(clients), key=free_at.__getitem__)
        invoked = free_at[client] + chance.random()
        done = max(server_time, invoked) + chance.random() / clients
        server_time = done
        answered = done + chance.random()
        free_at[client] = answered
        key = f"k{number}"
        acts: list[Callable[[], Call]] = [
            partial(teller.deposit, key, 1),
            partial(teller.trade, key, quantity=1, price=1),
            teller.read,
            teller.look,
        ]
        act = chance.choice(acts)
        pending.append((invoked, act, done, answered))
    for invoked, act, _, answered in pending:
        call = act()
        call.invoked, call.answered = invoked, answered
        if chance.random() < 0.1 and call.requests:
            call.outcome, call.answered, call.answers, call.seen = "unknown", inf, (), None
    return teller


@pytest.mark.parametrize("seed", range(20))
def test_no_right_history_of_many_clients_is_called_wrong(seed: int) -> None:
    assert simulated(seed).check() == []


@pytest.mark.parametrize("seed", range(20))
def test_in_a_history_of_many_clients_each_lost_call_is_found(seed: int) -> None:
    teller = simulated(seed)
    acknowledged = [row.key for row in teller.rows if row.key and call_of(teller, row.key).outcome == "ok"]
    key = random.Random(seed).choice(acknowledged)
    assert key
    remove_row(teller, key)
    assert "lost-ack" in teller.rules()


@pytest.mark.parametrize("seed", range(20))
def test_in_a_history_of_many_clients_a_swap_of_distant_calls_is_found(seed: int) -> None:
    teller = simulated(seed)
    sure = [call for call in teller.calls if call.kind == "deposit" and call.outcome == "ok"]
    first, last = sure[3], sure[-3]
    for call in (first, last):
        call.seen = None
    first.invoked, first.answered, last.invoked, last.answered = (
        last.invoked, last.answered, first.invoked, first.answered,
    )  # fmt: skip
    assert teller.rules() & {"real-time-inversion", "future-read", "stale-read", "impossible-read"}
