"""A paper-trading broker that lives inside PostgreSQL.

    async with PaperTradingAdapter("momentum", initial_cash=50_000) as broker:
        response = await broker.submit_order(OrderRequest("AAPL", "buy", 10, "limit", 187.5))

The adapter is `PaperTradingAdapter`, what it takes and returns is in `pgpaper.interface`, what can go wrong
in `pgpaper.errors`. `pgpaper.migrate` and `pgpaper.embedded` look after the database.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
    from pgpaper.adapter import PaperTradingAdapter, load_state_from_db, sync_state_to_db
    from pgpaper.calls import Call
    from pgpaper.errors import (
        AccountClosed,
        AccountExists,
        ConnectionLost,
        IdempotencyConflict,
        InsufficientFunds,
        InvalidRequest,
        MarketDataInvalid,
        NotRestorable,
        NotSerializable,
        PaperError,
        PermissionDenied,
        Problem,
        SchemaMismatch,
        TransactionConflict,
        UnknownAccount,
        UnknownOrder,
        UnreadableExport,
    )
    from pgpaper.feed import MarketFeed
    from pgpaper.interface import (
        AccountInfo,
        AdapterResult,
        Bar,
        BrokerDataAdapter,
        Explanation,
        FeedResult,
        Fill,
        JournalEntry,
        OrderEventType,
        OrderRequest,
        OrderResponse,
        OrderSide,
        OrderStatus,
        OrderType,
        PositionInfo,
        Quote,
        Trade,
        TradingMode,
        Violation,
    )
    from pgpaper.retry import RetryPolicy

__all__ = [
    "AccountClosed",
    "AccountExists",
    "AccountInfo",
    "AdapterResult",
    "Bar",
    "BrokerDataAdapter",
    "Call",
    "ConnectionLost",
    "Explanation",
    "FeedResult",
    "Fill",
    "IdempotencyConflict",
    "InsufficientFunds",
    "InvalidRequest",
    "JournalEntry",
    "MarketDataInvalid",
    "MarketFeed",
    "NotRestorable",
    "NotSerializable",
    "OrderEventType",
    "OrderRequest",
    "OrderResponse",
    "OrderSide",
    "OrderStatus",
    "OrderType",
    "PaperError",
    "PaperTradingAdapter",
    "PermissionDenied",
    "PositionInfo",
    "Problem",
    "Quote",
    "RetryPolicy",
    "SchemaMismatch",
    "Trade",
    "TradingMode",
    "TransactionConflict",
    "UnknownAccount",
    "UnknownOrder",
    "UnreadableExport",
    "Violation",
    "load_state_from_db",
    "sync_state_to_db",
]


def _attribute(name: str) -> object:
    """Import at the first use: the driver takes longer to load than a command that prints its help."""
    if name == "__version__":
        return version("pgpaper")
    if name in __all__:
        for module in ("interface", "errors", "retry", "calls", "adapter", "feed"):
            found = getattr(import_module(f"pgpaper.{module}"), name, None)
            if found is not None:
                globals()[name] = found
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


if not TYPE_CHECKING:  # else a type checker would take any name for one of ours
    __getattr__ = _attribute


def __dir__() -> list[str]:
    return [*globals(), *__all__]
