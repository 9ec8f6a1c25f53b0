begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100, 10, 5);
select paper_test.send('first', 'buy', 5);
select paper_test.send('k', 'buy', 4, 'limit', 100);
select results_eq(
    $$ select * from paper_test.explained('k') offset 1 $$,
    array['no_size_left not_filled 5 at 100 10:00:00', 'no_market_data not_filled'],
    'another order had taken it all; nothing was fed since'
);
select paper_test.quote('10:01', 99, 100, 10, 5);
select paper_test.quote('10:02', 99, 100, 10, 6);
select paper_test.quote('10:03', 99, 99, 10, 0);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') $$,
    array[
        '3 request accepted 4 at 100 10:00:00',
        '4 limit partial_fill 1 at 100 10:02:00',
        'no_size_left not_filled 5 at 100 10:00:00',
        'no_size_left not_filled 0 at 99 10:03:00 2 quotes'
    ],
    'only what a quote grows by is new; a size of 0 is none; the quote that filled a part is not counted'
);

select * from finish();
rollback;
