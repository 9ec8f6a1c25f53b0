"""The broker interface: what every adapter takes and returns, and what each must be able to do.

Prices are in the account's currency per unit, quantities in units of the instrument, times are aware
datetimes in UTC. Numbers that come out are floats, or Decimals from an adapter made with `exact=True`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeAlias
from uuid import uuid4

Number: TypeAlias = float | Decimal

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    #: A number that comes out: float, or Decimal from a `PaperTradingAdapter[Decimal](…, exact=True)`.
    Figure = TypeVar("Figure", bound=Number, default=float)
else:
    from typing import TypeVar

    Figure = TypeVar("Figure")


class OrderSide(StrEnum):
    BUY = "buy"
    SELL = "sell"


class OrderType(StrEnum):
    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"
    STOP_LIMIT = "stop_limit"
    TRAILING_STOP = "trailing_stop"


class OrderStatus(StrEnum):
    """Where an order stands; filled, cancelled, rejected, expired and replaced are final."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REPLACED = "replaced"


class OrderEventType(StrEnum):
    """What a row of the journal says happened."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    TRIGGERED = "triggered"
    PARTIAL_FILL = "partial_fill"
    FILL = "fill"
    CANCELLED = "cancelled"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REPLACED = "replaced"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    FEE = "fee"
    DIVIDEND = "dividend"
    SPLIT = "split"
    INTEREST = "interest"
    RESET = "reset"
    MARGIN_CALL = "margin_call"
    LIQUIDATION = "liquidation"
    CORRECTION = "correction"
    TRANSFER = "transfer"


class TradingMode(StrEnum):
    PAPER = "paper"
    LIVE = "live"


def _jsonable(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, Mapping):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    return value


class _Data:
    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields as JSON has them: times in ISO 8601, enums by value, Decimals as strings."""
        return {f.name: _jsonable(getattr(self, f.name)) for f in fields(self)}  # type: ignore[arg-type]


def _new_key() -> str:
    return str(uuid4())


@dataclass(slots=True)
class OrderRequest(_Data):
    """An order to be submitted.

    `side` and `order_type` may be given as their string values. `limit_price` is needed for limit and
    stop_limit orders and is the estimate of a market order; `stop_price` for stop and stop_limit orders.
    Quantities and prices are above 0 and below 10^15 with at most 12 decimals; floats count by their
    shortest decimal form, so 0.1 is exactly 0.1, and 0.1 + 0.2 has too many decimals: round what was
    computed.

    The idempotency key (1 to 200 printable ASCII characters, one key space per account) names this request
    for good: submitted again, also by another process, it returns the stored outcome. By default each
    object gets a key of its own, so submitting the same object twice is one order, two equal objects are two.

    The options, of which None is not sent:

    - `time_in_force`: gtc (the default), day, ioc, fok, opg, cls, or gtd with `expires_at`, an aware datetime
      or ISO 8601.
    - `trail_amount` (of price) or `trail_percent` (1.0 is 1 %), for trailing_stop.
    - `order_class`: bracket, oco or oto with `take_profit`, {"limit_price": …}, and `stop_loss`,
      {"stop_price": …} and perhaps "limit_price"; `oco_group` names orders that cancel each other.
    - `touch`: whether a resting limit fills already when the market trades at it, not only through it.
    - `tag` and `recommendation_id` (1 to 200 characters each) and `decision_trace` (JSON): stored with it.
    """

    ticker: str
    side: OrderSide | str
    quantity: Number
    order_type: OrderType | str = OrderType.MARKET
    limit_price: Number | None = None
    stop_price: Number | None = None
    idempotency_key: str = field(default_factory=_new_key)
    _: KW_ONLY
    time_in_force: str | None = None
    expires_at: datetime | str | None = None
    trail_amount: Number | None = None
    trail_percent: Number | None = None
    order_class: str | None = None
    take_profit: Mapping[str, Number] | None = None
    stop_loss: Mapping[str, Number] | None = None
    oco_group: str | None = None
    touch: bool | None = None
    tag: str | None = None
    recommendation_id: str | None = None
    decision_trace: Mapping[str, Any] | list[Any] | None = None


@dataclass(slots=True)
class OrderResponse(_Data, Generic[Figure]):
    """What became of an order.

    `error` says for people why it was rejected. `raw_response` of an order with fills has realized_pnl (4
    decimals, gross of fees), cash_after (2 decimals), position_qty_after and simulated (True); of a rejected
    one, and of one that the engine cancelled, reject_reason, the code to branch on.
    """

    broker_order_id: str
    status: OrderStatus
    ticker: str
    side: OrderSide
    quantity: Figure
    filled_quantity: Figure = 0.0  # type: ignore[assignment]
    filled_avg_price: Figure | None = None
    submitted_at: datetime | None = None
    error: str | None = None
    raw_response: dict[str, Any] = field(default_factory=dict)
    _: KW_ONLY
    order_type: OrderType | None = None
    idempotency_key: str | None = None


@dataclass(slots=True)
class PositionInfo(_Data, Generic[Figure]):
    """What is held of one instrument. `side` is long, short (with a negative quantity) or flat."""

    ticker: str
    quantity: Figure
    avg_entry_price: Figure
    current_price: Figure
    unrealized_pnl: Figure
    market_value: Figure
    side: str = "long"


