begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select is(
    (select cash_after from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1.50000000000000, 'limit', 10.0000000000000000000)),
    985.0, 'zeros beyond the 12th decimal are no decimals'
);
select lives_ok(
    $$ select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1.5, 'limit', 10) $$, 'the same request without them'
);
select is((select seq from paper.accounts), 2::bigint, 'is the same');

select * from finish();
rollback;
