begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select results_eq(
    $$ select status::text, reject_reason, quantity, fill_quantity, cash_after from paper.close_position('alpha', 'c1', 'AAPL') $$,
    $$ values ('rejected', 'no_position', null::numeric, 0.0, 1000.0) $$,
    'what was never held'
);
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10);
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 1, 'limit', 10);
select is(
    (select reject_reason from paper.close_position('alpha', 'c2', 'AAPL')), 'no_position', 'what is not held any more'
);
select is(
    (select reject_reason from paper.close_position('alpha', 'c3', 'AAPL', 1)), 'insufficient_shares', 'nor a part of it'
);
select is((select seq from paper.accounts), 6::bigint, 'each is a row of the journal');

select * from finish();
rollback;
