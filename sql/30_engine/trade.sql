create or replace function paper_internal.trade(
    p_account paper_internal.accounts,
    p_requests paper_internal.step[],
    p_now timestamptz default null,
    p_market paper_internal.market[] default null
) returns paper_internal.step[]
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_outcome paper_internal.outcome := paper_internal.simulate(p_account, p_requests, p_now, p_market);
begin
    -- Fill model market: decides what becomes of new market data and of the requests, and books it.
    if v_outcome.watches is null then
        return array[]::paper_internal.step[];
    end if;
    return paper_internal.advance(p_account, v_outcome.steps, v_outcome);
end
$$;
