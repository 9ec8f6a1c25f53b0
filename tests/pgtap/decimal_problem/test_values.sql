begin;
select plan(16);

select is(paper_internal.decimal_problem('x', v::jsonb, 1000, p), expected, what)
from (
    values
    ('0', false, null::text, 'zero'),
    ('999.999999999999', false, null, 'up to the bound'),
    ('0.000000000001', true, null, '12 decimals'),
    ('1.0000000000000000', true, null, 'zeros at the end'),
    ('-1', false, 'x must be a number of at least 0, below 1000, with at most 12 decimals', '-1'),
    ('-0.000000000001', false, 'x must be a number of at least 0, below 1000, with at most 12 decimals', '-0.000000000001'),
    ('1000', false, 'x must be a number of at least 0, below 1000, with at most 12 decimals', '1000'),
    ('1e300', false, 'x must be a number of at least 0, below 1000, with at most 12 decimals', '1e300'),
    ('0.0000000000001', false, 'x must be a number of at least 0, below 1000, with at most 12 decimals', '0.0000000000001'),
    ('"1"', false, 'x must be a number of at least 0, below 1000, with at most 12 decimals', '"1"'),
    ('null', false, 'x must be a number of at least 0, below 1000, with at most 12 decimals', 'null'),
    ('true', false, 'x must be a number of at least 0, below 1000, with at most 12 decimals', 'true'),
    ('[]', false, 'x must be a number of at least 0, below 1000, with at most 12 decimals', '[]'),
    ('0', true, 'x must be a number above 0, below 1000, with at most 12 decimals', 'above 0: 0'),
    ('-1', true, 'x must be a number above 0, below 1000, with at most 12 decimals', 'above 0: -1'),
    ('1000', true, 'x must be a number above 0, below 1000, with at most 12 decimals', 'above 0: 1000')
) as v (v, p, expected, what);

select * from finish();
rollback;
