create or replace function paper_internal.relive_entry(
    p_account_id text, p_row paper_internal.journal, p_settings jsonb
) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_account paper_internal.accounts;
    v_amount numeric := p_row.amount::numeric;
    v_detail jsonb := p_row.detail;
    v_asked jsonb;
begin
    -- A request that is no order, made again.
    select a.* into v_account from paper_internal.accounts as a where a.account_id = p_account_id;
    if p_row.event_type = 'withdrawal' and -v_amount > v_account.cash - v_account.reserved then
        -- Refused, it would have left no row.
        return;
    elsif p_row.event_type = 'reset' then
        v_amount := (v_detail ->> 'reset')::numeric - v_account.cash;
    elsif v_detail ? 'closed' then
        v_account.closed := true;
    elsif v_detail ? 'settings' then
        -- What is to be otherwise stays so.
        select coalesce(jsonb_object_agg(s.key, coalesce(p_settings -> s.key, s.value)), '{}') into v_asked
        from jsonb_each(v_detail -> 'settings') as s;
        v_detail := jsonb_build_object('settings', v_asked);
        v_asked := paper_internal.normal_settings(v_account.settings || v_asked);
        if v_asked -> 'fill_model' is distinct from v_account.settings -> 'fill_model' and exists (
            select from paper_internal.working as w where w.account_id = p_account_id
        ) then
            raise exception 'the fill model was changed at seq %, where orders are open now', p_row.seq
                using errcode = 'ZP010', hint = 'nothing was written; give fill_model to keep it the same all along';
        end if;
        v_account.settings := v_asked;
    end if;
    perform paper_internal.advance(v_account, array[row(
        p_account_id, null, null, p_row.at, p_row.event_type, null, null, null, null, p_row.idempotency_key, null, null,
        null, null, paper_internal.bounded_scale(v_amount), null, null, 0, null, null, null, null, v_detail, null, null,
        null, null, null
    )::paper_internal.step]);
end
$$;
