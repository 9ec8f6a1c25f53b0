begin;
select plan(4);

-- After each fill nothing is open; the quote, and what was taken of it, stand.
select paper_test.open_market();
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 4);
select paper_test.send('b', 'sell', 1);
select paper_test.send('c', 'buy', 3);

select paper.fork_account('alpha', 'beta', 2);
select is(paper_test.send('rest', 'buy', 10, p_account_id => 'beta'), 'partially_filled', 'a fork has what was left');
select is(
    (select fill_quantity from paper.orders where account_id = 'beta' and idempotency_key = 'rest'), 6.0, 'and no more'
);
-- Both sides change: what was taken before does not matter any more.
select paper_test.quote('09:02', 98, 101, 10, 10);
select paper.fork_account('alpha', 'gamma', 2);
select is(
    (select fill_quantity from paper.submit_order('gamma', 'rest', 'AAPL', 'buy', 10)), 10.0, 'a new quote is new'
);
select is_empty($$ select * from paper.check() $$, 'the books are right');

select * from finish();
rollback;
