begin;
select plan(1);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 101, 10, 5);
select paper_test.send('k', 'buy', 8);
select paper_test.quote('10:01', 99, 100, 10, 2);
select paper_test.quote('10:02', 97, 98, 10, 0);
select paper_test.quote('10:03', 97, 98.5, 10, 4);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') $$,
    array[
        '2 request accepted 8 10:00:00',
        '3 quote partial_fill 5 at 101 10:00:00',
        '4 quote partial_fill 2 at 100 10:01:00',
        '5 quote fill 1 at 98.5 10:03:00'
    ],
    'each fill; nothing is missing of an order that is filled'
);

select * from finish();
rollback;
