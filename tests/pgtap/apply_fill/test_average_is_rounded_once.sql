begin;
select plan(2);

-- 1 + 10^-12 × 499999999999 / 10^12 = 1.000000000000499999999999, below the tie
select is(
    (paper.apply_fill(500000000001, 1, 'buy', 499999999999, 1.000000000001)).avg_entry_price, 1.0,
    'an average just below a tie is not rounded to the tie first and then up'
);
-- 1 + 10^-12 × 500000000000 / 10^12 = 1.0000000000005
select is(
    (paper.apply_fill(500000000000, 1, 'buy', 500000000000, 1.000000000001)).avg_entry_price, 1.000000000001,
    'the tie itself rounds away from zero'
);

select * from finish();
rollback;
