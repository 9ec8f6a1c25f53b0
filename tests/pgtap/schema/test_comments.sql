begin;
select plan(4);

select is_empty(
    $$ select p.oid::regprocedure from pg_proc as p
       where p.pronamespace = 'paper'::regnamespace and obj_description(p.oid, 'pg_proc') is null $$,
    'every public function says what it does'
);
select is_empty(
    $$ select c.oid::regclass, a.attname from pg_class as c
       inner join pg_attribute as a on a.attrelid = c.oid and not a.attisdropped and a.attnum >= 0
       where c.relnamespace = 'paper'::regnamespace and c.relkind = 'v'
         and (col_description(c.oid, a.attnum) is null or obj_description(c.oid, 'pg_class') is null) $$,
    'every view and each of its columns'
);
select is_empty(
    $$ select t.oid::regtype from pg_type as t left join pg_class as c on c.oid = t.typrelid
       where t.typnamespace = 'paper'::regnamespace and (t.typtype = 'e' or c.relkind = 'c')
         and obj_description(t.oid, 'pg_type') is null $$,
    'every type'
);
select is_empty(
    $$ select c.oid::regclass from pg_class as c
       where c.relnamespace = 'paper_internal'::regnamespace and c.relkind = 'r'
         and c.relname not in ('migrations', 'deployment') and obj_description(c.oid, 'pg_class') is null $$,
    'every table'
);

select * from finish();
rollback;
