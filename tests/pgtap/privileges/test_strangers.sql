begin;
select plan(7);

select paper_test.role('nobody_special');
set local role nobody_special;
select throws_ok(q, '42501', null, q)
from (
    values
    ('select paper.open_account(''alpha'')'), ('select * from paper.accounts'), ('select * from paper.journal'),
    ('select * from paper.check()'), ('select paper.schema_version()'), ('select paper.fill_price(null, null, 1, 1, 1, 1)'),
    ('select * from paper_internal.accounts')
) as v (q);

select * from finish();
rollback;
