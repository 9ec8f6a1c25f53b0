begin;
select plan(5);

select paper_test.role('alice', 'paper_trader');
select paper_test.role('bob', 'paper_trader');
select paper_test.role('ann', 'paper_analyst');
set local role alice;
select paper.open_account('alpha', 1000);
select from paper.submit_order('alpha', 'k', 'AAPL', 'buy', 1);
create temp table ids as select paper_test.id_of('k') as id;
grant select on ids to public;
select is(count(*), 2::bigint, 'the owner') from ids, paper.explain_order('alpha', id);
set local role bob;
select throws_ok($$ select from ids, paper.explain_order('alpha', id) $$, 'ZP001', null, 'not a stranger');
set local role ann;
select is(count(*), 2::bigint, 'an analyst') from ids, paper.explain_order('alpha', id);
select throws_ok($$ select from ids, paper.explain_order('nobody', id) $$, 'ZP001', null, 'of an unknown account nobody');
select throws_ok($$ select from ids, paper.explain_order(null, id) $$, 'ZP001', null, 'nor of none');

select * from finish();
rollback;
