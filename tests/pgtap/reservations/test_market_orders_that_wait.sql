begin;
select plan(3);

select paper_test.open_market('{"market_buffer": 0.1, "slippage": {"model": "fixed_bps", "bps": 100}}', 1000);
select paper_test.send('n', 'buy', 1);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 0.0) $$, 'no price known, nothing reserved');
select paper_test.bar('09:30', '09:31', 50, 50, 50, 50, p_ticker => 'MSFT');
select paper_test.send('c', 'buy', 1, p_ticker => 'MSFT');
-- 50 × 1.01 × 1.1
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 55.55) $$, 'the last close, slippage and buffer');
select paper_test.quote('09:40', 59, 60, 1, 0, p_ticker => 'MSFT');
select paper_test.send('q', 'buy', 1, p_ticker => 'MSFT');
-- The close is lower: 60 × 1.01 × 1.1 = 66.66
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 122.21) $$, 'the newest ask when it is higher');

select * from finish();
rollback;
