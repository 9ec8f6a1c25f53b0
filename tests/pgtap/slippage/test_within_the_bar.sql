begin;
select plan(2);

select paper_test.open_market('{"slippage": {"model": "fixed_bps", "bps": 200}}');
select paper_test.open_market(
    '{"slippage": {"model": "fixed_bps", "bps": 200}, "compat": {"slippage_within_bar": false}}', p_account_id => 'beta'
);
select paper_test.send('a', 'buy', 1);
select paper_test.send('a', 'buy', 1, p_account_id => 'beta');
select paper_test.bar('10:00', '10:01', 100, 101, 99, 100);
select results_eq(
    $$ select paper_test.match() $$, array['a fill 1 at 101 open taker'],
    'slippage does not leave the range of the bar'
);
select results_eq($$ select paper_test.match('beta') $$, array['a fill 1 at 102 open taker'], 'unless it may');

select * from finish();
rollback;
