-- Roles and schemas. Runs as the connecting role, which is a superuser or a
-- role with CREATEROLE that may create schemas in this database.
--
--   paper_owner    owns every table and function; nobody logs in as it
--   paper_reader   owns the views; row-level security filters what it reads
--   paper_trader   group: may call the write functions and read the views
--   paper_analyst  group: may read the views and call the read functions

do $$
declare
    v_role text;
begin
    foreach v_role in array array['paper_owner', 'paper_reader', 'paper_trader', 'paper_analyst'] loop
        begin
            if not exists (select from pg_catalog.pg_roles as r where r.rolname = v_role) then
                execute pg_catalog.format('create role %I nologin', v_role);
            end if;
        exception
            -- Roles belong to the cluster: another database may be migrated now.
            when duplicate_object or unique_violation then null;
        end;
    end loop;

    if not (select r.rolsuper from pg_catalog.pg_roles as r where r.rolname = current_user) then
        grant paper_owner to current_user;
    end if;
    if not pg_catalog.pg_has_role('paper_owner', 'paper_reader', 'member') then
        grant paper_reader to paper_owner;
    end if;
end
$$;

create schema paper authorization paper_owner;
alter schema paper_internal owner to paper_owner;
alter table paper_internal.migrations owner to paper_owner;
alter table paper_internal.deployment owner to paper_owner;

comment on schema paper is
'A paper-trading broker: everything public, to be called and read.';
comment on schema paper_internal is
'Tables and helpers of the paper-trading broker: not an interface.';
