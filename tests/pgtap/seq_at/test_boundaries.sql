begin;
select plan(12);

select paper.open_account('alpha', 1000, '{"clock": "simulated"}');
select paper.set_clock('alpha', '2020-01-01 10:00+00');
select paper.deposit('alpha', 'd2', 1);
select paper.deposit('alpha', 'd3', 1);
select paper.deposit('alpha', 'd4', 1);
select paper.set_clock('alpha', '2020-01-02 10:00+00');
select paper.deposit('alpha', 'd5', 1);
select paper.set_clock('alpha', '2020-01-03 10:00+00');
select paper.deposit('alpha', 'd6', 1);
select paper.deposit('alpha', 'd7', 1);
select paper.set_clock('alpha', '2020-01-05 10:00+00');

select is(paper.seq_at('alpha', at::timestamptz), seq::bigint, 'at ' || at || ' it was ' || seq)
from (
    values
    ('-infinity', 0), ('1800-01-01', 0), ('2020-01-01 09:59:59.999999+00', 1), ('2020-01-01 10:00+00', 4),
    ('2020-01-01 10:00:00.000001+00', 4), ('2020-01-02 09:59:59.999999+00', 4), ('2020-01-02 10:00+00', 5),
    ('2020-01-03 09:59:59.999999+00', 5), ('2020-01-03 10:00+00', 7), ('2020-01-04 00:00+00', 7),
    ('2020-01-05 10:00+00', 7), ('infinity', 7)
) as v (at, seq);

select * from finish();
rollback;
