-- A caller's temporary table or view with the name of a catalog or of a table of ours is never read.
begin;
select plan(6);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('mallory', 'paper_trader');
set local role alice;
select paper.open_account('alpha', 1000);
set local session authorization mallory;
create temp view pg_roles as select 'alice'::name as rolname, r.oid from pg_catalog.pg_roles as r where r.rolname = 'mallory';
create temp table accounts as select 'alpha'::text as account_id, 'mallory'::text as owner;
create temp table account_grants as select 'alpha'::text as account_id, 'mallory'::text as role_name;
create temp table journal (account_id text, seq bigint);
set local search_path = pg_temp, pg_catalog, tap;

select throws_ok($$ select paper.deposit('alpha', 'k', 1) $$, 'ZP001', null, 'the account stays unknown');
select throws_ok($$ select paper.clock('alpha') $$, 'ZP001', null, 'its clock too');
select is_empty($$ select from paper.accounts $$, 'and is not shown');
select throws_ok($$ select paper.grant_account('alpha', 'mallory') $$, 'ZP001', null, 'nor granted');
select is((paper.open_account('beta', 5)).cash, 5.0, 'an account of one''s own is opened as ever');
select is_empty($$ select from journal $$, 'and nothing is written to the wrong table');

select * from finish();
rollback;
