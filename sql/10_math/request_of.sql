create or replace function paper_internal.request_of(p_row paper_internal.journal) returns paper.order_request
language sql stable parallel safe
-- The request that a journal row answers. What was asked for with the key of any other row was no order: NaN is
-- the quantity of none.
return row(
    (p_row).idempotency_key,
    (p_row).ticker,
    (p_row).side,
    case when (p_row).order_type is null or (p_row).detail ? 'close_position' then 'NaN' else (p_row).quantity end,
    (p_row).order_type,
    (p_row).limit_price,
    (p_row).stop_price,
    (p_row).options
)::paper.order_request;
