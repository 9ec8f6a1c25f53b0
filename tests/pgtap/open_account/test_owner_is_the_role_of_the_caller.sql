begin;
select plan(2);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('desk');
grant desk to alice;
grant paper_trader to desk;

set local session authorization alice;
select is((paper.open_account('alpha')).owner, 'alice', 'the login role owns what it opens');
set local role desk;
select is((paper.open_account('beta')).owner, 'desk', 'a role that was set owns it instead');

select * from finish();
rollback;
