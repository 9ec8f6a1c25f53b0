create or replace function paper.submit_order(
    p_account_id text,
    p_idempotency_key text,
    p_ticker text,
    p_side paper.order_side,
    p_quantity numeric,
    p_order_type paper.order_type default 'market',
    p_limit_price numeric default null,
    p_stop_price numeric default null,
    p_options jsonb default '{}'
) returns setof paper.orders
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
    return query
    select *
    from paper.submit_orders(p_account_id, array[row(
        p_idempotency_key, p_ticker, p_side, p_quantity, p_order_type, p_limit_price, p_stop_price, p_options
    )::paper.order_request]);
end
$$;

comment on function paper.submit_order is
'Submits one order: submit_orders with a batch of one. Call it as select * from paper.submit_order(…).';
