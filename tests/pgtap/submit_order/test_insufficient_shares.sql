begin;
select plan(5);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select results_eq(
    $$ select status::text, reject_reason, error, quantity_after
       from paper.submit_order('alpha', 'o1', 'AAPL', 'sell', 1.50, 'limit', 10) $$,
    $$ values ('rejected', 'insufficient_shares', 'Insufficient shares: need 1.5, have 0', 0.0) $$,
    'what was never held cannot be sold'
);
select is_empty($$ select from paper.positions $$, 'and leaves no position');
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'buy', 2, 'limit', 10);
select results_eq(
    $$ select status::text, reject_reason, error, quantity_after
       from paper.submit_order('alpha', 'o3', 'AAPL', 'sell', 2.000000000001, 'limit', 10) $$,
    $$ values ('rejected', 'insufficient_shares', 'Insufficient shares: need 2.000000000001, have 2', 2.0) $$,
    'nor 10^-12 more than is held'
);
select is(
    (select status::text from paper.submit_order('alpha', 'o4', 'MSFT', 'sell', 1, 'limit', 10)), 'rejected',
    'nor what is held in another ticker'
);
select is(
    (select status::text from paper.submit_order('alpha', 'o5', 'AAPL', 'sell', 2, 'limit', 10)), 'filled', 'all of it can'
);

select * from finish();
rollback;
