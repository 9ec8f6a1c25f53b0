create or replace function paper.replace_order(
    p_account_id text,
    p_order_id uuid,
    p_idempotency_key text,
    p_quantity numeric default null,
    p_limit_price numeric default null,
    p_stop_price numeric default null
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
    -- By its seq, which is the same wherever these requests are made; the id is not.
    v_request jsonb := jsonb_build_object('replace_order', jsonb_build_object(
        'seq', paper_internal.seq_of(p_order_id), 'quantity', p_quantity, 'limit_price', p_limit_price, 'stop_price', p_stop_price
    ));
    v_old paper_internal.journal;
    v_problem text;
begin
    if not paper_internal.replayed(v_account, p_idempotency_key, v_request) then
        select j.* into v_old
        from paper_internal.journal as j
        where j.account_id = p_account_id and j.seq = paper_internal.seq_of(p_order_id) and j.order_type is not null
            and p_order_id = paper_internal.order_id(v_account.prefix, j.seq);
        if v_old.seq is null then
            raise exception 'unknown order %', coalesce(p_order_id::text, 'null')
                using errcode = 'ZP007', hint = 'nothing was replaced';
        end if;
        v_problem := coalesce(
            case
                when p_limit_price is not null and v_old.limit_price is null
                    then 'a ' || v_old.order_type::text || ' order has no limit_price'
                when p_stop_price is not null and v_old.stop_price is null
                    then 'a ' || v_old.order_type::text || ' order has no stop_price'
            end,
            paper_internal.order_problem(
                p_idempotency_key, v_old.ticker, v_old.side::text, coalesce(p_quantity, v_old.quantity, 1),
                v_old.order_type::text, coalesce(p_limit_price, v_old.limit_price),
                coalesce(p_stop_price, v_old.stop_price), coalesce(v_old.options, '{}'), 'market'
            )
        );
        if v_problem is not null then
            perform paper_internal.raise_problem(v_problem);
        end if;
        perform paper_internal.trade(v_account, array[row(
            p_account_id, null, v_old.seq, paper_internal.time_of(v_account), 'replaced', v_old.order_type, v_old.side,
            null, v_old.ticker, p_idempotency_key, paper_internal.bounded_scale(p_quantity),
            paper_internal.bounded_scale(coalesce(p_limit_price, v_old.limit_price)),
            paper_internal.bounded_scale(coalesce(p_stop_price, v_old.stop_price)),
            null, null, null, null, 0, null, null, v_old.options, null, v_request, null, null, null, null, null
        )::paper_internal.step]);
    end if;
    return query select * from paper_internal.orders_of_seqs(p_account_id, array(
        select j.seq
        from paper_internal.journal as j
        where j.account_id = p_account_id and j.idempotency_key = p_idempotency_key
    ));
end
$$;

comment on function paper.replace_order is
'Replaces an open order by a new one and returns the new one. p_quantity is the new total, what was filled included;
what is null stays. The new order keeps time in force and group and loses its place in time; the two never work at once.
A replacement that cannot be paid, or that asks for no more than was filled, is returned rejected, and the old order works
on; so is one of an order that is not open (not_open). The same key and request again return the stored order; raises ZP001 to ZP005, ZP007.';
