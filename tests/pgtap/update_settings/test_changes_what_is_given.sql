begin;
select plan(5);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0.01, "default_price": 50}');
select is(
    (paper.update_settings('alpha', 's1', '{"slippage_pct": 0.02}')).settings,
    '{"fill_model": "immediate", "clock": "wall", "account_type": "cash", "currency": "USD",
      "default_price": 50, "slippage_pct": 0.02, "slippage": {"model": "none"}, "fees": {}, "check": "submit",
      "on_short_cash": "cancel", "market_buffer": 0.04, "bar_price": "open", "volume_limit": null,
      "participation_rate": 1, "max_quote_age": "PT15M", "trigger_type": null, "intrabar": "stop_first",
      "mark": "last", "day_end": "00:00", "compat": {}}',
    'the others stay'
);
-- 50 × 1.02
select is(
    (select fill_price from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1)), 51.0, 'the next order is filled by them'
);
select is(
    (paper.update_settings('alpha', 's2', '{"slippage_pct": 0.001}')).settings ->> 'slippage_pct', '0.001',
    'back to the default'
);
select lives_ok(
    $$ select paper.open_account('alpha', 1000, '{"default_price": 50}') $$, 'which is as if it had never been changed'
);
select is(
    (paper.update_settings('alpha', 's3', '{"clock": "wall", "currency": "USD"}')).seq, 5::bigint,
    'what is fixed may be named as it is'
);

select * from finish();
rollback;
