begin;
select plan(2);

select paper.open_account('alpha', 1000000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'b1', 'AAPL', 'buy', 1000000, 'limit', 0.000000000001);
select is(
    (select status::text from paper.submit_order('alpha', 's1', 'AAPL', 'sell', 1000000, 'limit', 900000000000000)), 'filled',
    'a profit of almost 9 × 10^20'
);
select paper.withdraw('alpha', 'w', 900000000000000000000);
select * from paper.submit_order('alpha', 'b2', 'AAPL', 'buy', 1000000, 'limit', 0.000000000001);
select results_eq(
    $$ select status::text, reject_reason
       from paper.submit_order('alpha', 's2', 'AAPL', 'sell', 1000000, 'limit', 900000000000000) $$,
    $$ values ('rejected', 'out_of_range') $$,
    'a second would carry the profit of the position beyond 10^21: a rejection, not an error'
);

select * from finish();
rollback;
