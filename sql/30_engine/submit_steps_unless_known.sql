create or replace function paper_internal.submit_steps_unless_known(
    p_account paper_internal.accounts, p_steps paper_internal.journal[]
) returns paper_internal.journal[]
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Null, and nothing written, when the journal knows one of the keys.
    return paper_internal.submit_steps(p_account, p_steps);
exception when unique_violation then
    return null;
end
$$;
