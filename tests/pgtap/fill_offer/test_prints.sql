begin;
select plan(5);

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
    (pg_temp.ordered('buy', 'market', 1, null, null, '{}'), 'trade', 100::numeric, null::numeric, null::numeric, null::numeric, null::numeric, false, false, '100 print taker', 'market: the print'),
    (pg_temp.ordered('buy', 'limit', 1, 100, null, '{}'), 'trade', 100::numeric, null::numeric, null::numeric, null::numeric, null::numeric, false, false, '', 'at the limit'),
    (pg_temp.ordered('buy', 'limit', 1, 100, null, '{"touch": true}'), 'trade', 100::numeric, null::numeric, null::numeric, null::numeric, null::numeric, false, false, '100 limit maker', 'touched'),
    (pg_temp.ordered('buy', 'limit', 1, 100, null, '{}'), 'trade', 99::numeric, null::numeric, null::numeric, null::numeric, null::numeric, false, false, '100 limit maker', 'through'),
    (pg_temp.ordered('buy', 'limit', 1, 100, null, '{"touch": true}'), 'trade', 101::numeric, null::numeric, null::numeric, null::numeric, null::numeric, false, false, '', 'beyond')
) as v (o, ph, p, tr, h, l, c, a, st, expected, what);

select * from finish();
rollback;
