create or replace function paper.equity_curve(
    p_account_id text,
    p_from timestamptz default null,
    p_to timestamptz default null,
    p_step interval default '1 day',
    p_epoch integer default null
) returns table (
    at timestamptz,
    seq bigint,
    cash numeric,
    market_value numeric,
    equity numeric,
    net_deposits numeric,
    flow numeric,
    return double precision,
    drawdown double precision,
    gross_value numeric,
    active boolean
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
    v_epoch record;
    v_points timestamptz[];
    v_point record;
    v_equity numeric;
    v_deposits numeric;
    v_index double precision := 1::double precision;
    v_peak double precision := 1::double precision;
begin
    v_epoch := paper_internal.epoch_of(p_account_id, p_to, p_epoch);
    v_points := paper_internal.points_of(p_account_id, v_epoch.from_seq, v_epoch.at, p_from, p_step);
    if v_epoch.seq is null then
        return;
    end if;
    for v_point in
        select c.*
        from paper_internal.curve(p_account_id, v_epoch.from_seq, v_epoch.seq, v_epoch.mark, v_points) as c
    loop
        at := v_points[v_point.n];
        seq := v_point.seq;
        cash := v_point.cash;
        market_value := v_point.market_value;
        gross_value := v_point.gross_value;
        net_deposits := v_point.net_deposits;
        active := v_point.active;
        equity := cash + market_value;
        flow := net_deposits - coalesce(v_deposits, net_deposits);
        "return" := case when v_equity > 0 then ((equity - flow - v_equity) / v_equity)::double precision end;
        v_index := paper_internal.chained(v_index, "return");
        v_peak := greatest(v_peak, v_index);
        drawdown := v_index / v_peak - 1;
        return next;
        v_equity := equity;
        v_deposits := net_deposits;
    end loop;
end
$$;

comment on function paper.equity_curve is
'What an account was worth over time, at p_from, each p_step from there, and p_to; without them from the begin of the
epoch (no point lies before it) to its end, see account_at. All of one epoch, that of p_to or number p_epoch of
paper.epochs: a reset begins anew, with nothing carried over. flow is what was deposited, less withdrawals, since the
point before; return = (equity − flow − equity before) / equity before, the time-weighted return of a step whose flows
come at its end, null in the first row and where there was no equity; drawdown is how far the chained returns are below
their highest, from 1 at the first point, at most 0. gross_value is the market value with shorts counted above 0.
active says whether anything happened in the step: a row of the journal, or market data of a ticker traded in the epoch
(all steps when there are no such data); weekends are not. One pass over the journal. Raises ZP001, ZP004.';
