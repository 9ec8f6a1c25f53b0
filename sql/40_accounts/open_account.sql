create or replace function paper.open_account(
    p_account_id text, p_initial_cash numeric default 100000, p_settings jsonb default '{}'
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
    v_account paper_internal.accounts;
    v_random text := replace(gen_random_uuid()::text, '-', '');
    v_problem text := coalesce(
        case
            when paper_internal.key_problem(p_account_id) is not null
                then 'account_id must be 1 to 200 printable ASCII characters without spaces'
        end,
        paper_internal.amount_problem(p_initial_cash),
        paper_internal.settings_problem(coalesce(p_settings, '{}'))
    );
    v_settings jsonb;
    v_there jsonb;
    v_asked jsonb;
begin
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;
    perform paper_internal.require_serializable();
    perform paper_internal.require_unrestricted();
    v_settings := paper_internal.normal_settings(coalesce(p_settings, '{}'));
    perform paper_internal.warn_of_idle_settings(v_settings, v_settings ->> 'fill_model');

    if exists (select from paper_internal.accounts as a where a.account_id = p_account_id) then
        v_account := paper_internal.enter_account(p_account_id);
        if p_settings is not null and v_account.settings <> v_settings then
            v_there := paper_internal.default_settings() || v_account.settings;
            v_asked := paper_internal.default_settings() || v_settings;
            raise exception 'account % exists with other settings: %', quote_literal(p_account_id), left(
                (
                    select string_agg(
                        format('%s %s, not %s', name, coalesce(v_there ->> name, 'none'), coalesce(v_asked ->> name, 'none')),
                        '; ' order by name
                    )
                    from jsonb_object_keys(v_there || v_asked) as name
                    where v_there -> name is distinct from v_asked -> name
                ), 200
            )
                using errcode = 'ZP006', detail = v_there::text,
                hint = 'the DETAIL has its settings; change them with paper.update_settings(), or pass null to take them';
        end if;
        return paper_internal.account_of(p_account_id);
    end if;

    insert into paper_internal.accounts (account_id, prefix, owner, settings, cash, seq, clock, opened_at)
    select
        p_account_id, left(v_random, 12) || '8' || substr(v_random, 14, 3), paper_internal.actor(), v_settings, 0, 0,
        t.opened_at, t.opened_at
    from (
        select case
            -- Older than any market data, since simulated time only goes forward.
            when v_settings ->> 'clock' = 'simulated' then '1900-01-01 00:00:00+00'::timestamptz
            else paper_internal.server_time()
        end as opened_at
    ) as t
    returning * into v_account;

    perform paper_internal.advance(v_account, array[
        paper_internal.entry(v_account, 'deposit', null, p_initial_cash, jsonb_build_object('settings', v_settings))
    ]);
    return paper_internal.account_of(p_account_id);
end
$$;

comment on function paper.open_account is
'Opens an account with initial cash, owned by the caller''s role, or returns it when it is there with the same settings;
other settings raise ZP006, null takes the account as it is. Initial cash counts at the opening only. Settings, with
their defaults: fill_model immediate, clock wall (or simulated), account_type cash, currency USD, default_price 100
(price of a market order when no market is known), slippage_pct 0.001 (a fraction). Warns (01000) of settings that are
without effect in the fill model, such as fees in immediate. Raises ZP003, ZP004.';
