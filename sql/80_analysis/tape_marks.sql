create or replace function paper_internal.tape_marks(p_ticker text, p_points timestamptz[])
returns table (n integer, to_n integer, last numeric, bid numeric, ask numeric, close numeric)
language plpgsql stable rows 100
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set work_mem = '64MB'
as $$
declare
    v_microsecond constant interval := interval '1 microsecond';
    v_last constant integer := cardinality(p_points);
    v_kinds paper_internal.datum_kind[];
    v_from bigint;
    v_to bigint;
begin
    -- The market of a ticker at each of some points of time, in rising order: one row for each point with new data since
    -- the point before (for the first one, with any), with the market at it, which holds up to point to_n.
    select array_agg(k.kind), min(r.from_seq), max(r.to_seq) into v_kinds, v_from, v_to
    from paper_internal.market as m
    cross join lateral (
        values ('quote'::paper_internal.datum_kind, m.quote_seq), ('trade', m.trade_seq), ('bar', m.bar_seq)
    ) as k (kind, newest_seq)
    cross join lateral (
        select
            paper_internal.tape_before(p_ticker, k.kind, p_points[1] + v_microsecond) as from_seq,
            paper_internal.tape_before(p_ticker, k.kind, p_points[v_last] + v_microsecond) as to_seq
    ) as r
    where m.ticker = p_ticker and k.newest_seq is not null and r.to_seq > 0;

    return query
    with found as (
        -- A pass over the tape, or where it has many more data than there are points, a search for each of them.
        select width_bucket(t.at - v_microsecond, (select array(select unnest(p_points)))) + 1 as n, t.kind, max(t.tape_seq) as tape_seq
        from paper_internal.tape as t
        where
            v_to - v_from < 300 * v_last
            and t.ticker = p_ticker and t.tape_seq >= v_from and t.tape_seq <= v_to and t.at <= p_points[v_last]
        group by 1, 2
        union all
        select min(s.n), s.kind, s.tape_seq
        from (
            select p.n::integer as n, k.kind, paper_internal.tape_before(p_ticker, k.kind, p.at + v_microsecond) as tape_seq
            from unnest(p_points) with ordinality as p (at, n)
            cross join unnest(v_kinds) as k (kind)
            where v_to - v_from >= 300 * v_last
        ) as s
        where s.tape_seq > 0
        group by s.kind, s.tape_seq
    ),

    newest as (
        select
            f.n,
            max(max(f.tape_seq) filter (where f.kind = 'quote')) over points as quote_seq,
            max(max(f.tape_seq) filter (where f.kind = 'trade')) over points as trade_seq,
            max(max(f.tape_seq) filter (where f.kind = 'bar')) over points as bar_seq
        from found as f
        group by f.n
        window points as (order by f.n)
    )

    select
        w.n, coalesce(lead(w.n) over (order by w.n) - 1, v_last), t.price::numeric, q.bid::numeric, q.ask::numeric,
        b.price::numeric
    from newest as w
    left join lateral (
        select i.bid, i.ask
        from paper_internal.tape as i
        where i.ticker = p_ticker and i.tape_seq = w.quote_seq
        limit 1
    ) as q on true
    left join lateral (
        select i.price
        from paper_internal.tape as i
        where i.ticker = p_ticker and i.tape_seq = w.trade_seq
        limit 1
    ) as t on true
    left join lateral (
        select i.price
        from paper_internal.tape as i
        where i.ticker = p_ticker and i.tape_seq = w.bar_seq
        limit 1
    ) as b on true
    order by w.n;
end
$$;
