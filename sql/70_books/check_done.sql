create or replace function paper.check_done(p_accounts bigint, p_violations bigint) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if not (p_accounts >= 0 and p_violations >= 0) is true then
        perform paper_internal.raise_problem('numbers of accounts and violations must be given and not negative');
    end if;
    perform paper_internal.require_unrestricted();
    insert into paper_internal.checks as c (checked_by, checked_at, accounts, violations)
    values (paper_internal.actor(), paper_internal.server_time(), p_accounts, p_violations)
    on conflict (checked_by) do update
    set checked_at = excluded.checked_at, accounts = excluded.accounts, violations = excluded.violations;
end
$$;

comment on function paper.check_done is
'Remembers when the caller''s role had the books checked, of how many accounts, and how many violations there were:
what the view status shows as the last check. check() itself only reads.';
