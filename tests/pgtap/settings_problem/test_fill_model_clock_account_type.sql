begin;
select plan(13);

select is(paper_internal.settings_problem(s), null, s::text || ' is known')
from (
    values ('{"fill_model": "immediate"}'::jsonb), ('{"fill_model": "market"}'), ('{"clock": "wall"}'), ('{"clock": "simulated"}'),
    ('{"account_type": "cash"}')
) as v (s);
select alike(paper_internal.settings_problem(s), problem, s::text || ' is not')
from (
    values
    ('{"fill_model": "dream"}'::jsonb, 'fill_model must be immediate or market'),
    ('{"fill_model": null}', 'fill_model must be immediate or market'),
    ('{"fill_model": ["immediate"]}', 'fill_model must be immediate or market'),
    ('{"clock": "Wall"}', 'clock must be wall or simulated'), ('{"clock": null}', 'clock must be wall or simulated'),
    ('{"clock": 1}', 'clock must be wall or simulated'),
    ('{"account_type": "margin"}', 'account_type must be cash'), ('{"account_type": null}', 'account_type must be cash')
) as v (s, problem);

select * from finish();
rollback;
