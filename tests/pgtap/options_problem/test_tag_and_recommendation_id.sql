begin;
select plan(24);

select is(
    paper_internal.options_problem(jsonb_build_object(k, repeat(U&'\00E9', n)), 'limit', 'buy', 'immediate'), null, k || ' of ' || n || ' characters'
)
from (values ('tag'), ('recommendation_id')) as o (k) cross join (values (1), (2), (199), (200)) as v (n);
select is(
    paper_internal.options_problem(jsonb_build_object(k, v), 'limit', 'buy', 'immediate'), k || ' must be a string of 1 to 200 characters',
    k || ' ' || left(v::text, 20)
)
from (values ('tag'), ('recommendation_id')) as o (k)
cross join (
    values ('""'::jsonb), (to_jsonb(repeat('x', 201))), ('1'), ('12345'), ('null'), ('["x"]'), ('{}'), ('true')
) as v (v);

select * from finish();
rollback;
