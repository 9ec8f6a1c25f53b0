create or replace function paper_internal.usable_account(p_account_id text) returns paper_internal.accounts
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account paper_internal.accounts;
begin
    perform paper_internal.require_unrestricted();
    -- An account that the caller may use, without the lock of enter_account(): it is read, and goes on trading meanwhile.
    select a.* into v_account
    from paper_internal.accounts as a
    where
        a.account_id = p_account_id
        and (a.owner = paper_internal.actor() or paper_internal.may_use(a.account_id, a.owner));
    if v_account.account_id is null then
        raise exception 'unknown account %', coalesce(quote_literal(left(p_account_id, 200)), 'null')
            using errcode = 'ZP001', hint = 'open it with paper.open_account(), or ask its owner for paper.grant_account()';
    end if;
    return v_account;
end
$$;
