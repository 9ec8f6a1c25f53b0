begin;
select plan(6);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('ann', 'paper_analyst');
create function pg_temp.feed(p_ticker text, p_second integer) returns text language sql
return (select f::text from paper.feed_quotes(array[row(p_ticker, timestamptz '2026-03-01' + p_second * interval '1 second', 9, 10, 1, 1, null)]::paper.quote[]) as f);
select is_empty('select * from paper.sweeps', 'nobody has swept');
select is((select rows_not_swept from paper.status), 0::bigint, 'and there is nothing to sweep');
select pg_temp.feed('A', 1);
select is((select rows_not_swept from paper.status), 1::bigint, 'without a sweep all rows are left');
select paper.sweep_done(s.positions, s.snapshot) from paper.sweep() as s;
select pg_temp.feed('A', 2), pg_temp.feed('B', 2), pg_temp.feed('B', 3);
select results_eq(
    'select rows_behind, tickers_behind from paper.sweeps', $$ values (3::bigint, 2::bigint) $$, 'rows since the last sweep'
);
set local session authorization alice;
select is_empty('select * from paper.sweeps', 'a trader does not see what other roles do');
set local session authorization ann;
select isnt_empty('select * from paper.sweeps', 'an analyst does');

select * from finish();
rollback;
