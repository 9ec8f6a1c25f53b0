begin;
select plan(2);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100, 10, 10);
select paper_test.send('a', 'buy', 1);
select paper_test.send('b', 'buy', 1, 'limit', 90);
select paper_test.quote('09:02', 99, 100, 10, 12);
select paper_test.match();
select paper.set_clock('alpha', paper_test.at('09:10'));
select paper.replay_account('alpha', 'again');
select is(paper.clock('again'), paper.clock('alpha'), 'its clock stands where that of the source does');
select results_eq(
    $$ select checked_seq, ask_left from paper_internal.watches where account_id = 'again' $$,
    $$ select checked_seq, ask_left from paper_internal.watches where account_id = 'alpha' $$,
    'and it has seen as much of the tape'
);

select * from finish();
rollback;
