begin;
select plan(7);

select is(paper_internal.day_close(at::timestamptz, e::time), expected, what)
from (
    values
    ('2026-01-05 10:00+00', '00:00', '2026-01-06 00:00+00'::timestamptz, 'midnight'),
    ('2026-01-05 00:00+00', '00:00', '2026-01-06 00:00+00', 'the day begins with it'),
    ('2026-01-05 23:59:59.999999+00', '00:00', '2026-01-06 00:00+00', 'and ends before the next'),
    ('2026-01-05 10:00+00', '22:00', '2026-01-05 22:00+00', 'later the same day'),
    ('2026-01-05 22:00+00', '22:00', '2026-01-06 22:00+00', 'the next day from then on'),
    ('2026-01-05 21:59:59+00', '22:00', '2026-01-05 22:00+00', 'not before'),
    ('2026-01-06 03:00+05', '22:00', '2026-01-06 22:00+00', 'whatever the zone it is written in')
) as v (at, e, expected, what);

select * from finish();
rollback;
