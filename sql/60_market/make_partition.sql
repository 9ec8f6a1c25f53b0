create or replace function paper_internal.make_partition() returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_era integer := floor(extract(epoch from paper_internal.server_time() - '2000-01-01 00:00+00') / 86400)::integer;
    v_name text := 'tape_' || v_era::text;
begin
    if to_regclass('paper_internal.' || v_name) is null then
        -- Waits for another feeder that makes it; nobody who reads or feeds waits for this lock.
        lock table paper_internal.tape in share update exclusive mode;
        if to_regclass('paper_internal.' || v_name) is null then
            execute format(
                'create table paper_internal.%I (like paper_internal.tape including all)', v_name
            );
            execute format(
                'alter table paper_internal.tape attach partition paper_internal.%I for values from (%s) to (%s)',
                v_name, v_era, v_era + 1
            );
        end if;
    end if;
    return v_era;
end
$$;
