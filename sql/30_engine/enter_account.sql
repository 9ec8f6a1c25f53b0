create or replace function paper_internal.enter_account(p_account_id text) returns paper_internal.accounts
language plpgsql volatile
set search_path = pg_catalog, pg_temp
-- The settings that fix plans are those of the write function that calls it.
as $$
declare
    v_account paper_internal.accounts;
begin
    if current_setting('transaction_isolation') <> 'serializable' then
        perform paper_internal.require_serializable();
    end if;
    perform paper_internal.require_unrestricted();

    -- Waiting here, before any work, costs a concurrent writer the least. Who may not use the account does not wait,
    -- and cannot tell by a 40001 that somebody does. The caller owns nearly every account it uses: that much is decided
    -- without a query.
    select a.* into v_account
    from paper_internal.accounts as a
    where a.account_id = p_account_id and (a.owner = paper_internal.actor() or paper_internal.may_use(a.account_id, a.owner))
    for no key update;

    if v_account.account_id is null then
        raise exception 'unknown account %', coalesce(quote_literal(left(p_account_id, 200)), 'null')
            using errcode = 'ZP001', hint = 'open it with paper.open_account(), or ask its owner for paper.grant_account()';
    end if;
    return v_account;
end
$$;
