begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('09:59', 80, 81);
select paper_test.trade('09:59', 81);
select paper_test.quote('10:00', 99, 101);
select paper_test.send('k', 'buy', 1, 'limit', 90);
select paper_test.quote('10:01', 99, 100);
select paper_test.quote('10:02', 98, 99);
select from paper.cancel_order('alpha', paper_test.id_of('k'));
select paper_test.quote('10:03', 79, 80);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') $$,
    array[
        '2 request accepted 1 at 90 10:00:00',
        '3 request cancelled 1 10:02:00',
        'limit_not_reached not_filled at 101 10:00:00',
        'limit_not_reached not_filled at 99 10:02:00 2 quotes'
    ],
    'see what was fed while they were open, nothing before or after'
);
select paper_test.send(
    'due', 'buy', 1, 'limit', 70, null, '{"time_in_force": "gtd", "expires_at": "2026-01-05T10:05:00Z"}'
);
select paper_test.quote('10:06', 68, 69);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('due') $$,
    array[
        '4 request accepted 1 at 70 10:03:00',
        '5 due expired 1 10:05:00',
        'limit_not_reached not_filled at 80 10:03:00',
        'no_market_data not_filled'
    ],
    'up to the time they were due'
);
select is(detail, '{"expires_at": "2026-01-05T10:05:00+00:00"}', 'which the row has')
from paper.explain_order('alpha', paper_test.id_of('due')) where rule = 'due';

select * from finish();
rollback;
