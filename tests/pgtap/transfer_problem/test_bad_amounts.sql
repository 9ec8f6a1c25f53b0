begin;
select plan(9);

select isnt(paper_internal.transfer_problem(a, 0), null, a || ' is refused')
from (
    values (-1.0), (-0.000000000001), (0.1234567890123), (1e21), (1e30), ('NaN'), ('Infinity'), ('-Infinity')
) as v (a);
select isnt(paper_internal.transfer_problem(null, 0), null, 'null is refused');

select * from finish();
rollback;
