create or replace function paper_internal.is_made(p_account_id text, p_request jsonb) returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account paper_internal.accounts;
begin
    perform paper_internal.require_unrestricted();
    -- Whether the account is there already, made by the same request: the id of a new account is the key of what makes it.
    if paper_internal.key_problem(p_account_id) is not null then
        perform paper_internal.raise_problem(
            'the new account_id must be 1 to 200 printable ASCII characters without spaces'
        );
    end if;
    if not exists (select from paper_internal.accounts as a where a.account_id = p_account_id) then
        return false;
    end if;
    v_account := paper_internal.enter_account(p_account_id);
    if v_account.origin -> 'request' is distinct from p_request then
        raise exception 'account % exists, and another request made it', quote_literal(p_account_id)
            using errcode = 'ZP006', detail = coalesce(v_account.origin -> 'request', 'null')::text,
            hint = 'the DETAIL has that request; choose another name for the new account';
    end if;
    return true;
end
$$;
