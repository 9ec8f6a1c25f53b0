begin;
select plan(9);

select is(paper_internal.instant_problem('at', to_jsonb(t)), null, t || ' is a time')
from unnest(array[
    '2028-02-29T10:00:00Z', '2026-04-30T10:00:00Z', '2026-12-31T10:00:00Z',
    '2026-01-01T10:00:00.12345678901234+00:00'
]) as t;
select isnt(paper_internal.instant_problem('at', to_jsonb(t)), null, t || ' is none')
from unnest(array[
    '2026-02-29T10:00:00Z', '2026-02-30T10:00:00Z', '2026-04-31T10:00:00Z', '2100-02-29T10:00:00Z',
    '2026-01-01T10:00:00.123456789012345+00:00'
]) as t;

select * from finish();
rollback;
