create or replace function paper_internal.require_unrestricted() returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    -- While PostgreSQL runs what somebody else wrote in the session of another (the functions of an index while a
    -- superuser or autovacuum analyzes its table, the query of a materialized view), that other one is not the caller,
    -- and who it is a SECURITY DEFINER function cannot see. But some commands are refused then. This one changes nothing
    -- where it is not: nobody listens to a channel of this name.
    unlisten "pgpaper never listens";
    return true;
end
$$;
