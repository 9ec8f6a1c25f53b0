begin;
select plan(2);

select views_are(
    'paper', '{accounts,broker_accounts,cash_ledger,fills,journal,open_orders,order_events,orders,positions}'::name[],
    'the views of the contract'
);
select is_empty(
    $$ select c.oid::regclass from pg_class as c
       where c.relnamespace = 'paper'::regnamespace and c.relkind not in ('v', 'c') $$,
    'no tables and no sequences'
);

select * from finish();
rollback;
