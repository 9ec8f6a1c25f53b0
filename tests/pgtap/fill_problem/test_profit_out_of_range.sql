begin;
select plan(6);

-- the position's realized profit comes last: (side, quantity, price, cash, buying power, held, available, profit)
select is(
    paper_internal.fill_problem('sell', 1, 10, 0, 0, 5, 5, s * 999999999999999999999.999999999999), null,
    'profit may come near 10^21: ' || s
)
from (values (1), (-1)) as v (s);
select is(paper_internal.fill_problem('sell', 1, 10, 0, 0, 5, 5, s * 1e21), 'out_of_range', 'but not to it: ' || s)
from (values (1), (-1)) as v (s);
select is(paper_internal.fill_problem('sell', 1, 10, 0, 0, 5, 5), null, 'none is given: none');
select is(paper_internal.fill_problem('buy', 1, 10, 0, 10, 5, 5, -1e21), 'out_of_range', 'a buy is no exception');

select * from finish();
rollback;
