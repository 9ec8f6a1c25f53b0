begin;
select plan(11);

select is(paper_internal.instrument_problem(s), null, s::text)
from unnest(array['{}', '{"calendar": "XNYS"}', '{"calendar": null}', jsonb_build_object('calendar', repeat('x', 200))]::jsonb[]) as s;
select is(paper_internal.instrument_problem(s), 'settings must be a JSON object', coalesce(s::text, 'null'))
from unnest(array['[]', null]::jsonb[]) as s;
select is(paper_internal.instrument_problem(s), 'calendar must be null or 1 to 200 printable ASCII characters without spaces', left(s::text, 40))
from unnest(array['{"calendar": 1}', '{"calendar": ""}', '{"calendar": "a b"}', jsonb_build_object('calendar', repeat('x', 201))]::jsonb[]) as s;
select is(paper_internal.instrument_problem('{"tick": 1, "calendar": "X"}'), 'unknown setting ''tick''', 'unknown');

select * from finish();
rollback;
