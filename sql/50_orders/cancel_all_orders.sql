create or replace function paper.cancel_all_orders(
    p_account_id text, p_ticker text default null
) returns setof paper.orders
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_bitmapscan = off
set enable_material = off
set jit = off
as $$
declare
    v_account paper_internal.accounts := paper_internal.enter_account(p_account_id);
    v_problem text := case when p_ticker is not null then paper_internal.ticker_problem(p_ticker) end;
    v_requests paper_internal.step[];
    v_rows paper_internal.step[];
begin
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;
    v_account := paper_internal.caught_up(v_account);
    v_requests := paper_internal.cancel_requests(p_account_id, null, p_ticker);
    if v_requests <> '{}' then
        v_rows := paper_internal.trade(v_account, v_requests);
    end if;
    return query select * from paper_internal.orders_of_seqs(
        p_account_id, array(select r.order_seq from unnest(v_rows) as r where r.event_type = 'cancelled')
    );
end
$$;

comment on function paper.cancel_all_orders is
'Cancels every order of the account that can still trade, or those in one ticker, and returns the cancelled ones.
Raises ZP001, ZP003, ZP004.';
