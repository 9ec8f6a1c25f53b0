begin;
select plan(6);

select paper.open_account('alpha', 1000, '{"slippage_pct": 0}');
select paper.deposit('alpha', 'd', 1);
select * from paper.submit_order('alpha', 'o1', 'AAPL', 'buy', 3, 'limit', 10);
-- 3 × (10.123456 − 10) = 0.370368, which has 6 decimals
select * from paper.submit_order('alpha', 'o2', 'AAPL', 'sell', 3, 'limit', 10.123456);
select * from paper.submit_order('alpha', 'o3', 'AAPL', 'sell', 5, 'limit', 10);
select results_eq(
    $$ select e.event_type::text, e.data from paper.order_events as e inner join paper.orders as o using (order_id)
       where o.idempotency_key = 'o2' order by e.event_type $$,
    $$ values
       ('submitted', '{"ticker": "AAPL"}'::jsonb), ('accepted', '{"ticker": "AAPL"}'),
       ('fill', '{"fill_price": 10.123456, "fill_qty": 3, "realized_pnl": 0.3704}') $$,
    'a fill is told from its submission on, with its profit to 4 decimals'
);
select results_eq(
    $$ select e.event_type::text, e.data - 'error' from paper.order_events as e inner join paper.orders as o using (order_id)
       where o.idempotency_key = 'o3' $$,
    $$ values (
           'rejected', '{"ticker": "AAPL", "side": "sell", "quantity": 5, "reject_reason": "insufficient_shares"}'::jsonb
       ) $$,
    'a rejection is one event'
);
select is(count(*), 7::bigint, 'what is no order has no events') from paper.order_events;
select is(e.broker_timestamp, j.at, e.event_type || ' at the time of its row')
from paper.order_events as e inner join paper.journal as j using (account_id, seq)
where j.idempotency_key = 'o1' order by e.event_type;

select * from finish();
rollback;
