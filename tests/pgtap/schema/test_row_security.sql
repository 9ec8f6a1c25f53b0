begin;
select plan(9);

select is(
    (select relrowsecurity and not relforcerowsecurity from pg_class where oid = format('paper_internal.%I', t)::regclass), true,
    t || ': on, not forced'
)
from (values ('accounts'), ('account_grants'), ('positions'), ('journal'), ('orders'), ('working'),
    ('sweeps'), ('checks')) as v (t);
select is_empty(
    $$ select c.oid::regclass from pg_class as c
       where c.relnamespace = 'paper'::regnamespace and c.relkind = 'v' and c.reloptions is not null $$,
    'views are neither security barriers nor invokers'
);

select * from finish();
rollback;
