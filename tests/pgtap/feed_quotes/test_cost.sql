begin;
select plan(4);

-- The tickers that are not fed cost nothing: their rows of the market are not read.
create function pg_temp.rows_read() returns bigint language sql
return (
    select s.idx_tup_fetch + s.seq_tup_read
    from pg_stat_xact_user_tables as s
    where s.relid = 'paper_internal.market'::regclass
);
create temporary table was (rows_read bigint);
create function pg_temp.rows_read_since() returns bigint language sql
return (select pg_temp.rows_read() - w.rows_read from was as w);

-- The first plans are made while there is one ticker.
select paper.feed_quotes(array[row('A', '2026-03-01', 1, 2, 1, 1, 1)]::paper.quote[]);
select paper.feed_quotes(array(
    select row('T' || i, '2026-03-01', 1, 2, 1, 1, 1)::paper.quote from generate_series(1, 2000) as i
));
insert into was select pg_temp.rows_read();

select is(f::text, '(1,0,0,0)', 'a quote beside 2,000 other tickers')
from paper.feed_quotes(array[row('A', '2026-03-02', 1, 2, 1, 1, 2)]::paper.quote[]) as f;
select cmp_ok(pg_temp.rows_read_since(), '<', 20::bigint, 'reads few of them');

update was set rows_read = pg_temp.rows_read();
select is(f::text, '(1,1,0,1)', 'a new quote after one that is stored and one that is crossed')
from paper.feed_quotes(array[
    row('A', '2026-03-02', 1, 2, 1, 1, 2), row('A', '2026-03-03', 2, 1, 1, 1, 3), row('A', '2026-03-04', 1, 2, 1, 1, 4)
]::paper.quote[]) as f;
select cmp_ok(pg_temp.rows_read_since(), '<', 60::bigint, 'does so too');

select * from finish();
rollback;
