begin;
select plan(6);

select is(
    paper_internal.without_nulls(jsonb_build_object('a', null, v.name, '{"c": null, "d": [null]}'::jsonb, 'e', 0, 'f', false, 'g', '')),
    jsonb_build_object(v.name, '{"c": null, "d": [null]}'::jsonb, 'e', 0, 'f', false, 'g', ''),
    'columns that are null go, what is inside of ' || v.name || ' stays'
)
from (values ('options'), ('detail'), ('settings'), ('origin')) as v (name);
select is(
    paper_internal.without_nulls('{"a": null, "options": null, "e": 0, "f": false, "g": ""}'), '{"e": 0, "f": false, "g": ""}',
    'all that are null, where none is of JSON'
);
select is(paper_internal.without_nulls('{}'), '{}', 'of nothing, nothing');

select * from finish();
rollback;
