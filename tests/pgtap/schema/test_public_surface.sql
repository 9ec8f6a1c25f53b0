begin;
select plan(2);

select views_are(
    'paper', '{accounts,bars,broker_accounts,cash_ledger,epochs,fills,instruments,journal,lock_waits,market,open_orders,order_events,orders,positions,quotes,sessions,status,sweeps,trades}'::name[],
    'the views of the contract'
);
select is_empty(
    $$ select c.oid::regclass from pg_class as c
       where c.relnamespace = 'paper'::regnamespace and c.relkind not in ('v', 'c') $$,
    'no tables and no sequences'
);

select * from finish();
rollback;
