begin;
select plan(12);

select paper.open_account('alpha', 1000);
create temp table before as select paper_test.state('alpha') as state;

select throws_ok(
    format('select paper.reset_account(''alpha'', ''r'', %L)', a), 'ZP004', null, coalesce(a, 'null') || ' is refused'
)
from (values ('-0.01'), ('NaN'), ('Infinity'), ('-Infinity'), ('1e21'), ('1e30'), ('0.1234567890123'), (null)) as v (a);
select throws_ok($$ select paper.reset_account('alpha', ' ', 1) $$, 'ZP004', null, 'a bad key');
select throws_ok($$ select paper.reset_account('nobody', 'r', 1) $$, 'ZP001', null, 'an unknown account');
select is(paper_test.state('alpha'), (select state from before), 'nothing was written');
select is((paper.reset_account('alpha', 'r', 0)).cash, 0.0, 'an epoch may begin without cash');

select * from finish();
rollback;
