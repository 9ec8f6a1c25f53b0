begin;
select plan(11);

select is(paper_internal.choice_problem('x', v::jsonb, array['a', 'b', 'c']), expected, what)
from (
    values
    ('"a"', null, 'the first'),
    ('"c"', null, 'the last'),
    (null, 'x must be a or b or c', 'nothing'),
    ('"d"', 'x must be a or b or c', '"d"'),
    ('""', 'x must be a or b or c', '""'),
    ('"A"', 'x must be a or b or c', '"A"'),
    ('1', 'x must be a or b or c', '1'),
    ('null', 'x must be a or b or c', 'null'),
    ('["a"]', 'x must be a or b or c', '["a"]'),
    ('{}', 'x must be a or b or c', '{}'),
    ('true', 'x must be a or b or c', 'true')
) as v (v, expected, what);

select * from finish();
rollback;
