create or replace function paper_internal.curve(
    p_account_id text, p_from_seq bigint, p_to_seq bigint, p_mark text, p_points timestamptz[]
) returns table (
    n integer,
    seq bigint,
    cash numeric,
    market_value numeric,
    gross_value numeric,
    net_deposits numeric,
    active boolean,
    tickers text[],
    worths numeric[]
)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set work_mem = '256MB'
as $$
declare
    v_microsecond constant interval := interval '1 microsecond';
    v_last constant integer := cardinality(p_points);
    v_numbers constant integer[] := array(select g.n from generate_series(1, v_last) as g (n));
begin
    -- The account at each of some points of time, in rising order: one pass over the journal of the epoch and one over
    -- the tape of each ticker. What happened belongs to the first point that is not before it.
    -- Slices of v_numbers, since a planner takes generate_series for a thousand rows.
    return query
    with steps as (
        -- An array made by a query: one of a variable would be copied for each row.
        select
            width_bucket(j.at - v_microsecond, (select array(select unnest(p_points)))) + 1 as n,
            j.ticker::text collate "C" as ticker,
            max(j.seq) as seq,
            max(j.seq) filter (where j.event_type in ('fill', 'partial_fill')) as fill_seq,
            sum(j.amount) filter (where j.event_type in ('deposit', 'withdrawal', 'transfer') and j.seq > p_from_seq) as flow
        from paper_internal.journal as j
        where
            j.account_id = p_account_id and j.seq >= p_from_seq and j.seq <= p_to_seq
            and j.at <= p_points[v_last]
        group by 1, 2
    ),

    held as materialized (
        select
            s.ticker, j.quantity_after as quantity, j.avg_entry_price_after as average, s.n as from_n,
            coalesce(lead(s.n) over (partition by s.ticker order by s.n) - 1, v_last) as to_n
        from steps as s
        cross join lateral (
            select i.quantity_after::numeric, i.avg_entry_price_after::numeric
            from paper_internal.journal as i
            where i.account_id = p_account_id and i.seq = s.fill_seq
            limit 1
        ) as j
    ),

    marks as materialized (
        select h.ticker, m.*
        from (select distinct d.ticker from held as d) as h
        cross join lateral paper_internal.tape_marks(h.ticker, p_points) as m
    ),

    worth as (
        select
            h.n,
            sum(h.quantity * k.price) as market_value,
            sum(abs(h.quantity) * k.price) as gross_value,
            array_agg(h.ticker) as tickers,
            array_agg(h.quantity * k.price) as worths
        from (
            select d.ticker, d.quantity, d.average, g.n
            from held as d
            cross join lateral unnest(v_numbers[d.from_n:d.to_n]) as g (n)
            where d.quantity <> 0
        ) as h
        left join (
            select d.ticker, d.last, d.bid, d.ask, d.close, g.n
            from marks as d
            cross join lateral unnest(v_numbers[d.n:d.to_n]) as g (n)
        ) as m on h.ticker = m.ticker and h.n = m.n
        cross join lateral (
            select paper_internal.mark_price(p_mark, h.quantity, h.average, m.last, m.bid, m.ask, m.close) as price
        ) as k
        group by h.n
    ),

    points as (
        select
            p.n, s.flow, s.seq as own_seq,
            max(s.seq) over (order by p.n) as seq
        from generate_series(1, v_last) as p (n)
        left join (
            select i.n, max(i.seq) as seq, sum(i.flow) as flow
            from steps as i
            group by i.n
        ) as s on p.n = s.n
    )

    select
        p.n, p.seq, j.cash_after, coalesce(w.market_value, 0), coalesce(w.gross_value, 0),
        f.cash_after + coalesce(sum(p.flow) over (order by p.n), 0),
        -- A step in which nothing traded is no period: nights and weekends; without any market data all are.
        p.own_seq is not null or m.n is not null or not exists (select from marks),
        w.tickers, w.worths
    from points as p
    cross join lateral (
        select i.cash_after::numeric
        from paper_internal.journal as i
        where i.account_id = p_account_id and i.seq = p.seq
        limit 1
    ) as j
    cross join lateral (
        select i.cash_after::numeric
        from paper_internal.journal as i
        where i.account_id = p_account_id and i.seq = p_from_seq
        limit 1
    ) as f
    left join worth as w on p.n = w.n
    left join (select distinct d.n from marks as d) as m on p.n = m.n
    order by p.n;
end
$$;
