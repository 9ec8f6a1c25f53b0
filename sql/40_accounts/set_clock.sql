create or replace function paper.set_clock(p_account_id text, p_at timestamptz) returns timestamptz
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
    v_now timestamptz;
begin
    if v_account.settings ->> 'clock' is distinct from 'simulated' then
        perform paper_internal.raise_problem('the account runs on the wall clock; open one with clock simulated');
    end if;
    if not paper_internal.accepted_time(p_at) is true then
        perform paper_internal.raise_problem('the time must be given and between the years 1000 and 3000');
    end if;
    if v_account.closed then
        raise exception 'account % is closed', quote_literal(p_account_id)
            using errcode = 'ZP005', hint = 'open another account';
    end if;
    v_now := greatest(p_at, paper_internal.time_of(v_account));
    if v_now > v_account.clock then
        if v_account.settings ->> 'fill_model' = 'market' then
            -- What happens on the way, at its own time.
            perform paper_internal.trade(v_account, array[]::paper_internal.step[], v_now);
        end if;
        update paper_internal.accounts as a set clock = v_now where a.account_id = p_account_id;
    end if;
    return v_now;
end
$$;

comment on function paper.set_clock is
'Sets the clock of a simulated account forward and returns its time; it never goes back, an earlier time changes
nothing. On the wall clock it raises ZP004; also ZP001, ZP003, ZP005.';
