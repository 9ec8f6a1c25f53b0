create or replace function paper_internal.raise_unreadable(p_problem text, p_detail text default null) returns void
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'this cannot be imported: %', p_problem
        using errcode = 'ZP011', detail = coalesce(p_detail, ''),
        hint = 'nothing was written; export the account again with paper.export_account()';
end
$$;
