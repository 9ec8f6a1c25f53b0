begin;
select plan(2);

select paper_test.open_market('{"slippage": {"model": "volume_share", "impact": 0.1}}');
select paper_test.send('a', 'buy', 10);
select paper_test.send('b', 'buy', 10);
select paper_test.bar('10:00', '10:01', 100, 101, 99, 100, 100);
-- 100 × (1 + 0.1 × (10/100)²), then × (1 + 0.1 × (20/100)²)
select results_eq(
    $$ select paper_test.match() $$, array['a fill 10 at 100.1 open taker', 'b fill 10 at 100.4 open taker'],
    'what was taken of the bar before counts'
);
select paper_test.send('c', 'sell', 20);
select paper_test.bar('10:01', '10:02', 100, 101, 99, 100, 50);
-- 100 × (1 − 0.1 × (20/50)²) is below the low
select results_eq(
    $$ select paper_test.match() $$, array['c fill 20 at 99 open taker'],
    'a sell gets less, in the range of the bar'
);

select * from finish();
rollback;
