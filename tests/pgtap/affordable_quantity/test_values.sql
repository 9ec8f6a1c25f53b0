begin;
select plan(14);

select is(paper_internal.affordable_quantity(f, c, p, l::paper.liquidity, b, d), expected, what)
from (
    values
    (row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 1000.0, 300.0, 'taker', true, 0, 3.0, 'whole units'),
    (row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 1000, 300, 'taker', true, 2, 3.33, 'or parts of them'),
    (row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 900, 300, 'taker', true, 0, 3, 'to the last cent'),
    (row(1, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 900, 300, 'taker', true, 0, 2, 'the fee per order'),
    (row(1, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 900, 300, 'taker', false, 0, 3, 'is paid with the first fill'),
    (row(0, 1, 0, 0, null, null, 12)::paper_internal.fee_schedule, 903, 300, 'taker', false, 0, 3, 'the fee per share'),
    (row(0, 1, 0, 0, null, null, 12)::paper_internal.fee_schedule, 902, 300, 'taker', false, 0, 2, 'to the last cent'),
    (row(0, 0, 0.1, 0.5, null, null, 12)::paper_internal.fee_schedule, 990, 300, 'maker', true, 0, 3, 'of the value, a maker'),
    (row(0, 0, 0.1, 0.5, null, null, 12)::paper_internal.fee_schedule, 990, 300, 'taker', true, 0, 2, 'and a taker'),
    (row(0, 0, 0, 0, 50, null, 12)::paper_internal.fee_schedule, 900, 300, 'taker', true, 0, 2, 'the minimum'),
    (row(0, 0, 0, 0, 50, null, 12)::paper_internal.fee_schedule, 950, 300, 'taker', true, 0, 3, 'to the last cent'),
    (row(0, 0, 0, 0, 50, null, 12)::paper_internal.fee_schedule, 900, 300, 'taker', false, 0, 3, 'with the first fill'),
    (row(5, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 4, 300, 'taker', true, 2, 0, 'never less than nothing'),
    (row(905, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 4, 300, 'taker', true, 0, 0, 'however far the fee goes beyond the cash')
) as v (f, c, p, l, b, d, expected, what);

select * from finish();
rollback;
