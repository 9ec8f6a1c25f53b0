begin isolation level read committed;
select plan(15);

set transaction read only;
select lives_ok(q, q)
from (
    values
    ('select * from paper.check()'), ('select paper.schema_version()'), ('select * from paper.order_of(gen_random_uuid())'),
    ('select * from paper.accounts'), ('select * from paper.broker_accounts'), ('select * from paper.cash_ledger'),
    ('select * from paper.fills'), ('select * from paper.journal'), ('select * from paper.open_orders'),
    ('select * from paper.order_events'), ('select * from paper.orders'), ('select * from paper.positions')
) as v (q);
select throws_ok(q, 'ZP001', null, q || ' knows no such account')
from (
    values
    ($$ select paper.clock('nobody') $$), ($$ select paper.seq_at('nobody', now()) $$),
    ($$ select * from paper.explain_order('nobody', null) $$)
) as v (q);

select * from finish();
rollback;
