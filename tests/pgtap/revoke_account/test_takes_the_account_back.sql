begin;
select plan(5);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
set local role alice;
select paper.open_account('alpha', 1000);
select paper.grant_account('alpha', 'bob');
set local role bob;
select is((paper.deposit('alpha', 'd', 1)).cash, 1001.0, 'bob may use it');

set local role alice;
select is((paper.revoke_account('alpha', 'bob')).account_id, 'alpha', 'alice takes it back');
set local role bob;
select throws_ok($$ select paper.deposit('alpha', 'd2', 1) $$, 'ZP001', null, 'to bob it is unknown again');
select throws_ok($$ select paper.deposit('alpha', 'd', 1) $$, 'ZP001', null, 'his stored outcomes too');
select is_empty($$ select from paper.accounts $$, 'and not to be seen');

select * from finish();
rollback;
