create or replace function paper.revoke_account(p_account_id text, p_role text) returns paper.accounts
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
as $$
declare
    v_account paper_internal.accounts := paper_internal.enter_account(p_account_id);
begin
    perform paper_internal.require_owner(v_account);
    delete from paper_internal.account_grants as g
    where g.account_id = p_account_id and g.role_name = p_role;
    if found then
        update paper_internal.accounts as a set owner = a.owner where a.account_id = p_account_id;
    end if;
    return paper_internal.account_of(p_account_id);
end
$$;

comment on function paper.revoke_account is
'Takes back what grant_account gave; without effect when there is nothing to take back. Only the owner may; raises
ZP001, ZP003, 42501.';
