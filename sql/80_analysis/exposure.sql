create or replace function paper.exposure(
    p_account_id text,
    p_from timestamptz default null,
    p_to timestamptz default null,
    p_step interval default '1 day',
    p_by_ticker boolean default false,
    p_epoch integer default null
) returns table (
    at timestamptz,
    ticker text,
    equity numeric,
    gross_value numeric,
    net_value numeric,
    gross double precision,
    net double precision
)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
    v_epoch record;
    v_points timestamptz[];
begin
    v_epoch := paper_internal.epoch_of(p_account_id, p_to, p_epoch);
    v_points := paper_internal.points_of(p_account_id, v_epoch.from_seq, v_epoch.at, p_from, p_step);
    if v_epoch.seq is null then
        return;
    end if;
    return query
    select
        v_points[c.n], t.ticker, e.equity, t.gross_value, t.net_value,
        (t.gross_value / e.equity)::double precision, (t.net_value / e.equity)::double precision
    from paper_internal.curve(p_account_id, v_epoch.from_seq, v_epoch.seq, v_epoch.mark, v_points) as c
    cross join lateral (select nullif(greatest(c.cash + c.market_value, 0), 0) as equity) as e
    cross join lateral (
        select null as ticker, c.gross_value, c.market_value as net_value
        where not p_by_ticker
        union all
        select h.ticker, abs(h.worth), h.worth
        from unnest(c.tickers, c.worths) as h (ticker, worth)
        where p_by_ticker
    ) as t
    order by c.n, t.ticker collate "C";
end
$$;

comment on function paper.exposure is
'How much of its equity an account had in the market, at the points of equity_curve: gross = Σ |market value| /
equity, net = Σ market value / equity, shorts counting below 0. One row for each point, or with p_by_ticker one for
each ticker held at it. The shares, and equity, are null while there is no equity. Raises ZP001, ZP004.';
