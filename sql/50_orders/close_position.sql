create or replace function paper.close_position(
    p_account_id text, p_idempotency_key text, p_ticker text, p_quantity numeric default null
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
    v_request jsonb := jsonb_build_object('close_position', jsonb_build_object('ticker', p_ticker, 'quantity', p_quantity));
    v_problem text := paper_internal.order_problem(
        p_idempotency_key, p_ticker, 'sell', coalesce(p_quantity, 1), 'market', null, null, '{}', 'immediate'
    );
    v_held numeric;
begin
    if v_problem is not null then
        perform paper_internal.raise_problem(v_problem);
    end if;
    if not paper_internal.replayed(v_account, p_idempotency_key, v_request) then
        v_account := paper_internal.without_open_orders(paper_internal.caught_up(v_account), p_ticker);
        select nullif(p.quantity, 0) into v_held
        from paper_internal.positions as p
        where p.account_id = p_account_id and p.ticker = p_ticker;

        perform paper_internal.submit_steps(v_account, array[row(
            p_account_id, null, null, paper_internal.time_of(v_account), 'fill', 'market', 'sell', null,
            p_ticker, p_idempotency_key, paper_internal.bounded_scale(coalesce(p_quantity, v_held)), null, null,
            null, null, null, null, 0, null, null, null, null, v_request, null, null, null, null, null
        )::paper_internal.step]);
    end if;
    return query select * from paper_internal.orders_of_seqs(p_account_id, array(
        select j.seq
        from paper_internal.journal as j
        where j.account_id = p_account_id and j.idempotency_key = p_idempotency_key
    ));
end
$$;

comment on function paper.close_position is
'Sells a whole position, or p_quantity of it, at the market, after cancelling the open orders in the ticker, and returns
the order. Nothing to close is an order rejected with no_position, less than p_quantity one with insufficient_shares.
The same key and request again return the stored order; raises ZP001 to ZP005.';
