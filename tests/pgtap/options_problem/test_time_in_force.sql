begin;
select plan(12);

select is(paper_internal.options_problem(jsonb_build_object('time_in_force', t), 'limit', 'buy', 'immediate'), null, t || ' fills at once')
from (values ('day'), ('gtc'), ('ioc'), ('fok')) as v (t);
select alike(paper_internal.options_problem(o, 'limit', 'buy', 'immediate'), 'time_in_force must be day, gtc, ioc or fok%', o::text || ' does not')
from (
    values ('{"time_in_force": "opg"}'::jsonb), ('{"time_in_force": "cls"}'), ('{"time_in_force": "gtd"}'),
    ('{"time_in_force": "GTC"}'), ('{"time_in_force": ""}'), ('{"time_in_force": null}'), ('{"time_in_force": 1}'),
    ('{"time_in_force": ["day"]}')
) as v (o);

select * from finish();
rollback;
