begin;
select plan(5);

select paper_test.role('bob', 'paper_trader');
select paper.open_account('alpha', 1000);
create temp table before as select paper_test.state('alpha') as state;
select lives_ok(format('select paper.revoke_account(''alpha'', %L)', r), coalesce(r, 'null') || ' had nothing')
from (values ('bob'), ('nobody_of_this_name'), (null)) as v (r);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');
select throws_ok($$ select paper.revoke_account('nobody', 'bob') $$, 'ZP001', null, 'an unknown account');

select * from finish();
rollback;
