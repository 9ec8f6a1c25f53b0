begin;
select plan(16);

select is(paper_internal.compat_problem(s::jsonb), null, s || ' is fine')
from (values ('{}'), ('{"slippage_on": "all"}'), ('{"slippage_on": "opening", "slippage_within_bar": false}'), ('{"slippage_within_bar": true}'), ('{"children": "next_bar"}'), ('{"children": "same_bar"}'), ('{"stop_limit_fill": "close"}'), ('{"stop_limit_fill": "stop"}')) as v (s);
select is(paper_internal.compat_problem(s::jsonb), problem, s || ' is not')
from (
    values
    ('[]', 'compat must be a JSON object'),
    ('"x"', 'compat must be a JSON object'),
    ('{"slippage_on": "closing"}', 'slippage_on of compat must be all or opening'),
    ('{"slippage_within_bar": "true"}', 'slippage_within_bar of compat must be true or false'),
    ('{"children": true}', 'children of compat must be next_bar or same_bar'),
    ('{"stop_limit_fill": "open"}', 'stop_limit_fill of compat must be close or stop'),
    ('{"x": 1}', 'compat has no ''x'''),
    ('{"children": "next_bar", "z": 1}', 'compat has no ''z''')
) as v (s, problem);

select * from finish();
rollback;
