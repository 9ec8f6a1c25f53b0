begin;
select plan(17);

select is(paper_internal.market_slippage_problem(s::jsonb), null, s || ' is fine')
from (values ('{"model": "none"}'), ('{"model": "fixed_bps", "bps": 0}'), ('{"model": "fixed_bps", "bps": 9999.9}'), ('{"model": "volume_share", "impact": 0}'), ('{"model": "volume_share", "impact": 0.1}')) as v (s);
select is(paper_internal.market_slippage_problem(s::jsonb), problem, s || ' is not')
from (
    values
    ('[]', 'slippage must be a JSON object'),
    ('{}', 'the model of slippage must be none, fixed_bps or volume_share'),
    ('{"model": "some"}', 'the model of slippage must be none, fixed_bps or volume_share'),
    ('{"model": null}', 'the model of slippage must be none, fixed_bps or volume_share'),
    ('{"model": "none", "none": 1}', 'slippage has a model and, for fixed_bps, bps, for volume_share, impact'),
    ('{"model": "none", "bps": 1}', 'slippage has a model and, for fixed_bps, bps, for volume_share, impact'),
    ('{"model": "fixed_bps", "impact": 1}', 'slippage has a model and, for fixed_bps, bps, for volume_share, impact'),
    ('{"model": "volume_share", "bps": 1}', 'slippage has a model and, for fixed_bps, bps, for volume_share, impact'),
    ('{"model": "fixed_bps"}', 'slippage model fixed_bps needs bps'),
    ('{"model": "volume_share"}', 'slippage model volume_share needs impact'),
    ('{"model": "fixed_bps", "bps": 10000}', 'bps of slippage must be a number of at least 0, below 10000, with at most 12 decimals'),
    ('{"model": "volume_share", "impact": 1}', 'impact of slippage must be a number of at least 0, below 1, with at most 12 decimals')
) as v (s, problem);

select * from finish();
rollback;
