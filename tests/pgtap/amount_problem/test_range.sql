begin;
select plan(15);

select is(paper_internal.amount_problem(a), null, a || ' is an amount')
from (values (0.0), (0.000000000001), (0.5), (1), (100000), (999999999999999999999.999999999999)) as v (a);
select alike(paper_internal.amount_problem(a), 'the amount must be at least 0, below 10^21 %', a || ' is not')
from (
    values (-0.000000000001), (-1), (1000000000000000000000), (1e21 + 0.000000000001), (1e30),
    ('NaN'::numeric), ('Infinity'), ('-Infinity')
) as v (a);
select alike(paper_internal.amount_problem(null), 'the amount must be %', 'null is not');

select * from finish();
rollback;
