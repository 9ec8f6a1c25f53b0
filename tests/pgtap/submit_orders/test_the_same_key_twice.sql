begin;
select plan(5);

select paper.open_account('alpha', 100000, '{"slippage_pct": 0}');
select results_eq(
    $$ select idempotency_key, seq from paper.submit_orders('alpha', array[
           paper_test.request('a', p_quantity => 10), paper_test.request('b'), paper_test.request('a', p_quantity => 10.0),
           paper_test.request('a', p_quantity => 10)
       ]) $$,
    $$ values ('a' collate "C", 2::bigint), ('b', 3), ('a', 2), ('a', 2) $$,
    'equal requests are one order, and give the same row'
);
select is((select sum(quantity) from paper.fills), 11.0, 'which is filled once');
select results_eq(
    $$ select seq from paper.submit_orders('alpha', array[
           paper_test.request('c'), paper_test.request('a', p_quantity => 10), paper_test.request('c')
       ]) $$,
    $$ values (4::bigint), (2), (4) $$,
    'beside known ones too'
);
create temp table before as select paper_test.state('alpha') as state;
select results_eq(
    $$ select index, sqlstate from paper_test.problems($q$ select * from paper.submit_orders('alpha', array[
           paper_test.request('d'), paper_test.request('e'), paper_test.request('d', p_quantity => 2)
       ]) $q$) $$,
    $$ values (3, 'ZP002') $$,
    'unequal ones are refused'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
