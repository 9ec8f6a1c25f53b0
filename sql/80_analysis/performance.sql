create or replace function paper.performance(
    p_account_id text,
    p_from timestamptz default null,
    p_to timestamptz default null,
    p_step interval default '1 day',
    p_periods_per_year numeric default 252,
    p_risk_free numeric default 0,
    p_epoch integer default null
) returns table (
    from_at timestamptz,
    to_at timestamptz,
    start_equity numeric,
    end_equity numeric,
    net_deposits numeric,
    total_return double precision,
    annual_return double precision,
    annual_volatility double precision,
    sharpe double precision,
    sortino double precision,
    calmar double precision,
    max_drawdown double precision,
    max_drawdown_from timestamptz,
    max_drawdown_to timestamptz,
    best_return double precision,
    worst_return double precision,
    trips bigint,
    wins bigint,
    losses bigint,
    win_rate double precision,
    profit_factor double precision,
    average_win numeric,
    average_loss numeric,
    expectancy numeric,
    fees numeric,
    slippage numeric,
    turnover double precision,
    exposure double precision,
    periods bigint
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set work_mem = '256MB'
as $$
declare
    v_epoch record;
    v_per_year constant double precision := p_periods_per_year::double precision;
    v_risk_free constant double precision := p_risk_free::double precision;
    v_point record;
    v_index double precision := 1::double precision;
    v_peak double precision := 1::double precision;
    v_peak_at timestamptz;
    v_equities numeric := 0.0;
    v_points bigint := 0::bigint;
    v_exposures double precision := 0::double precision;
    v_returns double precision[];
    v_from_seq bigint;
    v_unasked bigint;
    v_mean double precision;
    v_deviation double precision;
    v_downside double precision;
begin
    v_epoch := paper_internal.epoch_of(p_account_id, p_to, p_epoch);
    if not (p_periods_per_year > 0 and p_periods_per_year <= 1e9 and abs(p_risk_free) <= 1e9) is true then
        perform paper_internal.raise_problem(
            'p_periods_per_year must be above 0, p_risk_free a return, both at most 10^9'
        );
    end if;
    if v_epoch.seq is null then
        return;
    end if;

    max_drawdown := 0;
    net_deposits := 0;
    for v_point in
        select c.* from paper.equity_curve(p_account_id, p_from, p_to, p_step, p_epoch) as c
    loop
        if from_at is null then
            from_at := v_point.at;
            start_equity := v_point.equity;
            v_from_seq := v_point.seq;
            v_peak_at := v_point.at;
        end if;
        to_at := v_point.at;
        end_equity := v_point.equity;
        net_deposits := net_deposits + v_point.flow;
        v_points := v_points + 1;
        v_equities := v_equities + v_point.equity;
        if v_point.equity > 0 then
            v_exposures := v_exposures + (v_point.gross_value / v_point.equity)::double precision;
        end if;
        continue when v_point.return is null or not v_point.active;
        v_returns := v_returns || v_point.return;
        v_index := paper_internal.chained(v_index, v_point.return);
        if v_index >= v_peak then
            v_peak := v_index;
            v_peak_at := v_point.at;
        end if;
        if v_index / v_peak - 1 < max_drawdown then
            max_drawdown := v_index / v_peak - 1;
            max_drawdown_from := v_peak_at;
            max_drawdown_to := v_point.at;
        end if;
    end loop;
    if from_at is null then
        return;
    end if;

    select
        count(*), max(r.r), min(r.r), avg(r.r - v_risk_free), nullif(stddev_samp(r.r), 0),
        nullif(sqrt(avg(least(r.r - v_risk_free, 0) ^ 2)), 0)
    into periods, best_return, worst_return, v_mean, v_deviation, v_downside
    from unnest(v_returns) as r (r);
    if periods > 0 then
        total_return := v_index - 1;
    end if;
    annual_volatility := coalesce(v_deviation, case when periods > 1 then 0 end) * sqrt(v_per_year);
    sharpe := v_mean / v_deviation * sqrt(v_per_year);
    sortino := v_mean / v_downside * sqrt(v_per_year);
    annual_return := paper_internal.annualized(v_index, v_per_year / nullif(periods, 0));
    calmar := annual_return / nullif(-max_drawdown, 0);

    select
        count(*), count(*) filter (where t.net_pnl > 0), count(*) filter (where t.net_pnl < 0),
        (sum(t.net_pnl) filter (where t.net_pnl > 0) / -sum(t.net_pnl) filter (where t.net_pnl < 0))::double precision,
        avg(t.net_pnl) filter (where t.net_pnl > 0), avg(t.net_pnl) filter (where t.net_pnl < 0), avg(t.net_pnl)
    into trips, wins, losses, profit_factor, average_win, average_loss, expectancy
    from (
        select m.direction * m.quantity * (m.exit_price - m.entry_price) - m.entry_fee - m.exit_fee as net_pnl
        from paper_internal.matched_lots(p_account_id, v_epoch.from_seq, v_epoch.seq, 'fifo', 'none') as m
        where m.exit_seq > v_from_seq
        -- Computed once for each trip, not for each of its uses.
        offset 0
    ) as t;
    win_rate := wins::double precision / nullif(trips, 0);

    select
        coalesce(sum(j.fee), 0),
        (sum(j.quantity * j.price) / nullif(abs(v_equities) / v_points, 0))::double precision,
        coalesce(sum(
            case j.side when 'buy' then 1 else -1 end * j.quantity * (j.price - paper_internal.asked_price(j))
        ), 0),
        count(*) filter (where paper_internal.asked_price(j) is null)
    into fees, turnover, slippage, v_unasked
    from paper_internal.journal as j
    where
        j.account_id = p_account_id and j.seq > v_from_seq and j.seq <= v_epoch.seq
        and j.event_type in ('fill', 'partial_fill');
    turnover := coalesce(turnover, 0);
    if v_unasked > 0 then
        slippage := slippage + (
            select coalesce(sum(case j.side when 'buy' then 1 else -1 end * j.quantity * (j.price - r.reference_price)), 0)
            from paper_internal.references_of(p_account_id, v_from_seq, v_epoch.seq) as r
            inner join paper_internal.journal as j on r.seq = j.seq
            where j.account_id = p_account_id and j.seq > v_from_seq and j.seq <= v_epoch.seq
        );
    end if;
    exposure := v_exposures / v_points;
    return next;
end
$$;

comment on function paper.performance is
'How an account did from p_from to p_to, in one row; the bounds, the steps and the epoch are those of equity_curve, and
the first and last point (from_at, to_at) give start_equity and end_equity. net_deposits is what was deposited less
withdrawn between them. Returns are those of returns(), one a period in which something happened, periods of them; the
statistics are those of the Python package empyrical, in double precision: total_return is their product;
annual_return = (1 + total_return) ^ (p_periods_per_year / periods) − 1; annual_volatility the sample standard
deviation × √p_periods_per_year; sharpe the mean of return − p_risk_free (of one period) / the sample standard
deviation × √p_periods_per_year; sortino the same mean / √ the mean square of what is below 0 of it ×
√p_periods_per_year; calmar = annual_return / −max_drawdown; max_drawdown (0 without one) is from the highest index at
max_drawdown_from to the lowest at max_drawdown_to. Trips are round_trips by fifo that were closed after from_at: wins
and losses by net_pnl, win_rate = wins / trips, profit_factor = Σ wins / −Σ losses, average_win and average_loss
(below 0), expectancy the mean of all. fees and slippage are those of fill_costs after from_at; turnover is the value
traded / the mean equity of the points, of the whole time; exposure the mean of gross market value / equity. What is
not defined is null: without a period, a loss, a deviation; never NaN. No row before the account was opened. Raises
ZP001, ZP004.';
