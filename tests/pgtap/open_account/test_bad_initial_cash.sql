begin;
select plan(10);

select throws_ok(
    format('select paper.open_account(''alpha'', %L)', c), 'ZP004', null, coalesce(c, 'null') || ' is refused'
)
from (
    values ('-0.01'), ('NaN'), ('Infinity'), ('-Infinity'), ('1e21'), ('1e30'), ('0.1234567890123'), ('1e-40'), (null)
) as v (c);
select is(
    (paper.open_account('alpha', 999999999999999999999.999999999999)).cash, 999999999999999999999.999999999999,
    'the largest is below 10^21'
);

select * from finish();
rollback;
