begin;
select plan(6);

select paper.open_account('alpha', 1000);
create temp table before as select paper_test.state('alpha') as state;

select is_empty($$ select * from paper.submit_orders('alpha', '{}') $$, 'an empty batch does nothing');
select is_empty($$ select * from paper.submit_orders('alpha', null) $$, 'no batch neither');
select throws_ok(
    $$ select * from paper.submit_orders('nobody', '{}') $$, 'ZP001', null, 'for an unknown account it is unknown'
);
select results_eq(
    $$ select index, sqlstate
       from paper_test.problems($q$ select * from paper.submit_orders('alpha', array[paper_test.request(), null]) $q$) $$,
    $$ values (2, 'ZP004') $$,
    'a null order is an invalid one'
);
select results_eq(
    $$ select index, sqlstate
       from paper_test.problems($q$ select * from paper.submit_orders('alpha', '{"(,,,,,,,)"}') $q$) $$,
    $$ values (1, 'ZP004') $$,
    'so is an order of nulls'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
