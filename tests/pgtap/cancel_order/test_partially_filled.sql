begin;
select plan(3);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
-- 2 at 90 are there: 3 × 100 stay reserved.
select paper_test.quote('now', 89, 90, 5, 2);
create temp table resting as select order_id from paper.submit_order('alpha', 'r', 'AAPL', 'buy', 5, 'limit', 100);
select is((select reserved from paper.accounts), 300.0, 'before, what is left is reserved');

select results_eq(
    $$ select o.status::text, o.quantity, o.fill_quantity, o.fill_price, o.filled_at
       from resting as r cross join lateral paper.cancel_order('alpha', r.order_id) as o $$,
    $$ values ('cancelled', 5.0, 2.0, 90.0, null::timestamptz) $$,
    'what was filled stays filled'
);
select is((select reserved from paper.accounts), 0.0, 'what was left is free');

select * from finish();
rollback;
