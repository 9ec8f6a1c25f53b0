begin;
select plan(45);

select is(paper_internal.fees_problem(s::jsonb), null, s || ' is fine')
from (values ('{}'), ('{"per_order": 1, "per_share": 0.005, "percent": 0.001, "maker": 0, "taker": 0.5, "minimum": 1, "maximum": 0.01, "decimals": 2}'), ('{"decimals": 0}'), ('{"decimals": 1}'), ('{"decimals": 3}'), ('{"decimals": 4}'), ('{"decimals": 5}'), ('{"decimals": 6}'), ('{"decimals": 7}'), ('{"decimals": 8}'), ('{"decimals": 9}'), ('{"decimals": 10}'), ('{"decimals": 11}'), ('{"decimals": 12}'), ('{"per_order": 999999999, "per_share": 999999999, "minimum": 999999999}'), ('{"percent": 0.999999999999}')) as v (s);
select is(paper_internal.fees_problem(s::jsonb), problem, s || ' is not')
from (
    values
    ('[]', 'fees must be a JSON object'),
    ('{"rebate": 1}', 'fees has no ''rebate'''),
    ('{"per_order": 1, "rebate": 1, "taker": 0}', 'fees has no ''rebate'''),
    ('{"per_order": -1}', 'per_order of fees must be a number of at least 0, below 1000000000, with at most 12 decimals'),
    ('{"per_order": 1000000000}', 'per_order of fees must be a number of at least 0, below 1000000000, with at most 12 decimals'),
    ('{"per_order": null}', 'per_order of fees must be a number of at least 0, below 1000000000, with at most 12 decimals'),
    ('{"per_share": -1}', 'per_share of fees must be a number of at least 0, below 1000000000, with at most 12 decimals'),
    ('{"per_share": 1000000000}', 'per_share of fees must be a number of at least 0, below 1000000000, with at most 12 decimals'),
    ('{"per_share": null}', 'per_share of fees must be a number of at least 0, below 1000000000, with at most 12 decimals'),
    ('{"minimum": -1}', 'minimum of fees must be a number of at least 0, below 1000000000, with at most 12 decimals'),
    ('{"minimum": 1000000000}', 'minimum of fees must be a number of at least 0, below 1000000000, with at most 12 decimals'),
    ('{"minimum": null}', 'minimum of fees must be a number of at least 0, below 1000000000, with at most 12 decimals'),
    ('{"percent": -1}', 'percent of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"percent": 1}', 'percent of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"percent": "0"}', 'percent of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"maker": -1}', 'maker of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"maker": 1}', 'maker of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"maker": "0"}', 'maker of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"taker": -1}', 'taker of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"taker": 1}', 'taker of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"taker": "0"}', 'taker of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"maximum": -1}', 'maximum of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"maximum": 1}', 'maximum of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"maximum": "0"}', 'maximum of fees must be a number of at least 0, below 1, with at most 12 decimals'),
    ('{"decimals": -1}', 'decimals of fees must be a whole number from 0 to 12'),
    ('{"decimals": 13}', 'decimals of fees must be a whole number from 0 to 12'),
    ('{"decimals": 1.5}', 'decimals of fees must be a whole number from 0 to 12'),
    ('{"decimals": "2"}', 'decimals of fees must be a whole number from 0 to 12'),
    ('{"decimals": null}', 'decimals of fees must be a whole number from 0 to 12')
) as v (s, problem);

select * from finish();
rollback;
