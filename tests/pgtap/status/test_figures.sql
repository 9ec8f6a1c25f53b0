begin;
select plan(7);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('ann', 'paper_analyst');
select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select * from paper.submit_order('alpha', 'k', 'A', 'buy', 1, 'limit', 5);
select paper.open_account('beta', 1000);
select is((select row(accounts, journal_rows, open_orders)::text from paper.status), '(2,3,1)', 'accounts, rows and open orders');
select is(
    (select schema_version from paper.status), paper.schema_version(), 'schema version'
);
select is((select bool_and(b > 0) from paper.status, unnest(array[database_bytes, journal_bytes, commits]) as b), true, 'sizes and counts');
select is((select lock_waits from paper.status), 0::bigint, 'nobody waits');
select paper.feed_quotes(array[row('A', '2026-03-01', 9, 10, 1, 1, null)]::paper.quote[]);
select is((select market_newest_at from paper.status), timestamptz '2026-03-01', 'newest market data');
set local session authorization alice;
select is((select row(accounts, journal_rows, open_orders)::text from paper.status), '(0,0,0)', 'a trader counts its own');
set local session authorization ann;
select is((select row(accounts, journal_rows, open_orders)::text from paper.status), '(2,3,1)', 'an analyst all');

select * from finish();
rollback;
