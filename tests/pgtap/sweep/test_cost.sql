begin;
select plan(4);

-- What waits and is not reached costs nothing: not a sweep, and not the next order of its account.
create function pg_temp.feed(p_second integer, p_ask numeric) returns text language sql
return (select f::text from paper.feed_quotes(array[
    row('A', timestamptz '2026-03-01' + p_second * interval '1 second', p_ask - 1, p_ask, 10, 10, null)
]::paper.quote[]) as f);
create function pg_temp.orders_read() returns bigint language sql
return (select s.idx_tup_fetch + s.seq_tup_read from pg_stat_xact_user_tables as s where s.relid = 'paper_internal.working'::regclass);
create temporary table was (orders_read bigint);
create function pg_temp.orders_read_since() returns bigint language sql
return (select pg_temp.orders_read() - w.orders_read from was as w);

select paper.open_account('busy', 1e12, '{"fill_model": "market", "clock": "simulated"}');
select pg_temp.feed(1, 100);
select count(*) from paper.submit_orders('busy', array(
    select row('k' || i, 'A', 'buy', 1, 'limit', 90 - i * 0.01, null, '{}')::paper.order_request from generate_series(1, 3000) as i
));
-- As if submitted long ago: orders of this transaction are new to every sweep.
update paper_internal.working set born = '3';
analyze paper_internal.working;
select paper.sweep_done(s.positions, s.snapshot) from paper.sweep() as s;

select pg_temp.feed(2, 101);
insert into was select pg_temp.orders_read();
select is((select s.account_ids from paper.sweep() as s), '{}'::text[], 'a quote that reaches no order concerns no account');
select cmp_ok(pg_temp.orders_read_since(), '<', 100::bigint, 'and the sweep reads few of them');

update was set orders_read = pg_temp.orders_read();
select is(
    (select o.status from paper.submit_order('busy', 'next', 'A', 'buy', 1, 'limit', 1) as o), 'accepted',
    'another order rests beside them'
);
select cmp_ok(pg_temp.orders_read_since(), '<', 100::bigint, 'without reading them');

select * from finish();
rollback;
