begin;
select plan(26);

select is(paper_internal.key_problem(k), null, k || ' is printable')
from (values ('!'), ('~'), ('"'), (''''), ('\'), ('a,b(c)'), ('{}'), ('k-1/2_3.4:5'), ('Az09')) as v (k);
select is_empty(
    $$ select from generate_series(33, 126) as n where paper_internal.key_problem(chr(n)) is not null $$,
    'so is every character from ! to ~'
);
select alike(paper_internal.key_problem(k), 'idempotency_key must be %printable ASCII%', what || ' is refused')
from (
    values
    (' ', 'a space'), ('a b', 'a space inside'), (' a', 'a leading space'), ('a ', 'a trailing space'),
    (chr(127), 'DEL'), ('a' || chr(127), 'DEL at the end'), (chr(31), 'a control character'), (E'\t', 'a tab'),
    (E'a\n', 'a newline at the end'), (E'a\nb', 'a newline inside'), (E'\na', 'a newline at the beginning'),
    (U&'\0410', 'Cyrillic A'), ('A' || U&'\0410', 'Cyrillic A after A'), (U&'a\200Bb', 'a zero-width space'),
    (U&'\00E9', 'é'), (U&'\FF21', 'a full-width A')
) as v (k, what);

select * from finish();
rollback;
