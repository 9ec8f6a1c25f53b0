begin;
select plan(2);

select is(
    paper_internal.options_problem(v, 'limit', 'buy', 'immediate'), format('unknown option ''%s''', repeat('n', 200)), said
)
from (
    values
    (jsonb_build_object(repeat('n', 200), 1), '200 characters in full'),
    (jsonb_build_object(repeat('n', 201), 1), 'of more no more than that: a message ends up in logs')
) as i (v, said);

select * from finish();
rollback;
