begin;
select plan(1);

select paper_test.open_market('{"slippage": {"model": "volume_share", "impact": 0.1}}');
select paper_test.send('a', 'buy', 1);
select paper_test.trade('10:00', 100, 5);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 100 print taker'],
    'the share is that of a bar: a print has none'
);

select * from finish();
rollback;
