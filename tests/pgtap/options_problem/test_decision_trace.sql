begin;
select plan(8);

select is(paper_internal.options_problem(jsonb_build_object('decision_trace', t), 'limit', 'buy', 'immediate'), null, t::text || ' is a trace')
from (values ('{}'::jsonb), ('[]'), ('{"model": "x", "score": 0.5}'), ('["a", 1]')) as v (t);
select is(
    paper_internal.options_problem(jsonb_build_object('decision_trace', t), 'limit', 'buy', 'immediate'), 'decision_trace must be a JSON object or array',
    t::text || ' is none'
)
from (values ('"x"'::jsonb), ('1'), ('null'), ('true')) as v (t);

select * from finish();
rollback;
