begin;
select plan(7);

select is(
    (select option_value from pg_class as c cross join lateral pg_options_to_table(c.reloptions)
     where c.oid = format('paper_internal.%I', t)::regclass and option_name = 'fillfactor'), f, t
)
from (values ('accounts', '40'), ('positions', '60'), ('orders', '45'), ('working', '80'), ('journal', null), ('journal_pkey', '100')) as v (t, f);
select results_eq(
    $$ select option_name, option_value from pg_class as c cross join lateral pg_options_to_table(c.reloptions)
       where c.oid = 'paper_internal.working'::regclass and option_name like 'autovacuum%' order by option_name $$,
    $$ values
       ('autovacuum_vacuum_cost_delay', '0'), ('autovacuum_vacuum_scale_factor', '0'), ('autovacuum_vacuum_threshold', '5000') $$,
    'working is vacuumed early'
);

select * from finish();
rollback;
