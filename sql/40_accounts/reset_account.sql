create or replace function paper.reset_account(
    p_account_id text, p_idempotency_key text, p_initial_cash numeric
) returns paper.accounts
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
    v_request jsonb := jsonb_build_object('reset', p_initial_cash);
    v_problem text := paper_internal.amount_problem(p_initial_cash);
begin
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;
    if not paper_internal.replayed(v_account, p_idempotency_key, v_request) then
        v_account := paper_internal.without_open_orders(paper_internal.caught_up(v_account));
        perform paper_internal.advance(v_account, array[paper_internal.entry(
            v_account, 'reset', p_idempotency_key, p_initial_cash - v_account.cash, v_request
        )]);
    end if;
    return paper_internal.account_of(p_account_id);
end
$$;

comment on function paper.reset_account is
'Begins a new epoch: open orders are cancelled, positions cleared, cash set to the initial cash. One journal row;
history, order ids and keys stay. The same key and cash again change nothing; raises ZP001 to ZP005.';
