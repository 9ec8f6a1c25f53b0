create or replace function paper.update_settings(
    p_account_id text, p_idempotency_key text, p_settings jsonb
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
    v_request jsonb := jsonb_build_object('settings', p_settings);
    v_problem text := paper_internal.settings_problem(p_settings);
    v_settings jsonb;
begin
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;
    if not paper_internal.replayed(v_account, p_idempotency_key, v_request) then
        v_account := paper_internal.caught_up(v_account);
        v_settings := paper_internal.normal_settings(v_account.settings || p_settings);
        if v_settings -> 'clock' is distinct from v_account.settings -> 'clock'
            or v_settings -> 'currency' is distinct from v_account.settings -> 'currency'
        then
            perform paper_internal.raise_problem('clock and currency are fixed when an account is opened');
        end if;
        if v_settings -> 'fill_model' is distinct from v_account.settings -> 'fill_model' and exists (
            select from paper_internal.working as w where w.account_id = p_account_id
        ) then
            perform paper_internal.raise_problem('fill_model cannot change while orders are open');
        end if;
        perform paper_internal.warn_of_idle_settings(p_settings, v_settings ->> 'fill_model');
        v_account.settings := v_settings;
        perform paper_internal.advance(v_account, array[
            paper_internal.entry(v_account, 'correction', p_idempotency_key, null, v_request)
        ]);
    end if;
    return paper_internal.account_of(p_account_id);
end
$$;

comment on function paper.update_settings is
'Changes the settings that are given and keeps the others; clock and currency stay as they were at the opening.
What open orders have reserved stays as it is until they fill or end. Warns as open_account does. Journalled as a
correction. The same key and settings again change nothing; raises ZP001 to ZP005.';
