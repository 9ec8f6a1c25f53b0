begin;
select plan(1);

select paper_test.open_market();
select paper_test.quote('10:00', 99.000000000001, 100.000000000001);
select paper_test.send('a', 'buy', 1);
select paper_test.send('b', 'sell', 1);
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'a fill 1 at 100.000000000001 quote taker',
        'b fill 1 at 99.000000000001 quote taker'
    ],
    'fill as they are'
);

select * from finish();
rollback;
