begin;
select plan(5);

select paper_test.open_market(p_cash => 1000);
select is(paper_test.send('a', 'buy', 6, 'limit', 100), 'accepted', 'what can be paid rests');
select is(paper_test.send('b', 'buy', 4, 'limit', 100.000000000001), 'rejected', 'what cannot is rejected');
select is(
    (select error from paper.orders where idempotency_key = 'b'), 'Insufficient cash: need 400.00, have 400.00', 'with figures'
);
select is(paper_test.send('c', 'buy', 4, 'limit', 100), 'accepted', 'to the last cent');
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (1000.0, 1000.0) $$, 'all is reserved');

select * from finish();
rollback;
