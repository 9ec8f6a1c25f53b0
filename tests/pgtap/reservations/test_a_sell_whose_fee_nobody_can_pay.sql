begin;
select plan(3);

select paper_test.open_market('{"fees": {"minimum": 5}}', 105);
select paper_test.quote('10:00', 1, 100);
select paper_test.send('h', 'buy', 1);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (0.0, 0.0) $$, 'the buy and its fee took all');
select paper_test.send('s', 'sell', 1, 'limit', 2);
select paper_test.quote('10:01', 3, 100);
select results_eq(
    $$ select paper_test.match() $$, array['s cancelled request insufficient_cash'],
    'is cancelled, the transaction does not fail'
);
select is((select quantity from paper.positions), 1.0, 'the share is still there');

select * from finish();
rollback;
