begin;
select plan(2);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o', 'AAPL', 'buy', 10, 'limit', 10);
select results_eq(
    $$ select status::text, reject_reason, error from paper.close_position('alpha', 'c', 'AAPL', 10.000000000001) $$,
    $$ values ('rejected', 'insufficient_shares', 'Insufficient shares: need 10.000000000001, have 10') $$,
    'more than is held is rejected'
);
select is((select quantity from paper.positions), 10.0, 'and sells nothing');

select * from finish();
rollback;
