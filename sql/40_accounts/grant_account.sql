create or replace function paper.grant_account(p_account_id text, p_role text) returns paper.accounts
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
    if not exists (select from pg_catalog.pg_roles as r where r.rolname = p_role) then
        raise exception 'role % does not exist', coalesce(quote_literal(left(p_role, 200)), 'null')
            using errcode = '42704', hint = 'create it with pgpaper role add, or create role';
    end if;
    if not exists (
        select
        from paper_internal.account_grants as g
        where g.account_id = p_account_id and g.role_name = p_role
    ) then
        insert into paper_internal.account_grants (account_id, role_name) values (p_account_id, p_role);
        update paper_internal.accounts as a set owner = a.owner where a.account_id = p_account_id;
    end if;
    return paper_internal.account_of(p_account_id);
end
$$;

comment on function paper.grant_account is
'Lets a role, and every member of it, use an account as its owner does, but for granting it on. Only the owner may;
raises ZP001, ZP003, 42501, 42704.';
