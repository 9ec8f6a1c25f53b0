begin;
select plan(2);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select results_eq(
    $$ select idempotency_key, status::text, cash_after, quantity_after, realized_pnl from paper.submit_orders('alpha', array[
           paper_test.request('1', p_side => 'sell'),
           paper_test.request('2', p_quantity => 50, p_limit_price => 20),
           paper_test.request('3', p_limit_price => 0.01),
           paper_test.request('4', p_side => 'sell', p_quantity => 20, p_limit_price => 25),
           paper_test.request('5', p_limit_price => 500),
           paper_test.request('6', p_limit_price => 0.01)
       ]) $$,
    $$ values
       ('1' collate "C", 'rejected', 1000.0, 0.0, null::numeric),
       ('2', 'filled', 0.0, 50.0, 0.0),
       ('3', 'rejected', 0.0, 50.0, null),
       ('4', 'filled', 500.0, 30.0, 100.0),
       ('5', 'filled', 0.0, 31.0, 0.0),
       ('6', 'rejected', 0.0, 31.0, null) $$,
    'each order finds what those before it left'
);
-- (30 × 20 + 1 × 500) / 31
select results_eq(
    $$ select quantity, avg_entry_price, realized_pnl from paper.positions $$,
    $$ values (31.0, 35.483870967742, 100.0) $$,
    'and so does the position'
);

select * from finish();
rollback;
