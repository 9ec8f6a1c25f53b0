create or replace function paper_internal.relived_seq(
    p_account_id text, p_new_account_id text, p_seq bigint
) returns bigint
language sql stable
-- The order of the new account that stands for an order of the one that it lives again: by the key of the request, and
-- within it by its place, since a leg follows its request at once. Null when there is none.
begin atomic
    select n.seq
    from (
        select j.seq, j.idempotency_key
        from paper_internal.journal as j
        where
            j.account_id = p_account_id and j.seq between p_seq - 2 and p_seq
            and j.order_type is not null and j.idempotency_key is not null
        order by j.seq desc
        limit 1
    ) as r
    cross join lateral (
        select j.seq + p_seq - r.seq as seq
        from paper_internal.journal as j
        where j.account_id = p_new_account_id and j.idempotency_key = r.idempotency_key
        limit 1
    ) as k
    cross join lateral (
        select j.seq
        from paper_internal.journal as j
        where
            j.account_id = p_new_account_id and j.seq = k.seq and j.order_type is not null
            and (j.idempotency_key is null) = (p_seq > r.seq)
        limit 1
    ) as n;
end;
