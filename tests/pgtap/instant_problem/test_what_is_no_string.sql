begin;
select plan(5);

select is(paper_internal.instant_problem('at', v::jsonb), 'at must be a time in ISO 8601 with a time zone, such as 2026-01-31T16:00:00Z', coalesce(v, 'nothing'))
from (values ('1'), ('null'), ('[]'), ('true'), (null)) as v (v);

select * from finish();
rollback;
