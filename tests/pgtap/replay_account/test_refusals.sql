begin;
select plan(8);

select paper.open_account('alpha', 1000);
select throws_ok($$ select paper.replay_account('alpha', 'x', '{"colour": 1}') $$, 'ZP004', null, 'an unknown setting');
select throws_ok($$ select paper.replay_account('alpha', 'x', null) $$, 'ZP004', null, 'no settings at all');
select throws_ok($$ select paper.replay_account('alpha', 'x', '{"clock": "simulated"}') $$, 'ZP004', null, 'another clock');
select throws_ok($$ select paper.replay_account('alpha', 'x', '{}', -1) $$, 'ZP004', null, 'less than no cash');
select throws_ok($$ select paper.replay_account('nobody', 'x') $$, 'ZP001', null, 'an account that is none');
select throws_ok($$ select paper.replay_account('alpha', 'alpha') $$, 'ZP006', null, 'a name that is taken');
select paper.replay_account('alpha', 'beta', '{"slippage_pct": 0.1}');
select is((paper.replay_account('alpha', 'beta', '{"slippage_pct": 0.10}')).account_id, 'beta', 'the same call again');
select throws_ok($$ select paper.replay_account('alpha', 'beta', '{"slippage_pct": 0.2}') $$, 'ZP006', null, 'and another one');

select * from finish();
rollback;
