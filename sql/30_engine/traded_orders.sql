create or replace function paper_internal.traded_orders(
    p_account paper_internal.accounts, p_requests paper_internal.journal[]
) returns paper_internal.journal[]
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    v_rows paper_internal.journal[] := paper_internal.trade(p_account, p_requests);
begin
    -- Fill model market: places orders and returns the rows that created them, in the order of the requests.
    return array(
        select r from unnest(v_rows) as r where r.order_type is not null and r.idempotency_key is not null
    );
end
$$;
