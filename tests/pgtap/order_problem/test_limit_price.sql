begin;
select plan(18);

select is(paper_internal.order_problem('k', 'AAPL', 'buy', 1, 'limit', p, null, '{}', 'immediate'), null, p || ' is a price')
from (values (0.000000000001), (0.5), (1), (999999999999999.999999999999), (1.0000000000000000000)) as v (p);
select alike(
    paper_internal.order_problem('k', 'AAPL', 'buy', 1, 'limit', p, null, '{}', 'immediate'), 'limit_price must be above 0, below 10^15 %',
    p || ' is none'
)
from (
    values (0.0), (-0.000000000001), (-1), (1000000000000000), (1000000000000000.5), (1e30), (0.1234567890123), (1e-13),
    (1 + 1e-40), ('NaN'), ('Infinity'), ('-Infinity')
) as v (p);
select alike(
    paper_internal.order_problem('k', 'AAPL', 'buy', 1, 'market', 'NaN', null, '{}', 'immediate'), 'limit_price must be %',
    'the estimate of a market order too'
);

select * from finish();
rollback;
