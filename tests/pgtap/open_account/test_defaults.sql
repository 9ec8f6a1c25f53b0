begin;
select plan(3);

select results_eq(
    $$ select cash, settings from paper.open_account('alpha') $$,
    $$ values (
           100000.0,
           '{"fill_model": "immediate", "clock": "wall", "account_type": "cash", "currency": "USD",
             "default_price": 100, "slippage_pct": 0.001, "slippage": {"model": "none"}, "fees": {}, "check": "submit",
             "on_short_cash": "cancel", "market_buffer": 0.04, "bar_price": "open", "volume_limit": null,
             "participation_rate": 1, "max_quote_age": "PT15M", "trigger_type": null, "intrabar": "stop_first",
             "mark": "last", "day_end": "00:00", "compat": {}}'::jsonb
       ) $$,
    '100000 dollars and the default settings'
);
select results_eq(
    $$ select currency, settings ->> 'slippage_pct', settings ->> 'default_price'
       from paper.open_account('beta', p_settings => '{"currency": "EUR", "slippage_pct": 0}') $$,
    $$ values ('EUR', '0', '100') $$,
    'settings that are given replace defaults, the others stay'
);
select is((paper.open_account('gamma', 0)).cash, 0.0, 'an account may begin without cash');

select * from finish();
rollback;
