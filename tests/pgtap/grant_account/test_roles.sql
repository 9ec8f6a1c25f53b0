begin;
select plan(11);

select paper.open_account('alpha', 1000);
create temp table before as select paper_test.state('alpha') as state;
select throws_ok(
    format('select paper.grant_account(''alpha'', %L)', r), '42704', null, coalesce(r, 'null') || ' is no role'
)
from (values ('nobody_of_this_name'), (''), (null), ('public'), ('none')) as v (r);
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');
select paper_test.role('Robert"); drop table x; --');
select lives_ok(
    $$ select paper.grant_account('alpha', 'Robert"); drop table x; --') $$, 'a role with any name can be granted to'
);
select is((paper.grant_account('alpha', 'paper_trader')).seq, 1::bigint, 'a grant is no journal row');
create temp table granted as select paper_test.state('alpha') as state;
select lives_ok($$ select paper.grant_account('alpha', 'paper_trader') $$, 'granting twice');
select is(paper_test.state('alpha'), (select state from granted), 'is granting once');
select throws_ok($$ select paper.grant_account('nobody', 'paper_trader') $$, 'ZP001', null, 'an unknown account');

select * from finish();
rollback;
