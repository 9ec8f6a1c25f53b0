create or replace function paper.schema_version() returns integer
language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select max(m.version) from paper_internal.migrations as m;
end;

comment on function paper.schema_version is
'Number of the newest migration applied; a client compares it with the one it was built for when it opens.';
