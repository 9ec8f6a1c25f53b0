create or replace function paper_internal.append_only() returns trigger
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% is append-only: % is refused', tg_relid::regclass, lower(tg_op)
        using errcode = 'restrict_violation', hint = 'what happened stays; a later row of the journal corrects it';
end
$$;

-- For those whom no privilege holds back. Of a statement, not of a row: an insert pays nothing.
create or replace trigger append_only
before update or delete or truncate on paper_internal.journal
execute function paper_internal.append_only();
