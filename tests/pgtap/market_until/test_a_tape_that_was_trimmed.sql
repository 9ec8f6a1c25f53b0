begin;
select plan(9);

-- Of each ticker the first datum, of another kind each, is gone, as trim_tape() leaves it, which drops whole days.
select paper_test.quote('09:01', 99, 100, p_ticker => 'QUOTE');
select paper_test.trade('09:02', 99, p_ticker => 'QUOTE');
select paper_test.bar('09:02', '09:03', 99, 99, 99, 99, p_ticker => 'QUOTE');
select paper_test.quote('09:04', 89, 90, p_ticker => 'QUOTE');

select paper_test.trade('09:01', 99, p_ticker => 'TRADE');
select paper_test.bar('09:01', '09:02', 99, 99, 99, 99, p_ticker => 'TRADE');
select paper_test.quote('09:03', 99, 100, p_ticker => 'TRADE');
select paper_test.trade('09:04', 90, p_ticker => 'TRADE');

select paper_test.bar('09:00', '09:01', 99, 99, 99, 99, p_ticker => 'BAR');
select paper_test.quote('09:02', 99, 100, p_ticker => 'BAR');
select paper_test.trade('09:03', 99, p_ticker => 'BAR');
select paper_test.bar('09:03', '09:04', 90, 90, 90, 90, p_ticker => 'BAR');
delete from paper_internal.tape where tape_seq = 1;

select is(paper_internal.market_until(null, t, 3), null, t || ': without the newest of a kind it is not known how it stood')
from unnest('{QUOTE,TRADE,BAR}'::text[]) as t;
select is(
    to_jsonb(paper_internal.market_until(null, t, 4)) - '{newest_at,bar_starts_at}'::text[],
    (select to_jsonb(m) - '{newest_at,bar_starts_at}'::text[] from paper_internal.market as m where m.ticker = t),
    t || ': what was followed by another one of its kind does not matter'
)
from unnest('{QUOTE,TRADE,BAR}'::text[]) as t;
select is(
    paper_internal.market_until(paper_internal.market_until(null, 'QUOTE', 0), 'QUOTE', 4), null,
    'but to who had seen what is before, and waited for it'
);
select paper_test.trade('09:01', 99, p_ticker => 'TRADES');
select paper_test.trade('09:02', 99, p_ticker => 'TRADES');
delete from paper_internal.tape where ticker = 'TRADES' and tape_seq = 1;
select is(
    (paper_internal.market_until(null, 'TRADES', 2)).tape_seq, 2::bigint, 'a kind that was never fed is not missing'
);
create temp table seen as select paper_internal.market_until(null, 'BAR', 4) as market;
select paper_test.quote('09:05', 99, 100, p_ticker => 'BAR');
select paper_test.quote('09:06', 99, 100, p_ticker => 'BAR');
delete from paper_internal.tape where ticker = 'BAR' and tape_seq = 5;
select is(
    (select paper_internal.market_until(s.market, 'BAR', 6) from seen as s), null, 'nor is anything passed over after what was seen'
);

select * from finish();
rollback;
