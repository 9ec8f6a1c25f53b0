begin;
select plan(4);

select paper_test.open_market('{"fees": {"per_share": 0.25}}');
select paper.set_clock('alpha', paper_test.at('10:00'));
select paper_test.rest('r', 'AAPL', 'buy', 5, 100);
select results_eq(
    $$ select status::text, fill_quantity, fill_price, fees, realized_pnl, filled_at, submitted_at from paper.orders $$,
    $$ values (
           'accepted', 0.0, null::numeric, 0.0, 0.0, null::timestamptz, '2026-01-05 10:00+00'::timestamptz
       ) $$,
    'accepted, nothing is filled'
);
select paper_test.quote('10:59', 101, 102, 1, 1);
select paper_test.quote('10:59', 100, 101, 1, 2);
select paper_test.quote('11:00', 99, 99.5, 1, 2);
select paper.match_account('alpha');
-- A resting limit fills at the limit; 2 × 0.25
select results_eq(
    $$ select status::text, fill_quantity, fill_price, fees, filled_at from paper.orders $$,
    $$ values ('partially_filled', 2.0, 100.0, 0.5, null::timestamptz) $$,
    'partially filled'
);
select o.status from paper.replace_order('alpha', paper_test.id_of('r'), 'n', p_limit_price => 101) as o;
select results_eq(
    $$ select o.status::text, o.replaced_by = n.order_id, n.replaces = o.order_id, n.quantity, o.filled_at
       from paper.orders as o cross join paper.orders as n
       where o.idempotency_key = 'r' and n.idempotency_key = 'n' $$,
    $$ values ('replaced', true, true, 3.0, null::timestamptz) $$,
    'replaced, with the ids of what it replaces and what replaced it'
);
select paper_test.quote('11:10', 98, 99, 1, 3);
select paper.match_account('alpha');
select results_eq(
    $$ select status::text, fill_quantity, fill_price, filled_at, submitted_at from paper.orders
       where idempotency_key = 'n' $$,
    $$ values (
           'filled', 3.0, 101.0, '2026-01-05 11:10+00'::timestamptz, '2026-01-05 11:00+00'::timestamptz
       ) $$,
    'filled, at the time of its last fill'
);

select * from finish();
rollback;
