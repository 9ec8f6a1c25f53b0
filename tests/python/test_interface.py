"""The broker interface: names, defaults and JSON forms that existing code relies on."""

import inspect
import json
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal

import pgpaper
import psycopg
import pytest
from pgpaper import (
    AccountInfo,
    AdapterResult,
    BrokerDataAdapter,
    InvalidRequest,
    OrderEventType,
    OrderRequest,
    OrderResponse,
    OrderSide,
    OrderStatus,
    OrderType,
    PaperTradingAdapter,
    PositionInfo,
    TradingMode,
)

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)


def test_the_reference_constructor_arguments_keep_names_order_and_defaults() -> None:
    parameters = list(inspect.signature(PaperTradingAdapter).parameters.values())
    assert [(p.name, p.default) for p in parameters[:3]] == [
        ("account_id", "paper-default"),
        ("initial_cash", 100_000.0),
        ("simulated_slippage_pct", 0.001),
    ]
    assert all(p.kind is p.KEYWORD_ONLY for p in parameters[3:])


def test_a_request_takes_the_reference_fields_by_position() -> None:
    order = OrderRequest("AAPL", OrderSide.BUY, 10, OrderType.STOP_LIMIT, 101.5, 100.5, "key-1")
    assert (order.order_type, order.limit_price, order.stop_price) == (OrderType.STOP_LIMIT, 101.5, 100.5)
    assert order.idempotency_key == "key-1"
    with pytest.raises(TypeError):
        OrderRequest("AAPL", OrderSide.BUY, 10, OrderType.MARKET, None, None, "k", "gtc")  # type: ignore[call-arg]


def test_each_request_has_a_key_of_its_own() -> None:
    keys = {OrderRequest("AAPL", OrderSide.BUY, 1).idempotency_key for _ in range(100)}
    assert len(keys) == 100


def test_a_response_has_the_defaults_of_the_reference() -> None:
    response = OrderResponse("id", OrderStatus.REJECTED, "AAPL", OrderSide.BUY, 1)
    assert response.filled_quantity == 0
    assert response.filled_avg_price is None
    assert response.submitted_at is None
    assert response.error is None
    assert response.raw_response == {}


def test_to_dict_is_json() -> None:
    response = OrderResponse(
        "id", OrderStatus.FILLED, "AAPL", OrderSide.SELL, 2.0, 2.0, 1.5, NOON, None, {"simulated": True}
    )
    data = json.loads(json.dumps(response.to_dict()))
    assert data["status"] == "filled"
    assert data["side"] == "sell"
    assert data["submitted_at"] == "2024-03-01T12:00:00+00:00"
    assert data["raw_response"] == {"simulated": True}
    assert (data["quantity"], data["filled_avg_price"], data["error"]) == (2.0, 1.5, None)


def test_to_dict_writes_exact_numbers_as_strings_with_all_their_digits() -> None:
    position = PositionInfo("BTC", Decimal("1E-12"), Decimal("1E+3"), 1.0, 1.0, Decimal("0.10"))
    data = position.to_dict()
    assert (data["quantity"], data["avg_entry_price"]) == ("0.000000000001", "1000")
    assert data["market_value"] == "0.10"


def test_to_dict_of_every_kind() -> None:
    account = AccountInfo("a", 1.0, 2.0, 3.0)
    assert account.to_dict() == {
        "account_id": "a",
        "buying_power": 1.0,
        "cash": 2.0,
        "portfolio_value": 3.0,
        "currency": "USD",
        "mode": "paper",
    }
    request = OrderRequest("A", "buy", 1, tag="t", decision_trace={"scores": [Decimal("0.5")], "at": NOON})
    assert request.to_dict()["decision_trace"] == {"scores": ["0.5"], "at": "2024-03-01T12:00:00+00:00"}
    result = AdapterResult("broker", "A", [], b"[]", "", NOON)
    assert json.loads(json.dumps(result.to_dict()))["raw_payload"] == "[]"


def test_live_trading_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="live"):
        PaperTradingAdapter(mode=TradingMode.LIVE)
    adapter = PaperTradingAdapter()
    with pytest.raises(InvalidRequest, match="live"):
        adapter.mode = TradingMode.LIVE
    assert adapter.mode is TradingMode.PAPER


def test_the_adapter_is_a_broker() -> None:
    assert issubclass(PaperTradingAdapter, BrokerDataAdapter)
    assert PaperTradingAdapter().source_type() == "broker"
    with pytest.raises(TypeError):
        BrokerDataAdapter()  # type: ignore[abstract]


def test_every_public_name_is_there() -> None:
    for name in pgpaper.__all__:
        assert getattr(pgpaper, name).__module__.startswith("pgpaper.")
    assert set(pgpaper.__all__) <= set(dir(pgpaper))
    with pytest.raises(AttributeError):
        pgpaper.nothing  # type: ignore[attr-defined]  # noqa: B018
    assert pgpaper.__version__.count(".") == 2


def test_importing_the_package_does_not_load_the_driver() -> None:
    program = "import sys, pgpaper; assert 'psycopg' not in sys.modules; pgpaper.PaperTradingAdapter"
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": ":".join(sys.path)})


@pytest.mark.parametrize(
    ("enum", "name"),
    [
        (OrderSide, "order_side"),
        (OrderType, "order_type"),
        (OrderStatus, "order_status"),
        (OrderEventType, "event_type"),
    ],
)
def test_enums_are_those_of_the_database(module_dsn: str, enum: type[OrderSide], name: str) -> None:
    with psycopg.connect(module_dsn) as connection:
        row = connection.execute(f"select enum_range(null::paper.{name})::text[]").fetchone()
    assert row == ([member.value for member in enum],)
