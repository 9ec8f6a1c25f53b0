create or replace function paper_internal.traded_orders(
    p_account paper_internal.accounts, p_requests paper_internal.journal[]
) returns paper_internal.journal[]
language sql volatile
-- Fill model market: places orders and returns the rows that created them, in the order of the requests.
return (
    select array_agg(r order by r.seq)
    from unnest(paper_internal.trade(p_account, p_requests)) as r
    where r.order_type is not null and r.idempotency_key is not null
);
