begin;
select plan(300);

create temp table columns (t, c) as values
('accounts', 'cash'), ('accounts', 'reserved'), ('positions', 'quantity'), ('positions', 'avg_entry_price'),
('positions', 'realized_pnl'), ('positions', 'reserved'), ('journal', 'quantity'), ('journal', 'limit_price'),
('journal', 'stop_price'), ('journal', 'price'), ('journal', 'amount'), ('journal', 'fee'), ('journal', 'realized_pnl'),
('journal', 'cash_after'), ('journal', 'quantity_after'), ('journal', 'avg_entry_price_after'), ('orders', 'filled_quantity'),
('orders', 'filled_avg_price'), ('orders', 'fees'), ('orders', 'realized_pnl'), ('orders', 'cash_after'), ('orders', 'quantity_after'), ('orders', 'reserved'),
('orders', 'quantity'), ('orders', 'ordered_quantity'), ('orders', 'limit_price'), ('orders', 'stop_price'), ('orders', 'trail_amount'),
('orders', 'trail_percent'), ('orders', 'watermark'), ('orders', 'reserve_price'), ('orders', 'filled_value'),
('orders', 'maker_value'), ('working', 'trigger_price'), ('watches', 'bid'), ('watches', 'bid_size'),
('watches', 'bid_left'), ('watches', 'ask'), ('watches', 'ask_size'), ('watches', 'ask_left'), ('watches', 'last'),
('watches', 'close'), ('market', 'bid'), ('market', 'ask'), ('market', 'bid_size'), ('market', 'ask_size'),
('market', 'last'), ('market', 'close'), ('tape', 'bid'), ('tape', 'ask'), ('tape', 'bid_size'), ('tape', 'ask_size'),
('tape', 'open'), ('tape', 'high'), ('tape', 'low'), ('tape', 'price'), ('tape', 'size'), ('checkpoints', 'fees');
create table paper_internal.tape_of_tests partition of paper_internal.tape for values from (0) to (1);

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
       where c.relnamespace = 'paper_internal'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition $$,
    'these are all the columns of numbers'
);

select * from finish();
rollback;
