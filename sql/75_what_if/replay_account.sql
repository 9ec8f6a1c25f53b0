create or replace function paper.replay_account(
    p_account_id text, p_new_account_id text, p_settings jsonb default '{}', p_initial_cash numeric default null
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
set timezone = 'UTC'
as $$
declare
    v_source paper_internal.accounts;
    v_opening paper_internal.journal;
    v_request jsonb := jsonb_build_object('replay', jsonb_build_object(
        'account_id', p_account_id, 'settings', p_settings, 'initial_cash', p_initial_cash
    ));
    v_problem text := coalesce(
        paper_internal.settings_problem(p_settings),
        case when p_initial_cash is not null then paper_internal.amount_problem(p_initial_cash) end,
        case when p_settings ? 'clock' then 'the clock is that of the account, whose times are kept' end
    );
    v_settings jsonb;
    v_difference jsonb;
begin
    perform paper_internal.require_serializable();
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;
    v_source := paper_internal.usable_account(p_account_id);
    if paper_internal.is_made(p_new_account_id, v_request) then
        return paper_internal.account_of(p_new_account_id);
    end if;

    select j.* into v_opening
    from paper_internal.journal as j
    where j.account_id = p_account_id and j.seq = 1;
    v_settings := paper_internal.normal_settings(coalesce(v_opening.detail -> 'settings', '{}') || p_settings);
    perform paper_internal.warn_of_idle_settings(p_settings, v_settings ->> 'fill_model');
    insert into paper_internal.accounts (
        account_id, prefix, owner, settings, cash, seq, clock, opened_at, origin
    )
    values (
        p_new_account_id, paper_internal.new_prefix(), paper_internal.actor(), v_settings, 0, 0, v_opening.at,
        v_source.opened_at, jsonb_build_object('request', v_request, 'seq', v_source.seq)
    );
    v_opening.amount := coalesce(p_initial_cash, v_opening.amount);
    v_opening.detail := jsonb_build_object('settings', v_settings);
    perform paper_internal.relive_entry(p_new_account_id, v_opening, p_settings);

    perform paper_internal.relive(v_source, p_new_account_id, 1, v_source.seq, p_settings);
    if p_settings = '{}' and p_initial_cash is null then
        v_difference := paper_internal.first_difference(p_account_id, p_new_account_id, 1, 9223372036854775807);
        if v_difference is not null then
            perform paper_internal.raise_not_restored(
                p_account_id, v_source.seq, 'lived again, row ' || (v_difference ->> 'seq') || ' comes out differently',
                'market data were fed late or were trimmed, or a calendar has changed since', v_difference
            );
        end if;
    end if;
    return paper_internal.account_of(p_new_account_id);
end
$$;

comment on function paper.replay_account is
'Makes the requests of an account once more, with the same keys and at the same times, on the same market data, in a new
account of the caller, under other settings or with other initial cash: what if fees were higher, the fill model another,
the cash less? compare_accounts() tells what differs. The same call again returns the account as it stands. With
nothing changed the journal is the same, or ZP010 is raised; also ZP001, ZP003, ZP004, ZP006.';
