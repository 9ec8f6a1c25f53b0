begin;
select plan(3);

select results_eq(
    $$ select pg_get_indexdef(indexrelid) ~ 'UNIQUE .*\(account_id, idempotency_key\) WHERE \(idempotency_key IS NOT NULL\)$'
       from pg_index where indexrelid = 'paper_internal.journal_idempotency_key'::regclass $$,
    $$ values (true) $$,
    'one partial unique index serves all keys'
);
select index_is_type('paper_internal', 'accounts', 'accounts_prefix', 'btree');
select is(
    (select count(*) from pg_index where indrelid = 'paper_internal.orders'::regclass), 1::bigint,
    'orders has its key and no other: one on status would end HOT updates'
);

select * from finish();
rollback;
