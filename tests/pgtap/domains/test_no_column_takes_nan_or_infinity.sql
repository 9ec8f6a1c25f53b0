begin;
select plan(110);

create temp table columns (t, c) as values
('accounts', 'cash'), ('accounts', 'reserved'), ('positions', 'quantity'), ('positions', 'avg_entry_price'),
('positions', 'realized_pnl'), ('positions', 'reserved'), ('journal', 'quantity'), ('journal', 'limit_price'),
('journal', 'stop_price'), ('journal', 'price'), ('journal', 'amount'), ('journal', 'fee'), ('journal', 'realized_pnl'),
('journal', 'cash_after'), ('journal', 'quantity_after'), ('journal', 'avg_entry_price_after'), ('orders', 'filled_quantity'),
('orders', 'filled_avg_price'), ('orders', 'fees'), ('orders', 'realized_pnl'), ('orders', 'reserved');

select lives_ok(format('select paper_test.try_row(%L, ''account_id'', ''fine'')', t), t || ' takes a good row')
from (select distinct t from columns) as c order by t;
select throws_ok(
    format('select paper_test.try_row(%L, %L, %L)', t, c, v), '23514', null, format('%s.%s refuses %s', t, c, v)
)
from columns cross join (values ('NaN'), ('Infinity'), ('-Infinity'), ('1e30'), ('1e-40')) as v (v);
select set_eq(
    $$ select t, c from columns $$,
    $$ select c.relname::text, a.attname::text from pg_attribute as a
       inner join pg_class as c on c.oid = a.attrelid
       inner join pg_type as y on y.oid = a.atttypid and y.typtype = 'd' and y.typbasetype = 'numeric'::regtype
       where c.relnamespace = 'paper_internal'::regnamespace and c.relkind = 'r' $$,
    'these are all the columns of numbers'
);

select * from finish();
rollback;
