begin;
select plan(6);

select is(paper_internal.order_error(r, 10.126, 9.0, 5.50, 2.0), expected, what)
from (
    values
    ('insufficient_cash'::paper.reject_reason, 'Insufficient cash: need 10.13, have 9.00', 'cash'),
    ('insufficient_shares', 'Insufficient shares: need 5.5, have 2', 'shares'),
    ('no_position', 'No position to close', 'no position'),
    ('market_closed', 'The market is closed', 'closed'),
    ('already_filled', 'The order to be replaced is final, or no less than the new quantity is filled', 'filled'),
    ('out_of_range', 'Out of range: the fill would leave the range of prices, positions or cash', 'range')
) as v (r, expected, what);

select * from finish();
rollback;
