begin;
select plan(16);

create function pg_temp.ordered(
    p_side paper.order_side, p_type paper.order_type, p_quantity numeric, p_limit numeric default null, p_stop numeric default null,
    p_more jsonb default '{}'
) returns paper_internal.orders language sql as $$
    select jsonb_populate_record(null::paper_internal.orders, jsonb_build_object(
        'side', p_side, 'order_type', p_type, 'quantity', p_quantity, 'limit_price', p_limit, 'stop_price', p_stop,
        'status', 'accepted', 'filled_quantity', 0, 'filled_value', 0, 'maker_value', 0, 'fees', 0, 'elected', false, 'touch', false
    ) || p_more)
$$;
select is(paper_internal.reserve_price(o, m, paper_internal.terms_of(s::jsonb)), expected, what)
from (
    values
    (pg_temp.ordered('buy', 'limit', 1, 90), 100.0, '{}', 90.0, 'the limit'),
    (pg_temp.ordered('buy', 'stop_limit', 1, 120, 110), 100, '{}', 120, 'of a stop_limit too'),
    (pg_temp.ordered('buy', 'market', 1), 100, '{}', 104, 'the market and the buffer'),
    (pg_temp.ordered('buy', 'market', 1, 7), 100, '{"market_buffer": 0.1}', 110, 'as it is set'),
    (pg_temp.ordered('buy', 'stop', 1, null, 110), 100, '{"market_buffer": 0}', 110, 'the stop when it is higher'),
    (pg_temp.ordered('buy', 'stop', 1, null, 90), 100, '{"market_buffer": 0}', 100, 'the market when that is'),
    (pg_temp.ordered('buy', 'trailing_stop', 1, null, 110), 100, '{"market_buffer": 0}', 110, 'of a trailing stop too'),
    (pg_temp.ordered('buy', 'stop', 1, null, 110), null, '{"market_buffer": 0}', 110, 'the stop when no market is known'),
    (pg_temp.ordered('buy', 'market', 1), null, '{}', null, 'no price known'),
    (pg_temp.ordered('buy', 'market', 1), 100, '{"market_buffer": 0.1, "slippage": {"model": "fixed_bps", "bps": 100}}', 111.1, 'worse by the slippage'),
    (pg_temp.ordered('buy', 'market', 1), 100, '{"market_buffer": 0, "slippage": {"model": "volume_share", "impact": 0.1}}', 110, 'at most by the impact'),
    (pg_temp.ordered('buy', 'market', 1), 100, '{"market_buffer": 0, "volume_limit": 0.5, "slippage": {"model": "volume_share", "impact": 0.1}}', 102.5, 'of the share that can be taken'),
    (pg_temp.ordered('buy', 'market', 1), 9999999999999, '{"market_buffer": 0.04}', 10399999999998.96, 'up to 10^13'),
    (pg_temp.ordered('buy', 'market', 1), 10000000000000, '{"market_buffer": 0.04}', 10000000000000, 'from there on without the buffer, in range'),
    (pg_temp.ordered('buy', 'stop', 1, null, 110), 20000000000000, '{"market_buffer": 0.04}', 20000000000000, 'the higher of both'),
    (pg_temp.ordered('buy', 'market', 1), 0.000000000001, '{"market_buffer": 0.6}', 0.000000000002, 'rounded to 12 decimals')
) as v (o, m, s, expected, what);

select * from finish();
rollback;
