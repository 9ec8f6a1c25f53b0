create or replace procedure paper.match_all()
language plpgsql
as $$
declare
    v_account_ids text[];
    v_positions jsonb;
    v_snapshot pg_catalog.pg_snapshot;
    v_account_id text;
    v_failures integer;
begin
    commit;
    set transaction isolation level read committed, read only;
    select s.account_ids, s.positions, s.snapshot into v_account_ids, v_positions, v_snapshot
    from paper.sweep() as s;
    commit;

    foreach v_account_id in array v_account_ids loop
        v_failures := 0;
        loop
            -- Evaluating anything, be it a number, begins to use a transaction, whose level can then not be set.
            commit;
            set transaction isolation level serializable;
            begin
                perform paper.match_account(v_account_id);
                v_failures := 0;
            exception
                when serialization_failure or deadlock_detected then
                    v_failures := v_failures operator(pg_catalog.+) 1;
                    if v_failures operator(pg_catalog.>=) 20 then
                        raise;
                    end if;
            end;
            -- What failed is never committed: its whole transaction ends here and the next attempt has its own.
            if v_failures operator(pg_catalog.>) 0 then
                rollback;
            else
                commit;
                exit;
            end if;
        end loop;
    end loop;

    commit;
    set transaction isolation level read committed;
    perform paper.sweep_done(v_positions, v_snapshot);
    commit;
end
$$;

comment on procedure paper.match_all is
'Applies the market data that was fed to every account of the caller that it concerns, one serializable transaction
each. Call it outside of a transaction, after feeding and as often as you like: what is applied already changes nothing.
A 40001 is tried again; one that surfaces (at a commit) means: call again.';
