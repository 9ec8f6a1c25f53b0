begin;
select plan(15);

select is(paper_internal.instant_problem('at', to_jsonb(s)), null, s || ' is fine')
from (values ('2026-01-31T16:00:00Z'), ('2026-01-31 16:00Z'), ('2026-01-31T16:00:00.123456+01:00'), ('2026-12-31T23:59:59-0530'), ('1999-01-01T00:00+14')) as v (s);
select is(paper_internal.instant_problem('at', to_jsonb(s)), problem, s || ' is not')
from (
    values
    ('2026-01-31', 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'),
    ('2026-01-31T16:00:00', 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'),
    ('2026-01-31T16:00:00 Europe/Berlin', 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'),
    ('now', 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'),
    ('infinity', 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'),
    ('26-01-31T16:00:00Z', 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'),
    ('2026-1-31T16:00:00Z', 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'),
    ('2026-01-31T16:00:00ZZ', 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'),
    ('x2026-01-31T16:00:00Z', 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z'),
    ('', 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z')
) as v (s, problem);

select * from finish();
rollback;
