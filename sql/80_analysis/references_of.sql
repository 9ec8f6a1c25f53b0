create or replace function paper_internal.references_of(p_account_id text, p_from_seq bigint, p_to_seq bigint)
returns table (seq bigint, reference text, reference_price numeric)
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
set work_mem = '256MB'
as $$
declare
    v_default_price numeric;
    -- A slice of them, since a planner takes generate_series for a thousand rows.
    v_numbers constant integer[] := array(select g.n from generate_series(1, (p_to_seq - p_from_seq)::integer) as g (n));
begin
    -- The price that the fills of a range of the journal are measured by which did not get the price that they asked
    -- for: the market at the moment of the fill, and without any the default price of the account.
    select (a.settings ->> 'default_price')::numeric into v_default_price
    from paper.accounts as a
    where a.account_id = p_account_id;
    return query
    with fills as materialized (
        select
            j.seq, j.ticker::text as ticker, j.rule, t.at,
            dense_rank() over (partition by j.ticker order by t.at)::integer as n
        from paper_internal.journal as j
        cross join lateral (select coalesce(j.market_at, j.at) as at) as t
        where
            j.account_id = p_account_id and j.seq > p_from_seq and j.seq <= p_to_seq
            and j.event_type in ('fill', 'partial_fill')
            and paper_internal.asked_price(j) is null
    ),

    marks as (
        select i.ticker, g.n, m.last, m.bid, m.ask, m.close
        from (
            select f.ticker, array_agg(distinct f.at order by f.at) as points
            from fills as f
            group by f.ticker
        ) as i
        cross join lateral paper_internal.tape_marks(i.ticker, i.points) as m
        cross join lateral unnest(v_numbers[m.n:m.to_n]) as g (n)
    )

    select
        f.seq,
        case
            when m.bid is not null and m.ask is not null then 'mid'
            when m.last is not null then 'last'
            when b.open is not null then 'open'
            when m.close is not null then 'close'
            else 'default'
        end,
        coalesce((m.bid + m.ask) * 0.5, m.last, b.open, m.close, v_default_price)
    from fills as f
    left join marks as m on f.ticker = m.ticker and f.n = m.n
    -- The open of a bar, whose range and close are still to come.
    left join lateral (
        select t.open::numeric as open
        from paper_internal.tape as t
        where
            t.ticker = f.ticker and t.kind = 'bar' and t.starts_at = f.at
            and t.tape_seq > paper_internal.tape_before(f.ticker, 'bar', f.at + interval '1 microsecond')
        order by t.tape_seq
        limit 1
    ) as b on f.rule = 'open';
end
$$;
