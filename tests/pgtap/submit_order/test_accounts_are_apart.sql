begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select paper.open_account('beta', 500, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'same-key', 'AAPL', 'buy', 1, 'limit', 10);
create temp table before as select paper_test.state('alpha') as state;

select is(
    (select cash_after from paper.submit_order('beta', 'same-key', 'AAPL', 'buy', 2, 'limit', 20)), 460.0,
    'a key is used once in each account'
);
select is(
    (select reject_reason from paper.submit_order('beta', 's', 'AAPL', 'sell', 3, 'limit', 20)), 'insufficient_shares',
    'what another account holds cannot be sold'
);
select is(paper_test.state('alpha'), (select state from before), 'the other account is as it was');

select * from finish();
rollback;
