begin;
select plan(14);

select paper.open_account('alpha', 1000);
create temp table before as select paper_test.state('alpha') as state;

select throws_ok(
    format('select paper.deposit(''alpha'', ''d'', %L)', a), 'ZP004', null, coalesce(a, 'null') || ' is refused'
)
from (
    values ('0'), ('-1'), ('-0.000000000001'), ('NaN'), ('Infinity'), ('-Infinity'), ('1e21'), ('1e30'), ('0.1234567890123'),
    ('1e-40'), (null)
) as v (a);
select throws_ok(
    $$ select paper.deposit('alpha', 'd', 999999999999999999000) $$, 'ZP004', null, 'cash stays below 10^21'
);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');
select is(
    (paper.deposit('alpha', 'd', 999999999999999998999.999999999999)).cash, 999999999999999999999.999999999999,
    'up to the last decimal'
);

select * from finish();
rollback;
