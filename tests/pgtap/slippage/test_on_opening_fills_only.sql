begin;
select plan(1);

select paper_test.open_market('{
    "slippage": {"model": "fixed_bps", "bps": 100}, "compat": {"slippage_on": "opening"}
}');
select paper_test.quote('10:00', 99, 100);
select paper_test.send('a', 'buy', 1);
select paper_test.send('b', 'sell', 1);
select results_eq(
    $$ select paper_test.story() $$, array['a fill 1 at 101 quote taker', 'b fill 1 at 99 quote taker'],
    'the sell closes and has none'
);

select * from finish();
rollback;
