begin;
select plan(10);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper.open_account('beta', 1000, '{"fill_model": "market"}');
select paper_test.quote('now', 10, 10, 0, 10);
select * from paper.submit_order('alpha', 'filled', 'AAPL', 'buy', 10, 'limit', 10);
select paper_test.rest('r1', 'MSFT', 'buy', 1, 100);
select paper_test.rest('r2', 'AAPL', 'sell', 2, 100);
select paper_test.rest('r3', 'AAPL', 'buy', 3, 9);
select paper_test.rest('r4', 'AAPL.X', 'buy', 1, 50);
select paper_test.rest('other', 'AAPL', 'buy', 1, 9, 'beta');

select results_eq(
    $$ select idempotency_key, status::text from paper.cancel_all_orders('alpha', 'AAPL') $$,
    $$ values ('r2' collate "C", 'cancelled'), ('r3', 'cancelled') $$,
    'the open orders in one ticker'
);
select is((select reserved from paper.accounts where account_id = 'alpha'), 150.0, 'the others keep what they reserve');
select is((select reserved from paper.positions where account_id = 'alpha'), 0.0, 'the shares are free');
select is_empty($$ select * from paper.cancel_all_orders('alpha', 'AAPL') $$, 'then there are none');
select is_empty(
    $$ select * from paper.cancel_all_orders('alpha', 'NOTHING.LIKE.IT') $$, 'nor in a ticker that never was'
);
select results_eq(
    $$ select idempotency_key, status::text from paper.cancel_all_orders('alpha') $$,
    $$ values ('r1' collate "C", 'cancelled'), ('r4', 'cancelled') $$,
    'without a ticker all of them'
);
select is((select reserved from paper.accounts where account_id = 'alpha'), 0.0, 'nothing is reserved any more');
select results_eq(
    $$ select idempotency_key from paper.open_orders $$,
    $$ values ('other' collate "C") $$,
    'another account is not touched'
);
select throws_ok(
    $$ select * from paper.cancel_all_orders('alpha', 'aapl') $$, 'ZP004', null, 'what cannot be a ticker is refused'
);
select throws_ok($$ select * from paper.cancel_all_orders('nobody') $$, 'ZP001', null, 'an unknown account');

select * from finish();
rollback;
