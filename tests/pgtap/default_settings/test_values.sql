begin;
select plan(1);

select is(
    paper_internal.default_settings(),
    '{"fill_model": "immediate", "clock": "wall", "account_type": "cash", "currency": "USD",
      "default_price": 100, "slippage_pct": 0.001, "slippage": {"model": "none"}, "fees": {}, "check": "submit",
      "on_short_cash": "cancel", "market_buffer": 0.04, "bar_price": "open", "volume_limit": null,
      "participation_rate": 1, "max_quote_age": "PT15M", "trigger_type": null, "intrabar": "stop_first",
      "mark": "last", "day_end": "00:00", "compat": {}}',
    'the defaults of the contract '
);

select * from finish();
rollback;
