create or replace function paper_internal.require_owner(p_account paper_internal.accounts) returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if p_account.owner <> all(paper_internal.actor_roles()) then
        raise exception 'only the owner of account % may do this', quote_literal(p_account.account_id)
            using errcode = '42501', hint = 'its owner is ' || p_account.owner;
    end if;
end
$$;
