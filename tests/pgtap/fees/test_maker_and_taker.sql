begin;
select plan(1);

select paper_test.open_market('{"fees": {"percent": 0.5, "maker": 0.001, "taker": 0.002}}');
select paper_test.quote('10:00', 99, 100, 9, 1);
select paper_test.send('a', 'buy', 3, 'limit', 100);
select paper_test.quote('10:01', 99, 100, 9, 3);
select paper.match_account('alpha');
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'a accepted',
        'a partial_fill 1 at 100 quote taker fee 0.2',
        'a fill 2 at 100 limit maker fee 0.2'
    ],
    'replace percent by the liquidity of each fill'
);

select * from finish();
rollback;
