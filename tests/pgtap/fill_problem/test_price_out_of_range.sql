begin;
select plan(16);

select is(
    paper_internal.fill_problem(s, 0.000001, p, 1, 1e18, 5, 5), 'out_of_range', s || ' at ' || p || ' is out of range'
)
from (values ('buy'::paper.order_side), ('sell')) as s (s)
cross join (values (0.0), (-1), (1000000000000000), (1000000000000001)) as v (p);
select is(paper_internal.fill_problem(s, 0.000001, p, 1, 1e18, 5, 5), null, s || ' at ' || p || ' is not')
from (values ('buy'::paper.order_side), ('sell')) as s (s)
cross join (values (0.0001), (0.5), (1), (999999999999999.999999999999)) as v (p);

select * from finish();
rollback;
