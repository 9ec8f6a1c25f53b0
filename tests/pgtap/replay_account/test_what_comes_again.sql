begin;
select plan(9);

-- Expiries, closes with open exits, and a market of which the beginning was trimmed.
select paper_test.open_market();
select paper_test.quote('09:01', 97, 98);
select paper_test.quote('09:02', 99, 100);
select paper_test.send('a', 'buy', 2);
select paper_test.send('b', 'buy', 1, 'limit', 50, null, '{"time_in_force": "gtd", "expires_at": "2026-01-05T09:30:00Z"}');
select paper_test.send('c', 'sell', 1, 'limit', 200);
select paper_test.quote('10:00', 99, 100);
select paper_test.match();
select is((select status::text from paper.orders where idempotency_key = 'b'), 'expired', 'one expires');
select is((select status::text from paper.close_position('alpha', 'd', 'AAPL')), 'filled', 'one closes what an exit held');
delete from paper_internal.tape where tape_seq < 2;
select lives_ok($$ select paper.replay_account('alpha', 'again') $$, 'all of it comes again');
select is_empty($$ select * from paper.compare_accounts('alpha', 'again') $$, 'as it was');

-- A fill model that is changed while, under other settings, an order is still open.
select paper_test.open_market(p_account_id => 'beta');
select paper_test.send('a', 'buy', 1, 'limit', 90, p_account_id => 'beta');
select paper_test.quote('10:01', 88, 89, 1, 1);
select paper.match_account('beta');
select paper.update_settings('beta', 'b', '{"fill_model": "immediate"}');
select lives_ok($$ select paper.replay_account('beta', 'same') $$, 'the model changes where nothing is open');
select throws_ok(
    $$ select paper.replay_account('beta', 'less', '{"participation_rate": 0.5}') $$, 'ZP010', null, 'and not where something is'
);

-- Rows that do not say what they had seen, and a market that is not what it was.
select paper_test.open_market(p_account_id => 'gamma');
select paper_test.send('a', 'buy', 1, 'limit', 90, p_ticker => 'MSFT', p_account_id => 'gamma');
select paper_test.send('b', 'buy', 1, 'limit', 10, p_ticker => 'MSFT', p_account_id => 'gamma');
select paper_test.quote('10:02', 84, 85, p_ticker => 'MSFT');
select paper.match_account('gamma');
select paper.deposit('gamma', 'later', 1);
update paper_internal.tape set ask = 95, bid = 94 where ticker = 'MSFT' and at = paper_test.at('10:02');
select throws_ok($$ select paper.replay_account('gamma', 'x') $$, 'ZP010', null, 'another market gives no replay of the same');
select throws_ok($$ select paper.fork_account('gamma', 'x', 4) $$, 'ZP010', null, 'nor a fork');
select paper_test.allow_tampering();
update paper_internal.journal set tape_seq = null where account_id = 'gamma';
select throws_ok($$ select paper.replay_account('gamma', 'x', '{"slippage_pct": 0}') $$, 'ZP010', null, 'what an order saw has to be known');

select * from finish();
rollback;
