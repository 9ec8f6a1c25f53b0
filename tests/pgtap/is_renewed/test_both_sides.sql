begin;
select plan(10);

select paper_test.open_market();
select paper_test.quote('09:01', 99, 100, 10, 10);
select is(paper_internal.is_renewed('alpha', 1, 1), true, 'nothing was taken');
select paper_test.send('a', 'buy', 4);
select is(paper_internal.is_renewed('alpha', 2, 2), false, 'something was');
select paper_test.quote('09:02', 98, 100, 10, 10);
select is(paper_internal.is_renewed('alpha', 2, 2), false, 'one side has changed');
select paper_test.send('rest', 'buy', 1, 'limit', 50);
select paper_test.quote('09:03', 98, 101, 10, 10);
select is(paper_internal.is_renewed('alpha', 2, 2), true, 'both have, one after the other');
select is(paper_internal.is_renewed('alpha', 2, 3), false, 'but not before the next row of the ticker');

-- A side that is not there is another one.
select paper_test.open_market(p_account_id => 'beta');
select paper_test.quote('09:04', 99, 100, 10, 10, 'IBM');
select paper_test.send('a', 'buy', 4, p_ticker => 'IBM', p_account_id => 'beta');
select paper_test.quote('09:05', null, 101, null, 10, 'IBM');
select is(paper_internal.is_renewed('beta', 2, 2), true, 'a side that went is a change');
select paper_test.send('b', 'buy', 4, p_ticker => 'IBM', p_account_id => 'beta');
select is(paper_internal.is_renewed('beta', 3, 3), false, 'of the newest fill, not of one before');
select paper_test.send('c', 'buy', 1, p_account_id => 'beta');
select paper_test.quote('09:06', 90, 91, 10, 10, 'IBM');
select is(paper_internal.is_renewed('beta', 4, 4), false, 'of every ticker');

-- Of prints and bars nothing is displayed.
select paper_test.open_market(p_account_id => 'gamma');
select paper_test.trade('09:07', 100, 5, 'MSFT');
select paper_test.send('a', 'buy', 1, 'limit', 99, p_ticker => 'MSFT', p_account_id => 'gamma');
select paper_test.trade('09:08', 98, 5, 'MSFT');
select paper.match_account('gamma');
select is(
    (select status::text from paper.orders where account_id = 'gamma'), 'filled', 'a print fills an order'
);
select is(paper_internal.is_renewed('gamma', 3, 3), true, 'where no quote was ever fed there is nothing to renew');

select * from finish();
rollback;
