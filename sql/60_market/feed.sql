-- The way of market data: lock the tickers, put the rows on the tape, remember
-- the newest. No account is touched. Of the three arrays one is given.
create or replace function paper_internal.feed(
    p_quotes paper.quote[],
    p_trades paper.trade[],
    p_bars paper.bar[],
    p_strict boolean,
    out accepted bigint,
    out duplicates bigint,
    out out_of_order bigint,
    out invalid bigint
)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
    v_era integer := paper_internal.make_partition();
    v_market paper_internal.market[] := paper_internal.lock_market(p_quotes, p_trades, p_bars);
    v_verdicts text[];
    v_problems jsonb;
begin
    duplicates := 0;
    out_of_order := 0;
    invalid := 0;
    accepted := paper_internal.store_fed(v_market, v_era, p_quotes, p_trades, p_bars, null);
    if accepted is not null then
        return;
    end if;

    -- Something in it is not simply new.
    v_verdicts := array(
        select j.verdict from paper_internal.judge_fed(v_market, p_quotes, p_trades, p_bars) as j order by j.n
    );
    accepted := paper_internal.store_fed(v_market, v_era, p_quotes, p_trades, p_bars, array(
        select v.verdict = 'accepted' from unnest(v_verdicts) with ordinality as v (verdict, n) order by v.n
    ));
    if 'late' = any(v_verdicts) then
        v_verdicts := paper_internal.judge_late(v_verdicts, p_quotes, p_trades, p_bars);
    end if;
    select
        count(*) filter (where v.verdict = 'duplicate'),
        count(*) filter (where v.verdict = 'late'),
        count(*) filter (where v.verdict = 'invalid')
    into duplicates, out_of_order, invalid
    from unnest(v_verdicts) as v (verdict);

    if p_strict and out_of_order + invalid > 0 then
        select jsonb_agg(jsonb_build_object(
            'index', f.n, 'sqlstate', 'ZP008', 'problem', coalesce(
                paper_internal.ticker_problem(f.ticker), f.problem, case v_verdicts[f.n]
                    when 'invalid' then 'the bar overlaps the one before it'
                    else 'older than the newest of its ticker, and not stored'
                end
            )
        ) order by f.n)
        into v_problems
        from paper_internal.fed(p_quotes, p_trades, p_bars) as f
        where v_verdicts[f.n] in ('late', 'invalid');

        raise exception '% of % rows refused, the first, number %: %',
            jsonb_array_length(v_problems), cardinality(v_verdicts),
            v_problems -> 0 ->> 'index', v_problems -> 0 ->> 'problem'
            using errcode = 'ZP008', detail = v_problems::text,
            hint = 'nothing was stored; the DETAIL lists every row that is wrong; without p_strict they are skipped';
    end if;
end
$$;
