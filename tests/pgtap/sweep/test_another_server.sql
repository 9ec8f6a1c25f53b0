begin;
select plan(6);

-- What a restored dump holds of another server: its numbers of transactions, here lower and higher than ours.
select paper_test.plant_account('alpha');
create function pg_temp.done() returns void language sql
begin atomic select paper.sweep_done(s.positions, s.snapshot) from paper.sweep() as s; end;
create function pg_temp.feed(p_second integer) returns text language sql
return (select f::text from paper.feed_quotes(array[row('A', timestamptz '2026-03-01' + p_second * interval '1 second', 9, 10, 1, 1, null)]::paper.quote[]) as f);
select pg_temp.feed(1);
insert into paper_internal.working (account_id, seq, ticker, kind, trigger_price, born) values ('alpha', 2, 'A', 'buy_limit', 10, '1');
select pg_temp.done();
select is((select account_ids from paper.sweep()), '{}'::text[], 'swept');
update paper_internal.sweeps set xid_space = '1/1', snapshot = '999999999:999999999:';
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'where a sweep of another server got to says nothing here');
select is((select rows_behind from paper.sweeps), 1::bigint, 'and the view does not believe it');
select pg_temp.done();
select is((select account_ids from paper.sweep()), '{}'::text[], 'until a sweep of this one is done');

update paper_internal.working set born = '999999999';
select is((select account_ids from paper.sweep()), '{}'::text[], 'an order of a later transaction than there is was checked then');
select pg_temp.feed(2);
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'it is found by new data like any other');

select * from finish();
rollback;
