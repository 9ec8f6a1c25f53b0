begin;
select plan(14);

create function pg_temp.problem(variadic p_between jsonb[]) returns text language sql
return paper_internal.lines_problem(
    array['{"pgpaper": "account"}', '{"account": {"prefix": "0123456789ab8cde"}}']::jsonb[] || p_between || '{"end": {}}'::jsonb
);

select is(
    pg_temp.problem('{"journal": {}}', '{"order": {}}', '{"position": {}}', '{"watch": {}}', '{"tape": {}}'), null,
    'lines of every kind'
);
select is(pg_temp.problem(variadic '{}'), null, 'or none of them');
select is(pg_temp.problem('{"journal": {}}', v.line::jsonb), 'line 4 is none of an export', v.what)
from (
    values
    ('1', 'a number'), ('"journal"', 'a text'), ('["journal"]', 'a list'), ('null', 'nothing'), ('{}', 'an empty object'),
    ('{"gift": {}}', 'of a kind that is none'), ('{"journal": {}, "order": {}}', 'two kinds in one'),
    ('{"end": {}}', 'an end before the end')
) as v (line, what);
select is(pg_temp.problem('{"journal": {}}', null::jsonb), 'line 4 is none of an export', 'no line at all');
select is(pg_temp.problem('{"order": {}}', '1', '{"order": {}}', '2'), 'line 4 is none of an export', 'the first of them is told');
select is(
    paper_internal.lines_problem('{"{\"pgpaper\": \"account\"}", "{\"account\": {}, \"order\": {}}", "{\"end\": {}}"}'::jsonb[]),
    'line 2 is none of an export', 'the second line is one of them'
);
select results_eq(
    $$ select distinct paper_internal.lines_problem(array['{"pgpaper": "account"}', v.line, '{"end": {}}']::jsonb[])
       from unnest('{
           "{\"account\": 1}", "{\"account\": {}}", "{\"account\": {\"prefix\": 1}}", "{\"order\": {}}",
           "{\"account\": {\"prefix\": \"0123456789ab8cd\"}}", "{\"account\": {\"prefix\": \"0123456789ab8cdef\"}}",
           "{\"account\": {\"prefix\": \"0123456789AB8cde\"}}", "{\"account\": {\"prefix\": \"0123456789ab4cde\"}}",
           "{\"account\": {\"prefix\": \"8123456789ab4cde\"}}", "{\"account\": {\"prefix\": \"0123456789ab8cdx\"}}",
           "{\"account\": {\"prefix\": \"x123456789ab8cde\"}}"
       }'::text[]) as v (line) $$,
    $$ values ('the account is missing') $$, 'an account, and the first half of the ids of its orders, have to be there'
);

select * from finish();
rollback;
