begin;
select plan(6);

select is(paper_internal.size_on_offer(jsonb_populate_record(null::paper_internal.watches, w::jsonb), s, r), expected, what)
from (
    values
    ('{"ask_size": 8, "bid_size": 6}', 'buy'::paper.order_side, 0.5, 4.0, 'a buy takes its part of the ask'),
    ('{"ask_size": 8, "bid_size": 6}', 'sell', 0.5, 3, 'a sell of the bid'),
    ('{"ask_size": 8, "ask_left": 1, "bid_size": 6, "bid_left": 2}', 'buy', 0.5, 1, 'or what it has left'),
    ('{"ask_size": 8, "ask_left": 1, "bid_size": 6, "bid_left": 2}', 'sell', 0.5, 2, 'on its side'),
    ('{}', 'buy', 0.5, null, 'an unknown size'),
    ('{"ask_size": 8}', 'buy', null, null, 'no limit')
) as v (w, s, r, expected, what);

select * from finish();
rollback;
