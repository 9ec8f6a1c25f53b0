begin;
select plan(4);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 101, 10, 5);
select paper_test.send('b', 'buy', 3, 'limit', 98);
select paper_test.quote('10:01', 99, 100, 10, 2);
select paper_test.quote('10:02', 97, 98.5, 10, 4);
select paper_test.quote('10:03', 97, 99.5, 10, 4);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('b') $$,
    array[
        '2 request accepted 3 at 98 10:00:00',
        'limit_not_reached not_filled 5 at 101 10:00:00',
        'limit_not_reached not_filled 4 at 98.5 10:02:00 3 quotes'
    ],
    'the quote it was tested against when it was sent, and the best of those after it'
);
select set_eq(
    $$ select e.detail from paper.explain_order('alpha', paper_test.id_of('b')) as e where e.seq is null $$,
    array[
        '{"when": "submission", "limit_price": 98}',
        '{"quotes": 3, "limit_price": 98, "first_at": "2026-01-05T10:01:00+00:00", "last_at": "2026-01-05T10:03:00+00:00"}'
    ]::jsonb[],
    'how many of them, from when to when'
);
select paper_test.send('buy', 'buy', 1);
select paper_test.send('s', 'sell', 1, 'limit', 100);
select paper_test.quote('10:04', 99.9, 100, 7, 4);
select paper_test.quote('10:05', 99, 100, 8, 4);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('s') offset 1 $$,
    array[
        'limit_not_reached not_filled 10 at 97 10:03:00',
        'limit_not_reached not_filled 7 at 99.9 10:04:00 2 quotes'
    ],
    'of a sell the highest bid'
);
select results_eq(
    $$ select step from paper.explain_order('alpha', paper_test.id_of('s')) $$, array[1, 2, 3], 'steps are numbered'
);

select * from finish();
rollback;
