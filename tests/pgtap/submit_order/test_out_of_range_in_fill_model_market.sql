begin;
select plan(5);

select paper_test.open_market(p_cash => 999999999999999999999);
select paper_test.quote('10:00', 0.000000000001, 0.000000000001);
select is(paper_test.send('a', 'buy', 999999999999999), 'filled', 'as much as can be held');
select is(paper_test.send('b', 'buy', 1), 'rejected', 'and no more');
select is((select reject_reason from paper.orders where idempotency_key = 'b'), 'out_of_range', 'out of range');
select paper_test.quote('10:01', 999999999999999, 999999999999999);
select is(paper_test.send('c', 'sell', 999999999), 'rejected', 'cash has a bound too');
select is((select reject_reason from paper.orders where idempotency_key = 'c'), 'out_of_range', 'out of range too');

select * from finish();
rollback;
