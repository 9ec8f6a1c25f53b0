create or replace function paper.drawdowns(
    p_account_id text,
    p_from timestamptz default null,
    p_to timestamptz default null,
    p_step interval default '1 day',
    p_epoch integer default null
) returns table (
    peak_at timestamptz, valley_at timestamptz, recovered_at timestamptz, depth double precision, length interval
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
    v_point record;
    v_peak_at timestamptz;
begin
    depth := 0;
    for v_point in
        select c.*
        from paper.equity_curve(p_account_id, p_from, p_to, p_step, p_epoch) as c
    loop
        if v_point.drawdown = 0 then
            if depth < 0 then
                recovered_at := v_point.at;
                length := recovered_at - peak_at;
                return next;
            end if;
            recovered_at := null;
            depth := 0;
            if v_point.active then
                v_peak_at := v_point.at;
            end if;
        elsif v_point.drawdown < depth then
            peak_at := v_peak_at;
            valley_at := v_point.at;
            depth := v_point.drawdown;
        end if;
    end loop;
    if depth < 0 then
        length := v_point.at - peak_at;
        return next;
    end if;
end
$$;

comment on function paper.drawdowns is
'The drawdowns of an account in order of time: from the point of equity_curve at which the chained returns were last at
their highest (peak_at) by the lowest one (valley_at, depth below 0) to the first point that is at least as high again
(recovered_at, null while there is none). length is from the peak to the recovery, or to the last point. Raises ZP001,
ZP004.';
