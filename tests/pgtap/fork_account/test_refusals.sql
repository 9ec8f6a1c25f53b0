begin;
select plan(14);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100);
select paper_test.send('a', 'buy', 4, 'market', null, null, '{"order_class": "bracket", "take_profit": {"limit_price": 110}, "stop_loss": {"stop_price": 90}}');
select paper_test.send('b', 'buy', 4, 'limit', 98);
select paper.replace_order('alpha', paper_test.id_of('b'), 'c', 6);

select throws_ok($$ select paper.fork_account('alpha', 'x', 2) $$, 'ZP010', null, 'between an entry and its exits');
select throws_ok($$ select paper.fork_account('alpha', 'x', 3) $$, 'ZP010', null, 'between the exits');
select lives_ok($$ select paper.fork_account('alpha', 'four', 4) $$, 'after both there is a fork');
select throws_ok($$ select paper.fork_account('alpha', 'x', 6) $$, 'ZP010', null, 'between an order and what replaces it');
select throws_ok($$ select paper.fork_account('alpha', 'x', 0) $$, 'ZP004', null, 'before the opening');
select throws_ok($$ select paper.fork_account('alpha', 'x', 8) $$, 'ZP004', null, 'beyond the end');
select throws_ok($$ select paper.fork_account('alpha', 'x', 4, now()) $$, 'ZP004', null, 'a row and a time');
select throws_ok($$ select paper.fork_account('alpha', 'x', null, '1800-01-01') $$, 'ZP004', null, 'a time before the opening');
select throws_ok($$ select paper.fork_account('alpha', 'a b') $$, 'ZP004', null, 'a name that is none');
select throws_ok($$ select paper.fork_account('nobody', 'x') $$, 'ZP001', null, 'an account that is none');
select throws_ok($$ select paper.fork_account('alpha', 'alpha') $$, 'ZP006', null, 'a name that is taken');
select throws_ok($$ select paper.fork_account('alpha', 'four', 5) $$, 'ZP006', null, 'by another fork');
select is(
    (paper_test.error($$ select paper.fork_account('alpha', 'four', 5) $$)).detail::jsonb,
    '{"fork": {"account_id": "alpha", "seq": 4, "at": null}}', 'whose request is told'
);
select is((select array_agg(account_id order by account_id) from paper.accounts), '{alpha,four}', 'nothing else was written');

select * from finish();
rollback;
