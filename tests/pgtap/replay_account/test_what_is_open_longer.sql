begin;
select plan(9);

-- The orders fill at once, and only in part where half of what is displayed may be taken.
select paper_test.open_market(p_account_id => v.a) from unnest('{alpha,beta,gamma}'::text[]) as v (a);
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 10, p_account_id => v.a) from unnest('{alpha,beta,gamma}'::text[]) as v (a);
select paper.reset_account('alpha', 'r', 1000);
select paper.close_account('beta', 'z');
select paper.update_settings('gamma', 'u', '{"slippage": {"model": "none"}}');
select paper.replay_account(v.a, 'half-of-' || v.a, '{"participation_rate": 0.5}') from unnest('{alpha,beta,gamma}'::text[]) as v (a);

select results_eq(
    $$ select * from paper_test.story('half-of-alpha') $$,
    $$ values ('a accepted'), ('a partial_fill 5 at 100 quote taker'), ('a cancelled request'), ('r reset') $$,
    'a reset ends what is open under other settings'
);
select is((select cash from paper.accounts where account_id = 'half-of-alpha'), 1000.0, 'and begins with what it begins with');
select results_eq(
    $$ select * from paper_test.story('half-of-beta') $$,
    $$ values ('a accepted'), ('a partial_fill 5 at 100 quote taker'), ('a cancelled request'), ('z correction') $$,
    'so does the end of the account'
);
select is(
    (select status::text from paper.orders where account_id = 'half-of-gamma'), 'partially_filled', 'other settings end nothing'
);

-- What ended an order may not come, and then it does not end.
select paper_test.open_market(p_account_id => 'delta');
select paper_test.quote('09:02', 99, 100, 10, 10, p_ticker => 'IBM');
select paper_test.send('b', 'buy', 4, 'market', null, null, '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}', 'IBM', 'delta');
select paper_test.quote('09:03', 110, 111, 4, 4, p_ticker => 'IBM');
select paper.match_account('delta');
select is(
    (select status::text from paper.orders where account_id = 'delta' and order_type = 'stop'), 'cancelled', 'one exit ends the other'
);
select paper.replay_account('delta', 'half-of-delta', '{"participation_rate": 0.5}');
select results_eq(
    $$ select order_type::text, status::text from paper.open_orders where account_id = 'half-of-delta' order by seq $$,
    $$ values ('limit', 'partially_filled'), ('stop', 'accepted') $$, 'not where it fills in part'
);

-- With more cash an order that could not be paid is filled, and works on.
select paper_test.open_market('{"check": "fill"}', 1000, 'epsilon');
select paper_test.quote('09:03', 99, 100, 15, 15, p_ticker => 'MSFT');
select paper_test.send('c', 'buy', 20, 'limit', 98, p_ticker => 'MSFT', p_account_id => 'epsilon');
select paper_test.quote('09:04', 97, 98, 15, 15, p_ticker => 'MSFT');
select paper.match_account('epsilon');
select results_eq(
    $$ select * from paper_test.story('epsilon') $$,
    $$ values ('c accepted'), ('c cancelled request insufficient_cash') $$, 'what cannot be paid ends'
);
select paper.replay_account('epsilon', 'rich', '{}', 10000);
select results_eq(
    $$ select * from paper_test.story('rich') $$,
    $$ values ('c accepted'), ('c partial_fill 15 at 98 limit maker') $$, 'and not where it can'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
