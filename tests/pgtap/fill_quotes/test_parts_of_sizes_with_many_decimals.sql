begin;
select plan(2);

select paper_test.open_market('{"participation_rate": 0.1}');
select paper_test.quote('10:00', 99, 100, 5, 33.333333333339);
select paper_test.send('a', 'buy', 10, 'limit', 100);
select paper_test.quote('10:01', 99, 100, 5, 66.666666666678);
select paper_test.quote('10:02', 99, 100, 5, 66.666666666679);
select paper_test.match();
select results_eq(
    $$ select paper_test.story() $$,
    array[
        'a accepted',
        'a partial_fill 3.333333333333 at 100 quote taker',
        'a partial_fill 3.333333333333 at 100 limit maker'
    ],
    'are rounded down'
);

select paper_test.open_market('{"participation_rate": 999}', 1e20, p_account_id => 'beta');
select paper_test.quote('10:03', 99, 100, 5, 999999999999999);
select paper_test.send('b', 'buy', 10, p_account_id => 'beta');
select paper_test.quote('10:04', 99, 100, 5, 999999999999999);
select is(paper_test.send('c', 'buy', 10, p_account_id => 'beta'), 'filled', 'and stay within the range of sizes');

select * from finish();
rollback;
