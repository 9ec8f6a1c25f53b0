create or replace function paper_internal.points_of(
    p_account_id text,
    p_from_seq bigint,
    p_to_at timestamptz,
    p_from timestamptz,
    p_step interval
) returns timestamptz[]
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
    v_from timestamptz;
    v_points timestamptz[] := array[]::timestamptz[];
    v_at timestamptz;
    v_n integer := 0::integer;
begin
    -- p_from, or the begin of the epoch when that is later, a point each p_step from there, and the end.
    if not (p_step > '0'::interval) is true then
        perform paper_internal.raise_problem('p_step must be an interval above 0');
    end if;
    select j.at into v_from
    from paper_internal.journal as j
    where j.account_id = p_account_id and j.seq = p_from_seq;
    if p_from is null and v_from = '1900-01-01 00:00+00' then
        -- Opened before its simulated clock was set: a step before the first thing that happened.
        v_from := coalesce((
            select greatest(v_from, j.at - p_step)
            from paper_internal.journal as j
            where j.account_id = p_account_id and j.seq > p_from_seq
            order by j.seq
            limit 1
        ), p_to_at);
    end if;
    v_from := greatest(v_from, p_from);
    if extract(epoch from p_to_at) - extract(epoch from v_from) > 1000000 * extract(epoch from p_step) then
        perform paper_internal.raise_problem('more than 1000000 points: p_step is too short');
    end if;
    v_at := v_from;
    while v_at < p_to_at loop
        v_points := v_points || v_at;
        v_n := v_n + 1;
        -- From the first one, so that the months after a 31st are not cut short for good.
        v_at := v_from + v_n * p_step;
    end loop;
    if v_from <= p_to_at then
        v_points := v_points || p_to_at;
    end if;
    return v_points;
end
$$;
