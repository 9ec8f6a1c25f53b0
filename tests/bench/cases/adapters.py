"""Orders through adapters, as a program submits them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from harness import Database
from pgpaper import OrderRequest, OrderStatus, PaperTradingAdapter


@asynccontextmanager
async def adapters(
    database: Database, accounts: int, pool_size: int = 8
) -> AsyncIterator[list[PaperTradingAdapter]]:
    """An adapter for each of the first accounts, all on one pool."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                PaperTradingAdapter(f"bench-{number}", dsn=database.dsn, pool_size=pool_size, timeout=600)
            )
            for number in range(1, accounts + 1)
        ]


async def buy_one(adapter: PaperTradingAdapter) -> None:
    """Buy one share at 100."""
    response = await adapter.submit_order(OrderRequest("AAPL", "buy", 1, "limit", 100))
    assert response.status == OrderStatus.FILLED, response
