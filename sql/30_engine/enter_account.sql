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

    -- Waiting here, before any work, costs a concurrent writer the least.
    select a.* into v_account
    from paper_internal.accounts as a
    where a.account_id = p_account_id
    for no key update;

    -- The caller owns nearly every account it uses: that much is decided without a query.
    if v_account.owner = paper_internal.actor() then
        return v_account;
    end if;
    if exists (
        select
        from unnest(paper_internal.actor_roles()) as r (role_name)
        where r.role_name = v_account.owner or exists (
            select
            from paper_internal.account_grants as g
            where g.account_id = v_account.account_id and g.role_name = r.role_name
        )
    ) then
        return v_account;
    end if;
    raise exception 'unknown account %', coalesce(quote_literal(left(p_account_id, 200)), 'null')
        using errcode = 'ZP001', hint = 'open it with paper.open_account(), or ask its owner for paper.grant_account()';
end
$$;
