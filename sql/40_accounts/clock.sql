create or replace function paper.clock(p_account_id text) returns timestamptz
language sql volatile security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select paper_internal.time_of(a)
    from paper_internal.accounts as a
    where a.account_id = (paper_internal.require_visible(p_account_id)).account_id;
end;

comment on function paper.clock is
'The time an account''s next row would carry: wall time, or the simulated time. Raises ZP001.';
