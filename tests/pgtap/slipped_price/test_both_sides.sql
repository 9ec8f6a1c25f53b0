begin;
select plan(6);

select is(paper_internal.slipped_price(side, p, r)::text, expected, what)
from (
    values
    ('buy'::paper.order_side, 100.0, 0.001, '100.1', 'a buy pays more'),
    ('sell', 100, 0.001, '99.9', 'a sell gets less'),
    ('buy', 100.00, 0, '100.00', 'without slippage the price is as it is'),
    ('sell', 100.00, 0, '100.00', 'for both'),
    ('buy', 0.000000000001, 0.6, '0.000000000002', 'rounded to 12 decimals'),
    ('sell', 0.000000000003, 0.4, '0.000000000002', 'on both sides')
) as v (side, p, r, expected, what);

select * from finish();
rollback;
