begin;
select plan(6);

select paper.open_account('alpha', 1000);
select paper.open_account('beta', 1000);
select is_empty($$ select * from paper.compare_accounts('alpha', 'beta') $$, 'nothing, of two that are alike');

select paper.submit_order('alpha', 'a', 'AAPL', 'buy', 2, 'limit', 10);
select paper.submit_order('beta', 'a', 'AAPL', 'buy', 2, 'limit', 11);
select paper.submit_order('alpha', 's', 'AAPL', 'sell', 2, 'limit', 13);
select paper.submit_order('beta', 's', 'AAPL', 'sell', 2, 'limit', 13);
select paper.submit_order('beta', 'more', 'IBM', 'buy', 1, 'limit', 5);
select paper.submit_order('beta', 'less', 'IBM', 'sell', 1, 'limit', 4);
select paper.deposit('alpha', 'd', 5);
select paper.deposit('beta', 'd', 6);
select paper.deposit('beta', 'e', 6);

select bag_eq(
    $$ select idempotency_key, leg, ticker, what, fill_no, here, there, pnl_difference
       from paper.compare_accounts('alpha', 'beta') where what <> 'submitted_at' $$,
    $$ values
       ('a', 0::bigint, 'AAPL', 'limit_price', null::bigint, '10', '11', null::numeric),
       ('a', 0, 'AAPL', 'fill_price', null, '10', '11', null),
       ('a', 0, 'AAPL', 'price', 1, '10', '11', null),
       ('s', 0, 'AAPL', 'pnl', null, '6', '4', -2),
       ('d', 0, null, 'amount', null, '5', '6', null),
       ('more', 0, 'IBM', 'status', null, null, 'filled', null),
       ('less', 0, 'IBM', 'status', null, null, 'filled', null),
       ('less', 0, 'IBM', 'pnl', null, null, '-1', -1),
       ('e', 0, null, 'amount', null, null, '6', null) $$,
    'by key, what, and the values of both'
);
select bag_eq(
    $$ select idempotency_key, what, here, there, -pnl_difference from paper.compare_accounts('alpha', 'beta') $$,
    $$ select idempotency_key, what, there, here, pnl_difference from paper.compare_accounts('beta', 'alpha') $$,
    'the other way round, the other way round'
);
select is(
    (select sum(pnl_difference) from paper.compare_accounts('alpha', 'beta')),
    (select sum(case account_id when 'beta' then realized_pnl - fee else fee - realized_pnl end) from paper.fills),
    'the differences add up to what one earned more than the other'
);
select throws_ok($$ select paper.compare_accounts('alpha', 'x') $$, 'ZP001', null, 'both must be there');
select throws_ok($$ select paper.compare_accounts(null, 'beta') $$, 'ZP001', null, 'and given');

select * from finish();
rollback;
