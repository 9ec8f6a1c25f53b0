begin;
select plan(12);

create function pg_temp.ordered(
    p_side paper.order_side, p_type paper.order_type, p_quantity numeric, p_limit numeric default null, p_stop numeric default null,
    p_more jsonb default '{}'
) returns paper_internal.orders language sql as $$
    select jsonb_populate_record(null::paper_internal.orders, jsonb_build_object(
        'side', p_side, 'order_type', p_type, 'quantity', p_quantity, 'limit_price', p_limit, 'stop_price', p_stop,
        'status', 'accepted', 'filled_quantity', 0, 'filled_value', 0, 'maker_value', 0, 'fees', 0, 'elected', false, 'touch', false
    ) || p_more)
$$;
create function pg_temp.offer(
    p_order paper_internal.orders, p_phase paper_internal.phase, p_price numeric, p_trigger numeric, p_high numeric, p_low numeric,
    p_close numeric, p_arrives boolean, p_at_stop boolean
) returns text language sql as $$
    select concat_ws(' ', case when f.elected then 'elected' end, trim_scale(f.price), case when f.price is not null then f.rule end, case when f.price is not null then f.liquidity end)
    from paper_internal.fill_offer(p_order, p_phase, p_price, p_trigger, p_high, p_low, p_close, p_arrives, p_at_stop) as f
$$;
select is(pg_temp.offer(o, ph::paper_internal.phase, p, tr, h, l, c, a, st), expected, what)
from (
    values
    (pg_temp.ordered('buy', 'market', 1, null, null, '{}'), 'quote', 100::numeric, 100::numeric, null::numeric, null::numeric, null::numeric, false, false, '100 quote taker', 'market: the quote'),
    (pg_temp.ordered('buy', 'market', 1, null, null, '{}'), 'quote', null::numeric, null::numeric, null::numeric, null::numeric, null::numeric, false, false, '', 'none without one'),
    (pg_temp.ordered('sell', 'limit', 1, 100, null, '{}'), 'quote', 100::numeric, 100::numeric, null::numeric, null::numeric, null::numeric, false, false, '100 limit maker', 'a sell limit reached'),
    (pg_temp.ordered('sell', 'limit', 1, 100, null, '{}'), 'quote', 99.9::numeric, 99.9::numeric, null::numeric, null::numeric, null::numeric, false, false, '', 'not reached'),
    (pg_temp.ordered('sell', 'limit', 1, 100, null, '{}'), 'quote', 101::numeric, 101::numeric, null::numeric, null::numeric, null::numeric, false, false, '100 limit maker', 'resting: the limit'),
    (pg_temp.ordered('sell', 'limit', 1, 100, null, '{}'), 'quote', 101::numeric, 101::numeric, null::numeric, null::numeric, null::numeric, true, false, '101 quote taker', 'arriving: the quote'),
    (pg_temp.ordered('sell', 'stop', 1, null, 90, '{}'), 'quote', 90::numeric, 90::numeric, null::numeric, null::numeric, null::numeric, false, false, 'elected 90 quote taker', 'a sell stop reached'),
    (pg_temp.ordered('sell', 'stop', 1, null, 90, '{}'), 'quote', 90.1::numeric, 90.1::numeric, null::numeric, null::numeric, null::numeric, false, false, '', 'not reached'),
    (pg_temp.ordered('sell', 'stop', 1, null, 90, '{}'), 'quote', 80::numeric, null::numeric, null::numeric, null::numeric, null::numeric, false, false, '', 'not elected without a trigger'),
    (pg_temp.ordered('sell', 'stop', 1, null, 90, '{"elected": true}'), 'quote', 95::numeric, null::numeric, null::numeric, null::numeric, null::numeric, false, false, '95 quote taker', 'elected before'),
    (pg_temp.ordered('sell', 'stop_limit', 1, 89, 90, '{}'), 'quote', 88::numeric, 88::numeric, null::numeric, null::numeric, null::numeric, false, false, 'elected', 'elected beyond its limit'),
    (pg_temp.ordered('sell', 'stop_limit', 1, 89, 90, '{}'), 'quote', 89.5::numeric, 89.5::numeric, null::numeric, null::numeric, null::numeric, false, false, 'elected 89.5 quote taker', 'elected within')
) as v (o, ph, p, tr, h, l, c, a, st, expected, what);

select * from finish();
rollback;
