begin;
select plan(1);

select is_empty(
    $$ select a.attrelid::regclass, a.attname from pg_attribute as a
       inner join pg_class as c on c.oid = a.attrelid
       where c.relnamespace = 'paper_internal'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
         and a.atttypid in ('numeric'::regtype, 'float8'::regtype, 'float4'::regtype) $$,
    'every number of money or quantity is of a domain'
);

select * from finish();
rollback;
