begin;
select plan(9);

select is(paper_internal.part_of_size(s, r), expected, what)
from (
    values
    (25.0, 0.1, 2.5, 'a part'),
    (33.333333333339, 0.1, 3.333333333333, 'rounded down to 12 decimals'),
    (2, 1000, 2000, 'a multiple'),
    (1999999999999999, 0.5, 999999999999999.5, 'as large as sizes are'),
    (1000000000000, 1000, 999999999999999, 'and not larger'),
    (999999999999999, 1000, 999999999999999, 'however much it is'),
    (0, 0.1, 0, 'nothing'),
    (null, 0.1, null, 'an unknown size'),
    (8, null, null, 'no limit')
) as v (s, r, expected, what);

select * from finish();
rollback;
