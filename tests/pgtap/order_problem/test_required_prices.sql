begin;
select plan(9);

select is(
    paper_internal.order_problem('k', 'AAPL', 'buy', 1, t, l, s, '{}', 'immediate'), problem,
    format('%s, limit %s, stop %s', t, coalesce(l::text, 'null'), coalesce(s::text, 'null'))
)
from (
    values
    ('limit', null::numeric, null::numeric, 'limit_price is required for a limit order'),
    ('limit', null, 9, 'limit_price is required for a limit order'),
    ('stop_limit', null, 9, 'limit_price is required for a stop_limit order'),
    ('stop_limit', 10, null, 'stop_price is required for a stop_limit order'),
    ('stop', null, null, 'stop_price is required for a stop order'),
    ('stop', 10, null, 'stop_price is required for a stop order'),
    ('market', null, null, null),
    ('limit', 10, null, null),
    ('stop', null, 9, null)
) as v (t, l, s, problem);

select * from finish();
rollback;
