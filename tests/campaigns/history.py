"""What clients saw, laid beside what the database has: the checker of the fault campaign.

Pure: it gets the log of calls and the books as they are at the end, and returns what cannot be. Nothing of
the engine is asked or used; the journal is folded here again, with arithmetic of its own.

A `Call` is logged twice: when it is made, and when its answer is there. Between the two it takes effect, once
or not at all. Three outcomes: `ok` (acknowledged: all it asked for is in the books, rejections too), `error`
(definite: nothing of it is, unless another call with the key did it) and `unknown` (the connection was lost,
the client killed, or the answer not waited for: all of it or nothing). The rules, by the names under which
their violations are reported:

    lost-ack             an acknowledged effect is not in the journal
    doubled-effect       a key is in the journal more than once
    effect-of-error      a key is there although every call with it failed for certain
    stray-effect         a key, or an order, is there that nobody asked for
    wrong-effect         what is there under a key is not what its calls asked for
    two-outcomes         two answers to one key name different rows, or say different things of a final order
    answer-differs       an answer says something of its order that the journal never said
    torn-call            of a call that is one transaction a part is there
    gap                  seq is not 1, 2, 3 …
    clock-backwards      at decreases with seq
    real-time-inversion  a call was answered before another was made, and yet has the higher seq
    stale-read           a read does not show what was acknowledged before it was made
    future-read          a read shows what was only asked for after it was answered
    torn-read            a read shows a part of a transaction, or cash of one state and positions of another
    impossible-read      a read shows a state that never was
    bad-fold             balances stored with a row, or the final ones, are not what folding the journal gives
    lost-quote, doubled-quote, quote-of-error, stray-quote, tape-gap: the same for market data
    missed-order         an order rests although market data reached it and all of that was swept
    torn-group           a bracket, oto or oco order is there in part, or its legs are not what was asked for
    overfilled-order     an order filled more than was ordered
    overfilled-oco       orders that cancel each other filled more than one of them was to fill
    exit-exceeds-entry   the exits of an entry filled more than the entry did
    surviving-leg        an order of a group works on, or fills, although what ends it has happened
    check                paper.check() itself found something

For real time each account is a line of positions: row s of the journal is at 2s, the state after it too, and
what is seen of a call before its row is there is at 2s - 1. An answer is a lower bound (by then all up to
there has happened), an invocation an upper bound (nothing beyond may have been answered before). Sorted by
position, one pass finds every pair that breaks this.
"""

from __future__ import annotations

import heapq
import json
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import accumulate, chain
from math import inf
from typing import Any, Literal, NamedTuple

Outcome = Literal["ok", "error", "unknown"]
Terms = tuple[Any, ...]

#: An account's own opening deposit has no key.
OPENING_SEQ = 1

_AVERAGE = Decimal("1e-12")
_CENT = Decimal("0.01")
_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
_ZERO = Decimal(0)


class Request(NamedTuple):
    """One effect that was asked for, under its key; `terms` begin with what kind it is."""

    key: str
    terms: Terms


class Answer(NamedTuple):
    """What a call said of an order; None is what it did not say. `cash` has 2 decimals."""

    seq: int
    status: str
    filled: Decimal
    price: Decimal | None
    cash: Decimal | None = None
    held: Decimal | None = None
    key: str | None = None


class Seen(NamedTuple):
    """A state of the account as a call saw it; None is what it did not see.

    `positions` is a text, `ticker quantity average realized_pnl reserved` for each, as `positions_text`
    writes it. `open_only` leaves out what is sold and the last two figures, `cents` rounds the money.
    """

    seq: int | None
    cash: Decimal | None
    reserved: Decimal | None = None
    positions: str | None = None
    open_only: bool = False
    cents: bool = False


@dataclass(slots=True)
class Call:
    account: str
    kind: str
    invoked: float
    requests: tuple[Request, ...] = ()
    answered: float = inf
    outcome: Outcome = "unknown"
    answers: tuple[Answer, ...] = ()
    seen: Seen | None = None
    #: SQLSTATE or class of what was raised, for people.
    error: str = ""
    #: Whether its requests are one statement, so that their rows have one transaction id.
    is_statement: bool = True


