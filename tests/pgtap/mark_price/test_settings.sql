begin;
select plan(8);

-- Last 10, quote 20 to 23, close 30, average 40.
select is(paper_internal.mark_price(mark, quantity, 40, 10, 20, 23, 30), price, description)
from (
    values
    (null, 1, 10.0, 'last, when nothing is set'),
    ('last', 1, 10.0, 'last: the newest trade'),
    ('mid', 1, 21.5, 'mid: the middle of the quote'),
    ('mid', -1, 21.5, 'whichever the side'),
    ('bid_ask', 1, 20.0, 'bid_ask: what a long position would be sold at'),
    ('bid_ask', -1, 23.0, 'and a short one bought back at'),
    ('bid_ask', 0, 20.0, 'the bid for what is closed'),
    ('close', 1, 30.0, 'close: of the newest bar')
) as v (mark, quantity, price, description);

select * from finish();
rollback;
