begin;
select plan(6);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100);
select paper_test.send('a', 'buy', 1);
select paper_test.send('b', 'buy', 1, 'limit', 95);
select paper_test.quote('09:02', 96, 97);
select paper_test.send('c', 'buy', 1, 'limit', 94);
select paper_test.quote('09:03', 93, 94);
select paper_test.match();

-- As trim_tape() leaves it, which drops whole days.
delete from paper_internal.tape where tape_seq < 2;
select throws_ok($$ select paper.fork_account('alpha', 'x', 3) $$, 'ZP010', null, 'without what an open order saw there is no fork');
select throws_ok($$ select paper.replay_account('alpha', 'x') $$, 'ZP010', null, 'and no replay');
select is((paper.fork_account('alpha', 'head')).seq, 6::bigint, 'at the newest row there is one');
select is_empty($$ select * from paper.check() $$, 'with right books');
select is((select count(*) from paper.accounts), 2::bigint, 'and nothing else was written');


-- An order that was there before the first datum of all.
select paper_test.open_market(p_account_id => 'beta');
select paper_test.send('a', 'buy', 1, 'limit', 90, p_ticker => 'IBM', p_account_id => 'beta');
select paper_test.quote('09:04', 91, 92, p_ticker => 'IBM');
select paper_test.quote('09:05', 89, 90, p_ticker => 'IBM');
select paper.match_account('beta');
delete from paper_internal.tape where ticker = 'IBM' and tape_seq < 2;
select throws_ok(
    $$ select paper.replay_account('beta', 'y', '{"fees": {"per_order": 1}}') $$, 'ZP010', null, 'nor any after what the first order of all saw'
);

select * from finish();
rollback;
