begin;
select plan(3);

select paper_test.role('alice', 'paper_trader');
set local role alice;
select paper.open_account('alpha', 1000);
reset role;
select is((paper.deposit('alpha', 'd', 1)).cash, 1001.0, 'a superuser may use any account');
select is((select owner from paper.accounts), 'alice', 'and sees it');
select lives_ok($$ select paper.grant_account('alpha', 'paper_trader') $$, 'and grants it');

select * from finish();
rollback;
