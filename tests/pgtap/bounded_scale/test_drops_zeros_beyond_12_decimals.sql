begin;
select plan(8);

select is(paper_internal.bounded_scale(n)::text, want, n || ' becomes ' || want)
from (
    values (1.50, '1.50'), (1.500000000000, '1.500000000000'), (1.5000000000000, '1.5'), (10.00000000000000, '10'),
    (0.1234567890120, '0.123456789012'), (0.12345678901, '0.12345678901'), (-2.00000000000000000000, '-2')
) as v (n, want);
select is(paper_internal.bounded_scale(null), null, 'null stays null');

select * from finish();
rollback;
