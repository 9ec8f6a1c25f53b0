begin;
select plan(32);

create table paper_internal.tape_of_tests partition of paper_internal.tape for values from (0) to (1);

select lives_ok(format('select paper_test.try_row(%L, %L, %L)', t, c, v), format('%s.%s takes %s', t, c, v))
from (
    values
    ('journal', 'price', '0.000000000001'), ('journal', 'limit_price', '999999999999999.999999999999'),
    ('journal', 'quantity', '0.000000000001'), ('journal', 'stop_price', '999999999999999.999999999999'),
    ('positions', 'quantity', '-999999999999999.999999999999'), ('orders', 'filled_quantity', '999999999999999.999999999999'),
    ('orders', 'filled_avg_price', '0'), ('accounts', 'cash', '999999999999999999999.999999999999999999999999'),
    ('working', 'seq', '9'), ('tape', 'size', '0'), ('tape', 'size', '999999999999999.999999999999'),
    ('watches', 'ask_left', '0')
) as v (t, c, v);
select throws_ok(
    format('select paper_test.try_row(%L, %L, %L)', t, c, v), '23514', null, format('%s.%s refuses %s', t, c, v)
)
from (
    values
    ('journal', 'price', '0'), ('journal', 'price', '-1'), ('journal', 'price', '1e15'), ('journal', 'price', '0.0000000000010'),
    ('journal', 'quantity', '0'), ('journal', 'quantity', '-1'), ('journal', 'quantity', '1e15'),
    ('journal', 'quantity', '1.0000000000001'), ('positions', 'quantity', '1e15'), ('positions', 'quantity', '-1e15'),
    ('positions', 'quantity', '1.0000000000001'), ('positions', 'avg_entry_price', '-0.000000000001'),
    ('positions', 'avg_entry_price', '1e15'), ('positions', 'avg_entry_price', '1.0000000000001'), ('accounts', 'cash', '1e21'),
    ('accounts', 'cash', '-1e21'), ('accounts', 'cash', '1.0000000000000000000000001'),
    ('tape', 'size', '-0.000000000001'), ('tape', 'size', '1e15'), ('tape', 'size', '1.0000000000001')
) as v (t, c, v);

select * from finish();
rollback;
