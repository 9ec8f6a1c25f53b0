begin;
select plan(12);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
select paper_test.role('ann', 'paper_analyst');
set local role alice;
select paper.open_account('alpha', 1000);
create temp table exported as select array(select e from paper.export_account('alpha') as e) as lines;
grant select on exported to public;

set local role bob;
select throws_ok($$ select paper.fork_account('alpha', 'beta') $$, 'ZP001', null, 'an account of somebody else cannot be forked');
select throws_ok($$ select paper.replay_account('alpha', 'beta') $$, 'ZP001', null, 'nor replayed');
select throws_ok($$ select paper.compare_accounts('alpha', 'alpha') $$, 'ZP001', null, 'nor compared');
select throws_ok($$ select paper.export_account('alpha') $$, 'ZP001', null, 'nor exported');
select is(
    (paper.import_account((select lines from exported), 'gamma')).owner, 'bob', 'who is given the lines owns what he makes of them'
);
select throws_ok(
    $$ select paper.import_account((select lines from exported)) $$, 'ZP001', null, 'but not in place of the account itself'
);

set local role alice;
select paper.grant_account('alpha', 'bob');
set local role bob;
select is((paper.fork_account('alpha', 'beta')).owner, 'bob', 'who may use an account owns his fork of it');
select is((paper.replay_account('alpha', 'delta')).owner, 'bob', 'and his replay');
set local role alice;
select throws_ok($$ select paper.deposit('beta', 'd', 1) $$, 'ZP001', null, 'which is not the other''s');
select throws_ok($$ select paper.fork_account('alpha', 'beta') $$, 'ZP001', null, 'not even by the same call');

set local role ann;
select throws_ok($$ select paper.fork_account('alpha', 'x') $$, '42501', null, 'an analyst writes nothing');
select is_empty($$ select * from paper.compare_accounts('alpha', 'beta') $$, 'but may compare');

select * from finish();
rollback;
