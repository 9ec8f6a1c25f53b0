begin;
select plan(16);

select paper_test.plant_account('alpha');
create function pg_temp.feed(p_second integer) returns text language sql
return (select f::text from paper.feed_quotes(array[row('A', timestamptz '2026-03-01' + p_second * interval '1 second', 9, 10, 1, 1, null)]::paper.quote[]) as f);
create function pg_temp.done() returns void language sql
begin atomic select paper.sweep_done(s.positions, s.snapshot) from paper.sweep() as s; end;

select is((select account_ids from paper.sweep()), '{}'::text[], 'nothing works');
insert into paper_internal.working (account_id, seq, ticker, kind, trigger_price, born) values ('alpha', 2, 'A', 'buy_limit', 1, '1');
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'without a state all that works is checked');
select pg_temp.done();
select is((select account_ids from paper.sweep()), '{}'::text[], 'once');
update paper_internal.working set trigger_price = 10;
select pg_temp.feed(1);
select is((select positions from paper.sweep()), '{"A": 1}'::jsonb, 'how far it looked');
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'data since the last sweep');
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'again, as long as it is not done');
select pg_temp.done();
select is((select account_ids from paper.sweep()), '{}'::text[], 'then no more');
-- What this transaction writes was not visible to the snapshot of the sweep before.
insert into paper_internal.working (account_id, seq, ticker, kind, trigger_price, seen_seq) values ('alpha', 3, 'A', 'buy_limit', 10, 0);
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'an order that has become visible, for data after what it had seen');
update paper_internal.working set seen_seq = 1 where seq = 3;
select is((select account_ids from paper.sweep()), '{}'::text[], 'not for data it had seen');
update paper_internal.working set seen_seq = 0, kind = 'any' where seq = 3;
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'of kind any for all');
update paper_internal.working set kind = 'sell_stop', trigger_price = 8 where seq = 3;
select is((select account_ids from paper.sweep()), '{}'::text[], 'else for what reaches it');

-- Of two such orders, each is compared with what it has not seen: one datum between them, and one after both.
delete from paper_internal.working;
select paper_test.plant_account('beta');
select pg_temp.feed(2);
select pg_temp.done();
insert into paper_internal.working (account_id, seq, ticker, kind, trigger_price, seen_seq)
values ('alpha', 3, 'A', 'buy_limit', 10, 0), ('beta', 3, 'A', 'sell_limit', 9, 1);
select is((select account_ids from paper.sweep()), '{alpha,beta}'::text[], 'what came after both reaches both');
update paper_internal.tape set bid = 8, ask = 11 where tape_seq = 2;
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'what came between them reaches the first');

-- Transactions of a server that was ahead, from a dump.
update paper_internal.working set born = '9000000000';
update paper_internal.sweeps set xid_space = 'other', snapshot = '8999999999:9000000001:';
select is((select account_ids from paper.sweep()), '{alpha,beta}'::text[], 'a restored state is none');
select pg_temp.done();
select is((select account_ids from paper.sweep()), '{}'::text[], 'restored orders are not new for ever');
select pg_temp.feed(3);
select is((select account_ids from paper.sweep()), '{alpha,beta}'::text[], 'and are reached by new data');

select * from finish();
rollback;
