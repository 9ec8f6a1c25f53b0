begin;
select plan(5);

select paper_test.open_market();
select paper_test.quote('10:00', 99, 100);
select paper_test.send('h', 'buy', 5);
select is(paper_test.send('a', 'sell', 3, 'limit', 110), 'accepted', 'what is held');
select is((select reserved from paper.positions), 3.0, 'is claimed');
select is(paper_test.send('b', 'sell', 2.000000000001), 'rejected', 'what is claimed cannot be sold');
select is(
    (select error from paper.orders where idempotency_key = 'b'), 'Insufficient shares: need 2.000000000001, have 2', 'as the error says'
);
select is(paper_test.send('c', 'sell', 2), 'filled', 'the rest can');

select * from finish();
rollback;
