begin;
select plan(8);

create function pg_temp.feed(variadic p_quotes paper.quote[]) returns text language sql
return (select f::text from paper.feed_quotes(p_quotes) as f);
create function pg_temp.q(p_second integer, p_bid numeric, p_sequence bigint default null, p_ticker text default 'A') returns paper.quote
language sql return row(p_ticker, timestamptz '2026-03-01' + p_second * interval '1 second', p_bid, 100, 1, 1, p_sequence)::paper.quote;

select is(pg_temp.feed(pg_temp.q(1, 1, 10), pg_temp.q(5, 2, 20), pg_temp.q(5, 3, 21)), '(3,0,0,0)', 'by time, and by sequence at one time');
select is(pg_temp.feed(pg_temp.q(1, 1, 10)), '(0,1,0,0)', 'an older one that is stored is a duplicate');
select is(pg_temp.feed(pg_temp.q(5, 2, 20), pg_temp.q(5, 3, 21)), '(0,2,0,0)', 'also at the newest time');
select is(
    pg_temp.feed(pg_temp.q(1, 1.5, 10), pg_temp.q(3, 1, 15), pg_temp.q(0, 1, 5)), '(0,0,3,0)',
    'an older one that is not stored is out of order'
);
select is(pg_temp.feed(pg_temp.q(4, 1, 30)), '(0,0,1,0)', 'a time that goes back is, whatever the sequence');
select is(pg_temp.feed(pg_temp.q(9, 1, 20)), '(0,0,1,0)', 'and a sequence that goes back, whatever the time');
select is(pg_temp.feed(pg_temp.q(1, 1, 1, 'B'), pg_temp.q(2, 1, 1, 'C')), '(2,0,0,0)', 'each ticker has its own order');
select results_eq(
    $$ select tape_seq, bid::numeric from paper_internal.tape where ticker = 'A' order by tape_seq $$,
    $$ values (1::bigint, 1::numeric), (2, 2), (3, 3) $$, 'positions have no gaps'
);

select * from finish();
rollback;
