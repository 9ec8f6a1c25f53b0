begin;
select plan(4);

select paper.open_account('alpha', 1000);
select paper.fork_account('alpha', 'beta');
select paper.deposit('beta', 'x', 5);
select paper.deposit('alpha', 'y', 7);
create temp table before as select paper_test.state('beta') as state;

select is((paper.fork_account('alpha', 'beta')).cash, 1005.0, 'returns the fork as it stands');
select is(paper_test.state('beta'), (select state from before), 'and writes nothing');
select throws_ok($$ select paper.fork_account('alpha', 'beta', 1) $$, 'ZP006', null, 'another row is another request');
select throws_ok($$ select paper.replay_account('alpha', 'beta') $$, 'ZP006', null, 'and so is a replay');

select * from finish();
rollback;