class Row(NamedTuple):
    """A row of the journal. `xid` is the id of the (sub)transaction that wrote it."""

    seq: int
    xid: int
    at: Any
    event: str
    order_seq: int | None = None
    key: str | None = None
    ticker: str | None = None
    side: str | None = None
    order_type: str | None = None
    quantity: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    price: Decimal | None = None
    amount: Decimal | None = None
    fee: Decimal | None = None
    realized_pnl: Decimal | None = None
    cash_after: Decimal = _ZERO
    quantity_after: Decimal | None = None
    average_after: Decimal | None = None
    detail: str | None = None
    options: str | None = None


@dataclass
class Books:
    """What the database has of one account at the end."""

    account: str
    rows: Sequence[Row]
    final: Seen
    #: By seq of the order: what it claims for each unit it has left. Empty where nothing rests.
    reserve_prices: dict[int, Decimal | None] = field(default_factory=dict)
    #: False where fees are part of what is reserved, which the journal does not tell, or a group reserves
    #: once for all of its orders.
    reserved_can_be_folded: bool = True


class Violation(NamedTuple):
    rule: str
    account: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule} on {self.account}: {self.detail}"


def positions_text(positions: Iterable[tuple[Any, ...]]) -> str:
    """Write positions down in one way, by ticker: equal numbers are equal texts."""
    return ",".join(
        " ".join(str(value) if isinstance(value, str) else _plain(value) for value in position)
        for position in sorted(positions)
    )


def options_text(options: Mapping[str, Any] | str | None) -> str | None:
    """Write the options of an order down in one way: equal options are equal texts, none is None."""
    text = json.dumps(options) if isinstance(options, Mapping) else options
    found = json.loads(text, parse_int=float) if text else {}
    return json.dumps(found, sort_keys=True) if found else None


class Leg(NamedTuple):
    """What an order has beside itself, of the same quantity."""

    side: str
    order_type: str
    limit_price: Decimal | None
    stop_price: Decimal | None


def legs_of(side: str, options: str | None) -> list[Leg]:
    """The further orders that an order brings with it, in the order of their seqs."""
    asked = json.loads(options, parse_float=Decimal, parse_int=Decimal) if options else {}
    if asked.get("order_class") not in ("bracket", "oto", "oco"):
        return []
    if asked["order_class"] != "oco":
        side = "sell" if side == "buy" else "buy"
    legs = []
    if profit := asked.get("take_profit"):
        legs.append(Leg(side, "limit", profit["limit_price"], None))
    if loss := asked.get("stop_loss"):
        limit = loss.get("limit_price")
        legs.append(Leg(side, "stop_limit" if limit else "stop", limit, loss["stop_price"]))
    return legs


def check_account(calls: Sequence[Call], books: Books) -> list[Violation]:
    """Return everything about the calls and the journal of one account that cannot be."""
    return _Account(calls, books).check()


def check_tape(calls: Sequence[Call], tape: Iterable[tuple[str, int, int]]) -> list[Violation]:
    """The same for calls that fed quotes; `tape` has (ticker, tape_seq, sequence), in this order.

    Their keys are `ticker:sequence`.
    """
    violations: list[Violation] = []
    times: Counter[str] = Counter()
    last: dict[str, int] = {}
    for ticker, tape_seq, sequence in tape:
        times[f"{ticker}:{sequence}"] += 1
        if tape_seq != last.get(ticker, 0) + 1:
            violations.append(Violation("tape-gap", ticker, f"{tape_seq} follows {last.get(ticker, 0)}"))
        last[ticker] = tape_seq
    for key, fed in _by_key(calls).items():
        ticker, outcomes, count = key.split(":")[0], {call.outcome for call in fed}, times.pop(key, 0)
        if count > 1:
            violations.append(Violation("doubled-quote", ticker, f"{key} is on the tape {count} times"))
        elif count == 0 and "ok" in outcomes:
            violations.append(Violation("lost-quote", ticker, f"{key} was acknowledged"))
        elif count == 1 and outcomes == {"error"}:
            violations.append(Violation("quote-of-error", ticker, f"{key}: {fed[0].error}"))
    violations += [Violation("stray-quote", key.split(":")[0], key) for key in times]
    return violations


def _by_key(calls: Iterable[Call]) -> dict[str, list[Call]]:
    found: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        for request in call.requests:
            found[request.key].append(call)
    return found


class _Lower(NamedTuple):
    """By `time`, what is at `position` had happened: a call was answered that shows it."""

    position: int
    time: float
    is_read: bool
    call: Call


