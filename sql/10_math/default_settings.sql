create or replace function paper_internal.default_settings() returns jsonb
language sql immutable parallel safe
return '{
    "fill_model": "immediate",
    "clock": "wall",
    "account_type": "cash",
    "currency": "USD",
    "default_price": 100,
    "slippage_pct": 0.001
}'::jsonb;
