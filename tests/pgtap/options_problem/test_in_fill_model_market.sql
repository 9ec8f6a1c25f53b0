begin;
select plan(11);

select is(paper_internal.options_problem(o::jsonb, 'limit', 'buy', 'market'), null, o)
from (
    values ('{"time_in_force": "opg"}'), ('{"touch": true, "tag": "x"}'), ('{"oco_group": "g", "recommendation_id": "r"}'), ('{"decision_trace": {}}')
) as v (o);
select is(paper_internal.options_problem('{"touch": 1, "tag": "x"}', 'limit', 'buy', 'market'), 'touch must be true or false', 'one that is bad');
select is(paper_internal.options_problem('{"trail_amount": 1}', 'limit', 'buy', 'market'), 'trail_amount and trail_percent belong to trailing_stop orders', 'a bad set');
select is(paper_internal.options_problem('{"trail_amount": 1}', 'trailing_stop', 'buy', 'market'), null, 'a good set');
select is(paper_internal.options_problem('{"trail_amount": 0, "expires_at": "2026-01-31T16:00:00Z"}', 'limit', 'buy', 'market'), 'trail_amount must be a number above 0, below 1000000000000000, with at most 12 decimals', 'each is checked before the set');
select is(paper_internal.options_problem('{"post_only": true}', 'limit', 'buy', 'market'), 'unknown option ''post_only''', 'later work');
select is(paper_internal.options_problem('{"touch": true}', 'limit', 'buy', 'immediate'), 'unknown option ''touch''', 'in the other fill model it is unknown');
select is(paper_internal.options_problem('{"tag": ""}', 'limit', 'buy', 'market'), 'tag must be a string of 1 to 200 characters', 'the options of both');

select * from finish();
rollback;
