begin;
select plan(17);

select is(paper_internal.settings_problem(format('{"slippage_pct": %s}', p)::jsonb), null, p || ' is a fraction')
from (values ('0'), ('0.000000000001'), ('0.001'), ('0.5'), ('0.999999999999'), ('0.1000000000000000')) as v (p);
select alike(
    paper_internal.settings_problem(format('{"slippage_pct": %s}', p)::jsonb), 'slippage_pct must be a number of at least 0, below 1, %',
    p || ' is none'
)
from (
    values ('-0.000000000001'), ('-0.5'), ('1'), ('1.5'), ('1e30'), ('0.1234567890123'), ('1e-13'), ('"0.1"'), ('null'),
    ('false'), ('[0]')
) as v (p);

select * from finish();
rollback;
