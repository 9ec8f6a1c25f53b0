begin;
select plan(3);

-- How much of its tape an account has applied is known at each row of the ticker: what an order has not seen begins
-- after what its row says, a fill has not been seen before it.
select paper_test.open_market();
select paper_test.quote('09:01', 99, 100);
select paper_test.send('a', 'buy', 1);
select paper_test.quote('09:02', 99, 101);
select paper_test.send('b', 'buy', 1, 'limit', 90);
select paper_test.send('c', 'buy', 1, 'limit', 90, p_ticker => 'IBM');
select paper.cancel_order('alpha', paper_test.id_of('c'));
select paper_test.quote('09:03', 99, 102);
select paper_test.quote('09:04', 88, 89);
select paper.match_account('alpha');
select paper_test.send('d', 'buy', 1, 'limit', 80);
select results_eq(
    $$ select r.seq, (r.stored).ticker::text collate "C", (r.stored).tape_seq, r.next_bound
       from paper_internal.relived_rows('alpha', 'x', 1, 99, false) as r order by r.seq $$,
    $$ values
       (2::bigint, 'AAPL' collate "C", 1::bigint, 2::bigint), (3, 'AAPL', 2, 3), (4, 'IBM', 0, -1), (5, 'IBM', null, null),
       (6, 'AAPL', 4, 4), (7, 'AAPL', 4, -1) $$,
    'up to the next row of the ticker that says it; -1 where there is none'
);
select is(
    array(select r.next_bound from paper_internal.relived_rows('alpha', 'x', 1, 3, false) as r order by r.seq),
    '{2,3}'::bigint[], 'a row beyond the last one says it, too'
);
select is(
    array(select r.next_bound from paper_internal.relived_rows('alpha', 'x', 3, 6, false) as r order by r.seq),
    '{-1,null,4}'::bigint[], 'of rows after the first one asked for'
);

select * from finish();
rollback;
