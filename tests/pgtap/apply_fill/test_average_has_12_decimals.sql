begin;
select plan(7);

select is(
    (paper.apply_fill(2, 1, 'buy', 1, 2)).avg_entry_price, 1.333333333333,
    '4 / 3 rounds down at the 12th decimal'
);
select is(
    (paper.apply_fill(1, 1, 'buy', 2, 2)).avg_entry_price, 1.666666666667,
    '5 / 3 rounds up'
);
select is(
    (paper.apply_fill(1, 0.000000000001, 'buy', 1, 0.000000000002)).avg_entry_price, 0.000000000002,
    'a tie, 1.5 × 10^-12, rounds away from zero'
);
select is(
    (paper.apply_fill(0, 0, 'buy', 1, 1.0000000000005)).avg_entry_price, 1.000000000001,
    'the first average is rounded too'
);
select is(
    (paper.apply_fill(0, 0, 'sell', 1, 1.0000000000005)).avg_entry_price, 1.000000000001,
    'of a short as well'
);
select is(
    (paper.apply_fill(-1, 1, 'sell', 2, 2)).avg_entry_price, 1.666666666667,
    'and the next one of a short: 5 / 3'
);
-- (1 × 100000000000 + 2 × 100000000001) / 3
select is(
    (paper.apply_fill(1, 100000000000, 'buy', 2, 100000000001)).avg_entry_price, 100000000000.666666666667,
    'a large price has its 12 decimals too'
);

select * from finish();
rollback;
