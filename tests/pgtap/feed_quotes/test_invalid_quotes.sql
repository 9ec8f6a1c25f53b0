begin;
select plan(20);

select is(f::text, '(0,0,0,1)', what)
from (
    values
    (null::paper.quote, 'null'),
    (row(null, '2026-03-01', 1, 2, 1, 1, 1)::paper.quote, 'no ticker'),
    (row('a', '2026-03-01', 1, 2, 1, 1, 1)::paper.quote, 'a bad ticker'),
    (row('A', null, 1, 2, 1, 1, 1)::paper.quote, 'no time'),
    (row('A', 'infinity', 1, 2, 1, 1, 1)::paper.quote, 'an infinite time'),
    (row('A', '2026-03-01', null, null, 1, 1, 1)::paper.quote, 'no side'),
    (row('A', '2026-03-01', 2, 1, 1, 1, 1)::paper.quote, 'crossed'),
    (row('A', '2026-03-01', 0, 1, 1, 1, 1)::paper.quote, 'a bid of zero'),
    (row('A', '2026-03-01', -1, 1, 1, 1, 1)::paper.quote, 'a bid below zero'),
    (row('A', '2026-03-01', 1, 'NaN', 1, 1, 1)::paper.quote, 'an ask that is no number'),
    (row('A', '2026-03-01', 1, 'Infinity', 1, 1, 1)::paper.quote, 'an infinite ask'),
    (row('A', '2026-03-01', 1, 1e15, 1, 1, 1)::paper.quote, 'an ask out of range'),
    (row('A', '2026-03-01', 1.0000000000001, 2, 1, 1, 1)::paper.quote, '13 decimals'),
    (row('A', '2026-03-01', 1, 2, -1, 1, 1)::paper.quote, 'a size below zero'),
    (row('A', '2026-03-01', 1, 2, 1, 'NaN', 1)::paper.quote, 'a size that is no number')
) as v (quote, what)
cross join lateral paper.feed_quotes(array[quote]) as f;
select is_empty('select from paper_internal.market', 'nothing is stored of them');

select is(f::text, '(1,0,0,0)', what)
from (
    values
    (row('L', '2026-03-01', 1, 1, 1, 1, 1)::paper.quote, 'locked quotes are valid'),
    (row('N', '2026-03-01', null, 1, null, 0, null)::paper.quote, 'and so are a missing side, an unknown size and a size of 0'),
    (row('Z', '2026-03-01', 1.0000000000000, 2, 1, 1, null)::paper.quote, 'zeros beyond the 12th decimal are dropped')
) as v (quote, what)
cross join lateral paper.feed_quotes(array[quote]) as f;
select is(bid::text, '1', 'and not stored') from paper_internal.market where ticker = 'Z';

select * from finish();
rollback;
