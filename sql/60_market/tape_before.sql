create or replace function paper_internal.tape_before(
    p_ticker text, p_kind paper_internal.datum_kind, p_at timestamptz
) returns bigint
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_low bigint := 0::bigint;
    v_high bigint := (select m.tape_seq from paper_internal.market as m where m.ticker = p_ticker);
    v_middle bigint;
    v_next paper_internal.tape;
begin
    -- The position up to which all data of the kind are before p_at. They stand on the tape in the order of their
    -- times, so halving finds it, and no index on times slows feeding down.
    while v_low < v_high loop
        v_middle := (v_low + v_high) / 2;
        select t.* into v_next
        from paper_internal.tape as t
        where t.ticker = p_ticker and t.tape_seq > v_middle and t.tape_seq <= v_high and t.kind = p_kind
        order by t.tape_seq
        limit 1;
        if v_next.at < p_at then
            v_low := v_next.tape_seq;
        else
            v_high := v_middle;
        end if;
    end loop;
    return v_low;
end
$$;