class _Upper(NamedTuple):
    """At `time` a call was made that shows nothing beyond `position`: none of it was answered yet."""

    position: int
    time: float
    is_read: bool
    call: Call


class _Life(NamedTuple):
    """A state of an order that others could see: from the row `since` to before the row `until`."""

    status: str
    filled: Decimal
    since: int
    until: float


class _Look(NamedTuple):
    """A state that was seen, and the first and last seq it may be that of."""

    first: int
    last: float
    number: int
    seen: Seen
    call: Call


_FILLS = {"fill": "filled", "partial_fill": "partially_filled"}
_ENDS = {"cancelled": "cancelled", "expired": "expired", "replaced": "replaced"}
_BIRTHS = {"fill": "filled", "rejected": "rejected", "accepted": "accepted", "submitted": "pending"}


class _Account:
    def __init__(self, calls: Sequence[Call], books: Books) -> None:
        self.calls = calls
        self.books = books
        self.violations: list[Violation] = []
        self.by_seq = {row.seq: row for row in books.rows}
        self.ends_transaction = {
            row.seq
            for row, after in zip(books.rows, chain(books.rows[1:], [None]), strict=True)
            if after is None or after.xid != row.xid
        }
        self.groups = _Groups(books.rows, self.ends_transaction)
        self.lives = self._lives()
        self.lowers: list[_Lower] = []
        self.uppers: list[_Upper] = []

    def check(self) -> list[Violation]:
        self._check_keys()
        self._check_answers()
        for call in self.calls:
            if call.seen is not None and call.seen.seq is not None:
                self._bound(call.seen.seq, call.seen.seq, call, is_read=True)
        self._check_real_time()
        self._fold()
        for rule, detail in self.groups.problems:
            self._report(rule, detail)
        return self.violations

    def _report(self, rule: str, detail: str) -> None:
        self.violations.append(Violation(rule, self.books.account, detail))

    # -- keys and what is under them

    def _check_keys(self) -> None:
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in self.books.rows:
            if row.key is not None:
                rows[row.key].append(row)
            elif row.seq in self.groups.legs:
                pass
            elif row.order_type is not None or (row.order_seq is None and row.seq != OPENING_SEQ):
                self._report("stray-effect", f"row {row.seq}, {row.event}, has no key")
        by_key = _by_key(self.calls)
        for key, calls in by_key.items():
            found = rows.pop(key, [])
            if len(found) > 1:
                self._report("doubled-effect", f"{key} is in rows {', '.join(str(r.seq) for r in found)}")
            acknowledged = [call for call in calls if call.outcome == "ok"]
            if not found:
                if acknowledged:
                    self._report("lost-ack", f"{key}: {_said(acknowledged[0])}")
                continue
            row = found[0]
            possible = [call for call in calls if call.outcome != "error"]
            if not possible:
                self._report("effect-of-error", f"{key} is row {row.seq}: {_said(calls[0])}")
                continue
            written = _terms_of(row)
            asked = [request.terms for call in possible for request in call.requests if request.key == key]
            if acknowledged:
                sure = [r.terms for call in acknowledged for r in call.requests if r.key == key]
                if any(terms != written for terms in sure):
                    rule = "two-outcomes" if any(terms == written for terms in sure) else "wrong-effect"
                    self._report(rule, f"{key} is row {row.seq}: {written}, acknowledged was {sure}")
            elif written not in asked:
                self._report("wrong-effect", f"{key} is row {row.seq}: {written}, asked for was {asked}")
            # It took effect within one of the calls: after the first was made, and before any answer.
            first = min(calls, key=lambda call: call.invoked)
            self.uppers.append(_Upper(2 * row.seq - 1, first.invoked, is_read=False, call=first))
            if acknowledged:
                soonest = min(acknowledged, key=lambda call: call.answered)
                self.lowers.append(_Lower(2 * row.seq, soonest.answered, is_read=False, call=soonest))
        for key, found in rows.items():
            self._report("stray-effect", f"{key} is row {found[0].seq}, and no call had that key")
        self._check_whole_calls()

    def _check_whole_calls(self) -> None:
        """A call is one transaction: all of it is there or nothing."""
        of_key = {row.key: row for row in self.books.rows if row.key is not None}
        for call in self.calls:
            if len(call.requests) < 2 or call.outcome == "error":
                continue
            there = [of_key[request.key] for request in call.requests if request.key in of_key]
            if 0 < len(there) < len(call.requests):
                self._report(
                    "torn-call", f"{len(there)} of {len(call.requests)} requests are there: {_said(call)}"
                )
            elif call.is_statement and len({row.xid for row in there}) > 1:
                self._report("torn-call", f"rows of several transactions: {_said(call)}")

    # -- what was said of orders

    def _lives(self) -> dict[int, list[_Life]]:
        """The states of each order; those that end within their transaction were never to be seen."""
        lives: dict[int, list[_Life]] = {}
        xids = {row.seq: row.xid for row in self.books.rows}
        for row in self.books.rows:
            if row.order_type is not None:
                status = _BIRTHS.get(row.event, row.event)
                filled = row.quantity if row.event == "fill" else _ZERO
                lives[row.seq] = [_Life(status, filled or _ZERO, row.seq, inf)]
            elif row.order_seq in lives:
                life = lives[row.order_seq]
                before = life[-1]
                if row.event in _FILLS:
                    now = _Life(_FILLS[row.event], before.filled + (row.quantity or _ZERO), row.seq, inf)
                elif row.event in _ENDS:
                    now = before._replace(status=_ENDS[row.event], since=row.seq)
                elif row.event == "accepted":  # an exit begins to work
                    now = before._replace(status="accepted", since=row.seq)
                else:
                    continue
                if xids[before.since] == row.xid:
                    life[-1] = now
                else:
                    life[-1] = before._replace(until=row.seq)
                    life.append(now)
        return lives

    def _check_answers(self) -> None:
        said: dict[str, Answer] = {}
        for call in self.calls:
            for answer in call.answers:
                row = self.by_seq.get(answer.seq)
                if row is None or answer.seq not in self.lives:
                    if answer.key is None:  # else the key is lost, which is reported
                        self._report("lost-ack", f"order {answer.seq} is not there: {_said(call)}")
                    continue
                if answer.key is not None:
                    before = said.setdefault(answer.key, answer)
                    if before.seq != answer.seq or (row.event in ("fill", "rejected") and before != answer):
                        self._report("two-outcomes", f"{answer.key}: {before} and {answer}")
                        continue
                    if row.key != answer.key:
                        self._report("answer-differs", f"{answer}, but row {row.seq} has key {row.key}")
                        continue
                life = self._state_said(answer, row)
                if life is None:
                    states = [(state.status, str(state.filled)) for state in self.lives[answer.seq]]
                    self._report("answer-differs", f"{answer}, but the order was only ever {states}")
                else:
                    self._bound(life.since, life.until - 1, call, is_read=True)

    def _state_said(self, answer: Answer, row: Row) -> _Life | None:
        """The state of the order that an answer shows."""
        if row.event == "fill" and (
            (answer.price is not None and answer.price != row.price)
            or (answer.cash is not None and _cents(answer.cash) != _cents(row.cash_after))
            or (answer.held is not None and answer.held != row.quantity_after)
        ):
            return None
        for life in self.lives[answer.seq]:
            if (life.status, life.filled) == (answer.status, answer.filled):
                return life
        return None

    # -- real time

    def _bound(self, first: int, last: float, call: Call, *, is_read: bool) -> None:
        """The call shows that row `first` is there, and that what follows `last` is not."""
        if call.outcome == "ok":
            self.lowers.append(_Lower(2 * first, call.answered, is_read, call))
            if last < inf:
                self.uppers.append(_Upper(int(2 * last), call.invoked, is_read, call))

    def _check_real_time(self) -> None:
        self.lowers.sort(key=lambda bound: bound.position)
        self.uppers.sort(key=lambda bound: bound.position)
        latest: _Upper | None = None
        reported: _Upper | None = None
        passed = 0
        for lower in self.lowers:
            while passed < len(self.uppers) and self.uppers[passed].position < lower.position:
                if latest is None or self.uppers[passed].time > latest.time:
                    latest = self.uppers[passed]
                passed += 1
            if latest is None or lower.time >= latest.time or latest is reported:
                continue
            reported = latest  # the same is true of much that follows
            if latest.is_read:
                rule = "stale-read"
            elif lower.is_read:
                rule = "future-read"
            else:
                rule = "real-time-inversion"
            self._report(
                rule,
                f"{_said(lower.call)} was answered {latest.time - lower.time:.6f} s before "
                f"{_said(latest.call)} was made; they are at {lower.position / 2} and {latest.position / 2}",
            )

    def _looks(self) -> list[_Look]:
        """What was seen of the account's state; without a seq it is one of those between what was answered
        before the call was made and what was only asked for after it was answered."""
        answered = sorted((bound.time, bound.position) for bound in self.lowers)
        made = sorted((bound.time, bound.position) for bound in self.uppers)
        newest = list(accumulate((position for _, position in answered), max))
        oldest = list(accumulate((position for _, position in reversed(made)), min))[::-1]
        answer_times, made_times = [time for time, _ in answered], [time for time, _ in made]
        looks: list[_Look] = []
        for call in self.calls:
            seen = call.seen
            if seen is None or call.outcome != "ok":
                continue
            if not self.books.reserved_can_be_folded:
                seen = _without_reserved(seen)
            first, last = OPENING_SEQ, inf
            if seen.seq is not None:
                first, last = seen.seq, seen.seq
            else:
                before = bisect_left(answer_times, call.invoked)
                if before:
                    first = max(first, (newest[before - 1] + 1) // 2)
                after = bisect_right(made_times, call.answered)
                if after < len(oldest):
                    last = oldest[after] // 2
            looks.append(_Look(first, last, len(looks), seen, call))
        return looks

    # -- the journal, folded

    def _fold(self) -> None:
        looks = sorted(self._looks())
        state = _State(self.books)
        next_look = 0
        open_looks: list[tuple[float, int, _Look]] = []
        parts: dict[int, str] = {}
        previous: Row | None = None
        for row in self.books.rows:
            expected = previous.seq + 1 if previous else OPENING_SEQ
            if row.seq != expected:
                self._report("gap", f"{row.seq} follows {expected - 1}")
            if previous and row.at < previous.at:
                self._report(
                    "clock-backwards", f"row {row.seq} is at {row.at}, the one before at {previous.at}"
                )
            previous = row
            if problem := state.apply(row):
                self._report("bad-fold", f"row {row.seq}: {problem}")
            while next_look < len(looks) and looks[next_look].first <= row.seq:
                look = looks[next_look]
                heapq.heappush(open_looks, (look.last, look.number, look))
                next_look += 1
            while open_looks and open_looks[0][0] < row.seq:
                self._never_was(heapq.heappop(open_looks)[2], parts)
            if open_looks:
                self._compare(state, row, open_looks, parts)
        for _, _, look in open_looks:
            self._never_was(look, parts)
        for look in looks[next_look:]:
            self._report("impossible-read", f"{_said(look.call)} shows {look.seen}, the journal ends before")
        final = self.books.final
        if not self.books.reserved_can_be_folded:
            final = _without_reserved(final)
        last = previous.seq if previous else 0
        if final.seq != last or state.differs(final):
            self._report("bad-fold", f"the account ends as {final}, the journal as {state.seen(last)}")

    def _compare(
        self, state: _State, row: Row, open_looks: list[tuple[float, int, _Look]], parts: dict[int, str]
    ) -> None:
        """Close the looks that show this state; remember of the others how much of it they show."""
        left = []
        for entry in open_looks:
            look = entry[2]
            wrong = state.differs(look.seen)
            if not wrong and row.seq in self.ends_transaction:
                continue
            if not wrong:
                parts[look.number] = f"what row {row.seq} shows is followed by more of its transaction"
            elif state.has_part_of(look.seen, wrong):
                parts.setdefault(look.number, f"at {row.seq} {' and '.join(wrong)} would be another's")
            left.append(entry)
        if len(left) < len(open_looks):
            open_looks[:] = left
            heapq.heapify(open_looks)

    def _never_was(self, look: _Look, parts: dict[int, str]) -> None:
        text = (
            f"{_said(look.call)} shows {look.seen}, from {look.first} to {look.last} there was no such state"
        )
        if part := parts.get(look.number):
            self._report("torn-read", f"{text}: {part}")
        else:
            self._report("impossible-read", text)


@dataclass
class _Order:
    """An order that may still fill; `quantity` is what it works for, `filled` included."""

    seq: int
    #: Ticker and name of its oco group.
    key: tuple[str | None, str | None]
    ordered: Decimal
    quantity: Decimal
    entry: int | None = None
    oco: int | None = None
    filled: Decimal = _ZERO
    is_live: bool = True

    @property
    def left(self) -> Decimal:
        return self.quantity - self.filled


class _Groups:
    """Which orders belong together, and what one of them does to the others, folded from the journal.

    An exit works for what its entry filled. A fill of one of several that cancel each other (`oco`) is one of
    all of them. What ends one of these ends all, but for what ended only because others had filled all of it.
    """

    def __init__(self, rows: Sequence[Row], ends_transaction: set[int]) -> None:
        self.legs: set[int] = set()
        self.problems: list[tuple[str, str]] = []
        self._orders: dict[int, _Order] = {}
        self._named: dict[tuple[str | None, str | None], list[_Order]] = defaultdict(list)
        self._members: dict[int, list[_Order]] = defaultdict(list)
        self._exits: dict[int, list[_Order]] = defaultdict(list)
        #: Groups of exits and of peers, by the seq of the order that began them, that have seen an end.
        self._ended: set[int] = set()
        self._touched: dict[int, _Order] = {}
        self._replaced: _Order | None = None
        expected: list[tuple[Row, Leg]] = []
        for row in rows:
            if expected and _is_leg(row, *expected[0]):
                first, _ = expected.pop(0)
                self._begin_leg(row, first)
            else:
                self._report_missing(expected)
                expected = []
                if row.order_type is not None:
                    expected = [(row, leg) for leg in self._begin(row)]
                elif row.order_seq in self._orders:
                    self._go_on(self._orders[row.order_seq], row)
            if row.seq in ends_transaction:
                self._look()
        self._report_missing(expected)

    def _report_missing(self, expected: Sequence[tuple[Row, Leg]]) -> None:
        if expected:
            first, leg = expected[0]
            self._report("torn-group", f"order {first.seq} has no leg {leg}")

    def _report(self, rule: str, detail: str) -> None:
        self.problems.append((rule, detail))

    def _begin(self, row: Row) -> list[Leg]:
        """An order that was asked for; return the legs that have to come with it."""
        if row.event == "rejected":
            return []
        options = json.loads(row.options) if row.options else {}
        quantity = row.quantity or _ZERO
        order = _Order(row.seq, (row.ticker, options.get("oco_group")), quantity, quantity)
        detail = json.loads(row.detail) if row.detail else {}
        old, self._replaced = self._replaced, None
        if old is not None and "replace_order" in detail:
            self._take_the_place_of(old, order, detail["replace_order"]["quantity"])
            self._add(order)
            return []
        if options.get("order_class") in ("bracket", "oto"):
            self._exits[row.seq] = []
        elif options.get("order_class") == "oco":
            order.oco = row.seq
        elif order.key[1] is not None:
            # It joins those of its name that still work.
            order.oco = row.seq
            for other in self._named[order.key]:
                if other.is_live:
                    order.oco = other.oco
        self._add(order)
        if row.event == "fill":
            order.filled, order.is_live = quantity, False
        return legs_of(row.side or "", row.options)

    def _take_the_place_of(self, old: _Order, order: _Order, asked: Decimal | None) -> None:
        """It is in the group of the old one, and as an exit works for no more than that did."""
        order.key, order.entry, order.oco = old.key, old.entry, old.oco
        if asked is None or old.entry is not None:
            order.quantity = min(order.quantity, old.left)
        if old.seq in self._exits:
            self._exits[order.seq] = self._exits.pop(old.seq)
            for leg in self._exits[order.seq]:
                leg.entry = order.seq

    def _begin_leg(self, row: Row, first: Row) -> None:
        self.legs.add(row.seq)
        entry, quantity = self._orders[first.seq], row.quantity or _ZERO
        leg = _Order(row.seq, (row.ticker, None), quantity, quantity, oco=first.seq)
        if entry.oco is None:
            leg.entry, leg.quantity = first.seq, entry.filled
        self._add(leg)

    def _add(self, order: _Order) -> None:
        self._orders[order.seq] = order
        self._touched[order.seq] = order
        self._named[order.key].append(order)
        if order.oco is not None:
            self._members[order.oco].append(order)
        if order.entry is not None:
            self._exits[order.entry].append(order)

    def _go_on(self, order: _Order, row: Row) -> None:
        self._touched[order.seq] = order
        if row.event in _FILLS:
            self._fill(order, row)
        if row.event == "replaced":
            order.is_live = False
            self._replaced = order
        elif row.event in _ENDS or row.event == "fill":
            if order.oco is not None and order.is_live and (row.event == "fill" or order.left > 0):
                self._ended.add(order.oco)
            order.is_live = False

    def _fill(self, order: _Order, row: Row) -> None:
        size = row.quantity or _ZERO
        if not order.is_live:
            self._report("surviving-leg", f"row {row.seq} fills order {order.seq}, which had ended")
        elif size > order.left:
            rule = "overfilled-order"
            if order.filled + size <= order.ordered:
                rule = "overfilled-oco" if order.entry is None else "exit-exceeds-entry"
            self._report(
                rule, f"row {row.seq} fills {size} of order {order.seq}, there were {order.left} to fill"
            )
        order.filled += size
        for peer in self._members[order.oco] if order.oco is not None else ():
            if peer is not order and peer.is_live:
                peer.quantity = max(peer.quantity - size, peer.filled)
                self._touched[peer.seq] = peer
        for leg in self._exits.get(order.seq, ()):
            if leg.is_live:
                leg.quantity = min(leg.quantity + size, leg.ordered)

    def _look(self) -> None:
        """At the end of a transaction: whether what ended has left something of its group behind."""
        touched, self._touched = self._touched, {}
        beside: dict[int, _Order] = {}
        for order in touched.values():
            for other in (*self._members.get(order.oco or 0, ()), *self._exits.get(order.seq, ())):
                beside[other.seq] = other
        for seq, order in (touched | beside).items():
            if not order.is_live or (order.oco is None and order.entry is None):
                continue
            entry = self._orders.get(order.entry or 0)
            if order.oco in self._ended:
                self._report("surviving-leg", f"order {seq} works on, another of its group has ended")
            elif order.left <= 0 and not (entry and entry.is_live):
                self._report("surviving-leg", f"order {seq} works on with nothing left to fill")


def _is_leg(row: Row, first: Row, leg: Leg) -> bool:
    written = Leg(row.side or "", row.order_type or "", row.limit_price, row.stop_price)
    return (
        written == leg
        and (row.xid, row.key, row.ticker, row.quantity) == (first.xid, None, first.ticker, first.quantity)
        and row.event in ("accepted", "submitted")
    )


class _Held(NamedTuple):
    quantity: Decimal
    average: Decimal
    realized: Decimal


class _State:
    """An account as the rows of its journal make it."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.cash = _ZERO
        self.reserved = _ZERO
        self.held: dict[str, _Held] = {}
        self.claims: dict[str, Decimal] = defaultdict(lambda: _ZERO)
        self.open: dict[int, tuple[str, str, Decimal]] = {}
        self._texts: dict[bool, str] = {}

    def apply(self, row: Row) -> str | None:
        """Apply a row, and return what is wrong with the balances that it says come after it.

        These count from there, so that one mistake is reported once.
        """
        wrong = None
        if row.event in _FILLS:
            assert row.ticker is not None
            assert row.quantity is not None
            assert row.price is not None
            value = row.quantity * row.price
            self.cash += (value if row.side == "sell" else -value) - (row.fee or _ZERO)
            before = self.held.get(row.ticker, _Held(_ZERO, _ZERO, _ZERO))
            after, gained = _after_fill(before, row.side or "", row.quantity, row.price)
            self.held[row.ticker] = after
            if (after.quantity, after.average, gained) != (
                row.quantity_after, row.average_after, row.realized_pnl,
            ):  # fmt: skip
                wrong = f"{row.ticker} should be {after}, {gained} gained"
                if row.quantity_after is not None and row.average_after is not None:
                    self.held[row.ticker] = after._replace(
                        quantity=row.quantity_after,
                        average=row.average_after,
                        realized=before.realized + (row.realized_pnl or _ZERO),
                    )
            self._texts.clear()
        elif row.amount is not None:
            self.cash += row.amount
        if row.event == "reset":
            self.held.clear()
            self._texts.clear()
        self._claim(row)
        if row.cash_after != self.cash:
            wrong = f"cash should be {self.cash}, is {row.cash_after}"
            self.cash = row.cash_after
        return wrong

    def _claim(self, row: Row) -> None:
        """What orders that rest have claimed."""
        if row.order_type is not None:
            if row.event == "accepted" and row.quantity is not None:
                self._work(row.seq, row.ticker or "", row.side or "", row.quantity)
        elif row.order_seq in self.open and row.order_seq is not None:
            ticker, side, left = self.open[row.order_seq]
            if row.event in _FILLS and row.quantity is not None:
                self._work(row.order_seq, ticker, side, -row.quantity)
            elif row.event in _ENDS:
                self._work(row.order_seq, ticker, side, -left)

    def _work(self, seq: int, ticker: str, side: str, change: Decimal) -> None:
        left = self.open.pop(seq, (ticker, side, _ZERO))[2] + change
        if left > 0:
            self.open[seq] = (ticker, side, left)
        if side == "sell":
            self.claims[ticker] += change
            self._texts.clear()
        else:
            self.reserved += change * (self.books.reserve_prices.get(seq) or _ZERO)

    def differs(self, seen: Seen) -> tuple[str, ...]:
        """Return which parts of what was seen are not those of this state."""
        wrong: tuple[str, ...] = ()
        if seen.cash is not None and seen.cash != (_cents(self.cash) if seen.cents else self.cash):
            wrong += ("cash",)
        if seen.reserved is not None:
            # Rounded is what is left to spend.
            left = self.cash - self.reserved
            if (seen.reserved != self.reserved) if not seen.cents else (seen.reserved != _cents(left)):
                wrong += ("reserved",)
        if seen.positions is not None and seen.positions != self.positions(open_only=seen.open_only):
            wrong += ("positions",)
        return wrong

    @staticmethod
    def has_part_of(seen: Seen, wrong: Sequence[str]) -> bool:
        """Whether cash or positions are those of this state, when something else is not."""
        return (seen.cash is not None and "cash" not in wrong) or (
            seen.positions is not None and "positions" not in wrong
        )

    def positions(self, *, open_only: bool) -> str:
        text = self._texts.get(open_only)
        if text is None:
            if open_only:
                rows: Iterator[tuple[Any, ...]] = (
                    (ticker, held.quantity, held.average)
                    for ticker, held in self.held.items()
                    if held.quantity != 0
                )
            else:
                folded = self.books.reserved_can_be_folded
                rows = (
                    (ticker, *held, *((self.claims[ticker],) if folded else ()))
                    for ticker, held in self.held.items()
                )
            text = self._texts[open_only] = positions_text(rows)
        return text

    def seen(self, seq: int) -> Seen:
        return Seen(seq, self.cash, self.reserved, self.positions(open_only=False))


def _after_fill(before: _Held, side: str, quantity: Decimal, price: Decimal) -> tuple[_Held, Decimal]:
    """The position after a fill of a cash account, and what the fill gained."""
    if side == "buy":
        held = before.quantity + quantity
        cost = _WIDE.add(_WIDE.multiply(before.average, before.quantity), _WIDE.multiply(quantity, price))
        average = _WIDE.quantize(_WIDE.divide(cost, held), _AVERAGE)
        return _Held(held, average, before.realized), _ZERO
    held = before.quantity - quantity
    gained = _WIDE.multiply(quantity, _WIDE.subtract(price, before.average))
    average = before.average if held else _ZERO
    return _Held(held, average, before.realized + gained), gained


def _terms_of(row: Row) -> Terms:
    """What a row with a key says was asked for, in the words of `Request.terms`."""
    if row.detail is not None:
        detail = json.loads(row.detail, parse_float=Decimal)
        if isinstance(replaced := detail.get("replace_order"), dict):
            return ("replace", replaced["seq"], replaced["quantity"], replaced["limit_price"])
        if isinstance(closed := detail.get("close_position"), dict):
            return ("close", closed["ticker"], closed["quantity"])
        if "reset" in detail:
            return ("reset", detail["reset"])
    if row.order_type is None:
        return (row.event, abs(row.amount or _ZERO))
    return (
        "order", row.ticker, row.side, row.quantity, row.order_type, row.limit_price, row.stop_price,
        options_text(row.options),
    )  # fmt: skip


def _without_reserved(seen: Seen) -> Seen:
    """What was seen without what is reserved."""
    positions = seen.positions
    if positions and not seen.open_only:
        positions = ",".join(position.rsplit(" ", 1)[0] for position in positions.split(","))
    return seen._replace(reserved=None, positions=positions)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP, _WIDE)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def _said(call: Call) -> str:
    keys = ", ".join(request.key for request in call.requests[:3])
    more = f" and {len(call.requests) - 3} more" if len(call.requests) > 3 else ""
    what = f" ({keys}{more})" if keys else ""
    return f"{call.kind}{what}, {call.outcome}{' ' + call.error if call.error else ''}"
