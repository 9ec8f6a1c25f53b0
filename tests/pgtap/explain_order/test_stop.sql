begin;
select plan(3);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 101);
select paper_test.send('k', 'buy', 3);
select paper_test.send('s', 'sell', 2, 'stop', null, 95);
select paper_test.quote('10:01', 98, 99);
select paper_test.quote('10:02', 96, 97, 3, 3);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('s') $$,
    array[
        '3 request accepted 2 at 95 10:00:00',
        'stop_not_reached not_filled at 99 10:00:00',
        'stop_not_reached not_filled 3 at 96 10:02:00 2 quotes'
    ],
    'the price that came nearest to the stop'
);
select paper_test.quote('10:03', 94, 95);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('s') $$,
    array[
        '3 request accepted 2 at 95 10:00:00', '4 stop triggered at 94 10:03:00', '4 quote fill 2 at 94 10:03:00'
    ],
    'the trigger seen, and the fill through it'
);

-- At the open of a bar: the bar before, which ended at the same time, had not reached it.
select paper_test.bar('11:00', '11:01', 90, 91, 89, 90, p_ticker => 'B');
select paper_test.send('b', 'buy', 1, 'stop_limit', 91.5, 92, p_ticker => 'B');
select paper_test.bar('11:01', '11:02', 90, 91, 89, 90, p_ticker => 'B');
select paper_test.bar('11:02', '11:03', 93, 94, 92, 93, p_ticker => 'B');
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('b') $$,
    array[
        '5 request accepted 1 at 91.5 11:01:00',
        '6 stop triggered at 93 11:02:00',
        'no_market_data not_filled',
        'stop_not_reached not_filled at 91 11:02:00 1 bars',
        'limit_not_reached not_filled at 92 11:03:00 1 bars'
    ],
    'elected at the open of a bar'
);

select * from finish();
rollback;
