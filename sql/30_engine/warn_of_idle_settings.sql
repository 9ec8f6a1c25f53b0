create or replace function paper_internal.warn_of_idle_settings(p_settings jsonb, p_fill_model text) returns void
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_fill_model text := coalesce(p_fill_model, 'immediate');
    v_idle text;
begin
    -- They are no error, since the model can change: but who sets fees should not think that they are charged.
    select string_agg(s.key, ', ' order by s.key) into v_idle
    from jsonb_object_keys(paper_internal.normal_settings(p_settings)) as s (key)
    where case v_fill_model
        when 'market' then s.key in ('default_price', 'slippage_pct')
        else s.key not in ('fill_model', 'clock', 'account_type', 'currency', 'mark', 'default_price', 'slippage_pct')
    end;
    if v_idle is not null then
        raise warning '%: without effect in fill model %', v_idle, v_fill_model
            using hint = 'the account keeps them; fill_model is a setting too';
    end if;
end
$$;
