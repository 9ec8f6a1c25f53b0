create or replace function paper_internal.deposits_at(
    p_account_id text, p_from_seq bigint, p_seq bigint
) returns numeric
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
begin
    -- What was put into the account in the epoch that began at p_from_seq: the cash it began with, and what came since.
    return (
        select j.cash_after
        from paper_internal.journal as j
        where j.account_id = p_account_id and j.seq = p_from_seq
    ) + (
        select coalesce(sum(j.amount), 0)
        from paper_internal.journal as j
        where
            j.account_id = p_account_id and j.amount is not null
            and j.seq > p_from_seq and j.seq <= p_seq
            and j.event_type in ('deposit', 'withdrawal', 'transfer')
    );
end
$$;
