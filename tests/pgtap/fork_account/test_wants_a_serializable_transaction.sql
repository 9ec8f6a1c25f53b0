begin isolation level repeatable read;
select plan(3);

select throws_ok($$ select paper.fork_account('alpha', 'beta') $$, 'ZP003', null, 'fork_account');
select throws_ok($$ select paper.replay_account('alpha', 'beta') $$, 'ZP003', null, 'replay_account');
select throws_ok($$ select paper.import_account('{}', 'beta') $$, 'ZP003', null, 'import_account');

select * from finish();
rollback;
