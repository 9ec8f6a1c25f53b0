begin;
select plan(8);

select is(paper_internal.settings_problem('{}'), null, 'no settings are settings');
select is(paper_internal.settings_problem(paper_internal.default_settings()), null, 'so are the defaults');
select is(
    paper_internal.settings_problem(s),
    'settings must be a JSON object',
    coalesce(s::text, 'null') || ' is not an object'
)
from (values ('[]'::jsonb), ('"x"'), ('1'), ('null'), ('true'), (null)) as v (s);

select * from finish();
rollback;
