begin;
select plan(7);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 4);
select paper_test.send('b', 'buy', 20, 'limit', 98);
select paper_test.quote('09:02', 97, 98, 10, 6);
select paper.deposit('alpha', 'd', 10);
select paper_test.quote('09:03', 97.5, 98, 10, 20);
select paper_test.send('c', 'sell', 10, 'market');
select paper.withdraw('alpha', 'w', 98000);
select paper.cancel_all_orders('alpha');

select results_eq(
    $$ select * from paper_test.story() $$,
    $$ values ('a fill 4 at 100 quote taker'), ('b accepted'), ('b partial_fill 6 at 98 limit maker'), ('d deposit'),
              ('b fill 14 at 98 limit maker'), ('c fill 10 at 97.5 quote taker'), ('w withdrawal') $$,
    'what happened'
);
select lives_ok($$ select paper.replay_account('alpha', 'same') $$, 'the same again');
select is_empty($$ select * from paper.compare_accounts('alpha', 'same') $$, 'is the same');
select paper.replay_account('alpha', 'dear', '{"fees": {"percent": 0.01}, "participation_rate": 0.5}', 5000);
select is(
    (select array_agg(s) from paper_test.story('dear') as s)::text[] @> '{a fill 4 at 100 quote taker fee 4,d deposit}', true,
    'orders are made again, and deposits'
);
select is(
    (select count(*) from paper.journal where account_id = 'dear' and idempotency_key = 'w'), 0::bigint,
    'what is not covered is not withdrawn'
);
select is((select initial_cash from paper.accounts where account_id = 'dear'), 5000.0, 'it began with other cash');
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
