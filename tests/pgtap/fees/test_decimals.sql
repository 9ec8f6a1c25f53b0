begin;
select plan(1);

select paper_test.open_market('{"fees": {"percent": 0.001, "decimals": 2}}');
select paper_test.quote('10:00', 99, 101.5, 9, 9);
select paper_test.send('a', 'buy', 1);
select paper_test.send('b', 'buy', 1.1);
-- 0.1015 and 0.11165
select results_eq(
    $$ select paper_test.story() $$, array['a fill 1 at 101.5 quote taker fee 0.1', 'b fill 1.1 at 101.5 quote taker fee 0.11'],
    'rounded to them'
);

select * from finish();
rollback;
