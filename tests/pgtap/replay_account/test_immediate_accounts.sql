begin;
select plan(8);

-- The market moves between the orders, which it prices.
select paper.open_account('alpha', 1000, '{"clock": "simulated"}');
select paper.submit_order('alpha', 'none', 'AAPL', 'buy', 1);
select paper_test.quote('09:01', 9, 10);
select paper.submit_order('alpha', 'quote', 'AAPL', 'buy', 1);
select paper_test.quote('09:02', 19, null);
select paper.submit_order('alpha', 'one-sided', 'AAPL', 'buy', 1);
select paper_test.trade('09:03', 30);
select paper.submit_order('alpha', 'trade', 'AAPL', 'buy', 1);
select paper.submit_order('alpha', 'bid', 'AAPL', 'sell', 1);
select paper.submit_order('alpha', 'estimate', 'AAPL', 'buy', 1, 'market', 50);
select paper.submit_order('alpha', 'stop', 'AAPL', 'buy', 1, 'stop', null, 60);
select paper.close_position('alpha', 'close', 'AAPL');
select paper.update_settings('alpha', 'u', '{"default_price": 7, "slippage_pct": 0.1}');
select paper.submit_order('alpha', 'other', 'IBM', 'buy', 1);
select paper_test.quote('09:04', 1, 2);

select is(
    (select array_agg(trim_scale(fill_price) order by seq) from paper.orders where account_id = 'alpha'),
    '{100.1,10.01,100.1,30.03,18.981,50.05,60,18.981,7.7}', 'what the orders were filled at'
);
select lives_ok($$ select paper.replay_account('alpha', 'same') $$, 'the same again');
select is_empty($$ select * from paper.compare_accounts('alpha', 'same') $$, 'is the same');
select paper.replay_account('alpha', 'free', '{"slippage_pct": 0}');
select is(
    (select array_agg(trim_scale(fill_price) order by seq) from paper.orders where account_id = 'free'),
    '{100,10,100,30,19,50,60,19,7}', 'without slippage: at the prices of then, whatever the settings became'
);
select is(
    (select settings -> 'default_price' from paper.accounts where account_id = 'free'), '7', 'what is not otherwise stays as it was'
);
select paper.replay_account('alpha', 'poor', '{}', 105);
select is(
    (select count(*) from paper.orders where account_id = 'poor' and reject_reason = 'insufficient_cash'), 5::bigint,
    'with less cash some are rejected'
);
select is(
    (select status::text from paper.submit_order('poor', 'quote', 'AAPL', 'buy', 1)), 'rejected', 'and stay so: their keys are used'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
