begin;
select plan(7);

select is(
    paper_internal.key_problem(repeat('k', n)), null, n || ' characters are fine'
) from (values (1), (2), (200)) as v (n);
select alike(paper_internal.key_problem(repeat('k', n)), 'idempotency_key must be 1 to 200 %', n || ' are not')
from (values (0), (201), (3000)) as v (n);
select alike(paper_internal.key_problem(null), 'idempotency_key must be %', 'nor is null');

select * from finish();
rollback;
