begin;
select plan(7);

select paper.load_sessions('X', array[
    row('2026-03-02 14:30+00', '2026-03-02 21:00+00'), row('2026-03-03 14:30+00', '2026-03-03 21:00+00')]::paper.session[]);
select paper.set_instrument('A', '{"calendar": "X"}');
select paper.set_instrument('B', '{}');
select is(s.closes_at, v.closes::timestamptz, what)
from (
    values
    ('A', '2026-03-02 12:00+00', '2026-03-02 21:00+00', 'before: the next'), ('A', '2026-03-02 14:30+00', '2026-03-02 21:00+00', 'at the open: in it'),
    ('A', '2026-03-02 20:59+00', '2026-03-02 21:00+00', 'in it'), ('A', '2026-03-02 21:00+00', '2026-03-03 21:00+00', 'at the close: the next'),
    ('A', '2026-03-03 21:00+00', 'infinity', 'after the last one known'), ('B', '2026-03-02 12:00+00', null, 'no calendar'),
    ('C', '2026-03-02 12:00+00', null, 'not known')
) as v (ticker, at, closes, what)
cross join lateral paper_internal.session_at(ticker, at::timestamptz) as s;

select * from finish();
rollback;
