begin;
select plan(5);

select paper_test.open_market(p_cash => 1000);
select paper_test.quote('10:00', 99, 100);
select paper_test.send('l', 'buy', 2, 'limit', 90);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 180.0) $$, 'a limit order reserves its limit');
select paper_test.send('t', 'buy', 1, 'stop_limit', 120, 110);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 300.0) $$, 'a stop_limit order its limit, not its stop');
select paper_test.send('s', 'buy', 1, 'stop', null, 110);
-- 110 × 1.04
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 414.4) $$, 'a stop order its stop and the buffer');
select is((select buying_power from paper.accounts), 585.6, 'buying power is what is left');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