@dataclass(slots=True)
class AccountInfo(_Data, Generic[Figure]):
    """The balance of an account, to 2 decimals; buying power is cash that no open order has claimed."""

    account_id: str
    buying_power: Figure
    cash: Figure
    portfolio_value: Figure
    currency: str = "USD"
    mode: TradingMode = TradingMode.PAPER


@dataclass(slots=True)
class AdapterResult(_Data):
    """A snapshot of a source: `raw_payload` is `items` as JSON, `content_hash` its SHA-256 in hex."""

    source_type: str
    ticker: str
    items: list[dict[str, Any]]
    raw_payload: bytes
    content_hash: str
    fetched_at: datetime
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Fill(_Data, Generic[Figure]):
    """One execution. `seq` is its row in the journal; `realized_pnl` is gross of `fee`."""

    seq: int
    order_id: str
    ticker: str
    side: OrderSide
    quantity: Figure
    price: Figure
    fee: Figure
    realized_pnl: Figure
    liquidity: str
    at: datetime
    market_at: datetime | None
    quantity_after: Figure
    cash_after: Figure


@dataclass(slots=True)
class JournalEntry(_Data, Generic[Figure]):
    """One atomic change of an account: a row of the view paper.journal, whose comments say what each means.

    `seq` counts them from 1 without gaps. What does not apply to the kind of change is None.
    """

    seq: int
    at: datetime
    event_type: OrderEventType
    order_id: str | None
    idempotency_key: str | None
    ticker: str | None
    side: OrderSide | None
    order_type: OrderType | None
    quantity: Figure | None
    limit_price: Figure | None
    stop_price: Figure | None
    price: Figure | None
    amount: Figure | None
    fee: Figure | None
    realized_pnl: Figure | None
    cash_after: Figure
    quantity_after: Figure | None
    avg_entry_price_after: Figure | None
    reject_reason: str | None
    error: str | None
    options: dict[str, Any] | None
    detail: dict[str, Any] | None


@dataclass(slots=True)
class Violation(_Data):
    """A rule that the books of an account break, as `check` found it."""

    account_id: str
    rule: str
    detail: str


@dataclass(slots=True)
class Explanation(_Data, Generic[Figure]):
    """One reason why an order did or did not fill: what was looked at, by which rule, and what came of it.

    `seq` is the row of the journal it led to, `price` and `size` are those that the rule came to; what does
    not apply is None. `detail` has the rest.
    """

    step: int
    seq: int | None
    at: datetime | None
    rule: str
    outcome: str
    price: Figure | None
    size: Figure | None
    detail: dict[str, Any] | None


@dataclass(slots=True)
class Quote(_Data):
    """The best bid and offer of an instrument.

    A side of None is no market there, a size of 0 no liquidity, a size of None an unknown one, which limits
    nothing. `sequence` is the feed's own rising number, where it has one.
    """

    ticker: str
    at: datetime
    bid: Number | None
    ask: Number | None
    bid_size: Number | None = None
    ask_size: Number | None = None
    sequence: int | None = None


@dataclass(slots=True)
class Trade(_Data):
    """A print: price and size of a trade between others. `sequence` is the feed's own rising number."""

    ticker: str
    at: datetime
    price: Number
    size: Number | None = None
    sequence: int | None = None


@dataclass(slots=True)
class Bar(_Data):
    """What traded from `starts_at` to before `ends_at`."""

    ticker: str
    starts_at: datetime
    ends_at: datetime
    open: Number
    high: Number
    low: Number
    close: Number
    volume: Number | None = None


@dataclass(slots=True)
class FeedResult(_Data):
    """What became of market data that was fed, in rows, and what it did.

    Rows known already are `duplicates`, rows that came too late `out_of_order`, rows that cannot be true
    `invalid`: none of these three is used. `matched` counts the rows written to journals of accounts.
    """

    accepted: int = 0
    duplicates: int = 0
    out_of_order: int = 0
    invalid: int = 0
    matched: int = 0


class BrokerDataAdapter(ABC, Generic[Figure]):
    """A broker, whichever it is."""

    def __init__(self, mode: TradingMode = TradingMode.PAPER) -> None:
        self.mode = mode

    @abstractmethod
    def source_type(self) -> str:
        """The kind of source this is: "broker"."""

    @abstractmethod
    async def fetch(self, ticker: str, config: dict[str, Any]) -> AdapterResult:
        """Fetch a snapshot of what `config` names."""

    @abstractmethod
    async def submit_order(self, order: OrderRequest) -> OrderResponse[Figure]:
        """Submit an order, once per idempotency key."""

    @abstractmethod
    async def cancel_order(self, broker_order_id: str) -> OrderResponse[Figure]:
        """Cancel an order that can still trade."""

    @abstractmethod
    async def get_order_status(self, broker_order_id: str) -> OrderResponse[Figure]:
        """Say where an order stands."""

    @abstractmethod
    async def get_positions(self) -> list[PositionInfo[Figure]]:
        """List the open positions."""

    @abstractmethod
    async def get_account(self) -> AccountInfo[Figure]:
        """Give the balance of the account."""
