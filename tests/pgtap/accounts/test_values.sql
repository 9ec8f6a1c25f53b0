begin;
select plan(2);

select paper.open_account('alpha', 1000, '{"fill_model": "market", "currency": "EUR"}');
select paper_test.quote('now', 100, 100, 0, 3);
select paper_test.quote('now', 50, 50, 0, 1, 'MSFT');
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 3, 'limit', 100);
select * from paper.submit_order('alpha', 'p', 'MSFT', 'buy', 0.5, 'limit', 50);
select paper_test.rest('r', 'AAPL', 'buy', 2, 10);
-- 1000 − 300 − 25; 20 of it reserved
select results_eq(
    $$ select currency, cash, reserved, buying_power, seq, status, portfolio_value, initial_cash from paper.accounts $$,
    $$ values ('EUR', 675.0, 20.0, 655.0, 4::bigint, 'open', 1000.0, 1000.0) $$,
    'cash, what of it is reserved, and the value with the positions at their average price'
);
select is(
    (select settings from paper.accounts),
    '{"fill_model": "market", "clock": "wall", "account_type": "cash", "currency": "EUR",
      "default_price": 100, "slippage_pct": 0.001, "slippage": {"model": "none"}, "fees": {}, "check": "submit",
      "on_short_cash": "cancel", "market_buffer": 0.04, "bar_price": "open", "volume_limit": null,
      "participation_rate": 1, "max_quote_age": "PT15M", "trigger_type": null, "intrabar": "stop_first",
      "mark": "last", "day_end": "00:00", "compat": {}}', 'settings with the defaults'
);

select * from finish();
rollback;
