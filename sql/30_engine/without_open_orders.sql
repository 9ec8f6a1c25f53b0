create or replace function paper_internal.without_open_orders(
    p_account paper_internal.accounts, p_ticker text default null
) returns paper_internal.accounts
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_requests paper_internal.step[] := paper_internal.cancel_requests(p_account.account_id, null, p_ticker);
    v_account paper_internal.accounts;
begin
    -- Cancels the open orders, in one ticker or all, and returns the account after it.
    if v_requests = '{}' then
        return p_account;
    end if;
    perform paper_internal.trade(p_account, v_requests);
    select a.* into v_account from paper_internal.accounts as a where a.account_id = p_account.account_id;
    return v_account;
end
$$;
