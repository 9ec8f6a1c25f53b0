begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select results_eq(
    $$ select idempotency_key, seq from paper.submit_orders('alpha', array[
           array[paper_test.request('a'), paper_test.request('b')], array[paper_test.request('a'), paper_test.request('c')]
       ]) $$,
    $$ values ('a' collate "C", 2::bigint), ('b', 3), ('a', 2), ('c', 4) $$,
    'two dimensions are read row by row'
);
select results_eq(
    $$ select idempotency_key, seq from paper.submit_orders(
           'alpha', '[5:7]={"(d,A,buy,1,limit,1,,)","(e,A,buy,1,limit,1,,)","(d,A,buy,1,limit,1,,)"}'
       ) $$,
    $$ values ('d' collate "C", 5::bigint), ('e', 6), ('d', 5) $$,
    'indexes may begin anywhere'
);
select results_eq(
    $$ select index, sqlstate from paper_test.problems($q$
           select * from paper.submit_orders('alpha', '[5:6]={"(f,A,buy,1,limit,1,,)","(g,A,buy,0,limit,1,,)"}')
       $q$) $$,
    $$ values (2, 'ZP004') $$,
    'the DETAIL counts from 1'
);

select * from finish();
rollback;
