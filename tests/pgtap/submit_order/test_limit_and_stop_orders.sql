begin;
select plan(3);

select paper.open_account('alpha', 1000);
select results_eq(
    $$ select status::text, fill_price, cash_after from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 90.5) $$,
    $$ values ('filled', 90.5, 909.5) $$,
    'a limit order fills at its limit'
);
select results_eq(
    $$ select status::text, fill_price, cash_after
       from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 1, 'stop', null, 91.5) $$,
    $$ values ('filled', 91.5, 818.0) $$,
    'a stop order at its stop'
);
select results_eq(
    $$ select status::text, fill_price, cash_after
       from paper.submit_order('alpha', 'o3', 'AAPL', 'sell', 2, 'stop_limit', 92, 93) $$,
    $$ values ('filled', 92.0, 1002.0) $$,
    'a stop_limit order at its limit'
);

select * from finish();
rollback;
