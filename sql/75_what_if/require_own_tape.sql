create or replace function paper_internal.require_own_tape(
    p_source paper_internal.accounts, p_after_seq bigint, p_to_seq bigint
) returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    -- What was lived on another server, and saw market data there, cannot be lived again here.
    if p_source.origin ? 'foreign_tape_to' and exists (
        select
        from paper_internal.journal as j
        where
            j.account_id = p_source.account_id and j.seq > p_after_seq and j.tape_seq > 0
            and j.seq <= least(p_to_seq, (p_source.origin -> 'foreign_tape_to')::bigint)
    ) then
        perform paper_internal.raise_not_restored(
            p_source.account_id, p_to_seq, 'it was imported, and the market data that it saw are those of another server',
            'do it there, or fork the account at its newest row'
        );
    end if;
end
$$;
