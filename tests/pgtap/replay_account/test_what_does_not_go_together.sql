begin;
select plan(4);

-- Cancels of two times.
select paper_test.open_market();
select paper_test.quote('09:01', 99, 100);
select paper_test.send('a', 'buy', 1, 'limit', 90);
select paper_test.send('b', 'buy', 1, 'limit', 91);
select paper.set_clock('alpha', paper_test.at('09:10'));
select paper.cancel_order('alpha', paper_test.id_of('a'));
select paper.set_clock('alpha', paper_test.at('09:20'));
select paper.cancel_order('alpha', paper_test.id_of('b'));
select lives_ok($$ select paper.replay_account('alpha', 'again') $$, 'cancels of two times');
select results_eq(
    $$ select at from paper.journal where account_id = 'again' and event_type = 'cancelled' order by seq $$,
    $$ select paper_test.at(t) from unnest('{09:10,09:20}'::text[]) as t $$, 'each at its own'
);

-- Of two tickers, the later datum seen first: those were two calls.
select paper_test.open_market(p_account_id => 'beta');
select paper_test.send('a', 'buy', 1, 'limit', 90, p_account_id => 'beta');
select paper_test.send('b', 'buy', 1, 'limit', 90, p_ticker => 'IBM', p_account_id => 'beta');
select paper_test.quote('09:30', 88, 89);
select paper.match_account('beta');
select paper_test.quote('09:25', 88, 89, p_ticker => 'IBM');
select paper.match_account('beta');
select lives_ok($$ select paper.replay_account('beta', 'the-same') $$, 'data that were not seen in their order');
select is(
    array(select ticker from paper.fills where account_id = 'the-same' order by seq), '{AAPL,IBM}', 'are not, again'
);

select * from finish();
rollback;
