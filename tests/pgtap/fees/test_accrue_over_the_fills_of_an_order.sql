begin;
select plan(4);

select paper_test.open_market('{"fees": {"per_order": 1, "minimum": 3, "percent": 0.01}}');
select paper_test.quote('10:00', 99, 100, 9, 1);
select paper_test.send('a', 'buy', 4, 'limit', 100);
-- 1 + 1 is below the minimum of 3
select results_eq(
    $$ select paper_test.story() $$, array['a accepted', 'a partial_fill 1 at 100 quote taker fee 3'],
    'the minimum'
);
select paper_test.quote('10:01', 99, 100, 9, 2);
select results_eq(
    $$ select paper_test.match() $$, array['a partial_fill 1 at 100 limit maker'],
    '1 + 2 is the minimum: no further fee'
);
select paper_test.quote('10:02', 99, 100, 9, 4);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 2 at 100 limit maker fee 2'],
    '1 + 4: the difference'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
