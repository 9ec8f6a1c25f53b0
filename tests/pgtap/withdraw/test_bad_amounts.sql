begin;
select plan(13);

select paper.open_account('alpha', 1000);
select throws_ok(
    format('select paper.withdraw(''alpha'', ''w'', %L)', a), 'ZP004', null, coalesce(a, 'null') || ' is refused'
)
from (
    values ('0'), ('-1'), ('-0.000000000001'), ('NaN'), ('Infinity'), ('-Infinity'), ('1e21'), ('1e30'), ('0.1234567890123'),
    (null)
) as v (a);
select throws_ok($$ select paper.withdraw('alpha', '', 1) $$, 'ZP004', null, 'an empty key');
select throws_ok($$ select paper.withdraw('nobody', 'w', 1) $$, 'ZP001', null, 'an unknown account');
select is((select seq from paper.accounts), 1::bigint, 'nothing was written');

select * from finish();
rollback;
