begin;
select plan(18);

select is(paper_internal.order_problem('k', 'AAPL', 'buy', q, 'limit', 10, null, '{}', 'immediate'), null, q || ' is a quantity')
from (values (0.000000000001), (0.5), (1), (999999999999999.999999999999), (1.0000000000000000000)) as v (q);
select alike(
    paper_internal.order_problem('k', 'AAPL', 'buy', q, 'limit', 10, null, '{}', 'immediate'), 'quantity must be above 0, below 10^15 %',
    coalesce(q::text, 'null') || ' is none'
)
from (
    values (0.0), (-0.000000000001), (-1), (1000000000000000), (1000000000000000.5), (1e30), (0.1234567890123), (1e-13),
    (1 + 1e-40), ('NaN'), ('Infinity'), ('-Infinity'), (null)
) as v (q);

select * from finish();
rollback;
