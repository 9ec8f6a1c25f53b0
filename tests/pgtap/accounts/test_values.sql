begin;
select plan(2);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0, "currency": "EUR"}');
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
    '{"fill_model": "immediate", "clock": "wall", "account_type": "cash", "currency": "EUR",
      "default_price": 100, "slippage_pct": 0}', 'settings with the defaults'
);

select * from finish();
rollback;
