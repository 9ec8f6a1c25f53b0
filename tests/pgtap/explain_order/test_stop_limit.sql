begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 101);
select paper_test.send('k', 'buy', 2, 'stop_limit', 106, 105);
select paper_test.quote('10:01', 103, 104);
select paper_test.quote('10:02', 106, 107);
select paper_test.match();
select paper_test.quote('10:03', 107, 108);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') $$,
    array[
        '2 request accepted 2 at 106 10:00:00',
        '3 stop triggered at 107 10:02:00',
        'stop_not_reached not_filled at 101 10:00:00',
        'stop_not_reached not_filled at 104 10:01:00 1 quotes',
        'limit_not_reached not_filled at 107 10:02:00 2 quotes'
    ],
    'elected, and then the limit was not reached'
);
select set_eq(
    $$ select e.detail from paper.explain_order('alpha', paper_test.id_of('k')) as e where e.rule like 'stop%' $$,
    array[
        '{"data": "quote", "market_at": "2026-01-05T10:02:00+00:00", "stop_price": 105}',
        '{"when": "submission", "stop_price": 105}',
        '{"quotes": 1, "stop_price": 105, "first_at": "2026-01-05T10:01:00+00:00", "last_at": "2026-01-05T10:01:00+00:00"}'
    ]::jsonb[],
    'with the stop'
);

select * from finish();
rollback;
