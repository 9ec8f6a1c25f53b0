create or replace function paper_internal.entry(
    p_account paper_internal.accounts,
    p_event_type paper.event_type,
    p_idempotency_key text,
    p_amount numeric,
    p_detail jsonb
) returns paper_internal.step
language sql volatile
-- The step of a request that is no order.
return row(
    p_account.account_id, null, null, paper_internal.time_of(p_account), p_event_type, null, null, null, null,
    p_idempotency_key, null, null, null, null, paper_internal.bounded_scale(p_amount), null, null, 0,
    null, null, null, null, p_detail, null, null, null, null, null
)::paper_internal.step;
