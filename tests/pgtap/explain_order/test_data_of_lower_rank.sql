begin;
select plan(1);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 101);
select paper_test.send('k', 'buy', 1, 'limit', 98);
select paper_test.trade('10:01', 97);
select paper_test.bar('10:01', '10:02', 97, 97, 97, 97);
select paper_test.trade('10:20', 99);
select paper_test.bar('10:30', '10:31', 97, 97, 97, 97);
select paper_test.trade('10:40', 98);
select paper_test.match();
select results_eq(
    $$ select * from paper_test.explained('k') offset 2 $$,
    array[
        'outranked_by_quotes not_filled at 97 10:01:00 1 trades',
        'outranked_by_quotes_or_trades not_filled at 97 10:02:00 2 bars',
        'limit_not_reached not_filled at 99 10:20:00 1 trades',
        'limit_only_touched not_filled at 98 10:40:00 1 trades'
    ],
    'as long as the quote is fresh'
);

select * from finish();
rollback;
