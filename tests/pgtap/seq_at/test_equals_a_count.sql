begin;
select plan(28);

select paper.open_account('alpha', 1000, '{"clock": "simulated"}');
-- 60 rows at 13 different times
select count(c)
from generate_series(1, 60) as n
cross join lateral (
    select paper.set_clock('alpha', '2020-01-01'::timestamptz + interval '1 hour' * (n * n / 300)) as at
) as t
cross join lateral (select paper.deposit('alpha', 'd' || n, n) from (select t.at offset 0) as x) as c;
select is(
    paper.seq_at('alpha', h), (select count(*) from paper.journal where at <= h), 'rows until ' || h
) from generate_series('2019-12-31 23:30+00'::timestamptz, '2020-01-01 13:00+00', interval '30 minutes') as h;

select * from finish();
rollback;
