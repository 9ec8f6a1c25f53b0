begin;
select plan(5);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100);
select paper_test.send('a', 'buy', 8, 'market', null, null, '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select paper_test.send('b', 'buy', 4, 'limit', 98);
select paper_test.send('c', 'buy', 4, 'limit', 97);
select paper.replace_order('alpha', paper_test.id_of('b'), 'b2', 6, 96);
select paper.cancel_order('alpha', paper_test.id_of('c'));
select paper.cancel_order('alpha', (select order_id from paper.orders where order_type = 'stop'));
select paper_test.send('g1', 'buy', 1, 'limit', 90, null, '{"oco_group": "g"}');
select paper_test.send('g2', 'buy', 1, 'stop', null, 111, '{"oco_group": "g"}');
select paper_test.quote('09:05', 110, 111);
select paper.close_position('alpha', 'x', 'AAPL');
select paper_test.quote('09:06', 95, 96);
select paper.reset_account('alpha', 'r', 1000);
select paper.close_account('alpha', 'z');

select paper.replay_account('alpha', 'same');
select is_empty($$ select * from paper.compare_accounts('alpha', 'same') $$, 'all of it is the same again');
select is((select status from paper.accounts where account_id = 'same'), 'closed', 'to the end');

-- Other cash: the first order is rejected and has no exits, so that the rows have other numbers.
select paper.replay_account('alpha', 'poor', '{}', 700);
select is(
    (select status::text from paper.orders where account_id = 'poor' and idempotency_key = 'b'), 'replaced',
    'a replacement replaces the order of that key'
);
select is(
    (select detail #> '{replace_order,seq}' from paper.journal where account_id = 'poor' and idempotency_key = 'b2'),
    (select to_jsonb(seq) from paper.orders where account_id = 'poor' and idempotency_key = 'b'), 'which it names'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
