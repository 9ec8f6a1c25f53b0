begin;
select plan(1);

select paper_test.open_market('{"fees": {"per_order": 9, "maximum": 0.01, "minimum": 2}}');
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 5);
select paper_test.send('b', 'buy', 1);
select results_eq(
    $$ select paper_test.story() $$, array['a fill 5 at 100 quote taker fee 5', 'b fill 1 at 100 quote taker fee 2'],
    'at most a part of the value, and the minimum wins'
);

select * from finish();
rollback;
