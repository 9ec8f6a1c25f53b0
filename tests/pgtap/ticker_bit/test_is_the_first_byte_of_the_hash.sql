begin;
select plan(5);

-- The first byte of the SHA-256 of each, as sha256sum prints it: it is stored, so it may never change.
select is(paper_internal.ticker_bit(ticker), bit, ticker)
from (values ('A', 85), ('AAPL', 30), ('BRK.B', 9), ('BTC-USD', 47)) as v (ticker, bit);

select is(
    (
        select array[min(b.bit), max(b.bit), count(distinct b.bit)]
        from (select paper_internal.ticker_bit('T' || i) as bit from generate_series(1, 5000) as i) as b
    ),
    array[0, 255, 256]::bigint[],
    'every bit is used'
);

select * from finish();
rollback;
