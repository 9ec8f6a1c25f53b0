begin;
select plan(5);

select is(f::text, '(3,0,0,0)', 'one after the other, touching or apart') from paper.feed_bars(array[
    row('A', '2026-03-01', '2026-03-02', 2, 4, 1, 3, 10), row('A', '2026-03-02', '2026-03-03', 2, 4, 1, 3, null),
    row('A', '2026-03-05', '2026-03-06', 2, 2, 2, 2, 0)
]::paper.bar[]) as f;
select is(f::text, '(0,2,2,1)', 'known by starts_at') from paper.feed_bars(array[
    row('A', '2026-03-01', '2026-03-02', 2, 4, 1, 3, 10), row('A', '2026-03-05', '2026-03-06', 2, 2, 2, 2, 0),
    row('A', '2026-03-05', '2026-03-06', 2, 2, 2, 2, 1), row('A', '2026-03-03', '2026-03-04', 2, 2, 2, 2, 0),
    row('A', '2026-03-05 12:00', '2026-03-07', 2, 2, 2, 2, 0)
]::paper.bar[]) as f;
select is(
    (select problem from paper_test.problems(
        $$ select * from paper.feed_bars(array[row('A', '2026-03-05 12:00', '2026-03-07', 2, 2, 2, 2, 0)]::paper.bar[], true) $$)),
    'the bar overlaps the one before it', 'one that begins inside the newest one is invalid'
);
select results_eq(
    $$ select starts_at, ends_at, open, high, low, close, volume from paper.bars where tape_seq = 1 $$,
    $$ values (timestamptz '2026-03-01', timestamptz '2026-03-02', 2::numeric, 4::numeric, 1::numeric, 3::numeric, 10::numeric) $$,
    'as fed'
);
select results_eq(
    $$ select close, close_at, newest_at from paper.market $$,
    $$ values (2::numeric, timestamptz '2026-03-06', timestamptz '2026-03-06') $$, 'the newest'
);

select * from finish();
rollback;
