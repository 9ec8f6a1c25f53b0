begin;
select plan(6);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.quote('now', 10, 10, 8, 10);
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 10, 'limit', 10);
select paper_test.rest('r1', 'AAPL', 'sell', 2.5, 100);
create temp table resting as select paper_test.rest('r2', 'AAPL', 'sell', 4, 100) as order_id;
select is((select reserved from paper.positions), 6.5, 'before, 2.5 + 4 are reserved');

select is(
    (select o.status::text from resting as r cross join lateral paper.cancel_order('alpha', r.order_id) as o), 'cancelled',
    'an open order is cancelled'
);
select results_eq(
    $$ select quantity, reserved, avg_entry_price, realized_pnl from paper.positions $$, $$ values (10.0, 2.5, 10.0, 0.0) $$,
    'its 4 are free, those of the other are not, the position stays'
);
select results_eq($$ select cash, reserved from paper.accounts $$, $$ values (900.0, 0.0) $$, 'cash is not touched');
select is(
    (select reject_reason from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 7.500000000001, 'limit', 10)),
    'insufficient_shares', 'what the other reserves cannot be sold'
);
select is(
    (select status::text from paper.submit_order('alpha', 'o3', 'AAPL', 'sell', 7.5, 'limit', 10)), 'filled', 'the rest can'
);

select * from finish();
rollback;
