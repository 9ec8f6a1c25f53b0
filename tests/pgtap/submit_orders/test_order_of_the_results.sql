begin;
select plan(2);

select paper.open_account('alpha', 100000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'old1', 'AAPL', 'buy', 1, 'limit', 10);
select * from paper.submit_order('alpha', 'old2', 'AAPL', 'sell', 5, 'limit', 10);

select results_eq(
    $$ select idempotency_key, seq, status::text from paper.submit_orders('alpha', array[
           paper_test.request('new1'), paper_test.request('old2', p_side => 'sell', p_quantity => 5),
           paper_test.request('new2', 'ZM'), paper_test.request('old1'), paper_test.request('new3', 'A')
       ]) $$,
    $$ values
       ('new1' collate "C", 4::bigint, 'filled'), ('old2', 3, 'rejected'), ('new2', 5, 'filled'), ('old1', 2, 'filled'),
       ('new3', 6, 'filled') $$,
    'results come in the order of the request, known and new ones mixed'
);
select results_eq(
    $$ select idempotency_key, seq from paper.submit_orders('alpha', array(
           select paper_test.request('k' || n, p_quantity => n) from generate_series(9, 1, -1) as n
       )) $$,
    $$ select ('k' || n) collate "C", 16::bigint - n from generate_series(9, 1, -1) as n $$,
    'new ones are numbered in that order'
);

select * from finish();
rollback;
