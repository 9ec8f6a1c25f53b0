begin;
select plan(2);

select paper_test.open_market();
select paper_test.sessions('AAPL', '2026-01-05 14:30 21:00', '2026-01-06 14:30 21:00');
select paper_test.quote('10:00', 99, 100);
select paper_test.send('k', 'buy', 1, 'limit', 90);
select paper_test.quote('10:01', 79, 80);
select paper_test.quote('14:30', 94, 95);
select paper_test.quote('21:00', 95, 96);
select paper_test.quote('21:30', 69, 70);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') $$,
    array[
        '2 request accepted 1 at 90 10:00:00',
        'waits_for_open not_filled at 100 10:00:00',
        'waits_for_open not_filled at 80 10:01:00 1 quotes',
        'limit_not_reached not_filled at 95 14:30:00 2 quotes',
        'market_closed not_filled at 70 21:30:00 1 quotes'
    ],
    'before the open, in the session and after the close'
);
select results_eq(
    $$ select detail -> 'works_from' from paper.explain_order('alpha', paper_test.id_of('k')) where step <= 2 $$,
    array['"2026-01-05T14:30:00+00:00"', '"2026-01-05T14:30:00+00:00"']::jsonb[],
    'with the open it waits for'
);

select * from finish();
rollback;
