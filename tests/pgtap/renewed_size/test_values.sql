begin;
select plan(7);

select is(paper_internal.renewed_size(l, b, s, r), expected, what)
from (
    values
    (2.0, 5.0, 5.0, 1.0, 2.0, 'the same size is not new'),
    (2, 5, 7, 1, 4, 'growth is'),
    (2, 5, 4, 1, 2, 'less takes nothing of what is left'),
    (2, 5, 1, 1, 1, 'unless less is there'),
    (1, 4, 8, 0.5, 3, 'its part of the growth'),
    (4, 8, 2, 0.5, 1, 'at most its part of the whole'),
    (2, 5, null, 1, 2, 'an unknown size renews nothing')
) as v (l, b, s, r, expected, what);

select * from finish();
rollback;
