create or replace function paper_internal.fees_at(
    p_account_id text, p_from_seq bigint, p_seq bigint
) returns numeric
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_checkpoint paper_internal.checkpoints;
begin
    -- The fees of the epoch that began at p_from_seq, up to p_seq: those of the checkpoint before, and since.
    select c.* into v_checkpoint
    from paper_internal.checkpoints as c
    where c.account_id = p_account_id and c.seq >= p_from_seq and c.seq <= p_seq
    order by c.seq desc
    limit 1;
    return coalesce(v_checkpoint.fees, 0) + (
        select coalesce(sum(j.fee), 0)
        from paper_internal.journal as j
        where
            j.account_id = p_account_id
            and j.seq > coalesce(v_checkpoint.seq, p_from_seq) and j.seq <= p_seq
    );
end
$$;
