create or replace function paper_internal.caught_up(
    p_account paper_internal.accounts
) returns paper_internal.accounts
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account paper_internal.accounts;
begin
    -- Applies the market data that the account has not seen, and returns the account after it.
    if p_account.settings ->> 'fill_model' is distinct from 'market' then
        return p_account;
    end if;
    perform paper_internal.trade(p_account, '{}');
    select a.* into v_account from paper_internal.accounts as a where a.account_id = p_account.account_id;
    return v_account;
end
$$;
