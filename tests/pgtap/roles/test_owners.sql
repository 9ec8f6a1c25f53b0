begin;
select plan(13);

select schema_owner_is('paper', 'paper_owner');
select schema_owner_is('paper_internal', 'paper_owner');
select is_empty(
    $$ select p.oid::regprocedure from pg_proc as p
       where p.pronamespace in ('paper'::regnamespace, 'paper_internal'::regnamespace) and p.proowner <> 'paper_owner'::regrole $$,
    'paper_owner owns every function'
);
select is_empty(
    $$ select c.oid::regclass from pg_class as c
       where c.relnamespace = 'paper_internal'::regnamespace and c.relkind in ('r', 'p') and c.relowner <> 'paper_owner'::regrole $$,
    'and every table'
);
select view_owner_is('paper', v, 'paper_reader', 'paper_reader owns the view ' || v)
from (
    values ('accounts'), ('broker_accounts'), ('cash_ledger'), ('fills'), ('journal'), ('open_orders'), ('order_events'),
    ('orders'), ('positions')
) as v (v);

select * from finish();
rollback;
