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
    (select string_agg(a.attname, ' ' order by a.attname) from (
        select distinct a.attname
        from pg_index as i inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
        where i.indrelid = 'paper_internal.orders'::regclass
    ) as a), 'account_id oco_group oco_seq parent_seq seq',
    'orders has no index on what changes: one on status would end HOT updates'
);

select * from finish();
rollback;
