begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 101, 5, 0);
select paper_test.send('k', 'buy', 1, 'stop_limit', 103, 100);
select paper_test.quote('10:01', 103, 104, 5, 5);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') $$,
    array[
        '2 request accepted 1 at 103 10:00:00',
        'no_size_left not_filled 0 at 101 10:00:00',
        'limit_not_reached not_filled 5 at 104 10:01:00 1 quotes'
    ],
    'elected when it was sent: waits for size and its limit only'
);
select paper_test.send('filled', 'buy', 1, 'stop', null, 100);
select results_eq(
    $$ select * from paper_test.explained('filled') $$,
    array[
        '3 request accepted 1 at 100 10:01:00', '3 stop triggered at 104 10:01:00', '3 quote fill 1 at 104 10:01:00'
    ],
    'and filled when there is some'
);

select * from finish();
rollback;
