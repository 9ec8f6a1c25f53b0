create or replace function paper_internal.judge_late(
    p_verdicts text[], p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]
) returns text[]
language plpgsql stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
-- Without statistics a nested loop would look cheap here, and be quadratic.
set enable_nestloop = off
set enable_mergejoin = off
set enable_bitmapscan = off
set jit = off
as $$
begin
    -- The verdicts, with duplicate for what is late and on the tape. Of the tape only the piece of these times is read.
    return array(
        with judged as materialized (
            select f.*, v.verdict
            from paper_internal.fed(p_quotes, p_trades, p_bars) as f
            inner join unnest(p_verdicts) with ordinality as v (verdict, n) on f.n = v.n
        ),

        pieces as materialized (
            select
                j.ticker,
                j.kind,
                paper_internal.tape_before(j.ticker, j.kind, min(j.at)) as after_seq,
                paper_internal.tape_before(j.ticker, j.kind, max(j.at) + interval '1 microsecond') as to_seq
            from judged as j
            where j.verdict = 'late'
            group by j.ticker, j.kind
        ),

        stored as materialized (
            select t.*
            from pieces as p
            cross join lateral (
                select i.*
                from paper_internal.tape as i
                where i.ticker = p.ticker and i.tape_seq > p.after_seq and i.tape_seq <= p.to_seq and i.kind = p.kind
                offset 0
            ) as t
        )

        select case when j.verdict = 'late' and s.is_stored then 'duplicate' else j.verdict end
        from judged as j
        left join (
            select distinct l.n, true as is_stored
            from judged as l
            inner join stored as t
                on
                    l.ticker = t.ticker
                    and l.at = t.at
                    and row(
                        l.starts_at, l.sequence, l.bid, l.ask, l.bid_size, l.ask_size, l.open, l.high, l.low, l.price, l.size
                    ) is not distinct from row(
                        t.starts_at, t.sequence, t.bid, t.ask, t.bid_size, t.ask_size, t.open, t.high, t.low, t.price, t.size
                    )
            where l.verdict = 'late'
        ) as s on j.n = s.n
        order by j.n
    );
end
$$;
