begin;
select plan(3);

select is_empty(
    $$ select p.oid::regprocedure from pg_proc as p
       cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
       where p.pronamespace in ('paper'::regnamespace, 'paper_internal'::regnamespace) and a.grantee = 0 $$,
    'no function may be called by PUBLIC'
);
select is_empty(
    $$ select n.nspname, a.privilege_type from pg_namespace as n cross join lateral aclexplode(n.nspacl) as a
       where n.nspname in ('paper', 'paper_internal') and a.grantee = 0 $$,
    'nor is a schema open to it'
);
select is_empty(
    $$ select c.oid::regclass from pg_class as c cross join lateral aclexplode(c.relacl) as a
       where c.relnamespace in ('paper'::regnamespace, 'paper_internal'::regnamespace) and a.grantee = 0 $$,
    'nor a table or view'
);

select * from finish();
rollback;
