begin;
select plan(12);

select is(paper_internal.mark_price(mark, quantity, 40, last, bid, ask, close), price, description)
from (
    values
    ('mid', 1, 10.0, 20.0, null, 30.0, 10.0, 'half a quote has no middle: the last trade'),
    ('mid', 1, 10.0, null, 23.0, 30.0, 10.0, 'nor the other half'),
    ('bid_ask', 1, 10.0, null, 23.0, 30.0, 10.0, 'no bid to sell to: the last trade'),
    ('bid_ask', -1, 10.0, 20.0, null, 30.0, 10.0, 'no ask to buy from: the last trade'),
    ('close', 1, 10.0, 20.0, 23.0, null, 10.0, 'no bar: the last trade'),
    ('close', 1, null, 20.0, 23.0, null, 21.5, 'nor a trade: the middle of the quote'),
    ('last', 1, null, 20.0, 23.0, 30.0, 21.5, 'no trade: the middle of the quote'),
    ('last', 1, null, 20.0, null, 30.0, 30.0, 'no middle either: the close'),
    ('last', 1, null, null, 23.0, 30.0, 30.0, 'whichever half is missing'),
    ('mid', 1, null, null, null, 30.0, 30.0, 'nothing but bars'),
    ('bid_ask', 1, null, null, null, null, 40.0, 'no market data: the average price'),
    (null, 1, null, null, null, null, 40.0, 'whatever is set')
) as v (mark, quantity, last, bid, ask, close, price, description);

select * from finish();
rollback;
