begin;
select plan(3);

select paper.open_account('alpha', 1000000);

-- Keys as random as a client's: those of one batch lie between those of another.
create function pg_temp.submit(p_first integer, p_count integer) returns bigint
language sql
return (
    select count(*)
    from paper.submit_orders('alpha', array(
        select paper_test.request(md5(i::text)) from generate_series(p_first, p_first + p_count - 1) as i
    ))
);
create function pg_temp.keys_read() returns bigint
language sql
return pg_stat_get_xact_tuples_fetched('paper_internal.journal_idempotency_key'::regclass);

select is(pg_temp.submit(1, 3000), 3000::bigint, 'a batch');
create temporary table before as select pg_temp.keys_read() as keys_read;
select is(pg_temp.submit(3001, 200), 200::bigint, 'another one, of other keys');
select cmp_ok(
    pg_temp.keys_read() - (select b.keys_read from before as b), '<', 100::bigint, 'reads next to none of the first'
);

select * from finish();
rollback;
