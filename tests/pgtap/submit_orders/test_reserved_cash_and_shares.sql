begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 10, 'limit', 10);
select paper.update_settings('alpha', 's', '{"fill_model": "market"}');
select paper_test.rest('r1', 'AAPL', 'sell', 4, 100);
select paper_test.rest('r2', 'MSFT', 'buy', 3, 100);
select paper_test.quote('now', 0.01, 600.060000000001, 6, 1);

select results_eq(
    $$ select idempotency_key, status::text, error from paper.submit_orders('alpha', array[
           paper_test.request('s1', p_side => 'sell', p_quantity => 6.000000000001),
           paper_test.request('s2', p_side => 'sell', p_quantity => 6, p_limit_price => 0.01),
           paper_test.request('b1', p_quantity => 1, p_limit_price => 600.060000000001),
           paper_test.request('b2', p_quantity => 1, p_limit_price => 600.06)
       ]) $$,
    $$ values
       ('s1' collate "C", 'rejected', 'Insufficient shares: need 6.000000000001, have 6'),
       ('s2', 'filled', null),
       ('b1', 'rejected', 'Insufficient cash: need 600.06, have 600.06'),
       ('b2', 'accepted', null) $$,
    'what open orders have claimed can be neither sold nor spent'
);
select results_eq(
    $$ select cash, reserved, buying_power from paper.accounts $$, $$ values (900.06, 900.06, 0.0) $$, 'the reservation stays'
);
select results_eq(
    $$ select quantity, reserved from paper.positions where ticker = 'AAPL' $$, $$ values (4.0, 4.0) $$, 'of the shares too'
);

select * from finish();
rollback;
