begin;
select plan(19);

select throws_ok(format('select paper.open_account(%L)', a), 'ZP004', null, what)
from (
    values
    (null, 'null'), ('', 'empty'), (repeat('a', 201), '201 characters'), (repeat('a', 3000), '3000 characters'),
    ('a b', 'a space'), (E'a\n', 'a newline'), (U&'\0410lpha', 'a Cyrillic A'), (U&'al\200Bpha', 'a zero-width space'),
    (chr(127), 'DEL')
) as v (a, what);
select is((paper.open_account(repeat('a', 200))).account_id, repeat('a', 200), '200 characters are fine');
select is((paper.open_account(a)).account_id, a, a || ' is a name')
from (values ('!~'), ('a''b'), ('a"b'), ('a\b'), ('a,(b)'), ('{x}'), ('$1'), ('%s'), (';--')) as v (a);

select * from finish();
rollback;
