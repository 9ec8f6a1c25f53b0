create or replace function paper_internal.require_visible(p_account_id text) returns paper.accounts
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account paper.accounts;
begin
    perform paper_internal.require_unrestricted();
    v_account := paper_internal.account_of(p_account_id);
    if v_account.account_id is null then
        raise exception 'unknown account %', coalesce(quote_literal(left(p_account_id, 200)), 'null')
            using errcode = 'ZP001', hint = 'open it with paper.open_account(), or ask its owner for paper.grant_account()';
    end if;
    return v_account;
end
$$;
