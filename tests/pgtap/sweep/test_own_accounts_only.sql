begin;
select plan(4);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
select paper_test.plant_account('alpha', 'alice');
insert into paper_internal.working (account_id, seq, ticker) values ('alpha', 2, 'A');
set local session authorization alice;
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'of the owner');
set local session authorization bob;
select is((select account_ids from paper.sweep()), '{}'::text[], 'not of others');
select paper.sweep_done(s.positions, s.snapshot) from paper.sweep() as s;
set local session authorization alice;
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'each role has its own state');
select paper.sweep_done(s.positions, s.snapshot) from paper.sweep() as s;
reset session authorization;
delete from paper_internal.sweeps where sweeper = 'bob';
insert into paper_internal.account_grants values ('alpha', 'bob');
set local session authorization bob;
select is((select account_ids from paper.sweep()), '{alpha}'::text[], 'of a role it is granted to');

select * from finish();
rollback;
