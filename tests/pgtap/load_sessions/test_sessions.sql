begin;
select plan(9);

select is(paper.load_sessions('X', array[
    row('2026-03-02 14:30+00', '2026-03-02 21:00+00'), row('2026-03-03 14:30+00', '2026-03-03 21:00+00')
]::paper.session[]), 2::bigint, 'how many');
select is(paper.load_sessions('X', array[row('2026-03-03 14:30+00', '2026-03-03 18:00+00')]::paper.session[]), 1::bigint, 'one closes early');
select results_eq(
    $$ select * from paper.sessions order by closes_at $$,
    $$ values ('X'::text collate "C", timestamptz '2026-03-02 14:30+00', timestamptz '2026-03-02 21:00+00'), ('X', '2026-03-03 14:30+00', '2026-03-03 18:00+00') $$,
    'it takes the place of what it overlaps'
);
select is(paper.load_sessions('Y', array[row('2026-03-03 18:00+00', '2026-03-03 19:00+00'), row('2026-03-03 17:00+00', '2026-03-03 18:00+00')]::paper.session[]), 2::bigint, 'touching is not overlapping');
select is(paper.load_sessions('X', null), 0::bigint, 'none');
select throws_ok($$ select paper.load_sessions(null, '{}') $$, 'ZP004');
select throws_ok($$ select paper.load_sessions('a b', '{}') $$, 'ZP004');
select results_eq(
    $$ select index, problem from paper_test.problems($q$ select paper.load_sessions('X', array[
        row('2026-04-02', '2026-04-01'), row('2026-05-01', '2026-05-03'), row('2026-05-02', '2026-05-04'), row(null, '2026-05-04'), row('2026-06-01', 'infinity')
    ]::paper.session[]) $q$) $$,
    $$ values (1, 'closes_at must be after opens_at'), (3, 'the session overlaps another one of the list'),
       (4, 'opens_at and closes_at must be given and between the years 1000 and 3000'), (5, 'opens_at and closes_at must be given and between the years 1000 and 3000') $$, 'all that is wrong'
);
select is((select count(*) from paper.sessions), 4::bigint, 'is not stored');

select * from finish();
rollback;
