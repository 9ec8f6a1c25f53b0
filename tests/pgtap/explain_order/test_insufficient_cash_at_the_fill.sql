begin;
select plan(2);

select paper_test.open_market('{"check": "fill"}', 1000);
select paper_test.quote('10:00', 99, 101, 50, 50);
select paper_test.send('k', 'buy', 15, 'limit', 100);
select paper_test.quote('10:01', 99, 100.5, 50, 50);
select paper_test.quote('10:02', 99, 100, 50, 0);
select paper_test.quote('10:03', 98, 99, 50, 50);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') $$,
    array[
        '2 request accepted 15 at 100 10:00:00',
        '3 request cancelled 15 10:03:00',
        'limit_not_reached not_filled 50 at 101 10:00:00',
        'limit_not_reached not_filled 50 at 100.5 10:01:00 1 quotes',
        'no_size_left not_filled 0 at 100 10:02:00 1 quotes',
        'insufficient_cash not_filled 50 at 99 10:03:00 1 quotes'
    ],
    'the datum it could have had, and could not pay'
);
select paper_test.open_market('{"on_short_cash": "reduce"}', 1000, 'beta');
select paper_test.send('once', 'buy', 15, p_options => '{"time_in_force": "ioc"}', p_account_id => 'beta');
select results_eq(
    $$ select * from paper_test.explained('once', 'beta') $$,
    array[
        '2 request accepted 15 10:03:00', '3 quote partial_fill 10 at 99 10:03:00', '4 ioc cancelled 5 10:03:00',
        'insufficient_cash not_filled 50 at 99 10:03:00'
    ],
    'what could be paid was filled'
);

select * from finish();
rollback;
