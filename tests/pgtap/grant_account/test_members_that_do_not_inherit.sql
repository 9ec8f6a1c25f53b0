begin;
select plan(2);

select paper_test.role('desk', 'paper_trader');
select paper_test.role('alice');
alter role alice noinherit;
grant desk, paper_trader to alice;
-- What a trader may do has to be granted to alice herself, since she inherits nothing.
grant usage on schema paper to alice;
grant select on all tables in schema paper to alice;
grant execute on all functions in schema paper, paper_internal to alice;
set local role desk;
select paper.open_account('alpha', 1000);

set local session authorization alice;
select is((paper.deposit('alpha', 'd', 1)).cash, 1001.0, 'membership counts, inheritance does not');
select is((select cash from paper.accounts), 1001.0, 'for the views too');

select * from finish();
rollback;
