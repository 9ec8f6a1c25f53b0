begin;
select plan(4);

select is(paper_internal.instant_problem('at', v::jsonb), 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z', v)
from (values ('1'), ('null'), ('[]'), ('true')) as v (v);

select * from finish();
rollback;
