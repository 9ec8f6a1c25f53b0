create or replace function paper.close_account(p_account_id text, p_idempotency_key text) returns paper.accounts
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
    v_request jsonb := jsonb_build_object('closed', true);
begin
    if not paper_internal.replayed(v_account, p_idempotency_key, v_request) then
        v_account := paper_internal.without_open_orders(paper_internal.caught_up(v_account));
        v_account.closed := true;
        perform paper_internal.advance(v_account, array[
            paper_internal.entry(v_account, 'correction', p_idempotency_key, null, v_request)
        ]);
    end if;
    return paper_internal.account_of(p_account_id);
end
$$;

comment on function paper.close_account is
'Closes an account for good: open orders are cancelled, positions and cash stay as they are, new requests raise ZP005,
stored outcomes still replay. Raises ZP001 to ZP005.';
