begin;
select plan(5);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
select paper_test.role('ann', 'paper_analyst');
set local role alice;
select paper.open_account('alpha', 1000);
reset role;
update paper_internal.accounts set cash = 1;

set local role alice;
select isnt_empty($$ select from paper.check() $$, 'the owner sees that it is wrong');
set local role bob;
select is_empty($$ select from paper.check() $$, 'a stranger sees nothing');
select throws_ok($$ select from paper.check('alpha') $$, 'ZP001', null, 'nor by its name');
set local role ann;
select isnt_empty($$ select from paper.check() $$, 'an analyst sees every account');
select isnt_empty($$ select from paper.check('alpha') $$, 'by its name too');

select * from finish();
rollback;
