begin;
select plan(9);

select col_is_pk('paper_internal', t, k, t || ' is keyed by ' || array_to_string(k, ', '))
from (
    values
    ('accounts'::name, '{account_id}'::name[]), ('account_grants', '{account_id,role_name}'),
    ('positions', '{account_id,ticker}'), ('journal', '{account_id,seq}'), ('orders', '{account_id,seq}'),
    ('working', '{account_id,seq}'), ('checks', '{checked_by}'),
    ('checkpoints', '{account_id,seq}')
) as v (t, k);
select is_empty(
    $$ select c.oid::regclass from pg_class as c
       inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
       where c.relnamespace = 'paper_internal'::regnamespace and c.relkind = 'r' and a.attnum <> 1 $$,
    'account_id leads every table of accounts'
);

select * from finish();
rollback;
