begin;
select plan(4);

select paper.open_account('alpha', 1000, '{"clock": "simulated", "slippage_pct": 0}');
select paper.set_clock('alpha', '2020-01-01 10:00+00');
select paper.deposit('alpha', 'd', 1);
select paper_test.rest('r', 'AAPL', 'buy', 5, 100);
select results_eq(
    $$ select status::text, fill_quantity, fill_price, fees, realized_pnl, filled_at, submitted_at from paper.orders $$,
    $$ values (
           'accepted', 0.0, null::numeric, 0.0, 0.0, null::timestamptz, '2020-01-01 10:00+00'::timestamptz
       ) $$,
    'accepted, nothing is filled'
);
update paper_internal.orders
set status = 'partially_filled', filled_quantity = 2, filled_avg_price = 99.5, fees = 0.25, updated_at = '2020-01-02 10:00+00';
select results_eq(
    $$ select status::text, fill_quantity, fill_price, fees, filled_at from paper.orders $$,
    $$ values ('partially_filled', 2.0, 99.5, 0.25, null::timestamptz) $$,
    'partially filled'
);
update paper_internal.orders
set status = 'filled', filled_quantity = 5, filled_avg_price = 99.8, updated_at = '2020-01-03 10:00+00';
select results_eq(
    $$ select status::text, fill_quantity, fill_price, filled_at, submitted_at from paper.orders $$,
    $$ values (
           'filled', 5.0, 99.8, '2020-01-03 10:00+00'::timestamptz, '2020-01-01 10:00+00'::timestamptz
       ) $$,
    'filled, at the time of its last fill'
);
update paper_internal.orders set status = 'replaced', replaces = 1, replaced_by = 9;
select results_eq(
    $$ select status::text, replaces = overlay(order_id::text placing '1' from 36)::uuid,
           replaced_by = overlay(order_id::text placing '9' from 36)::uuid from paper.orders $$,
    $$ values ('replaced', true, true) $$,
    'replaced, with the ids of what it replaces and what replaced it'
);

select * from finish();
rollback;
