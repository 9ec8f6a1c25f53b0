begin;
select plan(8);

select is(paper_internal.accepted_time(at), accepted, coalesce(at::text, 'null'))
from (
    values
    ('0999-12-31 23:59:59.999999+00'::timestamptz, false), ('1000-01-01 00:00+00', true), ('2026-01-01 00:00+00', true),
    ('2999-12-31 23:59:59.999999+00', true), ('3000-01-01 00:00+00', false), ('infinity', false), ('-infinity', false),
    (null, null)
) as v (at, accepted);

select * from finish();
rollback;
