create or replace function paper.deposit(
    p_account_id text, p_idempotency_key text, p_amount numeric
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
    v_problem text := paper_internal.transfer_problem(p_amount, 0);
begin
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;
    if not paper_internal.replayed(v_account, p_idempotency_key, jsonb_build_object('deposit', p_amount)) then
        v_account := paper_internal.caught_up(v_account);
        v_problem := paper_internal.transfer_problem(p_amount, v_account.cash);
        if v_problem is not null then
            perform paper_internal.raise_problem(v_problem);
        end if;
        perform paper_internal.advance(v_account, array[
            paper_internal.entry(v_account, 'deposit', p_idempotency_key, p_amount, null)
        ]);
    end if;
    return paper_internal.account_of(p_account_id);
end
$$;

comment on function paper.deposit is
'Adds cash to an account. The same key and amount again change nothing; raises ZP001, ZP002, ZP003, ZP004, ZP005.';
