create or replace function paper_internal.relived_request(
    p_row paper_internal.journal,
    p_account_id text,
    p_event_type paper.event_type,
    p_order_seq bigint default null,
    p_quantity numeric default null,
    p_detail jsonb default null
) returns paper_internal.step
language sql immutable
-- The request that a row of a journal answers, as one of another account.
return row(
    p_account_id, null, p_order_seq, (p_row).at, p_event_type, (p_row).order_type, (p_row).side, null,
    (p_row).ticker, (p_row).idempotency_key, coalesce(p_quantity, (p_row).quantity), (p_row).limit_price,
    (p_row).stop_price, null, null, null, null, 0, null, null,
    (p_row).options, null, p_detail, null, null, null, null, null
)::paper_internal.step;
