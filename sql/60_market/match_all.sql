create or replace procedure paper.match_all()
language plpgsql
as $$
declare
    v_account_ids text[];
    v_positions jsonb;
    v_snapshot pg_catalog.pg_snapshot;
    v_account_id text;
    v_attempt integer := 0;
    v_is_held boolean;
    v_held text[];
begin
    commit;
    set transaction isolation level read committed, read only;
    select s.account_ids, s.positions, s.snapshot into v_account_ids, v_positions, v_snapshot
    from paper.sweep() as s;
    commit;

    -- Accounts that another writer held are tried again once all others are matched.
    while pg_catalog.cardinality(v_account_ids) operator(pg_catalog.>) 0 loop
        v_attempt := v_attempt operator(pg_catalog.+) 1;
        v_held := '{}';
        foreach v_account_id in array v_account_ids loop
            -- What the loop itself evaluated belongs to no transaction of an account.
            commit;
            set transaction isolation level serializable;
            v_is_held := false;
            begin
                perform paper.match_account(v_account_id);
            exception
                when serialization_failure or deadlock_detected then
                    if v_attempt operator(pg_catalog.>=) 20 then
                        raise;
                    end if;
                    raise debug using errcode = sqlstate, message = pg_catalog.format('%s: %s', v_account_id, sqlerrm);
                    v_is_held := true;
            end;
            -- What failed is never committed: its whole transaction ends here and the next attempt has its own.
            if v_is_held then
                rollback;
                v_held := pg_catalog.array_append(v_held, v_account_id);
            else
                commit;
            end if;
        end loop;
        v_account_ids := v_held;
        if pg_catalog.cardinality(v_account_ids) operator(pg_catalog.>) 0 then
            perform pg_catalog.pg_sleep(pg_catalog.random() operator(pg_catalog./) 20);
        end if;
    end loop;

    commit;
    set transaction isolation level read committed;
    -- A crash that forgets this commit only makes the next sweep look again: nobody waits for the disk.
    perform pg_catalog.set_config('synchronous_commit', 'off', true);
    perform paper.sweep_done(v_positions, v_snapshot);
    commit;
end
$$;

comment on procedure paper.match_all is
'Applies the market data that was fed to every account of the caller that it concerns, one serializable transaction
each. Call it outside of a transaction, after feeding and as often as you like: what is applied already changes nothing.
An account that another writer holds is tried again after the others, up to 20 times; a 40001 that surfaces (at a
commit) means: call again.';
