begin;
select plan(6);

select paper.open_account('alpha', 1000);
select throws_ok(q, code, null, what)
from (
    values
    ('22P02', 'a quantity that is no number',
     $$ select * from paper.submit_orders('alpha', '{"(k,A,buy,x,market,,,)"}') $$),
    ('22P02', 'too few fields', $$ select * from paper.submit_orders('alpha', '{"(k,A,buy,1)"}') $$),
    ('22P02', 'options that are no JSON',
     $$ select * from paper.submit_orders('alpha', '{"(k,A,buy,1,market,,,x)"}') $$),
    ('22P02', 'a side that there is not', $$ select * from paper.submit_order('alpha', 'k', 'A', 'hold', 1) $$),
    ('22P02', 'a type that there is not',
     $$ select * from paper.submit_order('alpha', 'k', 'A', 'buy', 1, 'iceberg') $$)
) as v (code, what, q);
select results_eq(
    $$ select index, sqlstate from paper_test.problems($q$
           select * from paper.submit_orders('alpha', '{"(k1,A,hold,1,market,,,)","(k2,A,buy,1,iceberg,,,)"}')
       $q$) $$,
    $$ values (1, 'ZP004'), (2, 'ZP004') $$,
    'in a batch, side and type are plain texts, so that the bad ones can be named'
);

select * from finish();
rollback;
