begin;
select plan(5);

select paper_test.role('desk', 'paper_trader');
select paper_test.role('alice', 'desk');
select paper_test.role('fund', 'paper_trader');
select paper_test.role('bob', 'fund');
select paper_test.role('carol', 'paper_trader');
set local role desk;
select paper.open_account('alpha', 1000);
select paper.grant_account('alpha', 'fund');

set local session authorization alice;
select is((paper.deposit('alpha', 'd1', 1)).cash, 1001.0, 'a member of the owner may use it');
select lives_ok($$ select paper.grant_account('alpha', 'fund') $$, 'and grant it');
set local session authorization bob;
select is((paper.deposit('alpha', 'd2', 1)).cash, 1002.0, 'a member of a granted role may use it');
select throws_ok($$ select paper.grant_account('alpha', 'bob') $$, '42501', null, 'but not grant it');
set local session authorization carol;
select throws_ok($$ select paper.deposit('alpha', 'd3', 1) $$, 'ZP001', null, 'others may not');

select * from finish();
rollback;
