begin;
select plan(4);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
select paper_test.role('carol', 'paper_trader');
set local role alice;
select paper.open_account('alpha', 1000);
select paper.grant_account('alpha', 'bob');
reset role;
create temp table before as select paper_test.state('alpha') as state;

set local role bob;
select throws_ok(
    $$ select paper.grant_account('alpha', 'carol') $$, '42501', null, 'who was granted it may not grant it on'
);
select throws_ok($$ select paper.revoke_account('alpha', 'bob') $$, '42501', null, 'nor revoke it');
set local role carol;
select throws_ok($$ select paper.grant_account('alpha', 'carol') $$, 'ZP001', null, 'to a stranger it is unknown');
reset role;
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');

select * from finish();
rollback;
