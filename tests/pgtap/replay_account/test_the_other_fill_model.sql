begin;
select plan(6);

select paper.open_account('alpha', 1000, '{"clock": "simulated"}');
select paper_test.quote('09:01', 9, 10);
select paper.submit_order('alpha', 'a', 'AAPL', 'buy', 1, 'limit', 12);
select paper.submit_order('alpha', 'b', 'AAPL', 'buy', 1, 'limit', 8);
select paper_test.quote('09:02', 7, 8);
select paper.submit_order('alpha', 'c', 'AAPL', 'sell', 2, 'limit', 20);
select paper_test.quote('09:03', 9, 10);

select paper.replay_account('alpha', 'market', '{"fill_model": "market"}');
select results_eq(
    $$ select * from paper_test.story('market') $$,
    $$ values ('a fill 1 at 10 quote taker'), ('b accepted'), ('b fill 1 at 8 limit maker'), ('c accepted') $$,
    'what filled at its limit fills in the market, or rests'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select paper.replay_account('market', 'back', '{"fill_model": "immediate"}');
select results_eq(
    $$ select idempotency_key, fill_price from paper.orders where account_id = 'back' order by seq $$,
    $$ select idempotency_key, fill_price from paper.orders where account_id = 'alpha' order by seq $$,
    'and back'
);
select paper_test.send('d', 'buy', 1, 'trailing_stop', null, null, '{"trail_amount": 1}', 'AAPL', 'market');
select throws_ok(
    $$ select paper.replay_account('market', 'x', '{"fill_model": "immediate"}') $$, 'ZP010', null,
    'what an order of the other model cannot be is refused by its key'
);
select paper.cancel_all_orders('market');
select paper.update_settings('market', 'u', '{"fill_model": "immediate"}');
select lives_ok($$ select paper.replay_account('market', 'both') $$, 'an account that changed its model is replayed in both');
select is_empty($$ select * from paper.compare_accounts('market', 'both') $$, 'as it was');

select * from finish();
rollback;
