create or replace function paper_internal.raise_not_restored(
    p_account_id text, p_seq bigint, p_why text, p_hint text default null, p_difference jsonb default null
) returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'account % cannot be brought back as it was at seq %: %', quote_literal(p_account_id), p_seq, p_why
        using errcode = 'ZP010',
        detail = coalesce(p_difference, jsonb_build_object('seq', p_seq))::text,
        hint = coalesce(p_hint, 'nothing was written');
end
$$;
