begin;
select plan(1);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper.deposit('alpha', 'd', 1);
select paper_test.quote('now', 10, 10, 0, 1);
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 1, 'limit', 10);
select * from paper.cancel_order('alpha', paper_test.rest('r', 'AAPL', 'buy', 1, 10));
select paper.reset_account('alpha', 'reset', 1);
select results_eq(
    $$ select seq, idempotency_key from paper.orders order by seq $$,
    $$ values (3::bigint, 'o1' collate "C"), (4, 'r') $$,
    'transfers, cancels and resets are none'
);

select * from finish();
rollback;
