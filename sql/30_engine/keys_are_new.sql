create or replace function paper_internal.keys_are_new(
    p_account_id text, p_orders paper.order_request[]
) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_first text;
    v_last text;
begin
    -- Whether the journal knows no key of the batch, as of nearly every batch. Keys made in sequence leave nothing
    -- between their first and last; of others each is looked up, up to a known one.
    select min(r.idempotency_key collate "C"), max(r.idempotency_key collate "C") into v_first, v_last
    from unnest(p_orders) as r;
    return not exists (
        select
        from paper_internal.journal as j
        where j.account_id = p_account_id and j.idempotency_key between v_first and v_last
    ) or not exists (
        select
        from unnest(p_orders) as r
        -- A lateral probe, since PostgreSQL 15 reads every known key of the account and compares it with an array of these.
        cross join lateral (
            select
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.idempotency_key = r.idempotency_key
            limit 1
        ) as k
    );
end
$$;
