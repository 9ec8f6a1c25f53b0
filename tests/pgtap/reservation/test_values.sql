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
select is(paper_internal.reservation(o, f), expected, what)
from (
    values
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100}'), row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 500.0, 'a buy its cost'),
    (pg_temp.ordered('sell', 'limit', 5, 100, null, '{"reserve_price": 100}'), row(1, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 5, 'a sell its shares'),
    (pg_temp.ordered('sell', 'limit', 5, 100, null, '{"filled_quantity": 2}'), row(1, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 3, 'what it has left'),
    (pg_temp.ordered('buy', 'market', 5), row(1, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 0, 'nothing when no price is known'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100}'), row(1, 0.5, 0, 0.01, null, null, 12)::paper_internal.fee_schedule, 508.5, 'fees: 1 + 2.5 + 5'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "filled_quantity": 2, "filled_value": 190, "fees": 1.9, "status": "partially_filled"}'), row(0, 0, 0, 0.01, null, null, 12)::paper_internal.fee_schedule, 303, 'those to come: 4.9 − 1.9'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "filled_quantity": 2, "filled_value": 200, "maker_value": 200, "fees": 0}'), row(0, 0, 0, 0.01, null, null, 12)::paper_internal.fee_schedule, 303, 'none of what made: 3'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "filled_quantity": 2, "filled_value": 200, "fees": 9}'), row(0, 0, 0, 0.01, null, null, 12)::paper_internal.fee_schedule, 300, 'never less than the cost'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "filled_quantity": 5, "filled_value": 400}'), row(0, 0, 0, 0.01, null, null, 12)::paper_internal.fee_schedule, 0, 'nothing is left'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "status": "pending"}'), row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 500, 'pending'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "status": "partially_filled"}'), row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 500, 'partially_filled'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "status": "filled"}'), row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 0, 'filled'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "status": "cancelled"}'), row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 0, 'cancelled'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "status": "expired"}'), row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 0, 'expired'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "status": "replaced"}'), row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 0, 'replaced'),
    (pg_temp.ordered('buy', 'limit', 5, 100, null, '{"reserve_price": 100, "status": "rejected"}'), row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 0, 'rejected')
) as v (o, f, expected, what);

select * from finish();
rollback;
