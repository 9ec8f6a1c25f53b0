begin;
select plan(4);

-- The market as it stood after each datum, as feeding it left it.
create temp table stood (market paper_internal.market, tape_seq bigint);
create function pg_temp.note() returns void language sql
begin atomic
    insert into stood select i, i.tape_seq from paper_internal.market as i where i.ticker = 'AAPL';
end;
create function pg_temp.seen(p_market paper_internal.market) returns jsonb language sql
return to_jsonb(p_market)
    - '{newest_at,quote_sequence,trade_sequence,bar_starts_at}'::text[];

select paper_test.bar('09:00', '09:01', 10, 12, 9, 11, 100);
select pg_temp.note();
select paper_test.quote('09:02', 98, 99, 3, 4);
select pg_temp.note();
select paper_test.trade('09:03', 98.5, 7);
select pg_temp.note();
select paper_test.quote('09:04', 97, null, 5, null);
select pg_temp.note();
select paper_test.trade('09:05', 97.5);
select pg_temp.note();
select paper_test.bar('09:05', '09:06', 97, 98, 96, 97.25);
select pg_temp.note();
select paper_test.quote('09:07', 1, 2, p_ticker => 'IBM');

select is((select count(*) from stood), 6::bigint, 'six data');
select results_eq(
    $$ select pg_temp.seen(paper_internal.market_until(null, 'AAPL', s.tape_seq)) from stood as s order by s.tape_seq $$,
    $$ select pg_temp.seen(s.market) from stood as s order by s.tape_seq $$, 'from the begin'
);
select results_eq(
    $$ select pg_temp.seen(paper_internal.market_until(f.market, 'AAPL', s.tape_seq))
       from stood as f inner join stood as s on f.tape_seq <= s.tape_seq order by f.tape_seq, s.tape_seq $$,
    $$ select pg_temp.seen(s.market)
       from stood as f inner join stood as s on f.tape_seq <= s.tape_seq order by f.tape_seq, s.tape_seq $$,
    'from each of them'
);
select is(
    jsonb_strip_nulls(to_jsonb(paper_internal.market_until(null, 'AAPL', 0))), '{"ticker": "AAPL", "tape_seq": 0}',
    'before the first datum there is none'
);

select * from finish();
rollback;
