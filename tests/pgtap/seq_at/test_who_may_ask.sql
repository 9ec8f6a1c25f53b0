begin;
select plan(5);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
select paper_test.role('ann', 'paper_analyst');
set local role alice;
select paper.open_account('alpha', 1000);
select is(paper.seq_at('alpha', 'infinity'), 1::bigint, 'the owner');
set local role bob;
select throws_ok($$ select paper.seq_at('alpha', now()) $$, 'ZP001', null, 'not a stranger');
set local role ann;
select is(paper.seq_at('alpha', 'infinity'), 1::bigint, 'an analyst');
select throws_ok($$ select paper.seq_at('nobody', now()) $$, 'ZP001', null, 'of an unknown account nobody');
select throws_ok($$ select paper.seq_at(null, now()) $$, 'ZP001', null, 'nor of none');

select * from finish();
rollback;
