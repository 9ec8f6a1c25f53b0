create or replace function paper.match_account(p_account_id text) returns bigint
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
    if v_account.settings ->> 'fill_model' is distinct from 'market' then
        return 0::bigint;
    end if;
    return cardinality(paper_internal.trade(v_account, '{}'))::bigint;
end
$$;

comment on function paper.match_account is
'Applies to an account the market data that was fed and that it has not seen, and the expiries that are due, oldest
first; returns the number of journal rows written. Every other write of the account does the same first. Raises ZP001,
ZP003.';
