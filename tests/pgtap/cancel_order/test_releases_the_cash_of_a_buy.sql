begin;
select plan(6);

select paper.open_account('alpha', 1000, '{"fill_model": "market"}');
select paper_test.rest('r1', 'AAPL', 'buy', 2, 100);
create temp table resting as select paper_test.rest('r2', 'AAPL', 'buy', 3, 100) as order_id;
select is((select buying_power from paper.accounts), 500.0, 'before, 200 + 300 are reserved');

select results_eq(
    $$ select o.order_id = r.order_id, o.status::text, o.fill_quantity, o.filled_at, o.reject_reason
       from resting as r cross join lateral paper.cancel_order('alpha', r.order_id) as o $$,
    $$ values (true, 'cancelled', 0.0, null::timestamptz, null::text) $$,
    'an open order is cancelled'
);
select results_eq(
    $$ select cash, reserved, buying_power, seq from paper.accounts $$, $$ values (1000.0, 200.0, 800.0, 4::bigint) $$,
    'its 300 are free, those of the other are not'
);
select results_eq(
    $$ select idempotency_key from paper.open_orders $$, $$ values ('r1' collate "C") $$, 'the other is still open'
);
select results_eq(
    $$ select event_type, order_seq, ticker, cash_after, idempotency_key from paper.journal where seq = 4 $$,
    $$ values ('cancelled'::paper.event_type, 3::bigint, 'AAPL' collate "C", 1000.0, null::text collate "C") $$,
    'one journal row says so'
);
select is(count(*), 1::bigint, 'one event does') from paper.order_events where event_type = 'cancelled';

select * from finish();
rollback;
