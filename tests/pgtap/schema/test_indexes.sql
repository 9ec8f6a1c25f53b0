begin;
select plan(4);

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
select is(
    (
        select string_agg(i.indexrelid::regclass::text, ' ' order by i.indexrelid::regclass::text)
        from pg_index as i inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where
            i.indrelid = 'paper_internal.working'::regclass and a.attname <> 'account_id'
            and pg_get_expr(i.indpred, i.indrelid) ~ '\mseq > 0\M' is not true
    ),
    null,
    'no query of one account can be planned through the orders of all'
);

select * from finish();
rollback;
