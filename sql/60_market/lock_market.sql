create or replace function paper_internal.lock_market(
    p_quotes paper.quote[], p_trades paper.trade[], p_bars paper.bar[]
) returns paper_internal.market[]
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
declare
    v_tickers text[] := array(
        select q.ticker from unnest(p_quotes) as q
        union
        select t.ticker from unnest(p_trades) as t
        union
        select b.ticker from unnest(p_bars) as b
    );
    v_market paper_internal.market[];
    v_added paper_internal.market[];
begin
    -- In the order of tickers, so that two feeders wait for each other and never both. Who holds the row numbers the
    -- tape of its ticker: the order of commits is the order of the tape.
    v_market := array(
        select m
        from paper_internal.market as m
        where m.ticker = any(v_tickers)
        order by m.ticker
        for no key update
    );
    if cardinality(v_tickers) = cardinality(v_market) then
        return v_market;
    end if;

    with added as (
        -- Not "do nothing": that would return nothing of a ticker that another feeder has just added.
        insert into paper_internal.market as m (ticker, tape_seq, newest_at)
        select f.ticker, 0, '-infinity'
        from paper_internal.fed(p_quotes, p_trades, p_bars) as f
        where f.problem is null and f.ticker not in (select u.ticker from unnest(v_market) as u)
        group by f.ticker
        having paper_internal.ticker_problem(f.ticker) is null
        order by f.ticker collate "C"
        on conflict (ticker) do update set tape_seq = m.tape_seq
        returning m as stored
    )

    select array_agg(a.stored) into v_added from added as a;
    return v_market || v_added;
end
$$;
