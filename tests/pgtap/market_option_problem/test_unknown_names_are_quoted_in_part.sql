begin;
select plan(2);

select is(
    paper_internal.market_option_problem(v, '1'), format('unknown option ''%s''', repeat('n', 200)), said
)
from (
    values
    (repeat('n', 200), '200 characters in full'),
    (repeat('n', 201), 'of more no more than that: a message ends up in logs')
) as i (v, said);

select * from finish();
rollback;
