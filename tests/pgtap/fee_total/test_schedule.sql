begin;
select plan(14);

select is(paper_internal.fee_total(f, q, v, m), expected, what)
from (
    values
    (row(0, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 5.0, 500.0, 0.0, 0.0, 'nothing is charged'),
    (row(1, 0, 0, 0, null, null, 12)::paper_internal.fee_schedule, 5, 500, 0, 1, 'per order'),
    (row(0, 0.5, 0, 0, null, null, 12)::paper_internal.fee_schedule, 5, 500, 0, 2.5, 'per share'),
    (row(0, 0, 0.001, 0.002, null, null, 12)::paper_internal.fee_schedule, 5, 500, 0, 1, 'of the value that took'),
    (row(0, 0, 0.001, 0.002, null, null, 12)::paper_internal.fee_schedule, 5, 500, 500, 0.5, 'of the value that made'),
    (row(0, 0, 0.001, 0.002, null, null, 12)::paper_internal.fee_schedule, 5, 500, 200, 0.8, 'of both: 0.2 + 0.6'),
    (row(1, 0.5, 0.001, 0.002, null, null, 12)::paper_internal.fee_schedule, 5, 500, 200, 4.3, 'all together'),
    (row(1, 0, 0, 0, 3, null, 12)::paper_internal.fee_schedule, 5, 500, 0, 3, 'at least the minimum'),
    (row(4, 0, 0, 0, 3, null, 12)::paper_internal.fee_schedule, 5, 500, 0, 4, 'which is no fee of its own'),
    (row(9, 0, 0, 0, null, 0.01, 12)::paper_internal.fee_schedule, 5, 500, 0, 5, 'at most a part of the value'),
    (row(4, 0, 0, 0, null, 0.01, 12)::paper_internal.fee_schedule, 5, 500, 0, 4, 'which is no fee of its own'),
    (row(9, 0, 0, 0, 6, 0.01, 12)::paper_internal.fee_schedule, 5, 500, 0, 6, 'the minimum wins'),
    (row(0, 0, 0, 0.001, null, null, 2)::paper_internal.fee_schedule, 5, 125, 0, 0.13, 'rounded to the decimals, ties away from zero'),
    (row(0, 0, 0, 0.001, null, null, 0)::paper_internal.fee_schedule, 5, 500, 0, 1, 'to whole units')
) as v (f, q, v, m, expected, what);

select * from finish();
rollback;
