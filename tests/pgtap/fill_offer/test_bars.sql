begin;
select plan(20);

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
    (pg_temp.ordered('buy', 'market', 1, null, null, '{}'), 'open', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '100 open taker', 'market: the open'),
    (pg_temp.ordered('buy', 'limit', 1, 101, null, '{}'), 'open', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '100 open maker', 'a limit that it satisfies'),
    (pg_temp.ordered('buy', 'limit', 1, 99.5, null, '{}'), 'open', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '', 'one it does not'),
    (pg_temp.ordered('buy', 'stop', 1, null, 99, '{}'), 'open', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, 'elected 100 open taker', 'a stop it has passed'),
    (pg_temp.ordered('buy', 'market', 1, null, null, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '', 'market: no price inside'),
    (pg_temp.ordered('buy', 'limit', 1, 99.5, null, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '99.5 limit maker', 'a limit inside'),
    (pg_temp.ordered('buy', 'limit', 1, 99, null, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '', 'at the low'),
    (pg_temp.ordered('buy', 'limit', 1, 99, null, '{"touch": true}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '99 limit maker', 'touched'),
    (pg_temp.ordered('sell', 'limit', 1, 101, null, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '', 'at the high'),
    (pg_temp.ordered('sell', 'limit', 1, 100.5, null, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '100.5 limit maker', 'a sell'),
    (pg_temp.ordered('buy', 'stop', 1, null, 101, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, 'elected 101 stop taker', 'a stop at the high'),
    (pg_temp.ordered('sell', 'stop', 1, null, 99, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, 'elected 99 stop taker', 'a stop at the low'),
    (pg_temp.ordered('sell', 'stop', 1, null, 98.9, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '', 'below it'),
    (pg_temp.ordered('buy', 'stop', 1, null, 100.5, '{"elected": true}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, '', 'elected before: it waits for the next open'),
    (pg_temp.ordered('buy', 'stop_limit', 1, 100.5, 100.2, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, false, 'elected 100.5 limit taker', 'the close satisfies the limit'),
    (pg_temp.ordered('buy', 'stop_limit', 1, 100.5, 100.2, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100.6::numeric, false, false, 'elected', 'it does not'),
    (pg_temp.ordered('buy', 'stop_limit', 1, 100.5, 100.2, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100.6::numeric, false, true, 'elected 100.2 stop taker', 'at the stop'),
    (pg_temp.ordered('buy', 'stop_limit', 1, 100.1, 100.2, '{}'), 'range', 100::numeric, 100::numeric, 101::numeric, 99::numeric, 100::numeric, false, true, 'elected', 'the limit does not allow it'),
    (pg_temp.ordered('buy', 'limit', 1, 99.5, null, '{}'), 'close', 99.4::numeric, 99.4::numeric, 101::numeric, 99::numeric, 99.4::numeric, false, false, '99.4 close taker', 'at the close'),
    (pg_temp.ordered('buy', 'limit', 1, 99.5, null, '{}'), 'close', 99.6::numeric, 99.6::numeric, 101::numeric, 99::numeric, 99.6::numeric, false, false, '', 'a close beyond the limit')
) as v (o, ph, p, tr, h, l, c, a, st, expected, what);

select * from finish();
rollback;
