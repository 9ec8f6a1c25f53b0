begin;
select plan(1);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 5, 'limit', 101);
select paper_test.send('b', 'buy', 5, 'limit', 100);
select paper_test.send('c', 'sell', 5, 'limit', 98);
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'a fill 5 at 100 quote taker',
        'b fill 5 at 100 quote taker',
        'c fill 5 at 99 quote taker'
    ],
    'at the opposite quote, not at the limit'
);

select * from finish();
rollback;
