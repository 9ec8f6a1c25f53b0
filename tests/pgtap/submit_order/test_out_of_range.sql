begin;
select plan(6);

select paper.open_account('alpha', 999999999999999999999, '{"slippage_pct": 0.001}');
select results_eq(
    $$ select status::text, reject_reason from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'market', 0.00004) $$,
    $$ values ('rejected', 'out_of_range') $$,
    'a price that slippage rounds to 0 fills nothing'
);
select results_eq(
    $$ select status::text, reject_reason
       from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 1, 'market', 999999999999999) $$,
    $$ values ('rejected', 'out_of_range') $$,
    'nor one that slippage carries beyond 10^15'
);
select is(
    (select status::text from paper.submit_order('alpha', 'o3', 'AAPL', 'buy', 999999999999999, 'limit', 0.01)), 'filled',
    'the largest quantity can be bought'
);
select results_eq(
    $$ select status::text, reject_reason from paper.submit_order('alpha', 'o4', 'AAPL', 'buy', 1, 'limit', 0.01) $$,
    $$ values ('rejected', 'out_of_range') $$,
    'a position cannot grow beyond it'
);
select results_eq(
    $$ select status::text, reject_reason from paper.submit_order('alpha', 'o5', 'AAPL', 'sell', 1000, 'limit', 900000000000000) $$,
    $$ values ('rejected', 'out_of_range') $$,
    'nor cash beyond 10^21'
);
select is(
    (select cash from paper.accounts), 999999989999999999999.01, 'only one order was paid: 999999999999999 × 0.01'
);

select * from finish();
rollback;
