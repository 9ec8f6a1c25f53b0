create or replace function paper_internal.replayed(
    p_account paper_internal.accounts, p_idempotency_key text, p_request jsonb
) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
    v_problem text := paper_internal.key_problem(p_idempotency_key);
    v_stored jsonb;
begin
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;

    select coalesce(j.detail, jsonb_build_object(j.event_type, j.amount)) into v_stored
    from paper_internal.journal as j
    where j.account_id = p_account.account_id and j.idempotency_key = p_idempotency_key;

    if v_stored <> p_request then
        perform paper_internal.raise_problem(
            'idempotency_key ' || quote_literal(p_idempotency_key) || ' was used for a different request', 'ZP002'
        );
    end if;
    if v_stored is null and p_account.closed then
        raise exception 'account % is closed', quote_literal(p_account.account_id)
            using errcode = 'ZP005', hint = 'stored outcomes still replay; open another account for new requests';
    end if;
    return v_stored is not null;
end
$$;
