begin;
select plan(9);

create function pg_temp.seen(p_side paper.order_side, p_watermark numeric, p_phase text, p_trigger numeric) returns text
language sql as $$
    select o.watermark || ', ' || o.stop_price
    from paper_internal.ratcheted(
        jsonb_populate_record(null::paper_internal.orders, jsonb_build_object(
            'side', p_side, 'order_type', 'trailing_stop', 'watermark', p_watermark, 'trail_amount', 2,
            'stop_price', p_watermark + case p_side when 'buy' then 2 else -2 end
        )),
        p_phase::paper_internal.phase, 105, 95, p_trigger
    ) as o
$$;
select is(pg_temp.seen(s, w, p, t), expected, what)
from (
    values
    ('sell'::paper.order_side, 100, 'quote', 101, '101, 99', 'a sell follows a higher price'),
    ('sell', 100, 'trade', 99, '100, 98', 'and no lower one'),
    ('buy', 100, 'quote', 99, '99, 101', 'a buy a lower one'),
    ('buy', 100, 'close', 101, '100, 102', 'and no higher one'),
    ('sell', 100, 'range', 101, '105, 103', 'of a range the high'),
    ('buy', 100, 'range', 101, '95, 97', 'or the low'),
    ('sell', 100, 'open', 101, '100, 98', 'an open moves nothing, its range will'),
    ('sell', 100, 'quote', null, '100, 98', 'nor does what may not elect it'),
    ('sell', null, 'quote', 101, '101, 99', 'the first price is where it begins')
) as v (s, w, p, t, expected, what);

select * from finish();
rollback;
