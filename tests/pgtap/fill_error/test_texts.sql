begin;
select plan(8);

select is(
    paper_internal.fill_error('insufficient_cash', 10, 100.1, 1000, 7), 'Insufficient cash: need 1001.00, have 1000.00',
    'cash with two decimals: 10 × 100.1'
);
select is(
    paper_internal.fill_error('insufficient_cash', 3, 33.335, 12.345, 7), 'Insufficient cash: need 100.01, have 12.35',
    'rounded, ties away from zero: 3 × 33.335 = 100.005'
);
select is(
    paper_internal.fill_error('insufficient_shares', 10.50, 100, 1000, 7.0), 'Insufficient shares: need 10.5, have 7',
    'shares as they are'
);
select is(
    paper_internal.fill_error('no_position', null, 100, 1000, 0), 'No position to close', 'nothing to close'
);
select is(
    paper_internal.fill_error('out_of_range', 10.0, 5.00, 1000, 0),
    'Out of range: 10 at 5.00 would leave the range of prices, positions or cash', 'out of range'
);

select is(paper_internal.fill_error('market_closed', 1, 100, 1000, 0), 'The market is closed', 'out of session');
select is(
    paper_internal.fill_error('already_filled', 1, 100, 1000, 0), 'No less than the new quantity is filled', 'too late'
);
select is(
    paper_internal.fill_error('not_open', 1, 100, 1000, 0), 'The order to be replaced is not open', 'nothing to replace'
);

select * from finish();
rollback;
