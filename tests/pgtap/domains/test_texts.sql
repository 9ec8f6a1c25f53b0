begin;
select plan(56);

select lives_ok(format('select paper_test.try_row(%L, %L, %L)', t, c, v), format('%s.%s takes %s', t, c, left(v, 20)))
from (
    values
    ('accounts', 'account_id', repeat('a', 200)), ('accounts', 'account_id', '!~'), ('journal', 'idempotency_key', repeat('k', 200)),
    ('positions', 'ticker', repeat('T', 32)), ('working', 'ticker', '0._/-')
) as v (t, c, v);
-- Which characters of ASCII is asked where a request is checked.
select throws_ok(
    format('select paper_test.try_row(%L, %L, %L)', t, c, v), '23514', null, format('%s.%s refuses %s', t, c, what)
)
from (
    values ('accounts', 'account_id', 200), ('account_grants', 'account_id', 200), ('positions', 'account_id', 200),
    ('journal', 'account_id', 200), ('orders', 'account_id', 200), ('working', 'account_id', 200),
    ('journal', 'idempotency_key', 200), ('positions', 'ticker', 32), ('journal', 'ticker', 32), ('working', 'ticker', 32)
) as c (t, c, longest)
cross join lateral (
    values ('', 'an empty text'), (repeat('A', c.longest + 1), c.longest + 1 || ' characters'), (repeat('A', 3000), '3 kB'),
    (U&'\0410', 'a Cyrillic A'), (U&'A\200B', 'a zero-width space')
) as v (v, what);
select is(
    (select array_agg(distinct l.collname::text)
     from pg_attribute as a
     inner join pg_class as c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'paper_internal'::regnamespace
     inner join pg_collation as l on l.oid = a.attcollation
     where a.attname in ('account_id', 'ticker', 'idempotency_key')),
    '{C}', 'and they are compared byte by byte, whatever the locale of the database'
);

select * from finish();
rollback;
