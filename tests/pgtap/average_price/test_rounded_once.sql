begin;
select plan(7);

select is(paper_internal.average_price(v, q), expected, what)
from (
    values
    (300.0, 3.0, 100.0, 'exact'),
    (10, 3, 3.333333333333, 'down'),
    (20, 3, 6.666666666667, 'up'),
    (0.000000000001, 2, 0.000000000001, 'a tie away from zero'),
    (0.000000000003, 2, 0.000000000002, 'another'),
    (999999999999999000000000000000.0, 999999999999999, 1000000000000000, 'large'),
    (0.5, 0.25, 2, 'fractions')
) as v (v, q, expected, what);

select * from finish();
rollback;
