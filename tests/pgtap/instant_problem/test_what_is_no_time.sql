begin;
select plan(8);

select is(paper_internal.instant_problem('at', to_jsonb(s)), 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z', s)
from (
    values ('2026-02-31T10:00:00Z'), ('2026-01-01T25:00:00Z'), ('2026-13-01T10:00:00Z'), ('2026-01-00T10:00:00Z'), ('2026-00-01T10:00:00Z'),
    ('2026-01-32T10:00:00Z'), ('2026-01-01T10:00:00+19:59')
) as v (s);
select is(paper_internal.instant_problem('at', '"2028-02-29T23:59:59+14:00"'), null, 'a leap day');

select * from finish();
rollback;
