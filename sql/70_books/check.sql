create or replace function paper.check(p_account_id text default null)
returns table (account_id text, rule text, detail text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
-- Rows of the journal are sorted: a million of them in memory.
set work_mem = '128MB'
as $$
begin
    if p_account_id is not null then
        perform paper_internal.require_visible(p_account_id);
    end if;
    return query select v.* from paper_internal.check_rows(p_account_id) as v;
    return query select v.* from paper_internal.check_fills(p_account_id) as v;
    return query select v.* from paper_internal.check_accounts(p_account_id) as v;
    return query select v.* from paper_internal.check_positions(p_account_id) as v;
    return query select v.* from paper_internal.check_orders(p_account_id) as v;
end
$$;

comment on function paper.check is
'Proves the books: folds the journal of an account, or of every account the caller may see, again and compares it with
what is stored; evaluates the constraints again. One row per violation (account, rule, detail); no rows means the books
are right. Raises ZP001.';
