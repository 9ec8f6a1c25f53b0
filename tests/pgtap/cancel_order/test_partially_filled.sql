begin;
select plan(2);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
create temp table resting as select paper_test.rest('r', 'AAPL', 'buy', 5, 100) as order_id;
-- As after a fill of 2 at 90: 3 × 100 stay reserved.
update paper_internal.orders set status = 'partially_filled', filled_quantity = 2, filled_avg_price = 90, reserved = 300;
update paper_internal.accounts set reserved = 300;

select results_eq(
    $$ select o.status::text, o.quantity, o.fill_quantity, o.fill_price, o.filled_at
       from resting as r cross join lateral paper.cancel_order('alpha', r.order_id) as o $$,
    $$ values ('cancelled', 5.0, 2.0, 90.0, null::timestamptz) $$,
    'what was filled stays filled'
);
select is((select reserved from paper.accounts), 0.0, 'what was left is free');

select * from finish();
rollback;
