begin;
select plan(7);

select is(paper_internal.options_problem('{}', 'limit', 'buy', 'immediate'), null, 'no options are options');
select is(paper_internal.options_problem(o, 'limit', 'buy', 'immediate'), 'options must be a JSON object', o::text || ' is not an object')
from (values ('[]'::jsonb), ('"x"'), ('1'), ('null'), ('true'), ('[{"tag": "x"}]')) as v (o);

select * from finish();
rollback;
