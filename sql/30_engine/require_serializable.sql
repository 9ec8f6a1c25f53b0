create or replace function paper_internal.require_serializable() returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if current_setting('transaction_isolation') <> 'serializable' then
        raise exception 'an account is written in a serializable transaction only, this one is %',
            current_setting('transaction_isolation')
            using errcode = 'ZP003',
            hint = 'set default_transaction_isolation = ''serializable'' (on the connection or the role), '
                'or begin isolation level serializable; and repeat the call on 40001';
    end if;
end
$$;
