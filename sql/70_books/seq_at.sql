create or replace function paper.seq_at(p_account_id text, p_at timestamptz) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    v_low bigint := 0::bigint;
    v_high bigint := (paper_internal.require_visible(p_account_id)).seq;
    v_middle bigint;
begin
    -- Time never decreases with seq, so the primary key serves for both.
    while v_low < v_high loop
        v_middle := (v_low + v_high + 1) / 2;
        if (
            select j.at
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.seq = v_middle
        ) <= p_at then
            v_low := v_middle;
        else
            v_high := v_middle - 1;
        end if;
    end loop;
    return v_low;
end
$$;

comment on function paper.seq_at is
'Seq of the last journal row at or before a time, 0 before the first: the orders of a day are those with seq above
seq_at(account, its begin) and up to seq_at(account, its end). A binary search on the primary key. Raises ZP001.';
