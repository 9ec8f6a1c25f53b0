create or replace function paper.returns(
    p_account_id text,
    p_from timestamptz default null,
    p_to timestamptz default null,
    p_step interval default '1 day',
    p_epoch integer default null
) returns table (at timestamptz, equity numeric, flow numeric, return double precision, cumulative double precision)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
    v_point record;
    v_index double precision := 1::double precision;
begin
    for v_point in
        select c.*
        from paper.equity_curve(p_account_id, p_from, p_to, p_step, p_epoch) as c
        where c.active and c.return is not null
    loop
        at := v_point.at;
        equity := v_point.equity;
        flow := v_point.flow;
        "return" := v_point.return;
        v_index := paper_internal.chained(v_index, v_point.return);
        cumulative := v_index - 1;
        return next;
    end loop;
end
$$;

comment on function paper.returns is
'The returns of an account, those that performance is made of: the rows of equity_curve in which something happened
(active) and whose return is known, with the return since the first point, chained. Raises ZP001, ZP004.';
