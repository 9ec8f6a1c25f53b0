begin;
select plan(13);

create function pg_temp.datum(p_kind text) returns paper_internal.tape language sql
return jsonb_populate_record(
    null::paper_internal.tape,
    '{"bid": 10, "ask": 11, "open": 20, "high": 23, "low": 19, "price": 21}' || jsonb_build_object('kind', p_kind)
);
select is(paper_internal.offered_price(pg_temp.datum(kind), side::paper.order_side, is_stop, at_close), price, description)
from (
    values
    ('quote', 'buy', false, false, 11.0, 'a quote: the ask to a buy'),
    ('quote', 'sell', false, false, 10.0, 'the bid to a sell'),
    ('quote', 'buy', true, true, 11.0, 'the ask to the stop of a buy'),
    ('quote', 'sell', true, true, 10.0, 'the bid to that of a sell'),
    ('trade', 'buy', false, false, 21.0, 'a trade: its price'),
    ('trade', 'sell', true, false, 21.0, 'to everybody'),
    ('bar', 'buy', false, false, 19.0, 'a bar: the low to a buy'),
    ('bar', 'sell', false, false, 23.0, 'the high to a sell'),
    ('bar', 'buy', true, false, 23.0, 'the high to the stop of a buy'),
    ('bar', 'sell', true, false, 19.0, 'the low to that of a sell'),
    ('bar', 'buy', false, true, 21.0, 'the close, where bars fill there'),
    ('bar', 'sell', true, true, 21.0, 'to everybody')
) as v (kind, side, is_stop, at_close, price, description);
select is(paper_internal.offered_price(null, 'buy', false, false), null, 'nothing offers nothing');

select * from finish();
rollback;
