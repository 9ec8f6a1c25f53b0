create or replace function paper_internal.relive_cancels(
    p_account_id text,
    p_ticker text,
    p_now timestamptz,
    p_tickers text[],
    p_market paper_internal.market[],
    p_needs bigint[],
    p_bounds bigint[]
) returns paper_internal.market[]
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_market paper_internal.market[];
    v_steps paper_internal.step[];
begin
    -- Applies the tape, and then cancels what is still open, in one ticker or in all: two calls, as in relive_calls().
    v_market := paper_internal.relive_calls(
        p_account_id, '{}', p_now, true, p_tickers, p_market, p_needs, p_bounds
    );
    v_steps := paper_internal.cancel_requests(p_account_id, null, p_ticker);
    if v_steps <> '{}' then
        v_market := paper_internal.relive_calls(
            p_account_id, v_steps, p_now, true, p_tickers, v_market, p_needs, p_bounds
        );
    end if;
    return v_market;
end
$$;
