begin;
select plan(4);

select is((paper_internal.request_of(jsonb_populate_record(null::paper_internal.journal, j))).quantity, 'NaN'::numeric, what)
from (
    values
    ('{"event_type": "deposit", "idempotency_key": "k", "amount": 3}'::jsonb, 'a deposit has the quantity of no order'),
    ('{"event_type": "cancelled", "quantity": 3}', 'nor has a row that creates none'),
    (
        '{"event_type": "fill", "idempotency_key": "k", "order_type": "market", "quantity": 3, "detail": {"close_position": {}}}',
        'nor a close_position, which asked for something else'
    )
) as v (j, what);
select is(
    (paper_internal.request_of(jsonb_populate_record(null::paper_internal.journal, '{"idempotency_key": "d"}'))).idempotency_key,
    'd', 'its key is told'
);

select * from finish();
rollback;
