begin;
select plan(12);

select paper_test.open_market('{"fees": {"per_order": 1}}');
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 4);
select paper_test.send('b', 'buy', 20, 'limit', 98, null, '{"order_class": "oto", "take_profit": {"limit_price": 110}}');
select paper_test.send('c', 'sell', 4, 'trailing_stop', null, null, '{"trail_amount": 1}');
select paper_test.send('no', 'sell', 400, 'market');
create temp table exported as select array(select e from paper.export_account('alpha') as e) as lines;

select results_eq(
    $$ select cash, reserved, seq, clock, settings from paper.import_account((select lines from exported), 'beta') $$,
    $$ select cash, reserved, seq, clock, settings from paper.accounts where account_id = 'alpha' $$, 'as it was'
);
select is_empty($$ select * from paper.compare_accounts('alpha', 'beta') $$, 'with all of its orders and fills');
select is_empty($$ select * from paper.check() $$, 'and right books');
select is(
    (select array_agg(to_jsonb(w) - '{account_id,born}'::text[] order by w.seq) from paper_internal.working as w where w.account_id = 'beta'),
    (select array_agg(to_jsonb(w) - '{account_id,born}'::text[] order by w.seq) from paper_internal.working as w where w.account_id = 'alpha'),
    'what is open waits for the same'
);
select is(paper_test.send('a', 'buy', 4, p_account_id => 'beta'), 'filled', 'keys return what is stored');
select is(paper_test.send('no', 'sell', 400, p_account_id => 'beta'), 'rejected', 'rejections too');
select is((paper.import_account((select lines from exported), 'beta')).seq, 6::bigint, 'the same call again returns it');
select throws_ok($$ select paper.import_account((select lines from exported)) $$, 'ZP006', null, 'the account itself is there');
select isnt(
    (select prefix from paper_internal.accounts where account_id = 'beta'),
    (select prefix from paper_internal.accounts where account_id = 'alpha'), 'beside the account, the ids of its orders are others'
);

select paper_test.quote('09:02', 97, 98, 10, 6);
select results_eq(
    $$ select * from paper_test.match('beta') $$, $$ select * from paper_test.match('alpha') $$, 'both trade on alike'
);
select is_empty($$ select * from paper.compare_accounts('alpha', 'beta') $$, 'and stay the same');
select is((paper.fork_account('beta', 'gamma', 4)).cash, 99599.0, 'on the same tape the past can be lived again');

select * from finish();
rollback;
