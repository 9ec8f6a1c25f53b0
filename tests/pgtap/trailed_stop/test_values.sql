begin;
select plan(7);

create function pg_temp.ordered(
    p_side paper.order_side, p_type paper.order_type, p_quantity numeric, p_limit numeric default null, p_stop numeric default null,
    p_more jsonb default '{}'
) returns paper_internal.orders language sql as $$
    select jsonb_populate_record(null::paper_internal.orders, jsonb_build_object(
        'side', p_side, 'order_type', p_type, 'quantity', p_quantity, 'limit_price', p_limit, 'stop_price', p_stop,
        'status', 'accepted', 'filled_quantity', 0, 'filled_value', 0, 'maker_value', 0, 'fees', 0, 'elected', false, 'touch', false
    ) || p_more)
$$;
select is(paper_internal.trailed_stop(pg_temp.ordered(s, 'trailing_stop', 1, null, null, o::jsonb))::text, expected, what)
from (
    values
    ('sell'::paper.order_side, '{"watermark": 100, "trail_amount": 2}', '98', 'a sell below by the amount'),
    ('buy', '{"watermark": 100, "trail_amount": 2}', '102', 'a buy above'),
    ('sell', '{"watermark": 50, "trail_percent": 10}', '45', 'by the percentage'),
    ('buy', '{"watermark": 50, "trail_percent": 10}', '55', 'a buy too'),
    ('sell', '{"watermark": 1, "trail_amount": 2}', '0.000000000001', 'above 0'),
    ('buy', '{"watermark": 999999999999999, "trail_percent": 99}', '999999999999999.999999999999', 'below 10^15'),
    ('sell', '{"watermark": 0.000000000003, "trail_percent": 50}', '0.000000000002', 'rounded to 12 decimals')
) as v (s, o, expected, what);

select * from finish();
rollback;
