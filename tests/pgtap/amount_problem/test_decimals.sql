begin;
select plan(5);

select is(paper_internal.amount_problem(a), null, a || ' has at most 12 decimals')
from (values (0.123456789012), (1.1000000000000000000000000)) as v (a);
select alike(paper_internal.amount_problem(a), '%at most 12 decimals', a || ' has more')
from (values (0.1234567890123), (1.0000000000001), (1 + 1e-40)) as v (a);

select * from finish();
rollback;
